// SPDX-License-Identifier: Apache-2.0

package server

import (
	"errors"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/filter/match"
)

// errNames is the error of a filter with the name of a host.
var errNames = errors.New("names of hosts are not resolved in the filters of clients; use addresses")

// compile compiles the filter of a client. Names of hosts are not resolved: the
// answer of a name server may take seconds, and a client could choose names for
// which this machine then asks. Names of services, protocols, networks and
// hardware addresses are read from files of this machine.
func compile(text string) (*match.Filter, error) {
	r := filter.NewOffline()
	f, err := match.Compile(text, match.Options{Precision: match.DefaultPrecision, Resolver: r})
	if r.Asked {
		return nil, errNames
	}
	return f, err
}

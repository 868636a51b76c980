// SPDX-License-Identifier: Apache-2.0

package radium

import (
	"math"
	"time"

	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

// A Config holds the settings of the command line and the configuration files.
type Config struct {
	Servers []Server
	Files   []string // files of records; "-" is standard input
	Once    bool     // end when a server closes its connection (-p)
	// Lag is how long records of one source wait for older ones of others; with 0
	// they are passed on as they come.
	Lag time.Duration

	Outputs []Output

	Filter string        // selects the records of all sources
	Adjust time.Duration // correct times that differ by at least this much; 0 is never

	ID          record.SourceID
	MARInterval time.Duration // between management records, 0 for none
	Dialect     record.Dialect

	Port    int // TCP port to serve on, 0 for none
	Bind    []string
	Archive string // clients may ask for files below this directory; "" for none

	Debug int // 1 and above: print notices

	filter *match.Filter
}

// A Server is a record server, or an address on which datagrams arrive.
type Server struct {
	Text    string // as it was given
	Address source.Address
	Filter  string // selects the records of this source
	filter  *match.Filter
}

// An Output is one -w: a target and its record filter.
type Output struct{ Target, Filter string }

// Defaults of the collector.
const (
	defaultMARInterval = 60 * time.Second
	defaultPriority    = priorityWarning
	maxMARInterval     = math.MaxUint16 * time.Second // a record has 16 bits for it
	maxLevel           = math.MaxInt32                // of messages
)

// DefaultConfig returns the built-in settings, which -X restores.
func DefaultConfig() Config {
	return Config{MARInterval: defaultMARInterval, Dialect: record.V3Common}
}

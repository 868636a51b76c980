// SPDX-License-Identifier: Apache-2.0

// Package program is the table of the record clients. Each is a package of its
// own below this one.
package program

import (
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/program/ra"
	"github.com/argus-go/argus/internal/program/rabins"
	"github.com/argus-go/argus/internal/program/racluster"
	"github.com/argus-go/argus/internal/program/racount"
	"github.com/argus-go/argus/internal/program/ragator"
	"github.com/argus-go/argus/internal/program/ragrep"
	"github.com/argus-go/argus/internal/program/rahisto"
	"github.com/argus-go/argus/internal/program/ramon"
	"github.com/argus-go/argus/internal/program/rasort"
	"github.com/argus-go/argus/internal/program/rasplit"
	"github.com/argus-go/argus/internal/program/rastream"
	"github.com/argus-go/argus/internal/program/rastrip"
	"github.com/argus-go/argus/internal/program/ratimerange"
	"github.com/argus-go/argus/internal/program/raxml"
)

// All lists the programs; the first one is meant when a name is unknown.
var All = []client.Program{
	ra.Program,
	rabins.Program,
	racluster.Program,
	racount.Program,
	ragator.Program,
	ragrep.Program,
	rahisto.Program,
	ramon.Program,
	rasort.Program,
	rasplit.Program,
	rastream.Program,
	rastrip.Program,
	ratimerange.Program,
	raxml.Program,
}

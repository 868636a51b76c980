// SPDX-License-Identifier: Apache-2.0

// Package archtest checks the rules of the source tree that a compiler does
// not: which package may import which, that every package says what it is,
// that every file names its licence, that files and functions stay short, and
// that no text names a folder of one person's machine.
//
// The layers are those of ARCHITECTURE.md; a new package needs an entry in
// [Layers] before it may import or be imported.
package archtest

import (
	"fmt"
	"slices"
	"strings"
)

// Module is the path that the project's own imports begin with.
const Module = "github.com/argus-go/argus"

// Layers lists the packages by what they may import: only what stands in a
// line above. A name stands for the folder of that name, at the root or in
// internal, with all folders below it.
var Layers = [][]string{
	{"nearest"},
	{"packet", "names", "ratime", "getopt", "chart", "lazy", "lookup"},
	{"arena", "scratch", "sandbox"},
	{"record", "extsort"},
	{"field"},
	{"filter", "rarc", "completion", "sourceid"},
	{"flow", "netflow", "sflow", "aggregate", "recsort", "label", "anonymize", "render"},
	{"capture", "session", "archive", "progress", "patient", "interrupt", "service", "preset", "dialect"},
	{"modeler"},
	{"source", "sink", "server", "live"},
	{"sensor", "radium", "client", "tui", "web"},
	{"inplace"},
	{"grouping"},
	{"splitting"},
	{"program"},
	{"cmd"},
}

// Tools are helpers of tests and measurements. They may import anything and
// only tests and other tools may import them.
var Tools = []string{"properties", "oracle", "pkttest", "rectest", "archtest", "parity", "manual", "mutate", "bench"}

// Bare are the packages that importers of this module get too: they use the
// standard library and golang.org/x alone.
var Bare = []string{"packet", "record", "field", "filter", "flow"}

// unit returns the name in [Layers] or [Tools] of an import path of the
// module, and whether the path is of the module.
func unit(path string) (string, bool) {
	rest, ok := strings.CutPrefix(path, Module+"/")
	if !ok {
		return "", path == Module
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(rest, "internal/"), "/")
	return name, true
}

// layer returns the line of a unit, or -1.
func layer(unit string) int {
	return slices.IndexFunc(Layers, func(l []string) bool { return slices.Contains(l, unit) })
}

// CheckImport returns what is wrong with one package importing another, or "".
func CheckImport(from, to string) string {
	a, own := unit(from)
	if !own {
		return from + " is not a package of this module"
	}
	b, own := unit(to)
	switch {
	case !own:
		return checkForeign(from, a, to)
	case slices.Contains(Tools, a):
		return ""
	case slices.Contains(Tools, b):
		return fmt.Sprintf("%s imports %s, which is for tests alone", from, to)
	case layer(a) < 0:
		return fmt.Sprintf("%s is in no layer", from)
	case layer(b) < 0:
		return fmt.Sprintf("%s imports %s, which is in no layer", from, to)
	case a == b:
		return checkWithin(from, to)
	case layer(b) >= layer(a):
		return fmt.Sprintf("%s imports %s, which is not in a layer above its own", from, to)
	}
	return ""
}

// checkWithin lets parent and child import each other, but not siblings: two
// programs, or two backends of the filter.
func checkWithin(from, to string) string {
	if strings.HasPrefix(from, to+"/") || strings.HasPrefix(to, from+"/") {
		return ""
	}
	return fmt.Sprintf("%s imports %s, its sibling: what both need moves up", from, to)
}

// checkForeign keeps modules of others out of the packages that are for
// importers too.
func checkForeign(from, a, to string) string {
	first, _, _ := strings.Cut(to, "/")
	if !strings.Contains(first, ".") || first == "golang.org" || !slices.Contains(Bare, a) {
		return ""
	}
	return fmt.Sprintf("%s imports %s: only the standard library and golang.org/x", from, to)
}

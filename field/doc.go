// SPDX-License-Identifier: Apache-2.0

package field

import (
	"slices"
	"strings"

	"github.com/argus-go/argus/record"
)

// A Doc describes a column for users, in more detail than [Field.About]. The help
// of the clients and the manual page of the columns are generated from it.
type Doc struct {
	Group   string // what the column is about: one of [Groups]
	Unit    string // of the value: "bytes", "seconds", "text" ...
	Formula string // how the value is computed, from other columns and from the record
	// Parts are the parts of a record that the value depends on; none for values
	// that come from the record's header or from the client.
	Parts record.Parts
	// Needs is the option or configuration variable of the sensor that fills those
	// parts, "" if they are always filled.
	Needs   string
	Missing string // what prints where those parts are not in a record
	Man     string // what prints for management records
	Values  []Meaning
}

// A Meaning explains one value of a column, or one letter in it.
type Meaning struct{ Value, Meaning string }

// What prints where there is nothing to print.
const (
	Blank    = "blank"
	Zero     = "0"
	NegZero  = "-0"
	TimeZero = "the time 0"
)

// A docEntry documents one column or more. With two names, the first is the
// source's and the second the destination's, and the formula is a pattern: {x}
// is s or d, {side} source or destination, {o} and {other} the opposite.
type docEntry struct {
	names, unit, formula string
	needs, missing, man  string
	values               []Meaning
}

type docGroup struct {
	title   string
	entries []docEntry
}

// docGroups returns the documentation of all columns, in the order of the manual.
func docGroups() []docGroup {
	return slices.Concat(docIdentity, docMeasures, docProtocols, docOthers)
}

// Groups returns the titles of the groups of columns, in the order of the manual.
func Groups() []string {
	var names []string
	for _, g := range docGroups() {
		names = append(names, g.title)
	}
	return names
}

// Doc returns the documentation of the column; ok is false if it has none.
func (f *Field) Doc() (d Doc, ok bool) {
	for _, g := range docGroups() {
		for _, e := range g.entries {
			names := strings.Fields(e.names)
			i := slices.Index(names, f.Name)
			if i < 0 {
				continue
			}
			return Doc{
				g.title, e.unit, e.formulaOf(i, len(names)), f.parts, e.needs, e.missing, e.man, e.values,
			}, true
		}
	}
	return Doc{}, false
}

func (e *docEntry) formulaOf(i, n int) string {
	switch {
	case n != 2:
		return e.formula
	case i == 0:
		return strings.NewReplacer("{x}", "s", "{o}", "d", "{side}", "source", "{other}", "destination").Replace(e.formula)
	}
	return strings.NewReplacer("{x}", "d", "{o}", "s", "{side}", "destination", "{other}", "source").Replace(e.formula)
}

// partWords are the names of record parts, as users write them.
var partWords = []struct {
	part record.Parts
	word string
}{
	{record.PartTransport, "trans"},
	{record.PartFlow, "flow"},
	{record.PartTime, "time"},
	{record.PartMetrics, "metric"},
	{record.PartAgg, "agr"},
	{record.PartNet, "net"},
	{record.PartVLAN, "vlan"},
	{record.PartMPLS, "mpls"},
	{record.PartJitter, "jitter"},
	{record.PartIPAttr, "ipattr"},
	{record.PartSizes, "psize"},
	{record.PartSrcData, "suser"},
	{record.PartDstData, "duser"},
	{record.PartMAC, "mac"},
	{record.PartICMPMap, "icmp"},
	{record.PartEncaps, "encaps"},
	{record.PartBehavior, "behavior"},
	{record.PartCountry, "cocode"},
	{record.PartLabel, "label"},
	{record.PartASN, "asn"},
}

// Source describes where a column's value comes from: parts of the record, and
// what fills them.
func (d *Doc) Source() string {
	var words []string
	for _, p := range partWords {
		if d.Parts&p.part != 0 {
			words = append(words, p.word)
		}
	}
	var s string
	switch n := len(words); {
	case n == 0:
		s = "no part of the record"
	case n == 1:
		s = "part " + words[0]
	default:
		s = "parts " + strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	if d.Needs != "" {
		s += "; " + d.Needs
	}
	return s
}

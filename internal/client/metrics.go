// SPDX-License-Identifier: Apache-2.0

package client

import (
	"slices"
	"strings"

	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/record"
)

// Bytes of payload that are kept of each side while a capture is read: at least
// so many for columns, and so many for the pattern of -e.
const (
	columnPayload  = 64
	patternPayload = 4096
)

// measure switches on what the columns, filters, patterns and modes of the run
// need of the flows of captures. A sensor has options for these because they
// cost time and space in records; when a capture is read, it is known who looks
// at them.
func (c *Config) measure() {
	f := &c.Input.Flow
	columns := c.Print.Columns.List()
	if c.Silent() {
		columns = nil
	}
	for _, col := range columns {
		d, _ := col.Doc()
		measureFor(f, d.Needs)
		if col.Name == "suser" || col.Name == "duser" {
			f.UserData = max(f.UserData, columnPayload, col.Width)
		}
	}
	if c.Print.format == formatECS || c.Print.format == formatZeek {
		f.AppBytes = true
	}
	if c.classicRows() {
		sw := &c.Dialect.Switches
		f.AppBytes = f.AppBytes || sw.AppBytes
		f.MAC = f.MAC || sw.MAC
		f.UserData = max(f.UserData, sw.SrcData, sw.DstData)
	}
	measureFilter(f, c.Select.filter)
	for _, o := range c.Write.Outputs {
		measureFilter(f, o.filter)
	}
	if c.Select.pattern != nil {
		f.UserData = max(f.UserData, patternPayload)
	}
}

// measureFor switches on what a column needs, which its documentation names.
func measureFor(f *flow.Config, needs string) {
	has := func(word string) bool { return strings.Contains(needs, word) }
	f.AppBytes = f.AppBytes || has("argus -A")
	f.Jitter = f.Jitter || has("argus -J")
	// flgs has a letter that needs -m too, but rows are the same as those of a
	// sensor without it.
	f.MAC = f.MAC || needs == "argus -m"
	f.Sizes = f.Sizes || has("argus -Z")
	f.SizeHist = f.SizeHist || has("ARGUS_PACKET_SIZE_HISTOGRAM")
	f.BidirTimes = f.BidirTimes || has("BIDIRECTIONAL_TIMESTAMPS")
	if has("ARGUS_KEYSTROKE") && f.Keystroke.Mode == flow.KeystrokeOff {
		f.Keystroke.Mode = flow.KeystrokeTCP
	}
}

// applicationWords are the words of filters that look at application bytes.
var applicationWords = []string{"appbytes", "sappbytes", "dappbytes", "pcr", "abr", "tf", "stf", "dtf"}

// measureFilter switches on what a filter needs.
func measureFilter(f *flow.Config, m *match.Filter) {
	if m == nil {
		return
	}
	parts := m.Parts()
	f.Jitter = f.Jitter || parts&record.PartJitter != 0
	f.Sizes = f.Sizes || parts&record.PartSizes != 0
	if parts&record.PartBehavior != 0 && f.Keystroke.Mode == flow.KeystrokeOff {
		f.Keystroke.Mode = flow.KeystrokeTCP
	}
	for _, w := range strings.FieldsFunc(m.Explain(), func(r rune) bool { return r == ' ' || r == '(' || r == ')' }) {
		f.AppBytes = f.AppBytes || slices.Contains(applicationWords, w)
		f.MAC = f.MAC || w == "ether" || w == "multipath"
	}
}

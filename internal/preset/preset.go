// SPDX-License-Identifier: Apache-2.0

// Package preset prints flow records as the columns of published data sets
// (data sets, sections 1 to 5): their titles, order, forms of values, and the
// columns that their authors derived from several flows.
//
// A [Preset] describes a data set. [Preset.New] makes the [Set] of one run, whose
// columns a client may edit. A Set's columns remember the row that is printed:
// it is used by one goroutine, for one [Printer].
package preset

import (
	"fmt"
	"strings"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/render"
)

// Window is how many records the columns that count other records look at, the
// one that is printed included (data sets, sections 3 and 4).
const Window = 100

// A Preset is the form of one data set.
type Preset struct {
	Name, About string
	More        string // sentences on what is particular to it
	Header      int    // as in options: 0 once, -1 never
	State       int    // form of states, as in [field.Options]
	UnixTime    bool
	Format      string // of times, "" for the time of day
	ByLastTime  bool   // rows are put in the order of their last time

	columns string
	forms   forms
	flow    func(*flow.Config)
}

// dated is the format of times in published files (data sets, section 1).
const dated = "%Y/%m/%d %T.%f"

// Corrected is what follows a name that asks for the corrected variant (data
// sets, section 8).
const Corrected = ":corrected"

// presets are the data sets in the order of help.
var presets = []Preset{
	{
		Name: "ctu13", About: "CTU-13 and the Malware Capture Facility, .binetflow",
		More:   "The column Label holds the label of the record. -c '\\t' separates columns by tabs, and -s -label leaves the labels out.",
		Format: dated, State: field.StateFlagsBoth, columns: ctu13Columns, flow: ctu13Flow,
	},
	{
		Name: "ctu13-udata", About: "the same with payload; 17 columns",
		Format: dated, State: field.StateFlagsBoth, columns: ctu13DataColumns, flow: ctu13Flow,
	},
	{
		Name: "ctu13-slips", About: "the same with SrcPkts, like the test files of SLIPS",
		Format: dated, State: field.StateFlagsBoth, columns: ctu13SlipsColumns, flow: ctu13Flow,
	},
	{
		Name: "ctu13-2format", About: "CTU-13, .binetflow.2format",
		More:    "Times have no date, as in the published command line.",
		columns: ctu13FormatColumns, flow: ctu13Flow,
	},
	{
		Name: "unsw-nb15", About: "UNSW-NB15, the four large files: 49 columns, no header",
		More:   unswMore,
		Header: -1, UnixTime: true, ByLastTime: true, columns: unswColumns, forms: forms{trim: true}, flow: unswFlow,
	},
	{
		Name: "unsw-nb15-train", About: "UNSW-NB15, training and testing files: 45 columns with a header",
		More:     unswMore,
		UnixTime: true, ByLastTime: true, columns: unswTrainColumns, forms: forms{trim: true, digits: 10}, flow: unswFlow,
	},
	{
		Name: "bot-iot", About: "Bot-IoT, 46 columns",
		More: botIoTMore, UnixTime: true, columns: botIoTColumns, flow: rich,
	},
	{
		Name: "bot-iot-plain", About: "Bot-IoT, the large set without derived columns",
		UnixTime: true, columns: botIoTPlainColumns, flow: rich,
	},
	{
		Name: "bot-iot-10best", About: "Bot-IoT, the file of the 10 best columns",
		More: botIoTMore, UnixTime: true, columns: botIoTBestColumns, flow: rich,
	},
	{Name: "wustl-iiot", About: "WUSTL-IIoT-2021, 49 columns", Format: dated, columns: wustlIIoTColumns, flow: rich},
	{Name: "wustl-ehms", About: "WUSTL-EHMS-2020, 45 columns", Format: dated, columns: wustlEHMSColumns, flow: rich},
	{Name: "5g-nidd", About: "5G-NIDD, 51 columns", Format: dated, columns: nidd5GColumns, flow: rich},
	{
		Name: "genis", About: "GeNIS, in the form of the HERA tool, 125 columns",
		Format: dated, columns: genisColumns, flow: func(c *flow.Config) { rich(c); c.StatusInterval = time.Minute },
	},
}

const (
	unswMore = "Rows are sorted by last time, and the ct_ columns count in the last 100 of them. The first row is therefore printed when " +
		"the input ends or " + heldText + " rows are waiting. HTTP methods, FTP commands and service are read from the payload " +
		"(argus -U 128); a label service=NAME overrides the service."
	botIoTMore = "The derived columns count in the last 100 rows. flgs_number, proto_number and state_number number the values in " +
		"the order in which they first appear, because the numbers of the authors are not known."
)

// All returns every preset.
func All() []Preset { return presets }

// Lookup finds a preset. The name may ask for the corrected variant.
func Lookup(name string) (p *Preset, corrected bool, err error) {
	base, corrected := strings.CutSuffix(name, Corrected)
	var names []string
	for i := range presets {
		if presets[i].Name == base {
			return &presets[i], corrected, nil
		}
		names = append(names, presets[i].Name)
	}
	return nil, false, fmt.Errorf("unknown preset %q (want one of %s)", name, strings.Join(names, ", "))
}

// rich is the sensor configuration for data sets that only say that all
// measurements were made.
func rich(c *flow.Config) {
	c.AppBytes, c.Jitter, c.MAC, c.Sizes, c.BidirTimes = true, true, true, true, true
	c.Keystroke.Mode = flow.KeystrokeTCP
	c.UserData = max(c.UserData, 16)
}

// ctu13Flow is the configuration of the sensor in data sets, section 2.
func ctu13Flow(c *flow.Config) {
	rich(c)
	c.StatusInterval = time.Hour
	c.UserData = 600
}

// unswFlow takes records of up to a minute: the longest published durations
// are of 60 s.
func unswFlow(c *flow.Config) {
	rich(c)
	c.StatusInterval = time.Minute
	c.UserData = 128
}

// Flow applies the sensor's settings to the flows of captures.
func (p *Preset) Flow(c *flow.Config) {
	if p.flow != nil {
		p.flow(c)
	}
}

// A Set is a preset in use.
type Set struct {
	Preset    *Preset
	Corrected bool

	unknown []string // titles of columns that only labels of records give
	window  window
	marks   []func(*window, []byte) []byte // of columns that look at other rows
	numbers [3]numbering
	opts    field.Options
	fields  keyFields
}

// New returns the preset for one run.
func (p *Preset) New(corrected bool) *Set {
	return &Set{Preset: p, Corrected: corrected, fields: newKeyFields()}
}

// Columns returns the columns of the set.
func (s *Set) Columns() []render.Column {
	var list []render.Column
	for _, w := range strings.Fields(s.Preset.columns) {
		list = append(list, s.column(w))
	}
	return list
}

// Note describes columns that records do not hold; "" if there are none.
func (s *Set) Note() string {
	if len(s.unknown) == 0 {
		return ""
	}
	return fmt.Sprintf("note: preset %s: no record holds %s; labels of records may, else they are empty",
		s.Preset.Name, strings.Join(s.unknown, ", "))
}

// Comment is the first line of output with corrected values, "" for others.
func (s *Set) Comment() string {
	if !s.Corrected {
		return ""
	}
	return fmt.Sprintf("# %s%s: dir without blanks, ICMP type and code decimal, whole titles, rate of all packets\n",
		s.Preset.Name, Corrected)
}

// SPDX-License-Identifier: Apache-2.0

package dialect

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/render"
)

// Switches are the columns that the options of release 2 ask for (classic mode,
// section 3).
type Switches struct {
	Duration bool // -g
	LastTime bool // -G
	Counts   bool // -c
	MAC      bool // -m
	Response bool // -R
	Flags    bool // -I
	Probe    bool // -l
	AppBytes bool // -A in the classic dialect
	SrcData  int  // -d: bytes of payload of the source
	DstData  int
}

// A Switch is an option of release 2 that adds columns.
type Switch struct {
	getopt.Option
	Set func(s *Switches, it getopt.Item) error
	getopt.Doc
}

// Group is the heading of the switches in help.
const Group = "Columns of release 2"

// modernKeeps says how to keep modern rows with a letter that selects the rows of
// release 2.
const modernKeeps = "With `--modern` it adds the columns to modern rows."

// AllSwitches are the options that add columns, in the order of the help.
var AllSwitches = []Switch{
	{
		getopt.Option{Letter: 'c', Kind: getopt.Flag},
		func(s *Switches, _ getopt.Item) error { s.Counts = true; return nil },
		getopt.Doc{
			Group: Group,
			About: "packets and bytes of each side (switches to release-2 rows)",
			More:  "This is the meaning if no delimiter follows. " + modernKeeps,
		},
	},
	{
		getopt.Option{Letter: 'g', Kind: getopt.Flag},
		func(s *Switches, _ getopt.Item) error { s.Duration = true; return nil },
		getopt.Doc{Group: Group, About: "duration (switches to release-2 rows)", More: modernKeeps},
	},
	{
		getopt.Option{Letter: 'G', Kind: getopt.Flag},
		func(s *Switches, _ getopt.Item) error { s.LastTime = true; return nil },
		getopt.Doc{Group: Group, About: "start and last time (switches to release-2 rows)", More: modernKeeps},
	},
	{
		getopt.Option{Letter: 'I', Kind: getopt.Flag},
		func(s *Switches, _ getopt.Item) error { s.Flags = true; return nil },
		getopt.Doc{Group: Group, About: "flags"},
	},
	{
		getopt.Option{Letter: 'l', Kind: getopt.Flag},
		func(s *Switches, _ getopt.Item) error { s.Probe = true; return nil },
		getopt.Doc{Group: Group, About: "source id of the sensor"},
	},
	{
		getopt.Option{Letter: 'm', Kind: getopt.Flag},
		func(s *Switches, _ getopt.Item) error { s.MAC = true; return nil },
		getopt.Doc{
			Group: Group,
			About: "link addresses (switches to release-2 rows)",
			More:  "This is the meaning if no column name follows. " + modernKeeps,
		},
	},
	{
		getopt.Option{Letter: 'R', Kind: getopt.Flag},
		func(s *Switches, _ getopt.Item) error { s.Response = true; return nil },
		getopt.Doc{
			Group: Group,
			About: "the router or host that answered with an ICMP error (switches to release-2 rows)",
			More:  "This is the meaning if no existing folder or file follows. " + modernKeeps,
		},
	},
	{
		getopt.Option{Letter: 'd', Kind: getopt.Arg},
		func(s *Switches, it getopt.Item) error {
			s.SrcData, s.DstData, _ = parseDataLength(it.Arg())
			return nil
		},
		getopt.Doc{
			Group: Group, Args: "N|sN|dN|sN:dN",
			About: "bytes of payload to print: of each side, the source, the destination, or both",
		},
	},
}

// parseDataLength reads how many bytes of payload to print: N for either side,
// sN, dN, or sN:dN.
func parseDataLength(text string) (src, dst int, ok bool) {
	if n, ok := dataLength(text, ""); ok {
		return n, n, true
	}
	first, second, both := strings.Cut(text, ":")
	if both {
		s, ok1 := dataLength(first, "s")
		d, ok2 := dataLength(second, "d")
		return s, d, ok1 && ok2
	}
	if n, ok := dataLength(text, "s"); ok {
		return n, 0, true
	}
	n, ok := dataLength(text, "d")
	return 0, n, ok
}

func dataLength(text, letter string) (int, bool) {
	digits, ok := strings.CutPrefix(text, letter)
	n, err := strconv.ParseUint(digits, 10, 16)
	return int(n), ok && err == nil && isNumber(digits)
}

// Columns returns the words of -s that add the columns of the switches to
// modern rows (section 5). has reports whether a column is there already.
func (s *Switches) Columns(has func(name string) bool) []string {
	var words []string
	for _, w := range []struct {
		on   bool
		name string
	}{
		{s.LastTime, "ltime"},
		{s.Duration, "dur"},
		{s.Flags, "flgs"},
		{s.Probe, "srcid"},
		{s.MAC, "smac"},
		{s.MAC, "dmac"},
		{s.Counts, "spkts"},
		{s.Counts, "dpkts"},
		{s.Counts && !s.AppBytes, "sbytes"},
		{s.Counts && !s.AppBytes, "dbytes"},
		{s.Counts && s.AppBytes, "sappbytes"},
		{s.Counts && s.AppBytes, "dappbytes"},
		{s.Response, "inode"},
	} {
		if w.on && !has(w.name) {
			words = append(words, "+"+w.name)
		}
	}
	if s.SrcData > 0 {
		words = append(words, fmt.Sprintf("+suser:%d", s.SrcData))
	}
	if s.DstData > 0 {
		words = append(words, fmt.Sprintf("+duser:%d", s.DstData))
	}
	return words
}

// MaxPrecision is the longest fraction of a second in rows of release 2.
const MaxPrecision = 6

// Layout returns the rows of release 2 with the columns of the switches.
func (s *Switches) Layout(o field.Options) *render.Classic {
	return &render.Classic{
		Options: o, Duration: s.Duration, LastTime: s.LastTime, Flags: s.Flags, Probe: s.Probe, MAC: s.MAC,
		Counts: s.Counts, AppBytes: s.AppBytes, Response: s.Response, SrcData: s.SrcData, DstData: s.DstData,
	}
}

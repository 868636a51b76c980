// SPDX-License-Identifier: Apache-2.0

package client

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/rarc"
	"github.com/argus-go/argus/internal/ratime"
	"github.com/argus-go/argus/internal/render"
)

// Switches are the columns that the options of release 2 ask for (classic
// mode, section 3).
type Switches struct {
	Duration bool // -g
	LastTime bool // -G
	Counts   bool // -c
	MAC      bool // -m
	Response bool // -R
	Flags    bool // -I
	Probe    bool // -l
	AppBytes bool // -A in classic mode
	SrcData  int  // -d: bytes of payload of the source
	DstData  int
}

// classicPrecision is the longest fraction of classic times.
const classicPrecision = 6

func setTotals(c *Config, _ getopt.Item) error {
	c.Totals = true
	return nil
}

// setSummary is rule R5 of section 9.
func setSummary(c *Config, _ getopt.Item) error {
	if c.fixed == Classic {
		c.Classic.AppBytes = true
	} else {
		c.Summary = true
	}
	return nil
}

// setNumbers is rule R11.
func setNumbers(c *Config, _ getopt.Item) error {
	c.numbers++
	c.nameLevel = (c.nameLevel + 1) % 4
	return nil
}

func setDaemon(*Config, getopt.Item) error {
	return errors.New("running as a daemon is not available in this release")
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

func setDataLength(c *Config, it getopt.Item) error {
	c.Classic.SrcData, c.Classic.DstData, _ = parseDataLength(it.Arg())
	return nil
}

const maxDebug = 8

func setDebug(c *Config, it getopt.Item) error {
	n, err := strconv.ParseUint(it.Arg(), 10, 8)
	if err != nil || n > maxDebug {
		return fmt.Errorf("have %q, want a number from 0 to %d", it.Arg(), maxDebug)
	}
	c.Debug = int(n)
	return nil
}

func setRunTime(c *Config, it getopt.Item) error {
	n, err := strconv.ParseUint(it.Arg(), 10, 31)
	if err != nil {
		return fmt.Errorf("have %q, want a number of seconds", it.Arg())
	}
	c.RunTime = time.Duration(n) * time.Second
	return nil
}

// setPort is rule R6: the port of the servers that are named without one.
func setPort(c *Config, it getopt.Item) error {
	n, err := strconv.ParseUint(it.Arg(), 10, 16)
	if err != nil || n == 0 {
		return fmt.Errorf("have %q, want a port from 1 to 65535", it.Arg())
	}
	c.Port = int(n)
	return nil
}

// setVariable is -o: one line of a configuration file.
func setVariable(c *Config, it getopt.Item) error {
	vars, err := rarc.Parse(it.Arg() + "\n")
	if err != nil || len(vars) != 1 {
		return fmt.Errorf("have %q, want NAME=value", it.Arg())
	}
	if vars[0].Name == "RA_DIALECT" {
		return errors.New("the dialect is chosen before: use --classic or --modern")
	}
	if err := c.set(vars[0]); err != nil {
		return fmt.Errorf("%s: %w", vars[0].Name, err)
	}
	return nil
}

// refuseKeys is for keys, which this program has no use for.
func refuseKeys(_ *Config, it getopt.Item) error {
	return fmt.Errorf("keys (%s) are for programs that sort or aggregate", strings.Join(it.Args, " "))
}

// passOver is for letters that other programs of the family use: they are
// taken for the sake of scripts, and said to be.
func passOver(c *Config, it getopt.Item) error {
	c.warn(fmt.Sprintf("note: option %s has no meaning here and is passed over", it.Name()))
	return nil
}

// servers are the record servers of -S, each with its port (rule R6).
func (c *Config) servers() []string {
	list := make([]string, len(c.Servers))
	for i, s := range c.Servers {
		if c.Port != 0 && !strings.Contains(s, ":") {
			s += ":" + strconv.Itoa(c.Port)
		}
		list[i] = s
	}
	return list
}

// finishDialect turns what a dialect leaves open into settings.
func (c *Config) finishDialect() error {
	switch {
	case c.Cisco:
		return errors.New("option -C: NetFlow over the network is not available in this release")
	case len(c.Servers) > 0:
		return fmt.Errorf("option -S: record servers (%s) are not available in this release", strings.Join(c.servers(), ", "))
	case c.Port != 0:
		return errors.New("option -P is the port of a server: there is no -S")
	}
	if c.Dialect == Classic {
		c.nameLevel = c.names
		if c.numbers > 0 {
			c.nameLevel = max(c.names, min(field.NamesProto+c.numbers-1, field.NamesNone))
		}
	}
	if !c.classicLayout() {
		return c.addSwitchColumns()
	}
	if !c.precisionSet {
		c.Options.Precision = 0
	}
	c.Options.Precision = min(c.Options.Precision, classicPrecision)
	if !c.headerSet {
		c.Header = -1
	}
	return nil
}

// classicLayout reports whether rows are those of release 2: fields of -s ask
// for those of later ones (section 5).
func (c *Config) classicLayout() bool {
	return c.Dialect == Classic && len(c.lists) == 0 && c.Preset == "" && c.format == formatText
}

// addSwitchColumns adds the columns of classic switches at the end of the
// modern ones (section 5).
func (c *Config) addSwitchColumns() error {
	x := &c.Classic
	var words []string
	for _, w := range []struct {
		on   bool
		name string
	}{
		{x.LastTime, "ltime"},
		{x.Duration, "dur"},
		{x.Flags, "flgs"},
		{x.Probe, "srcid"},
		{x.MAC, "smac"},
		{x.MAC, "dmac"},
		{x.Counts, "spkts"},
		{x.Counts, "dpkts"},
		{x.Counts && !x.AppBytes, "sbytes"},
		{x.Counts && !x.AppBytes, "dbytes"},
		{x.Counts && x.AppBytes, "sappbytes"},
		{x.Counts && x.AppBytes, "dappbytes"},
		{x.Response, "inode"},
	} {
		if w.on && !c.Columns.Has(w.name) {
			words = append(words, "+"+w.name)
		}
	}
	if x.SrcData > 0 {
		words = append(words, fmt.Sprintf("+suser:%d", x.SrcData))
	}
	if x.DstData > 0 {
		words = append(words, fmt.Sprintf("+duser:%d", x.DstData))
	}
	return c.Columns.Apply(words)
}

// layout returns the classic layout.
func (c *Config) layout() *render.Classic {
	x := &c.Classic
	return &render.Classic{
		Options: c.Options, Delimiter: c.Delimiter, Quote: c.Quote, Guard: c.csvSafe,
		Duration: x.Duration, LastTime: x.LastTime, Flags: x.Flags, Probe: x.Probe, MAC: x.MAC,
		Counts: x.Counts, AppBytes: x.AppBytes, Response: x.Response || c.rcResponse, SrcData: x.SrcData, DstData: x.DstData,
	}
}

// finishRange reads the range of -t in the grammar of the dialect (section 6).
func (c *Config) finishRange(now time.Time) error {
	if c.rangeText == "" {
		return nil
	}
	at := now.In(c.Options.Location)
	if c.classicTimes {
		var err error
		if c.classicRange, err = ratime.ParseClassic(c.rangeText, at); err == nil {
			return nil
		}
		if !errors.Is(err, ratime.ErrNotClassic) {
			return fmt.Errorf("-t: %w", err)
		}
	}
	var err error
	if c.Range, err = ratime.Parse(c.rangeText, at); err != nil {
		return fmt.Errorf("-t: %w", err)
	}
	c.bareHour = c.undecided && ratime.IsBareHour(c.rangeText)
	return nil
}

// SPDX-License-Identifier: Apache-2.0

package client

import (
	"net/netip"
	"regexp"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/internal/dialect"
	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/names"
	"github.com/argus-go/argus/internal/preset"
	"github.com/argus-go/argus/internal/render"
	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

// A Config is what options and configuration files say, by subject. It is
// complete when a program's Start is called and does not change after that.
type Config struct {
	Input   Input
	Prepare Preparation
	Select  Selection
	Print   Printing
	Write   Writing
	Dialect Dialect
	Debug   int // -D

	task   task
	notes  []string // lines for standard error before the run
	tables *tables
}

// Input says where records come from.
type Input struct {
	Files   []string
	Flow    flow.Config      // how the flows of captures are modeled
	RunTime time.Duration    // -T, 0 for no limit
	Speed   float64          // -M rtime: the pace of records, 0 for as fast as possible
	Lag     time.Duration    // --lag: how long a record waits for other inputs while merging by time; 0 reads files one after the other
	Servers []source.Address // -S
	Poll    bool             // -M poll: read only the START records of the servers

	serverTexts []string // of which Servers are made
	port        int      // -P: of servers without one; 0 for the usual one
	netflow     bool     // -C
	fromFile    bool     // Files and servers come from a configuration file
}

// Preparation says what is done to records before anything looks at them.
type Preparation struct {
	Drop   record.Parts // parts to remove (-M dsrs=)
	AsRead bool         // directions as they were read (-M nocorrect)

	direction directionRules // RA_PORT_DIRECTION, RA_LOCAL_DIRECTION
}

// Selection says which records are wanted.
type Selection struct {
	Filter string         // the text as given
	Time   TimeRange      // -t
	Label  *regexp.Regexp // -M label=
	Local  []netip.Prefix // RA_LOCAL

	filter   *match.Filter // Filter compiled; nil for none
	local    bool          // the filter is not sent to record servers
	remote   string        // the filter that is
	pattern  *pattern      // -e
	foldCase bool          // -i
	count    countRange    // -N
}

// Printing says how records become text.
type Printing struct {
	Columns *render.Columns
	Options field.Options
	Man     bool // print management records
	Rmon    bool // print every flow twice, once from each side
	Hosts   bool // rows are about their source: label them as -M rmon does
	Uni     bool // print every flow as flows of one direction
	Quiet   bool // print no records
	Summary bool // -A: totals at the end
	Totals  bool // -a: totals of each protocol at the end

	delimiter byte // 0 for none
	variable  bool // natural widths without a delimiter
	quote     byte // quotes values in delimited output, 0 for none
	header    int  // -1 never, 0 once, n every n records
	apart     bool // RA_SEPARATE_ADDR_FROM_PORT_WITH_PERIOD=no
	csvSafe   bool // --csv-safe
	nameLevel int  // a level of field.Options
	numbers   int  // how often -n was given
	format    format
	missing   render.Missing
	preset    string
	dataset   *preset.Set
	lists     [][]string // field lists in their order

	// What was set explicitly, for defaults that depend on the dialect and for
	// messages.
	missingWord, delimiterWord string
	precisionSet, headerSet    bool
}

// Writing says which files records are written to.
type Writing struct {
	Outputs    []Output // -w
	Exceptions string   // -E: file for records that the filter rejects, "" for none
	Release3   bool     // -3: write records in the form of release 3
}

// An Output is a file of records.
type Output struct {
	File   string
	Filter string // "" for all records

	filter *match.Filter
}

// Dialect is the choice between release 2 and later releases, and what only
// release 2 has.
type Dialect struct {
	dialect.Choice
	Switches dialect.Switches

	rc         dialect.Dialect // RA_DIALECT
	nameLevel  int             // before -n, in the classic dialect
	rcResponse bool            // RA_PRINT_RESPONSE_DATA
}

// A task is what a command line asks for instead of a run.
type task struct {
	help       bool
	topic      string // of help
	field      string // of --help field
	version    bool
	shell      string // --completion
	dumpFilter bool   // -b
}

// Default returns the settings without options and configuration files.
func Default() *Config {
	return &Config{
		Input: Input{Flow: flow.DefaultConfig()},
		Select: Selection{
			count: allRecords,
		},
		Print: Printing{
			Columns:   render.NewColumns(field.Default),
			Options:   field.Options{Precision: 6, Names: field.NamesPorts, Location: time.Local},
			nameLevel: field.NamesPorts,
		},
		Dialect: Dialect{nameLevel: field.NamesPorts},
	}
}

// Selects reports whether some records may not be wanted: by a filter, a range of
// time or numbers, or a pattern.
func (c *Config) Selects() bool {
	x := &c.Select
	return x.Filter != "" || x.Time.text != "" || x.count != allRecords || x.pattern != nil || x.Label != nil
}

// note keeps a line for standard error.
func (c *Config) note(text string) { c.notes = append(c.notes, text) }

// restart is -X: the built-in settings, in the dialect that was chosen.
//
// Compat: a delimiter, the modes that show more or other rows, the time zone
// and the pattern of -e stay. Pinned by parity cmdlines.
func (c *Config) restart() {
	d := Default()
	d.Dialect.Choice, d.notes, d.tables = c.Dialect.Choice, c.notes, c.tables
	p := &d.Print
	p.Man, p.Rmon, p.Uni, p.Hosts, p.Options.Location = c.Print.Man, c.Print.Rmon, c.Print.Uni, c.Print.Hosts, c.Print.Options.Location
	d.Select.pattern = c.Select.pattern
	if c.Print.preset == "" {
		p.delimiter = c.Print.delimiter
	}
	*c = *d
}

// finish completes the settings once all options are known.
func (c *Config) finish(env Env) error {
	for _, step := range []func() error{
		c.checkInputs, c.finishMachine, c.finishDialect, c.finishPreset, c.checkColumns, c.checkDirection,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	p := &c.Print
	o := &p.Options
	o.Names = p.nameLevel
	o.Delimited = p.delimiter != 0
	// Compat: a column of link addresses names the broadcast address everywhere.
	o.Broadcast = p.Columns.Has("smac") || p.Columns.Has("dmac")
	if p.nameLevel <= field.NamesPorts {
		o.Services = names.SystemServices()
	}
	if p.nameLevel == field.NamesAll {
		o.HostName = newHosts().name
	}
	o.Rmon = p.Rmon || p.Hosts
	now := env.Now()
	o.Now = now.UnixMicro()
	c.completeNets(env)
	if err := c.compileFilters(); err != nil {
		return err
	}
	c.measure()
	return c.finishRange(now)
}

// finishRange reads the range of -t in the grammar of the dialect (classic mode,
// section 6).
func (c *Config) finishRange(now time.Time) error {
	t := &c.Select.Time
	if t.text == "" {
		return nil
	}
	return t.parse(now.In(c.Print.Options.Location), c.Dialect.Times, c.Dialect.Undecided)
}

// finishDialect turns what a dialect leaves open into settings.
func (c *Config) finishDialect() error {
	p := &c.Print
	if c.Dialect.Dialect == dialect.Classic {
		p.nameLevel = c.Dialect.nameLevel
		if p.numbers > 0 {
			p.nameLevel = max(p.nameLevel, min(field.NamesProto+p.numbers-1, field.NamesNone))
		}
	}
	if !c.classicRows() {
		return p.Columns.Apply(c.Dialect.Switches.Columns(p.Columns.Has))
	}
	if !p.precisionSet {
		p.Options.Precision = 0
	}
	p.Options.Precision = min(p.Options.Precision, dialect.MaxPrecision)
	if !p.headerSet {
		p.header = -1
	}
	return nil
}

// classicRows reports whether rows are those of release 2: a list of columns, a
// preset or a machine format asks for rows of later releases (section 5).
func (c *Config) classicRows() bool {
	p := &c.Print
	return c.Dialect.Dialect == dialect.Classic && len(p.lists) == 0 && p.preset == "" && p.format == formatText
}

// remoteFilter returns the filter that is sent to record servers. The original's
// sensor ends if it cannot resolve a name, so filters with names of hosts are not.
func (c *Config) remoteFilter(o match.Options) string {
	text := c.Select.Filter
	if text == "" || c.Select.local || len(c.Input.Servers) == 0 {
		return ""
	}
	r := filter.NewOffline()
	o.Resolver = r
	if _, err := match.Compile(text, o); err != nil || r.Asked {
		c.note("note: the filter is not sent to the servers, because it contains names of hosts; all records are transferred")
		return ""
	}
	return text
}

// compileFilters compiles the text of each filter, once.
func (c *Config) compileFilters() (err error) {
	o := match.Options{Precision: c.Print.Options.Precision}
	if c.Select.filter, err = match.Compile(c.Select.Filter, o); err != nil {
		return c.explainFilter(err)
	}
	c.Select.remote = c.remoteFilter(o)
	if c.Input.Poll { // the filter is for the server; START records are printed
		c.Select.Filter, c.Select.filter = "", nil
	}
	for i := range c.Write.Outputs {
		out := &c.Write.Outputs[i]
		if out.filter, err = match.Compile(out.Filter, o); err != nil {
			return err
		}
	}
	return nil
}

// SPDX-License-Identifier: Apache-2.0

package client

import (
	"net/netip"
	"regexp"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/names"
	"github.com/argus-go/argus/internal/preset"
	"github.com/argus-go/argus/internal/ratime"
	"github.com/argus-go/argus/internal/render"
	"github.com/argus-go/argus/record"
)

// A Config is what options and configuration files say.
type Config struct {
	Inputs     []string
	Outputs    []Output
	Exceptions string // file for records that the filter rejects, "" for none
	Filter     string
	DumpFilter bool

	Columns   *render.Columns
	Options   field.Options
	Delimiter byte // 0 for none
	Variable  bool // natural widths without a delimiter
	Quote     byte // quotes values in delimited output, 0 for none
	Header    int  // -1 never, 0 once, n every n records
	Man       bool // print management records
	Rmon      bool // put every flow out twice, once from each side
	Uni       bool // put every flow out as flows of one direction
	Quiet     bool
	Summary   bool

	Count     countRange
	Range     *ratime.Range  // -t, nil takes all
	Pattern   *pattern       // -e
	FoldCase  bool           // -i
	Label     *regexp.Regexp // -M label=
	Drop      record.Parts   // parts to remove from records
	Direction directionRules // RA_PORT_DIRECTION, RA_LOCAL_DIRECTION
	Flow      flow.Config    // how the flows of captures are modeled
	AsRead    bool           // -M nocorrect: directions as they were read
	Speed     float64        // -M rtime: how fast records are put out, 0 at once
	apart     bool           // RA_SEPARATE_ADDR_FROM_PORT_WITH_PERIOD=no
	nameLevel int
	format    format
	missing   render.Missing
	csvSafe   bool       // guard spreadsheets (--csv-safe)
	lists     [][]string // field lists in their order

	missingWord string // the word of -M that chose missing, "" for none
	rangeText   string

	delimiterWord string // the option that chose Delimiter, "" for none

	Dialect   Dialect
	Classic   Switches
	Servers   []string // -S: record servers
	Port      int      // -P: of servers without one; 0 for the usual one
	Cisco     bool     // -C: the servers send NetFlow
	Collector string   // -C: [host]:port that NetFlow comes to
	Totals    bool     // -a
	Debug     int      // -D: how much to tell of the program's own work
	RunTime   time.Duration
	Release3  bool // -3: write records in the form of release 3
	Local     []netip.Prefix
	Preset    string // --preset
	dataset   *preset.Set

	// What a dialect needs to know of how it was chosen and of what was set.
	fixed, rcDialect        Dialect
	undecided, classicTimes bool
	precisionSet, headerSet bool
	names                   int // in classic mode, before -n
	numbers                 int // -n in classic mode
	afterR                  string
	rcResponse              bool
	warnings                []string
	classicRange            *ratime.ClassicRange
	bareHour                bool

	inputsFromFile bool // Inputs come from a configuration file
	topic          *string
	version        bool
	shell          string // --completion
}

// An Output is a file of records.
type Output struct {
	File   string
	Filter string // "" takes all
}

// Default returns the settings without options and configuration files.
func Default() *Config {
	return &Config{
		Columns:   render.NewColumns(field.Default),
		Options:   field.Options{Precision: 6, Names: field.NamesPorts, Location: time.Local},
		Count:     allRecords,
		Flow:      flow.DefaultConfig(),
		nameLevel: field.NamesPorts,
	}
}

// finish completes the settings once all options are known.
func (c *Config) finish(env Env) error {
	if err := c.finishMachine(); err != nil {
		return err
	}
	if err := c.finishDialect(); err != nil {
		return err
	}
	if err := c.finishPreset(); err != nil {
		return err
	}
	if err := c.finishDirection(); err != nil {
		return err
	}
	c.Options.Names = c.nameLevel
	c.Options.Delimited = c.Delimiter != 0
	// Compat: a column of link addresses names the broadcast address everywhere.
	c.Options.Broadcast = c.Columns.Has("smac") || c.Columns.Has("dmac")
	if c.nameLevel <= field.NamesPorts {
		c.Options.Services = names.SystemServices()
	}
	if c.nameLevel == field.NamesAll {
		c.Options.HostName = newHosts().name
	}
	c.Options.Rmon = c.Rmon
	c.completeNets(env)
	now := env.Now()
	c.Options.Now = now.UnixMicro()
	return c.finishRange(now)
}

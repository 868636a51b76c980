// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"regexp"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/names"
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
	nameLevel int
	format    format
	missing   render.Missing
	csvSafe   bool       // guard spreadsheets (--csv-safe)
	lists     [][]string // field lists in their order

	missingWord string // the word of -M that chose missing, "" for none
	rangeText string

	inputsFromFile bool // Inputs come from a configuration file
	topic          *string
	version        bool
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
		nameLevel: field.NamesPorts,
	}
}

// finish completes the settings once all options are known.
func (c *Config) finish(env Env) error {
	if err := c.finishMachine(); err != nil {
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
	now := env.Now()
	c.Options.Now = now.UnixMicro()
	if c.rangeText == "" {
		return nil
	}
	var err error
	if c.Range, err = ratime.Parse(c.rangeText, now.In(c.Options.Location)); err != nil {
		return fmt.Errorf("-t: %w", err)
	}
	return nil
}

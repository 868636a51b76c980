// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/record"
)

// A mode is a word of -M.
type mode struct {
	name  string
	args  string // what follows its equals sign, "" for a mode without one
	about string // as in getopt.Doc
	more  string
	words []getopt.Word // what is offered after the equals sign
	set   func(c *Config, value string) error
}

// modes are the words of -M (clients: options, section 6) in the order that
// help has them.
var modes = []mode{
	{"json", "", "records as JSON, one a line", "Each column has its own type; see Machine output of the manual page.", nil, setFormat(formatJSON)},
	{"ecs", "", "records as JSON of the Elastic Common Schema", "", nil, setFormat(formatECS)},
	{"zeek", "", "records as conn.log of Zeek, in JSON", "", nil, setFormat(formatZeek)},
	{"xml", "", "records as XML", "", nil, setFormat(formatXML)},
	{"omit", "", "in JSON, values that a record does not have are left out (default)", "", nil, setMissing("omit")},
	{"null", "", "they are null", "", nil, setMissing("null")},
	{"empty", "", "they are empty texts", "", nil, setMissing("empty")},
	{"man", "", "print management records too", "", nil, func(c *Config, _ string) error { c.Man = true; return nil }},
	{"noman", "", "do not print management records", "", nil, func(c *Config, _ string) error { c.Man = false; return nil }},
	{"rmon", "", "each flow twice, from either side", "", nil, func(c *Config, _ string) error { c.Rmon = true; return nil }},
	{"uni", "", "each direction that has packets by itself", "", nil, func(c *Config, _ string) error { c.Uni = true; return nil }},
	{"printer", "FORM", "payload as ascii, obfuscate (no passwords), encode32 or encode64", "", []getopt.Word{
		{Word: "ascii", About: "characters, points for all others"},
		{Word: "obfuscate", About: "the same without passwords"},
		{Word: "encode32", About: "hexadecimal"},
		{Word: "encode64", About: "base 64"},
	}, (*Config).setPrinter},
	{"TZ", "ZONE", "times of a time zone, as Europe/Berlin", "", nil, (*Config).setZone},
	{"label", "REGEX", "records whose label matches", "", nil, func(c *Config, value string) (err error) {
		c.Label, err = compilePattern(value, c.FoldCase)
		return err
	}},
	{"dsrs", "LIST", "keep these parts of records", "Parts are joined by commas; a first one with a minus sign, as in `dsrs=-suser,duser`, starts from all of them.", partWords(), (*Config).setParts},
}

// setModes applies the words of -M.
func setModes(c *Config, it getopt.Item) error {
	for _, w := range it.Args {
		for _, mode := range strings.Fields(w) {
			if err := c.setMode(mode); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Config) setMode(word string) error {
	name, value, valued := strings.Cut(word, "=")
	for i := range modes {
		m := &modes[i]
		if strings.EqualFold(m.name, name) && valued == (m.args != "") {
			return m.set(c, value)
		}
	}
	return fmt.Errorf("the mode %q is not available in this release (--help modes lists those that are)", word)
}

// setPrinter chooses the form of captured payload.
func (c *Config) setPrinter(name string) error {
	switch strings.ToLower(name) {
	case "ascii":
		c.Options.UserData = field.UserASCII
	case "obfuscate":
		c.Options.UserData = field.UserObfuscate
	case "encode32":
		c.Options.UserData = field.UserHex
	case "encode64":
		c.Options.UserData = field.UserBase64
	default:
		return fmt.Errorf("the form of payload is %q, want ascii, obfuscate, encode32 or encode64", name)
	}
	return nil
}

func (c *Config) setZone(name string) error {
	loc, err := time.LoadLocation(name)
	if err != nil {
		return fmt.Errorf("time zone: %w", err)
	}
	c.Options.Location = loc
	return nil
}

// partNames are the words of -M dsrs=.
var partNames = map[string]record.Parts{
	"trans": record.PartTransport, "flow": record.PartFlow, "time": record.PartTime, "metric": record.PartMetrics,
	"agr": record.PartAgg, "net": record.PartNet, "vlan": record.PartVLAN, "mpls": record.PartMPLS,
	"jitter": record.PartJitter, "ipattr": record.PartIPAttr, "psize": record.PartSizes, "suser": record.PartSrcData,
	"duser": record.PartDstData, "mac": record.PartMAC, "icmp": record.PartICMPMap, "encaps": record.PartEncaps,
	"behavior": record.PartBehavior, "cor": record.PartCorrelation, "cocode": record.PartCountry,
	"label": record.PartLabel, "asn": record.PartASN, "tadj": 0,
}

// partWords are the names of parts, for completion.
func partWords() []getopt.Word {
	var list []getopt.Word
	for _, name := range slices.Sorted(maps.Keys(partNames)) {
		list = append(list, getopt.Word{Word: name, About: "part of records"})
	}
	return list
}

// setParts reads a list of record parts to keep: a first word with a sign
// starts from all of them.
func (c *Config) setParts(list string) error {
	var all, keep record.Parts
	for _, p := range partNames {
		all |= p
	}
	for i, w := range strings.Split(list, ",") {
		sign := byte('+')
		if w != "" && (w[0] == '+' || w[0] == '-') {
			sign, w = w[0], w[1:]
			if i == 0 {
				keep = all
			}
		}
		p, ok := partNames[w]
		if !ok {
			return fmt.Errorf("dsrs: %q is no part of a record", w)
		}
		if sign == '-' {
			keep &^= p
		} else {
			keep |= p
		}
	}
	c.Drop = all &^ keep
	return nil
}

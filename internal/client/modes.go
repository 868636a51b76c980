// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/ratime"
	"github.com/argus-go/argus/record"
)

// A mode is a word of -M.
type mode struct {
	name  string
	args  string // what follows its equals sign, "" for a mode without one
	about string // as in getopt.Doc
	more  string
	words []getopt.Word // what is offered after the equals sign
	set   setter
}

// modes are the words of -M (clients: options, section 6) in the order that
// help has them.
var modes = []mode{
	{"json", "", "records as JSON, one a line", "Each column has its own type; ra(1) tells more, below Machine output.", nil, setFormat(formatJSON)},
	{"ecs", "", "records as JSON of the Elastic Common Schema", "", nil, setFormat(formatECS)},
	{"zeek", "", "records as conn.log of Zeek, in JSON", "", nil, setFormat(formatZeek)},
	{"xml", "", "records as XML", "", nil, setFormat(formatXML)},
	{"omit", "", "in JSON, values that a record does not have are left out (default)", "", nil, setMissing("omit")},
	{"null", "", "they are null", "", nil, setMissing("null")},
	{"empty", "", "they are empty texts", "", nil, setMissing("empty")},
	{"man", "", "print management records too", "", nil, setFunc(func(c *Config, _ string) error { c.Man = true; return nil })},
	{"noman", "", "do not print management records", "", nil, setFunc(func(c *Config, _ string) error { c.Man = false; return nil })},
	{"rmon", "", "each flow twice, from either side", "", nil, setFunc(func(c *Config, _ string) error { c.Rmon = true; return nil })},
	{"uni", "", "each direction that has packets by itself", "", nil, setFunc(func(c *Config, _ string) error { c.Uni = true; return nil })},
	{"printer", "FORM", "payload as text, text without passwords, or encoded", "", []getopt.Word{
		{Word: "ascii", About: "characters, points for all others"},
		{Word: "obfuscate", About: "the same without passwords"},
		{Word: "hex", About: "lines of hexadecimal digits and characters after each record"},
		{Word: "encode32", About: "hexadecimal"},
		{Word: "encode64", About: "base 64"},
	}, setFunc((*Config).setPrinter)},
	{"rtime", "", "records at the speed at which they came", "So does `realtime`; a factor may follow a colon, as in `rtime:10` for ten times as fast.", nil, setFunc(func(c *Config, _ string) error { return c.setSpeed("1") })},
	{"disa", "", "differentiated services (sdsb, ddsb) by the names of DISA", "", nil, setFunc(func(c *Config, _ string) error { c.Options.DISA = true; return nil })},
	{"nocorrect", "", "directions of flows as the sensor told them", "Without it, TCP flows whose beginning was not seen are turned by what else is known of them.", nil, setFunc(func(c *Config, _ string) error { c.AsRead = true; return nil })},
	{"correct", "", "directions corrected (default)", "", nil, setFunc(func(c *Config, _ string) error { c.AsRead = false; return nil })},
	{"TZ", "ZONE", "times of a time zone, as Europe/Berlin", "", nil, setFunc((*Config).setZone)},
	{"label", "REGEX", "records whose label matches", "", nil, setFunc(func(c *Config, value string) (err error) {
		c.Label, err = compilePattern(value, c.FoldCase)
		return err
	})},
	{"dsrs", "LIST", "keep these parts of records", "Parts are joined by commas; a first one with a minus sign, as in `dsrs=-suser,duser`, starts from all of them.", nil, setFunc((*Config).setParts)},
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
	if factor, ok := speedFactor(word); ok {
		return c.setSpeed(factor)
	}
	for i := range modes {
		m := &modes[i]
		if strings.EqualFold(m.name, name) && valued == (m.args != "") {
			return m.set.set(c, value)
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
	case "hex":
		c.Options.UserData = field.UserDump
	default:
		return fmt.Errorf("the form of payload is %q, want ascii, obfuscate, hex, encode32 or encode64", name)
	}
	return nil
}

// localZone is the time zone of the machine. The runtime knows the names of
// zones in TZ, but not the form that POSIX gives it.
func localZone(env Env) *time.Location {
	name := env.Getenv("TZ")
	if name == "" || strings.HasPrefix(name, "/") {
		return time.Local
	}
	if _, err := time.LoadLocation(strings.TrimPrefix(name, ":")); err == nil {
		return time.Local
	}
	if loc, err := ratime.Zone(name); err == nil {
		return loc
	}
	return time.Local
}

func (c *Config) setZone(name string) error {
	loc, err := ratime.Zone(name)
	if err != nil {
		return fmt.Errorf("time zone: %w", err)
	}
	c.Options.Location = loc
	return nil
}

// A part is a word of -M dsrs=.
type part struct {
	name  string
	bit   record.Parts
	about string
}

// parts are the words of -M dsrs= and the parts of records that they mean.
var parts = []part{
	{"trans", record.PartTransport, "sensor and sequence number"},
	{"flow", record.PartFlow, "protocol, addresses and ports"},
	{"time", record.PartTime, "first and last times"},
	{"metric", record.PartMetrics, "packets and bytes"},
	{"agr", record.PartAgg, "merged records"},
	{"net", record.PartNet, "state and losses of the protocol"},
	{"vlan", record.PartVLAN, "VLAN tags"},
	{"mpls", record.PartMPLS, "MPLS labels"},
	{"jitter", record.PartJitter, "times between packets"},
	{"ipattr", record.PartIPAttr, "TTL, type of service, IP id and options"},
	{"psize", record.PartSizes, "sizes of packets"},
	{"suser", record.PartSrcData, "payload of the source"},
	{"duser", record.PartDstData, "payload of the destination"},
	{"mac", record.PartMAC, "link addresses"},
	{"icmp", record.PartICMPMap, "what ICMP told of the flow"},
	{"encaps", record.PartEncaps, "encapsulation"},
	{"behavior", record.PartBehavior, "keystrokes"},
	{"cor", record.PartCorrelation, "correlated records"},
	{"cocode", record.PartCountry, "countries"},
	{"label", record.PartLabel, "labels"},
	{"asn", record.PartASN, "autonomous systems"},
	{"tadj", 0, "corrections of time; never there"},
}

// partWords are the names of parts, for completion.
func partWords() []getopt.Word {
	list := make([]getopt.Word, len(parts))
	for i, p := range parts {
		list[i] = getopt.Word{Word: p.name, About: p.about}
	}
	return list
}

// setParts reads a list of record parts to keep: a first word with a sign
// starts from all of them.
func (c *Config) setParts(list string) error {
	var all, keep record.Parts
	for _, p := range parts {
		all |= p.bit
	}
	for i, w := range strings.Split(list, ",") {
		sign := byte('+')
		if w != "" && (w[0] == '+' || w[0] == '-') {
			sign, w = w[0], w[1:]
			if i == 0 {
				keep = all
			}
		}
		n := slices.IndexFunc(parts, func(p part) bool { return p.name == w })
		switch {
		case n < 0:
			return fmt.Errorf("dsrs: %q is no part of a record", w)
		case sign == '-':
			keep &^= parts[n].bit
		default:
			keep |= parts[n].bit
		}
	}
	c.Drop = all &^ keep
	return nil
}

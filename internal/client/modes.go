// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"strings"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/record"
)

// setModes applies the words of -M (clients: options, section 6).
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

func (c *Config) setMode(mode string) error {
	name, value, _ := strings.Cut(mode, "=")
	if known, err := c.setMachine(strings.ToLower(mode)); known {
		return err
	}
	switch strings.ToLower(name) {
	case "man":
		c.Man = true
	case "noman":
		c.Man = false
	case "rmon":
		c.Rmon = true
	case "uni":
		c.Uni = true
	case "printer":
		return c.setPrinter(value)
	case "tz":
		return c.setZone(value)
	case "label":
		re, err := compilePattern(value, c.FoldCase)
		if err != nil {
			return err
		}
		c.Label = re
	case "dsrs":
		return c.setParts(value)
	default:
		return fmt.Errorf("the mode %q is not available in this release", mode)
	}
	return nil
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

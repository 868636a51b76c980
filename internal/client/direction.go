// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/names"
	"github.com/argus-go/argus/record"
)

// directionRules orient flows whose beginning was not seen by their ports
// (clients: options, section 4).
type directionRules struct {
	wellKnown, services, registered bool
}

func setPortDirection(c *Config, value string) error {
	c.Direction = directionRules{}
	for _, w := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' }) {
		switch strings.ToLower(w) {
		case "services":
			c.Direction.services = true
		case "wellknown":
			c.Direction.wellKnown = true
		case "registered":
			c.Direction.registered = true
		default:
			return fmt.Errorf("have %q, want services, wellknown or registered", w)
		}
	}
	return nil
}

// reverse returns a function that tells which flows to reverse, nil if there
// are no rules.
func (d directionRules) reverse() func(*field.Row) bool {
	if d == (directionRules{}) {
		return nil
	}
	known := func(uint16) bool { return false }
	if d.services {
		db := names.SystemServices()
		known = func(port uint16) bool { return db.TCP(port) != "" }
	}
	return func(row *field.Row) bool {
		return unknownDirection(row) && d.backwards(row.Flow.SrcPort, row.Flow.DstPort, known)
	}
}

// unknownDirection reports whether the direction column holds a ?.
func unknownDirection(row *field.Row) bool {
	if row.Type == record.TypeMAR || row.Flow.Proto != 6 || !row.Has(record.PartNet|record.PartMetrics|record.PartFlow) {
		return false
	}
	switch row.Net.Kind {
	case record.NetTCPInit, record.NetTCPPerf, record.NetTCPStatus:
		return row.Net.TCP.Status&(record.TCPSyn|record.TCPSynAck) == 0
	}
	return false
}

// backwards applies the rules in their order; the first applicable decides.
func (d directionRules) backwards(src, dst uint16, known func(uint16) bool) bool {
	if d.wellKnown && (src < 1024 || dst < 1024) {
		return src < dst
	}
	if d.services {
		s, t := known(src), known(dst)
		switch {
		case s && t:
			return src < dst
		case s || t:
			return s
		}
	}
	isRegistered := func(p uint16) bool { return p >= 1024 && p <= 49151 }
	return d.registered && (isRegistered(src) || isRegistered(dst)) && src < dst
}

// SPDX-License-Identifier: Apache-2.0

package client

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/argus-go/argus/internal/names"
	"github.com/argus-go/argus/record"
)

// directionRules orient flows whose beginning was not seen by their ports or,
// if no port rule is set, by which addresses are local (clients:
// options, section 4; measured).
type directionRules struct {
	wellKnown, services, registered bool
	local                           localRule
}

// A localRule says which side of a flow is a local one, if only one is.
type localRule uint8

const (
	localNone localRule = iota
	localSrc
	localDst
)

// setPortDirection reads RA_PORT_DIRECTION.
//
// Compat: rules are added to those of earlier files.
func setPortDirection(c *Config, value string) error {
	for _, w := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' }) {
		switch strings.ToLower(w) {
		case "services":
			c.Prepare.direction.services = true
		case "wellknown":
			c.Prepare.direction.wellKnown = true
		case "registered":
			c.Prepare.direction.registered = true
		default:
			return fmt.Errorf("%q is unknown (want services, wellknown or registered)", w)
		}
	}
	return nil
}

// setLocalDirection reads RA_LOCAL_DIRECTION.
//
// Compat: all but force:dst make the local side the source.
func setLocalDirection(c *Config, value string) error {
	switch strings.ToLower(value) {
	case "no", "none":
		c.Prepare.direction.local = localNone
	case "src", "dst", "suggest:src", "suggest:dst", "force:src":
		c.Prepare.direction.local = localSrc
	case "force:dst":
		c.Prepare.direction.local = localDst
	default:
		return fmt.Errorf("%q is unknown (want src, dst, suggest:src, suggest:dst, force:src or force:dst)", value)
	}
	return nil
}

// checkDirection checks that the rules have what they need.
func (c *Config) checkDirection() error {
	if c.Prepare.direction.local != localNone && len(c.Select.Local) == 0 {
		return errors.New("RA_LOCAL_DIRECTION: the local nets are not known: set RA_LOCAL too")
	}
	return nil
}

// backwards applies the rule of local addresses, of IPv4 alone.
func (d localRule) backwards(r *record.Record, nets []netip.Prefix) bool {
	f := &r.Flow
	if d == localNone || f.Addr != record.AddrIPv4 {
		return false
	}
	in := func(a [16]byte) bool {
		addr := netip.AddrFrom4([4]byte(a[:4]))
		return slices.ContainsFunc(nets, func(p netip.Prefix) bool { return p.Contains(addr) })
	}
	src, dst := in(f.Src), in(f.Dst)
	if d == localDst {
		src, dst = dst, src
	}
	return dst && !src
}

// reverse returns a function that tells which flows to reverse, nil if there
// are no rules.
func (d directionRules) reverse(nets []netip.Prefix) func(*record.Record) bool {
	if d == (directionRules{}) {
		return nil
	}
	known := func(uint16) bool { return false }
	if d.services {
		db := names.SystemServices()
		known = func(port uint16) bool { return db.TCP(port) != "" }
	}
	return func(r *record.Record) bool {
		if !unknownDirection(r) {
			return false
		}
		if !d.wellKnown && !d.services && !d.registered {
			return d.local.backwards(r, nets)
		}
		return d.backwards(r.Flow.SrcPort, r.Flow.DstPort, known)
	}
}

// unknownDirection reports whether the direction column holds a ?.
func unknownDirection(r *record.Record) bool {
	if r.Type == record.TypeMAR || r.Flow.Proto != 6 || !r.Has(record.PartNet|record.PartMetrics|record.PartFlow) {
		return false
	}
	switch r.Net.Kind {
	case record.NetTCPInit, record.NetTCPPerf, record.NetTCPStatus:
		return r.Net.TCP.Status&(record.TCPSyn|record.TCPSynAck) == 0
	}
	return false
}

// backwards applies the rules of ports in their order; the first applicable
// decides.
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

// SPDX-License-Identifier: Apache-2.0

package match

import (
	"math"
	"math/bits"
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/record"
)

// related reports whether relation rel holds between v and n. Without a value,
// equality and greater are false and their negations true.
func related(rel filter.Rel, v int64, ok bool, n int64) bool {
	switch rel {
	case filter.RelEq:
		return ok && v == n
	case filter.RelNe:
		return !ok || v != n
	case filter.RelGt:
		return ok && v > n
	case filter.RelGe:
		return ok && v >= n
	case filter.RelLt:
		return !ok || v < n
	}
	return !ok || v <= n
}

// An intField gets a number of one side of a record; ok is false if it has
// none.
type intField func(x *candidate, s side) (v int64, ok bool)

func counterOf(x *candidate, s side) *record.Counter {
	if s == src {
		return &x.Metrics.Src
	}
	return &x.Metrics.Dst
}

func packets(x *candidate, s side) (int64, bool) {
	return int64(counterOf(x, s).Packets), x.Has(record.PartMetrics)
}

func bytes(x *candidate, s side) (int64, bool) {
	return int64(counterOf(x, s).Bytes), x.Has(record.PartMetrics)
}

func appBytes(x *candidate, s side) (int64, bool) {
	return int64(counterOf(x, s).AppBytes), x.Has(record.PartMetrics)
}

func attr(x *candidate, s side) *record.IPSide {
	a := &x.IPAttr.Src
	if s == dst {
		a = &x.IPAttr.Dst
	}
	switch {
	case !x.Has(record.PartIPAttr):
		return nil
	case !a.Has:
		return &noAttr
	}
	return a
}

// noAttr are the attributes of a side that sent nothing.
var noAttr record.IPSide

func ttl(x *candidate, s side) (int64, bool) {
	a := attr(x, s)
	if a == nil {
		return 0, false
	}
	return int64(a.TTL), true
}

func tos(x *candidate, s side) (int64, bool) {
	a := attr(x, s)
	if a == nil {
		return 0, false
	}
	return int64(a.TOS), true
}

func ipID(x *candidate, s side) (int64, bool) {
	a := attr(x, s)
	if a == nil {
		return 0, false
	}
	// Compat: ids are compared as clients print them, with their bytes swapped.
	return int64(bits.ReverseBytes16(a.ID)), true
}

// Compat: what is masked out of an absent value is all ones.
func vlanTag(x *candidate, s side) uint16 {
	switch v := &x.VLAN; {
	case !x.Has(record.PartVLAN):
	case s == src && v.HasSrc:
		return v.Src
	case s == dst && v.HasDst:
		return v.Dst
	default:
		return 0
	}
	return math.MaxUint16
}

func vlanID(x *candidate, s side) (int64, bool)       { return int64(vlanTag(x, s) & 0xfff), true }
func vlanPriority(x *candidate, s side) (int64, bool) { return int64(vlanTag(x, s) >> 12), true }

// vlanOf gets the VLAN id of a side that is tagged.
func vlanOf(x *candidate, s side) (int64, bool) {
	v := &x.VLAN
	if s == src {
		return int64(v.Src & 0xfff), x.Has(record.PartVLAN) && v.HasSrc
	}
	return int64(v.Dst & 0xfff), x.Has(record.PartVLAN) && v.HasDst
}

func dscp(x *candidate, s side) (int64, bool) {
	a := attr(x, s)
	if a == nil {
		return 63, true
	}
	return int64(a.TOS >> 2), true
}

func mplsLabel(x *candidate, s side) (int64, bool) {
	switch m := &x.MPLS; {
	case !x.Has(record.PartMPLS):
	case s == src && m.HasSrc:
		return int64(m.Src >> 12), true
	case s == dst && m.HasDst:
		return int64(m.Dst >> 12), true
	default:
		return 0, true
	}
	return 0xfffff, true
}

// mplsOf gets the MPLS label of a side that is labelled.
func mplsOf(x *candidate, s side) (int64, bool) {
	m := &x.MPLS
	if s == src {
		return int64(m.Src >> 12), x.Has(record.PartMPLS) && m.HasSrc
	}
	return int64(m.Dst >> 12), x.Has(record.PartMPLS) && m.HasDst
}

func keystrokes(x *candidate, s side) (int64, bool) {
	if s == src {
		return int64(x.Behavior.Src), x.Has(record.PartBehavior)
	}
	return int64(x.Behavior.Dst), x.Has(record.PartBehavior)
}

func isTCPState(x *candidate) bool {
	switch x.Net.Kind {
	case record.NetTCPInit, record.NetTCPPerf, record.NetTCPStatus:
		return x.Has(record.PartNet)
	}
	return false
}

// hasState reports whether a record has network or transport state. The empty
// form of the part counts as none, and so does RTP state of few packets.
func hasState(x *candidate) bool {
	switch {
	case !x.Has(record.PartNet):
		return false
	case x.Net.Kind == record.NetRTP:
		return x.Has(record.PartMetrics) && (x.Metrics.Src.Packets >= 5 || x.Metrics.Dst.Packets >= 5)
	}
	return x.Net.Kind != record.NetNone
}

func tcpSide(x *candidate, s side) *record.TCPSide {
	if s == src {
		return &x.Net.TCP.Src
	}
	return &x.Net.TCP.Dst
}

func tcpBase(x *candidate, s side) (int64, bool) {
	return int64(tcpSide(x, s).SeqBase), isTCPState(x)
}

func lost(x *candidate, s side) (int64, bool) {
	if !x.Has(record.PartMetrics) {
		return 0, false
	}
	from, to := x.measures().Lost()
	if s == src {
		return int64(from), true
	}
	return int64(to), true
}

func gap(x *candidate, s side) (int64, bool) {
	if !isTCPState(x) {
		return 0, false
	}
	from, to := x.measures().Gaps()
	if s == src {
		return int64(from), true
	}
	return int64(to), true
}

func asNumber(x *candidate, s side) (int64, bool) {
	if s == src {
		return int64(x.ASN.Src), x.Has(record.PartASN)
	}
	return int64(x.ASN.Dst), x.Has(record.PartASN)
}

func maskLength(x *candidate, s side) (int64, bool) {
	has := x.Has(record.PartFlow) && x.Flow.HasMask
	if s == src {
		return int64(x.Flow.SrcMask), has
	}
	return int64(x.Flow.DstMask), has
}

func locality(x *candidate, s side) (int64, bool) {
	if s == src {
		return int64(x.Locality.Src), x.Has(record.PartLocality)
	}
	return int64(x.Locality.Dst), x.Has(record.PartLocality)
}

// The following are of a whole record: both sides are the same.

// mergedCount counts the records merged into one. A flow without the aggregation
// part counts as one.
func mergedCount(x *candidate, _ side) (int64, bool) {
	if x.Has(record.PartAgg) {
		return int64(x.Agg.Count), true
	}
	return 1, x.Metrics.Src.Packets+x.Metrics.Dst.Packets > 0 && x.Has(record.PartMetrics)
}

func sequence(x *candidate, _ side) (int64, bool) {
	return int64(x.Transport.Seq), x.Has(record.PartTransport) && x.Transport.HasSeq
}

func spi(x *candidate, _ side) (int64, bool) { return int64(x.Flow.SPI), isProto(x, protoESP) }

// The following are the times of a TCP handshake in microseconds.

func roundTrip(x *candidate, _ side) (int64, bool) {
	return int64(x.Net.TCP.SynAck) + int64(x.Net.TCP.AckDat), hasHandshake(x)
}

func synToSynAck(x *candidate, _ side) (int64, bool) {
	return int64(x.Net.TCP.SynAck), hasHandshake(x)
}

func synAckToAck(x *candidate, _ side) (int64, bool) {
	return int64(x.Net.TCP.AckDat), hasHandshake(x)
}

func hasHandshake(x *candidate) bool {
	return x.Has(record.PartNet) && x.Net.Kind == record.NetTCPPerf
}

func correlated(get func(*record.Correlation) int32) intField {
	return func(x *candidate, _ side) (int64, bool) {
		if !x.Has(record.PartCorrelation) || len(x.Cor) == 0 {
			return 0, false
		}
		return int64(get(&x.Cor[0])), true
	}
}

// An intSelector is a selector of an integer field.
type intSelector struct {
	get    intField
	whole  bool // of the whole record
	masked bool // Compat: every relation is equality
	strict bool // false, whatever the relation, where the value is absent
	scale  int64
	unit   time.Duration           // of the value, 0 if it is not a duration
	when   func(x *candidate) bool // the records it is of, nil for all
}

func isIPv4(x *candidate) bool { return x.Has(record.PartFlow) && x.Flow.Addr == record.AddrIPv4 }

func isTCP(x *candidate) bool { return isProto(x, protoTCP) }

func isESP(x *candidate) bool { return isProto(x, protoESP) }

func isFlowRecord(x *candidate) bool { return x.Type != record.TypeMAR && x.Type&record.TypeFAR != 0 }

// intSelectorOf returns the selector of a name.
func intSelectorOf(name string) (s intSelector, ok bool) {
	switch name {
	case "pkts":
		return intSelector{get: packets}, true
	case "bytes":
		return intSelector{get: bytes}, true
	case "appbytes":
		return intSelector{get: appBytes}, true
	case "ttl":
		return intSelector{get: ttl, when: isIPv4}, true
	case "tos":
		return intSelector{get: tos, when: isIPv4}, true
	case "dsb":
		return intSelector{get: dscp, when: isIPv4, masked: true}, true
	case "ipid": // Compat: TCP only
		return intSelector{get: ipID, when: isTCP}, true
	case "vid":
		return intSelector{get: vlanID, masked: true}, true
	case "vpri":
		return intSelector{get: vlanPriority, masked: true}, true
	case "mid":
		return intSelector{get: mplsLabel, masked: true}, true
	case "vlan":
		return intSelector{get: vlanOf, strict: true}, true
	case "mpls":
		return intSelector{get: mplsOf, strict: true}, true
	case "nstroke":
		return intSelector{get: keystrokes}, true
	case "base":
		return intSelector{get: tcpBase}, true
	case "masklen":
		return intSelector{get: maskLength}, true
	case "loc":
		return intSelector{get: locality}, true
	case "loss":
		return intSelector{get: lost}, true
	case "gap":
		return intSelector{get: gap}, true
	case "tcprtt":
		return intSelector{get: roundTrip, whole: true, unit: time.Microsecond}, true
	case "synack":
		return intSelector{get: synToSynAck, whole: true, unit: time.Microsecond}, true
	case "ackdat":
		return intSelector{get: synAckToAck, whole: true, unit: time.Microsecond}, true
	case "trans":
		return intSelector{get: mergedCount, whole: true}, true
	case "seq":
		return intSelector{get: sequence, whole: true, when: isFlowRecord}, true
	case "spi":
		return intSelector{get: spi, whole: true, when: isESP}, true
	case "deldur":
		return intSelector{get: correlated(func(c *record.Correlation) int32 { return c.Dur }), whole: true, scale: 1000, unit: time.Microsecond}, true
	case "delstime":
		return intSelector{get: correlated(func(c *record.Correlation) int32 { return c.Start }), whole: true, scale: 1000, unit: time.Microsecond}, true
	case "delltime":
		return intSelector{get: correlated(func(c *record.Correlation) int32 { return c.Last }), whole: true, scale: 1000, unit: time.Microsecond}, true
	}
	return s, false
}

// number compiles the selectors of integers and floating-point numbers.
func (c *compiler) number(e *filter.Primitive) test {
	s, ok := intSelectorOf(e.Qual.Sel)
	if !ok {
		return c.float(e)
	}
	n, ok := c.integer(e)
	switch {
	case ok && s.scale != 0:
		n *= s.scale
	case ok:
	case e.Qual.Sel == "dsb":
		return c.fail(e.Val.At, "want a number or a code point such as ef or af11")
	case s.unit != 0:
		return c.duration(e, &s)
	default:
		return c.fail(e.Val.At, "want a number")
	}
	rel := e.Rel
	if s.masked {
		rel = filter.RelEq
	}
	return s.compile(e.Qual.Dir, rel, n)
}

// duration compiles the selectors of durations with a value that has a unit.
func (c *compiler) duration(e *filter.Primitive, s *intSelector) test {
	if e.Val.Kind != filter.ValDuration {
		return c.fail(e.Val.At, "want a whole number of %s, or a number with a unit such as 1.5ms", unitName(s))
	}
	exact, get, unit := *s, s.get, int64(s.unit)
	exact.get = func(x *candidate, sd side) (int64, bool) {
		v, ok := get(x, sd)
		return v * unit, ok
	}
	return exact.compile(e.Qual.Dir, e.Rel, int64(e.Val.Duration))
}

// unitName is the unit of a number without one.
func unitName(s *intSelector) string {
	if s.scale != 0 {
		return "milliseconds"
	}
	return "microseconds"
}

// compile compiles a comparison with n.
func (s *intSelector) compile(d filter.Dir, rel filter.Rel, n int64) test {
	get, strict := s.get, s.strict
	of := func(sd side) test {
		return func(x *candidate) bool {
			v, ok := get(x, sd)
			return (ok || !strict) && related(rel, v, ok, n)
		}
	}
	var t test
	if s.whole {
		t = of(src)
	} else {
		t = sides(d, or, of)
	}
	if s.when != nil {
		return and(s.when, t)
	}
	return t
}

// dsNames are the names of differentiated services code points.
var dsNames = lookup.Table[string, int64]{
	{"cs0", 0},
	{"cs1", 8},
	{"cs2", 16},
	{"cs3", 24},
	{"cs4", 32},
	{"cs5", 40},
	{"cs6", 48},
	{"cs7", 56},
	{"af11", 10},
	{"af12", 12},
	{"af13", 14},
	{"af21", 18},
	{"af22", 20},
	{"af23", 22},
	{"af31", 26},
	{"af32", 28},
	{"af33", 30},
	{"af41", 34},
	{"af42", 36},
	{"af43", 38},
	{"ef", 46},
}

func (c *compiler) integer(e *filter.Primitive) (int64, bool) {
	v := &e.Val
	switch v.Kind {
	case filter.ValNumber:
		switch {
		case v.Text != "": // with a unit, or too large for Num
			return int64(v.Float), true
		case v.Neg:
			return int64(int32(v.Num)), true
		}
		return int64(v.Num), true
	case filter.ValName:
		if e.Qual.Sel == "dsb" {
			n, ok := dsNames.Find(v.Text)
			return n, ok
		}
	}
	return 0, false
}

// asPlain reads the dotted form of an AS number.
func asPlain(text string) (int64, bool) {
	hi, lo, ok := strings.Cut(text, ".")
	h, errH := strconv.ParseUint(hi, 10, 16)
	l, errL := strconv.ParseUint(lo, 10, 16)
	return int64(h<<16 | l), ok && errH == nil && errL == nil
}

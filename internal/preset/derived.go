// SPDX-License-Identifier: Apache-2.0

package preset

import (
	"math"
	"strconv"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// derived makes a column that is not a column of records.
func (s *Set) derived(name, title string) appendFunc {
	switch name {
	case "label":
		return s.fromLabel(title)
	case "http":
		return s.fromHTTP(title)
	case "service":
		return func(dst []byte, _ *field.Options, row *field.Row) []byte { return appendService(dst, row) }
	case "login":
		return func(dst []byte, _ *field.Options, row *field.Row) []byte { return appendBool(dst, loggedIn(row)) }
	case "same":
		return s.sameEnds()
	case "statettl":
		return func(dst []byte, o *field.Options, row *field.Row) []byte {
			return strconv.AppendUint(dst, uint64(stateTTL(s.fields.text(s.fields.state, o, row), row)), 10)
		}
	case "flgsnumber":
		return s.numberOf(0, "flgs")
	case "protonumber":
		return s.numberOf(1, "proto")
	case "statenumber":
		return s.numberOf(2, "state")
	case "row":
		return s.mark(func(w *window, dst []byte) []byte { return strconv.AppendUint(dst, w.rows, 10) })
	}
	if f := s.measure(name); f != nil {
		return f
	}
	if f := countOf(name); f != nil {
		return s.mark(func(w *window, dst []byte) []byte { return strconv.AppendUint(dst, f(w), 10) })
	}
	if f := means.Of(name); f != nil {
		return s.mark(func(w *window, dst []byte) []byte {
			return strconv.AppendFloat(dst, f(w), 'f', s.opts.Precision, 64)
		})
	}
	f, ok := field.Lookup(name)
	if !ok {
		panic("preset: no column " + name)
	}
	if f.Kind == field.Float || f.Kind == field.Duration {
		return s.number(f)
	}
	return asZero(f)
}

// measure makes a column that a set computes in its own manner (data sets,
// section 1).
//
// UNSW-NB15 takes the duration of the record for both sides; its loads are of
// single precision, its rate of double precision over a single duration, as its
// published rows show.
func (s *Set) measure(name string) appendFunc {
	switch name {
	case "sload":
		return s.float(func(row *field.Row) float64 { return load(&row.Counters().Src, row.Dur) })
	case "dload":
		return s.float(func(row *field.Row) float64 { return load(&row.Counters().Dst, row.Dur) })
	case "smeansz":
		return s.whole(func(row *field.Row) float64 { return meanSize(&row.Counters().Src) })
	case "dmeansz":
		return s.whole(func(row *field.Row) float64 { return meanSize(&row.Counters().Dst) })
	case "stime":
		return s.whole(func(row *field.Row) float64 { first, _ := row.Span(); return math.Floor(float64(first) / 1e6) })
	case "ltime":
		return s.whole(func(row *field.Row) float64 { _, last := row.Span(); return math.Floor(float64(last) / 1e6) })
	case "rate":
		if s.Corrected {
			return s.float(packetsBySecond)
		}
		return s.float(rate)
	case "sport", "dport":
		f, _ := field.Lookup(name)
		if !s.Corrected {
			return asZero(f)
		}
		port := *f
		port.Append = decimalPort(f)
		return asZero(&port)
	}
	return nil
}

// load is bits per second, one mean packet left out.
func load(c *record.Counter, dur float32) float64 {
	if c.Packets < 2 || dur <= 0 {
		return 0
	}
	return float64(8 * float32(c.Bytes-c.Bytes/c.Packets) / dur)
}

// rate is (spkts + dpkts - 1) / dur.
func rate(row *field.Row) float64 {
	m := row.Counters()
	n := m.Src.Packets + m.Dst.Packets
	if n < 2 || row.Dur <= 0 {
		return 0
	}
	return float64(n-1) / float64(row.Dur)
}

func meanSize(c *record.Counter) float64 {
	if c.Packets == 0 {
		return 0
	}
	return math.Round(float64(c.Bytes) / float64(c.Packets))
}

// whole makes a column of whole numbers.
func (s *Set) whole(get func(*field.Row) float64) appendFunc {
	return func(dst []byte, _ *field.Options, row *field.Row) []byte {
		if !row.IsFlow() {
			return append(dst, '0')
		}
		return strconv.AppendInt(dst, int64(get(row)), 10)
	}
}

func appendBool(dst []byte, v bool) []byte {
	if v {
		return append(dst, '1')
	}
	return append(dst, '0')
}

// fromHTTP is a column of the log of another program, 0 for flows without
// HTTP.
func (s *Set) fromHTTP(title string) appendFunc {
	known := s.fromLabel(title)
	s.unknown[len(s.unknown)-1] = title + " of HTTP"
	return func(dst []byte, o *field.Options, row *field.Row) []byte {
		at := len(dst)
		if dst = known(dst, o, row); len(dst) > at {
			return dst
		}
		dst = appendService(dst, row)
		if string(dst[at:]) == "http" {
			return dst[:at]
		}
		return append(dst[:at], '0')
	}
}

// sameEnds is 1 where addresses and ports of both ends are equal.
func (s *Set) sameEnds() appendFunc {
	return func(dst []byte, o *field.Options, row *field.Row) []byte {
		var e entry
		s.fields.fill(&e, o, row)
		return appendBool(dst, row.IsFlow() && e.saddr == e.daddr && e.sport == e.dport)
	}
}

// stateTTL is the column ct_state_ttl (data sets, section 3).
func stateTTL(state word, row *field.Row) uint8 {
	if !row.IsFlow() {
		return 0
	}
	var sttl, dttl uint8
	if row.Has(record.PartIPAttr) {
		if row.IPAttr.Src.Has {
			sttl = row.IPAttr.Src.TTL
		}
		if row.IPAttr.Dst.Has {
			dttl = row.IPAttr.Dst.TTL
		}
	}
	low := dttl == 252 || dttl == 253
	switch string(state.bytes()) {
	case "FIN":
		return when(1, (sttl == 62 || sttl == 63 || sttl == 254 || sttl == 255) && low)
	case "INT":
		return when(2, (sttl == 0 || sttl == 62 || sttl == 254) && dttl == 0)
	case "CON":
		return when(3, (sttl == 62 || sttl == 254) && (low || dttl == 60))
	case "ACC":
		return when(4, sttl == 254 && dttl == 252)
	case "CLO":
		return when(5, sttl == 254 && dttl == 252)
	case "REQ":
		return when(6, sttl == 254 && dttl == 0)
	}
	return 0
}

func when(v uint8, ok bool) uint8 {
	if ok {
		return v
	}
	return 0
}

// A numbering numbers texts in the order in which they first appear.
type numbering map[word]uint64

func (s *Set) numberOf(which int, name string) appendFunc {
	f, _ := field.Lookup(name)
	s.numbers[which] = numbering{}
	return func(dst []byte, o *field.Options, row *field.Row) []byte {
		k := s.fields.text(f, o, row)
		n, ok := s.numbers[which][k]
		if !ok {
			n = uint64(len(s.numbers[which]) + 1)
			s.numbers[which][k] = n
		}
		return strconv.AppendUint(dst, n, 10)
	}
}

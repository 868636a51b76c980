// SPDX-License-Identifier: Apache-2.0

package preset

import (
	"bytes"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/lookup"
)

// A word is the text of a short column, cut to its length, and an addr that of
// an address. They are keys without pointers.
type (
	word [12]byte
	addr [40]byte
)

func (w *word) bytes() []byte {
	if i := bytes.IndexByte(w[:], 0); i >= 0 {
		return w[:i]
	}
	return w[:]
}

// An entry holds what the columns that look at other rows need from a row.
type entry struct {
	saddr, daddr               addr
	sport, dport, proto, state word
	service, method            word
	command                    bool // of FTP
	flow                       bool // no management record
	pkts, bytes                uint64
	rate                       float64 // pkts / dur, 0 without a duration
}

// A window holds the entries that columns look back on.
type window struct {
	ring [Window]entry
	n    uint64 // entries so far
	last *entry // the one that is printed
	rows uint64 // printed, that one included
}

// add makes e the entry that is printed.
func (w *window) add(e *entry) {
	w.rows++
	if !e.flow {
		w.last = e
		return
	}
	w.last = &w.ring[w.n%Window]
	*w.last = *e
	w.n++
}

// all calls f with each entry in the window.
func (w *window) all(f func(*entry)) {
	if !w.last.flow {
		return
	}
	for i := range min(w.n, Window) {
		f(&w.ring[i])
	}
}

// sum adds up what get returns for the entries that agree with the printed one in
// the compared columns.
func (w *window) sum(same func(a, b *entry) bool, get func(*entry) uint64) (sum uint64) {
	w.all(func(e *entry) {
		if same(e, w.last) {
			sum += get(e)
		}
	})
	return sum
}

// mean is the mean of the rates of the entries in common.
func (w *window) mean(same func(a, b *entry) bool) float64 {
	sum, n := 0.0, 0
	w.all(func(e *entry) {
		if same(e, w.last) {
			sum += e.rate
			n++
		}
	})
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

func one(*entry) uint64      { return 1 }
func pkts(e *entry) uint64   { return e.pkts }
func octets(e *entry) uint64 { return e.bytes }

func sameSrc(a, b *entry) bool   { return a.saddr == b.saddr }
func sameDst(a, b *entry) bool   { return a.daddr == b.daddr }
func sameProto(a, b *entry) bool { return a.proto == b.proto }
func sameDport(a, b *entry) bool { return a.dport == b.dport }
func sameState(a, b *entry) bool { return a.state == b.state && a.proto == b.proto }
func sameFlow(a, b *entry) bool {
	return a.saddr == b.saddr && a.daddr == b.daddr && a.sport == b.sport && a.dport == b.dport
}

func counter(same func(a, b *entry) bool, get func(*entry) uint64) func(*window) uint64 {
	return func(w *window) uint64 { return w.sum(same, get) }
}

func both(x, y func(a, b *entry) bool) func(a, b *entry) bool {
	return func(a, b *entry) bool { return x(a, b) && y(a, b) }
}

func sameService(a, b *entry) bool { return a.service == b.service }
func sameSport(a, b *entry) bool   { return a.sport == b.sport }

// countOf returns what a column counts or adds up over rows, nil if it is none of
// that kind (data sets, sections 3 and 4).
func countOf(name string) func(*window) uint64 {
	switch name {
	case "srvsrc":
		return counter(both(sameService, sameSrc), one)
	case "srvdst":
		return counter(both(sameService, sameDst), one)
	case "dst":
		return counter(sameDst, one)
	case "src":
		return counter(sameSrc, one)
	case "srcdport":
		return counter(both(sameSrc, sameDport), one)
	case "dstsport":
		return counter(both(sameDst, sameSport), one)
	case "dstsrc":
		return counter(both(sameSrc, sameDst), one)
	case "methods":
		return func(w *window) uint64 {
			if w.last.method == (word{}) {
				return 0
			}
			return w.sum(func(a, b *entry) bool { return a.method == b.method && sameFlow(a, b) }, one)
		}
	case "commands":
		return func(w *window) uint64 {
			if !w.last.command {
				return 0
			}
			return w.sum(func(a, b *entry) bool { return a.command && sameFlow(a, b) }, one)
		}
	case "srcbytes":
		return counter(sameSrc, octets)
	case "dstbytes":
		return counter(sameDst, octets)
	case "srcpkts":
		return counter(sameSrc, pkts)
	case "dstpkts":
		return counter(sameDst, pkts)
	case "protopkts":
		return counter(sameProto, pkts)
	case "dportpkts":
		return counter(sameDport, pkts)
	case "dststate":
		return counter(both(sameState, sameDst), pkts)
	case "srcstate":
		return counter(both(sameState, sameSrc), pkts)
	}
	return nil
}

// means are the columns of mean rates (data sets, section 4).
var means = lookup.Table[string, func(*window) float64]{
	{"srcrate", func(w *window) float64 { return w.mean(both(sameProto, sameSrc)) }},
	{"dstrate", func(w *window) float64 { return w.mean(both(sameProto, sameDst)) }},
	{"sportrate", func(w *window) float64 { return w.mean(both(sameProto, sameSport)) }},
	{"dportrate", func(w *window) float64 { return w.mean(both(sameProto, sameDport)) }},
}

// keyFields are the columns that entries are made of.
type keyFields struct {
	saddr, daddr, sport, dport, proto, state *field.Field
	scratch                                  []byte
}

func newKeyFields() keyFields {
	find := func(name string) *field.Field { f, _ := field.Lookup(name); return f }
	return keyFields{
		saddr: find("saddr"), daddr: find("daddr"), sport: find("sport"), dport: find("dport"),
		proto: find("proto"), state: find("state"), scratch: make([]byte, 0, 64),
	}
}

// text returns the text of a column without blanks around it.
func (k *keyFields) text(f *field.Field, o *field.Options, row *field.Row) (w word) {
	k.scratch = trimmed(k.scratch[:0], o, row, f)
	copy(w[:], k.scratch)
	return w
}

func (k *keyFields) addr(f *field.Field, o *field.Options, row *field.Row) (a addr) {
	k.scratch = trimmed(k.scratch[:0], o, row, f)
	copy(a[:], k.scratch)
	return a
}

// fill makes an entry of a row.
func (k *keyFields) fill(e *entry, o *field.Options, row *field.Row) {
	*e = entry{flow: row.IsFlow()}
	if !e.flow {
		return
	}
	e.saddr, e.daddr = k.addr(k.saddr, o, row), k.addr(k.daddr, o, row)
	e.sport, e.dport = k.text(k.sport, o, row), k.text(k.dport, o, row)
	e.proto, e.state = k.text(k.proto, o, row), k.text(k.state, o, row)
	k.scratch = appendService(k.scratch[:0], row)
	copy(e.service[:], k.scratch)
	copy(e.method[:], method(row))
	e.command = hasCommand(row)
	m := row.Counters()
	e.pkts = m.Src.Packets + m.Dst.Packets
	e.bytes = m.Src.Bytes + m.Dst.Bytes
	if row.Dur > 0 {
		e.rate = float64(e.pkts) / float64(row.Dur)
	}
}

// SPDX-License-Identifier: Apache-2.0

package preset

import (
	"container/heap"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/render"
)

// held is how many rows may wait for earlier ones.
const (
	held     = 200_000
	heldText = "200,000"
)

// The placeholder for the value of a column that looks at other rows: a byte that
// no value holds, and the column's number.
const (
	markByte  = 0
	markFirst = 0x10
)

// mark makes a column that is filled in when its row's turn comes.
func (s *Set) mark(f func(*window, []byte) []byte) appendFunc {
	n := markFirst + byte(len(s.marks))
	s.marks = append(s.marks, f)
	return func(dst []byte, _ *field.Options, _ *field.Row) []byte { return append(dst, markByte, n) }
}

// A line is a row that waits for its turn.
type line struct {
	last  int64
	n     uint64 // order of arrival
	entry entry
	text  []byte
}

// A Printer prints the rows of a set. It may hold rows back until
// [Printer.AppendEnd].
type Printer struct {
	set    *Set
	layout *render.Layout
	header int
	lines  lineHeap
	free   []*line
	n      uint64
	passed int64 // the last time of the row that was printed latest
	late   uint64
}

// NewPrinter returns a printer of the columns in layout, with a header as in
// the options of clients.
func (s *Set) NewPrinter(layout *render.Layout, header int) *Printer {
	s.opts = layout.Options
	return &Printer{set: s, layout: layout, header: header}
}

// AppendHeader appends nothing: headers come with the rows.
func (p *Printer) AppendHeader(dst []byte) []byte { return dst }

// AppendRow adds row and appends the lines that can be printed now.
func (p *Printer) AppendRow(dst []byte, row *field.Row) []byte {
	l := p.take()
	_, l.last = row.Span()
	l.n = p.n
	p.n++
	p.set.fields.fill(&l.entry, &p.layout.Options, row)
	l.text = p.layout.AppendRow(l.text[:0], row)
	if !p.set.Preset.ByLastTime {
		return p.put(dst, l)
	}
	if l.last < p.passed {
		p.late++
	}
	heap.Push(&p.lines, l)
	if len(p.lines) <= held {
		return dst
	}
	return p.put(dst, heap.Pop(&p.lines).(*line))
}

// AppendEnd appends the lines that are left.
func (p *Printer) AppendEnd(dst []byte) []byte {
	for len(p.lines) > 0 {
		dst = p.put(dst, heap.Pop(&p.lines).(*line))
	}
	return dst
}

// Late returns the number of rows that came too late to be printed in order.
func (p *Printer) Late() uint64 { return p.late }

func (p *Printer) take() *line {
	if n := len(p.free); n > 0 {
		l := p.free[n-1]
		p.free = p.free[:n-1]
		return l
	}
	return new(line)
}

// put appends a line, after the header if one is due.
func (p *Printer) put(dst []byte, l *line) []byte {
	w := &p.set.window
	if w.rows == 0 {
		dst = append(dst, p.set.Comment()...)
	}
	if w.rows == 0 && p.header >= 0 || p.header > 0 && w.rows%uint64(p.header) == 0 {
		dst = p.layout.AppendHeader(dst)
	}
	w.add(&l.entry)
	p.passed = max(p.passed, l.last)
	for i := 0; i < len(l.text); i++ {
		c := l.text[i]
		if c != markByte || i+1 == len(l.text) {
			dst = append(dst, c)
			continue
		}
		i++
		if n := int(l.text[i]) - markFirst; n >= 0 && n < len(p.set.marks) {
			dst = p.set.marks[n](w, dst)
		}
	}
	p.free = append(p.free, l)
	return dst
}

// A lineHeap has the line with the earliest last time on top; lines of one time
// keep their order.
type lineHeap []*line

func (h lineHeap) Len() int { return len(h) }

func (h lineHeap) Less(i, j int) bool {
	if h[i].last != h[j].last {
		return h[i].last < h[j].last
	}
	return h[i].n < h[j].n
}

func (h lineHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push is for [heap.Push].
func (h *lineHeap) Push(x any) { *h = append(*h, x.(*line)) }

// Pop is for [heap.Pop].
func (h *lineHeap) Pop() any {
	old := *h
	l := old[len(old)-1]
	*h = old[:len(old)-1]
	return l
}

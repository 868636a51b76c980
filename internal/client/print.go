// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"io"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/lazy"
	"github.com/argus-go/argus/internal/preset"
	"github.com/argus-go/argus/internal/render"
	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

// flushAt is how many bytes of text are gathered before they are written.
const flushAt = 64 << 10

// A printer is the output that prints records as text, in columns or in the
// format of -M.
type printer struct {
	config  *Printing
	w       io.Writer
	layout  render.Layout
	rows    rows           // columns; nil for a machine format
	machine render.Encoder // nil for columns
	xml     *render.XML    // the machine format if it is XML
	preset  *preset.Printer
	note    func(string)
	parts   record.Parts // what rows look at; the session sets it

	prefix []byte // of the next row
	count  outputCount
	buf    []byte // text that is not written yet
	lines  uint64
	rank   uint64 // of the flow printed last
	ended  bool   // the document has its end
	headed bool   // the labels were printed
	late   bool   // rows came too late for a preset, and that was reported
	err    error
}

// rows turns records into lines of columns.
type rows interface {
	AppendHeader(dst []byte) []byte
	AppendRow(dst []byte, row *field.Row) []byte
}

func newPrinter(s *Session) *printer {
	c := s.Config
	x := &c.Print
	p := &printer{config: x, w: s.env.Stdout, note: s.Note, count: newOutputCount(c)}
	p.layout = render.Layout{
		Columns: x.Columns.List(), Options: x.Options, Delimiter: x.delimiter,
		Variable: x.variable, Quote: x.quote, Guard: x.csvSafe, Summary: x.Summary, Apart: x.apart,
	}
	p.rows = &p.layout
	switch {
	case x.format != formatText:
		p.encode(s)
	case x.dataset != nil:
		p.preset = x.dataset.NewPrinter(&p.layout, x.header)
		p.rows = p.preset
	case c.classicRows():
		sw := c.Dialect.Switches
		sw.Response = sw.Response || c.Dialect.rcResponse
		l := sw.Layout(x.Options)
		l.Delimiter, l.Quote, l.Guard = x.delimiter, x.quote, x.csvSafe
		p.rows = l
	}
	return p
}

// encode chooses the encoder of a machine format.
func (p *printer) encode(s *Session) {
	x := p.config
	columns := x.Columns.List()
	switch x.format {
	case formatJSON:
		p.machine = render.NewJSON(columns, x.Options, x.missing)
	case formatECS:
		p.machine = render.NewECS(columns, x.Options, x.missing)
	case formatZeek:
		p.machine = render.NewZeek(columns, x.Options, x.missing)
	case formatXML:
		p.xml = render.NewXML(columns, x.Options)
		p.xml.Stream.Program, p.xml.Stream.Version, p.xml.Stream.Now = s.program.Name, Version, x.Options.Now
		p.xml.UserData = len(s.spec.XML) > 0
		p.machine = p.xml
	}
}

func (p *printer) begin(start *record.Record) {
	if p.xml != nil && p.xml.Stream.Man.Now == 0 {
		p.xml.Stream.Man = start.Man
	}
}

func (p *printer) reject(item) error { return nil }

func (p *printer) close() error { return nil }

func (p *printer) failed() error { return p.err }

func (p *printer) put(it item) error {
	if p.config.Quiet || it.Type == record.TypeMAR && !p.config.Man {
		return nil
	}
	it.Complete(lazy.Key{}, p.parts)
	switch in, past := p.count.take(it.Record); {
	case past:
		// Compat: rows are counted, and the one after the last ends the reading.
		return source.ErrStop
	case !in:
		p.header() // Compat: once there are records, not rows
		return nil
	}
	if p.machine != nil {
		p.element(it.row)
		return p.flushFull()
	}
	p.header()
	if p.lines == 0 {
		p.layout.Options.Begin, _ = it.row.Span()
	}
	p.number(it.row)
	p.buf = p.rows.AppendRow(append(p.buf, p.prefix...), it.row)
	return p.flushFull()
}

// element appends a row in a machine format.
func (p *printer) element(row *field.Row) {
	if p.lines == 0 {
		begin, _ := row.Span()
		p.machine.SetBegin(begin)
		p.buf = p.machine.AppendStart(p.buf)
	}
	p.number(row)
	p.buf = p.machine.AppendRow(p.buf, row)
}

// number counts a row. Compat: management records have the rank of the flow
// before them.
func (p *printer) number(row *field.Row) {
	p.lines++
	if row.Type != record.TypeMAR {
		p.rank++
	}
	row.Rank = p.rank
}

// header prints the labels if they belong before the next row.
func (p *printer) header() {
	n := p.config.header
	if p.machine != nil || n < 0 || p.headed && (n == 0 || p.lines%uint64(n) != 0 || p.lines == 0) {
		return
	}
	p.headed = true
	p.buf = p.rows.AppendHeader(p.buf)
}

// emptyHeader prints the labels of release-2 rows if there was no row and -L 0
// asked for them.
func (p *printer) emptyHeader() {
	if p.lines == 0 && p.config.header >= 0 && !p.config.Quiet {
		p.buf = p.rows.AppendHeader(p.buf)
	}
}

// flushFull writes the gathered text once there is much of it.
func (p *printer) flushFull() error {
	if len(p.buf) >= flushAt {
		p.flush()
		if p.err != nil {
			return source.ErrStop
		}
	}
	return nil
}

func (p *printer) flush() {
	if len(p.buf) == 0 || p.err != nil {
		return
	}
	_, err := p.w.Write(p.buf)
	p.buf = p.buf[:0]
	if err != nil {
		p.err = fmt.Errorf("standard output: %w", bare(err))
	}
}

// finish puts out the rows that a preset holds back, and the end of a document
// with its start before it if there was no row: a document without records is a
// document too.
func (p *printer) finish() {
	switch {
	case p.preset != nil:
		p.buf = p.preset.AppendEnd(p.buf)
		if n := p.preset.Late(); n > 0 && !p.late {
			p.late = true
			p.note(fmt.Sprintf("note: preset %s: %d rows came too late to be sorted by their last times", p.config.preset, n))
		}
	case p.machine != nil && !p.config.Quiet && !p.ended:
		p.ended = true
		if p.lines == 0 {
			p.buf = p.machine.AppendStart(p.buf)
		}
		p.buf = p.machine.AppendEnd(p.buf)
	}
	p.flush()
}

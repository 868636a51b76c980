// SPDX-License-Identifier: Apache-2.0

package client

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/internal/lazy"
	"github.com/argus-go/argus/internal/sink"
	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

// A writer is the output that writes records to the files of -w and -E.
type writer struct {
	files      []*outputFile
	exceptions *outputFile
	count      outputCount
	release3   bool
	plain      bool // each flow is written once to every file
	err        error
}

// An outputFile is one file of records. It is opened when the first record is
// written; what it held before is kept.
type outputFile struct {
	cfg     sink.Config
	match   *match.Filter
	sink    *sink.Output  // nil until the first record
	start   record.Record // the management record that the file begins with
	dialect record.Dialect
	asRead  *record.Record // the record at hand if it is as it was read
}

func newWriter(s *Session) *writer {
	c := s.Config
	w := &writer{count: newOutputCount(c), release3: c.Write.Release3, plain: !c.Print.Rmon && !c.Print.Uni}
	for _, o := range c.Write.Outputs {
		w.files = append(w.files, newOutputFile(s, o.File, o.filter))
		w.plain = w.plain && o.filter == nil
	}
	if c.Write.Exceptions != "" {
		w.exceptions = newOutputFile(s, c.Write.Exceptions, nil)
	}
	return w
}

func newOutputFile(s *Session, file string, m *match.Filter) *outputFile {
	o := &outputFile{match: m, dialect: record.V3Common}
	o.cfg = sink.Config{
		Target: file, Stdout: s.env.Stdout, Warn: s.Note,
		Encode: func(dst []byte, r *record.Record) ([]byte, error) {
			if r == o.asRead && o.dialect == record.V3Common {
				if b, ok := r.AppendAsRead(lazy.Key{}, dst); ok {
					return b, nil
				}
			}
			return r.Append(dst, o.dialect)
		},
		Start: func(dst []byte, again bool) []byte {
			if !again && o.sink.Appends() {
				return dst
			}
			dst, _ = o.start.Append(dst, o.dialect) // a start record has no variable part
			return dst
		},
	}
	return o
}

func (w *writer) all() []*outputFile {
	if w.exceptions == nil {
		return w.files
	}
	return append(w.files[:len(w.files):len(w.files)], w.exceptions)
}

// writes reports whether the file that in describes is written.
func (w *writer) writes(in fs.FileInfo) bool {
	return slices.ContainsFunc(w.all(), func(o *outputFile) bool { return sink.Same(o.cfg.Target, in) })
}

// begin keeps the start record of an input: a file begins with that of the input
// that its first record comes from.
func (w *writer) begin(start *record.Record) {
	for _, o := range w.all() {
		if o.sink != nil {
			continue
		}
		o.begin(start, w.release3)
	}
}

// begin keeps the record that the file starts with, which says in which form
// records are written.
func (o *outputFile) begin(start *record.Record, release3 bool) {
	o.start, o.dialect = *start.Clone(), record.V3Common
	o.cfg.Generation = record.Gen3
	if start.Version >= uint8(record.Gen5) && !release3 {
		o.dialect, o.cfg.Generation = record.V5, record.Gen5
	}
}

func (w *writer) put(it item) error {
	if it.opens && it.Type == record.TypeMAR && it.Cause == record.CauseStart {
		return nil // files begin with it already
	}
	// Compat: reading goes on after the range of -N, because management records
	// do not count and are written.
	if in, _ := w.count.take(it.Record); !in {
		return nil
	}
	for _, o := range w.files {
		if !o.match.Match(it.Record) {
			continue
		}
		if err := w.write(o, it); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) reject(it item) error {
	if w.exceptions == nil || it.opens {
		return nil
	}
	return w.write(w.exceptions, it)
}

func (w *writer) write(o *outputFile, it item) error {
	if w.err == nil && o.sink == nil {
		w.err = o.open()
	}
	if w.err != nil {
		return source.ErrStop
	}
	o.asRead = nil
	if it.asRead {
		o.asRead = it.Record
	}
	if w.err = o.sink.Write(it.Record); w.err != nil {
		return source.ErrStop
	}
	return nil
}

// open opens the file, and makes the folder that it is in.
func (o *outputFile) open() (err error) {
	if dir := filepath.Dir(o.cfg.Target); o.cfg.Target != "-" {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return err
		}
	}
	o.sink, err = sink.Open(o.cfg)
	return err
}

func (w *writer) flush() {
	for _, o := range w.all() {
		if o.sink == nil {
			continue
		}
		if err := o.sink.Flush(); err != nil && w.err == nil {
			w.err = err
		}
	}
}

func (w *writer) finish() {}

func (w *writer) failed() error { return w.err }

func (w *writer) close() error {
	var errs error
	for _, o := range w.all() {
		if o.sink != nil {
			errs = errors.Join(errs, o.sink.Close())
		}
	}
	return errs
}

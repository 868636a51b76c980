// SPDX-License-Identifier: Apache-2.0

package client

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/argus-go/argus/internal/sink"
	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

// An output is a file of records. It is opened when the first record is
// written; what it held before is kept.
type output struct {
	cfg   sink.Config
	match func(*record.Record) bool // nil takes all
	sink  *sink.Output              // nil until the first record
}

// prepareOutputs compiles the filters of -w and -E.
func (s *Session) prepareOutputs() error {
	for _, o := range s.Config.Outputs {
		m, err := compileFilter(o.Filter, s.Config.Options.Precision)
		if err != nil {
			return err
		}
		s.outs = append(s.outs, s.newOutput(o.File, m))
	}
	if s.Config.Exceptions != "" {
		s.exceptions = s.newOutput(s.Config.Exceptions, nil)
	}
	return nil
}

func (s *Session) newOutput(file string, m func(*record.Record) bool) *output {
	o := &output{match: m}
	dialect := record.V3Common
	var start record.Record
	o.cfg = sink.Config{
		Target: file, Stdout: s.env.Stdout, Warn: s.tell,
		Encode: func(dst []byte, r *record.Record) ([]byte, error) {
			if r == s.asRead && dialect == record.V3Common {
				if b, ok := r.AppendAsRead(dst); ok {
					return b, nil
				}
			}
			return r.Append(dst, dialect)
		},
		Start: func(dst []byte, again bool) []byte {
			if !again && o.sink.Appends() {
				return dst
			}
			dst, _ = start.Append(dst, dialect) // a start record has no variable part
			return dst
		},
	}
	o.cfg.Match = nil
	s.starts = append(s.starts, func(r *record.Record) {
		if o.sink != nil {
			return
		}
		// The file begins with that of the input that its first record is from.
		start, dialect = *r.Clone(), record.V3Common
		o.cfg.Generation = record.Gen3
		if r.Version >= uint8(record.Gen5) && !s.Config.Release3 {
			dialect, o.cfg.Generation = record.V5, record.Gen5
		}
	})
	return o
}

// written reports whether -w or -E writes the file that in tells of.
func (s *Session) written(in fs.FileInfo) bool {
	outs := s.outs
	if s.exceptions != nil {
		outs = append(outs[:len(outs):len(outs)], s.exceptions)
	}
	return slices.ContainsFunc(outs, func(o *output) bool { return sink.Same(o.cfg.Target, in) })
}

// begin notes the first record of an input: it opens the files that are
// written, and is not written again to those.
func (s *Session) begin(r *record.Record) {
	if r.Type != record.TypeMAR {
		r = &record.Record{Type: record.TypeMAR, Version: r.Version, Cause: record.CauseStart}
		r.Man.Now = s.env.Now().UnixNano()
	}
	for _, f := range s.starts {
		f(r)
	}
	s.opening = s.stats.Inputs == 0
	s.stats.Inputs++
}

// write writes a record to the files of -w.
func (s *Session) write(r *record.Record) error {
	if s.opening && r.Type == record.TypeMAR && r.Cause == record.CauseStart {
		s.opening = false
		return nil
	}
	if s.Config.Count.output && r.Type != record.TypeMAR {
		// Compat: reading goes on behind the range, for management records count
		// as nothing and are written.
		if in, _ := s.outCount.take(); !in || s.outCount.n > s.outCount.last {
			return nil
		}
	}
	for _, o := range s.outs {
		if o.match != nil && !o.match(r) {
			continue
		}
		if err := s.writeTo(o, r); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) writeTo(o *output, r *record.Record) error {
	if o.sink == nil {
		if dir := filepath.Dir(o.cfg.Target); o.cfg.Target != "-" {
			if err := os.MkdirAll(dir, 0o777); err != nil {
				s.cause = err
				return source.ErrStop
			}
		}
		k, err := sink.Open(o.cfg)
		if err != nil {
			s.cause = err
			return source.ErrStop
		}
		o.sink = k
	}
	if err := o.sink.Write(r); err != nil {
		s.cause = err
		return source.ErrStop
	}
	return nil
}

// rejected handles a record that the filter does not take.
func (s *Session) rejected(r *record.Record) error {
	if s.exceptions == nil || s.opening {
		s.opening = false
		return nil
	}
	return s.writeTo(s.exceptions, r)
}

func (s *Session) files() []*output {
	if s.exceptions == nil {
		return s.outs
	}
	return append(s.outs[:len(s.outs):len(s.outs)], s.exceptions)
}

func (s *Session) flushOutputs() {
	for _, o := range s.files() {
		if o.sink == nil {
			continue
		}
		if err := o.sink.Flush(); err != nil && s.cause == nil {
			s.cause = err
		}
	}
}

func (s *Session) closeOutputs() error {
	var errs error
	for _, o := range s.files() {
		if o.sink != nil {
			errs = errors.Join(errs, o.sink.Close())
		}
	}
	return errs
}

// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/internal/sink"
	"github.com/argus-go/argus/record"
)

// openOutputs opens every output of the configuration. Nothing is written yet.
func (s *sensor) openOutputs() error {
	for _, o := range s.cfg.Outputs {
		out, err := s.openOutput(o)
		if err != nil {
			return err
		}
		s.outs = append(s.outs, out)
	}
	if s.cfg.PacketFile != "" {
		var err error
		if s.packs, err = openPacketFile(s.cfg); err != nil {
			return err
		}
	}
	if len(s.cfg.Outputs) == 0 && s.packs == nil && !s.cfg.serves() {
		s.log.warnf("no output: the records are not written anywhere (add -w FILE)")
	}
	return nil
}

func (s *sensor) openOutput(o Output) (*sink.Output, error) {
	match, err := o.match()
	if err != nil {
		return nil, err
	}
	return sink.Open(sink.Config{
		Target: o.Target, Start: s.startRecord, Encode: s.encode, Generation: s.cfg.Dialect.Generation(),
		Match: match, Persistent: s.cfg.live(),
		Stdout: s.env.Stdout, Warn: func(text string) { s.log.warnf("%s", text) },
	})
}

// match returns the filter of an output, or nil if there is none.
func (o Output) match() (func(*record.Record) bool, error) {
	if o.Filter == "" {
		return nil, nil
	}
	f, err := match.Compile(o.Filter, match.Options{Precision: match.DefaultPrecision})
	if err != nil {
		return nil, fmt.Errorf("output %s: %w", o.Target, err)
	}
	return f.Match, nil // of a nil filter, which accepts everything, too
}

func (s *sensor) encode(dst []byte, r *record.Record) ([]byte, error) {
	return r.Append(dst, s.cfg.Dialect)
}

func (s *sensor) startRecord(dst []byte, again bool) []byte {
	b, err := s.encode(dst, s.driver.Start(again))
	if err != nil {
		panic(err) // a START record has no variable part
	}
	return b
}

// checkInputs refuses to read a file that is an output too.
func (s *sensor) checkInputs() error {
	for _, in := range s.inputs {
		st, err := in.stat(s.env.Stdin)
		if err != nil {
			continue // opening it reports why
		}
		if s.writes(st) {
			return fmt.Errorf("%s: cannot be both input and output", in.name)
		}
	}
	return nil
}

// writes reports whether the file that st describes is an output.
func (s *sensor) writes(st fs.FileInfo) bool {
	if s.cfg.PacketFile != "" && sink.Same(s.cfg.PacketFile, st) {
		return true
	}
	for _, o := range s.cfg.Outputs {
		if sink.Same(o.Target, st) {
			return true
		}
	}
	return false
}

// write gives r to all outputs.
func (s *sensor) write(r *record.Record) {
	for _, o := range s.outs {
		if err := o.Write(r); err != nil {
			s.outputError(err)
		}
	}
	s.publish(r)
}

// outputError reports that an output failed, and drops the output. After Ctrl-C
// the reader of a pipe may have gone too, which is not an error then.
func (s *sensor) outputError(err error) {
	if s.ctx.Err() == nil || !errors.Is(err, syscall.EPIPE) {
		s.fail(err)
	}
	alive := s.outs[:0:0]
	for _, o := range s.outs {
		if o.Err() == nil {
			alive = append(alive, o)
		} else {
			o.Close() // its error was reported
		}
	}
	s.outs = alive
}

// dead reports whether every output has failed, so that going on is useless.
func (s *sensor) dead() bool {
	return len(s.outs) == 0 && len(s.cfg.Outputs) > 0 && s.packs == nil && s.server == nil
}

func (s *sensor) flushOutputs() {
	for _, o := range s.outs {
		if err := o.Flush(); err != nil {
			s.outputError(err)
		}
	}
}

// closeOutputs completes the outputs.
func (s *sensor) closeOutputs() {
	for _, o := range s.outs {
		if err := o.Close(); err != nil {
			s.outputError(err)
		}
	}
	if s.packs != nil {
		if err := s.packs.close(); err != nil {
			s.fail(err)
		}
	}
}

// discard closes outputs that nothing was written to, and removes the files
// that were created for them.
func (s *sensor) discard() {
	for _, o := range s.outs {
		o.Discard()
	}
	if s.packs != nil {
		s.packs.discard()
	}
}

// stat describes the input's file.
func (in *input) stat(stdin *os.File) (fs.FileInfo, error) {
	switch {
	case in.path != "-":
		return os.Stat(in.path)
	case stdin == nil:
		return nil, fs.ErrNotExist
	}
	return stdin.Stat()
}

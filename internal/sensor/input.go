// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/internal/patient"
)

// An input is one capture that is named on the command line.
type input struct {
	name string   // in messages
	path string   // as named
	file *os.File // nil until it is opened
}

// open opens the file. Nothing is read yet.
func (in *input) open(stdin *os.File) (err error) {
	if in.file != nil {
		return nil
	}
	if in.path == "-" {
		in.file = stdin
		return nil
	}
	in.file, err = os.Open(in.path)
	var e *fs.PathError
	if errors.As(err, &e) {
		return fmt.Errorf("%s: %w", in.path, e.Err)
	}
	return err
}

func (in *input) close() {
	if in.file != nil && in.path != "-" {
		in.file.Close() // it was only read
	}
}

// errStopped ends reading after a signal.
var errStopped = errors.New("stopped")

// reader starts reading the capture.
func (s *sensor) reader(in *input) (*capture.Reader, error) {
	o := capture.Options{
		Follow: s.cfg.Follow, Done: s.done, Idle: s.idle,
		Progress: s.progress(in),
		Warn:     func(text string) { s.log.warnf("%s", text) },
	}
	var src io.Reader = in.file
	if st, err := in.file.Stat(); err == nil && !st.Mode().IsRegular() {
		src = &patient.Reader{File: in.file, Stop: &s.stop, Idle: s.idle, End: errStopped}
	}
	if s.cfg.TSH {
		src = newTSHReader(src, in.name)
	}
	return capture.NewReader(src, in.name, o)
}

// progress begins the input on the meter, if there is one.
func (s *sensor) progress(in *input) func(int64) {
	if s.log.meter == nil || s.cfg.Follow {
		return nil
	}
	s.log.meter.Begin(in.name, in.file)
	return s.log.meter.At
}

// idle runs while an input has nothing to read: what was gathered goes out.
func (s *sensor) idle() {
	if s.man.known { // a start record needs the first packet's time
		s.flushOutputs()
	}
}

// fault tells the end of an input that did not end well, and reports whether
// it counts as an error. A capture cut short at its end is none.
func (s *sensor) fault(err error) (failed bool) {
	var cut *capture.TruncatedError
	var tsh *tshError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, errStopped):
		return false
	case errors.As(err, &cut):
		s.log.warnf("%v; everything before was read", err)
		return false
	case errors.As(err, &tsh):
		if tsh.truncated {
			s.log.warnf("%v; everything before was read", tsh)
			return false
		}
		err = tsh // the position in the stream made of it is of no use
	}
	s.log.errorf("%v", err)
	return true
}

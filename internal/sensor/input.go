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

// An input is one capture that the command line names.
type input struct {
	name string   // in messages
	path string   // as given
	file *os.File // nil until it is opened
}

// open opens the file. Nothing is read yet.
func (in *input) open(stdin *os.File) (err error) {
	if in.file != nil {
		return nil
	}
	if in.path == "-" {
		if stdin == nil {
			return errors.New("stdin: standard input is not available")
		}
		in.file = stdin
		return nil
	}
	in.file, err = patient.Open(in.path)
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

// errStopped ends the reading of a pipe when the run is canceled.
var errStopped = errors.New("stopped")

// reader starts reading the capture.
func (s *sensor) reader(in *input) (*capture.Reader, error) {
	o := capture.Options{
		Follow: s.cfg.Follow, Done: s.ctx.Done(), Idle: s.idle,
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

// progress starts showing how much of the input is read, on a terminal.
func (s *sensor) progress(in *input) func(int64) {
	if s.log.meter == nil || s.cfg.Follow {
		return nil
	}
	s.log.meter.Begin(in.name, in.file)
	return s.log.meter.At
}

// idle flushes the outputs while an input has nothing to read. A START record
// needs the time of the first packet.
func (s *sensor) idle() {
	if s.driver.Started() {
		s.rest()
	}
}

// fault returns the error to report for an input that ended with err.
func fault(err error) error {
	var cut *capture.TruncatedError
	var tsh *tshError
	switch {
	case errors.Is(err, errReported), errors.Is(err, errStopped):
		return nil
	case errors.As(err, &tsh): // the offset in err is one in the stream made of the file
		err = tsh
		if !tsh.truncated {
			return err
		}
	case !errors.As(err, &cut):
		return err
	}
	return fmt.Errorf("%w; all packets before it were read", err)
}

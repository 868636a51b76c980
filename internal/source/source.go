// SPDX-License-Identifier: Apache-2.0

// Package source opens record inputs. What an input is, its content tells: a
// stream of Argus records, or a capture, whose flows are modeled in-process;
// both compressed or not.
package source

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync/atomic"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/record"
)

// Config says how inputs are read.
type Config struct {
	Stdin *os.File
	// Stop, when it is set, ends the reading as if the input ended. Idle is
	// called when there is nothing to read at the moment. Both may be nil.
	Stop *atomic.Bool
	Idle func()
	// Flow holds the settings of the flow model for captures.
	Flow flow.Config
	// Warn is told of what did not end the reading, one line each.
	Warn func(string)
}

// An OpenError tells that an input could not be opened. The others can go on.
type OpenError struct{ Err error }

func (e *OpenError) Error() string { return e.Err.Error() }
func (e *OpenError) Unwrap() error { return e.Err }

// ErrStop, returned by a callee, ends the reading without an error.
var ErrStop = errors.New("stop")

const peekLen = 16

// Read gives every record of the input called name ("-" is standard input) to
// emit. The record is lent until emit returns. It reports whether a management
// record, and with it a valid stream, was found.
func Read(name string, cfg Config, emit func(*record.Record) error) (valid bool, err error) {
	file := cfg.Stdin
	if name == "-" {
		name = "stdin"
	} else {
		f, err := os.Open(name)
		if err != nil {
			var pe *fs.PathError
			if errors.As(err, &pe) {
				err = pe.Err
			}
			return false, &OpenError{fmt.Errorf("%s: %w", name, err)}
		}
		defer f.Close()
		file = f
	}
	in := io.Reader(file)
	if st, err := file.Stat(); err == nil && !st.Mode().IsRegular() {
		if st.IsDir() {
			return false, &OpenError{fmt.Errorf("%s: is a directory", name)}
		}
		in = newPatient(file, cfg.Stop, cfg.Idle)
	}
	z, _, err := capture.Decompress(in)
	if err != nil {
		return false, fmt.Errorf("%s: %w", name, err)
	}
	defer z.Close()
	b := bufio.NewReaderSize(z, 4096)
	start, err := b.Peek(peekLen)
	if err != nil && err != io.EOF {
		return false, fmt.Errorf("%s: %w", name, err)
	}
	if capture.Detect(start).Capture() {
		err = packets(b, name, cfg, emit)
		return true, err
	}
	valid, err = records(b, name, cfg, emit)
	if err == ErrStop {
		err = nil
	}
	return valid, err
}

func records(in io.Reader, name string, cfg Config, emit func(*record.Record) error) (bool, error) {
	r := record.NewReader(in)
	valid := false
	offset := int64(0) // of the next record
	for {
		rec, err := r.Next()
		var cut *record.TruncatedError
		switch {
		case err == io.EOF:
			if n := r.Damaged(); n > 0 {
				cfg.Warn(fmt.Sprintf("%s: %d damaged records", name, n))
			}
			return valid, nil
		case errors.As(err, &cut), errors.Is(err, record.ErrEmpty), errors.Is(err, record.ErrFormat), errors.Is(err, record.ErrVersion2):
			return valid, fmt.Errorf("%s: %w", name, err)
		case err != nil:
			return valid, fmt.Errorf("%s: reading the record at offset %d: %w", name, offset, err)
		}
		valid = true
		offset = rec.Offset + int64(len(r.Raw()))
		if err := emit(rec); err != nil {
			return valid, err
		}
	}
}

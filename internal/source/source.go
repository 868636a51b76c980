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
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/patient"
	"github.com/argus-go/argus/internal/progress"
	"github.com/argus-go/argus/record"
)

// Config says how inputs are read.
type Config struct {
	Stdin *os.File
	// Stop, when it is set, ends the reading as if the input ended. Idle is
	// called when there is nothing to read at the moment. Both may be nil.
	Stop *atomic.Bool
	Idle func()
	// Written, if it is set, tells which files are written at the same time.
	// They are refused.
	Written func(fs.FileInfo) bool
	// Flow holds the settings of the flow model for captures.
	Flow flow.Config
	// Meter, if it is set, shows how far files are read.
	Meter *progress.Meter
	// Warn is told of what did not end the reading, one line each.
	Warn func(string)
	// Skip are the parts of flow records that nobody looks at before they are
	// completed ([record.Record.Complete]).
	Skip record.Parts
	// Over, if it is set, is true of flow records that need not be emitted, where
	// that is cheap ([record.Reader.PassOver]), with clauses that hold of all
	// others; Passed is told how many were not.
	Over   func(*record.Record) bool
	Must   []record.Clause
	Passed func(n int64)
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
	path, part := splitRange(name)
	if name == "-" {
		name = "stdin"
	} else {
		f, err := patient.Open(path)
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
	in := io.Reader(&watched{Reader: file, cfg: &cfg})
	st, err := file.Stat()
	switch {
	case err != nil:
	case st.IsDir():
		return false, &OpenError{fmt.Errorf("%s: is a directory", name)}
	case cfg.Written != nil && cfg.Written(st):
		return false, fmt.Errorf("%s: is read and written", name)
	case !st.Mode().IsRegular() && cfg.Stop != nil && cfg.Idle != nil:
		in = &patient.Reader{File: file, Stop: cfg.Stop, Idle: cfg.Idle, End: io.EOF}
	}
	cfg.Meter.Begin(name, file)
	z, packed, err := capture.Decompress(cfg.Meter.Reader(in))
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
		return true, cfg.unstopped(err)
	}
	in = b
	if file != cfg.Stdin && packed == capture.FormatUnknown {
		if _, err := file.Seek(0, io.SeekStart); err == nil {
			in = &plainFile{file: file, cfg: &cfg}
		}
	}
	valid, err = records(record.NewReader(in), name, part, cfg, emit)
	return valid, cfg.unstopped(err)
}

func (cfg *Config) stopped() bool { return cfg.Stop != nil && cfg.Stop.Load() }

// watched is a file that ends when the reading is to end.
type watched struct {
	io.Reader
	cfg *Config
}

func (w *watched) Read(b []byte) (int, error) {
	if w.cfg.stopped() {
		return 0, io.EOF
	}
	return w.Reader.Read(b)
}

// A plainFile is an uncompressed regular file. It can seek, so that a reader of a
// part of the file does not read what lies before it.
type plainFile struct {
	file *os.File
	cfg  *Config
	at   int64
}

func (p *plainFile) Read(b []byte) (int, error) {
	if p.cfg.stopped() {
		return 0, io.EOF
	}
	n, err := p.file.Read(b)
	p.at += int64(n)
	p.cfg.Meter.At(p.at)
	return n, err
}

func (p *plainFile) Seek(offset int64, whence int) (int64, error) {
	at, err := p.file.Seek(offset, whence)
	if err == nil {
		p.at = at
	}
	return at, err
}

// unstopped returns err, unless the reading was to end: what is cut then is cut by
// that.
func (cfg *Config) unstopped(err error) error {
	if err == ErrStop || cfg.stopped() {
		return nil
	}
	return err
}

// A span is the part of a file between two record boundaries, by offsets in the
// uncompressed file; 0 leaves an end open.
type span struct{ start, stop int64 }

// splitRange splits FILE::START[:STOP]. A file of that very name is meant
// whole.
func splitRange(name string) (path string, part span) {
	i := strings.LastIndex(name, "::")
	if i < 0 {
		return name, span{}
	}
	if _, err := os.Stat(name); err == nil {
		return name, span{}
	}
	first, last, both := strings.Cut(name[i+2:], ":")
	start, err := strconv.ParseInt(first, 10, 64)
	stop, errStop := int64(0), error(nil)
	if both {
		stop, errStop = strconv.ParseInt(last, 10, 64)
	}
	if err != nil || errStop != nil || start < 0 || stop < 0 {
		return name, span{}
	}
	return name[:i], span{start, stop}
}

// Ranged reports whether name means a part of a file.
func Ranged(name string) bool {
	_, part := splitRange(name)
	return part != span{}
}

func records(r *record.Reader, name string, part span, cfg Config, emit func(*record.Record) error) (bool, error) {
	r.SetRange(part.start, part.stop)
	r.Select(^cfg.Skip)
	passed := int64(0)
	if cfg.Over != nil {
		r.PassOver(cfg.Over, cfg.Must...)
	}
	valid := false
	offset := int64(0) // of the next record
	for {
		rec, err := r.Next()
		if n := r.Passed(); n > passed {
			cfg.Passed(n - passed)
			passed = n
		}
		if err != nil {
			return valid, ended(err, r, name, offset, cfg)
		}
		valid = true
		offset = rec.Offset + int64(len(r.Raw()))
		if err := emit(rec); err != nil {
			return valid, err
		}
	}
}

// ended tells why the records of r ended, nil if that is their end. offset is
// that of the next record.
func ended(err error, r *record.Reader, name string, offset int64, cfg Config) error {
	var cut *record.TruncatedError
	switch {
	case err == io.EOF:
		if n := r.Damaged(); n > 0 {
			cfg.Warn(fmt.Sprintf("%s: %d damaged records", name, n))
		}
		return nil
	case errors.As(err, &cut), errors.Is(err, record.ErrEmpty), errors.Is(err, record.ErrFormat), errors.Is(err, record.ErrVersion2):
		return fmt.Errorf("%s: %w", name, err)
	}
	return fmt.Errorf("%s: reading the record at offset %d: %w", name, offset, err)
}

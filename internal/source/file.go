// SPDX-License-Identifier: Apache-2.0

package source

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/internal/patient"
	"github.com/argus-go/argus/record"
)

// peekLen is how many bytes tell what a file holds.
const peekLen = 16

// drain is how long a pipe is still read after the context is done while nothing
// comes: its writer was perhaps interrupted too and has records to write.
const drain = 400 * time.Millisecond

// A file is a [Source] of a file, a pipe or standard input, compressed or not.
// Its content decides whether it is read as records or as a capture.
type file struct {
	ctx   context.Context
	cfg   Config
	name  string
	path  string // "" for standard input
	part  span
	live  bool
	abort atomic.Bool
	idle  func()

	file   *os.File
	z      io.Closer
	reader reader         // nil until the file is open
	framed bool           // records are wanted as bytes
	framer *record.Framer // gives them, if the content is records
	valid  bool
	err    error // why the records ended
}

// A reader reads the content of a file of one kind.
type reader interface {
	// read lends the records of a batch. It returns io.EOF after the last.
	read(emit func(*record.Record) error) error
	valid() bool
	close()
}

// Open returns the source of the input called name; "-" is standard input. The
// input is opened by the first Read, because opening may wait. ctx ends the
// reading.
func Open(ctx context.Context, name string, cfg Config) Source {
	f := &file{ctx: ctx, cfg: cfg, name: name}
	if name == "-" {
		f.name = "stdin"
		st, err := cfg.Stdin.Stat()
		f.live = err != nil || !st.Mode().IsRegular() && !st.IsDir()
		return f
	}
	f.path, f.part = splitRange(name)
	st, err := os.Stat(f.path)
	f.live = err == nil && !st.Mode().IsRegular() && !st.IsDir()
	return f
}

func (f *file) Name() string { return f.name }

func (f *file) Live() bool { return f.live }

func (f *file) Valid() bool { return f.valid || f.reader != nil && f.reader.valid() }

func (f *file) Read(emit func(*record.Record) error, idle func()) error {
	f.idle = idle
	if f.err == nil && f.reader == nil {
		f.err = f.open()
	}
	if f.err != nil {
		return f.err
	}
	err := f.reader.read(emit)
	if err != nil && f.stopped() && err != ErrStop {
		err = io.EOF // what is cut short was cut by the stop
	}
	return err
}

// stop makes a Read that waits for a pipe return, without draining it.
func (f *file) stop() { f.abort.Store(true) }

func (f *file) stopped() bool { return f.ctx.Err() != nil }

func (f *file) Close() error {
	if f.reader != nil {
		f.valid = f.reader.valid()
		f.reader.close()
		f.reader = nil
	}
	if f.z != nil {
		f.z.Close()
	}
	if f.file != nil && f.path != "" {
		return f.file.Close()
	}
	return nil
}

// open opens the file and finds out what it holds.
func (f *file) open() error {
	f.file = f.cfg.Stdin
	if f.path != "" {
		var err error
		if f.file, err = patient.Open(f.path); err != nil {
			f.file = nil
			return openError(f.name, err)
		}
	}
	in := io.Reader(&stopping{f.file, f.ctx})
	st, err := f.file.Stat()
	switch {
	case err != nil:
	case st.IsDir():
		return &OpenError{fmt.Errorf("%s: is a directory", f.name)}
	case f.cfg.Written != nil && f.cfg.Written(st):
		return fmt.Errorf("%s: cannot be both input and output", f.name)
	}
	if f.live {
		in = f.pipe()
	}
	f.cfg.Meter.Begin(f.name, f.file)
	z, packed, err := capture.Decompress(f.cfg.Meter.Reader(in))
	if err != nil {
		return f.fault(err)
	}
	f.z = z
	b := bufio.NewReaderSize(z, 4096)
	start, err := b.Peek(peekLen)
	if err != nil && err != io.EOF {
		return f.fault(err)
	}
	if capture.Detect(start).Capture() {
		p, err := newPackets(f, b)
		if err != nil {
			return err
		}
		f.reader = p
		return nil
	}
	in = b
	if f.path != "" && !f.live && packed == capture.FormatUnknown {
		if _, err := f.file.Seek(0, io.SeekStart); err == nil {
			in = &plainFile{stopping: stopping{f.file, f.ctx}, file: f.file, meter: f.cfg.Meter.At}
		}
	}
	if f.framed {
		f.framer = record.NewFramer(in)
		f.framer.SetRange(f.part.start, f.part.stop)
		return nil
	}
	f.reader = newStream(f, in)
	return nil
}

// fault adds the name to an error of the file, unless the reading was stopped.
func (f *file) fault(err error) error {
	if f.stopped() {
		return io.EOF
	}
	return fmt.Errorf("%s: %w", f.name, err)
}

// pipe returns a reader of the open file that ends soon after the context is
// done.
func (f *file) pipe() io.Reader {
	stop := new(atomic.Bool)
	context.AfterFunc(f.ctx, func() { stop.Store(true) })
	return &patient.Reader{File: f.file, Stop: stop, Idle: func() { f.idle() }, End: io.EOF, Drain: drain, Abort: &f.abort}
}

// stopping is a file that ends when its context is done.
type stopping struct {
	io.Reader
	ctx context.Context
}

func (s *stopping) Read(b []byte) (int, error) {
	if s.ctx.Err() != nil {
		return 0, io.EOF
	}
	return s.Reader.Read(b)
}

// A plainFile is an uncompressed regular file. It can seek, so that a reader of a
// part of the file does not read what lies before it.
type plainFile struct {
	stopping
	file  *os.File
	meter func(int64)
	at    int64
}

func (p *plainFile) Read(b []byte) (int, error) {
	n, err := p.stopping.Read(b)
	p.at += int64(n)
	p.meter(p.at)
	return n, err
}

func (p *plainFile) Seek(offset int64, whence int) (int64, error) {
	at, err := p.file.Seek(offset, whence)
	if err == nil {
		p.at = at
	}
	return at, err
}

// SPDX-License-Identifier: Apache-2.0

// Package sink writes records to files and to standard output.
//
// An [Output] gathers encoded records in a buffer and writes them in large
// pieces, so a caller that goes to sleep must [Output.Flush] first. Each file
// begins with a start record, which the caller makes: it is written before the
// first record, when records are appended to an older file too, and again when
// the file was moved or deleted and is made anew.
//
// An Output is used by one goroutine.
package sink

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/argus-go/argus/record"
)

// Sizes of the buffer: a write happens when it holds more than writeSize
// bytes.
const (
	writeSize = 64 << 10
	slack     = 16 << 10
)

// checkEvery is how often, at most, an output looks whether its file was moved.
const checkEvery = time.Second

// A Config says what an [Output] writes and where.
type Config struct {
	// Target is a file name, or - for standard output.
	Target string
	// Start appends the start record to dst; again tells that the file was
	// made anew while the program ran.
	Start func(dst []byte, again bool) []byte
	// Encode appends the encoded form of r to dst.
	Encode func(dst []byte, r *record.Record) ([]byte, error)
	// Match selects the records to write; nil takes all. The start record is
	// always written.
	Match func(*record.Record) bool
	// Stdout is what - stands for; nil is the process's standard output.
	Stdout io.Writer
}

// An Output is one open target.
type Output struct {
	cfg     Config
	w       io.Writer
	file    *os.File // nil for standard output
	regular bool
	info    fs.FileInfo
	checked time.Time
	started bool
	buf     []byte
	err     error
	records uint64
}

// ErrNetwork is what [Open] reports for targets on the network.
var ErrNetwork = errors.New("network outputs are not available in this release")

// Same reports whether target is the regular file that in tells of. Whoever
// reads a file that grows by what was read comes to no end.
func Same(target string, in fs.FileInfo) bool {
	if !in.Mode().IsRegular() {
		return false
	}
	st, err := os.Stat(target)
	return err == nil && os.SameFile(st, in)
}

// Open opens the target. Nothing is written yet.
func Open(cfg Config) (*Output, error) {
	o := &Output{cfg: cfg}
	switch {
	case cfg.Target == "-":
		o.w = cfg.Stdout
		if o.w == nil {
			o.w = os.Stdout
		}
	case strings.Contains(cfg.Target, "://"):
		return nil, fmt.Errorf("output %s: %w", cfg.Target, ErrNetwork)
	default:
		if err := o.open(); err != nil {
			return nil, o.named(err)
		}
	}
	o.buf = make([]byte, 0, writeSize+slack)
	return o, nil
}

// open opens the file for appending and remembers which file it is.
func (o *Output) open() error {
	f, err := os.OpenFile(o.cfg.Target, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return err
	}
	o.file, o.w, o.info, o.regular = f, f, info, info.Mode().IsRegular()
	o.checked = time.Now()
	return nil
}

// named gives err the output's name and drops what repeats it.
func (o *Output) named(err error) error {
	name := o.cfg.Target
	if name == "-" {
		name = "standard output"
	}
	var e *fs.PathError
	if errors.As(err, &e) {
		err = e.Err
	}
	return fmt.Errorf("output %s: %w", name, err)
}

// Target is the target as it was named.
func (o *Output) Target() string { return o.cfg.Target }

// Records counts the records written, start records apart.
func (o *Output) Records() uint64 { return o.records }

// Err is the error that ended the output, or nil.
func (o *Output) Err() error { return o.err }

// Write adds r if the output's filter matches it. After an error the output is
// dead: further records are dropped and the same error is returned.
func (o *Output) Write(r *record.Record) error {
	if o.err != nil {
		return o.err
	}
	if o.cfg.Match != nil && !o.cfg.Match(r) {
		return nil
	}
	if !o.started {
		o.start()
	}
	b, err := o.cfg.Encode(o.buf, r)
	if err != nil {
		return fmt.Errorf("record not written: %w", err)
	}
	o.buf = b
	o.records++
	if len(o.buf) >= writeSize {
		return o.Flush()
	}
	return nil
}

func (o *Output) start() {
	o.started = true
	o.buf = o.cfg.Start(o.buf, false)
}

// Flush writes what was gathered, the start record at least.
func (o *Output) Flush() error {
	if o.err != nil {
		return o.err
	}
	if !o.started {
		o.start()
	}
	if len(o.buf) == 0 {
		return nil
	}
	if o.regular {
		if err := o.follow(); err != nil {
			return o.fail(err)
		}
	}
	n, err := o.w.Write(o.buf)
	if err != nil {
		o.repair(o.buf[:n])
		return o.fail(err)
	}
	o.buf = o.buf[:0]
	return nil
}

func (o *Output) fail(err error) error {
	o.err = o.named(err)
	o.buf = nil
	return o.err
}

// follow makes the file anew if its name stands for no or another file now.
func (o *Output) follow() error {
	now := time.Now()
	if now.Sub(o.checked) < checkEvery {
		return nil
	}
	o.checked = now
	info, err := os.Stat(o.cfg.Target)
	if err == nil && os.SameFile(info, o.info) {
		return nil
	}
	if err := o.file.Close(); err != nil {
		return err
	}
	if err := o.open(); err != nil {
		return err
	}
	if !isStart(o.buf) {
		o.buf = append(o.cfg.Start(nil, true), o.buf...)
	}
	return nil
}

// isStart reports whether b begins with a start record.
func isStart(b []byte) bool {
	return len(b) > 1 && record.Type(b[0]&0x80) == record.TypeMAR && record.Cause(b[1]&0xf0) == record.CauseStart
}

// repair takes the piece of a record away that a failed write left at the end
// of a file, so that everything before it remains readable.
func (o *Output) repair(written []byte) {
	rest := written
	for len(rest) >= 4 {
		n := int(binary.BigEndian.Uint16(rest[2:])) * 4
		if n == 0 || n > len(rest) {
			break
		}
		rest = rest[n:]
	}
	if !o.regular || len(rest) == 0 {
		return
	}
	if info, err := o.file.Stat(); err == nil {
		// The write's own error is reported; a file that cannot be cut keeps
		// the piece, which readers pass over.
		_ = o.file.Truncate(info.Size() - int64(len(rest)))
	}
}

// Close writes what was gathered and closes the file.
func (o *Output) Close() error {
	err := o.Flush()
	if o.file == nil {
		return err
	}
	if e := o.file.Close(); err == nil && e != nil {
		err = o.fail(e)
	}
	return err
}

// Broken reports whether err says that the reader of a pipe went away.
func Broken(err error) bool { return errors.Is(err, syscall.EPIPE) }

// SPDX-License-Identifier: Apache-2.0

// Package sink writes records to files and to standard output.
//
// An [Output] gathers encoded records in a buffer and writes them in large
// pieces, so a caller that waits for something must call [Output.Flush] first.
// Each file begins with a START record, which the caller makes: it is written
// before the first record, also when records are appended to an Argus file, and
// again when the file was moved or deleted and had to be created again.
//
// Records are appended only to Argus files. Any other file that is not empty
// is refused and left as it is.
//
// A [Config.Persistent] output does not end when its disk is full or its reader is
// slow: records wait in memory, and those that do not fit there are lost and counted.
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
	"path/filepath"
	"strings"
	"time"

	"github.com/argus-go/argus/record"
)

// Sizes of the buffer: a write happens when it holds more than writeSize
// bytes.
const (
	writeSize = 64 << 10
	slack     = 16 << 10
)

// checkEvery is how often, at most, an output checks whether its file was moved.
const checkEvery = time.Second

// A Config says what an [Output] writes and where.
type Config struct {
	// Target is a file name, or - for standard output.
	Target string
	// Start appends the START record to dst. again is true if the file was
	// created anew while the program ran.
	Start func(dst []byte, again bool) []byte
	// Encode appends the encoded form of r to dst.
	Encode func(dst []byte, r *record.Record) ([]byte, error)
	// Generation is that of the encoded records. They are not appended to a file
	// of the other generation; 0 skips this check.
	Generation record.Generation
	// Known is the size of a file that an earlier Output of this run closed, so that
	// it holds whole records up to there. A file of another size is inspected.
	Known int64
	// Match selects the records to write; nil writes all. The START record is
	// always written.
	Match func(*record.Record) bool
	// Persistent makes an output go on after errors, as a sensor should that runs
	// for years. Errors of files, such as a full disk, are reported with Warn, and
	// the file is tried again every second. A pipe or socket is never waited for,
	// and its only error is that the reader has gone.
	Persistent bool
	// Warn, if set, gets one line when the incomplete last record of a file was
	// removed, and about the errors of a persistent output.
	Warn func(string)
	// Stdout is what - stands for; nil is the process's standard output.
	Stdout io.Writer
}

// An Output is one open target.
type Output struct {
	cfg      Config
	w        io.Writer
	file     *os.File // nil for standard output
	regular  bool
	created  string // path of the file if Open created it
	existing existing
	info     fs.FileInfo
	checked  time.Time
	started  bool
	size     int64 // bytes written, after those that the file held
	buf      []byte
	sent     int // bytes of buf that were written
	flushAt  int // length of buf at which it is written
	records  uint64
	err      error
	persist  persistence
}

// Stats are counters of an output.
type Stats struct {
	Records uint64 // accepted, without those that were lost later
	Lost    uint64 // not written, by a persistent output
	Waiting int    // bytes that were not written yet
}

// Stats returns the counters of the output so far.
func (o *Output) Stats() Stats {
	return Stats{Records: o.records, Lost: o.persist.lost, Waiting: len(o.buf) - o.sent}
}

// Target returns the name of the output: a file name, or - for standard output.
func (o *Output) Target() string { return o.cfg.Target }

// SetMatch changes the filter of the output.
func (o *Output) SetMatch(match func(*record.Record) bool) { o.cfg.Match = match }

// ErrNetwork is what [Open] reports for targets on the network.
var ErrNetwork = errors.New("network outputs are not available in this release")

// Same reports whether target is the regular file that in describes. Reading a
// file and appending the result to it would never end.
func Same(target string, in fs.FileInfo) bool {
	if !in.Mode().IsRegular() {
		return false
	}
	st, err := os.Stat(target)
	return err == nil && os.SameFile(st, in)
}

// Open opens the target, and creates it if it does not exist. Nothing is written
// yet.
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
	o.empty()
	if cfg.Persistent {
		o.persist.channel = channelOf(o.w)
	}
	return o, nil
}

// empty makes the buffer empty, and as small as it was at the start.
func (o *Output) empty() {
	if o.buf = o.buf[:0]; cap(o.buf) < writeSize || cap(o.buf) > 4*writeSize {
		o.buf = make([]byte, 0, writeSize+slack)
	}
	o.sent, o.flushAt = 0, writeSize
}

// open opens the file for appending and remembers which file it is.
func (o *Output) open() error {
	e, err := o.inspect()
	if err != nil {
		return err
	}
	_, err = os.Stat(o.cfg.Target)
	isNew := errors.Is(err, fs.ErrNotExist)
	f, err := os.OpenFile(o.cfg.Target, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return err
	}
	o.created = ""
	if isNew {
		// A symbolic link to a missing file stays; the file that it names goes.
		if o.created, err = filepath.EvalSymlinks(o.cfg.Target); err != nil {
			o.created = o.cfg.Target
		}
	}
	o.file, o.w, o.info, o.regular, o.existing = f, f, info, info.Mode().IsRegular(), e
	o.checked, o.size = time.Now(), e.whole
	return nil
}

// inspect looks at the file, unless it is known.
func (o *Output) inspect() (existing, error) {
	if n := o.cfg.Known; n > 0 {
		if st, err := os.Stat(o.cfg.Target); err == nil && st.Mode().IsRegular() && st.Size() == n {
			return existing{n, n}, nil
		}
	}
	return inspect(o.cfg.Target, o.cfg.Generation)
}

// Size returns the bytes of the file, with what was not written yet.
func (o *Output) Size() int64 { return o.size + int64(len(o.buf)-o.sent) }

// Discard closes an output that nothing was written to, without writing a START
// record. If [Open] created the file, and it is still empty, Discard removes it.
func (o *Output) Discard() {
	o.fail(errDiscarded)
	if o.file == nil {
		return
	}
	info, err := os.Stat(o.created)
	if o.created != "" && err == nil && os.SameFile(info, o.info) && info.Size() == 0 {
		os.Remove(o.created) // a file that cannot be removed stays, empty
	}
	o.file.Close() // nothing was written
}

var errDiscarded = errors.New("discarded")

// reason returns what err says besides a file's name.
func reason(err error) error {
	var e *fs.PathError
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}

// named returns err with the output's name in front.
func (o *Output) named(err error) error {
	name := o.cfg.Target
	if name == "-" {
		name = "standard output"
	}
	return fmt.Errorf("output %s: %w", name, reason(err))
}

// Err returns the error that ended the output, or nil.
func (o *Output) Err() error { return o.err }

// Write adds r if the output's filter matches it. The first error ends the
// output: later records are dropped, and the same error is returned.
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
	if o.crowded() {
		return nil
	}
	b, err := o.cfg.Encode(o.buf, r)
	if err != nil {
		return fmt.Errorf("record not written: %w", err)
	}
	o.buf = b
	o.records++
	if len(o.buf) >= o.flushAt {
		return o.Flush()
	}
	return nil
}

// WriteEncoded adds a record by its encoded form, without asking the output's
// filter.
func (o *Output) WriteEncoded(b []byte) error {
	if o.err != nil {
		return o.err
	}
	if !o.started {
		o.start()
	}
	if o.crowded() {
		return nil
	}
	o.records++
	if o.buf = append(o.buf, b...); len(o.buf) >= o.flushAt {
		return o.Flush()
	}
	return nil
}

func (o *Output) start() {
	o.started = true
	o.buf = o.cfg.Start(o.buf, false)
}

// Flush writes what was gathered, or at least the START record.
func (o *Output) Flush() error {
	if o.err != nil {
		return o.err
	}
	if !o.started {
		o.start()
	}
	if len(o.buf) == o.sent {
		return nil
	}
	if o.cfg.Persistent {
		return o.flushPersistent()
	}
	if err := o.flush(); err != nil {
		return o.fail(err)
	}
	return nil
}

// flush writes what is in the buffer, to the file that now has the output's name.
// After an error the buffer holds what was not written.
func (o *Output) flush() error {
	if o.regular {
		if err := o.follow(); err != nil {
			return err
		}
		if err := o.mend(); err != nil {
			return err
		}
	}
	n, err := o.w.Write(o.buf[o.sent:])
	if err != nil {
		n = o.repair(o.buf[o.sent : o.sent+n])
	}
	o.advance(n)
	return err
}

// advance notes that n bytes of the buffer were written.
func (o *Output) advance(n int) {
	o.size += int64(n)
	if o.sent += n; o.sent == len(o.buf) {
		o.empty()
	}
}

func (o *Output) fail(err error) error {
	o.err = o.named(err)
	o.buf = nil
	return o.err
}

// follow opens the file again if its name no longer refers to the open file.
func (o *Output) follow() error {
	now := time.Now()
	if now.Sub(o.checked) < checkEvery && !o.cfg.Persistent {
		return nil
	}
	o.checked = now
	info, err := os.Stat(o.cfg.Target)
	if err == nil && os.SameFile(info, o.info) {
		return nil
	}
	old := o.file
	if err := o.open(); err != nil {
		return err
	}
	if rest := o.buf[o.sent:]; !isStart(rest) {
		o.buf, o.sent = append(o.cfg.Start(nil, true), rest...), 0
	}
	return old.Close()
}

// isStart reports whether b begins with a START record.
func isStart(b []byte) bool {
	return len(b) > 1 && record.Type(b[0]&0x80) == record.TypeMAR && record.Cause(b[1]&0xf0) == record.CauseStart
}

// repair removes the incomplete record that a failed write left at the end of a
// file, so that records written later can be read. It returns the length of the
// records that stay: of a file whole ones, of another output all that was written.
func (o *Output) repair(written []byte) (kept int) {
	_, whole := split(written)
	if !o.regular || whole == len(written) {
		return len(written)
	}
	if info, err := o.file.Stat(); err == nil {
		// The error of the write is reported. If truncating fails too, the
		// incomplete record stays until the next write.
		if end := info.Size() - int64(len(written)-whole); o.file.Truncate(end) != nil {
			o.existing = existing{size: info.Size(), whole: end}
		}
	}
	return whole
}

// split returns the number and the length of the whole records at the start of b.
func split(b []byte) (records, length int) {
	for len(b)-length >= 4 {
		n := int(binary.BigEndian.Uint16(b[length+2:])) * 4
		if n == 0 || n > len(b)-length {
			break
		}
		records, length = records+1, length+n
	}
	return records, length
}

// Close flushes and closes the output.
func (o *Output) Close() error {
	err := o.Flush()
	if o.cfg.Persistent {
		o.closePersistent()
	}
	if o.file == nil {
		return err
	}
	if e := o.file.Close(); err == nil && e != nil {
		err = o.fail(e)
	}
	return err
}

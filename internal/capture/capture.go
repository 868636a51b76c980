// SPDX-License-Identifier: Apache-2.0

// Package capture reads packets from capture files and streams: pcap, pcapng
// and snoop, plain or compressed, recognised by their content and never by
// their name.
//
// A [Reader] lends packets: the bytes that [Reader.Next] returns are valid
// until the next call. A file that ends in the middle of a packet yields every
// whole packet first and then a [*TruncatedError]; one that cannot be right
// yields every packet before the fault and then a [*CorruptError]. Both say
// where. No length found in a file is trusted, and memory grows only with bytes
// that have arrived.
//
// Every input is read through one buffer, small enough to stay in the
// processor's second-level cache.
package capture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/argus-go/argus/packet"
)

// LinkUnknown is the link type of packets whose link layer has no pcap number.
// No decoder knows it.
const LinkUnknown packet.LinkType = 0xffff

// Options say how to read a capture. The zero value reads to the end.
type Options struct {
	// Follow waits for more at the end of a regular file, as a file that is
	// still being written needs: the rest of an incomplete packet is waited for.
	Follow bool
	// Poll is the time between two looks at a followed file; 0 means 200 ms.
	Poll time.Duration
	// Done, when closed, ends the waiting: Next returns io.EOF.
	Done <-chan struct{}
	// Idle, if set, is called by the goroutine inside Next each time a
	// followed file had nothing new, before it sleeps for Poll.
	Idle func()
	// MaxPacket bounds the captured length of one packet in bytes; 0 means
	// 262144, or 128 MiB for the few link types with larger frames, as libpcap
	// does.
	MaxPacket uint32
	// Buffer is the size in bytes of the buffer to read through, which grows
	// for longer packets; 0 means 192 KiB.
	Buffer int
	// Progress, if set, is called with the number of bytes read so far, each
	// time that more of the source is read.
	Progress func(bytes int64)
	// Warn, if set, is called with one line for each oddity that costs no packet.
	// Lines begin with the file's name.
	Warn func(string)
}

// A Reader reads the packets of one capture. It is not safe for concurrent use.
type Reader struct {
	window
	big    bool   // numbers of the file, or of the section, are big-endian
	format Format // FormatPcap, FormatPcapng or FormatSnoop

	pcap  pcapFile
	ng    section
	snoop snoopFile

	name        string
	opts        Options
	compression Format
	failure     error // what Next returns from now on
	timeTold    bool  // a time that a record cannot hold was reported
	closers     []io.Closer
}

// Open opens the capture at path; "-" is standard input.
func Open(path string, o Options) (*Reader, error) {
	if path == "-" {
		return NewReader(os.Stdin, "stdin", o)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r, err := NewReader(f, path, o)
	if err != nil {
		f.Close()
		return nil, err
	}
	r.closers = append(r.closers, f)
	return r, nil
}

// NewReader reads a capture from src, which messages call name. It reads the
// capture's header at once, and returns io.EOF if Options.Done was closed while it
// waited for it. [Reader.Close] does not close src.
func NewReader(src io.Reader, name string, o Options) (*Reader, error) {
	r := &Reader{name: name, opts: o}
	r.src, r.tell = src, o.Progress
	if f, ok := src.(*os.File); ok && o.Follow {
		if st, err := f.Stat(); err == nil && st.Mode().IsRegular() {
			r.src = newFollower(f, o)
		}
	}
	size := o.Buffer
	if size <= 0 {
		size = bufferSize
	}
	r.buf = make([]byte, max(size, minBufferSize))
	if err := r.start(); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// start recognises the format and reads the header.
func (r *Reader) start() error {
	err := r.need(sniffLen)
	if errors.Is(err, errStopped) {
		return io.EOF
	}
	if err != nil && !errors.Is(err, io.EOF) {
		var path *fs.PathError
		if errors.As(err, &path) && path.Path == r.name {
			err = path.Err // so that the name is not printed twice
		}
		return fmt.Errorf("%s: %w", r.name, err)
	}
	if r.pos == r.end {
		return fmt.Errorf("%s: empty file", r.name)
	}
	if f := sniff(r.buf[r.pos:r.end]); f.Compressed() {
		if err := r.decompress(f); err != nil {
			return err
		}
	}
	b := r.buf[r.pos:r.end]
	r.format = sniff(b)
	switch r.format {
	case FormatPcap:
		return r.startPcap()
	case FormatPcapng:
		return r.startNG()
	case FormatSnoop:
		return r.startSnoop()
	default:
		if isArgus(b) {
			return fmt.Errorf("%s: not a capture file but one of Argus records, which ra reads", r.name)
		}
		return fmt.Errorf("%s: not a capture file: starts with % x", r.name, b[:min(len(b), 8)])
	}
}

// isArgus reports whether b begins as files of Argus records do, with the start
// record of release 3 or 5 (record format, section 3).
func isArgus(b []byte) bool {
	return len(b) >= 4 && (b[0] == 0x83 || b[0] == 0x85) && b[1] == 0x10 && b[2] == 0 && b[3] == 0x20
}

// decompress puts a decompressor between the source and the window.
func (r *Reader) decompress(f Format) error {
	seen := bytes.Clone(r.buf[r.pos:r.end])
	src := r.src
	if r.err == nil {
		src = io.MultiReader(bytes.NewReader(seen), src)
	} else {
		src = bytes.NewReader(seen)
	}
	if r.tell != nil {
		src = &counted{src: src, tell: r.tell}
	}
	z, err := newDecompressor(f, src)
	if err != nil {
		return fmt.Errorf("%s: %s: %w", r.name, f, err)
	}
	r.compression = f
	r.closers = append(r.closers, z)
	r.window = window{src: z, buf: r.buf}
	if err := r.need(sniffLen); err != nil && !errors.Is(err, io.EOF) && r.end == 0 {
		return fmt.Errorf("%s: %s: %w", r.name, f, err)
	}
	if r.end == 0 {
		return fmt.Errorf("%s: empty file (%s)", r.name, f)
	}
	return nil
}

// counted is a compressed source that reports its progress.
type counted struct {
	src  io.Reader
	n    int64
	tell func(int64)
}

func (t *counted) Read(b []byte) (int, error) {
	n, err := t.src.Read(b)
	t.n += int64(n)
	t.tell(t.n)
	return n, err
}

// Next reads the next packet into p: its Time, Data, WireLen and Link. Data is
// lent until the next call. It returns io.EOF after the last packet, or a
// [*TruncatedError], a [*CorruptError] or an error of reading, and the same
// again when it is called again.
func (r *Reader) Next(p *packet.Packet) error {
	switch r.format {
	case FormatPcap:
		return r.nextPcap(p)
	case FormatPcapng:
		return r.nextNG(p)
	default:
		return r.nextSnoop(p)
	}
}

// Format returns the capture's format.
func (r *Reader) Format() Format { return r.format }

// Compression returns how the capture is compressed, FormatUnknown if it is not.
func (r *Reader) Compression() Format { return r.compression }

// Name returns what messages call the capture.
func (r *Reader) Name() string { return r.name }

// Offset returns the position after the last packet, in bytes from the start of
// the uncompressed capture.
func (r *Reader) Offset() int64 { return r.offset() }

// Drops returns the number of packets that the capture says were lost before
// the last one read. Only snoop files contain that number.
func (r *Reader) Drops() uint64 { return r.snoop.drops }

// Close releases what the Reader holds and closes the file that [Open] opened.
// Data of earlier packets is no longer valid.
func (r *Reader) Close() error {
	var err error
	for _, c := range r.closers {
		err = errors.Join(err, c.Close())
	}
	r.closers = nil
	r.pos, r.end = 0, 0
	r.failure = fmt.Errorf("%s: %w", r.name, os.ErrClosed)
	return err
}

// warnTime reports the first time of the capture that a record cannot hold.
func (r *Reader) warnTime(t int64) {
	if r.timeTold {
		return
	}
	r.timeTold = true
	r.warn("a packet's time, %s, cannot be held by a record (want 1970-01-01 to 2106-02-07): packets with such times are counted, but are in no flow",
		time.Unix(0, t).UTC().Format("2006-01-02 15:04:05"))
}

func (r *Reader) warn(format string, a ...any) {
	if r.opts.Warn != nil {
		r.opts.Warn(r.name + ": " + fmt.Sprintf(format, a...))
	}
}

// maxCaptured returns the greatest captured length to accept for a link type.
func (r *Reader) maxCaptured(l packet.LinkType) uint32 {
	if r.opts.MaxPacket != 0 {
		return min(r.opts.MaxPacket, maxLargePacket)
	}
	switch l {
	case 220, 231, 249, 279: // USB of Linux with its header, D-Bus, USBPcap, EBHSCR
		return maxLargePacket
	}
	return maxPacket
}

// Bounds of a captured length, those of libpcap.
const (
	maxPacket      = 262144
	maxLargePacket = 128 << 20
)

// SPDX-License-Identifier: Apache-2.0

package capture_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/packet"
)

// A read is a packet as a test compares it.
type read struct {
	Time    int64
	Data    string
	WireLen uint32
	Link    packet.LinkType
}

// readAll reads a capture to its end. The error is nil where Next returned
// io.EOF.
func readAll(src io.Reader, o capture.Options) ([]read, error) {
	r, err := capture.NewReader(src, "test", o)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return drain(r)
}

func drain(r *capture.Reader) ([]read, error) {
	var got []read
	var p packet.Packet
	for {
		err := r.Next(&p)
		if err == nil {
			got = append(got, read{p.Time, string(p.Data), p.WireLen, p.Link})
			continue
		}
		if again := r.Next(&p); again != err {
			return got, fmt.Errorf("%w, and when asked again: %w", err, again)
		}
		if err == io.EOF {
			err = nil
		}
		return got, err
	}
}

// A builder writes the numbers of a capture in a byte order.
type builder struct {
	order interface {
		binary.ByteOrder
		binary.AppendByteOrder
	}
	b []byte
}

func little() *builder { return &builder{order: binary.LittleEndian} }
func big() *builder    { return &builder{order: binary.BigEndian} }

func (w *builder) u16(v ...uint16) *builder {
	for _, x := range v {
		w.b = w.order.AppendUint16(w.b, x)
	}
	return w
}

func (w *builder) u32(v ...uint32) *builder {
	for _, x := range v {
		w.b = w.order.AppendUint32(w.b, x)
	}
	return w
}

func (w *builder) str(s string) *builder {
	w.b = append(w.b, s...)
	return w
}

// captures are whole captures of every format, for tests that hold for all.
var captures = wholeCaptures()

func wholeCaptures() map[string][]byte {
	m := make(map[string][]byte)
	for _, tests := range [][]captureTest{pcapTests, pcapngTests, snoopTests} {
		for _, tt := range tests {
			if tt.err == "" {
				m[tt.name] = tt.wire
			}
		}
	}
	return m
}

// A captureTest is a capture and what is read from it.
type captureTest struct {
	name string
	wire []byte
	want []read
	err  string // the error's text; a truncated capture says "truncated"
}

func testTable(t *testing.T, tests []captureTest) {
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := readAll(bytes.NewReader(tt.wire), capture.Options{})
			if !slices.Equal(got, tt.want) {
				t.Errorf("reading % x:\n got %v\nwant %v", tt.wire, got, tt.want)
			}
			if text := errText(err); text != tt.err {
				t.Errorf("reading % x:\n got error %q\nwant error %q", tt.wire, text, tt.err)
			}
			var trunc *capture.TruncatedError
			if strings.Contains(tt.err, "truncated") != errors.As(err, &trunc) {
				t.Errorf("error %#v, want a TruncatedError only where the text says so", err)
			}
		})
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// However the bytes arrive, the packets are the same.
func TestChunks(t *testing.T) {
	for name, wire := range captures {
		want, err := readAll(bytes.NewReader(wire), capture.Options{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for how, src := range map[string]io.Reader{
			"byte by byte":        iotest.OneByteReader(bytes.NewReader(wire)),
			"half of what fits":   iotest.HalfReader(bytes.NewReader(wire)),
			"end with last bytes": iotest.DataErrReader(bytes.NewReader(wire)),
		} {
			got, err := readAll(src, capture.Options{})
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s, %s: got %v, %v; want %v", name, how, got, err, want)
			}
		}
	}
}

// A capture cut anywhere gives the packets that are whole, and tells of a
// packet that is not.
func TestCut(t *testing.T) {
	for name, wire := range captures {
		want, _ := readAll(bytes.NewReader(wire), capture.Options{})
		ends := 0
		for n := range wire {
			if n > 1000 && n < len(wire)-100 && n%509 != 0 {
				continue // far inside a long packet
			}
			got, err := readAll(bytes.NewReader(wire[:n]), capture.Options{Buffer: 1 << 10})
			if len(got) > len(want) || !slices.Equal(got, want[:len(got)]) {
				t.Fatalf("%s cut at %d: got %v, want the start of %v", name, n, got, want)
			}
			var trunc *capture.TruncatedError
			switch {
			case err == nil:
				ends++
			case errors.As(err, &trunc):
				if trunc.Offset > int64(n) || trunc.File != "test" {
					t.Fatalf("%s cut at %d: %v", name, n, err)
				}
			case len(got) > 0:
				t.Fatalf("%s cut at %d: %v", name, n, err)
			}
		}
		if ends > 2*len(want)+8 {
			t.Errorf("%s: %d cuts are no truncation, of %d packets", name, ends, len(want))
		}
	}
}

func TestReadError(t *testing.T) {
	wire := captures["pcap, microseconds, little-endian"]
	fault := errors.New("disk on fire")
	got, err := readAll(io.MultiReader(bytes.NewReader(wire[:len(wire)-1]), iotest.ErrReader(fault)), capture.Options{})
	if len(got) != 1 || !errors.Is(err, fault) || !strings.HasPrefix(err.Error(), "test: at byte 161: ") {
		t.Errorf("got %d packets, %v; want 1 and %v after 161 bytes", len(got), err, fault)
	}
}

func TestNotACapture(t *testing.T) {
	for _, tt := range []struct{ content, want string }{
		{"", "empty file"},
		{"#", "not a capture file: starts with 23"},
		{"#!/bin/sh\n", "not a capture file: starts with 23 21 2f 62 69 6e 2f 73"},
		{"\x0a\x0d\x0d\x0a\x1c\x00\x00\x00four", "not a capture file: starts with 0a 0d 0d 0a 1c 00 00 00"},
		{"snoop\x00\x00\x01", "not a capture file: starts with 73 6e 6f 6f 70 00 00 01"},
		{gzipped(""), "empty file (gzip)"},
		{gzipped("hello, world"), "not a capture file: starts with 68 65 6c 6c 6f 2c 20 77"},
		{gzipped(string(compressed[0].wire)), "not a capture file: starts with 1f 8b 08 00 00 00 00 00"},
		{gzipped("hello, world")[:8], "gzip: unexpected EOF"},
	} {
		path := filepath.Join(t.TempDir(), "f.pcap")
		if err := os.WriteFile(path, []byte(tt.content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := capture.Open(path, capture.Options{})
		if want := path + ": " + tt.want; errText(err) != want {
			t.Errorf("content %q: got %v, want %s", tt.content, err, want)
		}
	}
}

func TestOpenMissing(t *testing.T) {
	_, err := capture.Open(filepath.Join(t.TempDir(), "none"), capture.Options{})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want a file that does not exist", err)
	}
	if _, err = capture.Open(t.TempDir(), capture.Options{}); err == nil {
		t.Error("a folder was opened")
	}
}

func TestOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, captures["pcap, microseconds, little-endian"], 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := capture.Open(path, capture.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var p packet.Packet
	if err := r.Next(&p); err != nil || r.Offset() != 24+16+60 {
		t.Errorf("first packet: %v, then offset %d, want 100", err, r.Offset())
	}
	if r.Format() != capture.FormatPcap || r.Compression() != capture.FormatUnknown || r.Name() != path {
		t.Errorf("got %v, %v, %q", r.Format(), r.Compression(), r.Name())
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if err := r.Next(&p); !errors.Is(err, os.ErrClosed) {
		t.Errorf("after Close: %v, want %v", err, os.ErrClosed)
	}
}

// A length that a file only claims costs no memory.
func TestClaimedLength(t *testing.T) {
	header := func(link uint32) *builder {
		return little().u32(0xa1b2c3d4).u16(2, 4).u32(0, 0, 0, link)
	}
	wire := map[string][]byte{
		"pcap of D-Bus": header(231).u32(0, 0, 100<<20, 100<<20, 1).b,
		"pcapng": ngSection(little()).block(1, little().u16(231, 0).u32(0)).
			u32(6, 100<<20, 0, 0, 0, 90<<20, 90<<20).b,
		"pcapng, unknown block": ngSection(little()).u32(77, 0xfffffffc).b,
	}
	for name, b := range wire {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := readAll(bytes.NewReader(b), capture.Options{})
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 || err == nil {
			t.Errorf("%s: %d bytes allocated, %v", name, n, err)
		}
	}
}

// A packet larger than the buffer is read whole.
func TestLargePacket(t *testing.T) {
	data := strings.Repeat("0123456789abcdef", 1<<16) // 1 MiB
	wire := little().u32(0xa1b2c3d4).u16(2, 4).u32(0, 0, 0, 231)
	for range 3 {
		wire.u32(1, 0, 1<<20, 1<<20).str(data)
	}
	got, err := readAll(bytes.NewReader(wire.b), capture.Options{})
	if err != nil || len(got) != 3 || got[2].Data != data {
		t.Errorf("got %d packets, %v, want 3", len(got), err)
	}
	_, err = readAll(bytes.NewReader(wire.b), capture.Options{MaxPacket: 1<<20 - 1})
	if want := "test: corrupt at byte 24: captured length 1048576 is above 1048575"; errText(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

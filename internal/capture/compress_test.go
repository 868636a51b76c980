// SPDX-License-Identifier: Apache-2.0

package capture_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/argus-go/argus/internal/capture"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz"
)

func unbase64(s string) []byte {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

// compressed holds pcapTwo of microseconds and little-endian, compressed with
// the tools themselves.
var compressed = []struct {
	tool   string
	format capture.Format
	wire   []byte
}{
	{"gzip 1.12", capture.FormatGzip, unbase64("H4sIAAAAAAAAA7tyeNNCJgYWBhj4/5+BgRHE+Bic6vCIkcEGyHzFysBgYGhkbGJqZm5hSTqLEWgWO9AcPSgmzQQA0sBm1KIAAAA=")},
	{"bzip2 1.0.8", capture.FormatBzip2, unbase64("QlpoOTFBWSZTWatQuX8AAExfH/aAAAF/5EAACAACACAAEAAIAAQAEBAgAKAAUKAAaAAARKp6g9TQaaaaPUzSU4HLmZUvGsCsSsdc/1NpaHFIQPKmKnpTJT2pmJ8E0E+iYdrn812vheuktbcXckU4UJCrULl/")},
	{"xz 5.4.1, blocks of 64 bytes with SHA-256", capture.FormatXz, unbase64("/Td6WFoAAArh+wyhAgAhARYAAAB0L+Wj4AA/AC1dAGow0ch9i/gJm62US4rzStCYEo8M5ZtMcuc2+uUzRuHBa0k6j7ddXCqhwq08AAAAAAB4tsin49/1a+uNP/a8XnxZ8xcREoUB8yv+Nq6H4/I62gIAIQEWAAAAdC/lo+AAPwAdXQAaDUMjaRe3Pkyt0ddCXkrAViClhXlu6trbjud3AAAAAACmbxnJgh2ROO4Q/37G4zcX6efkl4lt03044EV8gklsMwIAIQEWAAAAdC/lo+AAIQARXQAZDMLdCQfkB9HzsHLTurgAAAAAAAAiTEoSFHHeSJcqDojudva8y474iDdxSoijRbkAKyoU2wADYUBRQEUi4V7UlLbp3xwCAAAAAApZWg==")},
	{"zstd 1.5.4", capture.FormatZstd, unbase64("KLUv/QRYFQIANAPUw7KhAgAEAP//AAABAAAAAPFTZUDiAQA8AAAA6gUAADAxMjM0NTY3ODkB8VNlBwAAAC4EABfBgJ17dEt8BOAC3wcvTQ==")},
	{"lz4 1.9.4", capture.FormatLZ4, unbase64("BCJNGGRAp0cAAACE1MOyoQIABAABAFD//wAAAQ0A/wrxU2VA4gEAPAAAAOoFAAAwMTIzNDU2Nzg5CgAfkwHxU2UHAAAALgQAD0IAFlAxMjM0NQAAAABS3XsR")},
	{"lz4 -l 1.9.4", capture.FormatLZ4, unbase64("AiFMGEcAAACE1MOyoQIABAABAFD//wAAAQ0A/wrxU2VA4gEAPAAAAOoFAAAwMTIzNDU2Nzg5CgAfkwHxU2UHAAAALgQAD0IAFlAxMjM0NQ==")},
	{"ncompress 4.2.4", capture.FormatCompress, unbase64("H52Q1IbJCiUAAAEACBMm/PcPYQCF8aaUASLuIY+E6goghBFDxgwaNWzcwJGDo0eQIkma/BhyZMmOLFO+PNlSJUyULgNELHMgoQufCVfitElTptCaM2O6PAo=")},
}

func gzipped(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, s)
	w.Close()
	return b.String()
}

func TestCompressed(t *testing.T) {
	for _, tt := range compressed {
		r, err := capture.NewReader(bytes.NewReader(tt.wire), "test", capture.Options{})
		if err != nil {
			t.Errorf("%s: %v", tt.tool, err)
			continue
		}
		if r.Compression() != tt.format || r.Format() != capture.FormatPcap {
			t.Errorf("%s: recognised as %v in %v", tt.tool, r.Format(), r.Compression())
		}
		r.Close()
		got, err := readAll(bytes.NewReader(tt.wire), capture.Options{})
		if err != nil || !slices.Equal(got, wantMicro) {
			t.Errorf("%s: got %v, %v; want %v", tt.tool, got, err, wantMicro)
		}
		if f := capture.Detect(tt.wire); f != capture.FormatPcap {
			t.Errorf("%s: detected as %v", tt.tool, f)
		}
	}
}

// A compressed file cut anywhere gives a start of the packets. It is not taken
// for whole while a packet is missing, save with compress(1), whose files have
// no end of their own.
func TestCompressedCut(t *testing.T) {
	for _, tt := range compressed {
		for n := 2; n < len(tt.wire); n++ {
			got, err := readAll(bytes.NewReader(tt.wire[:n]), capture.Options{})
			if len(got) > 2 || !slices.Equal(got, wantMicro[:len(got)]) {
				t.Fatalf("%s cut at %d: got %v", tt.tool, n, got)
			}
			if err == nil && len(got) < 2 && tt.format != capture.FormatCompress {
				t.Errorf("%s cut at %d: %d packets, no error", tt.tool, n, len(got))
			}
		}
	}
}

// Files joined after compression read as one.
func TestJoined(t *testing.T) {
	wire := pcapTwo(little(), 0xa1b2c3d4, "")
	for name, compress := range map[string]func(w io.Writer) (io.WriteCloser, error){
		"gzip": func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil },
		"zstd": func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) },
		"lz4":  func(w io.Writer) (io.WriteCloser, error) { return lz4.NewWriter(w), nil },
		"xz":   func(w io.Writer) (io.WriteCloser, error) { return xz.NewWriter(w) },
	} {
		var b bytes.Buffer
		for _, part := range [][]byte{wire[:50], wire[50:]} {
			w, err := compress(&b)
			if err != nil {
				t.Fatal(err)
			}
			w.Write(part)
			w.Close()
		}
		got, err := readAll(&b, capture.Options{})
		if err != nil || !slices.Equal(got, wantMicro) {
			t.Errorf("%s: got %v, %v; want %v", name, got, err, wantMicro)
		}
	}
}

// The packets before a fault in compressed data are read.
func TestCompressedFault(t *testing.T) {
	wire := []byte(gzipped(string(pcapTwo(little(), 0xa1b2c3d4, ""))))
	for _, tt := range []struct {
		wire []byte
		want string
	}{
		{wire[:len(wire)-3], "test: truncated at byte 162: gzip data end too soon"},
		{slices.Concat(wire[:len(wire)-8], make([]byte, 8)), "test: corrupt at byte 162: gzip: gzip: invalid checksum"},
	} {
		got, err := readAll(bytes.NewReader(tt.wire), capture.Options{})
		if errText(err) != tt.want || !slices.Equal(got, wantMicro) {
			t.Errorf("% x: got %v, %v; want both packets and %s", tt.wire, got, err, tt.want)
		}
	}
}

func TestDetect(t *testing.T) {
	for _, tt := range []struct {
		prefix string
		want   capture.Format
	}{
		{"", capture.FormatUnknown},
		{"\x83\x10\x00\x20\xe5\x71\x2d\xcb\x00\x00\x00\x00", capture.FormatUnknown}, // Argus records
		{"\xd4\xc3\xb2\xa1", capture.FormatPcap},
		{"\xa1\xb2\x3c\x4d", capture.FormatPcap},
		{"\x0a\x0d\x0d\x0a\x1c\x00\x00\x00\x4d\x3c\x2b\x1a", capture.FormatPcapng},
		{"\x0a\x0d\x0d\x0a\x00\x00\x00\x1c\x1a\x2b\x3c\x4d", capture.FormatPcapng},
		{"\x0a\x0d\x0d\x0aTo whom it", capture.FormatUnknown},
		{"snoop\x00\x00\x00", capture.FormatSnoop},
		{"snoopy", capture.FormatUnknown},
		{gzipped("\x83\x10\x00\x20\xe5\x71\x2d\xcb\x00\x00\x00\x00"), capture.FormatUnknown},
		{gzipped("snoop\x00\x00\x00\x00\x00\x00\x02"), capture.FormatSnoop},
		{gzipped("snoop\x00\x00\x00\x00\x00\x00\x02")[:10], capture.FormatGzip},
		{"BZh9", capture.FormatBzip2},
		{"\xfd7zXZ\x00", capture.FormatXz},
		{"\x50\x2a\x4d\x18\x04\x00\x00\x00", capture.FormatZstd},
		{"\x1f\x9d\x90", capture.FormatCompress},
		{"\x1f\x9d\x88", capture.FormatCompress}, // codes of 8 bits: not valid
	} {
		if got := capture.Detect([]byte(tt.prefix)); got != tt.want {
			t.Errorf("Detect(%q) = %v, want %v", tt.prefix, got, tt.want)
		}
	}
}

func TestFormat(t *testing.T) {
	for f, name := range []string{"unknown", "pcap", "pcapng", "snoop", "gzip", "bzip2", "xz", "zstd", "lz4", "compress"} {
		f := capture.Format(f)
		if f.String() != name {
			t.Errorf("Format(%d) = %v, want %s", f, f, name)
		}
		isCapture := f >= capture.FormatPcap && f <= capture.FormatSnoop
		if f.Capture() != isCapture || f.Compressed() != (f > capture.FormatSnoop) {
			t.Errorf("%v: Capture %v, Compressed %v", f, f.Capture(), f.Compressed())
		}
	}
}

func TestDecompress(t *testing.T) {
	plain := string(pcapTwo(little(), 0xa1b2c3d4, ""))
	for _, tt := range []struct {
		src    string
		want   string
		format capture.Format
	}{
		{"", "", capture.FormatUnknown},
		{"x", "x", capture.FormatUnknown},
		{plain, plain, capture.FormatUnknown},
		{gzipped("records"), "records", capture.FormatGzip},
		{string(compressed[1].wire), plain, capture.FormatBzip2},
	} {
		z, f, err := capture.Decompress(strings.NewReader(tt.src))
		if err != nil {
			t.Errorf("%q: %v", tt.src, err)
			continue
		}
		got, err := io.ReadAll(z)
		if string(got) != tt.want || err != nil || f != tt.format || z.Close() != nil {
			t.Errorf("%q: got %q, %v, %v; want %q, %v", tt.src, got, f, err, tt.want, tt.format)
		}
	}
	if _, _, err := capture.Decompress(strings.NewReader("\x1f\x8bno gzip at all")); errText(err) != "gzip: gzip: invalid header" {
		t.Errorf("got %v, want an invalid header", err)
	}
}

// lzwText is easy to compress, then hard, then easy again, so that compress(1)
// empties its table.
func lzwText() []byte {
	var b []byte
	for i := range 800 {
		b = fmt.Appendf(b, "%d\n", int64(i)*int64(i)*7919)
	}
	x := uint32(12345)
	for range 1500 {
		x = (x*1103515245 + 12345) & 0x7fffffff
		b = append(b, byte(x>>16))
	}
	for i := range 800 {
		b = fmt.Appendf(b, "%d\n", i%17)
	}
	return b
}

func TestLZW(t *testing.T) {
	for _, name := range []string{"lzw10.Z", "lzw12.Z", "lzw16.Z"} {
		wire, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		z, _, err := capture.Decompress(bytes.NewReader(wire))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(z)
		if want := lzwText(); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: got %d bytes, %v; want %d", name, len(got), err, len(want))
		}
	}
}

func TestLZWFault(t *testing.T) {
	for _, tt := range []struct{ wire, want string }{
		{"\x1f\x9d", "compress: unexpected EOF"},
		{"\x1f\x9d\x88", "compress: codes of 8 bits, want 9 to 16"},
		{"\x1f\x9d\x91", "compress: codes of 17 bits, want 9 to 16"},
		{"\x1f\x9d\x90\xff\x01", "first code is 511, want a byte"},
		// 'a', then code 258 where 257 is the next: 0 0110 0001, 1 0000 0010
		{"\x1f\x9d\x90\x61\x04\x02", "code 258 is not defined, the next is 257"},
	} {
		z, _, err := capture.Decompress(strings.NewReader(tt.wire))
		if err == nil {
			_, err = io.ReadAll(z)
		}
		if errText(err) != tt.want {
			t.Errorf("% x: got %v, want %s", tt.wire, err, tt.want)
		}
	}
}

// A block of an xz file that asks for 4 GiB is refused, the first one when the
// file is opened, a later one after what comes before it.
func TestXzMemory(t *testing.T) {
	const header = "\x02\x00\x21\x01\x16" // no sizes, one filter: LZMA2 with 8 MiB
	hostile := func(at int) []byte {
		b := slices.Clone(compressed[2].wire)
		b[at+4] = 40
		binary.LittleEndian.PutUint32(b[at+8:], crc32.ChecksumIEEE(b[at:at+8]))
		return b
	}
	wire := string(compressed[2].wire)
	const text = "xz: a block needs more than 134217728 bytes of memory"

	_, err := readAll(bytes.NewReader(hostile(strings.Index(wire, header))), capture.Options{})
	if errText(err) != "test: "+text {
		t.Errorf("first block: got %v, want %s", err, text)
	}
	got, err := readAll(bytes.NewReader(hostile(strings.LastIndex(wire, header))), capture.Options{})
	var corrupt *capture.CorruptError
	if !errors.As(err, &corrupt) || corrupt.Reason != text || corrupt.Offset != 128 || len(got) != 1 {
		t.Errorf("last block: got %d packets, %v; want 1, corrupt at byte 128: %s", len(got), err, text)
	}
}

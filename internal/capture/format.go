// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/bits"
)

// A Format is a kind of file, recognised by its first bytes.
type Format uint8

// Formats of captures, and of compressed files.
const (
	FormatUnknown Format = iota
	FormatPcap
	FormatPcapng
	FormatSnoop
	FormatGzip
	FormatBzip2
	FormatXz
	FormatZstd
	FormatLZ4
	FormatCompress // Unix compress(1)
)

func (f Format) String() string {
	switch f {
	case FormatPcap:
		return "pcap"
	case FormatPcapng:
		return "pcapng"
	case FormatSnoop:
		return "snoop"
	case FormatGzip:
		return "gzip"
	case FormatBzip2:
		return "bzip2"
	case FormatXz:
		return "xz"
	case FormatZstd:
		return "zstd"
	case FormatLZ4:
		return "lz4"
	case FormatCompress:
		return "compress"
	}
	return "unknown"
}

// Capture reports whether f is a format of captures.
func (f Format) Capture() bool { return f >= FormatPcap && f <= FormatSnoop }

// Compressed reports whether f is a format of compressed files.
func (f Format) Compressed() bool { return f >= FormatGzip }

// sniffLen is the number of bytes that sniff wants to see.
const sniffLen = 12

// Detect returns the format of a file that begins with prefix; a dozen bytes
// suffice for plain files.
//
// It looks into compressed files as far as prefix goes and returns the format
// inside, FormatUnknown if that is not a capture. If prefix holds too little to
// get a dozen bytes out of (bzip2 needs a block of up to 900 kB), it returns
// the format of the compression; [Decompress] has no such limit.
func Detect(prefix []byte) Format {
	f := sniff(prefix)
	if !f.Compressed() {
		return f
	}
	z, err := newDecompressor(f, bytes.NewReader(prefix))
	if err != nil {
		return f
	}
	defer z.Close()
	var b [sniffLen]byte
	n, _ := io.ReadFull(z, b[:])
	if inner := sniff(b[:n]); inner.Capture() {
		return inner
	}
	if n < sniffLen {
		return f
	}
	return FormatUnknown
}

// sniff recognises the format by its magic number.
func sniff(b []byte) Format {
	if len(b) >= 4 {
		m := binary.LittleEndian.Uint32(b)
		if isPcapMagic(m) || isPcapMagic(bits.ReverseBytes32(m)) {
			return FormatPcap
		}
		if m == blockSection && (len(b) < 12 || isByteOrderMagic(b[8:])) {
			return FormatPcapng
		}
	}
	if bytes.HasPrefix(b, []byte(snoopMagic)) {
		return FormatSnoop
	}
	return sniffCompression(b)
}

// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz"
	"github.com/ulikunitz/xz/lzma"
)

// maxDictionary bounds the history in bytes that a compressed file may ask a
// decompressor to keep. The strongest levels of xz and "zstd --long" need 64
// and 128 MiB.
const maxDictionary = 128 << 20

// compressReadLen is the size of a decompressor's input buffer.
const compressReadLen = 64 << 10

// peekBuffer is the size of the buffer that shows whether a file is compressed;
// longer reads go past it.
const peekBuffer = 512

// compressionMagic lists how compressed files start.
var compressionMagic = []struct {
	magic  string
	format Format
}{
	{"\x1f\x8b", FormatGzip},
	{"\x1f\x9d", FormatCompress},
	{"BZh", FormatBzip2},
	{"\xfd7zXZ\x00", FormatXz},
	{"\x28\xb5\x2f\xfd", FormatZstd},
	{"\x04\x22\x4d\x18", FormatLZ4},
	{"\x02\x21\x4c\x18", FormatLZ4}, // the old frame of lz4 -l
}

// sniffCompression recognises the compression by its magic number.
func sniffCompression(b []byte) Format {
	for _, m := range compressionMagic {
		if bytes.HasPrefix(b, []byte(m.magic)) {
			return m.format
		}
	}
	// A skippable frame, which zstd and lz4 share; parallel zstd starts with one.
	if len(b) >= 4 && b[0]&0xf0 == 0x50 && bytes.Equal(b[1:4], []byte{0x2a, 0x4d, 0x18}) {
		return FormatZstd
	}
	return FormatUnknown
}

// Decompress returns what src holds, decompressed if it is compressed, and the
// format of the compression, FormatUnknown if there is none. It reads ahead in
// src and does not close it. An empty src is not an error.
func Decompress(src io.Reader) (io.ReadCloser, Format, error) {
	b := bufio.NewReaderSize(src, peekBuffer)
	start, err := b.Peek(sniffLen)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, FormatUnknown, err
	}
	f := sniffCompression(start)
	if f == FormatUnknown {
		return io.NopCloser(b), f, nil
	}
	z, err := newDecompressor(f, b)
	if err != nil {
		return nil, f, fmt.Errorf("%s: %w", f, err)
	}
	return z, f, nil
}

// newDecompressor returns a reader of what src holds compressed with f. Closing
// it does not close src.
func newDecompressor(f Format, src io.Reader) (io.ReadCloser, error) {
	b := bufio.NewReaderSize(src, compressReadLen)
	switch f {
	case FormatGzip:
		return gzip.NewReader(b)
	case FormatBzip2:
		return io.NopCloser(bzip2.NewReader(b)), nil
	case FormatXz:
		z, err := xz.ReaderConfig{DictCap: lzma.MinDictCap}.NewReader(bufio.NewReaderSize(newXzGuard(b), compressReadLen))
		if err != nil {
			return nil, err
		}
		return io.NopCloser(z), nil
	case FormatZstd:
		z, err := zstd.NewReader(b,
			zstd.WithDecoderConcurrency(1), // no goroutines
			zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(maxDictionary))
		if err != nil {
			return nil, err
		}
		return z.IOReadCloser(), nil
	case FormatLZ4:
		return io.NopCloser(lz4.NewReader(b)), nil
	case FormatCompress:
		z, err := newLZW(b)
		if err != nil {
			return nil, err
		}
		return io.NopCloser(z), nil
	default:
		return nil, fmt.Errorf("no decompressor for format %s", f)
	}
}

// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
)

// A TSH file holds records of 44 bytes: seconds (4), interface (1),
// microseconds (3), an IPv4 header without options (20) and the first 16
// bytes after it; all numbers are big-endian (NLANR time sequenced headers).
const (
	tshRecord  = 44
	tshHeaders = 36 // captured bytes of each packet
	tshRaw     = 101
)

// A tshReader turns a TSH file into a pcap stream of raw IP packets.
type tshReader struct {
	src    *bufio.Reader
	name   string
	offset int64
	out    []byte // not yet read
	err    error
	buf    [24 + 16 + tshHeaders]byte
}

func newTSHReader(src io.Reader, name string) *tshReader {
	t := &tshReader{src: bufio.NewReaderSize(src, 1<<16), name: name}
	h := t.buf[:24]
	binary.LittleEndian.PutUint32(h, 0xa1b2c3d4)
	binary.LittleEndian.PutUint16(h[4:], 2)
	binary.LittleEndian.PutUint16(h[6:], 4)
	binary.LittleEndian.PutUint32(h[16:], 65535)
	binary.LittleEndian.PutUint32(h[20:], tshRaw)
	t.out = h
	return t
}

// Read fills b from the stream.
func (t *tshReader) Read(b []byte) (n int, err error) {
	for n < len(b) {
		if len(t.out) == 0 {
			if t.err == nil {
				t.err = t.next()
			}
			if t.err != nil {
				break
			}
		}
		m := copy(b[n:], t.out)
		t.out = t.out[m:]
		n += m
	}
	if n > 0 {
		return n, nil
	}
	return 0, t.err
}

// next puts the next packet in t.out.
func (t *tshReader) next() error {
	var rec [tshRecord]byte
	n, err := io.ReadFull(t.src, rec[:])
	switch {
	case err == io.ErrUnexpectedEOF:
		return &tshError{t.name, t.offset, fmt.Sprintf("truncated: a TSH record needs %d bytes, found %d", tshRecord, n), true}
	case err != nil:
		return err
	case rec[8] != 0x45:
		return &tshError{t.name, t.offset, fmt.Sprintf("corrupt: the IPv4 header of a TSH record starts with 0x45, this one with %#02x", rec[8]), false}
	}
	t.offset += tshRecord
	p := t.buf[:16+tshHeaders]
	length := binary.BigEndian.Uint16(rec[10:])
	binary.LittleEndian.PutUint32(p, binary.BigEndian.Uint32(rec[:]))
	binary.LittleEndian.PutUint32(p[4:], binary.BigEndian.Uint32(rec[4:])&0xffffff)
	captured := min(uint32(length), tshHeaders)
	binary.LittleEndian.PutUint32(p[8:], captured)
	binary.LittleEndian.PutUint32(p[12:], uint32(length))
	copy(p[16:], rec[8:])
	t.out = p[:16+captured]
	return nil
}

// A tshError is a fault of a TSH file.
type tshError struct {
	file      string
	offset    int64
	reason    string
	truncated bool
}

func (e *tshError) Error() string {
	return fmt.Sprintf("%s: at byte %d: %s", e.file, e.offset, e.reason)
}

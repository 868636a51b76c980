// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
)

// An xzGuard passes an xz file on to the decompressor, which allocates as much
// as a block's header asks for, up to 4 GiB. The guard walks the same structure
// (the .xz file format, version 1.1.0) and fails instead where a block asks for
// more than maxDictionary bytes. It looks at lengths alone, the decompressor
// checks the rest.
type xzGuard struct {
	src  *bufio.Reader
	left int64 // bytes to pass on before the next part that matters
	next func() error
	err  error

	checkLen int64 // of the check after each block
	blockLen int64 // bytes of the block so far, for its padding
}

var errXzInvalid = errors.New("invalid structure")

// Lengths in bytes of the header of a stream, which is also that of its
// footer, and of a chunk's.
const (
	xzHeaderLen   = 12
	lzma2Header   = 5 // control byte, two sizes of two bytes
	xzFilterLZMA2 = 0x21
)

func newXzGuard(src *bufio.Reader) *xzGuard {
	g := &xzGuard{src: src}
	g.next = g.stream
	return g
}

func (g *xzGuard) Read(b []byte) (int, error) {
	for g.left == 0 {
		if g.err == nil {
			g.err = g.next()
		}
		if g.left == 0 && g.err != nil {
			return 0, g.err
		}
	}
	if int64(len(b)) > g.left {
		b = b[:g.left]
	}
	n, err := g.src.Read(b)
	g.left -= int64(n)
	return n, err
}

// peek returns the next n bytes. Where there are fewer, what there is is
// passed on: the decompressor says that it is too little.
func (g *xzGuard) peek(n int) ([]byte, error) {
	b, err := g.src.Peek(n)
	if err != nil {
		g.left = int64(len(b))
	}
	return b, err
}

// stream passes a stream header on, or four bytes of padding.
func (g *xzGuard) stream() error {
	b, err := g.peek(4)
	if err != nil {
		return err
	}
	if binary.LittleEndian.Uint32(b) == 0 {
		g.left = 4
		return nil
	}
	if b, err = g.peek(xzHeaderLen); err != nil {
		return err
	}
	g.checkLen = [16]int64{0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64}[b[7]&0xf]
	g.left, g.next = xzHeaderLen, g.blockHeader
	return nil
}

// blockHeader checks the header of a block, or continues with the index.
func (g *xzGuard) blockHeader() error {
	b, err := g.peek(1)
	if err != nil {
		return err
	}
	if b[0] == 0 {
		return g.index()
	}
	n := (int(b[0]) + 1) * 4
	if b, err = g.peek(n); err != nil {
		return err
	}
	if err := xzCheckFilters(b); err != nil {
		return err
	}
	g.left, g.blockLen, g.next = int64(n), int64(n), g.chunk
	return nil
}

// xzCheckFilters checks the dictionary size in a block header.
func xzCheckFilters(h []byte) error {
	flags, b := h[1], h[2:len(h)-4]
	for f := byte(0x40); f != 0; f <<= 1 { // compressed, then uncompressed size
		if flags&f != 0 {
			_, n := binary.Uvarint(b)
			if n <= 0 {
				return errXzInvalid
			}
			b = b[n:]
		}
	}
	for range flags&3 + 1 {
		id, n := binary.Uvarint(b)
		if n <= 0 {
			return errXzInvalid
		}
		size, m := binary.Uvarint(b[n:])
		if m <= 0 || size > uint64(len(b)-n-m) {
			return errXzInvalid
		}
		props := b[n+m : n+m+int(size)]
		b = b[n+m+int(size):]
		if id != xzFilterLZMA2 || size != 1 {
			continue
		}
		e := uint(props[0] & 0x3f)
		if e > 40 || int64(2|e&1)<<(e/2+11) > maxDictionary {
			return fmt.Errorf("a block needs more than %d bytes of memory", maxDictionary)
		}
	}
	return nil
}

// chunk passes an LZMA2 chunk on, or the end of a block.
func (g *xzGuard) chunk() error {
	b, err := g.peek(1)
	if err != nil {
		return err
	}
	control := b[0]
	if control == 0 {
		g.blockLen++
		g.left = 1 + -g.blockLen&3 + g.checkLen
		g.next = g.blockHeader
		return nil
	}
	if b, err = g.peek(lzma2Header); err != nil {
		return err
	}
	switch {
	case control >= 0xc0: // with a byte of properties
		g.left = lzma2Header + 1 + int64(binary.BigEndian.Uint16(b[3:])) + 1
	case control >= 0x80:
		g.left = lzma2Header + int64(binary.BigEndian.Uint16(b[3:])) + 1
	case control <= 2: // not compressed
		g.left = 3 + int64(binary.BigEndian.Uint16(b[1:])) + 1
	default:
		return errXzInvalid
	}
	g.blockLen += g.left
	return nil
}

// index goes through the index of a stream number by number: how many blocks,
// then two for each.
func (g *xzGuard) index() error {
	g.left, g.blockLen = 1, 1
	g.next = func() error {
		blocks, err := g.number()
		if err != nil {
			return err
		}
		left := 2 * blocks
		g.next = func() error {
			if left == 0 {
				g.left = -g.blockLen&3 + 4 + xzHeaderLen // padding, check, footer
				g.next = g.stream
				return nil
			}
			left--
			_, err := g.number()
			return err
		}
		return nil
	}
	return nil
}

// number passes a number of variable length on.
func (g *xzGuard) number() (uint64, error) {
	for n := 1; ; n++ {
		b, err := g.peek(n)
		if err != nil {
			return 0, err
		}
		v, k := binary.Uvarint(b)
		if k > 0 {
			g.left = int64(k)
			g.blockLen += g.left
			return v, nil
		}
		if n > 9 || k < 0 {
			return 0, errXzInvalid
		}
	}
}

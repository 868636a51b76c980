// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// Limits of the codes of compress(1).
const (
	lzwMinBits = 9
	lzwMaxBits = 16
	lzwClear   = 256 // empties the table, in block mode
)

// An lzw reads what compress(1) wrote: LZW codes of growing width, least
// significant bit first, written in groups of eight, so that a change of width
// leaves the rest of a group unused. It differs from compress/lzw of the
// standard library in this, in its codes, and in the clear code being optional.
type lzw struct {
	src     *bufio.Reader
	maxBits uint
	block   bool // code 256 empties the table

	width uint   // of the next code
	next  int    // the next code to define
	prev  int    // the code before, -1 at the start and after a clear code
	first byte   // first byte of the string of prev
	out   []byte // decoded and not yet read; a part of stack, reversed
	stack [1 << lzwMaxBits]byte

	group    [lzwMaxBits]byte // eight codes
	bit      uint             // position in group
	groupLen uint             // bits in group

	prefix [1 << lzwMaxBits]uint16
	suffix [1 << lzwMaxBits]byte
	err    error
}

// newLZW reads the three-byte header: magic number and flags.
func newLZW(src *bufio.Reader) (*lzw, error) {
	var h [3]byte
	if _, err := io.ReadFull(src, h[:]); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	z := &lzw{src: src, maxBits: uint(h[2] & 0x1f), block: h[2]&0x80 != 0}
	if z.maxBits < lzwMinBits || z.maxBits > lzwMaxBits {
		return nil, fmt.Errorf("codes of %d bits, want %d to %d", z.maxBits, lzwMinBits, lzwMaxBits)
	}
	z.reset()
	return z, nil
}

// reset empties the table.
func (z *lzw) reset() {
	z.width, z.next, z.prev = lzwMinBits, lzwClear, -1
	if z.block {
		z.next++
	}
	z.bit, z.groupLen = 0, 0
}

func (z *lzw) Read(b []byte) (n int, err error) {
	for n < len(b) {
		if len(z.out) > 0 {
			k := copy(b[n:], z.out)
			n, z.out = n+k, z.out[k:]
			continue
		}
		if z.err == nil {
			z.err = z.decode()
		}
		if z.err != nil && len(z.out) == 0 {
			if n > 0 {
				return n, nil
			}
			return 0, z.err
		}
	}
	return n, nil
}

// code reads the next code.
func (z *lzw) code() (int, error) {
	if z.bit+z.width > z.groupLen {
		// The last group may be short; the rest of it that is not a code is padding.
		n, err := io.ReadFull(z.src, z.group[:z.width])
		z.bit, z.groupLen = 0, uint(n)*8
		if z.groupLen < z.width {
			if err == nil || errors.Is(err, io.ErrUnexpectedEOF) {
				err = io.EOF
			}
			return 0, err
		}
	}
	v := 0
	for i := range z.width {
		at := z.bit + i
		v |= int(z.group[at/8]>>(at%8)&1) << i
	}
	z.bit += z.width
	return v, nil
}

// decode puts the string of the next code into out.
func (z *lzw) decode() error {
	c, err := z.code()
	if err != nil {
		return err
	}
	if c == lzwClear && z.block {
		z.reset()
		return nil
	}
	if z.prev < 0 {
		if c > 255 {
			return fmt.Errorf("first code is %d, want a byte", c)
		}
		z.prev, z.first = c, byte(c)
		z.stack[len(z.stack)-1] = byte(c)
		z.out = z.stack[len(z.stack)-1:]
		return nil
	}
	if c > z.next || c == z.next && z.next >= 1<<z.maxBits {
		return fmt.Errorf("code %d is not defined, the next is %d", c, z.next)
	}
	top := len(z.stack)
	at := c
	if c == z.next { // the string of the code before and its own first byte
		top--
		z.stack[top] = z.first
		at = z.prev
	}
	for at > 255 {
		top--
		z.stack[top] = z.suffix[at]
		at = int(z.prefix[at])
	}
	top--
	z.stack[top] = byte(at)
	z.out = z.stack[top:]
	z.first = byte(at)
	z.define()
	z.prev = c
	return nil
}

// define gives the next code the string of the code before and the first byte
// of the present one.
func (z *lzw) define() {
	if z.next >= 1<<z.maxBits {
		return
	}
	z.prefix[z.next], z.suffix[z.next] = uint16(z.prev), z.first
	z.next++
	if z.next > 1<<z.width-1 && z.width < z.maxBits {
		z.width++
		z.bit, z.groupLen = 0, 0 // the rest of the group is unused
	}
}

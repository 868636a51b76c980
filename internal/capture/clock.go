// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"math"
	"math/bits"
)

// A clock turns the time stamps of a pcapng interface into nanoseconds since
// 1970. Times outside the range of an int64 (years 1677 to 2262) become the
// nearest end of it.
type clock struct {
	mul    uint64 // then nanoseconds = stamp * mul / div >> shift + offset
	plain  uint64 // for stamps below it stamp * mul is enough
	div    uint64
	shift  uint
	offset int64 // nanoseconds
}

const (
	nanosecond = 9             // power of ten
	second     = 1_000_000_000 // nanoseconds
)

// newClock returns the clock of the if_tsresol value resolution, a negative
// power of 10, or of 2 if its top bit is set, and an if_tsoffset in seconds
// (draft-ietf-opsawg-pcapng, section 4.2).
func newClock(resolution byte, offset int64) clock {
	c := clock{mul: 1, div: 1, offset: saturate(offset)}
	e := int(resolution & 0x7f)
	switch {
	case resolution&0x80 != 0:
		c.mul, c.shift = 1e9, uint(e)
	case e <= nanosecond:
		c.mul = pow10(nanosecond - e)
	case e-nanosecond <= 19:
		c.div = pow10(e - nanosecond)
	default: // 2^64 stamps of such a clock pass within a nanosecond
		c.mul = 0
	}
	if c.div == 1 && c.shift == 0 && c.offset == 0 && c.mul > 0 {
		c.plain = math.MaxInt64/c.mul + 1
	}
	return c
}

// nanoseconds returns the time that stamp means.
func (c *clock) nanoseconds(stamp uint64) int64 {
	if stamp < c.plain {
		return int64(stamp * c.mul)
	}
	return c.exact(stamp)
}

func (c *clock) exact(stamp uint64) int64 {
	hi, lo := bits.Mul64(stamp, c.mul)
	switch {
	case c.shift >= 64:
		hi, lo = 0, hi>>(c.shift-64)
	case c.shift > 0:
		hi, lo = hi>>c.shift, hi<<(64-c.shift)|lo>>c.shift
	}
	lo /= c.div // where div is above 1, mul is 1 and hi is 0
	if hi != 0 || lo > math.MaxInt64 {
		lo = math.MaxInt64
	}
	t := int64(lo)
	if c.offset > 0 && t > math.MaxInt64-c.offset {
		return math.MaxInt64
	}
	return t + c.offset
}

// saturate returns s seconds in nanoseconds.
func saturate(s int64) int64 {
	switch {
	case s > math.MaxInt64/second:
		return math.MaxInt64
	case s < math.MinInt64/second:
		return math.MinInt64
	}
	return s * second
}

func pow10(e int) uint64 {
	v := uint64(1)
	for range e {
		v *= 10
	}
	return v
}

// SPDX-License-Identifier: Apache-2.0

package field

import (
	"bytes"
	"cmp"
	"math"
	"net/netip"
	"strings"
	"time"
)

// A Kind is the type of a value.
type Kind uint8

// Kinds of values. A column has one kind; single values of it may be Absent, or
// Text where a name is known for a number (see [Options.Names]).
const (
	Absent   Kind = iota // no value; the zero [Value]
	Int                  // signed 64-bit integer
	Uint                 // unsigned 64-bit integer
	Float                // float64; may be NaN or infinite in damaged records
	Time                 // microseconds since 1970-01-01 UTC
	Duration             // microseconds
	Addr                 // IPv4, IPv6 or link-layer address
	Text                 // words without blanks around them; may hold any byte
	Bytes                // captured payload
)

// shortLen is the longest text that a Value stores itself: an IPv6 address with all
// its digits. A UUID has 36.
const shortLen = 39

// A Value is the typed value of one column of one row. It does not depend on
// precision, time format or locale, which only affect a column's text.
//
// Making a Value allocates nothing, except for texts that are composed and longer
// than shortLen. Text and Bytes values may borrow from the row: they are valid as
// long as its record is. The zero Value is absent.
type Value struct {
	kind Kind
	hex  uint8 // minimum digits of a number that is written as 0x..., 0 for decimal
	size uint8 // bytes of short in use
	num  uint64
	// short holds addresses and texts of up to shortLen bytes.
	short [shortLen]byte
	long  []byte // other texts and payload, borrowed
}

// Constructors of values.

// UintValue returns an unsigned integer.
func UintValue(n uint64) Value { return Value{kind: Uint, num: n} }

// IntValue returns a signed integer.
func IntValue(n int64) Value { return Value{kind: Int, num: uint64(n)} }

// FloatValue returns a floating-point number.
func FloatValue(f float64) Value { return Value{kind: Float, num: math.Float64bits(f)} }

// TimeValue returns a time in microseconds since 1970.
func TimeValue(us int64) Value { return Value{kind: Time, num: uint64(us)} }

// DurationValue returns a duration in microseconds.
func DurationValue(us int64) Value { return Value{kind: Duration, num: uint64(us)} }

// TextValue returns a copy of text without the blanks around it. A text of
// blanks is absent.
func TextValue(text string) Value {
	if text = strings.Trim(text, " "); text == "" {
		return Value{}
	}
	v := Value{kind: Text}
	if len(text) > shortLen {
		v.long = []byte(text)
		return v
	}
	v.size = uint8(copy(v.short[:], text))
	return v
}

// hexValue returns a number that is written in hexadecimal with at least digits
// digits.
func hexValue(n uint64, digits uint8) Value { return Value{kind: Uint, hex: digits, num: n} }

// borrowedText returns text that belongs to a record, without the blanks around
// it. A text of blanks is absent.
func borrowedText(text []byte) Value {
	if text = bytes.Trim(text, " "); len(text) == 0 {
		return Value{}
	}
	return Value{kind: Text, long: text}
}

// bytesValue returns payload that belongs to a record. No payload is absent.
func bytesValue(b []byte) Value {
	if len(b) == 0 {
		return Value{}
	}
	return Value{kind: Bytes, long: b}
}

// addrValue returns an address of 4, 6 (link layer) or 16 bytes.
func addrValue(a []byte) Value {
	v := Value{kind: Addr}
	v.size = uint8(copy(v.short[:16], a))
	return v
}

// composed returns a copy of text without the blanks around it. A text of blanks
// is absent.
func composed(text []byte) Value {
	text = bytes.Trim(text, " ")
	switch {
	case len(text) == 0:
		return Value{}
	case len(text) > shortLen:
		return Value{kind: Text, long: bytes.Clone(text)}
	}
	v := Value{kind: Text}
	v.size = uint8(copy(v.short[:], text))
	return v
}

// Kind returns the type of the value, Absent if there is none.
func (v *Value) Kind() Kind { return v.kind }

// IsNumber reports whether the value is an integer, a float or a duration.
func (v *Value) IsNumber() bool {
	return v.kind == Int || v.kind == Uint || v.kind == Float || v.kind == Duration
}

// Hexadecimal reports whether the number's text is hexadecimal, as those of IP
// identifications and VLAN tags are.
func (v *Value) Hexadecimal() bool { return v.hex > 0 }

// Uint returns a Uint value.
func (v *Value) Uint() uint64 { return v.num }

// Int returns an Int value, or the microseconds of a Time or a Duration.
func (v *Value) Int() int64 { return int64(v.num) }

// Float returns any number as a float64, a Duration in seconds. It is 0 for
// values that are not numbers.
func (v *Value) Float() float64 {
	switch v.kind {
	case Float:
		return math.Float64frombits(v.num)
	case Uint:
		return float64(v.num)
	case Int:
		return float64(int64(v.num))
	case Duration:
		return float64(int64(v.num)) / 1e6
	}
	return 0
}

// Time returns a Time value, in UTC.
func (v *Value) Time() time.Time { return time.UnixMicro(int64(v.num)).UTC() }

// Duration returns a Duration value.
func (v *Value) Duration() time.Duration { return time.Duration(v.num) * time.Microsecond }

// Addr returns an IPv4 or IPv6 address; it is not valid for link-layer
// addresses and for values of other kinds.
func (v *Value) Addr() netip.Addr {
	if v.kind != Addr || v.size == linkLen {
		return netip.Addr{}
	}
	a, _ := netip.AddrFromSlice(v.short[:v.size])
	return a
}

// linkLen is the length of a link-layer address.
const linkLen = 6

// Link returns a link-layer address; ok is false for other values.
func (v *Value) Link() (a [linkLen]byte, ok bool) {
	if v.kind != Addr || v.size != linkLen {
		return a, false
	}
	return [linkLen]byte(v.short[:linkLen]), true
}

// Bytes returns the bytes of a Text, Bytes or Addr value. They belong to the
// value, or to the record that it was made from.
func (v *Value) Bytes() []byte {
	if v.long != nil {
		return v.long
	}
	return v.short[:v.size]
}

// Clone returns a value that no longer borrows from a record.
func (v *Value) Clone() Value {
	c := *v
	c.long = bytes.Clone(v.long)
	return c
}

// append appends the value's text.
func (v *Value) append(dst []byte, o *Options, row *Row) []byte {
	switch v.kind {
	case Uint:
		if v.hex > 0 {
			return appendHex(dst, v.num, int(v.hex))
		}
		return appendUint(dst, v.num)
	case Int:
		return appendInt(dst, int64(v.num))
	case Float, Duration:
		return fixed(dst, o.Precision, v.Float())
	case Time:
		return appendTime(dst, o, row, int64(v.num))
	case Addr:
		return appendAddr(dst, v.short[:v.size])
	case Text, Bytes:
		return append(dst, v.Bytes()...)
	}
	return dst
}

// appendAddr appends an address of 4, 6 or 16 bytes.
func appendAddr(dst, a []byte) []byte {
	switch len(a) {
	case 4:
		return appendIPv4(dst, a)
	case linkLen:
		return appendMAC(dst, a)
	case 16:
		return appendIPv6(dst, [16]byte(a))
	}
	return dst
}

// Compare orders values: -1 if a sorts before b, 0 if they are equal, 1 if a
// sorts after b. Values of different kinds are in the order absent, numbers,
// times, addresses (IPv4, IPv6, link layer), texts, payload. Integers, floats and
// durations are compared as numbers; NaN sorts before other numbers.
func Compare(a, b *Value) int {
	x, y := kindOrder[a.kind], kindOrder[b.kind]
	if x != y {
		return cmp.Compare(x, y)
	}
	switch a.kind {
	case Absent:
		return 0
	case Time:
		return cmp.Compare(a.Int(), b.Int())
	case Addr:
		if n := cmp.Compare(family(a), family(b)); n != 0 {
			return n
		}
		fallthrough
	case Text, Bytes:
		return bytes.Compare(a.Bytes(), b.Bytes())
	}
	return compareNumbers(a, b)
}

// kindOrder is the order of kinds that are not compared with each other.
var kindOrder = [...]uint8{Absent: 0, Int: 1, Uint: 1, Float: 1, Duration: 1, Time: 2, Addr: 3, Text: 4, Bytes: 5}

// family puts IP addresses before link-layer addresses.
func family(v *Value) int {
	if v.size == linkLen {
		return 128
	}
	return int(v.size)
}

// compareNumbers compares integers exactly and other numbers as floats.
func compareNumbers(a, b *Value) int {
	switch {
	case a.kind == b.kind && a.kind == Uint:
		return cmp.Compare(a.num, b.num)
	case a.kind == b.kind && (a.kind == Int || a.kind == Duration):
		return cmp.Compare(int64(a.num), int64(b.num))
	case a.kind == Int && b.kind == Uint:
		return compareSigns(int64(a.num), b.num)
	case a.kind == Uint && b.kind == Int:
		return -compareSigns(int64(b.num), a.num)
	}
	return cmp.Compare(a.Float(), b.Float())
}

func compareSigns(i int64, u uint64) int {
	if i < 0 {
		return -1
	}
	return cmp.Compare(uint64(i), u)
}

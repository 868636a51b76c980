// SPDX-License-Identifier: Apache-2.0

package render

import (
	"encoding/binary"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/argus-go/argus/field"
)

// A numberFormat is what a format of printf asks for a number: %08x.
type numberFormat struct {
	before, after string
	verb          byte // d, u, o, x or X
	zeros         bool
	left          bool
	width         int
}

// parseFormat reads the format of a column (clients: fields, section 2).
func parseFormat(text string) (f numberFormat, ok bool) {
	before, rest, found := strings.Cut(text, "%")
	if !found || strings.Contains(before, "%") {
		return f, false
	}
	f.before = before
	for rest != "" && (rest[0] == '0' || rest[0] == '-') {
		f.zeros, f.left = f.zeros || rest[0] == '0', f.left || rest[0] == '-'
		rest = rest[1:]
	}
	digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
	if digits > 2 || digits == len(rest) {
		return f, false
	}
	f.width, _ = strconv.Atoi(rest[:digits])
	f.verb, f.after = rest[digits], rest[digits+1:]
	return f, strings.IndexByte("duoxX", f.verb) >= 0 && !strings.Contains(f.after, "%")
}

// append appends a number of 32 bits.
func (f *numberFormat) append(dst []byte, v uint32) []byte {
	var b [16]byte
	digits := b[:0]
	switch f.verb {
	case 'd':
		digits = strconv.AppendInt(digits, int64(int32(v)), 10)
	case 'u':
		digits = strconv.AppendUint(digits, uint64(v), 10)
	case 'o':
		digits = strconv.AppendUint(digits, uint64(v), 8)
	default:
		digits = strconv.AppendUint(digits, uint64(v), 16)
	}
	if f.verb == 'X' {
		for i, c := range digits {
			if c >= 'a' {
				digits[i] = c - 'a' + 'A'
			}
		}
	}
	dst = append(dst, f.before...)
	pad := max(f.width-len(digits), 0)
	switch {
	case f.left:
		return append(appendBlanks(append(dst, digits...), pad), f.after...)
	case f.zeros:
		if digits[0] == '-' {
			dst, digits = append(dst, '-'), digits[1:]
		}
		for range pad {
			dst = append(dst, '0')
		}
	default:
		dst = appendBlanks(dst, pad)
	}
	return append(append(dst, digits...), f.after...)
}

// formatted returns the column's text in a format, nil if the column has no
// number of its own.
func formatted(c *field.Field, f numberFormat) appendFunc {
	var plain field.Options // here, so that rows do not allocate one
	switch c.Name {
	case "saddr", "daddr", "sport", "dport", "svid", "dvid":
		return func(dst []byte, o *field.Options, row *field.Row) []byte {
			plain = *o
			if c.Kind == field.Uint {
				plain.Names = field.NamesNone
			}
			v := c.Value(&plain, row)
			switch {
			case c.Kind == field.Uint && v.Kind() == field.Uint:
				return f.append(dst, uint32(v.Uint()))
			case v.Addr().Is4():
				a := v.Addr().As4()
				return f.append(dst, binary.BigEndian.Uint32(a[:]))
			case v.Addr().Is6():
				return f.address(dst, v.Addr().As16())
			}
			return c.Append(dst, &plain, row)
		}
	}
	return nil
}

// address appends an IPv6 address as a number of 128 bits, decimal or with all
// hexadecimal digits.
func (f *numberFormat) address(dst []byte, a [16]byte) []byte {
	if f.verb == 'x' { // Compat: %X prints the decimal number
		return fmt.Appendf(dst, "0x%032x", a[:])
	}
	v := new(big.Int).SetBytes(a[:])
	if f.verb == 'd' && a[0] >= 0x80 {
		v.Sub(v, new(big.Int).Lsh(big.NewInt(1), 128))
	}
	return v.Append(dst, 10)
}

// Formatted returns the name of a column with a format, "" if there is none.
func (c *Columns) Formatted() string {
	for _, x := range c.list {
		if x.form != nil {
			return x.Name
		}
	}
	return ""
}

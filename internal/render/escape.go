// SPDX-License-Identifier: Apache-2.0

package render

import (
	"strconv"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Text that came from outside may hold any byte, while JSON and XML hold
// characters. A byte that is not part of a character (in UTF-8) is written as
// the character U+F700 plus the byte, and those characters themselves, U+F700
// to U+F7FF, as three such bytes. So nothing is lost: replacing each of them by
// its byte gives what was there. XML writes control characters, which it
// forbids, in this way as well; JSON has escapes for them.
const foreign = 0xf700

// plain has a bit for each byte that JSON needs no escape for.
var plain = [8]uint32{
	' ' / 32: ^uint32(1 << ('"' % 32)), '@' / 32: ^uint32(1 << ('\\' % 32)), 'a' / 32: ^uint32(1 << (0x7f % 32)),
}

func isPlain(c byte) bool { return plain[c/32]>>(c%32)&1 != 0 }

// appendEscaped appends text as the inside of a JSON string. What a terminal
// or a reader might take for more than a letter is written by its number.
func appendEscaped(dst, text []byte) []byte {
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			dst = appendASCII(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		switch {
		case r == utf8.RuneError && n == 1 || r>>8 == foreign>>8:
			for _, b := range text[i : i+n] {
				dst = appendUnit(dst, foreign|uint16(b))
			}
		case unicode.IsPrint(r):
			dst = append(dst, text[i:i+n]...)
		case r < 0x10000:
			dst = appendUnit(dst, uint16(r))
		default:
			a, b := utf16.EncodeRune(r)
			dst = appendUnit(appendUnit(dst, uint16(a)), uint16(b))
		}
		i += n
	}
	return dst
}

func appendASCII(dst []byte, c byte) []byte {
	switch {
	case isPlain(c):
		return append(dst, c)
	case c == '"' || c == '\\':
		return append(dst, '\\', c)
	case c == '\n':
		return append(dst, '\\', 'n')
	case c == '\r':
		return append(dst, '\\', 'r')
	case c == '\t':
		return append(dst, '\\', 't')
	}
	return appendUnit(dst, uint16(c))
}

// appendUnit appends the escape of a unit of UTF-16.
func appendUnit(dst []byte, u uint16) []byte {
	return append(dst, '\\', 'u', lowerDigits[u>>12], lowerDigits[u>>8&15], lowerDigits[u>>4&15], lowerDigits[u&15])
}

// appendXML appends text as the inside of an attribute of XML 1.0.
func appendXML(dst, text []byte) []byte {
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			dst = appendXMLByte(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		switch {
		case r == utf8.RuneError && n == 1 || r>>8 == foreign>>8 || r == 0xfffe || r == 0xffff:
			for _, b := range text[i : i+n] {
				dst = appendReference(dst, foreign|rune(b))
			}
		case unicode.IsPrint(r):
			dst = append(dst, text[i:i+n]...)
		default:
			dst = appendReference(dst, r)
		}
		i += n
	}
	return dst
}

func appendXMLByte(dst []byte, c byte) []byte {
	switch c {
	case '<':
		return append(dst, "&lt;"...)
	case '>':
		return append(dst, "&gt;"...)
	case '&':
		return append(dst, "&amp;"...)
	case '"':
		return append(dst, "&quot;"...)
	case '\t', '\n', '\r':
		return appendReference(dst, rune(c))
	}
	if c < ' ' || c == 0x7f {
		return appendReference(dst, foreign|rune(c))
	}
	return append(dst, c)
}

func appendReference(dst []byte, r rune) []byte {
	dst = append(dst, "&#x"...)
	dst = strconv.AppendInt(dst, int64(r), 16)
	return append(dst, ';')
}

// appendEpoch appends a time as seconds since 1970.
func appendEpoch(dst []byte, us int64, digits int) []byte {
	if us < 0 {
		dst, us = append(dst, '-'), -us
	}
	dst = strconv.AppendInt(dst, us/1e6, 10)
	if digits <= 0 {
		return dst
	}
	var b [6]byte
	for i, f := 5, us%1e6; i >= 0; i, f = i-1, f/10 {
		b[i] = byte('0' + f%10)
	}
	return append(append(dst, '.'), b[:min(digits, 6)]...)
}

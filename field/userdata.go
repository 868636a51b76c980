// SPDX-License-Identifier: Apache-2.0

package field

import (
	"bytes"
	"encoding/base64"
	"strconv"

	"github.com/argus-go/argus/record"
)

// A UserData is a form in which captured payload prints.
type UserData uint8

// Forms of captured payload (clients: fields, section 11).
const (
	UserASCII     UserData = iota // what is not printable is a point
	UserObfuscate                 // the same, with passwords replaced
	UserHex                       // hexadecimal digits (encode32)
	UserBase64                    // base64 (encode64)
	UserDump                      // none within lines; [AppendUserDump] after them (hex)
)

// AppendUserData appends up to limit bytes of a side's payload in the form that
// o chooses. Its length, in front of it, is that of the text.
func AppendUserData(dst []byte, o *Options, row *Row, second bool, limit int) []byte {
	n, name := min(len(payload(row, second)), limit), byte('s')
	if second {
		name = 'd'
	}
	if n == 0 {
		return dst
	}
	switch o.UserData {
	case UserHex, UserDump:
		n = (n + 1) &^ 1 * 2 // Compat: the length is that of whole pairs of bytes
	case UserBase64:
		n = base64.StdEncoding.EncodedLen(n)
	}
	dst = append(dst, name, '[')
	dst = append(strconv.AppendInt(dst, int64(n), 10), "]="...)
	d := payload(row, second)
	return AppendPayload(dst, o, d[:min(len(d), limit)])
}

// payload returns the captured payload of a side.
func payload(row *Row, second bool) []byte {
	switch {
	case !isFlow(row):
		return nil
	case second && row.Has(record.PartDstData):
		return row.DstData.Data
	case !second && row.Has(record.PartSrcData):
		return row.SrcData.Data
	}
	return nil
}

// AppendPayload appends captured payload in the form that o chooses.
func AppendPayload(dst []byte, o *Options, d []byte) []byte {
	switch o.UserData {
	case UserHex, UserDump:
		for _, c := range d {
			dst = append(dst, upperDigits[c>>4], upperDigits[c&15])
		}
		return dst
	case UserBase64:
		return base64.StdEncoding.AppendEncode(dst, d)
	}
	at := len(dst)
	for _, c := range d {
		if c < 0x20 || c > 0x7e {
			c = '.'
		}
		dst = append(dst, c)
	}
	if o.UserData == UserObfuscate {
		obfuscate(dst[at:])
	}
	return dst
}

// AppendUserDump appends lines of up to limit bytes of a side's payload, sixteen
// in each: their offset, hexadecimal digits and characters, and an empty line
// at the end.
func AppendUserDump(dst []byte, row *Row, second bool, limit int) []byte {
	const bytesOfLine, columns = 16, 39
	d := payload(row, second)
	d = d[:min(len(d), limit)]
	for at := 0; at < len(d); at += bytesOfLine {
		line := d[at:min(at+bytesOfLine, len(d))]
		dst = append(appendHex(append(dst, "      "...), uint64(at), 4), '\t', ' ')
		begin := len(dst)
		for i, c := range line {
			if i > 0 && i%2 == 0 {
				dst = append(dst, ' ')
			}
			dst = append(dst, hexDigits[c>>4], hexDigits[c&15])
		}
		for len(dst) < begin+columns {
			dst = append(dst, ' ')
		}
		dst = append(dst, '\t')
		for _, c := range line {
			if c <= ' ' || c > '~' {
				c = '.'
			}
			dst = append(dst, c)
		}
		dst = append(dst, '\n')
	}
	// Compat: a payload of no bytes has the empty line too.
	if holdsPayload(row, second) {
		dst = append(dst, '\n')
	}
	return dst
}

// holdsPayload reports whether a record has the part for a side's payload.
func holdsPayload(row *Row, second bool) bool {
	part := record.PartSrcData
	if second {
		part = record.PartDstData
	}
	return isFlow(row) && row.Has(part)
}

const upperDigits = "0123456789ABCDEF"

// obfuscate replaces what follows PASS, up to a blank or a point.
func obfuscate(text []byte) {
	word := []byte("PASS ")
	for {
		i := bytes.Index(text, word)
		if i < 0 {
			return
		}
		text = text[i+len(word):]
		for len(text) > 0 && text[0] != ' ' && text[0] != '.' {
			text[0] = 'x'
			text = text[1:]
		}
	}
}

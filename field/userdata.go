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
)

// AppendUserData appends up to limit bytes of a side's payload in the form that
// o chooses. Its length, in front of it, is that of the text.
func AppendUserData(dst []byte, o *Options, row *Row, second bool, limit int) []byte {
	d, part, name := row.SrcData.Data, record.PartSrcData, byte('s')
	if second {
		d, part, name = row.DstData.Data, record.PartDstData, 'd'
	}
	if !isFlow(row) || !row.Has(part) || len(d) == 0 {
		return dst
	}
	d = d[:min(len(d), limit)]
	dst = append(dst, name, '[')
	switch o.UserData {
	case UserHex:
		// Compat: the length is that of whole pairs of bytes.
		dst = append(strconv.AppendInt(dst, int64(len(d)+1)&^1*2, 10), "]="...)
		for _, c := range d {
			dst = append(dst, upperDigits[c>>4], upperDigits[c&15])
		}
		return dst
	case UserBase64:
		dst = append(strconv.AppendInt(dst, int64(base64.StdEncoding.EncodedLen(len(d))), 10), "]="...)
		return base64.StdEncoding.AppendEncode(dst, d)
	}
	dst = append(strconv.AppendInt(dst, int64(len(d)), 10), "]="...)
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

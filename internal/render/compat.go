// SPDX-License-Identifier: Apache-2.0

package render

import (
	"github.com/argus-go/argus/field"
)

// centred returns the blanks before and after a label of n characters over
// values of width w.
//
// Compat: at least one blank comes before it, and the number after it depends
// on whether w is even. Pinned by parity cmdlines.
func centred(n, w int) (before, after int) {
	before = max((w-n)/2, 1)
	return before, before + 1 - w&1
}

// centredPayload is centred for captured payload.
func centredPayload(n, w int) (before, after int) {
	before = max((w-n)/2, 1)
	return before, before + 1 + w&1
}

// digits returns how many characters n bytes of payload take.
func (l *Layout) digits(n int) int {
	if d := l.Options.UserData; d == field.UserHex || d == field.UserBase64 {
		return 2 * n
	}
	return n
}

// payloadLabelWidth returns the width of the label of n bytes of payload that
// print as digits characters.
func payloadLabelWidth(n, digits int) int {
	if n > 10 {
		digits++
	}
	return digits + len("s[00]=") + 2
}

// dirOf makes the column of directions at width w: an arrow of three
// characters, of which the first w print.
func dirOf(f appendFunc, w int) appendFunc {
	const arrow, usual = 3, 5
	if w == usual {
		return f
	}
	return func(dst []byte, o *field.Options, row *field.Row) []byte {
		at := len(dst)
		if dst = f(dst, o, row); len(dst) != at+usual {
			return dst
		}
		b := [arrow]byte(dst[len(dst)-arrow:])
		dst = appendBlanks(dst[:at], w-arrow)
		return append(dst, b[:min(w, arrow)]...)
	}
}

// cutAt makes a column whose values end at width w, natural ones too.
func cutAt(f appendFunc, w int) appendFunc {
	return func(dst []byte, o *field.Options, row *field.Row) []byte {
		at := len(dst)
		dst = f(dst, o, row)
		return dst[:min(len(dst), at+w)]
	}
}

// blankPort is how many blanks replace a missing port in a column of width w, if
// values have their natural widths and there is no delimiter.
//
// Compat: protocols with ports get one blank.
func blankPort(row *field.Row, w int) int {
	if p := row.Key().Proto; !row.IsIP() || p != 6 && p != 17 {
		return w
	}
	return 1
}

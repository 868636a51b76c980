// SPDX-License-Identifier: Apache-2.0

package field

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// AppendClean appends text that came from outside, up to a zero byte, for eyes
// and terminals: what is not printable becomes a point for each of its bytes.
func AppendClean(dst, text []byte) []byte {
	text = untilNUL(text)
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			if c < ' ' || c == 0x7f {
				c = '.'
			}
			dst = append(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n == 1 || !unicode.IsPrint(r) {
			for range n {
				dst = append(dst, '.')
			}
		} else {
			dst = append(dst, text[i:i+n]...)
		}
		i += n
	}
	return dst
}

// Line returns text as one line for eyes and terminals. Ends of lines within it
// become semicolons.
func Line(text string) string {
	return string(AppendClean(nil, []byte(strings.ReplaceAll(text, "\n", "; "))))
}

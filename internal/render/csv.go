// SPDX-License-Identifier: Apache-2.0

package render

// quoteMark returns the character that quotes values of delimited output, or 0
// for none: the one that the user chose, or else that of CSV (RFC 4180) if the
// delimiter is a comma, or a semicolon, as spreadsheets use in many countries.
func (l *Layout) quoteMark() byte {
	switch {
	case l.Delimiter == 0:
		return 0
	case l.Quote != 0:
		return l.Quote
	case l.Delimiter == ',' || l.Delimiter == ';':
		return '"'
	}
	return 0
}

// quote quotes the text at dst[at:] if it holds the delimiter, the end of a
// line or the quote character, which is doubled.
func (l *Layout) quote(dst []byte, at int) []byte {
	special, quotes := false, 0
	for _, c := range dst[at:] {
		if c == l.mark {
			quotes++
		}
		special = special || c == l.mark || c == l.Delimiter || c == '\n' || c == '\r'
	}
	if !special {
		return dst
	}
	n := len(dst)
	for range quotes + 2 {
		dst = append(dst, l.mark)
	}
	to := len(dst) - 2 // the last quote stays
	for from := n - 1; from >= at; from-- {
		dst[to] = dst[from]
		to--
		if dst[from] == l.mark {
			dst[to] = l.mark
			to--
		}
	}
	dst[at] = l.mark
	return dst
}

// guard puts an apostrophe before the text at dst[at:] if a spreadsheet would
// run it as a formula. Numbers are left as they are.
func guard(dst []byte, at int) []byte {
	if len(dst) == at {
		return dst
	}
	switch dst[at] {
	case '=', '+', '-', '@', '\t', '\r':
	default:
		return dst
	}
	if isNumber(dst[at:]) {
		return dst
	}
	dst = append(dst, 0)
	copy(dst[at+1:], dst[at:])
	dst[at] = '\''
	return dst
}

// isNumber reports whether a text is a decimal number: digits with an optional
// minus sign and an optional decimal point.
func isNumber(text []byte) bool {
	if len(text) > 0 && text[0] == '-' {
		text = text[1:]
	}
	digits, points := 0, 0
	for _, c := range text {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.':
			points++
		default:
			return false
		}
	}
	return digits > 0 && points <= 1
}

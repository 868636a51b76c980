// SPDX-License-Identifier: Apache-2.0

package filter

import "net/netip"

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isHex(c byte) bool {
	return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func isAlnum(c byte) bool {
	return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// run returns the length of the longest prefix of s, at most limit bytes,
// whose bytes are all ok.
func run(s string, limit int, ok func(byte) bool) int {
	n := 0
	for n < len(s) && n < limit && ok(s[n]) {
		n++
	}
	return n
}

// matchNumber matches a decimal, octal or hexadecimal integer.
func matchNumber(s string) int {
	if len(s) > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') {
		if n := run(s[2:], len(s), isHex); n > 0 {
			return 2 + n
		}
	}
	return run(s, len(s), isDigit)
}

// sign returns the length of an optional sign.
func sign(s string) int {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		return 1
	}
	return 0
}

// matchSigned matches an integer with an optional sign.
func matchSigned(s string) int {
	i := sign(s)
	if n := matchNumber(s[i:]); n > 0 {
		return i + n
	}
	return 0
}

// matchFloat matches digits, a point and digits; the first digits may be
// missing and a sign may stand before them.
func matchFloat(s string) int {
	i := sign(s)
	i += run(s[i:], len(s), isDigit)
	if i == len(s) || s[i] != '.' {
		return 0
	}
	n := run(s[i+1:], len(s), isDigit)
	if n == 0 {
		return 0
	}
	return i + 1 + n
}

func matchDotted2(s string) int { return matchDotted(s, 2) }
func matchDotted4(s string) int { return matchDotted(s, 4) }

// matchDotted matches least to 4 numbers joined by points.
func matchDotted(s string, least int) int {
	n := matchNumber(s)
	if n == 0 {
		return 0
	}
	parts := 1
	for parts < 4 && n < len(s) && s[n] == '.' {
		m := matchNumber(s[n+1:])
		if m == 0 {
			break
		}
		n += 1 + m
		parts++
	}
	if parts < least {
		return 0
	}
	return n
}

// matchIPv6 matches an IPv6 literal.
func matchIPv6(s string) int {
	n := run(s, 45, func(c byte) bool { return isHex(c) || c == ':' || c == '.' })
	colons := 0
	for i := range n {
		if s[i] == ':' {
			colons++
		}
	}
	if colons < 2 {
		return 0
	}
	for ; n >= 2; n-- {
		if a, err := netip.ParseAddr(s[:n]); err == nil && a.Is6() {
			return n
		}
	}
	return 0
}

// matchIPv6Group matches an IPv6 literal with at least one group.
func matchIPv6Group(s string) int {
	if n := matchIPv6(s); n > 2 {
		return n
	}
	return 0
}

// groups matches count groups of least to most hexadecimal digits, joined by
// sep (0: nothing).
func groups(s string, count, least, most int, sep byte) int {
	n := 0
	for i := range count {
		if i > 0 && sep != 0 {
			if n >= len(s) || s[n] != sep {
				return 0
			}
			n++
		}
		m := run(s[n:], most, isHex)
		if m < least {
			return 0
		}
		n += m
	}
	return n
}

// matchEther matches the forms of a hardware address that pcap-filter(7)
// lists.
func matchEther(s string) int {
	best := 0
	for _, sep := range []byte{':', '-', '.'} {
		best = max(best, groups(s, 6, 1, 2, sep))
	}
	return max(best, groups(s, 3, 4, 4, '.'), groups(s, 3, 4, 4, 0))
}

// matchEtherColon matches xx:xx:xx:xx:xx:xx.
func matchEtherColon(s string) int { return groups(s, 6, 1, 2, ':') }

// matchARCnet matches a dollar sign and one or two hexadecimal digits.
func matchARCnet(s string) int {
	if s[0] != '$' {
		return 0
	}
	if n := run(s[1:], 2, isHex); n > 0 {
		return 1 + n
	}
	return 0
}

func matchName1(s string) int { return matchName(s, 1) }
func matchName2(s string) int { return matchName(s, 2) }

// matchName matches a name of least letters or more: letters, digits and -_.
// but - and _ neither first nor last, . not first.
func matchName(s string, least int) int {
	if !isAlnum(s[0]) {
		return 0
	}
	n := run(s, len(s), func(c byte) bool {
		return isAlnum(c) || c == '-' || c == '_' || c == '.'
	})
	for s[n-1] == '-' || s[n-1] == '_' {
		n--
	}
	if n < least {
		return 0
	}
	return n
}

// matchEscaped matches a backslash and what follows up to a blank, a
// parenthesis or an exclamation mark.
func matchEscaped(s string) int {
	if s[0] != '\\' {
		return 0
	}
	n := run(s[1:], len(s), func(c byte) bool {
		switch c {
		case ' ', '\t', '\n', '\r', '(', ')', '!':
			return false
		}
		return true
	})
	if n == 0 {
		return 0
	}
	return 1 + n
}

// matchString matches text in double quotes.
func matchString(s string) int {
	if s[0] != '"' {
		return 0
	}
	for i := 1; i < len(s); i++ {
		if s[i] == '"' {
			return i + 1
		}
		if s[i] == '\n' {
			break
		}
	}
	return 0
}

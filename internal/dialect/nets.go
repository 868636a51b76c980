// SPDX-License-Identifier: Apache-2.0

package dialect

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strings"
)

// PrivateNets returns the nets of private use (RFC 1918, RFC 4193).
func PrivateNets() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"),
		netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("fc00::/7"),
	}
}

// LocalNets reads the value of RA_LOCAL: nets or addresses, or the name of a file with
// one on each line.
func LocalNets(value string) ([]netip.Prefix, error) {
	if nets, err := parseNets(strings.Fields(strings.ReplaceAll(value, ",", " "))); err == nil {
		return nets, nil
	}
	b, err := os.ReadFile(value)
	var pe *os.PathError
	switch {
	case errors.As(err, &pe):
		return nil, fmt.Errorf("%s: %w", value, pe.Err)
	case err != nil:
		return nil, err
	}
	var words []string
	for _, line := range strings.Split(string(b), "\n") {
		line, _, _ = strings.Cut(line, "#")
		if f := strings.Fields(line); len(f) > 0 {
			words = append(words, f[0])
		}
	}
	nets, err := parseNets(words)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", value, err)
	}
	return nets, nil
}

func parseNets(words []string) ([]netip.Prefix, error) {
	var list []netip.Prefix
	for _, w := range words {
		p, err := netip.ParsePrefix(w)
		if err != nil {
			var a netip.Addr
			if a, err = netip.ParseAddr(w); err != nil {
				return nil, fmt.Errorf("%q is not a net (want one such as 10.0.0.0/8)", w)
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		list = append(list, p.Masked())
	}
	if len(list) == 0 {
		return nil, errors.New("no net given (want nets such as 10.0.0.0/8)")
	}
	return list, nil
}

// CompleteNets replaces each net without an address in a filter by the given nets
// (classic mode, section 12), and reports whether there was one. nets is called only
// then.
func CompleteNets(filter string, nets func() []netip.Prefix) (string, bool) {
	words := filterWords(filter)
	var out []string
	found := false
	for i, w := range words {
		if w != "net" || i+1 < len(words) && !endsPrimitive(words[i+1]) {
			out = append(out, w)
			continue
		}
		found = true
		var sides []string
		out, sides = takeSides(out)
		if n := len(out); n > 0 && (out[n-1] == "ip" || out[n-1] == "ipv6") {
			out = append(out, "and")
		}
		out = append(out, alternatives(sides, nets()))
	}
	if !found {
		return filter, false
	}
	return strings.Join(out, " "), true
}

// filterWords splits a filter into words; parentheses are words.
func filterWords(text string) []string {
	text = strings.NewReplacer("(", " ( ", ")", " ) ").Replace(text)
	return strings.Fields(text)
}

func endsPrimitive(w string) bool {
	switch w {
	case "and", "or", ")", "&&", "||":
		return true
	}
	return false
}

// takeSides takes src, dst, or either with "or" between them off the end of a
// list of words.
func takeSides(words []string) (rest, sides []string) {
	side := func(w string) bool { return w == "src" || w == "dst" }
	n := len(words)
	switch {
	case n == 0 || !side(words[n-1]):
		return words, nil
	case n >= 3 && side(words[n-3]) && (words[n-2] == "or" || words[n-2] == "and"):
		return words[:n-3], words[n-3:]
	}
	return words[:n-1], words[n-1:]
}

// alternatives writes "any of the nets" for the sides that were asked for.
func alternatives(sides []string, nets []netip.Prefix) string {
	one := func(side string) string {
		var terms []string
		for _, p := range nets {
			terms = append(terms, strings.TrimSpace(side+" net "+p.String()))
		}
		return "(" + strings.Join(terms, " or ") + ")"
	}
	switch {
	case len(sides) == 0:
		return one("")
	case len(sides) == 1:
		return one(sides[0])
	}
	return "(" + one(sides[0]) + " " + sides[1] + " " + one(sides[2]) + ")"
}

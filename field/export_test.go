// SPDX-License-Identifier: Apache-2.0

package field

import "strings"

// Documented lists the columns that the documentation names.
func Documented() []string {
	var names []string
	for _, g := range docGroups() {
		for _, e := range g.entries {
			names = append(names, strings.Fields(e.names)...)
		}
	}
	return names
}

// AppendAbbreviated appends a number as -H prints it.
func AppendAbbreviated(dst []byte, v float64, precision int) []byte {
	return appendAbbreviated(dst, v, precision)
}

// Vocabulary holds what columns are made of: letters and names.
func Vocabulary() map[string][]string {
	letters := func(s string) []string { return strings.Fields(strings.Join(strings.Split(s, ""), " ")) }
	var state []string
	for _, n := range icmpNames {
		if n := strings.TrimSpace(n); n != "" {
			state = append(state, n)
		}
	}
	for _, n := range unreachNames {
		state = append(state, "UR"+n)
	}
	for typ := range 256 {
		for code := range 8 {
			state = append(state, icmp6State(uint8(typ), uint8(code)))
		}
	}
	return map[string][]string{
		"state": state, "senc": letters(encapLetters), "tcpopt": letters(optionLetters),
	}
}

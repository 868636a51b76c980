// SPDX-License-Identifier: Apache-2.0

// Package names turns protocol, port, Ethernet type and service access point
// numbers into the names that the clients print.
package names

import "sort"

// Protocol returns the name of IP protocol n (clients: fields, section 6).
func Protocol(n uint8) string {
	if int(n) < len(protocols) {
		return protocols[n]
	}
	if n == 253 {
		return "ib" // InfiniBand, as measured
	}
	return "unas"
}

// EtherType returns the name of an Ethernet type, "" if it has none.
func EtherType(n uint16) string {
	i := sort.Search(len(etherTypes), func(i int) bool { return etherTypes[i].last >= n })
	if i < len(etherTypes) && etherTypes[i].first <= n {
		return etherTypes[i].name
	}
	return ""
}

// SAP returns the name of an LLC service access point, "" if it has none.
func SAP(n uint8) string { return saps[n] }

// Printable returns text from outside in a form that is safe to print: each byte that
// is not a printable ASCII character becomes a dot.
func Printable(name string) string {
	for i := range len(name) {
		if name[i] <= ' ' || name[i] > '~' {
			b := []byte(name)
			for j, c := range b {
				if c <= ' ' || c > '~' {
					b[j] = '.'
				}
			}
			return string(b)
		}
	}
	return name
}

// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"slices"
	"strings"
)

// Score says how many rows equal one original's rows.
type Score struct {
	Equal int // rows equal to one of the original's, each counted once
	Of    int // the larger number of rows
	Order bool
}

// Share is Equal over Of; two empty lists are equal.
func (s Score) Share() float64 {
	if s.Of == 0 {
		return 1
	}
	return float64(s.Equal) / float64(s.Of)
}

// Full reports whether every row of either side has a counterpart on the other.
func (s Score) Full() bool { return s.Equal == s.Of }

// Compare counts the rows that both lists have, as multisets.
func Compare(ours, orig []string) Score {
	left := count(orig)
	s := Score{Of: max(len(ours), len(orig)), Order: slices.Equal(ours, orig)}
	for _, r := range ours {
		if left[r] > 0 {
			left[r]--
			s.Equal++
		}
	}
	return s
}

func count(rows []string) map[string]int {
	m := make(map[string]int, len(rows))
	for _, r := range rows {
		m[r]++
	}
	return m
}

// CompareEither counts the rows that either original has. The number of rows
// is the larger of ours and that of the original whose number is nearer to ours.
func CompareEither(ours, a, b []string) Score {
	left := count(a)
	for r, n := range count(b) {
		left[r] = max(left[r], n)
	}
	near := len(a)
	if abs(len(ours)-len(b)) < abs(len(ours)-near) {
		near = len(b)
	}
	s := Score{Of: max(len(ours), near)}
	for _, r := range ours {
		if left[r] > 0 {
			left[r]--
			s.Equal++
		}
	}
	return s
}

func abs(n int) int { return max(n, -n) }

// Unmatched returns the rows of each list that have no equal in the other, in
// their own order.
func Unmatched(ours, orig []string) (onlyOurs, onlyOrig []string) {
	return without(ours, orig), without(orig, ours)
}

func without(rows, other []string) []string {
	left := count(other)
	var rest []string
	for _, r := range rows {
		if left[r] > 0 {
			left[r]--
			continue
		}
		rest = append(rest, r)
	}
	return rest
}

// column numbers of the default rows
const (
	colTime = iota
	colFlags
	colProto
	colSrc
	colSrcPort
	colDir
	colDst
	colDstPort
	colSrcPkts
	colDstPkts
	colSrcBytes
	colDstBytes
	colState
)

// As5 rewrites a default row printed by a client of release 3 into the form
// that the client of release 5 gives the same record, so that our rows, whose
// form is that of release 3, can be compared with the sensor of release 5:
//   - dir is padded with one blank less, or none;
//   - a port of 0 is blank;
//   - ICMP ports are type and code instead of code with type and identifier;
//   - ICMPv6 types 133 and 135 are named EXM and EER, not NRS and NNS;
//   - the Ethernet type of IPv4 is named ipv4, the group address of all hosts
//     has no name, and a checksum of IS-IS is cut to five characters.
//
// Rows of release 5 take [TrimDir] instead.
func As5(row string) string {
	f := strings.Split(row, "\t")
	if len(f) != len(DefaultFields) {
		return row
	}
	f[colDir] = strings.TrimSpace(f[colDir])
	if f[colProto] == "icmp" {
		f[colSrcPort], f[colDstPort] = icmpPorts5(f[colSrcPort], f[colDstPort])
	}
	for _, c := range []int{colSrcPort, colDstPort} {
		if f[c] == "0" {
			f[c] = ""
		}
	}
	if f[colProto] == "ipv6-icmp" {
		switch f[colState] {
		case "NRS":
			f[colState] = "EXM"
		case "NNS":
			f[colState] = "EER"
		}
	}
	if f[colProto] == "ip" && strings.Count(f[colSrc], ":") == 5 {
		f[colProto] = "ipv4"
	}
	for _, c := range []int{colSrc, colDst} {
		if f[c] == "Broadcast" {
			f[c] = "ff:ff:ff:ff:ff:ff"
		}
	}
	if f[colProto] == "isis" {
		f[colDstPort] = f[colDstPort][:min(5, len(f[colDstPort]))]
	}
	return strings.Join(f, "\t")
}

// icmpPorts5 turns "0x" code type and an identifier into type and code, a code
// of 0 being blank.
func icmpPorts5(sport, dport string) (string, string) {
	hex, ok := strings.CutPrefix(sport, "0x")
	if !ok || len(hex) != 4 {
		return sport, dport
	}
	code, typ := hex[:2], hex[2:]
	if code == "00" {
		return sport, ""
	}
	return "0x00" + typ, "0x00" + code
}

// TrimDir removes the padding of dir, which the releases do not share.
func TrimDir(row string) string {
	f := strings.Split(row, "\t")
	if len(f) > colDir {
		f[colDir] = strings.TrimSpace(f[colDir])
	}
	return strings.Join(f, "\t")
}

// Map returns fn of each row.
func Map(rows []string, fn func(string) string) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = fn(r)
	}
	return out
}

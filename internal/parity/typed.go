// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"net/netip"
	"strings"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// A typed value is what a record says, without a text in between: uint64,
// float64, []byte, netip.Addr or one of the types below; nil if there is none.
type typed = any

type (
	micros   int64   // since 1970
	mac      [6]byte // a link address
	captured string  // payload
)

// unknown stands for a value that has no structure to compare with.
const unknown = "unknown"

// A typedColumn is a column whose value a record's structure gives, and its
// names in the three JSON formats; "" where a format has none for it, or
// another value.
type typedColumn struct {
	json, ecs, zeek string
	get             func(row *field.Row) typed
}

// flows makes a getter of what only flows have.
func flows(get func(row *field.Row) typed) func(*field.Row) typed {
	return func(row *field.Row) typed {
		if !row.IsFlow() {
			return nil
		}
		return get(row)
	}
}

// part makes a getter of what only flows with a part have.
func part(p record.Parts, get func(row *field.Row) typed) func(*field.Row) typed {
	return flows(func(row *field.Row) typed {
		if !row.Has(p) {
			return nil
		}
		return get(row)
	})
}

// when is a value that may be missing.
func when(ok bool, v typed) typed {
	if !ok {
		return nil
	}
	return v
}

// counted makes a getter of a counter; man is what management records count
// there.
func counted(get func(m *record.Metrics) uint64, man func(m *record.Management) uint64) func(*field.Row) typed {
	return func(row *field.Row) typed {
		if !row.IsFlow() {
			return man(&row.Man)
		}
		return when(row.Has(record.PartMetrics), get(&row.Metrics))
	}
}

// sideTime makes a getter of a side's time, which is missing where it is 0; in
// management records it is the start or the end.
func sideTime(end bool, get func(row *field.Row) int64) func(*field.Row) typed {
	return func(row *field.Row) typed {
		if row.IsFlow() {
			us := get(row)
			if us < 0 { // an unknown start is shown as the year 2097
				us += 1e6 << 32
			}
			return when(us != 0, micros(us))
		}
		first, last := row.Span()
		if end {
			return micros(last)
		}
		return micros(first)
	}
}

// ratio makes a getter of a number that flows with times and counters have.
func ratio(get func(row *field.Row) float32) func(*field.Row) typed {
	return part(record.PartTime|record.PartMetrics, func(row *field.Row) typed { return float64(get(row)) })
}

// timed makes a getter of a number that records with times have.
func timed(get func(row *field.Row) float32) func(*field.Row) typed {
	return func(row *field.Row) typed {
		return when(!row.IsFlow() || row.Has(record.PartTime), float64(get(row)))
	}
}

// application makes a getter of application bytes, where they were counted.
func application(get func(m *record.Metrics) uint64, man func(m *record.Management) uint64) func(*field.Row) typed {
	all := counted(get, man)
	return func(row *field.Row) typed {
		if row.IsFlow() && !row.Metrics.HasApp {
			return nil
		}
		return all(row)
	}
}

// jitter makes a getter of inter-packet times in ms.
func jitter(class uint8, get func(j *record.Jitter) float32) func(*field.Row) typed {
	return part(record.PartJitter, func(row *field.Row) typed {
		return when(row.Jitter.Has&class != 0, float64(get(&row.Jitter))/1000)
	})
}

func tcpOf(get func(c *record.TCP, row *field.Row) typed) func(*field.Row) typed {
	return flows(func(row *field.Row) typed {
		if c := row.TCP(); c != nil {
			return get(c, row)
		}
		return nil
	})
}

// setUp makes a getter of a part of a connection's set-up, seconds.
func setUp(get func(c *record.TCP) uint32) func(*field.Row) typed {
	return func(row *field.Row) typed {
		if !row.IsFlow() || row.TCP() == nil || row.Net.Kind != record.NetTCPPerf {
			return nil
		}
		return float64(get(row.TCP())) / 1e6
	}
}

func link(get func(row *field.Row) [6]byte) func(*field.Row) typed {
	return part(record.PartMAC, func(row *field.Row) typed { return mac(get(row)) })
}

// endpoint makes a getter of an address: of IP, or of the link.
func endpoint(second bool) func(*field.Row) typed {
	return part(record.PartFlow, func(row *field.Row) typed {
		f := &row.Flow
		a := f.Src
		if second {
			a = f.Dst
		}
		switch f.Addr {
		case record.AddrIPv4, record.AddrARP:
			return netip.AddrFrom4([4]byte(a[:4]))
		case record.AddrIPv6:
			return netip.AddrFrom16(a)
		case record.AddrRARP:
			if a = f.SHA; second {
				a = f.THA
			}
		case record.AddrISIS:
			return unknown
		}
		return mac(a[:6])
	})
}

// transportPort makes a getter of a port of TCP and UDP.
func transportPort(second bool) func(*field.Row) typed {
	return flows(func(row *field.Row) typed {
		f := &row.Flow
		switch {
		case !row.Has(record.PartFlow), f.Addr != record.AddrIPv4 && f.Addr != record.AddrIPv6, f.Proto != 6 && f.Proto != 17:
			return unknown
		case second:
			return uint64(f.DstPort)
		}
		return uint64(f.SrcPort)
	})
}

func payload(get func(row *field.Row) *record.UserData, p record.Parts) func(*field.Row) typed {
	return part(p, func(row *field.Row) typed {
		d := get(row).Data
		return when(len(d) > 0, captured(d[:min(len(d), payloadWidth)]))
	})
}

// payloadWidth is how many bytes of payload are printed, more than a sensor captures.
const payloadWidth = 2000

// untilNUL is what a text of fixed length holds.
func untilNUL(b []byte) typed {
	text, _, _ := strings.Cut(string(b), "\x00")
	text = strings.Trim(text, " ")
	return when(text != "", []byte(text))
}

// readBack takes a value of a type as JSON has it to that of the column.
func readBack(got any, want typed) (typed, error) {
	text, isText := got.(string)
	number, isNumber := got.(json.Number)
	switch want.(type) {
	case uint64, float64, micros:
		if _, timed := want.(micros); timed && isText {
			t, err := time.Parse(time.RFC3339Nano, text)
			return micros(t.UnixMicro()), err
		}
		if !isNumber {
			return nil, fmt.Errorf("%v is not a number", got)
		}
		r, ok := new(big.Rat).SetString(number.String())
		if !ok {
			return nil, fmt.Errorf("%v is not a number", got)
		}
		return r, nil
	}
	if !isText {
		return nil, fmt.Errorf("%v is not a text", got)
	}
	switch want.(type) {
	case captured:
		b, err := base64.StdEncoding.DecodeString(text)
		return captured(b), err
	case netip.Addr:
		return netip.ParseAddr(text)
	case mac:
		return parseMAC(text)
	}
	return rawBytes(text), nil
}

func parseMAC(text string) (m mac, err error) {
	if text == "Broadcast" {
		return mac{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, nil
	}
	_, err = fmt.Sscanf(strings.ToLower(strings.ReplaceAll(text, "-", ":")), "%02x:%02x:%02x:%02x:%02x:%02x", &m[0], &m[1], &m[2], &m[3], &m[4], &m[5])
	return m, err
}

// rawBytes replaces the characters U+F700 to U+F7FF by the bytes that they
// stand for.
func rawBytes(text string) []byte {
	var b []byte
	for _, r := range text {
		if r>>8 == 0xf7 {
			b = append(b, byte(r))
		} else {
			b = append(b, string(r)...)
		}
	}
	return b
}

// micro is the last digit of numbers.
const micro = 1e-6

// same reports whether a value that was read back is the column's. A number
// with a fraction has six digits after its point.
func same(got, want typed) bool {
	switch w := want.(type) {
	case uint64:
		return got.(*big.Rat).Cmp(new(big.Rat).SetInt(new(big.Int).SetUint64(w))) == 0
	case micros:
		if m, ok := got.(micros); ok {
			return m == w
		}
		return got.(*big.Rat).Cmp(big.NewRat(int64(w), 1e6)) == 0
	case float64:
		g, _ := got.(*big.Rat).Float64()
		return math.Abs(g-w) <= 0.51*micro+math.Abs(w)*1e-7
	case []byte:
		return string(got.([]byte)) == string(w)
	}
	return got == want
}

// compareTyped compares the value of one column, nil for none, with the row's.
func compareTyped(name string, got any, want typed) string {
	if want == unknown {
		return ""
	}
	if f, ok := want.(float64); ok && (math.IsNaN(f) || math.IsInf(f, 0)) {
		want = nil // JSON has no such numbers
	}
	if got == nil || want == nil {
		if got == nil && want == nil {
			return ""
		}
		return fmt.Sprintf("%s: have %v, the record has %v", name, got, want)
	}
	back, err := readBack(got, want)
	if err != nil {
		return fmt.Sprintf("%s: %v, the record has %v", name, err, want)
	}
	if !same(back, want) {
		return fmt.Sprintf("%s: have %v, the record has %v", name, got, want)
	}
	return ""
}

// find returns what an object has at a path; the empty text stands for nothing.
func find(object map[string]any, path string) any {
	if v, ok := object[path]; ok || !strings.Contains(path, ".") {
		return when(v != "", v)
	}
	first, rest, _ := strings.Cut(path, ".")
	inner, ok := object[first].(map[string]any)
	if !ok {
		return nil
	}
	return find(inner, rest)
}

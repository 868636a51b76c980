// SPDX-License-Identifier: Apache-2.0

// Package recsort sorts records by columns, in bounded memory.
//
// A [Key] turns a row into bytes that compare as its values do, so that records
// are sorted, and merged from files, by comparing bytes alone. Values that a
// record does not have come last, whatever the direction.
package recsort

import (
	"encoding/binary"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/nearest"
	"github.com/argus-go/argus/record"
)

// A Key is one key of an order.
type Key struct {
	Name string
	// Descending puts the largest value first.
	Descending bool
	column     *field.Field
	bits       int // of addresses, -1 for all
}

// aliases are names of keys of releases 2.0 to 3.0 that are no columns (classic
// 2.x, section 8).
var aliases = [...][2]string{
	{"time", "stime"},
	{"startime", "stime"},
	{"starttime", "stime"},
	{"lasttime", "ltime"},
	{"duration", "dur"},
	{"avgdur", "mean"},
	{"mindur", "min"},
	{"maxdur", "max"},
	{"srcaddr", "saddr"},
	{"dstaddr", "daddr"},
	{"srcbytes", "sbytes"},
	{"dstbytes", "dbytes"},
	{"packets", "pkts"},
	{"srcpackets", "spkts"},
	{"dstpackets", "dpkts"},
	{"tranref", "seq"},
}

// ascending are the numeric columns whose smallest value comes first. Times,
// durations, addresses and texts do so too; all other numbers descend (clients:
// aggregation, section 5).
var ascending = [...]string{
	"sport", "dport", "sttl", "dttl", "seq", "sminsz", "dminsz", "mean", "min", "max", "sum", "runtime", "stddev", "dur", "sdur", "ddur",
	"rank", "offset",
}

// Names returns the names that ParseKey takes.
func Names() []string {
	var names []string
	for _, f := range field.All() {
		names = append(names, f.Name)
	}
	for _, a := range aliases {
		names = append(names, a[0])
	}
	return names
}

// Column returns the column with a name, which may be one that only keys have, in
// any case.
func Column(name string) (*field.Field, bool) {
	name = strings.ToLower(name)
	for _, a := range aliases {
		if a[0] == name {
			name = a[1]
		}
	}
	return field.Lookup(name)
}

// An UnknownKeyError is a word that is not the name of a sort key.
type UnknownKeyError struct{ Word string }

func (e *UnknownKeyError) Error() string {
	for sign, direction := range map[string]string{"+": "asc", "-": "desc"} {
		if name, ok := strings.CutPrefix(e.Word, sign); ok && slices.Contains(Names(), name) {
			return fmt.Sprintf("%q is not a sort key, did you mean %s:%s?", e.Word, name, direction)
		}
	}
	if near := nearest.Word(e.Word, Names()); near != "" {
		return fmt.Sprintf("%q is not a sort key, did you mean %s?", e.Word, near)
	}
	return fmt.Sprintf("%q is not a sort key (any column of ra is one: see ra --help fields)", e.Word)
}

// ParseKeys reads the keys of words, which may be separated by blanks and commas.
// A key is the name of a column; /length sorts addresses by their prefix, and
// :asc or :desc sets the direction.
func ParseKeys(words []string) ([]Key, error) {
	var keys []Key
	for _, arg := range words {
		for _, word := range strings.FieldsFunc(arg, func(c rune) bool { return c == ' ' || c == ',' || c == '\t' }) {
			k, err := parseKey(word)
			if err != nil {
				return nil, err
			}
			keys = append(keys, k)
		}
	}
	return keys, nil
}

func parseKey(word string) (Key, error) {
	name, direction, directed := strings.Cut(word, ":")
	name, length, masked := strings.Cut(name, "/")
	f, ok := Column(name)
	if !ok {
		return Key{}, &UnknownKeyError{name}
	}
	k := Key{Name: f.Name, column: f, bits: -1}
	k.Descending = descends(f)
	if directed {
		switch direction {
		case "asc":
			k.Descending = false
		case "desc":
			k.Descending = true
		default:
			return k, fmt.Errorf("%s: %q is not a direction (want asc or desc)", word, direction)
		}
	}
	if !masked {
		return k, nil
	}
	n, err := strconv.Atoi(length)
	switch {
	case k.Name != "saddr" && k.Name != "daddr":
		return k, fmt.Errorf("%s: only saddr and daddr take a length", word)
	case err != nil || n < 1 || n > 128:
		return k, fmt.Errorf("%s: %q is not a length (want 1 to 128)", word, length)
	}
	k.bits = n
	return k, nil
}

// descends reports whether the largest value of a column comes first.
func descends(f *field.Field) bool {
	switch f.Name {
	case "proto", "tcprtt", "synack", "ackdat":
		return true
	}
	switch f.Kind {
	case field.Int, field.Uint, field.Float:
		return !slices.Contains(ascending[:], f.Name)
	}
	return false
}

// Needs returns the parts of records that keys look at.
func Needs(keys []Key) record.Parts {
	var p record.Parts
	for i := range keys {
		p |= keys[i].column.Parts()
	}
	return p
}

// options make values independent of what is printed.
var options = field.Options{Names: field.NamesNone}

// AppendKey appends the bytes by which a row is sorted.
func AppendKey(dst []byte, keys []Key, row *field.Row) []byte {
	for i := range keys {
		dst = keys[i].append(dst, row)
	}
	return dst
}

// Each value begins with eight bytes, of which the first bit is set if it is
// absent.
const absent = math.MaxUint64

func (k *Key) append(dst []byte, row *field.Row) []byte {
	switch k.Name {
	case "saddr", "daddr":
		return k.appendAddress(dst, row)
	case "proto":
		return k.appendNumber(dst, protocol(row))
	case "sport", "dport":
		return k.appendNumber(dst, port(row, k.Name == "dport"))
	}
	v := k.column.Value(&options, row)
	switch v.Kind() {
	case field.Absent:
		return k.appendAbsent(dst, row)
	case field.Uint:
		return k.appendNumber(dst, min(v.Uint(), math.MaxInt64))
	case field.Int, field.Time, field.Duration:
		return k.appendNumber(dst, signed(v.Int()))
	case field.Float:
		return k.appendNumber(dst, ordered(v.Float()))
	case field.Addr:
		return k.appendText(dst, addressBytes(&v))
	}
	return k.appendText(dst, v.Bytes())
}

// appendAbsent appends that there is no value. Where a number is printed as 0 all
// the same, such as the loss of what is not TCP, it is 0 in the order too.
func (k *Key) appendAbsent(dst []byte, row *field.Row) []byte {
	if !printsZero(k.column, row) {
		return binary.BigEndian.AppendUint64(dst, absent)
	}
	switch k.column.Kind {
	case field.Uint:
		return k.appendNumber(dst, 0)
	case field.Int, field.Duration:
		return k.appendNumber(dst, signed(0))
	case field.Float:
		return k.appendNumber(dst, ordered(0))
	}
	return binary.BigEndian.AppendUint64(dst, absent)
}

// signed returns a number of 63 bits that compares as v does.
func signed(v int64) uint64 { return uint64(min(max(v, -1<<62), 1<<62-1) + 1<<62) }

// appendNumber appends a number of 63 bits.
func (k *Key) appendNumber(dst []byte, n uint64) []byte {
	if k.Descending {
		n = math.MaxInt64 - n
	}
	return binary.BigEndian.AppendUint64(dst, n)
}

// ordered returns a number of 63 bits that compares as f does. NaN is the
// smallest.
func ordered(f float64) uint64 {
	switch {
	case math.IsNaN(f):
		return 0
	case f == 0:
		f = 0 // -0 is no other number
	}
	b := math.Float64bits(f)
	if b>>63 != 0 {
		b = ^b
	} else {
		b |= 1 << 63
	}
	return b >> 1
}

// appendText appends a text, after eight bytes that say that it is there.
func (k *Key) appendText(dst, text []byte) []byte {
	return k.appendEscaped(binary.BigEndian.AppendUint64(dst, 0), text)
}

// appendEscaped appends a text and a mark of its end, so that what follows does not
// matter to a longer text.
func (k *Key) appendEscaped(dst, text []byte) []byte {
	start := len(dst)
	for _, b := range text {
		if dst = append(dst, b); b == 0 {
			dst = append(dst, 0xff)
		}
	}
	dst = append(dst, 0, 0)
	if k.Descending {
		for i := start; i < len(dst); i++ {
			dst[i] = ^dst[i]
		}
	}
	return dst
}

func addressBytes(v *field.Value) []byte {
	if a, ok := v.Link(); ok {
		return a[:]
	}
	return v.Addr().AsSlice()
}

// appendAddress appends an end of a flow: by the type of the flow (IPv4, IPv6,
// Ethernet, ARP, RARP ...), and then by the address.
func (k *Key) appendAddress(dst []byte, row *field.Row) []byte {
	v := k.column.Value(&options, row)
	if !row.IsFlow() || v.Kind() == field.Absent {
		return binary.BigEndian.AppendUint64(dst, absent)
	}
	var b [24]byte
	b[1] = byte(row.Flow.Addr)
	switch a := v.Addr(); {
	case a.Is4():
		a = k.prefix(a)
		b4 := a.As4()
		// Family and address fit the first eight bytes.
		copy(b[2:], b4[:])
		return k.appendBytes(dst, b[:8])
	case a.Is6():
		a16 := k.prefix(a).As16()
		copy(b[8:], a16[:])
		return k.appendBytes(dst, b[:])
	}
	return k.appendEscaped(k.appendBytes(dst, b[:8]), addressOrText(&v))
}

func addressOrText(v *field.Value) []byte {
	if v.Kind() == field.Addr {
		return addressBytes(v)
	}
	return v.Bytes()
}

// prefix returns an address cut to the length of the key.
func (k *Key) prefix(a netip.Addr) netip.Addr {
	if k.bits < 0 || k.bits > a.BitLen() {
		return a
	}
	p, err := a.Prefix(k.bits)
	if err != nil {
		return a
	}
	return p.Addr()
}

// appendBytes appends bytes of which the first bit is not set.
func (k *Key) appendBytes(dst, b []byte) []byte {
	start := len(dst)
	dst = append(dst, b...)
	if k.Descending {
		for i := start; i < len(dst); i++ {
			dst[i] = ^dst[i]
		}
		dst[start] &= 0x7f
	}
	return dst
}

// protocol returns the number of the IP protocol, 0 for flows of others.
func protocol(row *field.Row) uint64 {
	if !row.IsFlow() || !row.Has(record.PartFlow) {
		return 0
	}
	switch row.Flow.Addr {
	case record.AddrIPv4, record.AddrIPv6:
		return uint64(row.Flow.Proto)
	}
	return 0
}

// port returns a TCP or UDP port, or the type and code of ICMPv6; 0 for others.
func port(row *field.Row, dst bool) uint64 {
	if protocol(row) == 0 {
		return 0
	}
	f := &row.Flow
	switch f.Proto {
	case 6, 17, 33, 132, 136:
		if dst {
			return uint64(f.DstPort)
		}
		return uint64(f.SrcPort)
	case 58:
		if dst {
			return uint64(f.ICMPCode)
		}
		return uint64(f.ICMPType)
	}
	return 0
}

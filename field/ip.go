// SPDX-License-Identifier: Apache-2.0

package field

import (
	"math/bits"

	"github.com/argus-go/argus/record"
)

// An ipAttr is a column of an IP attribute.
type ipAttr struct {
	of  side
	get func(*record.IPSide) Value
}

func (c ipAttr) value(_ *Options, row *Row) Value {
	if a := attrOf(row, c.of); a != nil {
		return c.get(a)
	}
	return Value{}
}

// attrOf returns the IP attributes of a side, nil if the record has none.
func attrOf(row *Row, of side) *record.IPSide {
	if !isFlow(row) || !row.Has(record.PartIPAttr) {
		return nil
	}
	a := &row.IPAttr.Src
	if of == destination {
		a = &row.IPAttr.Dst
	}
	if !a.Has {
		return nil
	}
	return a
}

func ttl(a *record.IPSide) Value { return UintValue(uint64(a.TTL)) }
func tos(a *record.IPSide) Value { return UintValue(uint64(a.TOS)) }

// ipID is the IP identification with its bytes exchanged.
//
// Compat: as the originals print it.
func ipID(a *record.IPSide) Value { return hexValue(uint64(bits.ReverseBytes16(a.ID)), 4) }

// hops is the distance of the TTL from the next power of two.
func hops(a *record.IPSide) Value {
	n := 1
	for n < int(a.TTL) {
		n <<= 1
	}
	return UintValue(uint64(n - int(a.TTL)))
}

// dsNames are the names of differentiated services code points.
var dsNames = [64]string{
	0: "cs0", 8: "cs1", 16: "cs2", 24: "cs3", 32: "cs4", 40: "cs5", 48: "cs6", 56: "cs7",
	10: "af11", 12: "af12", 14: "af13", 18: "af21", 20: "af22", 22: "af23",
	26: "af31", 28: "af32", 30: "af33", 34: "af41", 36: "af42", 38: "af43", 46: "ef",
}

// disaNames are the names of release 3.0.8 for the networks of DISA.
var disaNames = [64]string{
	0: "BE", 9: "HPHTD", 10: "SHTD", 12: "SHTD", 14: "SHTD", 16: "OAM", 17: "HPLLD", 18: "SHLLD", 20: "SHLLD", 22: "SHLLD",
	25: "HPMMS", 26: "SMMS", 28: "SMMS", 30: "SMMS", 32: "SM", 38: "Video", 40: "US", 46: "Voice", 48: "NC",
}

// DISAWidth is the width of columns that show DISA names.
const DISAWidth = 8

// A dsColumn is a column of a code point: its name, or its number if it has no
// name or numbers are wanted.
type dsColumn struct{ of side }

func (c dsColumn) value(o *Options, row *Row) Value {
	a := attrOf(row, c.of)
	if a == nil {
		return Value{}
	}
	point := a.TOS >> 2
	name := dsNames[point]
	if o.DISA {
		name = disaNames[point]
	}
	return nameOr(name, uint64(point), o.Names >= NamesNone)
}

func (c dsColumn) text(dst []byte, o *Options, row *Row) []byte {
	v := c.value(o, row)
	if v.kind == Uint && v.num < 10 {
		dst = append(dst, ' ')
	}
	return v.append(dst, o, row)
}

// A vlanTag is a column of a VLAN tag, or of a part of it.
type vlanTag struct {
	of  side
	get func(tag uint16) Value
}

func (c vlanTag) value(_ *Options, row *Row) Value {
	v := &row.VLAN
	switch {
	case !isFlow(row) || !row.Has(record.PartVLAN):
	case c.of == source && v.HasSrc:
		return c.get(v.Src)
	case c.of == destination && v.HasDst:
		return c.get(v.Dst)
	}
	return Value{}
}

func wholeTag(tag uint16) Value { return hexValue(uint64(tag), 4) }
func vlanID(tag uint16) Value   { return UintValue(uint64(tag & 0xfff)) }

// A mplsLabel is a column of the outermost MPLS label.
type mplsLabel struct{ of side }

func (c mplsLabel) value(_ *Options, row *Row) Value {
	m := &row.MPLS
	switch {
	case !isFlow(row) || !row.Has(record.PartMPLS):
	case c.of == source && m.HasSrc:
		return UintValue(uint64(m.Src >> 12))
	case c.of == destination && m.HasDst:
		return UintValue(uint64(m.Dst >> 12))
	}
	return Value{}
}

func srcEncaps(dst []byte, _ *Options, row *Row) []byte {
	if !isFlow(row) || !row.Has(record.PartEncaps) {
		return dst
	}
	return appendEncaps(dst, row.Encaps.Src)
}

func dstEncaps(dst []byte, _ *Options, row *Row) []byte {
	if !isFlow(row) || !row.Has(record.PartEncaps) {
		return dst
	}
	return appendEncaps(dst, row.Encaps.Dst)
}

func srcEncapsValue(o *Options, row *Row) Value {
	var buf [shortLen]byte
	return composed(srcEncaps(buf[:0], o, row))
}

func dstEncapsValue(o *Options, row *Row) Value {
	var buf [shortLen]byte
	return composed(dstEncaps(buf[:0], o, row))
}

// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/argus-go/argus/record"
)

// A keyWord is a word of -m and of model="" in rule files.
type keyWord struct {
	name   string
	parts  record.Parts
	masks  bool // takes /length
	append func(dst []byte, r *record.Record, m mask) []byte
}

// keyWords are the words for one field, by name.
var keyWords = []keyWord{
	{"srcid", record.PartTransport, false, appendSourceID},
	{"smpls", record.PartMPLS, false, appendSrcMPLS},
	{"dmpls", record.PartMPLS, false, appendDstMPLS},
	{"svlan", record.PartVLAN, false, appendSrcVLAN},
	{"dvlan", record.PartVLAN, false, appendDstVLAN},
	{"svid", record.PartVLAN, false, appendSrcVLAN},
	{"dvid", record.PartVLAN, false, appendDstVLAN},
	{"svpri", record.PartVLAN, false, appendSrcPriority},
	{"dvpri", record.PartVLAN, false, appendDstPriority},
	{"proto", record.PartFlow, false, appendProto},
	{"saddr", record.PartFlow, true, appendSrcAddr},
	{"sport", record.PartFlow, false, appendSrcPort},
	{"daddr", record.PartFlow, true, appendDstAddr},
	{"dport", record.PartFlow, false, appendDstPort},
	{"snet", record.PartFlow, false, appendSrcAddr},
	{"dnet", record.PartFlow, false, appendDstAddr},
	{"stos", record.PartIPAttr, false, appendSrcTOS},
	{"dtos", record.PartIPAttr, false, appendDstTOS},
	{"sttl", record.PartIPAttr, false, appendSrcTTL},
	{"dttl", record.PartIPAttr, false, appendDstTTL},
	{"sipid", record.PartIPAttr, false, appendSrcIPID},
	{"dipid", record.PartIPAttr, false, appendDstIPID},
	{"sdsb", record.PartIPAttr, false, appendSrcDSB},
	{"ddsb", record.PartIPAttr, false, appendDstDSB},
	{"stcpb", record.PartNet, false, appendSrcBase},
	{"dtcpb", record.PartNet, false, appendDstBase},
	{"smac", record.PartMAC, false, appendSrcMAC},
	{"dmac", record.PartMAC, false, appendDstMAC},
	{"soui", record.PartMAC, false, appendSrcOUI},
	{"doui", record.PartMAC, false, appendDstOUI},
	{"sco", record.PartCountry, false, appendSrcCountry},
	{"dco", record.PartCountry, false, appendDstCountry},
	{"sas", record.PartASN, false, appendSrcASN},
	{"das", record.PartASN, false, appendDstASN},
	{"ias", record.PartASN, false, appendInodeASN},
	{"inode", record.PartICMPMap, false, appendInode},
}

// groupWords are the words that stand for several fields or change how records
// are counted.
var groupWords = []string{"none", "matrix", "macmatrix", "addr", "mac", "port"}

// KeyNames returns all words that [ParseKey] takes.
func KeyNames() []string {
	names := append([]string(nil), groupWords...)
	for i := range keyWords {
		names = append(names, keyWords[i].name)
	}
	return names
}

// DefaultKey is the key of programs without -m: sensor, protocol, addresses and
// ports.
func DefaultKey() Key {
	return Key{whole: true, fields: fieldsOf("srcid", "saddr", "daddr", "proto", "sport", "dport")}
}

// EndKey is the key of -M rmon without -m.
//
// Compat: what one end did, whoever the other was.
func EndKey() Key { return Key{fields: fieldsOf("srcid", "proto", "saddr", "sport")} }

// NoKey makes each record a group of its own.
func NoKey() Key { return Key{} }

// An UnknownKeyError is a word that is not the name of a key.
type UnknownKeyError struct{ Word string }

func (e *UnknownKeyError) Error() string { return fmt.Sprintf("%q is not a key", e.Word) }

// ParseKey reads the words of -m. "none" drops what precedes it. Words are
// separated by blanks or commas, within an argument as well. The error is an
// [UnknownKeyError] or says what is wrong with a length.
func ParseKey(args []string) (Key, error) {
	var k Key
	for _, arg := range args {
		for _, word := range strings.FieldsFunc(arg, func(c rune) bool { return c == ' ' || c == ',' || c == '\t' }) {
			if err := k.add(word); err != nil {
				return Key{}, err
			}
		}
	}
	return k, nil
}

// add adds the fields of one word.
func (k *Key) add(word string) error {
	name, length, masked := strings.Cut(strings.ToLower(word), "/")
	m := noMask
	if masked {
		var err error
		if m, err = parseMask(length); err != nil {
			return fmt.Errorf("%s: %w", word, err)
		}
	}
	addresses := true // the word takes a length
	switch name {
	case "none":
		*k = Key{}
		addresses = false
	case "matrix":
		k.matrix = true
		k.put("saddr", m)
		k.put("daddr", m)
	case "macmatrix":
		k.macMatrix = true
		k.put("smac", noMask)
		k.put("dmac", noMask)
		addresses = false
	case "addr":
		k.EachEnd = true
		k.put("saddr", m)
	case "mac":
		k.EachEnd = true
		k.put("smac", noMask)
		addresses = false
	case "port":
		k.EachEnd = true
		k.put("sport", noMask)
		addresses = false
	case "snet", "dnet":
		k.put(name, mask{classful, -1})
		addresses = false
	default:
		w := keyWordOf(name)
		if w == nil {
			return &UnknownKeyError{word}
		}
		addresses = w.masks
		k.put(name, m)
	}
	if masked && !addresses {
		return fmt.Errorf("%s: only addresses take a length", word)
	}
	return nil
}

// put adds a field, or gives it another length.
func (k *Key) put(name string, m mask) {
	w := keyWordOf(name)
	for i := range k.fields {
		if k.fields[i].word == w {
			k.fields[i].mask = m
			return
		}
	}
	k.fields = append(k.fields, keyField{w, m})
}

func fieldsOf(names ...string) []keyField {
	var list []keyField
	for _, n := range names {
		list = append(list, keyField{keyWordOf(n), noMask})
	}
	return list
}

func keyWordOf(name string) *keyWord {
	for i := range keyWords {
		if keyWords[i].name == name {
			return &keyWords[i]
		}
	}
	return nil
}

// parseMask reads what follows the slash: a length, or a mask as an address.
// Lengths up to 32 cut addresses of both families, longer ones those of IPv6;
// "class" stands for the length of an IPv4 address's class.
func parseMask(text string) (mask, error) {
	if text == "class" {
		return mask{classful, -1}, nil
	}
	if n, err := strconv.Atoi(text); err == nil {
		switch {
		case n < 0 || n > 128:
			return noMask, fmt.Errorf("%d is not a length (want 1 to 128)", n)
		case n == 0:
			return noMask, nil // Compat: as in 3.0.8
		case n <= 32:
			return mask{n, n}, nil
		}
		return mask{-1, n}, nil
	}
	a, err := netip.ParseAddr(text)
	if err != nil {
		return noMask, fmt.Errorf("%q is neither a length nor a mask", text)
	}
	b := a.AsSlice()
	n := 0
	for n < len(b)*8 && b[n/8]&(0x80>>(n%8)) != 0 {
		n++
	}
	rest := append([]byte(nil), b...)
	clearFrom(rest, n)
	if string(rest) != string(b) {
		return noMask, fmt.Errorf("%s is not a mask of leading ones", text)
	}
	if a.Is4() {
		return mask{n, -1}, nil
	}
	return mask{-1, n}, nil
}

func side(r *record.Record, dst bool) *record.IPSide {
	if !r.Has(record.PartIPAttr) {
		return &noSide
	}
	if dst {
		return &r.IPAttr.Dst
	}
	return &r.IPAttr.Src
}

var noSide record.IPSide

func appendSrcTOS(dst []byte, r *record.Record, _ mask) []byte {
	return append(dst, side(r, false).TOS)
}

func appendDstTOS(dst []byte, r *record.Record, _ mask) []byte { return append(dst, side(r, true).TOS) }

func appendSrcTTL(dst []byte, r *record.Record, _ mask) []byte {
	return append(dst, side(r, false).TTL)
}

func appendDstTTL(dst []byte, r *record.Record, _ mask) []byte { return append(dst, side(r, true).TTL) }

func appendSrcDSB(dst []byte, r *record.Record, _ mask) []byte {
	return append(dst, side(r, false).TOS>>2)
}

func appendDstDSB(dst []byte, r *record.Record, _ mask) []byte {
	return append(dst, side(r, true).TOS>>2)
}

func appendSrcIPID(dst []byte, r *record.Record, _ mask) []byte {
	return binary.BigEndian.AppendUint16(dst, side(r, false).ID)
}

func appendDstIPID(dst []byte, r *record.Record, _ mask) []byte {
	return binary.BigEndian.AppendUint16(dst, side(r, true).ID)
}

func appendWord(dst []byte, has bool, v uint32) []byte {
	if !has {
		v = 0
	}
	return binary.BigEndian.AppendUint32(dst, v)
}

func appendSrcMPLS(dst []byte, r *record.Record, _ mask) []byte {
	return appendWord(dst, r.Has(record.PartMPLS) && r.MPLS.HasSrc, r.MPLS.Src>>12)
}

func appendDstMPLS(dst []byte, r *record.Record, _ mask) []byte {
	return appendWord(dst, r.Has(record.PartMPLS) && r.MPLS.HasDst, r.MPLS.Dst>>12)
}

func appendSrcVLAN(dst []byte, r *record.Record, _ mask) []byte {
	return appendWord(dst, r.Has(record.PartVLAN) && r.VLAN.HasSrc, uint32(r.VLAN.Src))
}

func appendDstVLAN(dst []byte, r *record.Record, _ mask) []byte {
	return appendWord(dst, r.Has(record.PartVLAN) && r.VLAN.HasDst, uint32(r.VLAN.Dst))
}

func appendSrcPriority(dst []byte, r *record.Record, _ mask) []byte {
	return appendWord(dst, r.Has(record.PartVLAN) && r.VLAN.HasSrc, uint32(r.VLAN.Src>>13))
}

func appendDstPriority(dst []byte, r *record.Record, _ mask) []byte {
	return appendWord(dst, r.Has(record.PartVLAN) && r.VLAN.HasDst, uint32(r.VLAN.Dst>>13))
}

func appendSrcBase(dst []byte, r *record.Record, _ mask) []byte {
	return appendWord(dst, r.Has(record.PartNet) && tcpKind(r.Net.Kind), r.Net.TCP.Src.SeqBase)
}

func appendDstBase(dst []byte, r *record.Record, _ mask) []byte {
	return appendWord(dst, r.Has(record.PartNet) && tcpKind(r.Net.Kind), r.Net.TCP.Dst.SeqBase)
}

func macOf(r *record.Record, dst bool) *[6]byte {
	switch {
	case !r.Has(record.PartMAC):
		return &noMAC
	case dst:
		return &r.MAC.Dst
	}
	return &r.MAC.Src
}

var noMAC [6]byte

func appendSrcMAC(dst []byte, r *record.Record, _ mask) []byte {
	return append(dst, macOf(r, false)[:]...)
}

func appendDstMAC(dst []byte, r *record.Record, _ mask) []byte {
	return append(dst, macOf(r, true)[:]...)
}

func appendSrcOUI(dst []byte, r *record.Record, _ mask) []byte {
	return append(dst, macOf(r, false)[:3]...)
}

func appendDstOUI(dst []byte, r *record.Record, _ mask) []byte {
	return append(dst, macOf(r, true)[:3]...)
}

func appendSrcCountry(dst []byte, r *record.Record, _ mask) []byte {
	if !r.Has(record.PartCountry) {
		return append(dst, 0, 0)
	}
	return append(dst, r.Country.Src[:]...)
}

func appendDstCountry(dst []byte, r *record.Record, _ mask) []byte {
	if !r.Has(record.PartCountry) {
		return append(dst, 0, 0)
	}
	return append(dst, r.Country.Dst[:]...)
}

func appendSrcASN(dst []byte, r *record.Record, _ mask) []byte {
	return appendWord(dst, r.Has(record.PartASN), r.ASN.Src)
}

func appendDstASN(dst []byte, r *record.Record, _ mask) []byte {
	return appendWord(dst, r.Has(record.PartASN), r.ASN.Dst)
}

func appendInodeASN(dst []byte, r *record.Record, _ mask) []byte {
	return appendWord(dst, r.Has(record.PartASN) && r.ASN.HasInode, r.ASN.Inode)
}

func appendInode(dst []byte, r *record.Record, _ mask) []byte {
	return appendWord(dst, r.Has(record.PartICMPMap), r.ICMPMap.Gateway)
}

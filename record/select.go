// SPDX-License-Identifier: Apache-2.0

package record

import (
	"math"

	"github.com/argus-go/argus/internal/lazy"
)

// AllParts are all parts that a record can have.
const AllParts = PartScore<<1 - 1

// A Selection says what a run needs of the flow records of a stream.
type Selection struct {
	// Parts are decoded at once, and so are keys of ARP, which say which side is
	// which. The other parts count as absent until [Record.Complete] decodes them.
	Parts Parts
	// Skip, if it is set, reports whether a flow record may be skipped, by looking
	// only at Parts. Skipped records are counted and not returned. Nothing is skipped
	// if Parts is [AllParts].
	Skip func(*Record) bool
	// Clauses make skipping cheaper: each must hold for every record that Skip is
	// false of. Most records are then skipped without being decoded.
	Clauses []lazy.Clause
}

// Select makes the decoder follow s. It must be called before the first Next. Only
// packages of this module can call it, see package lazy.
func (d *Decoder) Select(_ lazy.Key, s Selection) {
	d.sel = nil
	if s.Parts&AllParts != AllParts {
		d.sel = &selection{Selection: s}
	}
}

// Skipped returns how many records were skipped.
func (d *Decoder) Skipped(lazy.Key) int64 {
	if d.sel == nil {
		return 0
	}
	return d.sel.skipped
}

// Select is [Decoder.Select].
func (r *Reader) Select(k lazy.Key, s Selection) { r.decoder.Select(k, s) }

// Skipped is [Decoder.Skipped].
func (r *Reader) Skipped(k lazy.Key) int64 { return r.decoder.Skipped(k) }

// A selection is a Selection at work: it remembers the layouts of records that were
// decoded, so that others that are built alike cost less.
type selection struct {
	Selection
	layouts [256][4]*layout // by header; the one that was used last is first
	dsrs    []dsr           // scratch
	made    layout          // scratch
	stock   stock
	skipped int64
	edge    window // a copy of a record at the end of a batch
}

// skipRecords skips the next records of the batch that may be skipped, as long as
// their layouts are known. It returns the first record that is not skipped, or nil
// if it cannot decide about the next one.
func (d *Decoder) skipRecords() *Record {
	s, r := d.sel, &d.rec
	for {
		d.at += s.skipByClauses(d.data[d.at:])
		rest := d.data[d.at:]
		if len(rest) < headerLen {
			return nil
		}
		n := int(be.Uint16(rest[2:])) * 4
		if n < headerLen || n > len(rest) {
			return nil
		}
		wire := rest[:n]
		w := s.window(wire)
		l := s.find(w)
		if l == nil {
			return nil
		}
		if !l.testable || !l.rejects(w) {
			r.begin(wire)
			if !r.decodeByLayout(wire, d.gen, l, s.Parts) || r.reversedARP() {
				return nil
			}
			if !s.Skip(r) {
				r.wire, r.gen = wire[headerLen:], d.gen
				d.lend(wire)
				return r
			}
		}
		s.skipped++
		d.at += n
	}
}

// skipByClauses skips records at the start of b that clauses reject and whose layout
// is the one that was used last with their header. It returns how many bytes these
// records are.
func (s *selection) skipByClauses(b []byte) int {
	size := len(b)
	for len(b) >= len(window{}) {
		w := (*window)(b)
		l := s.known(w)[0]
		if l == nil || !l.fits(w) || !l.rejects(w) {
			break
		}
		n := w.size()
		if n > len(b) {
			break
		}
		s.skipped++
		b = b[n:]
	}
	return size - len(b)
}

// decodeSelected decodes the DSRs of the record wire that s selects.
func (r *Record) decodeSelected(wire []byte, gen Generation, s *selection) error {
	r.wire, r.gen = wire[headerLen:], gen
	w := s.window(wire)
	if l := s.find(w); l != nil && r.decodeByLayout(wire, gen, l, s.Parts) {
		return nil
	}
	return r.decodeAndLearn(wire, w, gen, s)
}

// decodeByLayout is decodeSelected for a record of layout l. It reports false if a
// part that it decodes is damaged.
func (r *Record) decodeByLayout(wire []byte, gen Generation, l *layout, want Parts) bool {
	for _, d := range l.eager {
		b := wire[d.at:]
		if r.decodeCommon(b, gen, d.head, want) > 0 {
			continue
		}
		if n := int(d.head >> 24 << 2); !r.decodePart(b[:n:n], gen) {
			r.filled |= r.Parts
			r.Parts, r.Unknown = 0, r.Unknown[:0]
			return false
		}
	}
	r.undecoded, r.layout = l.undecoded, l
	if twice := r.Parts & l.undecoded; twice != 0 { // of two DSRs the last one counts
		r.filled |= twice
		r.Parts &^= twice
	}
	r.settle()
	return true
}

// decodeAndLearn is decodeSelected for a record whose layout is not known. It learns
// the layout, unless the length of some DSR is not given by its first bytes.
func (r *Record) decodeAndLearn(wire []byte, w *window, gen Generation, s *selection) (err error) {
	var undecoded Parts
	s.dsrs = s.dsrs[:0]
	b, plain := wire[headerLen:], true
	for len(b) >= 4 {
		part := partOf(b)
		at := len(wire) - len(b)
		d := dsr{at: uint16(min(at, math.MaxUint16)), head: le.Uint32(b), part: part, eager: part&^s.Parts == 0}
		n := r.decodeCommon(b, gen, d.head, s.Parts)
		if n == 0 {
			unknown, sound := len(r.Unknown), false
			if n, sound = r.decodeNext(b, gen); n == 0 {
				err = ErrDamaged
				break
			}
			switch {
			case !sound: // and drops an earlier one of its part
				undecoded &^= part
				err = ErrDamaged
			case len(r.Unknown) > unknown:
				d.eager = true
			case isARPKey(b): // in place of an earlier key, which is not decoded
				d.eager = true
				undecoded &^= part
			default:
				undecoded |= part &^ s.Parts
			}
			// The first four bytes of other DSRs do not give their length.
			plain = plain && d.head&0x80 == 0 && n == int(d.head>>24<<2) && !isShortARP(b, n)
		}
		s.dsrs = append(s.dsrs, d)
		b = b[n:]
	}
	r.undecoded = undecoded
	r.filled |= undecoded
	r.Parts &^= undecoded
	if n := len(s.dsrs); plain && err == nil && len(b) == 0 && n > 0 && n <= maxDSRs && s.dsrs[n-1].at <= maxAt {
		s.learn(w, undecoded)
	}
	return err
}

// decodeCommon decodes the DSR at the start of b if it is wanted and of one of the
// most frequent types, and returns its length. 0 leaves it to decodeNext.
func (r *Record) decodeCommon(b []byte, gen Generation, head uint32, want Parts) int {
	n := int(head >> 24 << 2)
	if n < 8 || n > len(b) {
		return 0
	}
	ok := false
	switch uint8(head) {
	case dsrFlow:
		ok = want&PartFlow != 0 && n != shortARP && r.decodeFlow(b[:n:n], gen)
	case dsrTime:
		ok = want&PartTime != 0 && r.decodeTime(b[:n:n], gen)
	case dsrMetrics:
		ok = want&PartMetrics != 0 && r.decodeMetrics(b[:n:n])
	case dsrNet:
		ok = want&PartNet != 0 && NetKind(b[1]) != NetTCPStatus && r.decodeNet(b[:n:n], gen)
	case dsrIPAttr:
		ok = want&PartIPAttr != 0 && r.decodeIPAttr(b[:n:n])
	case dsrEncaps:
		ok = want&PartEncaps != 0 && r.decodeEncaps(b[:n:n])
	}
	if !ok {
		return 0
	}
	return n
}

// Complete decodes the parts p, if the record has them and they were not decoded
// yet. Only packages of this module can call it, see package lazy.
func (r *Record) Complete(_ lazy.Key, p Parts) {
	if r.undecoded&p != 0 {
		r.complete(r.undecoded & p)
	}
}

func (r *Record) complete(p Parts) {
	parts, unknown := r.Parts|p, r.Unknown
	if r.layout != nil {
		for _, d := range r.layout.dsrs {
			if d.part&p != 0 {
				n := int(d.head >> 24 << 2)
				r.completePart(r.wire[int(d.at)-headerLen:][:n:n], p)
			}
		}
	} else {
		r.completeEach(p)
	}
	r.Parts, r.Unknown = parts, unknown
	r.undecoded &^= p
}

// completeEach is complete for a record whose layout is not known.
func (r *Record) completeEach(p Parts) {
	for b := r.wire; len(b) >= 4; {
		n := 4
		if b[0]&0x80 == 0 {
			n = partLen(b)
		}
		if n < 4 || n > len(b) {
			return
		}
		if partOf(b)&p != 0 {
			r.completePart(b[:n:n], p)
		}
		b = b[n:]
	}
}

func (r *Record) completePart(b []byte, p Parts) {
	if r.decodeCommon(b, r.gen, le.Uint32(b), p) == 0 {
		r.decodePart(b, r.gen)
	}
}

// partOf returns the part that the DSR at the start of b belongs to if decoding it
// can wait, else 0. It can if one DSR sets the whole part.
func partOf(b []byte) Parts {
	switch b[0] { // not of immediate ones, which have the high bit set
	case dsrTransport:
		return PartTransport
	case dsrFlow:
		return PartFlow
	case dsrTime:
		return PartTime
	case dsrMetrics:
		return PartMetrics
	case dsrNet:
		return PartNet
	case dsrVLAN:
		return PartVLAN
	case dsrMPLS:
		return PartMPLS
	case dsrJitter:
		return PartJitter
	case dsrIPAttr:
		return PartIPAttr
	case dsrSizes:
		return PartSizes
	case dsrData:
		if b[1]&0x20 != 0 {
			return PartDstData
		}
		return PartSrcData
	case dsrMAC:
		return PartMAC
	case dsrICMPMap:
		return PartICMPMap
	case dsrEncaps:
		return PartEncaps
	}
	return 0
}

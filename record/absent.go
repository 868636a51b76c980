// SPDX-License-Identifier: Apache-2.0

package record

// partMan stands for [Record.Man] among the parts that hold values.
const partMan Parts = 1 << 63

// everything is all that a record may hold.
const everything = AllParts | partMan

// ClearAbsent clears the parts that the record had when ClearAbsent was called
// last, and has no more. Whoever fills the same Record again and again calls it
// after each time, so that nobody can read an earlier record's values. A [Reader]
// does so by itself.
func (r *Record) ClearAbsent() {
	r.settle()
}

// Remove takes the parts p from the record, and clears their values.
func (r *Record) Remove(p Parts) {
	r.filled |= r.holds()
	r.Parts &^= p
	r.undecoded &^= p
	r.layout = nil // which describes a record with these parts
	r.settle()
}

// holds are the parts of r that may hold values.
func (r *Record) holds() Parts {
	if r.Type == TypeMAR {
		return r.Parts | partMan
	}
	return r.Parts
}

// forget makes r a record without parts.
func (r *Record) forget() {
	r.filled |= r.holds()
	r.Parts, r.undecoded, r.layout = 0, 0, nil
}

// settle ends the decoding of a record: what an earlier one left in parts that
// this one does not have, or that were not decoded, is cleared.
func (r *Record) settle() {
	holds := r.holds()
	if poison {
		r.filled = everything
	}
	if stale := r.filled &^ holds; stale != 0 {
		r.clear(stale)
	}
	r.filled = holds
}

// clear gives the parts p the values of absent ones.
func (r *Record) clear(p Parts) {
	for ; p != 0; p &= p - 1 {
		switch p & -p {
		case PartTransport:
			r.Transport = absent.Transport
		case PartFlow:
			r.Flow = absent.Flow
		case PartTime:
			r.Time = absent.Time
		case PartMetrics:
			r.Metrics = absent.Metrics
		case PartAgg:
			r.Agg = absent.Agg
		case PartNet:
			r.Net = absent.Net
		case PartVLAN:
			r.VLAN = absent.VLAN
		case PartMPLS:
			r.MPLS = absent.MPLS
		case PartJitter:
			r.Jitter = absent.Jitter
		case PartIPAttr:
			r.IPAttr = absent.IPAttr
		case PartSizes:
			r.Sizes = absent.Sizes
		case PartSrcData:
			r.SrcData = absent.SrcData
		case PartDstData:
			r.DstData = absent.DstData
		case PartMAC:
			r.MAC = absent.MAC
		case PartICMPMap:
			r.ICMPMap = absent.ICMPMap
		case PartEncaps:
			r.Encaps = absent.Encaps
		default:
			r.clearRare(p & -p)
		}
	}
}

// clearRare is clear for one of the parts that few records have.
func (r *Record) clearRare(p Parts) {
	switch p {
	case PartBehavior:
		r.Behavior = absent.Behavior
	case PartCorrelation:
		r.Cor = append(r.Cor[:0], absent.Cor...)
	case PartCountry:
		r.Country = absent.Country
	case PartLabel:
		r.Label = absent.Label
	case PartASN:
		r.ASN = absent.ASN
	case PartGeo:
		r.Geo = absent.Geo
	case PartLocality:
		r.Locality = absent.Locality
	case PartHash:
		r.Hash = absent.Hash
	case PartVXLAN:
		r.VXLAN = absent.VXLAN
	case PartGRE:
		r.GRE = absent.GRE
	case PartGeneve:
		r.Geneve = absent.Geneve
	case PartScore:
		r.Score = absent.Score
	case partMan:
		r.Man = absent.Man
	}
}

// SPDX-License-Identifier: Apache-2.0

package record

// AllParts are all parts that a record can have.
const AllParts = PartScore<<1 - 1

// A selection says which DSR types are passed over, by their numbers.
type selection [256]bool

// dsrParts are the parts that DSRs of a type hold.
var dsrParts = map[uint8]Parts{
	dsrTransport: PartTransport, dsrFlow: PartFlow, dsrTime: PartTime, dsrHash: PartHash, dsrMetrics: PartMetrics,
	dsrSizes: PartSizes, dsrEncaps: PartEncaps, dsrNet: PartNet, dsrASN: PartASN, dsrICMPMap: PartICMPMap,
	dsrVLAN: PartVLAN, dsrGRE: PartGRE, dsrMAC: PartMAC, dsrVXLAN: PartVXLAN, dsrMPLS: PartMPLS, dsrGeneve: PartGeneve,
	dsrJitter: PartJitter, dsrIPAttr: PartIPAttr, dsrData: PartSrcData | PartDstData, dsrBehavior: PartBehavior,
	dsrScore: PartScore, dsrAgg: PartAgg, dsrCor: PartCorrelation, dsrCountry: PartCountry, dsrLabel: PartLabel,
	dsrGeo: PartGeo, dsrLocality: PartLocality,
}

// Select makes the reader decode only these parts of records. It passes over
// the others, whether they are sound or not, and over those of unknown types;
// what it returns does not have them. It must be called before the first Next.
// Both directions of user data go together.
func (r *Reader) Select(parts Parts) {
	r.omit = nil
	if parts&AllParts == AllParts {
		return
	}
	r.omit = new(selection)
	for i := range r.omit {
		r.omit[i] = dsrParts[uint8(i)]&parts == 0
	}
}

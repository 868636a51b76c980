// SPDX-License-Identifier: Apache-2.0

package match

import (
	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/record"
)

// Parts returns the parts of records that a filter may look at, beside those
// that every record is prepared with ([field.PreparedParts]); none for an empty
// text.
func Parts(text string) record.Parts {
	e, err := filter.Parse(text, filter.Record)
	if err != nil || e == nil {
		return 0
	}
	return partsOf(e)
}

// wordParts are more than any word looks at.
const wordParts = field.PreparedParts | record.PartMAC | record.PartIPAttr | record.PartICMPMap | record.PartVLAN |
	record.PartMPLS | record.PartEncaps | rareParts

// rareParts are those that few records have.
const rareParts = record.PartAgg | record.PartBehavior | record.PartCorrelation | record.PartCountry | record.PartASN |
	record.PartGeo | record.PartLocality | record.PartVXLAN | record.PartGRE | record.PartGeneve

// selectorParts are the parts of the selectors that look beyond wordParts, or
// at less.
var selectorParts = lookup.Table[string, record.Parts]{
	{"pkts", 0},
	{"bytes", 0},
	{"appbytes", 0},
	{"port", 0},
	{"proto", 0},
	{"dur", 0},
	{"rate", 0},
	{"load", 0},
	{"net", 0},
	{"seq", record.PartTransport},
	{"srcid", record.PartTransport},
	{"inf", record.PartTransport},
	{"intpkt", record.PartJitter},
	{"intpktact", record.PartJitter},
	{"intpktidle", record.PartJitter},
	{"jit", record.PartJitter},
	{"jitact", record.PartJitter},
	{"jitidle", record.PartJitter},
}

func partsOf(e filter.Expr) record.Parts {
	switch e := e.(type) {
	case *filter.And:
		return partsOf(e.X) | partsOf(e.Y)
	case *filter.Or:
		return partsOf(e.X) | partsOf(e.Y)
	case *filter.Not:
		return partsOf(e.X)
	case *filter.Word:
		if protocolTest(e.Name) != nil {
			return field.PreparedParts
		}
		return wordParts
	case *filter.Primitive:
		p, ok := selectorParts.Find(e.Qual.Sel)
		switch {
		case ok:
			return field.PreparedParts | p
		case e.Val.Kind == filter.ValIPv4 || e.Val.Kind == filter.ValIPv6:
			return field.PreparedParts | record.PartICMPMap
		}
		return wordParts
	}
	return ^record.Parts(0)
}

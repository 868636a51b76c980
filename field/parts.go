// SPDX-License-Identifier: Apache-2.0

package field

import "github.com/argus-go/argus/record"

// Parts returns the parts of a record that the column's text and value depend
// on, those that preparing a row needs included. Of a Field that is not of the
// table it returns all parts.
func (f *Field) Parts() record.Parts {
	if !f.known {
		return record.AllParts
	}
	return f.parts | PreparedParts
}

// What a column reads of a part that the record does not have. Nobody writes to
// these: a record that is read into again still holds the values of an earlier
// record there, so columns must not look at a part without asking for it.
var (
	noFlow    record.Flow
	noMetrics record.Metrics
	noNet     record.Net
)

// Key returns the flow key, all zero if the record has none. It is lent: nobody may
// change it.
func (row *Row) Key() *record.Flow {
	if row.Parts&record.PartFlow == 0 {
		return &noFlow
	}
	return &row.Flow
}

// Counters returns the counters of both sides, all zero if the record has none.
// They are lent: nobody may change them.
func (row *Row) Counters() *record.Metrics { return countersOf(row.Record) }

func countersOf(r *record.Record) *record.Metrics {
	if r.Parts&record.PartMetrics == 0 {
		return &noMetrics
	}
	return &r.Metrics
}

// network returns the network state, all zero if the record has none.
func (row *Row) network() *record.Net {
	if row.Parts&record.PartNet == 0 {
		return &noNet
	}
	return &row.Net
}

// hasTimes reports whether the row has times.
func (row *Row) hasTimes() bool { return !isFlow(row) || row.Has(record.PartTime) }

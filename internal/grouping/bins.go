// SPDX-License-Identifier: Apache-2.0

package grouping

import "github.com/argus-go/argus/field"

// Bins configure how an [Output] shows the groups of bins.
type Bins struct {
	// Bin returns the bin of a time in microseconds since 1970. If it is nil, the
	// bins are not times: all groups that are flushed together are in one bin.
	Bin  func(t int64) (start, end int64)
	Hard bool // groups last as long as their bin
	Zero bool // an empty bin has a record without packets

	at, next int64 // start of the latest bin, end of the last one so far
	rows     int   // of the latest bin
}

// of returns the bin that a group is in.
func (b *Bins) of(row *field.Row) (start, end int64) {
	if b.Bin == nil {
		return b.at, b.at
	}
	first, _ := row.Span()
	return b.Bin(first)
}

// Next begins another bin, if bins are not times.
func (b *Bins) Next() { b.at, b.rows = b.at+1, 0 }

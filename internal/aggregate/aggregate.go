// SPDX-License-Identifier: Apache-2.0

// Package aggregate merges records into groups (clients: aggregation).
//
// A [Key] says which fields the records of a group have in common. A [State] is
// what the merged records of one group add up to: one rule for each part of a
// record, in compact form. A [Table] holds the groups of one rule by key, in
// the order of their last merge.
//
// Nothing here reads a clock: times are those of the records, so the same
// records give the same groups.
package aggregate

import "github.com/argus-go/argus/record"

// decoded reports whether a record has the parts p and they were decoded. Other
// parts are left out of groups: the program did not ask for them, since it shows
// nothing of them.
func decoded(r *record.Record, p record.Parts) bool { return r.Parts&p == p }

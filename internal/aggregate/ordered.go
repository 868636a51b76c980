// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"bytes"
	"slices"
)

// An ordered is a group and its sort key, which is bytes from to to of a list.
type ordered struct {
	from, to    int
	rule, group uint32
}

// FlushOrdered emits the groups that began before t, in microseconds since 1970, and
// forgets them, as FlushBefore does, but in the order of their sort keys. key
// appends the sort key of a group; equal ones keep the order of Flush. An error of
// emit ends it: the groups that were not emitted are forgotten too. It does nothing
// and reports false if some groups are in temporary files.
func (a *Aggregator) FlushOrdered(t int64, key func(dst []byte, g *Group) []byte, emit func(*Group) error) (done bool, err error) {
	for i := range a.rules {
		if a.rules[i].spill != nil {
			return false, nil
		}
	}
	list, keys := a.order(t, key)
	slices.SortStableFunc(list, func(x, y ordered) int { return bytes.Compare(keys[x.from:x.to], keys[y.from:y.to]) })
	for _, o := range list {
		r := &a.rules[o.rule]
		if err == nil {
			a.fill(r, o.group)
			err = emit(&a.out)
		}
		r.table.Remove(o.group)
	}
	return true, err
}

// order lists the groups that began before t, with their sort keys.
func (a *Aggregator) order(t int64, key func(dst []byte, g *Group) []byte) (list []ordered, keys []byte) {
	for i := range a.rules {
		r := &a.rules[i]
		for n := r.table.First(); n != 0; n = r.table.Next(n) {
			if start, _ := r.table.State(n).Span(); start >= t {
				continue
			}
			a.fill(r, n)
			from := len(keys)
			keys = key(keys, &a.out)
			list = append(list, ordered{from, len(keys), uint32(i), n})
		}
	}
	return list, keys
}

// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"encoding/binary"
	"errors"

	"github.com/argus-go/argus/internal/extsort"
)

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
	sorter := extsort.New(0, "") // in memory, as the groups are
	if err := a.order(t, key, sorter); err != nil {
		return true, errors.Join(err, sorter.Close())
	}
	var failed error // the groups after it are forgotten all the same
	err = sorter.Each(func(place []byte) error {
		r, n := a.at(place)
		if failed == nil {
			a.fill(r, n)
			failed = emit(&a.out)
		}
		r.table.Remove(n)
		return nil
	})
	return true, errors.Join(failed, err, sorter.Close())
}

// order adds the places of the groups that began before t to a sorter, by their sort
// keys.
func (a *Aggregator) order(t int64, key func(dst []byte, g *Group) []byte, to *extsort.Sorter) error {
	var sortKey []byte
	var place [8]byte
	for i := range a.rules {
		r := &a.rules[i]
		for n := r.table.First(); n != 0; n = r.table.Next(n) {
			if start, _ := r.table.State(n).Span(); start >= t {
				continue
			}
			a.fill(r, n)
			sortKey = key(sortKey[:0], &a.out)
			binary.BigEndian.PutUint32(place[:4], uint32(i))
			binary.BigEndian.PutUint32(place[4:], n)
			if err := to.Add(sortKey, place[:]); err != nil {
				return err
			}
		}
	}
	return nil
}

// at returns the rule and the number of the group at a place.
func (a *Aggregator) at(place []byte) (*ruleTable, uint32) {
	return &a.rules[binary.BigEndian.Uint32(place)], binary.BigEndian.Uint32(place[4:])
}

// SPDX-License-Identifier: Apache-2.0

package recsort

import (
	"encoding/binary"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/extsort"
)

// A Sorter gathers records and returns them in order. Records with equal keys
// keep the order in which they were added. It is used by one goroutine; Close
// must be called in the end.
type Sorter struct {
	keys []Key
	ext  *extsort.Sorter
	key  []byte
}

// New returns a sorter that holds about limit bytes in memory, 0 is no limit.
// Temporary files are made in dir, "" for the system's usual folder.
func New(keys []Key, limit int64, dir string) *Sorter {
	return &Sorter{keys: keys, ext: extsort.New(limit, dir)}
}

// Reverse turns the direction of every key around.
func Reverse(keys []Key) {
	for i := range keys {
		keys[i].Descending = !keys[i].Descending
	}
}

// Add adds a record by the bytes that stand for it, which are copied.
func (s *Sorter) Add(row *field.Row, wire []byte) error {
	s.key = AppendKey(s.key[:0], s.keys, row)
	return s.ext.Add(s.key, wire)
}

// AddTo is Add for a record of a section: all records of a section come before
// those of the next higher one.
func (s *Sorter) AddTo(section int64, row *field.Row, wire []byte) error {
	s.key = AppendKey(AppendSection(s.key[:0], section), s.keys, row)
	return s.ext.Add(s.key, wire)
}

// AppendSection appends what precedes the sort key of a record of a section.
func AppendSection(dst []byte, section int64) []byte {
	return binary.BigEndian.AppendUint64(dst, uint64(section)^1<<63)
}

// Len returns the number of records added.
func (s *Sorter) Len() int64 { return s.ext.Len() }

// Each calls fn with the bytes of each record in order. They are valid until fn
// returns; an error of fn ends it.
func (s *Sorter) Each(fn func(wire []byte) error) error { return s.ext.Each(fn) }

// Close gives back memory and temporary files.
func (s *Sorter) Close() error { return s.ext.Close() }

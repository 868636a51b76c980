// SPDX-License-Identifier: Apache-2.0

// Package extsort sorts pairs of a key and a value in bounded memory.
//
// Keys compare as byte strings; equal keys keep the order in which they were
// added. What does not fit in memory is written, sorted, to temporary files.
package extsort

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/argus-go/argus/internal/scratch"
)

// MinLimit is the least memory that a Sorter works with, in bytes.
const MinLimit = 1 << 20

// maxRuns is how many files are merged at a time; more are merged in passes.
const maxRuns = 64

// A Sorter gathers pairs and returns them in order. It is used by one
// goroutine. Close must be called in the end, whatever happened.
type Sorter struct {
	limit int64
	dir   string
	items []item
	// data holds key length, key and value of each item, in pieces.
	data  [][]byte
	used  int   // pieces that hold something; others are for later
	held  int64 // bytes of data
	runs  []*scratch.File
	count int64
}

// An item is where a pair lies: the first bytes of its key, and its place.
type item struct {
	prefix uint64
	piece  uint32
	at     uint32
	key    uint32 // length of the key
	value  uint32
}

const (
	itemSize  = 24 // twice while sorting
	pieceSize = 1 << 20
)

// New returns a sorter that holds about limit bytes in memory; 0 is no limit.
// Temporary files are made in dir, "" for the system's usual folder.
func New(limit int64, dir string) *Sorter {
	if limit > 0 {
		limit = max(limit, MinLimit)
	}
	return &Sorter{limit: limit, dir: dir}
}

// Len returns the number of pairs added.
func (s *Sorter) Len() int64 { return s.count }

// Spilled reports whether temporary files were written.
func (s *Sorter) Spilled() bool { return len(s.runs) > 0 }

// Add adds a pair. Key and value are copied. The error is one of writing a
// temporary file.
func (s *Sorter) Add(key, value []byte) error {
	n := len(key) + len(value)
	if s.limit > 0 && s.held+int64(n)+int64(len(s.items)+1)*2*itemSize > s.limit && len(s.items) > 0 {
		if err := s.spill(); err != nil {
			return err
		}
	}
	at := s.room(n)
	last := s.used - 1
	s.data[last] = append(append(s.data[last], key...), value...)
	if len(s.items) == cap(s.items) { // append alone would copy more often
		s.items = slices.Grow(s.items, max(len(s.items), fewItems))
	}
	s.items = append(s.items, item{prefixOf(key), uint32(last), uint32(at), uint32(len(key)), uint32(len(value))})
	s.held += int64(n)
	s.count++
	return nil
}

// room makes sure that the last piece takes n more bytes, and returns where
// they begin.
func (s *Sorter) room(n int) int {
	if last := s.used - 1; last >= 0 && cap(s.data[last])-len(s.data[last]) >= n {
		return len(s.data[last])
	}
	if s.used == len(s.data) {
		s.data = append(s.data, nil)
	}
	if cap(s.data[s.used]) < n {
		s.data[s.used] = make([]byte, 0, max(pieceSize, n))
	}
	s.used++
	return 0
}

// prefixOf returns the first eight bytes of a key as a number that compares as
// they do.
func prefixOf(key []byte) uint64 {
	if len(key) >= 8 {
		return binary.BigEndian.Uint64(key)
	}
	var b [8]byte
	copy(b[:], key)
	return binary.BigEndian.Uint64(b[:])
}

func (s *Sorter) key(i *item) []byte { return s.data[i.piece][i.at : i.at+i.key] }

func (s *Sorter) value(i *item) []byte {
	at := i.at + i.key
	return s.data[i.piece][at : at+i.value : at+i.value]
}

// order sorts the items that are in memory: by the first bytes of their keys, and
// then those that agree in them.
func (s *Sorter) order() {
	s.items = sortByPrefix(s.items)
	for rest := s.items; len(rest) > 0; {
		n, long := 1, len(rest) > 1 && rest[0].key != rest[1].key || rest[0].key > 8
		for n < len(rest) && rest[n].prefix == rest[0].prefix {
			long = long || rest[n].key != rest[0].key
			n++
		}
		if long && n > 1 { // otherwise the prefixes are the keys
			slices.SortStableFunc(rest[:n], func(a, b item) int { return bytes.Compare(s.key(&a), s.key(&b)) })
		}
		rest = rest[n:]
	}
}

// Each calls fn with each value in the order of the keys. The value is valid
// until fn returns; an error of fn ends it. Nothing may be added afterwards.
func (s *Sorter) Each(fn func(value []byte) error) error {
	if len(s.runs) == 0 {
		s.order()
		for i := range s.items {
			if err := fn(s.value(&s.items[i])); err != nil {
				return err
			}
		}
		return nil
	}
	if len(s.items) > 0 {
		if err := s.spill(); err != nil {
			return err
		}
	}
	s.items, s.data, s.used = nil, nil, 0
	for len(s.runs) > maxRuns {
		if err := s.mergePass(); err != nil {
			return err
		}
	}
	return merge(s.runs, func(_, value []byte) error { return fn(value) })
}

// Close gives back memory and temporary files.
func (s *Sorter) Close() error {
	var errs error
	for _, r := range s.runs {
		errs = errors.Join(errs, r.Close())
	}
	s.runs, s.items, s.data, s.used = nil, nil, nil, 0
	return errs
}

// spill writes what is in memory to a temporary file.
func (s *Sorter) spill() error {
	s.order()
	r, err := scratch.New(s.dir)
	if err != nil {
		return err
	}
	s.runs = append(s.runs, r)
	for i := range s.items {
		if err := r.Write(s.key(&s.items[i]), s.value(&s.items[i])); err != nil {
			return err
		}
	}
	if err := r.Flush(); err != nil {
		return err
	}
	s.items = s.items[:0]
	for i := range s.data {
		s.data[i] = s.data[i][:0]
	}
	s.used, s.held = 0, 0
	return nil
}

// mergePass merges the first runs into one, which stays the first, so that
// equal keys keep their order.
func (s *Sorter) mergePass() error {
	n := min(maxRuns, len(s.runs))
	r, err := scratch.New(s.dir)
	if err != nil {
		return err
	}
	err = merge(s.runs[:n], func(key, value []byte) error { return r.Write(key, value) })
	if err == nil {
		err = r.Flush()
	}
	for _, old := range s.runs[:n] {
		err = errors.Join(err, old.Close())
	}
	s.runs = slices.Replace(s.runs, 0, n, r)
	return err
}

// SPDX-License-Identifier: Apache-2.0

package rahisto

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"github.com/argus-go/argus/internal/extsort"
)

// values gathers numbers, and returns them in order. More than fit in memory wait
// in temporary files.
type values struct {
	held  []float64
	most  int             // numbers to hold in memory
	spill *extsort.Sorter // nil until there are more
	limit int64           // bytes of memory
	dir   string
	count int64
}

// newValues returns an empty list that takes about limit bytes of memory.
func newValues(limit int64, dir string) *values {
	// A slice that grows is copied, so half of the memory is not in use.
	return &values{most: int(max(limit/4/8, 1)), limit: max(limit/4, 1), dir: dir}
}

func (l *values) add(v float64) error {
	l.held = append(l.held, v)
	l.count++
	if len(l.held) < l.most {
		return nil
	}
	return l.write()
}

// write moves what is in memory to the sorter.
func (l *values) write() error {
	if l.spill == nil {
		l.spill = extsort.New(l.limit, l.dir)
	}
	var key [8]byte
	for _, v := range l.held {
		binary.BigEndian.PutUint64(key[:], sortable(v))
		if err := l.spill.Add(key[:], key[:]); err != nil {
			return err
		}
	}
	l.held = l.held[:0]
	return nil
}

// each calls fn with every number, the least first. Nothing may be added after it.
func (l *values) each(fn func(v float64)) error {
	if l.spill == nil {
		slices.Sort(l.held)
		for _, v := range l.held {
			fn(v)
		}
		return nil
	}
	if err := l.write(); err != nil {
		return err
	}
	return l.spill.Each(func(key []byte) error {
		if len(key) != 8 {
			return errors.New("a temporary file of numbers is damaged")
		}
		fn(number(binary.BigEndian.Uint64(key)))
		return nil
	})
}

// close gives back memory and temporary files.
func (l *values) close() error {
	l.held = nil
	if l.spill == nil {
		return nil
	}
	return l.spill.Close()
}

// sortable returns bits that compare as v does.
func sortable(v float64) uint64 {
	b := math.Float64bits(v)
	if b>>63 != 0 {
		return ^b
	}
	return b | 1<<63
}

// number is the inverse of sortable.
func number(b uint64) float64 {
	if b>>63 != 0 {
		return math.Float64frombits(b &^ (1 << 63))
	}
	return math.Float64frombits(^b)
}

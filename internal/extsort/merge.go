// SPDX-License-Identifier: Apache-2.0

package extsort

import (
	"bytes"
	"container/heap"
	"io"

	"github.com/argus-go/argus/internal/scratch"
)

// A run is a temporary file of sorted pairs, and the pair at hand.
type run struct {
	file *scratch.File
	pair []byte
	key  int // its length
	seq  int
}

// next reads the next pair; false is the end.
func (r *run) next() (bool, error) {
	var err error
	if r.pair, err = r.file.Read(r.pair[:0]); err != nil {
		if err == io.EOF {
			err = nil
		}
		return false, err
	}
	r.key = len(r.pair)
	r.pair, err = r.file.Read(r.pair)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err == nil, err
}

// A front is a heap of runs by the pair at hand; equal keys are in the order of
// the runs.
type front []*run

func (f front) Len() int { return len(f) }

func (f front) Less(i, j int) bool {
	if c := bytes.Compare(f[i].pair[:f[i].key], f[j].pair[:f[j].key]); c != 0 {
		return c < 0
	}
	return f[i].seq < f[j].seq
}

func (f front) Swap(i, j int) { f[i], f[j] = f[j], f[i] }
func (f *front) Push(x any)   { *f = append(*f, x.(*run)) }

func (f *front) Pop() any {
	last := len(*f) - 1
	r := (*f)[last]
	*f = (*f)[:last]
	return r
}

// merge calls fn with the pairs of all runs in order.
func merge(runs []*scratch.File, fn func(key, value []byte) error) error {
	var f front
	for i, file := range runs {
		if err := file.Rewind(); err != nil {
			return err
		}
		r := &run{file: file, seq: i}
		more, err := r.next()
		if err != nil {
			return err
		}
		if more {
			f = append(f, r)
		}
	}
	heap.Init(&f)
	for len(f) > 0 {
		r := f[0]
		if err := fn(r.pair[:r.key], r.pair[r.key:]); err != nil {
			return err
		}
		more, err := r.next()
		switch {
		case err != nil:
			return err
		case more:
			heap.Fix(&f, 0)
		default:
			heap.Pop(&f)
		}
	}
	return nil
}

// SPDX-License-Identifier: Apache-2.0

package extsort

import (
	"bufio"
	"bytes"
	"container/heap"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"runtime"
)

// A run is a temporary file of sorted pairs: length of the key, length of the
// value, key and value.
type run struct {
	file  *os.File
	name  string // "" where the file has none
	w     *bufio.Writer
	r     *bufio.Reader
	key   []byte // the pair at hand
	value []byte
	pair  []byte
	seq   int
}

const runBuffer = 64 << 10

func newRun(dir string) (*run, error) {
	f, err := os.CreateTemp(dir, "argus-sort-*")
	if err != nil {
		return nil, tempError("creating", err)
	}
	r := &run{file: f, name: f.Name(), w: bufio.NewWriterSize(f, runBuffer)}
	if runtime.GOOS != "windows" && os.Remove(r.name) == nil {
		r.name = ""
	}
	return r, nil
}

func (r *run) write(key, value []byte) error {
	var head [2 * binary.MaxVarintLen64]byte
	n := binary.PutUvarint(head[:], uint64(len(key)))
	n += binary.PutUvarint(head[n:], uint64(len(value)))
	for _, b := range [3][]byte{head[:n], key, value} {
		if _, err := r.w.Write(b); err != nil {
			return tempError("writing", err)
		}
	}
	return nil
}

func (r *run) flush() error {
	if err := r.w.Flush(); err != nil {
		return tempError("writing", err)
	}
	r.w = nil
	return nil
}

// rewind makes next return the first pair.
func (r *run) rewind() error {
	if _, err := r.file.Seek(0, io.SeekStart); err != nil {
		return tempError("reading", err)
	}
	r.r = bufio.NewReaderSize(r.file, runBuffer)
	return nil
}

// next reads the next pair; false is the end.
func (r *run) next() (bool, error) {
	k, err := binary.ReadUvarint(r.r)
	if err == io.EOF {
		return false, nil
	}
	v, err2 := binary.ReadUvarint(r.r)
	if err = errors.Join(err, err2); err != nil {
		return false, tempError("reading", err)
	}
	n := int(k + v)
	if cap(r.pair) < n {
		r.pair = make([]byte, n, 2*n)
	}
	r.pair = r.pair[:n]
	if _, err := io.ReadFull(r.r, r.pair); err != nil {
		return false, tempError("reading", err)
	}
	r.key, r.value = r.pair[:k], r.pair[k:]
	return true, nil
}

func (r *run) close() error {
	err := r.file.Close()
	if r.name != "" {
		err = errors.Join(err, os.Remove(r.name))
	}
	if err != nil {
		return tempError("closing", err)
	}
	return nil
}

// A front is a heap of runs by the pair at hand; equal keys are in the order of
// the runs.
type front []*run

func (f front) Len() int { return len(f) }

func (f front) Less(i, j int) bool {
	if c := bytes.Compare(f[i].key, f[j].key); c != 0 {
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
func merge(runs []*run, fn func(key, value []byte) error) error {
	var f front
	for i, r := range runs {
		r.seq = i
		if err := r.rewind(); err != nil {
			return err
		}
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
		if err := fn(r.key, r.value); err != nil {
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

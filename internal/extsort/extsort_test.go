// SPDX-License-Identifier: Apache-2.0

package extsort_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/argus-go/argus/internal/extsort"
)

// pair is what a test adds.
type pair struct{ key, value []byte }

// pairs makes n pairs with few different keys, so that order among equal keys
// shows; values are numbered.
func pairs(n, keys int, pad int) []pair {
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	list := make([]pair, n)
	for i := range list {
		key := make([]byte, rng.IntN(12))
		for j := range key {
			key[j] = byte(rng.IntN(keys))
		}
		value := binary.BigEndian.AppendUint32(nil, uint32(i))
		list[i] = pair{key, append(value, make([]byte, rng.IntN(pad+1))...)}
	}
	return list
}

func run(t *testing.T, list []pair, limit int64) (got [][]byte, spilled bool) {
	t.Helper()
	dir := t.TempDir()
	s := extsort.New(limit, dir)
	for _, p := range list {
		if err := s.Add(p.key, p.value); err != nil {
			t.Fatal(err)
		}
	}
	if s.Len() != int64(len(list)) {
		t.Errorf("Len is %d, want %d", s.Len(), len(list))
	}
	err := s.Each(func(v []byte) error {
		got = append(got, bytes.Clone(v))
		return nil
	})
	spilled = s.Spilled()
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%d temporary files are left", len(left))
	}
	return got, spilled
}

// TestSort: the order is that of a stable sort by key, in memory and on disk.
func TestSort(t *testing.T) {
	for _, tt := range []struct {
		name    string
		n       int
		pad     int
		limit   int64
		spilled bool
	}{
		{"none", 0, 0, 0, false},
		{"one", 1, 0, 0, false},
		{"memory", 5000, 20, 0, false},
		{"disk", 40000, 100, extsort.MinLimit, true},
		// 70 MB in pieces of about 1 MiB are more runs than are merged at a time.
		{"passes", 45000, 3000, extsort.MinLimit, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			list := pairs(tt.n, 3, tt.pad)
			got, spilled := run(t, list, tt.limit)
			if spilled != tt.spilled {
				t.Errorf("spilled is %v, want %v", spilled, tt.spilled)
			}
			slices.SortStableFunc(list, func(a, b pair) int { return bytes.Compare(a.key, b.key) })
			if len(got) != len(list) {
				t.Fatalf("%d values, want %d", len(got), len(list))
			}
			for i := range list {
				if !bytes.Equal(got[i], list[i].value) {
					t.Fatalf("value %d is % x, want % x", i, got[i], list[i].value)
				}
			}
		})
	}
}

// TestErrors: a folder that is not there is reported, and so is an error of the
// callee.
func TestErrors(t *testing.T) {
	s := extsort.New(1, "/nonexistent")
	var err error
	for i := 0; i < 100000 && err == nil; i++ {
		err = s.Add([]byte("key"), make([]byte, 100))
	}
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want one of a missing folder", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	stop := errors.New("stop")
	s = extsort.New(0, "")
	for range 3 {
		if err := s.Add(nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	if err := s.Each(func([]byte) error { n++; return stop }); err != stop || n != 1 {
		t.Errorf("%d calls, error %v; want 1, %v", n, err, stop)
	}
}

// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// cuts is how many shortened copies are made of each capture, beside one with
// broken bytes.
const cuts = 20

// Damage calls fn with broken copies of a file: cut short at random places,
// and once whole but with one byte in a hundred changed. The same name gives
// the same copies. fn borrows the bytes.
func Damage(name string, b []byte, fn func(kind string, b []byte)) {
	h := fnv.New64a()
	h.Write([]byte(name))
	r := rand.New(rand.NewPCG(h.Sum64(), 1))
	for range cuts {
		n := r.IntN(len(b) + 1)
		fn(fmt.Sprintf("cut at %d", n), b[:n:n])
	}
	bad := append([]byte{}, b...)
	for range (len(b) + 99) / 100 {
		bad[r.IntN(len(bad))] ^= byte(1 + r.IntN(255))
	}
	fn("bytes changed", bad)
}

// CorpusResult is the outcome of a run over the corpus.
type CorpusResult struct {
	mu       sync.Mutex
	Runs     int
	Crashes  []string
	Slow     []string
	Slowest  time.Duration
	Slowpoke string
}

func (c *CorpusResult) note(what string, o *Outcome, limit time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.Runs++
	if o.Crashed() {
		c.Crashes = append(c.Crashes, fmt.Sprintf("%s: %v: %s", what, o.Err, firstLine(o.Stderr)))
	}
	if o.Took > c.Slowest {
		c.Slowest, c.Slowpoke = o.Took, what
	}
	if o.Took > limit {
		c.Slow = append(c.Slow, fmt.Sprintf("%s: %v", what, o.Took.Round(time.Millisecond)))
	}
}

// Write prints the outcome and returns the number of failures.
func (c *CorpusResult) Write(w io.Writer, what string) int {
	fmt.Fprintf(w, "%s: %d runs, %d crashes or hangs, %d slow; slowest %v (%s)\n",
		what, c.Runs, len(c.Crashes), len(c.Slow), c.Slowest.Round(time.Millisecond), c.Slowpoke)
	for _, s := range c.Crashes {
		fmt.Fprintf(w, "  CRASH %s\n", s)
	}
	for _, s := range c.Slow {
		fmt.Fprintf(w, "  SLOW  %s\n", s)
	}
	return len(c.Crashes) + len(c.Slow)
}

// Whole runs sensor and record printer over every capture.
func (s *Suite) Whole(names []string, fields []string, limit time.Duration) *CorpusResult {
	c := new(CorpusResult)
	Each(len(names), s.Jobs, func(i int) {
		file := filepath.Join(s.Temp, fmt.Sprintf("whole%d.arg", i))
		defer os.Remove(file)
		o := s.Sense(s.Data.Capture(names[i]), file, RichOptions)
		c.note(names[i], o, limit)
		if _, err := os.Stat(file); err == nil {
			_, o = s.Print(file, fields)
			c.note("ra of "+names[i], o, limit)
		}
	})
	return c
}

// Broken runs sensor and record printer over damaged copies of every nth
// capture, and the record printer over damaged copies of its records.
func (s *Suite) Broken(names []string, fields []string, nth int, limit time.Duration) *CorpusResult {
	c := new(CorpusResult)
	Each((len(names)+nth-1)/nth, s.Jobs, func(i int) {
		name := names[i*nth]
		b, err := os.ReadFile(s.Data.Capture(name))
		if err != nil {
			c.note(name, &Outcome{Err: err}, limit)
			return
		}
		in := filepath.Join(s.Temp, fmt.Sprintf("broken%d", i))
		out := in + ".arg"
		defer os.Remove(in)
		defer os.Remove(out)
		Damage(name, b, func(kind string, b []byte) {
			s.broken(c, in, out, name+" "+kind, b, fields, limit)
		})
	})
	return c
}

func (s *Suite) broken(c *CorpusResult, in, out, what string, b []byte, fields []string, limit time.Duration) {
	if err := os.WriteFile(in, b, 0o600); err != nil {
		c.note(what, &Outcome{Err: err}, limit)
		return
	}
	c.note(what, s.Sense(in, out, RichOptions), limit)
	rec, err := os.ReadFile(out)
	if err != nil || len(rec) == 0 {
		return
	}
	last := func(kind string, b []byte) {
		if kind != "bytes changed" || os.WriteFile(out, b, 0o600) != nil {
			return
		}
		_, o := s.Print(out, fields)
		c.note("ra of changed records of "+what, o, limit)
	}
	Damage(what, rec, last)
}

// SPDX-License-Identifier: Apache-2.0

package patient

import (
	"errors"
	"io"
	"os"
	"sync/atomic"
	"testing"
	"time"
)

// TestReader reads a pipe that is silent at first: Idle is called before the
// wait, what comes is read, and Stop ends a wait.
func TestReader(t *testing.T) {
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	defer out.Close()
	var stop atomic.Bool
	idle := make(chan struct{}, 16)
	done := errors.New("done")
	r := &Reader{File: in, Stop: &stop, Idle: func() { idle <- struct{}{} }, End: done}

	type result struct {
		text string
		err  error
	}
	got := make(chan result)
	go func() {
		b := make([]byte, 16)
		for {
			n, err := r.Read(b)
			got <- result{string(b[:n]), err}
			if err != nil {
				return
			}
		}
	}()
	wait := func(what string) result {
		t.Helper()
		select {
		case g := <-got:
			return g
		case <-time.After(30 * time.Second):
			t.Fatalf("%s: nothing was read", what)
			return result{}
		}
	}
	<-idle
	if _, err := io.WriteString(out, "flow"); err != nil {
		t.Fatal(err)
	}
	if g := wait("data"); g.text != "flow" || g.err != nil {
		t.Fatalf("read %q, %v; want %q", g.text, g.err, "flow")
	}
	<-idle
	stop.Store(true)
	// Where the system cannot wait for two things, the next data shows the flag.
	if _, err := io.WriteString(out, "late"); err != nil {
		t.Fatal(err)
	}
	for {
		g := wait("end")
		if g.err == nil && g.text == "late" {
			continue // it came before the flag was seen
		}
		if !errors.Is(g.err, done) || g.text != "" {
			t.Fatalf("after stop: %q, %v; want the end", g.text, g.err)
		}
		return
	}
}

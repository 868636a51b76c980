// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/program"
)

// TestInterrupt: an interrupt of a run that waits for more ends it with what
// came until then; one that writes records listens before it reads, and one that
// only prints a file is over before it would.
func TestInterrupt(t *testing.T) {
	b, err := os.ReadFile("testdata/demo.arg")
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out.arg")
	for _, tt := range []struct {
		name  string
		args  []string
		early bool // listens before it reads
	}{
		{"prints", nil, false},
		{"writes", []string{"-w", out}, true},
		{"writes what the filter rejects", []string{"-E", out, "-", "udp"}, true},
	} {
		in, feed, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		var stdout bytes.Buffer
		e := env(&stdout, io.Discard, append([]string{"-X", "-n", "-r", "-"}, tt.args...)...)
		e.Stdin = in
		heard := make(chan func(), 1)
		e.Listen = func(f func()) { heard <- f }
		status := make(chan int)
		go func() { status <- client.Main(program.All, e) }()
		var interrupt func()
		if tt.early {
			select {
			case interrupt = <-heard:
			case <-time.After(30 * time.Second):
				t.Fatalf("%s: nobody listens before there is input", tt.name)
			}
		}
		if _, err := feed.Write(b); err != nil {
			t.Fatal(err)
		}
		if !tt.early {
			select {
			case interrupt = <-heard:
			case <-time.After(30 * time.Second):
				t.Fatalf("%s: nobody listens", tt.name)
			}
		}
		time.Sleep(10 * time.Millisecond)
		interrupt()
		select {
		case s := <-status:
			if s != 130 {
				t.Errorf("%s: status %d after an interrupt, want 130", tt.name, s)
			}
		case <-time.After(30 * time.Second):
			t.Fatalf("%s: the run goes on", tt.name)
		}
		if n := strings.Count(stdout.String(), "\n"); !tt.early && n < 2 {
			t.Errorf("%s: %d lines, want those of the records before the interrupt", tt.name, n)
		}
		in.Close()
		feed.Close()
	}
	if st, err := os.Stat(out); err != nil || st.Size() == 0 {
		t.Errorf("the output is not there: %v", err)
	}

	e := env(io.Discard, io.Discard, "-X", "-n", "-r", "testdata/demo.arg")
	e.Listen = func(func()) { t.Error("a short run listens") }
	if s := client.Main(program.All, e); s != 0 {
		t.Errorf("status %d", s)
	}
	time.Sleep(200 * time.Millisecond)
}

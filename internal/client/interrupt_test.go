// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"weak"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/program"
)

// begunBuffer keeps what is written and tells that there is some.
type begunBuffer struct {
	bytes.Buffer
	begun atomic.Bool
}

func (w *begunBuffer) Write(b []byte) (int, error) {
	defer w.begun.Store(true)
	return w.Buffer.Write(b)
}

// holds reports whether a file has content.
func holds(file string) bool {
	st, err := os.Stat(file)
	return err == nil && st.Size() > 0
}

// TestInterrupt: a run listens before it reads, and an interrupt while it waits
// for more ends it with what came until then.
func TestInterrupt(t *testing.T) {
	b, err := os.ReadFile("testdata/demo.arg")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	written, rejected := filepath.Join(dir, "w.arg"), filepath.Join(dir, "e.arg")
	for _, tt := range []struct {
		name string
		args []string
		out  string // file that is written, empty where rows print
	}{
		{"prints", nil, ""},
		{"writes", []string{"-w", written}, written},
		{"writes what the filter rejects", []string{"-E", rejected, "-", "udp"}, rejected},
	} {
		in, feed, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		stdout := new(begunBuffer)
		e := env(stdout, io.Discard, append([]string{"-X", "-n", "-r", "-"}, tt.args...)...)
		e.Stdin = in
		heard := make(chan func(), 1)
		e.Listen = func(f func()) { heard <- f }
		status := make(chan int)
		go func() { status <- client.Main(program.All, e) }()
		var interrupt func()
		select {
		case interrupt = <-heard:
		case <-time.After(30 * time.Second):
			t.Fatalf("%s: nobody listens before there is input", tt.name)
		}
		if _, err := feed.Write(b); err != nil {
			t.Fatal(err)
		}
		// What was read is put out when there is nothing more to read.
		for end := time.Now().Add(30 * time.Second); !stdout.begun.Load() && !holds(tt.out); {
			if time.Now().After(end) {
				t.Fatalf("%s: nothing is put out", tt.name)
			}
			time.Sleep(time.Millisecond)
		}
		interrupt()
		select {
		case s := <-status:
			if s != 130 {
				t.Errorf("%s: status %d after an interrupt, want 130", tt.name, s)
			}
		case <-time.After(30 * time.Second):
			t.Fatalf("%s: the run goes on", tt.name)
		}
		if n := strings.Count(stdout.String(), "\n"); tt.out == "" && n < 2 {
			t.Errorf("%s: %d lines, want those of the records before the interrupt", tt.name, n)
		}
		in.Close()
		feed.Close()
	}
}

// TestListen: a run over a regular file listens once, and an interrupt ends it with
// the rows of the records that were read until then.
func TestListen(t *testing.T) {
	b, err := os.ReadFile("testdata/demo.arg")
	if err != nil {
		t.Fatal(err)
	}
	const copies = 200 // of rows of more than 64 KiB, which are written at once
	file := filepath.Join(t.TempDir(), "long.arg")
	if err := os.WriteFile(file, bytes.Repeat(b, copies), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, interrupted := range []bool{false, true} {
		var interrupt func()
		heard := 0
		out := &interrupting{interrupt: func() {
			if interrupted {
				interrupt()
			}
		}}
		e := env(out, io.Discard, "-X", "-n", "-r", file)
		e.Listen = func(f func()) { heard++; interrupt = f }
		status, want := client.Main(program.All, e), 0
		if interrupted {
			want = 130
		}
		one := new(bytes.Buffer)
		if s := client.Main(program.All, env(one, io.Discard, "-X", "-n", "-r", "testdata/demo.arg")); s != 0 {
			t.Fatalf("status %d", s)
		}
		rows, all := bytes.Count(out.Bytes(), []byte("\n")), copies*bytes.Count(one.Bytes(), []byte("\n"))
		if status != want || heard != 1 || rows == 0 || interrupted != (rows < all/2) {
			t.Errorf("interrupted %v: status %d, listened %d times, %d rows of about %d", interrupted, status, heard, rows, all)
		}
	}
}

// interrupting is an output that interrupts the run when the first rows are
// written.
type interrupting struct {
	bytes.Buffer
	interrupt func()
}

func (w *interrupting) Write(b []byte) (int, error) {
	if w.Len() == 0 {
		w.interrupt()
	}
	return w.Buffer.Write(b)
}

// TestListenerKeepsNothing: who listens for interrupts, which is for as long as
// the process lives, does not keep what a run used.
func TestListenerKeepsNothing(t *testing.T) {
	var heard func()
	used := func() weak.Pointer[bytes.Buffer] {
		out := new(bytes.Buffer)
		e := env(out, io.Discard, "-X", "-n", "-r", "-")
		e.Stdin, e.Listen = piped(t, "testdata/demo.arg"), func(f func()) { heard = f }
		if status := client.Main(program.All, e); status != 0 || out.Len() == 0 {
			t.Fatalf("status %d, %d bytes", status, out.Len())
		}
		return weak.Make(out)
	}()
	runtime.GC()
	if used.Value() != nil {
		t.Error("the output is still reachable")
	}
	heard()
}

// piped returns a pipe that the content of a file comes from.
func piped(t *testing.T, file string) *os.File {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	in, feed, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	go func() {
		_, _ = feed.Write(b)
		feed.Close()
	}()
	return in
}

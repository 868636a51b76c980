// SPDX-License-Identifier: Apache-2.0

//go:build unix

package client_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/record"
)

// liveProgram is a client with an option, a mode and a variable of its own. It
// prints the source port of each record and a line at each tick.
func liveProgram(events chan<- string) client.Program {
	return client.Program{Name: "live", About: "prints ports", New: func() *client.Run {
		var mark string
		return &client.Run{
			Options: []client.Option{{
				Option: getopt.Option{Letter: 'm', Kind: getopt.List},
				Set:    func(_ *client.Config, it getopt.Item) error { mark = strings.Join(it.Args, "+"); return nil },
				Doc:    getopt.Doc{Group: "Marks", Args: "MARK...", About: "what precedes each port"},
			}},
			Modes: []client.Mode{{Name: "bin", Args: "SIZE", About: "bins", Next: true, Set: client.SetFunc(
				func(_ *client.Config, v string) error { mark += "/" + v; return nil })}},
			Variables: []client.Variable{{Group: "Marks", Name: "LIVE_MARK", About: "a mark", Set: client.SetFunc(
				func(_ *client.Config, v string) error { mark = v; return nil })}},
			Tick: time.Second,
			Start: func(s *client.Session) (client.Handler, error) {
				return &liveHandler{s: s, mark: &mark, events: events}, nil
			},
		}
	}}
}

type liveHandler struct {
	s      *client.Session
	mark   *string
	events chan<- string
}

func (h *liveHandler) Record(r *record.Record) error {
	if r.Type != record.TypeMAR {
		h.events <- fmt.Sprintf("%s%d", *h.mark, r.Flow.SrcPort)
	}
	return nil
}

func (h *liveHandler) Tick(now time.Time) error {
	h.events <- fmt.Sprintf("tick %d", now.Unix())
	return nil
}

func (h *liveHandler) Close() error {
	h.events <- "close"
	return nil
}

// stream returns the bytes of a start record, or of a flow from a port that ends
// at a second.
func startBytes(t *testing.T) []byte {
	t.Helper()
	return encoded(t, &record.Record{Type: record.TypeMAR, Version: uint8(record.Gen3), Cause: record.CauseStart, Man: record.Management{
		Cookie: record.Cookie3, Major: 3, Now: time.Unix(1700009999, 0).UnixNano(),
	}})
}

func flowBytes(t *testing.T, port int, second int64) []byte {
	t.Helper()
	r := flowRecord(17, fmt.Sprintf("192.0.2.1:%d", port), "192.0.2.53:53", time.Unix(1700000000+second, 0), 0)
	counters(r, 1, 60, 1, 60)
	return encoded(t, r)
}

func encoded(t *testing.T, r *record.Record) []byte {
	t.Helper()
	b, err := r.Append(nil, record.V3Common)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// manual is a clock that the test sets, with a ticker that it fires.
type manual struct {
	mu    sync.Mutex
	now   time.Time
	ticks chan time.Time
}

func (m *manual) set(t time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = t
}

func (m *manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// fifos makes named pipes, which stay open until the test ends.
func fifos(t *testing.T, names ...string) (paths []string, feeds []*os.File) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		p := filepath.Join(dir, name)
		if err := syscall.Mkfifo(p, 0o600); err != nil {
			t.Skip(err)
		}
		f, err := os.OpenFile(p, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		paths, feeds = append(paths, p), append(feeds, f)
	}
	return paths, feeds
}

// TestTwoLiveSources: records of two pipes that stay open come out in the order
// of their times, ticks come while both are silent, and when the run is cancelled
// what was written before is handled and the handler closed.
func TestTwoLiveSources(t *testing.T) {
	paths, feeds := fifos(t, "a", "b")
	write := func(i int, parts ...[]byte) {
		t.Helper()
		if _, err := feeds[i].Write(bytes.Join(parts, nil)); err != nil {
			t.Fatal(err)
		}
	}
	events := make(chan string)
	clock := &manual{now: time.Unix(1700000000, 0), ticks: make(chan time.Time)}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var stderr bytes.Buffer
	e := env(io.Discard, &stderr)
	e.Args = []string{"live", "-X", "--lag", "3600", "-m", "port", "-M", "bin", "5s", "-r", paths[0], paths[1]}
	e.Context, e.Now = ctx, clock.Now
	e.Ticker = func(d time.Duration) (<-chan time.Time, func()) {
		if d != time.Second {
			t.Errorf("a ticker of %v, want 1s", d)
		}
		return clock.ticks, func() {}
	}
	status := make(chan int)
	go func() { status <- client.Main([]client.Program{liveProgram(events)}, e) }()
	expect := func(want ...string) {
		t.Helper()
		for _, w := range want {
			select {
			case got := <-events:
				if got != w {
					t.Fatalf("got %q, want %q; %s", got, w, stderr.String())
				}
			case <-time.After(20 * time.Second):
				t.Fatalf("nothing happens, want %q; %s", w, stderr.String())
			}
		}
	}
	// Nothing is due before both have spoken: the second may hold an older record.
	write(0, startBytes(t), flowBytes(t, 10, 10), flowBytes(t, 30, 30))
	clock.ticks <- time.Unix(1700000001, 0)
	expect("tick 1700000001")
	write(1, startBytes(t), flowBytes(t, 5, 5), flowBytes(t, 20, 20))
	expect("port/5s5", "port/5s10", "port/5s20")
	// Each record waits for the second one, but for no longer than the lag. What
	// comes within it may be older.
	clock.ticks <- time.Unix(1700000002, 0)
	expect("tick 1700000002")
	clock.set(time.Unix(1700000000+7200, 0))
	write(0, flowBytes(t, 40, 40))
	expect("port/5s30")
	clock.ticks <- time.Unix(1700007202, 0)
	expect("tick 1700007202")
	write(1, flowBytes(t, 35, 35))
	expect("port/5s35")
	clock.ticks <- time.Unix(1700007203, 0)
	expect("tick 1700007203")
	clock.set(time.Unix(1700000000+7200+3600, 0))
	write(1, flowBytes(t, 45, 45))
	expect("port/5s40")
	// What was written before the cancellation is not lost.
	write(1, flowBytes(t, 50, 50))
	write(0, flowBytes(t, 60, 60), flowBytes(t, 70, 70))
	cancel()
	var rest []string
	for len(rest) < 5 {
		select {
		case got := <-events:
			rest = append(rest, got)
		case <-time.After(20 * time.Second):
			t.Fatalf("the run goes on after %q", rest)
		}
	}
	slices.Sort(rest[:4])
	if got, want := strings.Join(rest, " "), "port/5s45 port/5s50 port/5s60 port/5s70 close"; got != want {
		t.Errorf("after the cancellation: %s, want %s", got, want)
	}
	if got := <-status; got != 130 {
		t.Errorf("status %d, want 130; %s", got, stderr.String())
	}
}

// TestBackPressure: a handler that stops keeps the writer of a pipe waiting, and
// no record is lost.
func TestBackPressure(t *testing.T) {
	const records = 20000
	in, feed, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	all := startBytes(t)
	for i := range records {
		all = append(all, flowBytes(t, i%60000+1, int64(i))...)
	}
	written := make(chan error, 1)
	go func() {
		_, err := feed.Write(all)
		feed.Close()
		written <- err
	}()
	events := make(chan string)
	e := env(io.Discard, io.Discard)
	e.Args, e.Stdin = []string{"live", "-X"}, in
	e.Ticker = func(time.Duration) (<-chan time.Time, func()) { return nil, func() {} }
	status := make(chan int, 1)
	go func() { status <- client.Main([]client.Program{liveProgram(events)}, e) }()
	<-events
	select {
	case <-written:
		t.Fatal("the writer does not have to wait")
	case <-time.After(300 * time.Millisecond):
	}
	n := 1
	for got := range events {
		if got == "close" {
			break
		}
		if n++; got != fmt.Sprint(n) {
			t.Fatalf("record %d is %s", n, got)
		}
	}
	if s := <-status; n != records || s != 0 {
		t.Errorf("%d records, status %d; want %d and 0", n, s, records)
	}
}

// TestOwnTables: what a program adds is in its help and completion, in place of a
// row of all clients with the same letter.
func TestOwnTables(t *testing.T) {
	p := []client.Program{liveProgram(nil)}
	for _, tt := range []struct {
		args        []string
		want, other string
	}{
		{[]string{"live", "--help"}, "  -m MARK...       what precedes each port\n", "link addresses"},
		{[]string{"live", "--help", "modes"}, "  -M bin SIZE      Bins.\n", ""},
		{[]string{"live", "--help", "variables"}, "  LIVE_MARK ", ""},
		{[]string{"live", "--completion", "bash"}, "-m) take=list", ""},
	} {
		var out, errs bytes.Buffer
		e := env(&out, &errs)
		e.Args = tt.args
		if status := client.Main(p, e); status != 0 || !strings.Contains(out.String(), tt.want) || tt.other != "" && strings.Contains(out.String(), tt.other) {
			t.Errorf("%q: status %d, %s, without %q or with %q:\n%s", tt.args, status, errs.String(), tt.want, tt.other, out.String())
		}
	}
	var errs bytes.Buffer
	e := env(io.Discard, &errs)
	e.Args = []string{"live", "-X", "-M", "bim", "5s"}
	if status := client.Main(p, e); status != 1 || !strings.Contains(errs.String(), `unknown mode "bim", did you mean bin?`) {
		t.Errorf("status %d, %s", status, errs.String())
	}
}

// SPDX-License-Identifier: Apache-2.0

//go:build unix

package program_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/program"
	"github.com/argus-go/argus/record"
)

// A world is a clock, a ticker and an output that the test controls.
type world struct {
	mu    sync.Mutex
	now   time.Time
	out   bytes.Buffer
	ticks chan time.Time
}

func (w *world) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.out.Write(b)
}

func (w *world) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.out.String()
}

func (w *world) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// tick moves the clock and fires the ticker. The second tick is taken only when
// the program is done with the first.
func (w *world) tick(after time.Duration) {
	w.mu.Lock()
	w.now = w.now.Add(after)
	now := w.now
	w.mu.Unlock()
	w.ticks <- now
	w.ticks <- now
}

// flow is a flow of one packet from a source at a second.
func flow(t *testing.T, last byte, second int64) []byte {
	t.Helper()
	r := &record.Record{Type: record.TypeFAR, Version: 3, Cause: record.CauseStatus}
	r.Parts = record.PartFlow | record.PartTime | record.PartMetrics
	r.Flow = record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Proto: 17, SrcPort: 5000, DstPort: 53}
	copy(r.Flow.Src[:], []byte{192, 0, 2, last})
	copy(r.Flow.Dst[:], []byte{192, 0, 2, 53})
	r.Time.Start = second * 1e9
	r.Time.End = r.Time.Start
	r.Metrics.Src = record.Counter{Packets: 1, Bytes: 60}
	b, err := r.Append(nil, record.V3Common)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestLive: with a pipe that stays open, each row is printed when its time has
// come. The second record shows that the time of the first is over; then the clock
// alone moves on. A group of racluster is over 3 s after its last record, and a bin
// of rabins that ends at 30 s with -B 5 at 35 s, 15 s after its record.
func TestLive(t *testing.T) {
	conf := filepath.Join(t.TempDir(), "rules")
	if err := os.WriteFile(conf, []byte("model=\"saddr\" idle=3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args  string
		wait  time.Duration
		first string
	}{
		{"racluster -X -n -L -1 -s saddr pkts -f " + conf, 3 * time.Second, "192.0.2.1"},
		{"rabins -X -n -L -1 -s saddr pkts -M time 10s -B 5", 15 * time.Second, "192.0.2.1"},
	} {
		w := &world{now: time.Unix(1_800_000_000, 0), ticks: make(chan time.Time)}
		in, pipe, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan int)
		go func() {
			done <- client.Main(program.All, client.Env{
				Args: strings.Fields(tt.args + " -r -"), Stdin: in, Stdout: w, Stderr: os.Stderr,
				Getenv: func(string) string { return "" }, Now: w.Now,
				Ticker: func(time.Duration) (<-chan time.Time, func()) { return w.ticks, func() {} },
			})
		}()
		start, err := (&record.Record{Type: record.TypeMAR, Version: 3, Cause: record.CauseStart, Man: record.Management{
			Cookie: record.Cookie3, Major: 3, Now: 1_700_000_000e9,
		}}).Append(nil, record.V3Common)
		if err != nil {
			t.Fatal(err)
		}
		stream := append(append(start, flow(t, 1, 1_700_000_000)...), flow(t, 2, 1_700_000_020)...)
		if _, err := pipe.Write(stream); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(20 * time.Second); !strings.Contains(w.text(), tt.first); {
			if time.Now().After(deadline) {
				t.Fatalf("%s: the first row was not printed: %q", tt.args, w.text())
			}
			w.tick(0)
		}
		w.tick(tt.wait - time.Second)
		if strings.Contains(w.text(), "192.0.2.2") {
			t.Errorf("%s: printed a second too early", tt.args)
		}
		w.tick(time.Second)
		if !strings.Contains(w.text(), "192.0.2.2") {
			t.Errorf("%s: not printed in time: %q", tt.args, w.text())
		}
		pipe.Close()
		for ended := false; !ended; {
			select {
			case status := <-done:
				ended = true
				if status != 0 {
					t.Errorf("%s: status %d", tt.args, status)
				}
			case w.ticks <- w.Now():
			}
		}
		in.Close()
	}
}

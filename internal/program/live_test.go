// SPDX-License-Identifier: Apache-2.0

//go:build unix

package program_test

import (
	"bytes"
	"fmt"
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

// patience is how long a test waits for what must happen.
const patience = 20 * time.Second

// A live run is a program that reads a pipe, with a clock, a ticker, an output and an
// interrupt that the test controls.
type live struct {
	t     *testing.T
	pipe  *os.File // to the program
	ticks chan time.Time
	ended chan int

	mu        sync.Mutex
	now       time.Time
	out, errs bytes.Buffer
	interrupt func()
}

// epoch is the time of the first records, a multiple of ten seconds. The clock shows
// another time: groups and bins are over in the time of the records.
const epoch = 1_700_000_000

// start starts a program on a pipe, which begins with a management record.
func start(t *testing.T, command string) *live {
	t.Helper()
	name, args, _ := strings.Cut(command, " ")
	in, pipe, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	l := &live{t: t, pipe: pipe, ticks: make(chan time.Time), ended: make(chan int, 1), now: time.Unix(1_800_000_000, 0)}
	env := client.Env{
		Args: append([]string{name, "-X", "-n", "-M", "TZ=UTC", "-r", "-"}, strings.Fields(args)...), Stdin: in, Stdout: (*liveOutput)(l), Stderr: &l.errs,
		Getenv: func(string) string { return "" }, Now: l.Now,
		Ticker: func(time.Duration) (<-chan time.Time, func()) { return l.ticks, func() {} },
		Listen: func(f func()) {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.interrupt = f
		},
	}
	go func() {
		defer in.Close()
		l.ended <- client.Main(program.All, env)
	}()
	t.Cleanup(func() { pipe.Close() })
	begin, err := (&record.Record{Type: record.TypeMAR, Version: 3, Cause: record.CauseStart, Man: record.Management{
		Cookie: record.Cookie3, Major: 3, Now: epoch * 1e9,
	}}).Append(nil, record.V3Common)
	if err != nil {
		t.Fatal(err)
	}
	l.write(begin)
	return l
}

// A liveOutput is the standard output of a live run.
type liveOutput live

func (o *liveOutput) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.out.Write(b)
}

// text returns what was printed, with blanks between the fields.
func (l *live) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(strings.Fields(l.out.String()), " ")
}

func (l *live) Now() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now
}

func (l *live) write(b []byte) {
	l.t.Helper()
	if _, err := l.pipe.Write(b); err != nil {
		l.t.Fatal(err)
	}
}

// flow writes a flow of one packet, from a source, so many seconds after epoch.
func (l *live) flow(last byte, second int64) {
	l.t.Helper()
	r := &record.Record{Type: record.TypeFAR, Version: 3, Cause: record.CauseStatus}
	r.Parts = record.PartFlow | record.PartTime | record.PartMetrics
	r.Flow = record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Proto: 17, SrcPort: 5000, DstPort: 53}
	copy(r.Flow.Src[:], []byte{192, 0, 2, last})
	copy(r.Flow.Dst[:], []byte{192, 0, 2, 53})
	r.Time.Start = (epoch + second) * 1e9
	r.Time.End = r.Time.Start
	r.Metrics.Src = record.Counter{Packets: 1, Bytes: 60}
	b, err := r.Append(nil, record.V3Common)
	if err != nil {
		l.t.Fatal(err)
	}
	l.write(b)
}

// tick moves the clock and fires the ticker. The second tick is taken only when the
// program is done with the first.
func (l *live) tick(after time.Duration) {
	l.t.Helper()
	l.mu.Lock()
	l.now = l.now.Add(after)
	now := l.now
	l.mu.Unlock()
	for range 2 {
		select {
		case l.ticks <- now:
		case status := <-l.ended:
			l.t.Fatalf("the program ended with status %d: %s", status, &l.errs)
		case <-time.After(patience):
			l.t.Fatal("the program does not take a tick")
		}
	}
}

// until waits, while the clock stands still, for something to come true.
func (l *live) until(what string, true func() bool) {
	l.t.Helper()
	for deadline := time.Now().Add(patience); !true(); l.tick(0) {
		if time.Now().After(deadline) {
			l.t.Fatalf("not in time: %s; printed %q", what, l.text())
		}
	}
}

// expect checks what was printed in all.
func (l *live) expect(when, want string) {
	l.t.Helper()
	if got := l.text(); got != want {
		l.t.Errorf("%s: printed %q, want %q", when, got, want)
	}
}

// end waits for the end of the program, which need not take ticks any more.
func (l *live) end(status int) {
	l.t.Helper()
	for deadline := time.After(patience); ; {
		select {
		case got := <-l.ended:
			if got != status {
				l.t.Errorf("status %d, want %d: %s", got, status, &l.errs)
			}
			return
		case l.ticks <- l.Now():
		case <-deadline:
			l.t.Fatal("the program does not end")
		}
	}
}

// close closes the pipe and waits for the end of the program.
func (l *live) close() {
	l.t.Helper()
	l.pipe.Close()
	l.end(0)
}

// stop interrupts the program, as Ctrl-C does, while the pipe stays open, and waits
// for its end.
func (l *live) stop() {
	l.t.Helper()
	var f func()
	l.until("the program listens to interrupts", func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		f = l.interrupt
		return f != nil
	})
	f()
	l.end(130)
}

// rules writes a file for racluster -f.
func rules(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "rules")
	if err := os.WriteFile(name, []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestLive: with a pipe that stays open, each row is printed when its time has come.
// The second record, of another source and 25 s later, shows that the time of the
// first is over; then the clock alone moves on: a second before wait is over the
// second row is not printed, and then it is. A third record is left when the pipe
// closes, or at Ctrl-C, and printed then.
func TestLive(t *testing.T) {
	const columns = " -L -1 -s saddr pkts"
	for _, tt := range []struct {
		args string
		wait time.Duration // from the second record to its row
	}{
		{"racluster -f " + rules(t, `model="saddr" idle=3`), 3 * time.Second},
		{"racluster -f " + rules(t, `model="saddr" status=10`), 10 * time.Second},
		{"racluster -f " + rules(t, `model="saddr" status=1m idle=3`), 3 * time.Second},
		// The bin from 20 to 30 s is printed 5 s after its end.
		{"rabins -M time 10s -B 5", 10 * time.Second},
		{"rabins -M hard zero time 20s -B 1", 16 * time.Second},
		{"rabins -m saddr -M nomodify time 10s -B 0", 5 * time.Second},
	} {
		for _, interrupted := range []bool{false, true} {
			l := start(t, tt.args+columns)
			l.flow(1, 0)
			l.flow(2, 25)
			l.until(tt.args+": the first row", func() bool { return l.text() != "" })
			l.tick(tt.wait - time.Second)
			l.expect(tt.args+", a second too early", "192.0.2.1 1")
			l.tick(time.Second)
			l.expect(tt.args+", in time", "192.0.2.1 1 192.0.2.2 1")
			l.flow(3, 100)
			if interrupted {
				l.stop()
			} else {
				l.close()
			}
			l.expect(tt.args+", at the end", "192.0.2.1 1 192.0.2.2 1 192.0.2.3 1")
			rows := 3
			if strings.Contains(tt.args, "zero") {
				rows += 3 // those of the bins from 40 to 100 s have neither address nor packets
			}
			if got := strings.Count(l.out.String(), "\n"); got != rows {
				t.Errorf("%s: %d rows, want %d", tt.args, got, rows)
			}
		}
	}
}

// TestLate: a record that comes after its bin was printed gives a further row of it
// at once, since its time is over.
func TestLate(t *testing.T) {
	l := start(t, "rabins -M time 10s -B 5 -L -1 -u -s stime saddr")
	l.flow(1, 3)
	l.flow(2, 20)
	l.until("the first bin", func() bool { return l.text() != "" })
	l.flow(3, 7)
	first := fmt.Sprintf("%d.000000 192.0.2.1 ", epoch+3)
	l.until("the late record", func() bool { return strings.Contains(l.text(), "192.0.2.3") })
	l.expect("late record", first+fmt.Sprintf("%d.000000 192.0.2.3", epoch+7))
	l.close()
	l.expect("at the end", first+fmt.Sprintf("%d.000000 192.0.2.3 %d.000000 192.0.2.2", epoch+7, epoch+20))
}

// flowsOf returns the sources of the flows in a record file, "" if it cannot be read.
func flowsOf(file string) string {
	out, _, status := run("ra", "-X", "-n", "-L", "-1", "-s", "saddr", "-r", file, "-", "not", "man")
	if status != 0 {
		return ""
	}
	return strings.Join(strings.Fields(out), " ")
}

// TestLiveFiles: rasplit writes what it read to its files with each tick, so that they
// can be read while the pipe is open.
func TestLiveFiles(t *testing.T) {
	for _, program := range []string{"rasplit", "rastream"} {
		for _, interrupted := range []bool{false, true} {
			dir := t.TempDir()
			file := func(second string) string { return filepath.Join(dir, "x"+second) }
			l := start(t, program+" -M time 10s -w "+filepath.Join(dir, "x%S"))
			l.flow(1, 0) // 22:13:20
			l.flow(2, 5)
			l.until(program+": two records", func() bool { return flowsOf(file("20")) == "192.0.2.1 192.0.2.2" })
			l.flow(3, 10)
			l.until(program+": a third one", func() bool { return flowsOf(file("30")) == "192.0.2.3" })
			l.flow(4, 12)
			if interrupted {
				l.stop()
			} else {
				l.close()
			}
			if got := flowsOf(file("30")); got != "192.0.2.3 192.0.2.4" {
				t.Errorf("%s, at the end: %q", program, got)
			}
		}
	}
}

// TestLiveProgram: rastream -B hands a file to its program when its bin has been over
// for so long, by the clock if no record comes, and the others at the end.
func TestLiveProgram(t *testing.T) {
	for _, interrupted := range []bool{false, true} {
		dir := t.TempDir()
		log, script := filepath.Join(dir, "log"), filepath.Join(dir, "script")
		if err := os.WriteFile(script, []byte("#!/bin/sh\nbasename $2 >>"+log+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		logged := func() string {
			b, _ := os.ReadFile(log)
			return strings.Join(strings.Fields(string(b)), " ")
		}
		l := start(t, "rastream -M time 10s -B 5 -f "+script+" -w "+filepath.Join(dir, "x%S"))
		l.flow(1, 0)  // 22:13:20
		l.flow(2, 21) // 22:13:41, in the bin that ends nine seconds later
		l.until("the first file", func() bool { return logged() == "x20" })
		l.tick(13 * time.Second)
		time.Sleep(50 * time.Millisecond) // the program has this time to run too early
		if got := logged(); got != "x20" {
			t.Errorf("a second too early: %q", got)
		}
		l.tick(time.Second)
		l.until("the second file", func() bool { return logged() == "x20 x40" })
		l.flow(3, 60) // 22:14:20
		if interrupted {
			l.stop()
		} else {
			l.close()
		}
		if got := logged(); got != "x20 x40 x20" {
			t.Errorf("at the end: %q", got)
		}
		if got := flowsOf(filepath.Join(dir, "x20")); got != "192.0.2.1 192.0.2.3" {
			t.Errorf("x20 has %q", got)
		}
	}
}

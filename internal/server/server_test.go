// SPDX-License-Identifier: Apache-2.0

package server

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/argus-go/argus/record"
)

// A logbook keeps log lines.
type logbook struct {
	mu    sync.Mutex
	lines []string
}

func (l *logbook) add(s string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, s)
}

func (l *logbook) has(text string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.lines {
		if strings.Contains(s, text) {
			return true
		}
	}
	return false
}

// mar returns a management record that has the cause and a number of dropped
// records.
func mar(dst []byte, cause record.Cause, dropped uint32) []byte {
	r := record.Record{Type: record.TypeMAR, Cause: cause, Version: 3}
	r.Man = record.Management{Cookie: record.Cookie3, Major: 3, Dropped: dropped}
	b, err := r.Append(dst, record.V3Common)
	if err != nil {
		panic(err)
	}
	return b
}

// flowOf returns a record of protocol proto with sequence number seq.
func flowOf(proto uint8, seq uint32) *record.Record {
	r := &record.Record{Type: record.TypeFAR, Cause: record.CauseStatus, Version: 3}
	r.Parts = record.PartTransport | record.PartFlow | record.PartTime | record.PartMetrics
	r.Transport = record.Transport{HasSeq: true, Seq: seq}
	r.Flow = record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Proto: proto, SrcPort: 1000, DstPort: 53}
	copy(r.Flow.Src[:], []byte{192, 0, 2, 1})
	copy(r.Flow.Dst[:], []byte{192, 0, 2, 2})
	r.Time.Start, r.Time.End = 1e18, 1e18+1e9
	r.Metrics.Src = record.Counter{Packets: 1, Bytes: 60}
	return r
}

const (
	tcp = 6
	udp = 17
)

// A fixture is a server on loopback.
type fixture struct {
	*Server
	logbook
	t    *testing.T
	addr string
}

func serve(t *testing.T, change func(*Config)) *fixture {
	t.Helper()
	f := &fixture{t: t}
	cfg := Config{
		Generation: record.Gen3,
		Encode:     func(dst []byte, r *record.Record) ([]byte, error) { return r.Append(dst, record.V3Common) },
		Start:      func(dst []byte) []byte { return mar(dst, record.CauseStart, 0) },
		Lost:       func(dst []byte, n uint64) []byte { return mar(dst, record.CauseStatus, uint32(n)) },
		Log:        f.add,
	}
	if change != nil {
		change(&cfg)
	}
	f.Server = New(cfg)
	ls, err := Listen([]string{"127.0.0.1"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.addr = ls[0].Addr().String()
	f.Serve(ls[0])
	t.Cleanup(f.end)
	return f
}

func (f *fixture) end() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	f.Close(ctx)
}

func (f *fixture) publish(rs ...*record.Record) {
	f.t.Helper()
	for _, r := range rs {
		if err := f.Publish(r); err != nil {
			f.t.Fatal(err)
		}
	}
}

// until waits for a condition.
func (f *fixture) until(what string, ok func() bool) {
	f.t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			f.t.Fatalf("%s: not within 10 s; %+v; log %q", what, f.Stats(), f.lines)
		}
	}
}

// A peer is a client.
type peer struct {
	net.Conn
	t *testing.T
}

// dial connects and reads the START record.
func (f *fixture) dial() *peer {
	f.t.Helper()
	conn, err := net.Dial("tcp", f.addr)
	if err != nil {
		f.t.Fatal(err)
	}
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	p := &peer{conn, f.t}
	f.t.Cleanup(func() { conn.Close() })
	if b := p.read(128); b[0] != 0x83 || b[1] != 0x10 || binary.BigEndian.Uint32(b[8:]) != record.Cookie3 {
		f.t.Fatalf("got %x, want a START record", b)
	}
	return p
}

func (p *peer) read(n int) []byte {
	p.t.Helper()
	b := make([]byte, n)
	if n, err := io.ReadFull(p, b); err != nil {
		p.t.Fatalf("%v after %d of %d bytes: %q", err, n, len(b), b[:n])
	}
	return b
}

func (p *peer) say(text string) {
	p.t.Helper()
	if _, err := io.WriteString(p, text); err != nil {
		p.t.Fatal(err)
	}
}

// closed checks that the server sends rest and then closes the connection.
func (p *peer) closed(rest string) {
	p.t.Helper()
	b, err := io.ReadAll(p)
	if string(b) != rest || err != nil && !strings.Contains(err.Error(), "reset") {
		p.t.Errorf("got %q, %v; want %q and the end", b, err, rest)
	}
}

// next reads one record.
func (p *peer) next() *record.Record {
	p.t.Helper()
	head := p.read(4)
	b := append(head, p.read(int(binary.BigEndian.Uint16(head[2:]))*4-4)...)
	r := new(record.Record)
	if err := r.Unmarshal(b, record.Gen3); err != nil {
		p.t.Fatalf("%x: %v", b, err)
	}
	return r
}

// TestSession: the dialogue of section 9.1, as the original's ra has it.
func TestSession(t *testing.T) {
	f := serve(t, nil)
	all, some := f.dial(), f.dial()
	f.publish(flowOf(tcp, 1)) // before START: for nobody
	some.say("FILTER: man or (udp and port 53)")
	if got := string(some.read(2)); got != "OK" {
		t.Fatalf("got %q, want OK", got)
	}
	some.say("START: ")
	all.say("START: user='root',cmd='ra[1]'\n")
	f.until("two clients", func() bool { return f.Stats().Clients == 2 })
	f.publish(flowOf(tcp, 2), flowOf(udp, 3))
	status := new(record.Record)
	status.Type, status.Cause, status.Version = record.TypeMAR, record.CauseStatus, 3
	f.publish(status)
	for _, want := range []uint32{2, 3} {
		if r := all.next(); r.Transport.Seq != want {
			t.Errorf("got record %d, want %d", r.Transport.Seq, want)
		}
	}
	if r := some.next(); r.Transport.Seq != 3 {
		t.Errorf("got record %d, want 3", r.Transport.Seq)
	}
	for _, p := range []*peer{all, some} {
		if r := p.next(); r.Type != record.TypeMAR || r.Cause != record.CauseStatus {
			t.Errorf("got %v %v, want the management record", r.Type, r.Cause)
		}
	}
	all.say("FILTER: man or (icmp)")
	if got := string(all.read(2)); got != "OK" {
		t.Errorf("got %q between records, want OK", got)
	}
	f.publish(flowOf(udp, 4))
	if r := some.next(); r.Transport.Seq != 4 {
		t.Errorf("got record %d, want 4", r.Transport.Seq)
	}
	all.say("DONE: ")
	all.closed("")
	f.publish(flowOf(udp, 5))
	f.end()
	if r := some.next(); r.Transport.Seq != 5 {
		t.Errorf("got record %d before the end, want 5", r.Transport.Seq)
	}
	some.closed("")
	if s := f.Stats(); s.Clients != 0 || s.Waiting != 0 || s.Accepted != 2 || s.Lost != 0 || s.Queued != 7 {
		t.Errorf("got %+v", s)
	}
}

// TestCommands: what a client may send, and what it is answered.
func TestCommands(t *testing.T) {
	for _, tt := range []struct {
		name  string
		parts []string // with a pause between them
		want  string   // before the records
		flows bool     // the client receives records
	}{
		{"start", []string{"START: "}, "", true},
		{"start without the blank", []string{"START:"}, "", true},
		{"start with a line feed", []string{"START: \r\n"}, "", true},
		{"start twice", []string{"START: ", "START: "}, "", true},
		{"start in two segments", []string{"STA", "RT: "}, "", true},
		{"filter and start in one segment", []string{"FILTER: man or (udp)START: "}, "OK", true},
		{"filter in two segments", []string{"FILTER: man or (udp ", "or tcp)", "START: "}, "OK", true},
		{"empty filter", []string{"FILTER: ", "START: "}, "OK", true},
		{"filter with a line feed", []string{"FILTER: udp\n", "START: "}, "OK", true},
		{"what 5.0 sends", []string{"GEN: x", "MODEL: y", "PROJECT: z", "START: "}, "", true},
		{"syntax error", []string{"FILTER: foo bar"}, "SY", false},
		{"open parentheses", []string{"FILTER: man or ((udp)"}, "SY", false},
		{"name of a host", []string{"FILTER: host www.example.com"}, "ER", false},
		{"file", []string{"FILE: /etc/passwd", "START: "}, "KO", true},
		{"something else", []string{"HELLO", "START: "}, "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := serve(t, nil)
			p := f.dial()
			for i, s := range tt.parts {
				if i > 0 {
					time.Sleep(50 * time.Millisecond)
				}
				p.say(s)
			}
			if got := string(p.read(len(tt.want))); got != tt.want {
				t.Fatalf("got %q, want %q", got, tt.want)
			}
			if !tt.flows {
				p.closed("")
				return
			}
			f.until("started", func() bool { return f.Stats().Clients == 1 })
			f.publish(flowOf(udp, 7))
			if r := p.next(); r.Transport.Seq != 7 {
				t.Errorf("got record %d, want 7", r.Transport.Seq)
			}
		})
	}
}

// TestHandshakeDeadline: neither silence nor garbage holds a connection open.
func TestHandshakeDeadline(t *testing.T) {
	f := serve(t, func(c *Config) { c.Limits.Handshake = 200 * time.Millisecond })
	began := time.Now()
	silent, noisy := f.dial(), f.dial()
	go func() {
		for {
			if _, err := io.WriteString(noisy, "HELLO"); err != nil {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	silent.closed("")
	noisy.closed("")
	if d := time.Since(began); d < 150*time.Millisecond || d > 5*time.Second {
		t.Errorf("closed after %v, want 200 ms", d)
	}
	f.until("expired", func() bool { s := f.Stats(); return s.Expired == 2 && s.Waiting == 0 })
	if !f.has("did not send START within 200ms") {
		t.Errorf("log: %q", f.lines)
	}
}

// TestRefused: a client that is not served is told why, as the format provides.
func TestRefused(t *testing.T) {
	denied := errors.New("denied by hosts.deny")
	for _, tt := range []struct {
		name   string
		change func(*Config)
		before int // connections
		want   string
		log    string
	}{
		{"denied", func(c *Config) { c.Allow = func(netip.Addr) error { return denied } }, 0, "\x83\x81\x00\x01", "denied by hosts.deny"},
		{"too many", func(c *Config) { c.Limits.Clients = 2 }, 2, "\x83\x82\x00\x01", "there are 2 clients"},
		{"too many of one address", func(c *Config) { c.Limits.PerAddress = 1 }, 1, "\x83\x82\x00\x01", "1 clients of this address"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := serve(t, tt.change)
			var first *peer
			for range tt.before {
				first = f.dial()
			}
			conn, err := net.Dial("tcp", f.addr)
			if err != nil {
				t.Fatal(err)
			}
			p := &peer{conn, t}
			p.closed(tt.want)
			if !f.has(tt.log) || f.Stats().Refused != 1 {
				t.Errorf("log %q, %+v", f.lines, f.Stats())
			}
			if first != nil { // its place is free again
				first.Close()
				f.until("left", func() bool { return f.Stats().Waiting < tt.before })
				f.dial()
			}
		})
	}
}

// TestSlowClient: a client that does not read loses records and is told how many;
// all that it receives and is told add up. Another one receives everything.
func TestSlowClient(t *testing.T) {
	const n = 100_000
	f := serve(t, func(c *Config) { c.Limits.Queue = 256 << 10 })
	slow, good := f.dial(), f.dial()
	slow.say("START: ")
	good.say("START: ")
	f.until("two clients", func() bool { return f.Stats().Clients == 2 })
	done := make(chan int)
	go func() {
		seen := 0
		for ; seen < n; seen++ {
			if r := good.next(); r.Transport.Seq != uint32(seen) {
				t.Errorf("the good client got record %d, want %d", r.Transport.Seq, seen)
				break
			}
		}
		done <- seen
	}()
	for i := range n {
		f.publish(flowOf(udp, uint32(i)))
		if i%500 == 499 { // the good client must not become slow
			f.until("read", func() bool { return f.queued(good) < 64<<10 })
		}
	}
	if seen := <-done; seen != n {
		t.Errorf("the good client got %d records, want %d", seen, n)
	}
	lost := f.Stats().Lost
	if lost == 0 || !f.has("reads too slowly") {
		t.Fatalf("nothing was lost; log %q", f.lines)
	}
	go f.end() // sends what waits
	got, told, next := 0, uint64(0), uint32(0)
	for got+int(told) < n {
		r := slow.next()
		if r.Type == record.TypeMAR {
			told += uint64(r.Man.Dropped)
			next += r.Man.Dropped
			continue
		}
		if r.Transport.Seq != next {
			t.Fatalf("got record %d, want %d: the report must be where records are missing", r.Transport.Seq, next)
		}
		got, next = got+1, next+1
	}
	if told != lost {
		t.Errorf("the client was told of %d lost records, want %d", told, lost)
	}
	slow.closed("")
}

// queued returns how many bytes wait for a client.
func (f *fixture) queued(p *peer) int {
	f.mu2().Lock()
	defer f.mu2().Unlock()
	for _, c := range f.started {
		if c.conn.RemoteAddr().String() == p.LocalAddr().String() {
			return c.queue.bytes
		}
	}
	return 0
}

func (f *fixture) mu2() *sync.Mutex { return &f.Server.mu }

// TestTotal: all queues together are bounded; the oldest records are lost first.
func TestTotal(t *testing.T) {
	f := serve(t, func(c *Config) { c.Limits.Total = 4 * chunkSize })
	var slow []*peer
	for range 3 {
		p := f.dial()
		p.say("START: ")
		slow = append(slow, p)
	}
	f.until("clients", func() bool { return f.Stats().Clients == 3 })
	const n = 200_000
	for i := range n {
		f.publish(flowOf(udp, uint32(i)))
	}
	f.mu2().Lock()
	bytes := f.log.bytes
	f.mu2().Unlock()
	if bytes > 5*chunkSize {
		t.Errorf("%d bytes are kept, want %d at most", bytes, 5*chunkSize)
	}
	go f.end()
	for i, p := range slow {
		got := 0
		for got < n {
			if r := p.next(); r.Type == record.TypeMAR {
				got += int(r.Man.Dropped)
			} else if r.Transport.Seq != uint32(got) {
				t.Fatalf("client %d: got record %d, want %d", i, r.Transport.Seq, got)
			} else {
				got++
			}
		}
		p.closed("")
	}
}

// TestFile: a server that has an archive sends files from it.
func TestFile(t *testing.T) {
	dir := t.TempDir()
	content := strings.Repeat("argus", 50_000)
	if err := os.WriteFile(filepath.Join(dir, "a"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	f := serve(t, func(c *Config) {
		c.Open = func(path string) (*os.File, error) { return os.OpenInRoot(dir, strings.TrimLeft(path, "/")) }
	})
	p := f.dial()
	for _, path := range []string{"/b", "/../a/../../etc/passwd"} {
		p.say("FILE: " + path)
		if got := string(p.read(2)); got != "KO" {
			t.Errorf("%s: got %q, want KO", path, got)
		}
	}
	p.say("FILE: /a")
	if got := binary.BigEndian.Uint32(p.read(4)); got != uint32(len(content)) {
		t.Errorf("got the size %d, want %d", got, len(content))
	}
	p.say("START: ")
	p.closed(content)
}

// TestStalled: a client that takes nothing is disconnected at last, also when the
// server closes.
func TestStalled(t *testing.T) {
	f := serve(t, func(c *Config) { c.Limits.Stall = 100 * time.Millisecond })
	p := f.dial()
	p.say("START: ")
	f.until("started", func() bool { return f.Stats().Clients == 1 })
	for i := range 150_000 { // more than the socket's buffers hold
		f.publish(flowOf(udp, uint32(i)))
	}
	f.until("disconnected", func() bool { return f.Stats().Clients == 0 })
	if !f.has("took nothing for 100ms") {
		t.Errorf("log: %q", f.lines)
	}
}

// TestCrowd: many connections that say nothing, or garbage, leave nothing behind.
func TestCrowd(t *testing.T) {
	f := serve(t, func(c *Config) { c.Limits = Limits{Clients: 100, PerAddress: 100, Handshake: 300 * time.Millisecond} })
	good := f.dial()
	good.say("START: ")
	f.until("started", func() bool { return f.Stats().Clients == 1 })
	var wait sync.WaitGroup
	for i := range 500 {
		wait.Go(func() {
			conn, err := net.Dial("tcp", f.addr)
			if err != nil {
				return
			}
			defer conn.Close()
			if i%2 == 0 {
				io.WriteString(conn, "\x00\xff{}FILTER: ((((")
			}
			io.Copy(io.Discard, conn)
		})
		f.publish(flowOf(udp, uint32(i)))
	}
	wait.Wait()
	f.until("left", func() bool { return f.Stats().Waiting == 0 })
	for i := range 500 {
		if r := good.next(); r.Transport.Seq != uint32(i) {
			t.Fatalf("got record %d, want %d", r.Transport.Seq, i)
		}
	}
	s := f.Stats()
	if s.Accepted+s.Refused != 501 || s.Clients != 1 {
		t.Errorf("got %+v", s)
	}
	f.mu2().Lock()
	defer f.mu2().Unlock()
	if len(f.clients) != 1 || f.addresses[netip.MustParseAddr("127.0.0.1")] != 1 {
		t.Errorf("%d clients, %v are kept", len(f.clients), f.addresses)
	}
}

// FuzzParse: parsing ends, takes at least one byte or waits, and whatever is cut
// into two segments gives the same first verb.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"START: ", "FILTER: man or (udp)START: ", "STA", "FILTER: ((", "\r\nDONE: ", "x"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, n := parse(b, false)
		if n < 0 || n > len(b) || n == 0 && c != (command{}) {
			t.Fatalf("%q: %+v, %d", b, c, n)
		}
		if _, n = parse(b, true); len(b) > 0 && n == 0 {
			t.Fatalf("%q: nothing was taken at the end", b)
		}
	})
}

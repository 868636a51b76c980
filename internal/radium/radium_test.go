// SPDX-License-Identifier: Apache-2.0

package radium_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/radium"
	"github.com/argus-go/argus/internal/server"
	"github.com/argus-go/argus/record"
)

// A syncBuffer is a buffer that several goroutines may use.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// A collector is radium in a test.
type collector struct {
	t      *testing.T
	stderr syncBuffer
	stdout bytes.Buffer
	done   chan int
	stop   func()
}

// start runs radium with these arguments until it ends or stop is called.
func start(t *testing.T, args ...string) *collector {
	t.Helper()
	c := &collector{t: t, done: make(chan int, 1)}
	heard := make(chan bool)
	c.stop = sync.OnceFunc(func() { close(heard) })
	go func() {
		c.done <- radium.Main(radium.Env{
			Args: append([]string{"-X", "-D", "1"}, args...), Getenv: func(string) string { return "" },
			Stdout: &c.stdout, Stderr: &c.stderr,
			Listen: func(f func()) { go func() { <-heard; f() }() },
		})
	}()
	t.Cleanup(c.stop)
	return c
}

// end stops radium and returns its exit status.
func (c *collector) end() int {
	c.t.Helper()
	c.stop()
	return c.status()
}

func (c *collector) status() int {
	c.t.Helper()
	select {
	case s := <-c.done:
		return s
	case <-time.After(10 * time.Second):
		c.t.Fatalf("radium does not end: %s", c.stderr.String())
		return 0
	}
}

// wait waits until a condition holds.
func wait(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("timed out: %s", what)
		}
	}
}

// logged waits for a line of radium's log.
func (c *collector) logged(text string, times int) {
	c.t.Helper()
	wait(c.t, text, func() bool { return strings.Count(c.stderr.String(), text) >= times })
}

// freePort returns a TCP port that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// A sensor is a record server in place of a sensor.
type sensor struct {
	*server.Server
	id uint32
}

func sourceID(n uint32) record.SourceID {
	return record.SourceID{Kind: record.IDInt, ID: [16]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}}
}

func mar(id uint32, cause record.Cause, now time.Time) *record.Record {
	r := &record.Record{Type: record.TypeMAR, Version: 3, Cause: cause}
	r.Man = record.Management{Cookie: record.Cookie3, Major: 3, Src: sourceID(id), Start: now.UnixNano(), Now: now.UnixNano()}
	return r
}

// serve returns a sensor with the given source id on a port.
func serve(t *testing.T, port string, id uint32) *sensor {
	t.Helper()
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	l, err := server.Listen([]string{"127.0.0.1"}, n)
	if err != nil {
		t.Fatal(err)
	}
	s := &sensor{id: id}
	s.Server = server.New(server.Config{
		Generation: record.Gen3,
		Encode:     func(dst []byte, r *record.Record) ([]byte, error) { return r.Append(dst, record.V3Common) },
		Start: func(dst []byte) []byte {
			b, err := mar(id, record.CauseStart, time.Now()).Append(dst, record.V3Common)
			if err != nil {
				panic(err)
			}
			return b
		},
	})
	s.Serve(l[0])
	t.Cleanup(s.close)
	return s
}

func (s *sensor) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	s.Close(ctx)
}

// flow is a record of a flow: its number is the source port.
func (s *sensor) flow(number, proto int, at time.Time) *record.Record {
	r := &record.Record{Type: record.TypeFAR, Version: 3, Cause: record.CauseStatus}
	r.Parts = record.PartTransport | record.PartFlow | record.PartTime | record.PartMetrics
	r.Transport = record.Transport{Src: sourceID(s.id), Seq: uint32(number), HasSrc: true, HasSeq: true}
	r.Flow = record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Proto: uint8(proto), SrcPort: uint16(number), DstPort: 80}
	r.Time = record.Time{Start: at.UnixNano(), End: at.UnixNano() + 1e6}
	r.Metrics.Src = record.Counter{Packets: 1, Bytes: 60}
	return r
}

// publish serves n flows, which are numbered from first on.
func (s *sensor) publish(t *testing.T, first, n, proto int) {
	t.Helper()
	for i := first; i < first+n; i++ {
		if err := s.Publish(s.flow(i, proto, time.Now())); err != nil {
			t.Fatal(err)
		}
	}
}

// A client is a connection to radium.
type client struct {
	conn net.Conn
	head []byte
}

// dial connects to radium, sends a filter if it is not empty, and starts.
func dial(t *testing.T, port, filter string) *client {
	t.Helper()
	conn, err := net.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	c := &client{conn: conn, head: make([]byte, 128)}
	if _, err := io.ReadFull(conn, c.head); err != nil {
		t.Fatal(err)
	}
	if filter != "" {
		io.WriteString(conn, "FILTER: "+filter)
		ok := make([]byte, 2)
		if _, err := io.ReadFull(conn, ok); err != nil || string(ok) != "OK" {
			t.Fatalf("filter %q: answer %q, %v", filter, ok, err)
		}
	}
	io.WriteString(conn, "START: ")
	return c
}

// all returns all records up to the end of the connection.
func (c *client) all(t *testing.T) []*record.Record {
	t.Helper()
	b, err := io.ReadAll(c.conn)
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, append(c.head, b...))
}

func decode(t *testing.T, b []byte) (list []*record.Record) {
	t.Helper()
	for r := record.NewReader(bytes.NewReader(b)); ; {
		rec, err := r.Next()
		if err == io.EOF {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, rec.Clone())
	}
}

// numbers returns the flows as ID:NUMBER, and management records as CAUSE of ID.
func numbers(list []*record.Record) (out []string) {
	for _, r := range list {
		id := func(s record.SourceID) string { return strconv.Itoa(int(s.ID[3])) }
		switch r.Type {
		case record.TypeMAR:
			out = append(out, map[record.Cause]string{record.CauseStart: "start", record.CauseStatus: "status", record.CauseStop: "stop"}[r.Cause]+" "+id(r.Man.Src))
		case record.TypeFAR:
			out = append(out, id(r.Transport.Src)+":"+strconv.Itoa(int(r.Flow.SrcPort)))
		default:
			out = append(out, "event "+id(r.Transport.Src))
		}
	}
	return out
}

// only returns the entries that begin with prefix.
func only(list []string, prefix string) (out []string) {
	for _, s := range list {
		if strings.HasPrefix(s, prefix) {
			out = append(out, s)
		}
	}
	return out
}

// flows is what numbers returns for the flows of one sensor.
func flows(id, first, n int) (out []string) {
	for i := first; i < first+n; i++ {
		out = append(out, strconv.Itoa(id)+":"+strconv.Itoa(i))
	}
	return out
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// TestCollect: the records of two sensors reach the clients and the files, with the
// filters of sources, clients and outputs, and with their own ids and numbers.
func TestCollect(t *testing.T) {
	a, b, port := freePort(t), freePort(t), freePort(t)
	one, two := serve(t, a, 1), serve(t, b, 2)
	dir := t.TempDir()
	all, udp := filepath.Join(dir, "all"), filepath.Join(dir, "udp")
	c := start(t, "-S", "127.0.0.1:"+a+" tcp", "-S", "127.0.0.1:"+b, "-P", port, "-B", "127.0.0.1",
		"-e", "9", "-w", all, "-w", udp, "udp")
	c.logged("serving records", 1)
	plain, tcp := dial(t, port, ""), dial(t, port, "man or (tcp)")
	c.logged(": started", 2)
	wait(t, "two connections", func() bool { return one.Stats().Clients+two.Stats().Clients == 2 })
	one.publish(t, 100, 5, 6)
	one.publish(t, 200, 5, 17) // the filter of the source rejects them
	two.publish(t, 300, 5, 6)
	two.publish(t, 400, 5, 17)
	if err := one.Publish(mar(1, record.CauseStatus, time.Now())); err != nil {
		t.Fatal(err)
	}
	wait(t, "the records", func() bool { return one.Stats().Queued == 6 && two.Stats().Queued == 10 })
	time.Sleep(50 * time.Millisecond) // what was queued is on its way
	if s := c.end(); s != 0 {
		t.Errorf("status %d: %s", s, c.stderr.String())
	}
	got := numbers(plain.all(t))
	same(t, "plain client, sensor 1", only(got, "1:"), flows(1, 100, 5))
	same(t, "plain client, sensor 2", only(got, "2:"), append(flows(2, 300, 5), flows(2, 400, 5)...))
	same(t, "plain client, management", only(got, "st"), []string{"start 9", "status 1", "stop 9"})
	got = numbers(tcp.all(t))
	same(t, "tcp client, sensor 2", only(got, "2:"), flows(2, 300, 5))
	same(t, "tcp client, management", only(got, "st"), []string{"start 9", "status 1", "stop 9"})
	file, err := os.ReadFile(all)
	if err != nil {
		t.Fatal(err)
	}
	if got := numbers(decode(t, file)); len(got) != 18 {
		t.Errorf("the file has %d records, want 15 flows and 3 management records: %q", len(got), got)
	}
	if file, err = os.ReadFile(udp); err != nil {
		t.Fatal(err)
	}
	same(t, "output udp", numbers(decode(t, file)), append([]string{"start 9"}, flows(2, 400, 5)...))
}

// TestReconnect: radium finds a sensor that comes back; meanwhile its clients stay
// connected, and its management records say what is missing.
func TestReconnect(t *testing.T) {
	a, port := freePort(t), freePort(t)
	one := serve(t, a, 1)
	c := start(t, "-S", "127.0.0.1:"+a, "-P", port, "-B", "127.0.0.1", "-e", "9", "-M", "1")
	c.logged("serving records", 1)
	cl := dial(t, port, "")
	c.logged(": started", 1)
	wait(t, "the connection", func() bool { return one.Stats().Clients == 1 })
	one.publish(t, 1, 3, 6)
	one.close()
	c.logged("trying again", 1)
	time.Sleep(1100 * time.Millisecond) // until a management record is due
	one = serve(t, a, 1)
	wait(t, "the new connection", func() bool { return one.Stats().Clients == 1 })
	one.publish(t, 4, 3, 6)
	time.Sleep(50 * time.Millisecond)
	if s := c.end(); s != 0 {
		t.Errorf("status %d: %s", s, c.stderr.String())
	}
	list := cl.all(t)
	got := numbers(list)
	same(t, "flows", only(got, "1:"), flows(1, 1, 6))
	if n := len(only(got, "event 9")); n == 0 {
		t.Errorf("no event record says that the sensor is missing: %q", got)
	}
	missing := false
	for _, r := range list {
		if r.Type == record.TypeMAR && r.Cause == record.CauseStatus && r.Man.LinkStatus == 1 {
			missing = true
		}
		if text := string(r.SrcData.Data); r.Type == record.TypeEvent &&
			(!strings.HasPrefix(text, "source=127.0.0.1:"+a+"\nstate=missing\nsince=") || !strings.Contains(text, "\nreason=")) {
			t.Errorf("the text of an event is %q", text)
		}
	}
	if !missing {
		t.Error("no management record has the interface status 1")
	}
}

// TestOnce: with -p, radium ends when a sensor ends.
func TestOnce(t *testing.T) {
	a := freePort(t)
	out := filepath.Join(t.TempDir(), "out")
	one := serve(t, a, 1)
	c := start(t, "-p", "-S", "127.0.0.1:"+a, "-w", out)
	wait(t, "the connection", func() bool { return one.Stats().Clients == 1 })
	one.publish(t, 1, 3, 6)
	one.close()
	if s := c.status(); s != 0 {
		t.Errorf("status %d: %s", s, c.stderr.String())
	}
	file, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "flows", only(numbers(decode(t, file)), "1:"), flows(1, 1, 3))
}

// TestFiles: files are read in turn, and their START records are left out.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	var names []string
	for i := range 3 {
		s := &sensor{id: uint32(i)}
		b, err := mar(s.id, record.CauseStart, time.Now()).Append(nil, record.V3Common)
		if err != nil {
			t.Fatal(err)
		}
		for n := range 700 { // more than a batch
			if b, err = s.flow(n, 6, time.Unix(1, 0)).Append(b, record.V3Common); err != nil {
				t.Fatal(err)
			}
		}
		names = append(names, filepath.Join(dir, strconv.Itoa(i)))
		if err := os.WriteFile(names[i], b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := start(t, append([]string{"-w", "-", "-r"}, names...)...)
	if s := c.status(); s != 0 {
		t.Errorf("status %d: %s", s, c.stderr.String())
	}
	want := append([]string{"start 0"}, flows(0, 0, 700)...)
	want = append(append(append(want, flows(1, 0, 700)...), flows(2, 0, 700)...), "stop 0")
	same(t, "standard output", numbers(decode(t, c.stdout.Bytes())), want)
}

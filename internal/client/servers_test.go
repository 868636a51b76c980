// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/program"
)

// A serving is one connection that a test's record server has accepted.
type serving struct {
	net.Conn
	asked string // the commands of the client, up to START
}

// serveRecords makes a record server on loopback. It returns its address, and a
// channel of the clients that said START.
func serveRecords(t *testing.T) (addr string, started <-chan serving) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var open []net.Conn // one that nobody refers to would be closed
	t.Cleanup(func() {
		l.Close()
		mu.Lock()
		defer mu.Unlock()
		for _, c := range open {
			c.Close()
		}
	})
	start := startBytes(t)
	out := make(chan serving, 8)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.SetDeadline(time.Now().Add(20 * time.Second))
			c.Write(start)
			asked := ""
			for b := make([]byte, 1000); !strings.HasSuffix(asked, "START: "); {
				n, err := c.Read(b)
				if err != nil {
					break
				}
				if asked += string(b[:n]); strings.HasPrefix(asked, "FILTER: ") && !strings.HasSuffix(asked, "START: ") {
					io.WriteString(c, "OK")
				}
			}
			mu.Lock()
			open = append(open, c)
			mu.Unlock()
			out <- serving{c, asked}
		}
	}()
	return l.Addr().String(), out
}

// A running is a client that runs.
type running struct {
	rows   *bufio.Reader // its standard output
	stderr *bytes.Buffer // may be read once status has come
	status chan int
	cancel func() // as SIGINT does
}

func startClient(t *testing.T, args ...string) *running {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	r.SetReadDeadline(time.Now().Add(20 * time.Second))
	c := &running{rows: bufio.NewReader(r), stderr: new(bytes.Buffer), status: make(chan int, 1)}
	e := env(w, c.stderr)
	e.Args, e.Now = args, time.Now
	e.Context, c.cancel = context.WithCancel(t.Context())
	go func() {
		status := client.Main(program.All, e)
		w.Close()
		c.status <- status
	}()
	return c
}

// expect reads rows, each of which must contain a text.
func (c *running) expect(t *testing.T, want ...string) {
	t.Helper()
	for _, w := range want {
		row, err := c.rows.ReadString('\n')
		if err != nil || !strings.Contains(row, w) {
			t.Fatalf("got the row %q, %v; want %q", row, err, w)
		}
	}
}

// end waits for the end of the client, and returns its status and messages.
func (c *running) end(t *testing.T) (int, string) {
	t.Helper()
	select {
	case s := <-c.status:
		return s, c.stderr.String()
	case <-time.After(20 * time.Second):
		t.Fatal("the client goes on")
	}
	return 0, ""
}

// accept returns the next client of a server.
func accept(t *testing.T, started <-chan serving) serving {
	t.Helper()
	select {
	case s := <-started:
		return s
	case <-time.After(20 * time.Second):
		t.Fatal("no client connects")
	}
	return serving{}
}

// TestServers: records of two servers are printed in the order of time although the
// one with the older record is later, and are printed while both are silent. A third
// server, where nobody listens, delays nobody.
func TestServers(t *testing.T) {
	t.Parallel()
	a, fromA := serveRecords(t)
	b, fromB := serveRecords(t)
	c := startClient(t, "ra", "-X", "-n", "-s", "sport", "-L", "-1", "-S", a, "-S", "argus-tcp://"+b, "-S", "127.0.0.1:1")
	toA, toB := accept(t, fromA), accept(t, fromB)
	toA.Write(flowBytes(t, 20, 20))
	time.Sleep(50 * time.Millisecond)
	toB.Write(flowBytes(t, 10, 10))
	c.expect(t, "10", "20")
	// Afterwards too, and after a reset of a connection, which is no end.
	toB.Conn.(*net.TCPConn).SetLinger(0)
	toB.Close()
	toB = accept(t, fromB)
	toA.Write(flowBytes(t, 40, 40))
	time.Sleep(50 * time.Millisecond)
	toB.Write(flowBytes(t, 30, 30))
	c.expect(t, "30", "40")
	c.cancel()
	status, errs := c.end(t)
	if status != 130 || !strings.Contains(errs, "127.0.0.1:1: cannot connect: ") || !strings.Contains(errs, b+": ") {
		t.Errorf("status %d, %s", status, errs)
	}
}

// TestDeadServer: one of two servers does not answer. The other one's records are
// printed at once, although they would wait for an hour for one that is connected.
func TestDeadServer(t *testing.T) {
	t.Parallel()
	a, fromA := serveRecords(t)
	c := startClient(t, "ra", "-X", "-n", "-s", "sport", "-L", "-1", "--lag", "1h", "-S", a, "-S", "127.0.0.1:1", "-N", "1")
	accept(t, fromA).Write(flowBytes(t, 20, 20))
	c.expect(t, "20")
	if status, errs := c.end(t); status != 0 {
		t.Errorf("status %d, %s", status, errs)
	}
}

// TestRunTime: -T ends the run in an orderly way; the records so far are complete.
func TestRunTime(t *testing.T) {
	t.Parallel()
	a, from := serveRecords(t)
	began := time.Now()
	c := startClient(t, "racluster", "-X", "-n", "-m", "proto", "-s", "trans", "pkts", "-L", "-1", "-T", "1", "-S", a)
	accept(t, from).Write(append(flowBytes(t, 10, 10), flowBytes(t, 20, 20)...))
	c.expect(t, "2        4")
	status, errs := c.end(t)
	if d := time.Since(began); status != 0 || errs != "" || d < time.Second || d > 5*time.Second {
		t.Errorf("status %d after %v, %s", status, d, errs)
	}
}

// TestRemoteFilter: what is sent to the server of a filter; it selects here too.
func TestRemoteFilter(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ filter, asked string }{
		{"src port 20", "FILTER: man or (src port 20)START: "},
		{"remote src port 20", "FILTER: man or (src port 20)START: "},
		{"local src port 20", "START: "},
	} {
		a, from := serveRecords(t)
		args := []string{"ra", "-X", "-n", "-s", "sport", "-L", "-1", "-S", a, "-N", "1", "-"}
		c := startClient(t, append(args, strings.Fields(tt.filter)...)...)
		s := accept(t, from)
		if s.asked != tt.asked {
			t.Errorf("%s: the client asked %q, want %q", tt.filter, s.asked, tt.asked)
		}
		s.Write(append(flowBytes(t, 10, 10), flowBytes(t, 20, 20)...))
		c.expect(t, "20")
		if status, errs := c.end(t); status != 0 {
			t.Errorf("%s: status %d, %s", tt.filter, status, errs)
		}
	}
}

// TestPoll: -M poll prints the START record of each server and ends, with status 1 if
// one of them does not answer.
func TestPoll(t *testing.T) {
	t.Parallel()
	a, _ := serveRecords(t)
	b, _ := serveRecords(t)
	for _, tt := range []struct {
		args   string
		rows   int
		status int
		err    string
	}{
		{"-S " + a + " -S " + b, 2, 0, ""},
		{"-S " + a + " - tcp", 1, 0, ""},
		{"-S " + a + " -S 127.0.0.1:1", 1, 1, "ra: 127.0.0.1:1: cannot connect: connect: connection refused\n"},
		{"", 0, 1, "name them with -S"},
		{"-r " + os.DevNull + " -S " + a, 0, 1, "no files"},
		{"-S argus-udp://127.0.0.1:1", 0, 1, "sends datagrams without being asked"},
	} {
		c := startClient(t, append([]string{"ra", "-X", "-n", "-L", "-1", "-s", "cause", "-M", "poll"}, strings.Fields(tt.args)...)...)
		out, _ := io.ReadAll(c.rows)
		status, errs := c.end(t)
		if got := strings.Count(string(out), "Start"); got != tt.rows || status != tt.status || !strings.Contains(errs, tt.err) || tt.err == "" && errs != "" {
			t.Errorf("%s: status %d, %q, %q; want %d, %d rows and %q", tt.args, status, out, errs, tt.status, tt.rows, tt.err)
		}
	}
}

// TestLagForms: the forms of --lag, by what is rejected.
func TestLagForms(t *testing.T) {
	for _, tt := range []struct {
		lag string
		ok  bool
	}{{"2", true}, {"0.5", true}, {"500ms", true}, {"1m", true}, {"1h", true}, {"0", false}, {"-1", false}, {"2h", false}, {"NaN", false}, {"x", false}, {"1d", false}} {
		c := startClient(t, "ra", "-X", "-q", "--lag", tt.lag, "-r", "testdata/demo.arg")
		status, errs := c.end(t)
		if want := fmt.Sprintf("ra: --lag: %q is not a time", tt.lag); tt.ok != (status == 0) || !tt.ok && !strings.HasPrefix(errs, want) {
			t.Errorf("--lag %s: status %d, %s", tt.lag, status, errs)
		}
	}
}

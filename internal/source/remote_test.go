// SPDX-License-Identifier: Apache-2.0

package source

import (
	"context"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/argus-go/argus/record"
)

// A fake is a server whose dialogue with its first, second ... client a test
// writes down.
type fake struct {
	net.Listener
	to Address
}

// play starts a fake. Each of the dialogues serves one connection; later ones are
// closed at once.
func play(t *testing.T, dialogues ...func(c net.Conn)) *fake {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for _, d := range dialogues {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.SetDeadline(time.Now().Add(10 * time.Second))
			d(c)
			c.Close()
		}
	}()
	return &fake{l, Address{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port}}
}

// expect reads a text that the client sends; a text that differs ends the dialogue.
func expect(t *testing.T, c net.Conn, text string) {
	t.Helper()
	b := make([]byte, len(text))
	if _, err := io.ReadFull(c, b); err != nil || string(b) != text {
		t.Errorf("the client sent %q, %v; want %q", b, err, text)
	}
}

// demo returns the demonstration records: the START record and the others.
func demo(t *testing.T) (start, rest []byte) {
	t.Helper()
	b, err := os.ReadFile("../client/testdata/demo.arg")
	if err != nil {
		t.Fatal(err)
	}
	return b[:startLen], b[startLen:]
}

// receive reads records from a server until there are n flow records, and returns
// the warnings.
func receive(t *testing.T, to Address, filter string, n int) (flows int, warnings []string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	var mu sync.Mutex
	s := Connect(ctx, to, filter, Config{Warn: func(text string) {
		mu.Lock()
		defer mu.Unlock()
		warnings = append(warnings, text)
	}})
	m := Start([]Source{s}, 0)
	emit := func(_ int, r *record.Record) error {
		if r.Type != record.TypeMAR {
			flows++
		}
		return nil
	}
	for b := range m.Batches() {
		if b.Err != nil && b.Err != io.EOF {
			err = b.Err
		}
		m.Add(b, time.Now())
		if err := m.Lend(time.Now(), emit); err != nil {
			t.Fatal(err)
		}
		if flows >= n {
			break
		}
	}
	m.Close()
	mu.Lock()
	defer mu.Unlock()
	return flows, warnings, err
}

// demoFlows is the number of flow records of the demonstration records.
func demoFlows(t *testing.T) int {
	n := 0
	_, err := Each(context.Background(), "../client/testdata/demo.arg", Config{Warn: func(string) {}}, func(r *record.Record) error {
		if r.Type != record.TypeMAR {
			n++
		}
		return nil
	})
	if err != nil || n == 0 {
		t.Fatal(n, err)
	}
	return n
}

// TestRemote: the dialogue with a server, and what happens when it fails: the
// client says why, and tries again.
func TestRemote(t *testing.T) {
	start, rest := demo(t)
	flows := demoFlows(t)
	whole := func(c net.Conn) { // a good server
		c.Write(start)
		expect(t, c, "START: ")
		c.Write(rest)
		expect(t, c, "DONE: ")
	}
	filtered := func(c net.Conn) {
		c.Write(start)
		expect(t, c, "FILTER: man or (tcp)")
		io.WriteString(c, "OK")
		expect(t, c, "START: ")
		c.Write(rest)
		expect(t, c, "DONE: ")
	}
	for _, tt := range []struct {
		name      string
		filter    string
		dialogues []func(net.Conn)
		n         int
		warning   string
	}{
		{"plain", "", []func(net.Conn){whole}, flows, ""},
		{"filter", "tcp", []func(net.Conn){filtered}, flows, ""},
		{"in small pieces", "", []func(net.Conn){func(c net.Conn) {
			all := append(append([]byte(nil), start...), rest...)
			c.Write(all[:3])
			for i := 3; i < len(all); i += 97 {
				time.Sleep(100 * time.Microsecond)
				c.Write(all[i:min(i+97, len(all))])
			}
			expect(t, c, "START: ")
		}}, flows, ""},
		{"too many clients", "", []func(net.Conn){func(c net.Conn) { io.WriteString(c, "\x83\x82\x00\x01") }, whole}, flows, "the server has too many clients; trying again"},
		{"denied", "", []func(net.Conn){func(c net.Conn) { io.WriteString(c, "\x83\x81\x00\x01") }, whole}, flows, "the server denies access; trying again"},
		{"closed at once", "", []func(net.Conn){func(net.Conn) {}, whole}, flows, "closed the connection without an answer; trying again"},
		{"no record server", "", []func(net.Conn){func(c net.Conn) { io.WriteString(c, strings.Repeat("220 mail ready\r\n", 20)) }, whole}, flows, "the program that answers there is not a record server"},
		{"wants a login", "", []func(net.Conn){func(c net.Conn) {
			b := append([]byte(nil), start...)
			b[6] |= 0x10
			c.Write(b)
		}, whole}, flows, "the server wants a login"},
		{"filter not understood", "tcp", []func(net.Conn){func(c net.Conn) {
			c.Write(start)
			expect(t, c, "FILTER: man or (tcp)")
			io.WriteString(c, "SY")
		}, whole}, flows, `does not understand the filter "tcp", which is applied here only`},
		{"closed after records", "", []func(net.Conn){func(c net.Conn) {
			c.Write(start)
			expect(t, c, "START: ")
			c.Write(rest)
		}, whole}, 2 * flows, "the server closed the connection; trying again"},
		{"reset after records", "", []func(net.Conn){func(c net.Conn) {
			c.Write(start)
			expect(t, c, "START: ")
			c.Write(rest)
			time.Sleep(50 * time.Millisecond) // so that all has arrived
			c.(*net.TCPConn).SetLinger(0)
		}, whole}, 2 * flows, "connection reset by peer; trying again"},
		{"cut in a record", "", []func(net.Conn){func(c net.Conn) {
			c.Write(start)
			expect(t, c, "START: ")
			c.Write(rest[:len(rest)-130]) // the last record is STOP, 128 bytes
		}, whole}, 2*flows - 1, "the server closed the connection; trying again"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := play(t, tt.dialogues...)
			got, warnings, err := receive(t, f.to, tt.filter, tt.n)
			if got != tt.n || err != nil {
				t.Errorf("got %d flow records, %v; want %d (warnings %q)", got, err, tt.n, warnings)
			}
			text := strings.Join(warnings, "\n")
			if tt.warning == "" && text != "" || !strings.Contains(text, tt.warning) {
				t.Errorf("got the warnings %q, want %q", text, tt.warning)
			}
		})
	}
}

// TestRemoteRefused: nobody listens. The same failure is reported once, and the end
// of the run says that nothing came.
func TestRemoteRefused(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	var warnings []string
	s := Connect(ctx, Address{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port}, "", Config{Warn: func(text string) { warnings = append(warnings, text) }})
	var b record.Batch
	_, err = s.(framer).frame(&b, func() {})
	if err == nil || !strings.Contains(err.Error(), "no records were received") {
		t.Errorf("got %v", err)
	}
	if len(warnings) != 1 || !strings.Contains(warnings[0], "connection refused; trying again") {
		t.Errorf("got the warnings %q, want one", warnings)
	}
}

// TestRemoteSilent: a server that promised a management record each second and
// sends nothing is given up after twice that time.
func TestRemoteSilent(t *testing.T) {
	start, rest := demo(t)
	flows := demoFlows(t)
	start = append([]byte(nil), start...)
	start[46], start[47] = 0, 1 // the interval in seconds
	f := play(t, func(c net.Conn) {
		c.Write(start)
		expect(t, c, "START: ")
		io.Copy(io.Discard, c)
	}, func(c net.Conn) {
		c.Write(start)
		expect(t, c, "START: ")
		c.Write(rest)
		io.Copy(io.Discard, c)
	})
	began := time.Now()
	got, warnings, err := receive(t, f.to, "", flows)
	if d := time.Since(began); got != flows || err != nil || d < 2*time.Second || d > 8*time.Second {
		t.Errorf("got %d records after %v, %v; want %d after about 3 s", got, d, err, flows)
	}
	if !strings.Contains(strings.Join(warnings, "\n"), "the server sent nothing for 3s") {
		t.Errorf("got the warnings %q", warnings)
	}
}

// TestRemoteFile: a radium is asked for a file; its end is the end of the input.
func TestRemoteFile(t *testing.T) {
	start, rest := demo(t)
	flows := demoFlows(t)
	f := play(t, func(c net.Conn) {
		c.Write(start)
		expect(t, c, "FILE: /demo.arg")
		n := len(start) + len(rest)
		c.Write([]byte{0, 0, byte(n >> 8), byte(n)})
		expect(t, c, "START: ")
		c.Write(start)
		c.Write(rest)
	}, func(c net.Conn) {
		c.Write(start)
		expect(t, c, "FILE: /demo.arg")
		io.WriteString(c, "KO")
	})
	f.to.File = "/demo.arg"
	if got, _, err := receive(t, f.to, "", flows+1); got != flows || err != nil {
		t.Errorf("got %d records, %v; want %d", got, err, flows)
	}
	if _, _, err := receive(t, f.to, "", 1); err == nil || !strings.Contains(err.Error(), "does not send this file") {
		t.Errorf("got %v", err)
	}
}

// TestDatagrams: each datagram holds one record; others are ignored and counted.
func TestDatagrams(t *testing.T) {
	start, rest := demo(t)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	probe, err := net.ListenPacket("udp", "127.0.0.1:0") // a free port
	if err != nil {
		t.Fatal(err)
	}
	port := probe.LocalAddr().(*net.UDPAddr).Port
	probe.Close()
	var warnings []string
	s := Connect(ctx, Address{UDP: true, Host: "127.0.0.1", Port: port}, "", Config{Warn: func(text string) { warnings = append(warnings, text) }})
	sent := make(chan int, 1)
	go func() {
		time.Sleep(100 * time.Millisecond)
		c, err := net.Dial("udp", s.Name()[len("argus-udp://"):])
		if err != nil {
			t.Error(err)
		}
		defer c.Close()
		n := 0
		for b := rest; len(b) > 4; {
			size := (int(b[2])<<8 | int(b[3])) * 4
			if b[0]&0x80 == 0 {
				n++
			}
			b = b[size:]
		}
		sent <- n
		c.Write(start)
		io.WriteString(c, "hello")
		for b := rest; len(b) > 4; {
			size := (int(b[2])<<8 | int(b[3])) * 4
			c.Write(b[:size])
			b = b[size:]
		}
	}()
	var (
		b     record.Batch
		dec   record.Decoder
		flows int
		want  = -1
	)
	for flows != want {
		if _, err := s.(framer).frame(&b, func() {}); err != nil {
			t.Fatalf("%v after %d records", err, flows)
		}
		dec.Reset(&b)
		for r := dec.Next(); r != nil; r = dec.Next() {
			if r.Type != record.TypeMAR {
				flows++
			}
		}
		select {
		case want = <-sent:
		default:
		}
	}
	s.Close()
	if text := strings.Join(warnings, "\n"); !strings.Contains(text, "a datagram of 5 bytes does not hold one Argus record") || !strings.Contains(text, "ignored 1 datagrams") {
		t.Errorf("got the warnings %q", text)
	}
}

// SPDX-License-Identifier: Apache-2.0

//go:build unix

package sensor_test

import (
	"bytes"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/sensor"
	"github.com/argus-go/argus/internal/service"
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

// TestServe: a client of the record server receives the same records as a file,
// one whose filter is tcp only those of TCP, and both the end.
func TestServe(t *testing.T) {
	dir := t.TempDir()
	fifo, out := filepath.Join(dir, "fifo"), filepath.Join(dir, "out")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	demo, err := os.ReadFile("../../testdata/demo.pcap")
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0") // finds a free port
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	l.Close()
	var stderr syncBuffer
	done := make(chan int)
	var stop func()
	ready := make(chan bool)
	go func() {
		done <- sensor.Main(sensor.Env{
			Args:   []string{"-X", "-D", "1", "-f", "-r", fifo, "-w", out, "-P", port, "-B", "127.0.0.1"},
			Getenv: func(string) string { return "" }, Stdout: os.Stdout, Stderr: &stderr,
			Listen: func(h service.Handlers) { stop = h.Stop; close(ready) },
		})
	}()
	w, err := os.OpenFile(fifo, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	<-ready
	all, tcp := dial(t, port, ""), dial(t, port, "man or (tcp)")
	started := regexp.MustCompile(`client \S+: started`)
	for end := time.Now().Add(10 * time.Second); len(started.FindAllString(stderr.String(), -1)) < 2; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the clients did not start: %s", stderr.String())
		}
	}
	if _, err := w.Write(demo); err != nil {
		t.Fatal(err)
	}
	w.Close()
	time.Sleep(100 * time.Millisecond)
	stop()
	gotAll, _ := io.ReadAll(all)
	gotTCP, _ := io.ReadAll(tcp)
	if status := <-done; status != 0 {
		t.Errorf("status %d: %s", status, stderr.String())
	}
	file, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if len(file) < 1000 || !bytes.Equal(gotAll, file[128:]) {
		t.Errorf("the client received %d bytes; want the %d of the file after its START record", len(gotAll), len(file)-128)
	}
	if got, want := count(t, file[:128], gotTCP, 0), count(t, nil, file, 6); got != want || want == 0 {
		t.Errorf("the client with a filter received %d records, want %d", got, want)
	}
}

// dial connects to the sensor and asks for records.
func dial(t *testing.T, port, filter string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := io.ReadFull(c, make([]byte, 128)); err != nil {
		t.Fatal(err)
	}
	if filter != "" {
		io.WriteString(c, "FILTER: "+filter)
		ok := make([]byte, 2)
		if _, err := io.ReadFull(c, ok); err != nil || string(ok) != "OK" {
			t.Fatalf("%q, %v", ok, err)
		}
	}
	io.WriteString(c, "START: ")
	return c
}

// count returns the number of flow records of protocol proto in a stream, of all
// for 0.
func count(t *testing.T, start, stream []byte, proto uint8) (n int) {
	t.Helper()
	r := record.NewReader(bytes.NewReader(append(bytes.Clone(start), stream...)))
	for {
		rec, err := r.Next()
		if err != nil {
			return n
		}
		if rec.Type != record.TypeMAR && (proto == 0 || rec.Flow.Proto == proto) {
			n++
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package sensor_test

import (
	"encoding/binary"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/pkttest"
	"github.com/argus-go/argus/internal/sensor"
)

// writeTraffic writes a capture of n packets, 2 ms apart, of connections of
// ten packets each, of which 100 run at a time, and returns its path.
func writeTraffic(tb testing.TB, n int) string {
	c := &pkttest.Capture{Link: 1}
	for i := 0; len(c.Frames) < n; i++ {
		from := client
		from.Addr = netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})
		conn := pkttest.NewConn(c, t0.Add(time.Duration(i)*20*time.Millisecond), from, 40000, server, 80)
		conn.Open(200 * time.Millisecond)
		conn.Write(pkttest.Client, 200*time.Millisecond, make([]byte, 200))
		conn.Write(pkttest.Server, 200*time.Millisecond, make([]byte, 1000))
		conn.Close(pkttest.Client, 200*time.Millisecond)
	}
	slices.SortStableFunc(c.Frames, func(a, b pkttest.Frame) int { return a.Time.Compare(b.Time) })
	path := filepath.Join(tb.TempDir(), "traffic.pcap")
	if err := os.WriteFile(path, c.Pcap(binary.LittleEndian, false), 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

func runSensor(tb testing.TB, args ...string) {
	env := sensor.Env{Args: args, Stdout: io.Discard, Stderr: os.Stderr, Getenv: func(string) string { return "" }}
	if status := sensor.Main(env); status != 0 {
		tb.Fatalf("argus %q: exit status %d", args, status)
	}
}

// Twice the packets and records cost no more allocations, but for a flow
// table that is larger: connections live 60 s after their record, so 3,250 of
// them are there after 65 s, and the count stays so.
func TestAllocations(t *testing.T) {
	for _, options := range [][]string{{"-X"}, {"-X", "-AJZRm"}} {
		var counts [2]uint64
		for i, n := range []int{40000, 80000} {
			path := writeTraffic(t, n)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			runSensor(t, append(options, "-r", path, "-w", "-")...)
			runtime.ReadMemStats(&after)
			counts[i] = after.Mallocs - before.Mallocs
		}
		if more := int64(counts[1] - counts[0]); more > 100 {
			t.Errorf("argus %q: %d allocations for 40,000 packets, %d for 80,000", options, counts[0], counts[1])
		}
	}
}

// BenchmarkSensor runs the whole sensor over 100,000 packets, or over the
// capture that ARGUS_BENCH_CAPTURE names.
func BenchmarkSensor(b *testing.B) {
	path := os.Getenv("ARGUS_BENCH_CAPTURE")
	if path == "" {
		path = writeTraffic(b, 100000)
	}
	st, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	for _, bb := range []struct {
		name    string
		options []string
	}{
		{"default", []string{"-X"}},
		{"metrics", []string{"-X", "-AJZRm", "-U", "64"}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.SetBytes(st.Size())
			b.ReportAllocs()
			for b.Loop() {
				runSensor(b, append(bb.options, "-r", path, "-w", "-")...)
			}
		})
	}
}

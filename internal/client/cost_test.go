// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/program"
	"github.com/argus-go/argus/record"
)

// jobs are what is measured: one of each way that a record can go.
var jobs = []struct {
	name string
	args []string
}{
	{"default", nil},
	{"tabs", []string{"-u", "-c", "\t", "-L", "-1", "-s", "stime", "dur", "proto", "saddr", "sport", "dir", "daddr", "dport", "spkts", "dpkts", "sbytes", "dbytes", "state"}},
	{"measures", []string{"-s", "stime", "ltime", "sload", "dload", "srate", "sloss", "sjit", "smac", "svlan", "sttl", "swin", "tcprtt", "suser:20"}},
	{"json", []string{"-M", "json"}},
	{"ecs", []string{"-M", "ecs"}},
	{"zeek", []string{"-M", "zeek"}},
	{"xml", []string{"-M", "xml"}},
	{"filter", []string{"-", "tcp", "and", "dst", "port", "443", "and", "src", "pkts", "gt", "100"}},
	{"quiet", []string{"-q"}},
	{"range", []string{"-q", "-t", "2026/01/05.09:01-2026/01/05.09:02"}},
	{"write", []string{"-w", "-"}},
	{"write filtered", []string{"-w", "-", "-", "tcp"}},
	{"classic", []string{"--classic", "-g", "-c"}},
}

// copies writes the demonstration records, so often one after the other, and
// returns the file.
func copies(tb testing.TB, n int) string {
	b, err := os.ReadFile("testdata/demo.arg")
	if err != nil {
		tb.Fatal(err)
	}
	// The first record opens a stream and stands there once.
	r := record.NewReader(bytes.NewReader(b))
	if _, err := r.Next(); err != nil {
		tb.Fatal(err)
	}
	first := len(r.Raw())
	all := b[:first:first]
	for range n {
		all = append(all, b[first:]...)
	}
	path := filepath.Join(tb.TempDir(), "copies.arg")
	if err := os.WriteFile(path, all, 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

// runRA runs ra with its output thrown away. A filter that no record passes
// makes status 1.
func runRA(tb testing.TB, file string, args []string) {
	args = append([]string{"-X", "-n", "-r", file}, args...)
	if status := client.Main(program.All, env(io.Discard, os.Stderr, args...)); status > 1 {
		tb.Fatalf("ra %q: status %d", args, status)
	}
}

// TestAllocations: ten times the records cost no more allocations.
func TestAllocations(t *testing.T) {
	files := [2]string{copies(t, 40), copies(t, 400)}
	for _, j := range jobs {
		var counts [2]uint64
		for i, f := range files {
			runRA(t, f, j.args) // what is made once is there now
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			runRA(t, f, j.args)
			runtime.ReadMemStats(&after)
			counts[i] = after.Mallocs - before.Mallocs
		}
		if more := int64(counts[1] - counts[0]); more > 50 {
			t.Errorf("%s: %d allocations for 40 copies of the records, %d for 400", j.name, counts[0], counts[1])
		}
	}
}

// BenchmarkRA does each job over the demonstration records, or over those in
// the file that ARGUS_BENCH_RECORDS names.
func BenchmarkRA(b *testing.B) {
	file := os.Getenv("ARGUS_BENCH_RECORDS")
	if file == "" {
		file = copies(b, 100)
	}
	st, err := os.Stat(file)
	if err != nil {
		b.Fatal(err)
	}
	for _, j := range jobs {
		b.Run(j.name, func(b *testing.B) {
			b.SetBytes(st.Size())
			b.ReportAllocs()
			for b.Loop() {
				runRA(b, file, j.args)
			}
		})
	}
}

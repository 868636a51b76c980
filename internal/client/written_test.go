// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/record"
)

// writtenFlows returns the flow records that ra writes.
func writtenFlows(t *testing.T, args ...string) (list []*record.Record) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out.arg")
	if _, stderr, status := ra(t, append([]string{"-w", out}, args...)...); status != 0 {
		t.Fatalf("%v: status %d: %s", args, status, stderr)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for rd := record.NewReader(bytes.NewReader(b)); ; {
		r, err := rd.Next()
		if err != nil {
			return list
		}
		if r.Type != record.TypeMAR {
			list = append(list, r.Clone())
		}
	}
}

// TestWrittenByTime: what is written is selected by times as what prints is. The
// first flow is of 2023-11-14 22:13:20 UTC, the second of a minute later and takes
// ten seconds, the third is of an hour later.
func TestWrittenByTime(t *testing.T) {
	const first = 1700000000
	var list []*record.Record
	for i, f := range []struct {
		after   int64
		seconds time.Duration
	}{{0, 0}, {60, 10}, {3600, 0}} {
		src := []string{"192.0.2.1:1001", "192.0.2.1:1002", "192.0.2.1:1003"}[i]
		r := flowRecord(17, src, "192.0.2.53:53", time.Unix(first+f.after, 0), f.seconds*time.Second)
		counters(r, 2, 120, 2, 120)
		list = append(list, r)
	}
	file := recordFile(t, list...)
	for _, tt := range []struct {
		args string
		want []uint16 // source ports
	}{
		{"", []uint16{1001, 1002, 1003}},
		{"-t 2023/11/14.22:14:00-2023/11/14.22:15:00", []uint16{1002}},
		{"-t 2023/11/14.23", []uint16{1003}},
		{"--classic -t 11/14.23-11/15.00", []uint16{1003}},
		{"-t 22", []uint16{1001, 1002}}, // that hour of every day
		{"- dur gt 5", []uint16{1002}},
		{"- dur lt 5", []uint16{1001, 1003}},
		{"-t 2023/11/14.22 - dur lt 5", []uint16{1001}},
	} {
		var got []uint16
		for _, r := range writtenFlows(t, append([]string{"-r", file}, strings.Fields(tt.args)...)...) {
			got = append(got, r.Flow.SrcPort)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: wrote flows from ports %v, want %v", tt.args, got, tt.want)
		}
	}
	start := time.Now() // they span an hour
	writtenFlows(t, "-r", file, "-M", "rtime:36000")
	if took := time.Since(start); took < 100*time.Millisecond {
		t.Errorf("a replay into a file took %v, want 100 ms or more", took)
	}
}

// TestWrittenImplausible: more than a thousand packets at one instant are not
// believed (clients: fields, section 1), a thousand are, and so are those of a
// flow that lasts.
func TestWrittenImplausible(t *testing.T) {
	var list []*record.Record
	for _, f := range []struct {
		packets uint64
		lasts   time.Duration
	}{{1001, 0}, {1000, 0}, {1001, time.Second}} {
		r := flowRecord(17, "192.0.2.1:1025", "192.0.2.53:53", time.Unix(1700000000, 0), f.lasts)
		counters(r, f.packets, 60*f.packets, 0, 0)
		list = append(list, r)
	}
	var packets []uint64
	for _, r := range writtenFlows(t, "-r", recordFile(t, list...)) {
		packets = append(packets, r.Metrics.Src.Packets)
		if errs, want := r.Cause == record.CauseError, r.Metrics.Src.Packets == 0; errs != want {
			t.Errorf("%d packets: cause %v", r.Metrics.Src.Packets, r.Cause)
		}
	}
	if want := []uint64{0, 1000, 1001}; !slices.Equal(packets, want) {
		t.Errorf("wrote %d packets, want %d", packets, want)
	}
}

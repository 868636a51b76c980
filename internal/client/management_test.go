// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/pkttest"
	"github.com/argus-go/argus/record"
)

// TestManagementRecords: the lines are those that release 3.0.8.2 prints of the
// same file.
func TestManagementRecords(t *testing.T) {
	const file = "testdata/demo.arg"
	for _, tt := range []struct {
		args []string
		want string
	}{
		// Where -N has two ends the first record of all is left out, and those of
		// other inputs count.
		{[]string{"-N", "1-2", "-r", file, file}, "09:00:00.000000,arp,\n09:00:00.010000,udp,40053\n"},
		{[]string{"-N", "2+1", "-r", file}, "09:00:00.010000,udp,40053\n09:00:00.014000,udp,40053\n"},
		{[]string{"-N", "69-70", "-r", file, file}, "13:48:43.173016,man,0\n13:48:42.159966,man,0\n09:00:00.000000,arp,\n"},
		{[]string{"-N", "100000-100001", "-r", file}, ""},
		{[]string{"-N", "o2-3", "-r", file}, "13:48:42.159966,man,0\n09:00:00.010000,udp,40053\n09:00:00.014000,udp,40053\n"},
	} {
		got, stderr, _ := ra(t, append([]string{"-n", "-M", "man", "-c", ",", "-L", "-1", "-s", "stime,proto,sport"}, tt.args...)...)
		if got != tt.want {
			t.Errorf("%q: got\n%swant\n%s%s", tt.args, got, tt.want, stderr)
		}
	}
	got, _, _ := ra(t, "-n", "-M", "man", "-N", "1", "-L", "-1", "-o", "RA_FIELD_WIDTH=variable", "-s", "stime,dir,saddr,dir:3,sport", "-r", file)
	if want := "13:48:42.159966       0     0\n09:00:00.000000   who 192.0.2.10 who\n"; got != want {
		t.Errorf("variable widths: got %q, want %q", got, want)
	}
	const first = "  0.000551   0.000551   0.000551                  0                  0      0                               0\n"
	got, _, _ = ra(t, "-n", "-M", "man", "-N", "1", "-L", "-1", "-s", "dur,sdur,ddur,snet,dnet,autoid,resp,saddr", "-r", file)
	if !strings.HasPrefix(got, first) {
		t.Errorf("columns: got\n%swant first\n%s", got, first)
	}
}

// TestWrittenRange: -N with an o counts the flows that are written, and
// management records are written all.
func TestWrittenRange(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.arg")
	if _, stderr, status := ra(t, "-r", "testdata/demo.arg", "-N", "o2-3", "-w", out); status != 0 {
		t.Fatal(stderr)
	}
	got, _, _ := ra(t, "-n", "-M", "man", "-c", ",", "-L", "-1", "-s", "stime,proto", "-r", out)
	if want := "13:48:42.159966,man\n09:00:00.010000,udp\n09:00:00.014000,udp\n13:48:43.173016,man\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestWrittenStart: a file begins with the start record of the input that its
// first record is from.
func TestWrittenStart(t *testing.T) {
	other := sensed(t, pkttest.Intro())
	out := filepath.Join(t.TempDir(), "out.arg")
	if _, stderr, status := ra(t, "-r", other, "testdata/demo.arg", "-w", out, "-", "tcp"); status != 0 {
		t.Fatal(stderr)
	}
	got, _, _ := ra(t, "-n", "-M", "man", "-N", "1", "-L", "-1", "-s", "stime", "-r", out)
	if want := "   13:48:42.159966\n"; !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestPortDirection: rules of several files add up; loads stay with the sides
// that they were computed for. The line is the original's.
func TestPortDirection(t *testing.T) {
	r := flowRecord(6, "192.0.2.80:443", "198.51.100.7:50000", time.Unix(1700000000, 0), time.Second)
	counters(r, 9, 900, 8, 800)
	tcp(r, record.TCPEstablished, record.TCPSide{Flags: ack}, record.TCPSide{Flags: ack})
	file := recordFile(t, r)
	got, stderr, _ := ra(t, "-o", "RA_PORT_DIRECTION=wellknown", "-o", "RA_PORT_DIRECTION=registered",
		"-n", "-r", file, "-c", ",", "-L", "-1", "-s", "saddr,sport,spkts,dpkts,srate,drate,sload,dload")
	if want := "198.51.100.7,50000,8,9,7.000000,8.000000,6400.000000,5600.000000\n"; got != want {
		t.Errorf("got %q, want %q; %s", got, want, stderr)
	}
}

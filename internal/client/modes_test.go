// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"testing"
	"time"

	"github.com/argus-go/argus/record"
)

// TestCorrection: a connection whose SYN was not seen, but the SYN-ACK of its
// source, is turned (clients: fields, section 1, step 7), unless -M nocorrect
// asks for what the sensor told.
func TestCorrection(t *testing.T) {
	r := flowRecord(6, "192.0.2.80:80", "192.0.2.1:1025", time.Unix(1700000000, 0), time.Second)
	counters(r, 9, 900, 8, 800)
	r.Flow.Decided = false
	tcp(r, record.TCPSynAck|record.TCPEstablished, record.TCPSide{Flags: syn | ack}, record.TCPSide{Flags: ack})
	file := recordFile(t, r)
	for _, tt := range []struct{ mode, want string }{
		{"noman", "192.0.2.1 1025 192.0.2.80 80 8 9"},
		{"nocorrect", "192.0.2.80 80 192.0.2.1 1025 9 8"},
		{"correct", "192.0.2.1 1025 192.0.2.80 80 8 9"},
	} {
		got, stderr, _ := ra(t, "-r", file, "-M", tt.mode, "-n", "-c", " ", "-L", "-1", "-s", "saddr,sport,daddr,dport,spkts,dpkts")
		if got != tt.want+"\n" {
			t.Errorf("%s: got %q, want %q; %s", tt.mode, got, tt.want, stderr)
		}
	}
}

// TestReplay: two records a second apart, ten times as fast.
func TestReplay(t *testing.T) {
	var list []*record.Record
	for i := range 2 {
		r := flowRecord(17, "192.0.2.1:1025", "192.0.2.53:53", time.Unix(1700000000+int64(i), 0), 0)
		counters(r, 1, 60, 1, 60)
		list = append(list, r)
	}
	file, start := recordFile(t, list...), time.Now()
	got, stderr, _ := ra(t, "-r", file, "-M", "rtime:10", "-s", "proto", "-L", "-1")
	if took := time.Since(start); took < 100*time.Millisecond || got != "   udp\n   udp\n" {
		t.Errorf("took %v, want 100 ms or more; %q %s", took, got, stderr)
	}
}

// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/argus-go/argus/record"
)

// TestWrittenAsRead: of a record that preparing it changes the changed one is
// written, also where others of its layout were read before. A file of one record
// has no others.
func TestWrittenAsRead(t *testing.T) {
	start, flows := changing(t)
	dir := t.TempDir()
	written := func(args []string, flows ...[]byte) []byte {
		in, out := filepath.Join(dir, "in.arg"), filepath.Join(dir, "out.arg")
		if err := os.WriteFile(in, append(bytes.Clone(start), bytes.Join(flows, nil)...), 0o600); err != nil {
			t.Fatal(err)
		}
		defer os.Remove(out)
		ra(t, append([]string{"-X", "-n", "-r", in, "-w", out}, args...)...)
		b, err := os.ReadFile(out)
		if errors.Is(err, fs.ErrNotExist) { // none was taken
			return nil
		}
		if err != nil {
			t.Fatal(err)
		}
		return b[len(start):]
	}
	for _, args := range []string{"", "- ip", "- tcp", "- src pkts gt 0 or icmp", "-M rmon", "-M uni", "-M uni - tcp or udp", "-o RA_PORT_DIRECTION=wellknown"} {
		words := strings.Fields(args)
		var want []byte
		for _, f := range flows {
			want = append(want, written(words, f)...)
		}
		if got := written(words, append(flows, flows...)...); !bytes.Equal(got, append(want, want...)) {
			t.Errorf("%s: got %d bytes, want %d twice:\n%x\nwant\n%x", args, len(got), len(want), got, want)
		}
	}
}

// changing returns the start record and the flows of what 3.0.8.2 makes of the
// demonstration capture, and more of them that preparing changes: sides that
// sent nothing and yet have flags, counts that cannot be, answers of ICMP,
// and flows whose first packet was not their initiator's.
func changing(t *testing.T) (start []byte, flows [][]byte) {
	plain, err := os.ReadFile("../../record/testdata/plain.arg")
	if err != nil {
		t.Fatal(err)
	}
	rd := record.NewReader(bytes.NewReader(plain))
	changed := [6]int{}
	for {
		r, err := rd.Next()
		if err != nil {
			break
		}
		if r.Type == record.TypeMAR {
			if start == nil {
				start = bytes.Clone(rd.Raw())
			}
			continue
		}
		flows = append(flows, bytes.Clone(rd.Raw()))
		more := func(kind int, change func(r *record.Record)) {
			c := r.Clone()
			change(c)
			b, err := c.Append(nil, record.V3Common)
			if err != nil {
				t.Fatal(err)
			}
			flows = append(flows, b)
			changed[kind]++
		}
		if r.Has(record.PartNet) && r.Net.Kind == record.NetTCPPerf {
			more(0, func(r *record.Record) { r.Metrics.Dst, r.Net.TCP.Dst.Window = record.Counter{}, 7 })
			more(1, func(r *record.Record) {
				r.Metrics.Src, r.Net.TCP.Src.Window, r.Net.TCP.Src.Flags = record.Counter{}, 0, 2
			})
			more(2, func(r *record.Record) {
				r.Flow.Decided = false
				r.Net.TCP.Status = record.TCPSynAck | record.TCPFin
			})
		}
		for kind, answer := range []uint8{0, 3} {
			if r.Flow.Addr == record.AddrIPv4 && r.Flow.Proto == 1 {
				more(3+kind, func(r *record.Record) {
					r.Flow.Decided, r.Metrics.Dst = true, record.Counter{}
					r.Net.Kind, r.Net.ICMP = record.NetICMP, record.ICMP{Type: answer}
					r.Parts |= record.PartNet
				})
			}
		}
		more(5, func(r *record.Record) {
			r.Metrics.Src.Packets, r.Time.End, r.Time.Single = 2000, r.Time.Start, true
		})
	}
	for kind, n := range changed {
		if n == 0 {
			t.Errorf("no records that change in way %d", kind)
		}
	}
	return start, flows
}

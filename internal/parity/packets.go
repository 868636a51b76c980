// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"fmt"
	"io"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/packet"
)

// PacketResult is a capture whose records do not add up to its packets.
type PacketResult struct {
	Capture   string
	Have      int64  // packets in the records
	Want      int64  // packets that the independent reader counted
	Corrupt   string // what explains the difference, "" if nothing does
	SensorErr error
}

// Packets compares the sum of packets in the records of each capture with the
// number an independent reader counted. It returns the captures that differ
// and how many were compared.
func (s *Suite) Packets(rs []*FlowResult, want map[string]int64) (bad []PacketResult, compared int) {
	for _, r := range rs {
		n, ok := want[r.Capture]
		if !ok {
			continue
		}
		compared++
		if have := r.Packets(); have != n {
			path := s.Data.Capture(r.Capture)
			why := ScanCapture(path)
			if k := untimed(path); why == "" && k > 0 && have+k == n {
				why = fmt.Sprintf("the times of %d packets do not fit into a record", k)
			}
			bad = append(bad, PacketResult{Capture: r.Capture, Have: have, Want: n, Corrupt: why, SensorErr: r.Sensor.Err})
		}
	}
	return bad, compared
}

// untimed counts the packets of a capture whose times a record cannot hold.
func untimed(path string) (n int64) {
	r, err := capture.Open(path, capture.Options{})
	if err != nil {
		return 0
	}
	defer r.Close()
	var p packet.Packet
	for r.Next(&p) == nil {
		if !p.TimeFits() {
			n++
		}
	}
	return n
}

// WritePackets prints the captures that differ. It returns the number of those
// that no corruption of the file explains.
func WritePackets(w io.Writer, bad []PacketResult, compared int) (unexplained int) {
	fmt.Fprintf(w, "packets in records      %d of %d captures add up\n", compared-len(bad), compared)
	for _, b := range bad {
		why := b.Corrupt
		if why == "" {
			unexplained++
			why = "the file is sound"
		}
		fmt.Fprintf(w, "  %s: %d packets in records, %d in the file: %s", b.Capture, b.Have, b.Want, why)
		if b.SensorErr != nil {
			fmt.Fprintf(w, " (sensor: %v)", b.SensorErr)
		}
		fmt.Fprintln(w)
	}
	return unexplained
}

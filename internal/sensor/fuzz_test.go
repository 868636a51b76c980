// SPDX-License-Identifier: Apache-2.0

package sensor_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/pkttest"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// FuzzPipeline reads foreign captures as the sensor does, with all metrics and
// a small flow table. Whatever they hold, each packet is counted in one record,
// and each record can be read again in both dialects.
func FuzzPipeline(f *testing.F) {
	demo := new(pkttest.Capture)
	captures["mixed"](demo)
	for _, link := range []uint16{1, 101, 113, 0} {
		demo.Link = link
		f.Add(demo.Pcap(binary.LittleEndian, false))
		f.Add(demo.Pcapng(binary.BigEndian))
	}
	f.Fuzz(func(t *testing.T, wire []byte) {
		if capture.Detect(wire).Compressed() {
			return
		}
		r, err := capture.NewReader(bytes.NewReader(wire), "test", capture.Options{Buffer: 1 << 10})
		if err != nil {
			return
		}
		defer r.Close()
		pipeline(t, r, wire)
	})
}

func pipeline(t *testing.T, r *capture.Reader, wire []byte) {
	c := flow.DefaultConfig()
	c.AppBytes, c.Jitter, c.MAC, c.Sizes, c.BidirTimes, c.HashMetrics, c.Tunnels = true, true, true, true, true, true, true
	c.UserData, c.MaxFlows = 32, 8
	c.Keystroke.Mode = flow.KeystrokeTCP
	var packets, bytes uint64
	var b []byte
	e := flow.New(c, func(x *record.Record) {
		packets += x.Metrics.Src.Packets + x.Metrics.Dst.Packets
		bytes += x.Metrics.Src.Bytes + x.Metrics.Dst.Bytes
		for d, gen := range map[record.Dialect]record.Generation{record.V3Common: record.Gen3, record.V5: record.Gen5} {
			var err error
			if b, err = x.Append(b[:0], d); err != nil {
				t.Fatalf("% x: record cannot be written: %v", wire, err)
			}
			var again record.Record
			if err := again.Unmarshal(b, gen); err != nil || again.Metrics.Src.Packets != x.Metrics.Src.Packets {
				t.Fatalf("% x: record % x: read again: %v, %d packets, want %d",
					wire, b, err, again.Metrics.Src.Packets, x.Metrics.Src.Packets)
			}
		}
	})
	defer e.Close()
	dec := packet.NewDecoder(packet.Options{TunnelDiscovery: true})
	var p packet.Packet
	for r.Next(&p) == nil {
		dec.Decode(&p)
		e.Packet(&p)
	}
	e.Shutdown()
	if s := e.Stats(); s.Packets != packets || s.Bytes != bytes || s.Active != 0 {
		t.Fatalf("% x: %d packets, %d bytes in records, want %d, %d; %d flows are left", wire, packets, bytes, s.Packets, s.Bytes, s.Active)
	}
}

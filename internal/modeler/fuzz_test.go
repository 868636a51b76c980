// SPDX-License-Identifier: Apache-2.0

package modeler_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/modeler"
	"github.com/argus-go/argus/internal/pkttest"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// FuzzPipeline reads foreign captures with all metrics and a small flow table.
// Whatever they contain, each packet is counted in one record, and each record
// can be read again in both dialects.
func FuzzPipeline(f *testing.F) {
	demo := new(pkttest.Capture)
	conn := pkttest.NewConn(demo, time.Unix(1e9, 0), client, 40000, server, 80)
	conn.Open(10 * time.Millisecond)
	conn.Write(pkttest.Client, 10*time.Millisecond, []byte("GET / HTTP/1.0\r\n\r\n"))
	conn.Write(pkttest.Server, 10*time.Millisecond, []byte("HTTP/1.0 204\r\n\r\n"))
	conn.Close(pkttest.Client, 10*time.Millisecond)
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
	c := modeler.Config{Flow: flow.DefaultConfig(), Decode: packet.Options{TunnelDiscovery: true}}
	m := &c.Flow
	m.AppBytes, m.Jitter, m.MAC, m.Sizes, m.BidirTimes, m.HashMetrics, m.Tunnels = true, true, true, true, true, true, true
	m.UserData, m.MaxFlows = 32, 8
	m.Keystroke.Mode = flow.KeystrokeTCP
	var packets, sum uint64
	var b []byte
	d := modeler.New(c, func(x *record.Record) error {
		if x.Type == record.TypeMAR {
			return nil
		}
		packets += x.Metrics.Src.Packets + x.Metrics.Dst.Packets
		sum += x.Metrics.Src.Bytes + x.Metrics.Dst.Bytes
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
		return nil
	})
	s, _ := d.Run(context.Background(), fitting{r}, record.SourceID{}) // damage ends the capture
	if err := d.Close(); err != nil || s.Packets != packets || s.Bytes != sum {
		t.Fatalf("% x: %d packets, %d bytes in records, want %d, %d; %v", wire, packets, sum, s.Packets, s.Bytes, err)
	}
}

// A fitting source gives packets whose time no record can hold the time 0, so that
// every packet has its flow.
type fitting struct{ *capture.Reader }

func (f fitting) Next(p *packet.Packet) error {
	err := f.Reader.Next(p)
	if err == nil && !p.TimeFits() {
		p.Time = 0
	}
	return err
}

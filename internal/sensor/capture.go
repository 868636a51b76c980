// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"cmp"
	"context"

	"github.com/argus-go/argus/filter/bpf"
	"github.com/argus-go/argus/internal/live"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// openInterfaces opens the interfaces of a live capture, before privileges are given
// up. The kernel keeps their packets from now on.
func (s *sensor) openInterfaces() (err error) {
	if !s.cfg.live() {
		return nil
	}
	s.net, err = live.Open(s.cfg.Live.Names, s.liveOptions())
	return err
}

func (s *sensor) liveOptions() live.Options {
	o := live.Options{
		SnapLen: s.cfg.snapLen(), Buffer: s.cfg.Live.BufferSize, Promiscuous: s.cfg.Live.Promiscuous, Scan: s.cfg.Live.Scan,
		Done: s.ctx.Done(), Drained: func() { s.drained() },
		Log: func(text string) { s.log.warnf("%s", text) },
	}
	if s.filter.active() {
		o.Filter = s.linkFilter
	}
	return o
}

// linkFilter returns the packet filter for a link type.
func (s *sensor) linkFilter(l packet.LinkType) (*bpf.Program, error) {
	f := &packetFilter{expr: s.filter.expr, opts: s.filter.opts}
	return bpf.Compile(f.expr, l, f.opts)
}

// capture models the packets of the interfaces until a signal ends the program.
func (s *sensor) capture() error {
	defer s.net.Close()
	s.ran = true
	// Packets that arrived before the signal are still counted: the capture ends
	// when the source has no more of them.
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s.drained = cancel
	src := s.stages(s.net, "")
	id := s.cfg.Source
	if s.cfg.Dialect == record.V5 && id.Kind != record.IDNone {
		copy(id.Inf[:], cmp.Or(s.cfg.Interface, s.cfg.Live.Names[0]))
	}
	t, err := s.driver.Run(ctx, src, id)
	s.log.notef("%d packets (%d captured in part, %d lost), %d bytes, %d flows, %d records, %d flows reported early",
		t.Packets, t.Truncated, t.Drops, t.Bytes, t.Flows, t.Records, t.Early)
	return fault(err)
}

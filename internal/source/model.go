// SPDX-License-Identifier: Apache-2.0

package source

import (
	"errors"
	"io"
	"time"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// A model makes the records of one capture, as the sensor would: a start
// record, flow records and a stop record, all by packet time.
type model struct {
	cfg         flow.Config
	emit        func(*record.Record) error
	engine      *flow.Engine
	man         record.Record
	first, last int64
	begun       bool
	seq         uint32
	err         error // of emit
}

// packets models the flows of a capture.
func packets(in io.Reader, name string, cfg Config, emit func(*record.Record) error) error {
	r, err := capture.NewReader(in, name, capture.Options{Warn: cfg.Warn})
	if err != nil {
		return err
	}
	defer r.Close()
	m := &model{cfg: cfg.Flow, emit: emit}
	m.engine = flow.New(cfg.Flow, m.flow)
	defer m.engine.Close()
	dec := packet.NewDecoder(packet.Options{})
	var p packet.Packet
	for m.err == nil && !cfg.stopped() {
		if err = r.Next(&p); err != nil {
			break
		}
		if m.last = p.Time; !m.begun {
			m.begin()
		}
		dec.Decode(&p)
		m.engine.Packet(&p)
	}
	if m.err == nil {
		m.end()
	}
	switch {
	case m.err != nil && !errors.Is(m.err, ErrStop):
		return m.err
	case m.err != nil || err == io.EOF:
		return nil
	}
	return err
}

// flow hands a flow record on.
func (m *model) flow(r *record.Record) {
	if m.err != nil {
		return
	}
	r.Version = uint8(record.Gen3)
	m.seq = r.Transport.Seq
	m.err = m.emit(r)
}

// begin emits the start record.
func (m *model) begin() {
	m.begun = true
	m.first = m.last
	m.man = record.Record{Type: record.TypeMAR, Version: uint8(record.Gen3), Cause: record.CauseStart}
	m.man.Man = record.Management{
		Cookie: record.Cookie3, Major: 3, Src: m.cfg.Source, Start: m.first, Now: m.first,
		FlowInterval: uint16(m.cfg.StatusInterval / time.Second), MARInterval: marInterval,
	}
	m.err = m.emit(&m.man)
}

// marInterval is the usual time between management records, in seconds.
const marInterval = 60

// end reports all flows and emits the stop record. A capture without packets
// has a start record all the same.
func (m *model) end() {
	if !m.begun {
		m.begin()
	}
	m.engine.Flush()
	if m.err != nil {
		return
	}
	s := m.engine.Stats()
	m.man.Cause = record.CauseStop
	x := &m.man.Man
	x.Cookie, x.Now, x.NextSeq = 0, m.last, m.seq
	x.Packets, x.Bytes, x.Records, x.Flows = s.Packets, s.Bytes, uint32(s.Records), uint32(s.Flows)
	m.err = m.emit(&m.man)
}

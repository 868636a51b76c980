// SPDX-License-Identifier: Apache-2.0

package source

import (
	"io"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/internal/modeler"
	"github.com/argus-go/argus/record"
)

// packets reads a capture and makes the records of its flows. The whole capture
// is one batch.
type packets struct {
	f *file
	r *capture.Reader
}

func newPackets(f *file, in io.Reader) (*packets, error) {
	r, err := capture.NewReader(in, f.name, capture.Options{Warn: f.cfg.Warn})
	if err != nil {
		return nil, err
	}
	return &packets{f, r}, nil
}

func (m *packets) valid() bool { return true }

func (m *packets) close() { m.r.Close() }

func (m *packets) read(emit func(*record.Record) error) error {
	cfg := modeler.DefaultConfig()
	cfg.Flow = m.f.cfg.Flow
	d := modeler.New(cfg, emit)
	_, err := d.Run(m.f.ctx, m.r, cfg.Flow.Source)
	if stop := d.Close(); err == nil {
		err = stop
	}
	if err == nil {
		err = io.EOF
	}
	return err
}

// SPDX-License-Identifier: Apache-2.0

package source

import (
	"context"
	"errors"
	"io"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/internal/modeler"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// stoppable is a capture that ends when the reading is to end.
type stoppable struct {
	*capture.Reader
	stopped func() bool
}

// Next implements [modeler.Source].
func (s stoppable) Next(p *packet.Packet) error {
	if s.stopped() {
		return io.EOF
	}
	return s.Reader.Next(p)
}

// packets gives the records of a capture to emit, as the sensor would make them.
func packets(in io.Reader, name string, cfg Config, emit func(*record.Record) error) error {
	r, err := capture.NewReader(in, name, capture.Options{Warn: cfg.Warn})
	if err != nil {
		return err
	}
	defer r.Close()
	conf := modeler.DefaultConfig()
	conf.Flow = cfg.Flow
	d := modeler.New(conf, emit)
	_, err = d.Run(context.Background(), stoppable{r, cfg.stopped}, cfg.Flow.Source)
	if stop := d.Close(); err == nil {
		err = stop
	}
	if errors.Is(err, ErrStop) {
		return nil
	}
	return err
}

// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"io"

	"github.com/argus-go/argus/internal/modeler"
	"github.com/argus-go/argus/packet"
)

// A selection is the stage of -N: it skips the first packets and ends after the
// packet numbered last. Packets that the packet filter rejects do not count.
type selection struct {
	modeler.Source
	seen, skip, last uint64
}

// LinkStatus implements [modeler.Linked].
func (s *selection) LinkStatus() uint8 {
	if l, ok := s.Source.(modeler.Linked); ok {
		return l.LinkStatus()
	}
	return 0
}

// Next implements [modeler.Source].
func (s *selection) Next(p *packet.Packet) error {
	if s.seen == s.last {
		return io.EOF
	}
	err := s.Source.Next(p)
	if err != nil {
		return err
	}
	if s.seen++; s.seen <= s.skip {
		return modeler.ErrSkipped
	}
	return nil
}

// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"fmt"
	"io"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/filter/bpf"
	"github.com/argus-go/argus/internal/modeler"
	"github.com/argus-go/argus/packet"
)

// A packetFilter is the packet filter, compiled for each link type that occurs.
type packetFilter struct {
	expr     filter.Expr // nil matches all packets
	opts     bpf.Options
	input    string // name of the input, for messages
	link     packet.LinkType
	prog     *bpf.Program // for link
	compiled map[packet.LinkType]*bpf.Program
}

func (f *packetFilter) parse(text string, optimise bool) (err error) {
	f.opts = bpf.Options{NoOptimise: !optimise, Resolver: newRemembering()}
	f.compiled = make(map[packet.LinkType]*bpf.Program)
	if f.expr, err = filter.Parse(text, filter.Packet); err != nil {
		return fmt.Errorf("packet filter %q: %w", text, err)
	}
	return nil
}

func (f *packetFilter) active() bool { return f.expr != nil }

// A filtered source is the stage of the packet filter: it skips packets that the
// filter rejects.
type filtered struct {
	modeler.Source
	filter *packetFilter
}

// Next implements [modeler.Source].
func (f filtered) Next(p *packet.Packet) error {
	if err := f.Source.Next(p); err != nil {
		return err
	}
	if ok, err := f.filter.match(p); !ok {
		if err == nil {
			err = modeler.ErrSkipped
		}
		return err
	}
	return nil
}

// match reports whether the filter matches p. The error says that the filter
// needs something that the link type of p does not have.
func (f *packetFilter) match(p *packet.Packet) (bool, error) {
	if f.prog == nil || p.Link != f.link {
		if err := f.compile(p.Link); err != nil {
			return false, err
		}
	}
	return f.prog.Match(p.Data, p.WireLen), nil
}

// compile makes the program for link type link the current one.
func (f *packetFilter) compile(link packet.LinkType) (err error) {
	f.link = link
	if f.prog = f.compiled[link]; f.prog != nil {
		return nil
	}
	if f.prog, err = bpf.Compile(f.expr, link, f.opts); err != nil {
		return fmt.Errorf("%s: packet filter on link type %d: %w", f.input, link, err)
	}
	f.compiled[link] = f.prog
	return nil
}

// dumpCode prints the code of the packet filter (-b) for the link type of the
// first input. Without an input it is for Ethernet and the snap length of a live
// capture.
func (s *sensor) dumpCode() error {
	link := packet.LinkEthernet
	if len(s.inputs) == 0 {
		s.filter.opts.SnapLen = uint32(s.cfg.snapLen())
	} else {
		in := s.inputs[0]
		if err := in.open(s.env.Stdin); err != nil {
			return err
		}
		defer in.close()
		r, err := s.reader(in)
		if err != nil {
			return err
		}
		defer r.Close()
		var p packet.Packet
		if r.Next(&p) == nil {
			link = p.Link
		}
	}
	s.filter.input = "-b"
	if err := s.filter.compile(link); err != nil {
		return err
	}
	_, err := io.WriteString(s.env.Stdout, s.filter.prog.String())
	return err
}

// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"fmt"
	"io"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/filter/bpf"
	"github.com/argus-go/argus/packet"
)

// filters is the packet filter, compiled for each link type that comes.
type filters struct {
	expr     filter.Expr // nil takes all packets
	opts     bpf.Options
	input    string // what is read, for messages
	link     packet.LinkType
	prog     *bpf.Program // for link
	compiled map[packet.LinkType]*bpf.Program
}

func (f *filters) parse(text string, optimise bool) (err error) {
	f.opts = bpf.Options{NoOptimise: !optimise}
	f.compiled = make(map[packet.LinkType]*bpf.Program)
	if f.expr, err = filter.Parse(text, filter.Packet); err != nil {
		return fmt.Errorf("packet filter %q: %w", text, err)
	}
	return nil
}

func (f *filters) active() bool { return f.expr != nil }

// match reports whether the filter takes p. The error says that it asks for
// what the link type of p does not have.
func (f *filters) match(p *packet.Packet) (bool, error) {
	if f.prog == nil || p.Link != f.link {
		if err := f.compile(p.Link); err != nil {
			return false, err
		}
	}
	return f.prog.Match(p.Data, p.WireLen), nil
}

// compile makes the program for link the current one.
func (f *filters) compile(link packet.LinkType) (err error) {
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

// dumpCode prints the packet filter's code for the first input's link type, or
// for Ethernet and a live capture's packet length if there is none (-b).
func (s *sensor) dumpCode() error {
	link := packet.LinkEthernet
	if len(s.inputs) == 0 {
		s.filters.opts.SnapLen = uint32(s.cfg.Live.SnapLen)
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
	s.filters.input = "-b"
	if err := s.filters.compile(link); err != nil {
		return err
	}
	_, err := io.WriteString(s.env.Stdout, s.filters.prog.String())
	return err
}

// SPDX-License-Identifier: Apache-2.0

// Package bpf compiles packet filters for a link type: to classic BPF, as
// kernels and capture sockets run it, and to a matcher of its own that selects
// the same packets a few times faster.
//
// A filter means what libpcap's compiler makes of it: offsets depend on the
// link type, `vlan`, `mpls`, `pppoes` and `geneve` move those of everything
// after them, and a packet that is too short for a byte the filter has to look
// at is rejected as a whole, even under `not`.
package bpf

import (
	"errors"
	"strings"

	"golang.org/x/net/bpf"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/packet"
)

// Options choose how a filter is compiled. The zero value is ready to use.
type Options struct {
	// NoOptimise leaves the code as the expression says it (option -O of the
	// sensor). It selects the same packets but for those that are too short for
	// a test on whose outcome nothing depends.
	NoOptimise bool
	// SnapLen is what the machine code returns for packets it accepts; 262144
	// if 0.
	SnapLen uint32
	// Netmask is the mask of the network captured on, for `ip broadcast`; 0
	// is what reading a file means.
	Netmask uint32
	// Resolver looks up names; a [filter.System] if nil.
	Resolver filter.Resolver
}

// A Program is a compiled filter. It is safe for concurrent use.
type Program struct {
	code    []bpf.Instruction
	matcher *matcher
}

// CompileString parses and compiles a filter in the packet dialect.
func CompileString(text string, link packet.LinkType, opts Options) (*Program, error) {
	e, err := filter.Parse(text, filter.Packet)
	if err != nil {
		return nil, err
	}
	p, err := Compile(e, link, opts)
	var se *filter.SyntaxError
	if errors.As(err, &se) {
		se.Text = text
	}
	return p, err
}

// Compile compiles e, which may be nil (accept all), for packets of a link
// type. Its errors are a *[filter.SyntaxError] where the filter asks for what
// the link type does not have.
func Compile(e filter.Expr, link packet.LinkType, opts Options) (*Program, error) {
	if opts.SnapLen == 0 {
		opts.SnapLen = 262144
	}
	if opts.Resolver == nil {
		opts.Resolver = filter.NewSystem()
	}
	g := newGen(link, opts)
	c := condTrue
	if e != nil {
		var err error
		if c, err = g.compile(e); err != nil {
			return nil, err
		}
	}
	gr := g.graph
	accept := gr.node(node{kind: nRet, accept: true})
	reject := gr.node(node{kind: nRet})
	root := gr.layout(c, accept, reject)
	if !opts.NoOptimise {
		root = gr.optimise(root)
	}
	code, err := emit(root, g.slots, !opts.NoOptimise, opts.SnapLen)
	if err != nil {
		return nil, &filter.SyntaxError{Column: e.Pos() + 1, Want: err.Error()}
	}
	return &Program{code: append(clearSlots(g.unset), code...), matcher: newMatcher(root)}, nil
}

// clearSlots returns code that sets scratch slots to 0. Kernels refuse code
// that reads a slot which may not have been written.
func clearSlots(slots []int) (code []bpf.Instruction) {
	if len(slots) > 0 {
		code = append(code, bpf.LoadConstant{Dst: bpf.RegA})
	}
	for _, s := range slots {
		code = append(code, bpf.StoreScratch{Src: bpf.RegA, N: s})
	}
	return code
}

// Match reports whether the filter selects a packet of which data was
// captured and that was wireLen bytes long on the wire.
func (p *Program) Match(data []byte, wireLen uint32) bool {
	return p.matcher.match(data, wireLen)
}

// RejectsAll reports whether the filter was found to select no packet at all,
// as `ip and arp`. It takes an optimised program.
func (p *Program) RejectsAll() bool {
	return p.matcher.ops[p.matcher.start].code == mReject
}

// Instructions returns the machine code.
func (p *Program) Instructions() []bpf.Instruction { return p.code }

// Assemble returns the machine code as sockets take it.
func (p *Program) Assemble() ([]bpf.RawInstruction, error) { return bpf.Assemble(p.code) }

// String lists the machine code in the form that packet tools print.
func (p *Program) String() string {
	var b strings.Builder
	for pc, ins := range p.code {
		dump(&b, pc, ins)
	}
	return b.String()
}

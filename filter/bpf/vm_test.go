// SPDX-License-Identifier: Apache-2.0

package bpf_test

import (
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/net/bpf"
)

// A program is machine code in the form of sockets. Unlike the machine of
// x/net/bpf the one here goes backwards, too, as code for protochain does.
type program []bpf.RawInstruction

// parseProgram reads a program as `tcpdump -ddd` prints it.
func parseProgram(text string) (program, error) {
	r := strings.NewReader(text)
	var n int
	if _, err := fmt.Fscan(r, &n); err != nil {
		return nil, err
	}
	p := make(program, n)
	for i := range p {
		if _, err := fmt.Fscan(r, &p[i].Op, &p[i].Jt, &p[i].Jf, &p[i].K); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// Fields of an instruction's code.
const (
	opLD, opLDX, opST, opSTX, opALU, opJMP, opRET, opMISC = 0, 1, 2, 3, 4, 5, 6, 7

	modeIMM, modeABS, modeIND, modeMEM, modeLEN, modeMSH = 0x00, 0x20, 0x40, 0x60, 0x80, 0xa0
)

// A machine runs a program on one packet.
type machine struct {
	data []byte
	wire uint32
	a, x uint32
	mem  [16]uint32
}

// match reports whether p accepts a packet.
func (p program) match(data []byte, wire uint32) bool {
	ok, _ := p.run(data, wire)
	return ok
}

// run reports whether p accepts a packet, and whether it ended because the
// packet has no such byte or because of a division by zero. It gives up after
// a million steps.
func (p program) run(data []byte, wire uint32) (accepted, fault bool) {
	m := machine{data: data, wire: wire}
	pc := 0
	for range 1_000_000 {
		i := p[pc]
		pc++
		switch i.Op & 7 {
		case opRET:
			return i.K != 0, false
		case opJMP:
			pc += m.jump(i)
		default:
			if !m.step(i) {
				return false, true
			}
		}
	}
	return false, true
}

func (m *machine) step(i bpf.RawInstruction) bool {
	switch i.Op & 7 {
	case opLD, opLDX:
		v, ok := m.load(i)
		if !ok {
			return false
		}
		if i.Op&7 == opLD {
			m.a = v
		} else {
			m.x = v
		}
	case opST:
		m.mem[i.K] = m.a
	case opSTX:
		m.mem[i.K] = m.x
	case opALU:
		return m.alu(i)
	case opMISC:
		if i.Op&0x80 == 0 {
			m.x = m.a
		} else {
			m.a = m.x
		}
	}
	return true
}

func (m *machine) load(i bpf.RawInstruction) (uint32, bool) {
	size := map[uint16]uint64{0x00: 4, 0x08: 2, 0x10: 1}[i.Op&0x18]
	off := uint64(i.K)
	switch i.Op & 0xe0 {
	case modeIMM:
		return i.K, true
	case modeMEM:
		return m.mem[i.K], true
	case modeLEN:
		return m.wire, true
	case modeIND:
		off += uint64(m.x)
	case modeMSH:
		if off >= uint64(len(m.data)) {
			return 0, false
		}
		return uint32(m.data[off]&15) * 4, true
	}
	if off+size > uint64(len(m.data)) {
		return 0, false
	}
	switch size {
	case 1:
		return uint32(m.data[off]), true
	case 2:
		return uint32(binary.BigEndian.Uint16(m.data[off:])), true
	}
	return binary.BigEndian.Uint32(m.data[off:]), true
}

func (m *machine) alu(i bpf.RawInstruction) bool {
	b := i.K
	if i.Op&8 != 0 {
		b = m.x
	}
	switch i.Op & 0xf0 {
	case 0x00:
		m.a += b
	case 0x10:
		m.a -= b
	case 0x20:
		m.a *= b
	case 0x30, 0x90:
		if b == 0 {
			return false
		}
		if i.Op&0xf0 == 0x30 {
			m.a /= b
		} else {
			m.a %= b
		}
	case 0x40:
		m.a |= b
	case 0x50:
		m.a &= b
	case 0x60:
		m.a <<= b
	case 0x70:
		m.a >>= b
	case 0x80:
		m.a = -m.a
	case 0xa0:
		m.a ^= b
	}
	return true
}

// jump returns how far a jump goes.
func (m *machine) jump(i bpf.RawInstruction) int {
	b := i.K
	if i.Op&8 != 0 {
		b = m.x
	}
	var holds bool
	switch i.Op & 0xf0 {
	case 0x00:
		return int(int32(i.K))
	case 0x10:
		holds = m.a == b
	case 0x20:
		holds = m.a > b
	case 0x30:
		holds = m.a >= b
	case 0x40:
		holds = m.a&b != 0
	}
	if holds {
		return int(i.Jt)
	}
	return int(i.Jf)
}

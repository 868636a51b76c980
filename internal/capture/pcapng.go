// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"

	"github.com/argus-go/argus/packet"
)

// Types of pcapng blocks (draft-ietf-opsawg-pcapng, section 4). Those not named
// here hold no packets and are skipped.
const (
	blockSection   = 0x0a0d0d0a // the same in both byte orders
	blockInterface = 1
	blockOldPacket = 2
	blockSimple    = 3
	blockEnhanced  = 6
)

const (
	byteOrderMagic = 0x1a2b3c4d

	blockHeaderLen    = 8  // type and total length
	blockMinLen       = 12 // with the total length at the end
	sectionMinLen     = 28
	interfaceMinLen   = 20
	packetFixedLen    = 28 // up to the data of an enhanced or old packet block
	packetMinLen      = 32
	simpleFixedLen    = 12
	simpleMinLen      = 16
	maxBlockLen       = 16 << 20 // of a block that is looked into, beside the data of its packet
	maxInterfaces     = 1 << 16
	optEnd            = 0
	optTimeResolution = 9
	optTimeOffset     = 14
)

// A section is the state of the current section of a pcapng file.
type section struct {
	interfaces []ngInterface
	last       int64 // time of the last packet, for simple packet blocks, which have none
}

// An ngInterface is what an interface description block says.
type ngInterface struct {
	link    packet.LinkType
	maxCap  uint32
	snaplen uint32
	clock   clock
}

func isByteOrderMagic(b []byte) bool {
	m := binary.LittleEndian.Uint32(b)
	return m == byteOrderMagic || m == bits.ReverseBytes32(byteOrderMagic)
}

// startNG reads the first section header.
func (r *Reader) startNG() error {
	err := r.sectionHeader()
	var c *CorruptError
	if errors.As(err, &c) {
		return fmt.Errorf("%s: %s", r.name, c.Reason)
	}
	return err
}

// sectionHeader reads a section header block.
func (r *Reader) sectionHeader() error {
	if err := r.fill(blockMinLen, "section header"); err != nil {
		return err
	}
	m := r.buf[r.pos+blockHeaderLen:]
	if !isByteOrderMagic(m) {
		return r.corrupt("section header has the byte-order magic % x", m[:4])
	}
	r.big = binary.LittleEndian.Uint32(m) != byteOrderMagic
	b, err := r.block(sectionMinLen, maxBlockLen)
	if err != nil {
		return err
	}
	if major := r.u16(b[12:]); major != 1 {
		return r.corrupt("pcapng version %d.%d is not supported, only 1.x", major, r.u16(b[14:]))
	}
	r.ng.interfaces = r.ng.interfaces[:0]
	r.pos += len(b)
	return nil
}

// block makes the whole next block available, without consuming it.
func (r *Reader) block(minLen, maxLen uint32) ([]byte, error) {
	b := r.buf[r.pos:r.end] // holds blockMinLen bytes
	n := r.u32(b[4:])
	if n < minLen || n > maxLen || n%4 != 0 {
		return nil, r.badLength(n, minLen, maxLen)
	}
	if int(n) > len(b) {
		if err := r.fill(int(n), "block"); err != nil {
			return nil, err
		}
		b = r.buf[r.pos:r.end]
	}
	b = b[:n]
	if t := r.u32(b[n-4:]); t != n {
		return nil, r.corrupt("block has the length %d at its start and %d at its end", n, t)
	}
	return b, nil
}

func (r *Reader) badLength(n, minLen, maxLen uint32) error {
	t := r.u32(r.buf[r.pos:])
	switch {
	case n%4 != 0:
		return r.corrupt("block of type %d has length %d, not a multiple of 4", t, n)
	case n < minLen:
		return r.corrupt("block of type %d has length %d, less than %d", t, n, minLen)
	}
	return r.corrupt("block of type %d has length %d, more than %d", t, n, maxLen)
}

// nextNG reads blocks up to and with the next packet.
func (r *Reader) nextNG(p *packet.Packet) error {
	for {
		b := r.buf[r.pos:r.end]
		if len(b) < blockMinLen {
			if err := r.fill(blockMinLen, "block"); err != nil {
				return err
			}
			continue
		}
		var err error
		switch r.u32(b) {
		case blockEnhanced, blockOldPacket:
			return r.packetBlock(p)
		case blockSimple:
			return r.simpleBlock(p)
		case blockInterface:
			err = r.interfaceBlock()
		case blockSection:
			err = r.sectionHeader()
		default:
			err = r.skipBlock()
		}
		if err != nil {
			return err
		}
	}
}

// skipBlock skips a block that holds no packet. It may have any length.
func (r *Reader) skipBlock() error {
	n := r.u32(r.buf[r.pos+4:])
	if n < blockMinLen || n%4 != 0 {
		return r.badLength(n, blockMinLen, n)
	}
	at := r.offset()
	if err := r.pass(int64(n)-4, "block"); err != nil {
		return err
	}
	if err := r.need(4); err != nil {
		return r.ended(err, at, int64(n), "block")
	}
	if t := r.u32(r.buf[r.pos:]); t != n {
		return r.corrupt("block has the length %d at its start and %d at its end", n, t)
	}
	r.pos += 4
	return nil
}

// packetBlock reads an enhanced packet block or one of its predecessor's, which
// differs in the form of the interface number alone.
func (r *Reader) packetBlock(p *packet.Packet) error {
	b, err := r.block(packetMinLen, maxBlockLen+maxLargePacket)
	if err != nil {
		return err
	}
	id := r.u32(b[8:])
	if r.u32(b) == blockOldPacket {
		id = uint32(r.u16(b[8:]))
	}
	if id >= uint32(len(r.ng.interfaces)) {
		return r.corrupt("packet of interface %d, the section has %d interfaces", id, len(r.ng.interfaces))
	}
	f := &r.ng.interfaces[id]
	capLen := r.u32(b[20:])
	if capLen > f.maxCap {
		return r.corrupt("captured length %d is above %d", capLen, f.maxCap)
	}
	if int(capLen) > len(b)-packetMinLen {
		return r.corrupt("captured length %d in a block of %d bytes", capLen, len(b))
	}
	ts := uint64(r.u32(b[12:]))<<32 | uint64(r.u32(b[16:]))
	p.Time = f.clock.nanoseconds(ts)
	p.Data = b[packetFixedLen : packetFixedLen+int(capLen)]
	p.WireLen = r.u32(b[24:])
	p.Link = f.link
	if !p.TimeFits() {
		r.warnTime(p.Time)
	}
	r.ng.last = p.Time
	r.pos += len(b)
	return nil
}

// simpleBlock reads a simple packet block: a packet of the first interface with
// no time. It gets the time of the packet before it, since flows have no use
// for the year 1970.
func (r *Reader) simpleBlock(p *packet.Packet) error {
	b, err := r.block(simpleMinLen, maxBlockLen+maxLargePacket)
	if err != nil {
		return err
	}
	if len(r.ng.interfaces) == 0 {
		return r.corrupt("packet of interface 0, the section has no interface")
	}
	f := &r.ng.interfaces[0]
	wireLen := r.u32(b[8:])
	capLen := wireLen
	if f.snaplen != 0 {
		capLen = min(capLen, f.snaplen)
	}
	if capLen > f.maxCap {
		return r.corrupt("captured length %d is above %d", capLen, f.maxCap)
	}
	if int(capLen) > len(b)-simpleMinLen {
		return r.corrupt("captured length %d in a block of %d bytes", capLen, len(b))
	}
	p.Time = r.ng.last
	p.Data = b[simpleFixedLen : simpleFixedLen+int(capLen)]
	p.WireLen = wireLen
	p.Link = f.link
	r.pos += len(b)
	return nil
}

// interfaceBlock reads an interface description block.
func (r *Reader) interfaceBlock() error {
	b, err := r.block(interfaceMinLen, maxBlockLen)
	if err != nil {
		return err
	}
	if len(r.ng.interfaces) == maxInterfaces {
		return r.corrupt("more than %d interfaces", maxInterfaces)
	}
	f := ngInterface{
		link:    packet.LinkType(r.u16(b[8:])),
		snaplen: r.u32(b[12:]),
	}
	f.maxCap = r.maxCaptured(f.link)
	f.clock = r.interfaceClock(b[16 : len(b)-4])
	r.ng.interfaces = append(r.ng.interfaces, f)
	r.pos += len(b)
	return nil
}

// interfaceClock reads the options of an interface that say what its time
// stamps mean.
func (r *Reader) interfaceClock(opts []byte) clock {
	resolution, offset := byte(6), int64(0)
	for len(opts) >= 4 {
		code, n := r.u16(opts), int(r.u16(opts[2:]))
		opts = opts[4:]
		if code == optEnd {
			break
		}
		if n > len(opts) {
			r.warn("option %d of interface %d is longer than its block", code, len(r.ng.interfaces))
			break
		}
		v := opts[:n]
		opts = opts[min((n+3)&^3, len(opts)):]
		switch {
		case code == optTimeResolution && n == 1:
			resolution = v[0]
		case code == optTimeOffset && n == 8:
			offset = int64(r.u64(v))
		case code == optTimeResolution || code == optTimeOffset:
			r.warn("option %d of interface %d has length %d, ignored", code, len(r.ng.interfaces), n)
		}
	}
	return newClock(resolution, offset)
}

// u64 returns the number at the start of b in the byte order of the section.
func (r *Reader) u64(b []byte) uint64 {
	v := binary.LittleEndian.Uint64(b)
	if r.big {
		v = bits.ReverseBytes64(v)
	}
	return v
}

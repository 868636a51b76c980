// SPDX-License-Identifier: Apache-2.0

package pkttest

import (
	"encoding/binary"
	"time"
)

// A Frame is one captured frame.
type Frame struct {
	Time time.Time
	Data []byte
	Wire int // length on the wire; len(Data) if smaller
}

// A Capture is a capture file that is being built.
type Capture struct {
	Link   uint16 // pcap link type; 1 is Ethernet
	Frames []Frame
}

// Add appends a frame.
func (c *Capture) Add(at time.Time, data []byte) {
	c.Frames = append(c.Frames, Frame{Time: at, Data: data, Wire: len(data)})
}

// Snap cuts every frame to n captured bytes.
func (c *Capture) Snap(n int) {
	for i := range c.Frames {
		f := &c.Frames[i]
		f.Wire = max(f.Wire, len(f.Data))
		f.Data = f.Data[:min(n, len(f.Data))]
	}
}

// ByteOrder is the byte order of file headers.
type ByteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// Pcap returns the capture as a pcap file in the given byte order, with
// fractions of a second in microseconds or, if nano, in nanoseconds.
func (c *Capture) Pcap(o ByteOrder, nano bool) []byte {
	magic, unit := uint32(0xa1b2c3d4), 1000
	if nano {
		magic, unit = 0xa1b23c4d, 1
	}
	b := o.AppendUint32(nil, magic)
	b = o.AppendUint16(b, 2)
	b = o.AppendUint16(b, 4)
	b = o.AppendUint32(b, 0)
	b = o.AppendUint32(b, 0)
	b = o.AppendUint32(b, 262144)
	b = o.AppendUint32(b, uint32(c.Link))
	for _, f := range c.Frames {
		b = o.AppendUint32(b, uint32(f.Time.Unix()))
		b = o.AppendUint32(b, uint32(f.Time.Nanosecond()/unit))
		b = o.AppendUint32(b, uint32(len(f.Data)))
		b = o.AppendUint32(b, uint32(max(f.Wire, len(f.Data))))
		b = append(b, f.Data...)
	}
	return b
}

// Pcapng returns the capture as a pcapng file of one section and one interface
// with times in nanoseconds.
func (c *Capture) Pcapng(o ByteOrder) []byte {
	section := o.AppendUint32(nil, 0x1a2b3c4d)
	section = o.AppendUint16(section, 1)
	section = o.AppendUint16(section, 0)
	section = o.AppendUint64(section, ^uint64(0))
	b := appendBlock(nil, o, 0x0a0d0d0a, section)

	dev := o.AppendUint16(nil, c.Link)
	dev = o.AppendUint16(dev, 0)
	dev = o.AppendUint32(dev, 262144)
	dev = o.AppendUint16(dev, 9) // if_tsresol
	dev = o.AppendUint16(dev, 1)
	dev = append(dev, 9, 0, 0, 0) // ten to the minus 9 seconds
	b = appendBlock(b, o, 1, o.AppendUint32(dev, 0))

	for _, f := range c.Frames {
		at := uint64(f.Time.UnixNano())
		p := o.AppendUint32(nil, 0)
		p = o.AppendUint32(p, uint32(at>>32))
		p = o.AppendUint32(p, uint32(at))
		p = o.AppendUint32(p, uint32(len(f.Data)))
		p = o.AppendUint32(p, uint32(max(f.Wire, len(f.Data))))
		b = appendBlock(b, o, 6, append(p, f.Data...))
	}
	return b
}

func appendBlock(b []byte, o ByteOrder, typ uint32, body []byte) []byte {
	pad := (4 - len(body)%4) % 4
	n := uint32(12 + len(body) + pad)
	b = o.AppendUint32(b, typ)
	b = o.AppendUint32(b, n)
	b = append(b, body...)
	b = append(b, make([]byte, pad)...)
	return o.AppendUint32(b, n)
}

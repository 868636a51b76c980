// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"

	"github.com/argus-go/argus/packet"
)

// Lengths in bytes of the file header, of the packet header, and of the packet
// header of the variants with more fields.
const (
	pcapFileHeaderLen = 24
	pcapHeaderLen     = 16
	pcapLongHeaderLen = 24
)

// A pcapFile is what the header of a pcap file says (libpcap's
// pcap-savefile(5)).
type pcapFile struct {
	headerLen int   // of each packet
	scale     int64 // nanoseconds in a unit of the time stamp's second part
	maxCap    uint32
	snaplen   uint32
	link      packet.LinkType
	order     lengthOrder
}

// A lengthOrder says which of a packet's two lengths comes first: the captured
// one, save in files of old writers.
type lengthOrder uint8

const (
	capturedFirst     lengthOrder = iota
	wireFirst                     // versions 2.0 to 2.2 and 543.0 (DG/UX)
	smallerIsCaptured             // version 2.3: both kinds were written
)

// Magic numbers of pcap files.
const (
	magicPcap      = 0xa1b2c3d4 // microseconds
	magicPcapNano  = 0xa1b23c4d // nanoseconds
	magicKuznetsov = 0xa1b2cd34 // longer packet header
	magicNetsniff  = 0xa1e2cb12 // longer packet header, nanoseconds (netsniff-ng)
	magicIxiaHW    = 0x1c0001ac // one more word in the file header, nanoseconds
	magicIxiaSW    = 0x1c0001ab // one more word in the file header
)

// isPcapMagic reports whether the little-endian number m starts a pcap file.
func isPcapMagic(m uint32) bool {
	switch m {
	case magicPcap, magicPcapNano, magicKuznetsov, magicNetsniff, magicIxiaHW, magicIxiaSW:
		return true
	}
	return false
}

// u32 returns the number at the start of b in the byte order of the file.
func (r *Reader) u32(b []byte) uint32 {
	v := binary.LittleEndian.Uint32(b)
	if r.big {
		v = bits.ReverseBytes32(v)
	}
	return v
}

// u16 returns the number at the start of b in the byte order of the file.
func (r *Reader) u16(b []byte) uint16 {
	v := binary.LittleEndian.Uint16(b)
	if r.big {
		v = bits.ReverseBytes16(v)
	}
	return v
}

// startPcap reads the file header.
func (r *Reader) startPcap() error {
	if err := r.fill(pcapFileHeaderLen, "pcap file header"); err != nil {
		return err
	}
	b := r.buf[r.pos:r.end]
	r.big = !isPcapMagic(binary.LittleEndian.Uint32(b))
	f := pcapFile{headerLen: pcapHeaderLen, scale: 1000}
	headerLen := pcapFileHeaderLen
	switch r.u32(b) {
	case magicPcapNano:
		f.scale = 1
	case magicKuznetsov:
		f.headerLen = pcapLongHeaderLen
	case magicNetsniff:
		f.headerLen, f.scale = pcapLongHeaderLen, 1
	case magicIxiaHW:
		headerLen += 4
		f.scale = 1
	case magicIxiaSW:
		headerLen += 4
	}
	var err error
	if f.order, err = pcapLengthOrder(r.u16(b[4:]), r.u16(b[6:])); err != nil {
		return fmt.Errorf("%s: %w", r.name, err)
	}
	// The upper half of the word holds the length of the frame check
	// sequence and reserved bits.
	f.link = packet.LinkType(r.u32(b[20:]))
	f.maxCap = r.maxCaptured(f.link)
	f.snaplen = r.u32(b[16:])
	if f.snaplen == 0 || f.snaplen > math.MaxInt32 {
		f.snaplen = f.maxCap
	}
	if err := r.fill(headerLen, "pcap file header"); err != nil {
		return err
	}
	r.pos += headerLen
	r.pcap = f
	return nil
}

// pcapLengthOrder returns the order of the two lengths in files of a version.
func pcapLengthOrder(major, minor uint16) (lengthOrder, error) {
	switch {
	case major == 2 && minor < 3, major == 543 && minor == 0:
		return wireFirst, nil
	case major == 2 && minor == 3:
		return smallerIsCaptured, nil
	case major == 2 && minor == 4:
		return capturedFirst, nil
	}
	return 0, fmt.Errorf("pcap version %d.%d is not supported, only 2.0 to 2.4 and 543.0", major, minor)
}

// nextPcap reads the next packet.
//
// Seconds are unsigned, so times reach to 2106. A fraction of more than a second
// counts as the last moment of its second. Data beyond the snapshot length of the
// file are cut off, as libpcap does. A captured length above the wire length is
// accepted.
func (r *Reader) nextPcap(p *packet.Packet) error {
	f := &r.pcap
	for {
		b := r.buf[r.pos:r.end]
		if len(b) < f.headerLen {
			if err := r.fill(f.headerLen, "packet header"); err != nil {
				return err
			}
			continue
		}
		h := (*[pcapHeaderLen]byte)(b)
		sec := binary.LittleEndian.Uint32(h[0:])
		frac := binary.LittleEndian.Uint32(h[4:])
		capLen := binary.LittleEndian.Uint32(h[8:])
		wireLen := binary.LittleEndian.Uint32(h[12:])
		if r.big {
			sec = bits.ReverseBytes32(sec)
			frac = bits.ReverseBytes32(frac)
			capLen = bits.ReverseBytes32(capLen)
			wireLen = bits.ReverseBytes32(wireLen)
		}
		if f.order != capturedFirst && (f.order == wireFirst || capLen > wireLen) {
			capLen, wireLen = wireLen, capLen
		}
		if capLen > f.maxCap {
			return r.corrupt("captured length %d is above %d", capLen, f.maxCap)
		}
		n := f.headerLen + int(capLen)
		if n > len(b) {
			if err := r.fill(n, "packet"); err != nil {
				return err
			}
			continue
		}
		// A fraction beyond the second is damage; the second may be right.
		p.Time = int64(sec)*1e9 + min(int64(frac)*f.scale, 1e9-f.scale)
		p.Data = b[f.headerLen : f.headerLen+int(min(capLen, f.snaplen))]
		p.WireLen = wireLen
		p.Link = f.link
		r.pos += n
		return nil
	}
}

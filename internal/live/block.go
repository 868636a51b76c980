// SPDX-License-Identifier: Apache-2.0

package live

import "encoding/binary"

// Offsets in a block of a TPACKET_V3 ring, in the byte order of the machine
// (packet(7), and linux/if_packet.h of the kernel).
const (
	blockStatus = 8  // who owns the block: 0 the kernel, bit 0 this process
	blockCount  = 12 // number of packets
	blockFirst  = 16 // offset of the first one
	blockHeader = 48

	frameNext   = 0 // offset of the next packet from this one, 0 in the last
	frameSec    = 4
	frameNsec   = 8
	frameSnap   = 12 // captured bytes
	frameLen    = 16 // bytes on the wire, without a tag that was taken out
	frameStatus = 20
	frameMAC    = 24 // offset of the link header
	frameNet    = 26 // offset of the network header
	frameTCI    = 32
	frameTPID   = 36
	frameProto  = 50 // of sockaddr_ll, which follows the 48 bytes of the header
	frameIf     = 52
	frameHW     = 56
	frameType   = 58
	frameHeader = 68
)

// Status bits of a packet.
const (
	statusTCI  = 0x10 // a tag was taken out, and its TCI is valid
	statusTPID = 0x40 // its TPID is valid too
)

const (
	tpidVLAN    = 0x8100 // IEEE 802.1Q
	statusOwner = 1
)

// A frame is one packet in a block.
type frame struct {
	time    int64  // ns since 1970
	data    []byte // captured bytes, with the VLAN tag
	wireLen uint32
	network int // where the network header is in data; beyond its end if unknown
	proto   uint16
	ifindex uint32
	hw      uint16
	kind    uint8 // to this host, broadcast, multicast, other host, outgoing
	tagged  bool  // a tag was put back
}

// A block reads the packets of one block. No offset or length in it is trusted: the
// memory belongs to the kernel, and a mistake there must not become one here.
type block struct {
	b    []byte
	off  int    // of the next packet
	left uint32 // number of packets that were not read
	bad  uint64 // packets that could not be read, because the block is damaged
}

// open starts reading b, which is lent until the block was read.
func (w *block) open(b []byte) {
	w.b, w.left = b, 0
	if len(b) < blockHeader {
		return
	}
	w.left = binary.NativeEndian.Uint32(b[blockCount:])
	w.off = int(int32(binary.NativeEndian.Uint32(b[blockFirst:])))
	if w.off < blockHeader {
		w.damaged()
	}
}

// damaged counts the packets that are left as lost.
func (w *block) damaged() {
	w.bad += min(uint64(w.left), uint64(len(w.b)/frameHeader+1))
	w.left = 0
}

// next reads the next packet into f. It returns false at the end of the block.
func (w *block) next(f *frame) bool {
	if w.left == 0 {
		return false
	}
	if w.off < 0 || w.off > len(w.b)-frameHeader {
		w.damaged()
		return false
	}
	h := w.b[w.off:]
	at := int(binary.NativeEndian.Uint16(h[frameMAC:]))
	n := uint64(binary.NativeEndian.Uint32(h[frameSnap:]))
	if at < frameHeader || uint64(at)+n > uint64(len(h)) {
		w.damaged()
		return false
	}
	f.read(h, at, int(n))
	w.left--
	step := binary.NativeEndian.Uint32(h[frameNext:])
	switch {
	case w.left == 0:
	case step < frameHeader || uint64(step) > uint64(len(h)):
		w.damaged()
	default:
		w.off += int(step)
	}
	return true
}

// read fills f from the packet at h, whose n bytes at offset at are known to be in
// the block.
func (f *frame) read(h []byte, at, n int) {
	status := binary.NativeEndian.Uint32(h[frameStatus:])
	f.time = int64(binary.NativeEndian.Uint32(h[frameSec:]))*1e9 + int64(binary.NativeEndian.Uint32(h[frameNsec:]))
	f.wireLen = binary.NativeEndian.Uint32(h[frameLen:])
	f.network = int(binary.NativeEndian.Uint16(h[frameNet:])) - at
	f.proto = binary.BigEndian.Uint16(h[frameProto:])
	f.ifindex = binary.NativeEndian.Uint32(h[frameIf:])
	f.hw = binary.NativeEndian.Uint16(h[frameHW:])
	f.kind = h[frameType]
	f.data = h[at : at+n : at+n]
	f.tagged = status&statusTCI != 0 && n >= macLen && at >= frameHeader+tagLen
	if f.tagged {
		f.restoreTag(h, at, n, status)
	}
	if f.network < 0 {
		f.network = n + tagLen + 1
	}
	if uint64(f.wireLen) < uint64(len(f.data)) {
		f.wireLen = uint32(len(f.data))
	}
}

// restoreTag puts the VLAN tag back that the kernel took out of the packet: the
// addresses move to the front, where the ring has room (PACKET_RESERVE).
func (f *frame) restoreTag(h []byte, at, n int, status uint32) {
	tpid := uint16(tpidVLAN)
	if status&statusTPID != 0 {
		tpid = binary.NativeEndian.Uint16(h[frameTPID:])
	}
	tci := uint16(binary.NativeEndian.Uint32(h[frameTCI:]))
	f.data = h[at-tagLen : at+n : at+n]
	copy(f.data, f.data[tagLen:tagLen+macLen])
	binary.BigEndian.PutUint16(f.data[macLen:], tpid)
	binary.BigEndian.PutUint16(f.data[macLen+2:], tci)
	f.wireLen += tagLen
	f.network += tagLen
}

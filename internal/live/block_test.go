// SPDX-License-Identifier: Apache-2.0

package live

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"testing"
)

// A slot is one packet of a test block.
type slot struct {
	data   string
	status uint32
	tci    uint32
	tpid   uint16
}

// blockOf builds a block as the kernel does: the layout is that of packet(7) and
// linux/if_packet.h.
func blockOf(slots ...slot) []byte {
	b := make([]byte, blockHeader)
	n := binary.NativeEndian
	n.PutUint32(b[8:], 1)
	n.PutUint32(b[12:], uint32(len(slots)))
	n.PutUint32(b[16:], blockHeader)
	for i, s := range slots {
		const at = 96 // of the link header
		size := (at + len(s.data) + 15) &^ 15
		h := make([]byte, size)
		if i < len(slots)-1 {
			n.PutUint32(h[0:], uint32(size))
		}
		n.PutUint32(h[4:], 1000)
		n.PutUint32(h[8:], uint32(i))
		n.PutUint32(h[12:], uint32(len(s.data)))
		n.PutUint32(h[16:], uint32(len(s.data))+40)
		n.PutUint32(h[20:], s.status)
		n.PutUint16(h[24:], at)
		n.PutUint16(h[26:], at+14)
		n.PutUint32(h[32:], s.tci)
		n.PutUint16(h[36:], s.tpid)
		copy(h[50:], "\x08\x00")
		n.PutUint32(h[52:], 7)
		n.PutUint16(h[56:], hwEther)
		h[58] = typeOutgoing
		copy(h[at:], s.data)
		b = append(b, h...)
	}
	return b
}

const addresses = "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c"

// TestBlock: all packets of a block are read, with the tags that stand beside them.
func TestBlock(t *testing.T) {
	plain := addresses + "\x08\x00payload"
	for _, tt := range []struct {
		name string
		slot slot
		want string
		wire uint32 // slot.data is 40 bytes shorter than the packet
	}{
		{"no tag", slot{data: plain}, plain, 61},
		{"tag", slot{plain, statusTCI | statusTPID, 0x2005, 0x8100}, addresses + "\x81\x00\x20\x05\x08\x00payload", 65},
		{"priority tag", slot{plain, statusTCI | statusTPID, 0, 0x8100}, addresses + "\x81\x00\x00\x00\x08\x00payload", 65},
		{"service tag", slot{plain, statusTCI | statusTPID, 100, 0x88a8}, addresses + "\x88\xa8\x00\x64\x08\x00payload", 65},
		{"tag of an old kernel", slot{plain, statusTCI, 5, 0}, addresses + "\x81\x00\x00\x05\x08\x00payload", 65},
		{"TCI that is not valid", slot{plain, 0, 5, 0x8100}, plain, 61},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var w block
			var f frame
			w.open(blockOf(slot{data: "first"}, tt.slot))
			if !w.next(&f) || string(f.data) != "first" || f.time != 1000e9 {
				t.Fatalf("first packet: %q at %d", f.data, f.time)
			}
			if !w.next(&f) || string(f.data) != tt.want || f.wireLen != tt.wire || f.time != 1000e9+1 {
				t.Errorf("second packet: %q, %d bytes at %d; want %q, %d bytes at %d", f.data, f.wireLen, f.time, tt.want, tt.wire, int64(1000e9+1))
			}
			if f.ifindex != 7 || f.hw != hwEther || f.kind != typeOutgoing || f.proto != protoIPv4 {
				t.Errorf("interface %d, hardware type %d, kind %d, protocol %#x", f.ifindex, f.hw, f.kind, f.proto)
			}
			if got := string(f.data[f.network:]); got != "payload" {
				t.Errorf("network header at %q", got)
			}
			if w.next(&f) || w.bad != 0 {
				t.Errorf("a third packet, or %d bad ones", w.bad)
			}
		})
	}
}

// TestBlockDamaged: packets behind a number that leads out of the block are counted,
// and not read.
func TestBlockDamaged(t *testing.T) {
	three := func() []byte { return blockOf(slot{data: "one"}, slot{data: "two"}, slot{data: "three"}) }
	const second = blockHeader + 112 // a packet of 3 bytes takes 96+3, rounded up to 16
	for _, tt := range []struct {
		at    int // of a number of 4 bytes, or 2 for the offset of the link header
		value uint32
		good  int
		bad   uint64
	}{
		{blockFirst, 0, 0, 3},
		{blockFirst, 1 << 31, 0, 3},
		{blockFirst, 1 << 20, 0, 3},
		{blockHeader + frameNext, 1, 1, 2},
		{blockHeader + frameNext, 0, 1, 2},
		{blockHeader + frameNext, 1<<32 - 1, 1, 2},
		{second + frameSnap, 1 << 20, 1, 2},
		{second + frameSnap, 1<<32 - 1, 1, 2},
		{second + frameMAC, 67, 1, 2},
		{second + frameMAC, 65535, 1, 2},
	} {
		t.Run(fmt.Sprint(tt.at, tt.value), func(t *testing.T) {
			b := three()
			if tt.at == second+frameMAC {
				binary.NativeEndian.PutUint16(b[tt.at:], uint16(tt.value))
			} else {
				binary.NativeEndian.PutUint32(b[tt.at:], tt.value)
			}
			var w block
			var f frame
			w.open(b)
			good := 0
			for w.next(&f) {
				good++
			}
			if good != tt.good || w.bad != tt.bad {
				t.Errorf("%d packets and %d bad ones, want %d and %d", good, w.bad, tt.good, tt.bad)
			}
		})
	}
}

// FuzzBlock: whatever is in a block, packets are parts of it, and each byte of the
// block bounds the number of packets.
func FuzzBlock(f *testing.F) {
	f.Add(blockOf(slot{data: addresses + "\x08\x00abc", status: statusTCI | statusTPID, tci: 5, tpid: 0x8100}, slot{data: "x"}))
	f.Add(blockOf(slot{data: "one"}, slot{data: "two"}))
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		var w block
		var fr frame
		w.open(b)
		n := 0
		for w.next(&fr) {
			if n++; n > len(before)/frameHeader+1 {
				t.Fatalf("%d packets in a block of %d bytes", n, len(before))
			}
			if len(fr.data) > len(b) || uint64(len(fr.data)) > uint64(fr.wireLen) {
				t.Fatalf("a packet of %d bytes, %d on the wire, in a block of %d bytes", len(fr.data), fr.wireLen, len(b))
			}
		}
	})
}

// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"encoding/binary"
	"fmt"

	"github.com/argus-go/argus/packet"
)

const (
	snoopMagic     = "snoop\x00\x00\x00"
	snoopVersion   = 2
	snoopHeaderLen = 16 // of the file
	snoopRecordLen = 24 // before the data
)

// A snoopFile is the state of a snoop file (RFC 1761).
type snoopFile struct {
	link    packet.LinkType
	maxCap  uint32
	padding int64  // bytes to skip before the next record
	last    uint32 // cumulative drops of the last record
	drops   uint64
}

// snoopLink returns the pcap link type for a snoop datalink type.
func snoopLink(t uint32) (packet.LinkType, bool) {
	switch t {
	case 0, 4: // IEEE 802.3, Ethernet
		return packet.LinkEthernet, true
	case 2: // IEEE 802.5
		return packet.LinkTokenRing, true
	case 5: // HDLC; the decoder of this type tells PPP and Cisco frames apart
		return packet.LinkPPPSerial, true
	case 8:
		return packet.LinkFDDI, true
	case 1, 9: // IEEE 802.4, other
		return LinkUnknown, true
	}
	return 0, false
}

// startSnoop reads the file header.
func (r *Reader) startSnoop() error {
	if err := r.fill(snoopHeaderLen, "snoop file header"); err != nil {
		return err
	}
	b := r.buf[r.pos:r.end]
	if v := binary.BigEndian.Uint32(b[8:]); v != snoopVersion {
		return fmt.Errorf("%s: snoop version %d is not supported, only 2", r.name, v)
	}
	t := binary.BigEndian.Uint32(b[12:])
	l, ok := snoopLink(t)
	if !ok {
		return fmt.Errorf("%s: snoop datalink type %d is not known", r.name, t)
	}
	if l == LinkUnknown {
		r.warn("snoop datalink type %d has no decoder", t)
	}
	r.snoop = snoopFile{link: l, maxCap: r.maxCaptured(l)}
	r.pos += snoopHeaderLen
	return nil
}

// nextSnoop reads the next packet.
func (r *Reader) nextSnoop(p *packet.Packet) error {
	f := &r.snoop
	if n := f.padding; n > 0 {
		f.padding = 0
		if err := r.pass(n, "padding"); err != nil {
			return err
		}
	}
	if r.end-r.pos < snoopRecordLen {
		if err := r.fill(snoopRecordLen, "packet header"); err != nil {
			return err
		}
	}
	b := r.buf[r.pos:r.end]
	capLen := binary.BigEndian.Uint32(b[4:])
	recLen := binary.BigEndian.Uint32(b[8:])
	if capLen > f.maxCap {
		return r.corrupt("captured length %d is above %d", capLen, f.maxCap)
	}
	n := snoopRecordLen + int(capLen)
	if int64(recLen) < int64(n) {
		return r.corrupt("record of %d bytes with %d captured bytes", recLen, capLen)
	}
	if len(b) < n {
		if err := r.fill(n, "packet"); err != nil {
			return err
		}
		b = r.buf[r.pos:r.end]
	}
	// As in pcap files, a fraction beyond the second is damage.
	p.Time = int64(binary.BigEndian.Uint32(b[16:]))*1e9 + min(int64(binary.BigEndian.Uint32(b[20:])), 999_999)*1e3
	p.Data = b[snoopRecordLen:n]
	p.WireLen = binary.BigEndian.Uint32(b)
	p.Link = f.link
	f.countDrops(binary.BigEndian.Uint32(b[12:]))
	f.padding = int64(recLen) - int64(n)
	r.pos += n
	return nil
}

// countDrops takes note of a record's cumulative drops.
func (f *snoopFile) countDrops(total uint32) {
	if total > f.last {
		f.drops += uint64(total - f.last)
	}
	f.last = total
}

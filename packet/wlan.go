// SPDX-License-Identifier: Apache-2.0

package packet

// IEEE 802.11 frame control, read as a little-endian word.
const (
	dot11TypeMgmt = 0
	dot11TypeCtl  = 1
	dot11TypeData = 2

	dot11ToDS      = 0x0100
	dot11FromDS    = 0x0200
	dot11Protected = 0x4000
	dot11Order     = 0x8000 // with QoS data: an HT control field follows
	dot11NoData    = 0x0040 // subtype bit of the null frames
	dot11QoS       = 0x0080 // subtype bit of the QoS frames
	dot11AMSDU     = 0x80   // in the first byte of QoS control

	dot11HdrLen = 24
)

// Headers in front of 802.11 frames.
const (
	radiotapHdrLen = 8
	radiotapTSFT   = 1 << 0
	radiotapFlags  = 1 << 1
	radiotapExt    = 1 << 31
	radiotapPad    = 0x20 // flag: the 802.11 header is padded to 4 bytes

	prismHdrLen = 144
	prismCode   = 0x44
	avsMagic    = 0x80211000 // low nibble: version
)

// dot11 decodes the 802.11 frame b. Data frames in the clear with LLC go on to
// IP; all others are WLAN flows, keyed by the first three addresses as they
// stand in the header. padded says that the header's length was rounded up.
func (d *Decoder) dot11(p *Packet, b []byte, padded bool) {
	if len(b) < 10 {
		p.noWLAN(b)
		return
	}
	p.Encaps |= EncapWLAN
	fc := le16(b[0:2])
	if fc>>2&3 == dot11TypeData && fc&(dot11Protected|dot11NoData) == 0 && d.dot11Data(p, fc, b, padded) {
		return
	}
	p.Kind = KindWLAN
	w := &p.WLAN
	*w = WLAN{}
	copy(w.Dst[:], b[4:10])
	if dot11Addrs(fc) >= 2 && len(b) >= 16 {
		copy(w.Src[:], b[10:16])
	}
	if dot11Addrs(fc) >= 3 && len(b) >= 22 {
		copy(w.BSSID[:], b[16:22])
	}
	if n := dot11SSIDOffset(fc); n > 0 && len(b) > n {
		w.ssid(b[n:])
	}
	p.user(b)
	p.AppBytes = p.Bytes
}

// dot11Addrs returns how many of the first three addresses the header has.
func dot11Addrs(fc uint16) int {
	if fc>>2&3 != dot11TypeCtl {
		return 3
	}
	switch fc >> 4 & 0xf {
	case 12, 13: // CTS, ACK
		return 1
	}
	return 2
}

// dot11Data decodes the payload of a data frame.
func (d *Decoder) dot11Data(p *Packet, fc uint16, b []byte, padded bool) bool {
	n := dot11HdrLen
	if fc&(dot11ToDS|dot11FromDS) == dot11ToDS|dot11FromDS {
		n += 6
	}
	amsdu := false
	if fc&dot11QoS != 0 {
		amsdu = len(b) > n && b[n]&dot11AMSDU != 0
		n += 2
		if fc&dot11Order != 0 {
			n += 4
		}
	}
	if padded {
		n = (n + 3) &^ 3
	}
	if amsdu {
		n += 14 // the first subframe's addresses and length
	}
	if len(b) < n+8 {
		return false
	}
	l := b[n:]
	if l[0] != sapSNAP || l[1] != sapSNAP || l[2] != ctlUI {
		return false
	}
	s := p.save()
	p.Encaps |= EncapLLC
	if !d.snap(p, l) {
		p.restore(s)
		return false
	}
	return true
}

// dot11SSIDOffset returns where the information elements of a management frame
// with an SSID start, or 0.
func dot11SSIDOffset(fc uint16) int {
	if fc>>2&3 != dot11TypeMgmt || fc&dot11Protected != 0 {
		return 0
	}
	switch fc >> 4 & 0xf {
	case 0: // association request
		return dot11HdrLen + 4
	case 2: // reassociation request
		return dot11HdrLen + 10
	case 4: // probe request
		return dot11HdrLen
	case 5, 8: // probe response, beacon
		return dot11HdrLen + 12
	}
	return 0
}

// ssid takes the SSID, element 0, from the information elements b.
func (w *WLAN) ssid(b []byte) {
	for len(b) >= 2 {
		n := 2 + int(b[1])
		if n > len(b) {
			return
		}
		if b[0] == 0 {
			copy(w.SSID[:], b[2:n])
			return
		}
		b = b[n:]
	}
}

// noWLAN makes p an 802.11 packet without any known contents.
func (p *Packet) noWLAN(b []byte) {
	p.Encaps |= EncapWLAN
	p.Kind = KindWLAN
	p.WLAN = WLAN{}
	p.user(b)
	p.AppBytes = p.Bytes
}

// radiotap skips a radiotap header. Its bytes do not count.
func (d *Decoder) radiotap(p *Packet, b []byte) {
	if len(b) < radiotapHdrLen {
		p.noWLAN(b)
		return
	}
	n := int(le16(b[2:4]))
	if n < radiotapHdrLen || n > len(b) {
		p.noWLAN(b)
		return
	}
	p.strip(n)
	d.dot11(p, b[n:], radiotapPadded(b[:n]))
}

// radiotapPadded reports whether the radiotap header h says that the 802.11
// header is padded.
func radiotapPadded(h []byte) bool {
	present := le32(h[4:8])
	if present&radiotapFlags == 0 {
		return false
	}
	o := radiotapHdrLen
	for ext := present; ext&radiotapExt != 0; o += 4 {
		if len(h) < o+4 {
			return false
		}
		ext = le32(h[o : o+4])
	}
	if present&radiotapTSFT != 0 {
		o = (o+7)&^7 + 8
	}
	return o < len(h) && h[o]&radiotapPad != 0
}

// prism skips the header of link type 119, which is a Prism header of 144
// bytes, in the byte order of the host that captured, or an AVS header.
func (d *Decoder) prism(p *Packet, b []byte) {
	if len(b) < 8 {
		p.noAddr(uint16(p.Link), b)
		return
	}
	if be32(b[0:4])&^0xf == avsMagic {
		d.avs(p, b)
		return
	}
	n := prismHdrLen
	switch {
	case be32(b[0:4]) == prismCode:
		n = int(min(be32(b[4:8]), 1<<16))
	case le32(b[0:4]) == prismCode:
		n = int(min(le32(b[4:8]), 1<<16))
	}
	if n < 8 || n > len(b) {
		p.noAddr(uint16(p.Link), b)
		return
	}
	d.dot11(p, b[n:], false)
}

// avs skips an AVS header.
func (d *Decoder) avs(p *Packet, b []byte) {
	if len(b) < 8 {
		p.noAddr(uint16(p.Link), b)
		return
	}
	n := be32(b[4:8])
	if n < 8 || n > uint32(len(b)) {
		p.noAddr(uint16(p.Link), b)
		return
	}
	d.dot11(p, b[n:], false)
}

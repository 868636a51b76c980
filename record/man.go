// SPDX-License-Identifier: Apache-2.0

package record

import "encoding/binary"

// Management record status bits (record format, section 3.3).
const (
	ManSASL    uint32 = 0x00001000
	ManHasInf  uint32 = 0x00100000
	manIDMask  uint32 = 0x00E00000
	manString  uint32 = 0x00200000
	manInt     uint32 = 0x00400000
	manIPv6    uint32 = 0x00600000
	manIPv4    uint32 = 0x00800000
	manUUID    uint32 = 0x00A00000
	manTrailer uint32 = 0xffffffff
)

// unmarshal decodes a management record (section 3.1). The numbers of the
// first record of a stream made from NetFlow are little-endian (o).
func (m *Management) unmarshal(b []byte, gen Generation, cause Cause, o binary.ByteOrder) error {
	*m = Management{}
	if len(b) < marLen {
		m.Short = true
		return nil
	}
	time := func(at int) int64 {
		return bound(int64(o.Uint32(b[at:]))*second + int64(int32(o.Uint32(b[at+4:])))*1000)
	}
	m.Status = o.Uint32(b[4:])
	m.LocalNet, m.NetMask, m.NextSeq = o.Uint32(b[12:]), o.Uint32(b[16:]), o.Uint32(b[20:])
	m.Start, m.Now = time(24), time(32)
	m.Major, m.Minor, m.LinkType, m.LinkStatus = b[40], b[41], b[42], b[43]
	m.FlowInterval, m.MARInterval = o.Uint16(b[44:]), o.Uint16(b[46:])
	m.Packets, m.Bytes = o.Uint64(b[48:]), o.Uint64(b[56:])
	if gen == Gen5 && o.Uint32(b[68:]) == 0 {
		m.Interfaces = o.Uint32(b[64:])
	} else {
		m.Drift = int64(o.Uint64(b[64:]))
	}
	m.Records, m.Flows, m.Dropped = o.Uint32(b[72:]), o.Uint32(b[76:]), o.Uint32(b[80:])
	m.Queue, m.Output, m.Clients = o.Uint32(b[84:]), o.Uint32(b[88:]), o.Uint32(b[92:])
	m.Bufs, m.Memory = o.Uint32(b[96:]), o.Uint32(b[100:])
	m.SrcDataLen, m.DstDataLen = le.Uint16(b[104:]), le.Uint16(b[106:])
	if cause == CauseStart || gen == Gen5 {
		m.Cookie = o.Uint32(b[8:])
	}
	m.unmarshalID(b, gen, cause)
	if o != be { // ids of 4 bytes are numbers, too
		o.PutUint32(m.Src.ID[:4], be.Uint32(m.Src.ID[:]))
	}
	return nil
}

func (m *Management) unmarshalID(b []byte, gen Generation, cause Cause) {
	id := b[8:12]
	switch {
	case gen == Gen5:
		id = b[108:124]
	case cause == CauseStart:
		id = b[120:124]
	}
	s := &m.Src
	switch m.Status & manIDMask {
	case manString:
		s.Kind = IDString
		if gen != Gen5 { // stored byte-reversed
			s.ID = [16]byte{id[3], id[2], id[1], id[0]}
			return
		}
	case manInt:
		s.Kind = IDInt
	case manIPv6:
		s.Kind = IDIPv6
	case manIPv4:
		s.Kind = IDIPv4
	case manUUID:
		s.Kind = IDUUID
	}
	copy(s.ID[:], id)
}

// append writes a management record in dialect d.
func (m *Management) append(dst []byte, d Dialect, cause Cause, option uint8) []byte {
	version := uint8(d.Generation())
	if m.Short {
		return append(dst, uint8(TypeMAR)|version, uint8(cause)|option&15, 0, 1)
	}
	var b [marLen]byte
	b[0], b[1] = uint8(TypeMAR)|version, uint8(cause)|option&15
	be.PutUint16(b[2:], marLen/4)
	status := m.Status&^manIDMask | m.idBits(d)
	if d != V5 {
		status &^= ManHasInf
	}
	be.PutUint32(b[4:], status)
	be.PutUint32(b[12:], m.LocalNet)
	be.PutUint32(b[16:], m.NetMask)
	be.PutUint32(b[20:], m.NextSeq)
	putMicros(b[24:], m.Start)
	putMicros(b[32:], m.Now)
	b[40], b[41], b[42], b[43] = version, m.Minor, m.LinkType, m.LinkStatus
	be.PutUint16(b[44:], m.FlowInterval)
	be.PutUint16(b[46:], m.MARInterval)
	be.PutUint64(b[48:], m.Packets)
	be.PutUint64(b[56:], m.Bytes)
	if d == V5 && m.Interfaces != 0 {
		be.PutUint32(b[64:], m.Interfaces)
	} else {
		be.PutUint64(b[64:], uint64(m.Drift))
	}
	for i, v := range [8]uint32{m.Records, m.Flows, m.Dropped, m.Queue, m.Output, m.Clients, m.Bufs, m.Memory} {
		be.PutUint32(b[72+4*i:], v)
	}
	le.PutUint16(b[104:], m.SrcDataLen)
	le.PutUint16(b[106:], m.DstDataLen)
	be.PutUint32(b[124:], manTrailer)
	m.putID(b[:], d, cause)
	return append(dst, b[:]...)
}

// idBits returns the status bits of the source id. V3Common knows only ids of
// 4 bytes: longer ones are folded into an integer, as in the flow records.
func (m *Management) idBits(d Dialect) uint32 {
	switch m.Src.Kind {
	case IDIPv4:
		return manIPv4
	case IDInt:
		return manInt
	case IDString:
		return manString
	case IDIPv6:
		if d == V5 {
			return manIPv6
		}
		return manInt
	case IDUUID:
		if d == V5 {
			return manUUID
		}
		return manInt
	}
	return 0
}

func (m *Management) putID(b []byte, d Dialect, cause Cause) {
	s := &m.Src
	if d == V5 {
		be.PutUint32(b[8:], Cookie5)
		copy(b[108:124], s.ID[:])
		return
	}
	var id [4]byte
	switch s.Kind {
	case IDString:
		id = [4]byte{s.ID[3], s.ID[2], s.ID[1], s.ID[0]}
	case IDIPv6, IDUUID:
		id = s.fold()
	default:
		copy(id[:], s.ID[:])
	}
	if cause == CauseStart {
		be.PutUint32(b[8:], Cookie3)
		copy(b[120:], id[:])
	} else {
		copy(b[8:], id[:])
	}
}

func putMicros(b []byte, ns int64) {
	s, f := ns/second, ns%second
	if f < 0 {
		s, f = s-1, f+second
	}
	be.PutUint32(b, uint32(s))
	be.PutUint32(b[4:], uint32(f/1000))
}

// SPDX-License-Identifier: Apache-2.0

package record_test

import (
	"bytes"
	"testing"

	"github.com/argus-go/argus/record"
)

// Management records as the originals write them: two of a stream of 3.0.8.2
// that reads a capture, one of its live streams, and the live examples of the
// record format, section 13.1.
const (
	manStart3 = `83100020 00000000 e5712dcb 00000000 00000000 00000000 6b06c0d8 000a80b5
		6b06c0d8 000a8273 03000000 0005003c 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
		00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 ffffffff`
	manStop3 = `83300020 00000000 00000000 00000000 00000000 00000000 6b06c0d8 000a80b5
		6b06c0d9 000a8de8 03000000 0005003c 00000000 00000000 00000000 00000000 00000000 00000000 0000012d 00000000
		00000000 00000000 00000000 00000001 00000099 00aea988 40004000 00000000 00000000 00000000 00000000 ffffffff`
	manStatus3 = `83200020 00800000 0a090807 00000000 00000000 00000001 6b06e487 0000951b
		6b06e48a 0002cca9 03000100 00020003 00000000 00000002 00000000 00000080 00000000 00000000 00000001 00000000
		00000000 00000000 00000000 00000001 0000002c 00a6cb60 00000000 00000000 00000000 00000000 00000000 ffffffff`
	manStart5 = `85100020 00800000 e57150cb 7f000000 ff000000 00000001 6b03f759 00069f7d
		6b03f75a 000e63e7 05000000 00020003 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
		00000000 00000000 00000000 00000000 00000000 00000000 00000000 0a090807 00000000 00000000 00000000 ffffffff`
	manStatus5 = `85200020 00800000 e57150cb 00000000 00000000 00000002 6b03f75c 000235ab
		6b03f75f 0003a68f 05000100 00020003 00000000 00000004 00000000 000000c4 00000001 00000000 00000001 00000004
		00000000 00000003 00000000 00000001 00000036 09212f03 00000000 0a090807 00000000 00000000 00000000 ffffffff`
	manError3 = "83820001"
)

func decodeMan(t *testing.T, wire string, gen record.Generation) *record.Record {
	t.Helper()
	r := decode(t, wire, gen)
	if r.Type != record.TypeMAR {
		t.Fatalf("type %#x, want a management record", r.Type)
	}
	return r
}

func TestManagement(t *testing.T) {
	id := record.SourceID{Kind: record.IDIPv4, ID: ip4(10, 9, 8, 7)}
	for _, tt := range []struct {
		name, wire string
		gen        record.Generation
		cause      record.Cause
		option     uint8
		want       record.Management
	}{
		{"start, 3.0", manStart3, record.Gen3, record.CauseStart, 0, record.Management{
			Cookie: record.Cookie3, Start: 1795604696_688309_000, Now: 1795604696_688755_000, Major: 3,
			FlowInterval: 5, MARInterval: 60,
		}},
		{"stop, 3.0", manStop3, record.Gen3, record.CauseStop, 0, record.Management{
			Start: 1795604696_688309_000, Now: 1795604697_691688_000, Major: 3, FlowInterval: 5, MARInterval: 60,
			Records: 301, Clients: 1, Bufs: 153, Memory: 0xaea988, SrcDataLen: 64, DstDataLen: 64,
		}},
		{"start, 3.0, live", wireMAR3, record.Gen3, record.CauseStart, 0, record.Management{
			Status: 0x00800000, Cookie: record.Cookie3, Src: id, LocalNet: 0x7f000000, NetMask: 0xff000000,
			Start: 1795422058_963355_000, Now: 1795422060_474664_000, Major: 3, FlowInterval: 2, MARInterval: 3,
		}},
		{"status, 3.0, live", manStatus3, record.Gen3, record.CauseStatus, 0, record.Management{
			Status: 0x00800000, Src: id, NextSeq: 1, Start: 1795613831_038171_000, Now: 1795613834_183465_000,
			Major: 3, LinkType: 1, FlowInterval: 2, MARInterval: 3, Packets: 2, Bytes: 128, Records: 1, Clients: 1,
			Bufs: 44, Memory: 0xa6cb60,
		}},
		{"start, 5.0, live", manStart5, record.Gen5, record.CauseStart, 0, record.Management{
			Status: 0x00800000, Cookie: record.Cookie5, Src: id, LocalNet: 0x7f000000, NetMask: 0xff000000, NextSeq: 1,
			Start: 1795422041_434045_000, Now: 1795422042_943079_000, Major: 5, FlowInterval: 2, MARInterval: 3,
		}},
		{"status, 5.0, live", manStatus5, record.Gen5, record.CauseStatus, 0, record.Management{
			Status: 0x00800000, Cookie: record.Cookie5, Src: id, NextSeq: 2,
			Start: 1795422044_144811_000, Now: 1795422047_239247_000, Major: 5, LinkType: 1, FlowInterval: 2, MARInterval: 3,
			Packets: 4, Bytes: 196, Interfaces: 1, Records: 1, Flows: 4, Queue: 3, Clients: 1, Bufs: 54, Memory: 0x09212f03,
		}},
		{"too many clients", manError3, record.Gen3, record.CauseError, 2, record.Management{Short: true}},
	} {
		r := decodeMan(t, tt.wire, tt.gen)
		if r.Cause != tt.cause || r.Option != tt.option || r.Man != tt.want {
			t.Errorf("%s: cause %#x %d\ngot  %+v\nwant %+v", tt.name, r.Cause, r.Option, r.Man, tt.want)
		}
		d := record.V3Common
		if tt.gen == record.Gen5 {
			d = record.V5
		}
		if b, err := r.Append(nil, d); err != nil || !bytes.Equal(b, unhex(t, tt.wire)) {
			t.Errorf("%s: encoded again: %v\ngot  %x\nwant %x", tt.name, err, b, unhex(t, tt.wire))
		}
	}
}

// Where the id of a management record lies, by its kind, cause and dialect
// (record format, section 3.1).
func TestManagementID(t *testing.T) {
	uuid := [16]byte{0x5e, 0x48, 0x7e, 0xde, 0xb3, 0x11, 0x5e, 0x80, 0xb6, 0x9f, 0x96, 0x7e, 0x5e, 0x6c, 0x7a, 0x9f}
	folded := ip4(0x05, 0xaa, 0xcc, 0xbf) // the four words, exclusive or
	for _, tt := range []struct {
		id      record.SourceID
		d       record.Dialect
		cause   record.Cause
		status  uint32
		at      int // offset of want
		want    []byte
		decoded record.SourceID
	}{
		{record.SourceID{Kind: record.IDString, ID: ip4('e', 'n', '0', 0)}, record.V3Common, record.CauseStart, 0x200000, 120, []byte("\x000ne"), record.SourceID{Kind: record.IDString, ID: ip4('e', 'n', '0', 0)}},
		{record.SourceID{Kind: record.IDString, ID: ip4('e', 'n', '0', 0)}, record.V3Common, record.CauseStatus, 0x200000, 8, []byte("\x000ne"), record.SourceID{Kind: record.IDString, ID: ip4('e', 'n', '0', 0)}},
		{record.SourceID{Kind: record.IDInt, ID: ip4(0, 0, 9, 0x83)}, record.V3Common, record.CauseStop, 0x400000, 8, []byte{0, 0, 9, 0x83}, record.SourceID{Kind: record.IDInt, ID: ip4(0, 0, 9, 0x83)}},
		{record.SourceID{Kind: record.IDUUID, ID: uuid}, record.V3Common, record.CauseStart, 0x400000, 120, folded[:4], record.SourceID{Kind: record.IDInt, ID: folded}},
		{record.SourceID{Kind: record.IDIPv6, ID: uuid}, record.V3Common, record.CauseStart, 0x400000, 120, folded[:4], record.SourceID{Kind: record.IDInt, ID: folded}},
		{record.SourceID{Kind: record.IDUUID, ID: uuid}, record.V5, record.CauseStart, 0xa00000, 108, uuid[:], record.SourceID{Kind: record.IDUUID, ID: uuid}},
		{record.SourceID{Kind: record.IDIPv6, ID: uuid}, record.V5, record.CauseStatus, 0x600000, 108, uuid[:], record.SourceID{Kind: record.IDIPv6, ID: uuid}},
	} {
		r := record.Record{Type: record.TypeMAR, Cause: tt.cause, Man: record.Management{Src: tt.id}}
		b, err := r.Append(nil, tt.d)
		if err != nil || len(b) != 128 {
			t.Fatalf("%+v: %d bytes, %v", tt.id, len(b), err)
		}
		if got := b[tt.at : tt.at+len(tt.want)]; !bytes.Equal(got, tt.want) {
			t.Errorf("%+v, dialect %d: %x at %d, want %x", tt.id, tt.d, got, tt.at, tt.want)
		}
		var again record.Record
		if err := again.Unmarshal(b, tt.d.Generation()); err != nil || again.Man.Status != tt.status || again.Man.Src != tt.decoded {
			t.Errorf("%+v, dialect %d: decoded %+v status %#x, %v; want %+v status %#x",
				tt.id, tt.d, again.Man.Src, again.Man.Status, err, tt.decoded, tt.status)
		}
	}
}

// Times and interface bits: the negative drift of radium, and the bit for an
// interface name, which only V5 has.
func TestManagementRest(t *testing.T) {
	r := record.Record{Type: record.TypeMAR, Cause: record.CauseStatus, Option: 8, Man: record.Management{Drift: -5, Status: record.ManHasInf}}
	for d, want := range map[record.Dialect]uint32{record.V3Common: 0, record.V5: record.ManHasInf} {
		b, err := r.Append(nil, d)
		if err != nil || b[1] != 0x28 {
			t.Fatalf("%x, %v; want cause and option 28", b[:4], err)
		}
		var again record.Record
		if err := again.Unmarshal(b, d.Generation()); err != nil || again.Man.Drift != -5 || again.Man.Status != want {
			t.Errorf("dialect %d: %+v, %v; want drift -5, status %#x", d, again.Man, err, want)
		}
	}
}

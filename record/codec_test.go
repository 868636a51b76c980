// SPDX-License-Identifier: Apache-2.0

package record_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/argus-go/argus/record"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Wire examples of the record format, section 13.
const (
	wireMAR3 = `83100020 00800000 e5712dcb 7f000000 ff000000 00000000 6b03f76a 000eb31b
		6b03f76c 00073e28 03000000 00020003 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
		00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 0a090807 ffffffff`
	wireTCP = `13100035 01030103 0a090807 00000001 02410105 7f000001 7f000001 0600270e b3180000
		03021805 6b03ffcf 00036b08 6b03ffd2 00037317 10010203 00100459 000902b5
		3005001e 00000007 00000004 04700000 0000000e 0000000d
		6b03ffd2 00037317 00000004 b12d0cd6 b12d0d08 4b30cedf 00000007 00000031 00000000 00000000 00000000 00401a0a
		6b03ffd2 0003730f 00000002 4b30ce84 4b30cee0 b12d0d07 00000007 0000005b 00000000 00000000 00000000 00401a0a
		48000303 400030b8 40000a87 20000003 00000002 00000002`
	wireDNS5 = `15100015 00000001 02410105 04020204 c0a82b5b 11000035 8c7e0dd2
		03021905 5892c0d0 0e7ba828 5892c0d0 13671250 10010102 018501a8 30000001 48000303 4000eef3 33000000
		20000003 00000002 00000002`
	wireUDP3 = `1310001e 01030003 00000000 00000001
		0241020b 20014860 48600000 00000000 00008844 20010b07 0a3dc112 b332020d 89ab105e 11000000 0035a298
		03021805 64c4db98 0009d6eb 64c4db98 0009f35c 10010203 0001006a 0001013a 30000001
		48000303 40670000 7b5c0000 20000003 00000002 00000002`
	wireEcho = `13100020 01030003 00000000 00000001 02010105 c0a80105 c0a80101 01000800 15550000
		03011803 635c5437 000a6c3e 10040603 0001002a 00080000 30000001 48000102 40000100 12000602 002a002a
		50900004 00400008 0800a2ea 55150000 42000005 22222222 22221111 11111111 00080000 20000003 00000002 00000000`
	wireVLAN = `13100036 01030003 00000000 00000003 02410105 41414141 41414141 06000050 ef090000
		03011803 51c24831 00075059 10040603 000102e0 02920000 30030005 00000004 9cc1e675 04000000 00001800
		40000102 0d470000 44011002 000fe03c 48000102 3d00f658 12000602 02e002e0
		50900012 00400040 47455420 2f414141 41414141 41414141 41414141 41414141 41414141 41414141 41414141 41414141
		41414141 41414141 41414141 41414141 41414141 41414141
		42000005 0008e341 41410008 e3414141 00810000 20000003 00000007 00000000`
)

func decode(t *testing.T, wire string, gen record.Generation) *record.Record {
	t.Helper()
	var r record.Record
	if err := r.Unmarshal(unhex(t, wire), gen); err != nil {
		t.Fatal(err)
	}
	return &r
}

func TestDecodeTCP(t *testing.T) {
	r := decode(t, wireTCP, record.Gen3)
	if r.Flow.SrcPort != 45848 || r.Flow.DstPort != 9998 || r.Flow.Proto != 6 || !r.Flow.Reversed {
		t.Errorf("key %+v, want ports 45848 9998", r.Flow)
	}
	const start, end = 1795424207_224008_000, 1795424210_226071_000
	if r.Time.Start != start || r.Time.End != end {
		t.Errorf("times %d %d, want %d %d", r.Time.Start, r.Time.End, int64(start), int64(end))
	}
	m := record.Metrics{Src: record.Counter{Packets: 16, Bytes: 1113}, Dst: record.Counter{Packets: 9, Bytes: 693}}
	if r.Metrics != m {
		t.Errorf("metrics %+v, want %+v", r.Metrics, m)
	}
	c := r.Net.TCP
	if c.Status != 7 || c.State != 4 || c.SynAck != 14 || c.AckDat != 13 {
		t.Errorf("tcp %+v, want status 7 state 4, 14 and 13 us", c)
	}
	if c.Src.Bytes != 49 || c.Src.Window != 64 || c.Src.WScale != 10 || c.Src.Flags != 0x1a || c.Dst.Bytes != 91 {
		t.Errorf("tcp sides %+v %+v", c.Src, c.Dst)
	}
	if a := r.IPAttr; a.Src.TTL != 64 || a.Src.ID != 0xb830 || a.Dst.ID != 0x870a {
		t.Errorf("ip attributes %+v", a)
	}
}

func TestDecodeExamples(t *testing.T) {
	r := decode(t, wireDNS5, record.Gen5)
	if r.Flow.DNSID != 53773 || r.Flow.SrcPort != 35966 || r.Time.Start != 1486012624_242985000 || r.Time.End != 1486012624_325522000 {
		t.Errorf("dns: %+v %+v", r.Flow, r.Time)
	}
	if r.Metrics.Src.Bytes != 133 || r.Metrics.Dst.Bytes != 168 || r.Has(record.PartTransport) {
		t.Errorf("dns: metrics %+v parts %#x", r.Metrics, r.Parts)
	}
	r = decode(t, wireEcho, record.Gen3)
	if f := r.Flow; f.ICMPType != 8 || f.ICMPID != 0x5515 || f.ICMPSeq != 0 {
		t.Errorf("echo: %+v", f)
	}
	if r.Metrics.Src.AppBytes != 8 || r.Sizes.SrcMax != 42 || r.Sizes.HasDst || r.MAC.EtherType != 0x0800 {
		t.Errorf("echo: %+v %+v %+v", r.Metrics, r.Sizes, r.MAC)
	}
	if d := r.SrcData; d.Size != 64 || !bytes.Equal(d.Data, unhex(t, "0800a2ea55150000")) {
		t.Errorf("echo: user data %+v", d)
	}
	r = decode(t, wireVLAN, record.Gen3)
	if r.VLAN.Src&0xfff != 3399 || r.VLAN.HasDst || r.MPLS.Src>>12 != 254 || r.Net.TCP.Status != 4 || r.Net.TCP.Src.Flags != 0x18 {
		t.Errorf("vlan: %+v %+v %+v", r.VLAN, r.MPLS, r.Net.TCP)
	}
}

func TestUnmarshalHeader(t *testing.T) {
	for _, wire := range []string{"", "131000", "13100000", "13100002"} {
		var r record.Record
		if err := r.Unmarshal(unhex(t, wire), record.Gen3); err != record.ErrHeader {
			t.Errorf("%q: %v, want %v", wire, err, record.ErrHeader)
		}
	}
	// What follows the record is not looked at, and words left over end it.
	var r record.Record
	if err := r.Unmarshal(unhex(t, "13610002 64000002 44455553"), record.Gen3); err != record.ErrDamaged || r.Parts != 0 || r.Option != 1 || r.Cause != record.CauseShutdown {
		t.Errorf("%v, %+v", err, r)
	}
}

// Keys that are too short, and what old clients leave in short ones.
func TestShortKeys(t *testing.T) {
	for _, wire := range []string{
		"02010102 0a000001", "02010103 0a000001 0a000002", "02010208 " + hex6a + "20010db8 00000000 00000000",
		"02010209 " + hex6a + hex6a, "02010303 11111111 11112222", "02060403 00010800 06040001", "02010404 0a000001 0a000002 11111111",
		"02010a03 00000000 00000000", "02010804 11111111 11112222 22222222", "02010902 11111111",
	} {
		var r record.Record
		if err := r.Unmarshal(wrap(record.Gen3, unhex(t, wire)), record.Gen3); err != record.ErrDamaged || r.Parts != 0 {
			t.Errorf("%s: %v, parts %#x; want %v and none", wire, err, r.Parts, record.ErrDamaged)
		}
	}
	checkParts(t, []partTest{
		{
			"RARP under kind 1", record.Gen3, "02010505 0a000001 11111111 11112222 22222222", record.PartFlow, flow,
			record.Flow{
				Kind: record.FlowFiveTuple, Addr: record.AddrRARP, HType: 1, PType: 0x0800, HLen: 6, PLen: 4, Op: 3,
				Src: ip4(10, 0, 0, 1), SHA: mac2, THA: mac1,
			},
			"02060507 00010800 06040003 0a000001 11111111 11112222 22222222",
			"02060507 00010800 06040003 0a000001 11111111 11112222 22222222",
		},
		{
			"IPv6 matrix", record.Gen3, "02030209 " + hex6a + hex6b, record.PartFlow, flow,
			record.Flow{Kind: record.FlowL3Matrix, Addr: record.AddrIPv6, Src: ip6a, Dst: ip6b, SrcMask: 128, DstMask: 128},
			"0203020b" + hex6a + hex6b + "00000000 00000000", "0203020b" + hex6a + hex6b + "00000000 00000000",
		},
	})
}

// Parts that no reader gives but a caller may ask for.
func TestAppendOdd(t *testing.T) {
	for _, tt := range []struct {
		name   string
		r      record.Record
		v3, v5 string
	}{
		{"MPLS without labels", record.Record{Type: record.TypeFAR, Parts: record.PartMPLS}, "13000002 44000001", "15000002 44000001"},
		{
			"a time before 1970",
			record.Record{Type: record.TypeFAR, Parts: record.PartTime, Time: record.Time{Start: -1, Single: true}},
			"13000004 03011803 ffffffff 000f423f", "15000004 03011903 ffffffff 3b9ac9ff",
		},
		{"a foreign flow", record.Record{Type: record.TypeAFlow, Cause: record.CauseStart}, "13100001", "55100001"},
		{"no correlations", record.Record{Type: record.TypeFAR, Parts: record.PartCorrelation}, "13000001", "15000001"},
		{"a tunnel without addresses", record.Record{Type: record.TypeFAR, Parts: record.PartGRE, GRE: record.Tunnel{Flags: 1, Proto: 2}}, "13000003 41000002 00010002", "15000003 41000002 00010002"},
	} {
		for d, want := range map[record.Dialect]string{record.V3Common: tt.v3, record.V5: tt.v5} {
			if got, err := tt.r.Append(nil, d); err != nil || !bytes.Equal(got, unhex(t, want)) {
				t.Errorf("%s, dialect %d: %x, %v, want %s", tt.name, d, got, err, want)
			}
		}
	}
}

func TestTruncatedErrorText(t *testing.T) {
	for _, tt := range []struct {
		err  record.TruncatedError
		want string
	}{
		{record.TruncatedError{Offset: 7, Have: 3}, "record at offset 7 is cut short: 3 of the 4 bytes of its header"},
		{record.TruncatedError{Offset: 7, Have: 9, Want: 20}, "record at offset 7 is cut short: 9 of 20 bytes"},
	} {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

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

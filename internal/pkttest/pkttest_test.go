// SPDX-License-Identifier: Apache-2.0

package pkttest

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"
)

// The example of RFC 1071, section 3: the words 0001 f203 f4f5 f6f7 add up to
// ddf2.
func TestFold(t *testing.T) {
	b := []byte{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7}
	if got := fold(sum(0, b)); got != 0xddf2 {
		t.Errorf("sum of % x = %04x, want ddf2", b, got)
	}
	// An odd byte is the high one: f600 + 0001 = f601.
	if got := fold(sum(0, []byte{0x00, 0x01, 0xf6})); got != 0xf601 {
		t.Errorf("sum of an odd number of bytes = %04x, want f601", got)
	}
}

// A right checksum makes the sum over header or segment and pseudo header all
// ones.
func TestDemoChecksums(t *testing.T) {
	for i, f := range Demo().Frames {
		typ, p := binary.BigEndian.Uint16(f.Data[12:]), f.Data[14:]
		if typ == TypeVLAN {
			typ, p = binary.BigEndian.Uint16(p[2:]), p[4:]
		}
		if typ != TypeIPv4 {
			continue
		}
		head := int(p[0]&15) * 4
		if s := fold(sum(0, p[:head])); s != 0xffff {
			t.Errorf("frame %d: sum of the IPv4 header %04x, want ffff", i, s)
		}
		segment := p[head:binary.BigEndian.Uint16(p[2:])]
		if binary.BigEndian.Uint16(p[6:])&0x3fff != 0 || p[9] != ProtoTCP && p[9] != ProtoUDP {
			continue
		}
		s := sum(sum(uint32(p[9])+uint32(len(segment)), p[12:20]), segment)
		if s := fold(s); s != 0xffff {
			t.Errorf("frame %d: sum of protocol %d %04x, want ffff", i, p[9], s)
		}
	}
}

// The committed capture is what the generator makes: go generate ./... writes
// it anew.
func TestDemoFile(t *testing.T) {
	const file = "../../testdata/demo.pcap"
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if want := Demo().Pcap(binary.LittleEndian, false); !bytes.Equal(have, want) {
		t.Errorf("%s: %d bytes that differ from the %d the generator makes", file, len(have), len(want))
	}
}

func TestConn(t *testing.T) {
	var c Capture
	client := Host{MAC: MAC{2}, Addr: netip.MustParseAddr("192.0.2.1")}
	server := Host{MAC: MAC{4}, Addr: netip.MustParseAddr("192.0.2.2")}
	k := NewConn(&c, time.Unix(0, 0), client, 5000, server, 80)
	k.Open(2 * time.Millisecond)
	k.Write(Client, 2*time.Millisecond, make([]byte, 2000))
	k.Close(Server, 2*time.Millisecond)
	// Client 1000005000 and server 3000005000 are the first numbers; SYN and
	// FIN take one number each, 2000 bytes go in 1460 and 540.
	want := []struct {
		flags    uint8
		seq, ack uint32
		len      int
	}{
		{SYN, 1000005000, 0, 0},
		{SYN | ACK, 3000005000, 1000005001, 0},
		{ACK, 1000005001, 3000005001, 0},
		{ACK, 1000005001, 3000005001, 1460},
		{ACK | PSH, 1000006461, 3000005001, 540},
		{ACK, 3000005001, 1000007001, 0},
		{FIN | ACK, 3000005001, 1000007001, 0},
		{FIN | ACK, 1000007001, 3000005002, 0},
		{ACK, 3000005002, 1000007002, 0},
	}
	if len(c.Frames) != len(want) {
		t.Fatalf("%d segments, want %d", len(c.Frames), len(want))
	}
	for i, w := range want {
		ip := c.Frames[i].Data[14:]
		tcp := ip[20:]
		n := int(binary.BigEndian.Uint16(ip[2:])) - 20 - int(tcp[12]>>4)*4
		seq, ack := binary.BigEndian.Uint32(tcp[4:]), binary.BigEndian.Uint32(tcp[8:])
		if tcp[13] != w.flags || seq != w.seq || ack != w.ack || n != w.len {
			t.Errorf("segment %d: flags %#x seq %d ack %d length %d, want %+v", i, tcp[13], seq, ack, n, w)
		}
	}
}

// One frame of three bytes, cut to two: the files are written out by hand from
// the formats' definitions (draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng).
func TestFiles(t *testing.T) {
	c := Capture{Link: 1}
	c.Add(time.Unix(1, 2000), []byte{0xaa, 0xbb, 0xcc})
	c.Snap(2)
	pcap := "a1b2c3d4 00020004 00000000 00000000 00040000 00000001" +
		"00000001 00000002 00000002 00000003 aabb"
	nano := "a1b23c4d 00020004 00000000 00000000 00040000 00000001" +
		"00000001 000007d0 00000002 00000003 aabb"
	// 1 s and 2000 ns are 1000002000 ns = 3b9ad1d0 hexadecimal.
	pcapng := "0a0d0d0a 0000001c 1a2b3c4d 00010000 ffffffff ffffffff 0000001c" +
		"00000001 00000020 00010000 00040000 00090001 09000000 00000000 00000020" +
		"00000006 00000024 00000000 00000000 3b9ad1d0 00000002 00000003 aabb0000 00000024"
	for _, tt := range []struct {
		name string
		got  []byte
		want string
	}{
		{"pcap", c.Pcap(binary.BigEndian, false), pcap},
		{"pcap, nanoseconds", c.Pcap(binary.BigEndian, true), nano},
		{"pcapng", c.Pcapng(binary.BigEndian), pcapng},
	} {
		if want := unhex(t, tt.want); !bytes.Equal(tt.got, want) {
			t.Errorf("%s:\n got % x\nwant % x", tt.name, tt.got, want)
		}
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

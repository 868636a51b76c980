// SPDX-License-Identifier: Apache-2.0

package flow_test

import (
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// TestESP: sequence numbers of RFC 4303. Lost packets are the gaps less those
// that come late; a jump of more than 65536, or none, is a failure.
func TestESP(t *testing.T) {
	const dropped, late, rolled, failure = 0x10, 0x10000, 0x1000, 0x2000
	for _, tt := range []struct {
		name         string
		seqs         []uint32
		status, lost uint32
		last         uint32
	}{
		{"in order", []uint32{1, 2, 3}, 0, 0, 3},
		{"one missing", []uint32{1, 3}, dropped, 1, 3},
		{"three missing", []uint32{1, 5}, dropped, 3, 5},
		{"comes late", []uint32{1, 3, 2}, dropped | late, 0, 3},
		{"late, but none is missing", []uint32{1, 2, 3, 2}, late, 0, 3},
		{"the same", []uint32{7, 7}, failure, 0, 7},
		{"65536 ahead", []uint32{1, 65537}, dropped, 65535, 65537},
		{"65537 ahead", []uint32{1, 65538}, failure, 0, 65538},
		{"65536 behind", []uint32{65537, 1}, late, 0, 65537},
		{"65537 behind", []uint32{65538, 1}, failure, 0, 1},
		{"wrap", []uint32{0xffffffff, 0}, rolled, 0, 0},
		{"wrap with a gap", []uint32{0xfffffffe, 1}, dropped | rolled, 2, 1},
	} {
		for _, six := range []bool{false, true} {
			var ps []packet.Packet
			for i, n := range tt.seqs {
				p := up(time.Duration(i) * ms)
				p.Proto, p.HasPorts, p.SPI, p.ESPSeq = packet.ProtoESP, false, 0xabcd, n
				if six {
					p.Kind, p.Src6, p.Dst6 = packet.KindIPv6, v6(1), v6(2)
				}
				ps = append(ps, p)
			}
			r := only(t, flow.DefaultConfig(), ps...)
			want := record.ESP{Status: tt.status, SPI: 0xabcd, Seq: tt.last, Lost: tt.lost}
			if r.Net.Kind != record.NetESP || r.Net.ESP != want {
				t.Errorf("%s, IPv6 %t: got %+v, want %+v", tt.name, six, r.Net.ESP, want)
			}
			mask := uint16(32)
			if six {
				mask = 128
			}
			if r.Flow.SPI != 0xabcd || !r.Flow.HasMask || r.Flow.SrcMask != mask || r.Flow.DstMask != mask {
				t.Errorf("%s, IPv6 %t: key %+v", tt.name, six, r.Flow)
			}
		}
	}
	p := up(0)
	p.Proto, p.HasPorts, p.SPI, p.ESPSeq = packet.ProtoESP, false, 1, 1
	q, other, back := p, p, p
	q.Time, q.ESPSeq = q.Time+int64(6*sec), 3
	other.SPI = 2
	back.Src4, back.Dst4 = p.Dst4, p.Src4
	rs := run(flow.DefaultConfig(), []packet.Packet{p, other, back, q})
	if len(rs) != 4 {
		t.Fatalf("%d records, want 4: other SPIs and the way back are other flows", len(rs))
	}
	if rs[3].Net.ESP != (record.ESP{Status: dropped, SPI: 1, Seq: 3, Lost: 1}) || rs[0].Net.ESP.Lost != 0 {
		t.Errorf("second record %+v", rs[3].Net.ESP)
	}
	cfg := flow.DefaultConfig()
	cfg.Compat = true
	if only(t, cfg, p).Flow.HasMask {
		t.Error("compat: mask lengths are written")
	}
}

// rtp returns a datagram with an RTP header (RFC 3550, section 5.1).
func rtp(p packet.Packet, seq uint16, stamp, ssrc uint32) packet.Packet {
	b := make([]byte, 20)
	b[0], b[1] = 0x80, 96
	binary.BigEndian.PutUint16(b[2:], seq)
	binary.BigEndian.PutUint32(b[4:], stamp)
	binary.BigEndian.PutUint32(b[8:], ssrc)
	p.SrcPort, p.DstPort, p.Payload, p.AppBytes = p.SrcPort+10000, p.DstPort+10000, b, 20
	return p
}

// TestRTP: losses of each direction are the gaps of its sequence numbers, less
// those that come late.
func TestRTP(t *testing.T) {
	const srcLate, dstLate = 0x10000, 0x20000
	for _, tt := range []struct {
		name             string
		seqs             []uint16 // of the source
		lost             uint16
		state            uint32
		last             uint16
		headers          uint64 // headers that count as no application bytes
		destinationsToo  bool
		destinationState uint32
	}{
		{"in order", []uint16{1, 2, 3}, 0, 0, 3, 2, true, 0},
		{"one missing", []uint16{1, 3}, 1, 0, 3, 1, true, 0},
		{"comes late", []uint16{1, 3, 2}, 0, srcLate, 2, 2, true, dstLate},
		{"late, but none is missing", []uint16{5, 4}, 0, srcLate, 4, 1, true, dstLate},
		{"wrap", []uint16{0xffff, 1}, 1, 0, 1, 1, true, 0},
		{"repeated", []uint16{7, 7}, 0, 0, 7, 0, true, 0},
	} {
		for _, dst := range []bool{false, true} {
			cfg := appConfig()
			ps := []packet.Packet{}
			if dst {
				ps = append(ps, rtp(up(0), 1, 1, 1))
			}
			for i, n := range tt.seqs {
				p := up(time.Duration(i+1) * ms)
				if dst {
					p = down(time.Duration(i+1) * ms)
				}
				stamp := uint32(1)
				if tt.name != "repeated" {
					stamp = uint32(i)
				}
				ps = append(ps, rtp(p, n, stamp, 9))
			}
			r := only(t, cfg, ps...)
			side, app, state := r.Net.RTPSrc, r.Metrics.Src.AppBytes, tt.state
			if dst {
				side, app, state = r.Net.RTPDst, r.Metrics.Dst.AppBytes, tt.destinationState
			}
			wantApp := uint64(20*len(tt.seqs)) - 12*tt.headers
			if r.Net.Kind != record.NetRTP || side.Lost != tt.lost || r.Net.RTPState != state || binary.BigEndian.Uint16(side.Header[2:]) != tt.last || app != wantApp {
				t.Errorf("%s, destination %t: kind %#x, lost %d, state %#x, header %x, application bytes %d; want lost %d, state %#x, number %d, bytes %d",
					tt.name, dst, r.Net.Kind, side.Lost, r.Net.RTPState, side.Header, app, tt.lost, state, tt.last, wantApp)
			}
		}
	}
	// Losses and lateness begin anew with each record; a header is no user data
	// from the second packet on.
	cfg := flow.DefaultConfig()
	cfg.UserData = 100
	var data string
	ps := []packet.Packet{rtp(up(0), 1, 1, 9), rtp(up(1), 5, 2, 9), rtp(up(2), 4, 3, 9), rtp(up(6*sec), 5, 4, 9)}
	e := flow.New(cfg, recordData(&data))
	for i := range ps {
		e.Packet(&ps[i])
	}
	e.Flush()
	if len(data) != 20+8+8+8 {
		t.Errorf("%d bytes of user data, want 44", len(data))
	}
	rs := run(flow.DefaultConfig(), ps)
	if rs[0].Net.RTPSrc.Lost != 2 || rs[0].Net.RTPState != srcLate || rs[1].Net.RTPSrc.Lost != 0 || rs[1].Net.RTPState != 0 {
		t.Errorf("%+v, %+v", rs[0].Net, rs[1].Net)
	}
}

// TestRTPCandidates: what makes a UDP flow RTP or RTCP is its first packet.
func TestRTPCandidates(t *testing.T) {
	report := func(types ...byte) []byte { // a chain of RTCP packets of 12 bytes
		var b []byte
		for _, typ := range types {
			b = append(b, 0x80, typ, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2)
		}
		return b
	}
	base := rtp(up(0), 1, 1, 9).Payload
	for _, tt := range []struct {
		name         string
		sport, dport uint16
		payload      []byte
		want         record.NetKind
	}{
		{"RTP", 1024, 1024, base, record.NetRTP},
		{"source port", 1023, 1024, base, record.NetNone},
		{"destination port", 1024, 1023, base, record.NetNone},
		{"source port 7000", 7000, 1024, base, record.NetNone},
		{"source port 7010", 7010, 1024, base, record.NetNone},
		{"destination port 7000", 1024, 7000, base, record.NetNone},
		{"destination port 7010", 1024, 7010, base, record.NetNone},
		{"ports 6999 and 7011", 6999, 7011, base, record.NetRTP},
		{"11 bytes", 5004, 5004, base[:11], record.NetNone},
		{"12 bytes", 5004, 5004, base[:12], record.NetRTP},
		{"version 1", 5004, 5004, append([]byte{0x40}, base[1:]...), record.NetNone},
		{"version 3", 5004, 5004, append([]byte{0xc0}, base[1:]...), record.NetNone},
		{"sender report", 5004, 5004, report(200), record.NetRTCP},
		{"receiver report", 5004, 5004, report(201), record.NetRTCP},
		{"report behind a description", 5004, 5004, report(202, 201), record.NetRTCP},
		{"description", 5004, 5004, report(202), record.NetRTP},
		{"type 199", 5004, 5004, report(199), record.NetRTP},
		{"report beyond the packet's length", 5004, 5004, append([]byte{0x80, 202, 0xff, 0xff}, report(200)...), record.NetRTP},
		{"7 bytes of a report", 5004, 5004, append(report(202), report(200)[:7]...), record.NetRTP},
		{"another version in the chain", 5004, 5004, append(report(202), append([]byte{0x40}, report(200)[1:]...)...), record.NetRTP},
	} {
		p := udp(0, hostA, hostB, tt.sport, tt.dport)
		p.Payload = tt.payload
		if got := only(t, flow.DefaultConfig(), p).Net.Kind; got != tt.want {
			t.Errorf("%s: kind %#x, want %#x", tt.name, got, tt.want)
		}
	}
	p := rtp(up(0), 1, 1, 9)
	p.HasPorts = false
	if got := only(t, flow.DefaultConfig(), p).Net.Kind; got != record.NetNone {
		t.Errorf("no ports: kind %#x", got)
	}
	// A later packet makes no RTP; another source, or another stamp with the same
	// number, ends it; packets of other protocols between do not.
	first := up(0)
	if r := only(t, flow.DefaultConfig(), rtp(first, 1, 1, 9), rtp(up(1), 2, 2, 8)); r.Net.Kind != record.NetNone {
		t.Errorf("another source: kind %#x", r.Net.Kind)
	}
	if r := only(t, flow.DefaultConfig(), rtp(first, 1, 1, 9), rtp(up(1), 1, 2, 9), rtp(up(2), 2, 3, 9)); r.Net.Kind != record.NetNone {
		t.Errorf("the same number with another stamp: kind %#x", r.Net.Kind)
	}
	stray := rtp(up(1), 2, 2, 9)
	stray.Payload = stray.Payload[:11]
	if r := only(t, flow.DefaultConfig(), rtp(first, 1, 1, 9), stray, rtp(up(2), 3, 3, 9)); r.Net.Kind != record.NetRTP || r.Net.RTPSrc.Lost != 1 {
		t.Errorf("a short packet between: kind %#x, lost %d; want RTP, 1", r.Net.Kind, r.Net.RTPSrc.Lost)
	}
	silent := rtp(first, 1, 1, 9)
	silent.Payload = nil
	if r := only(t, flow.DefaultConfig(), silent, rtp(up(1), 1, 1, 9)); r.Net.Kind != record.NetNone {
		t.Errorf("RTP from the second packet on: kind %#x", r.Net.Kind)
	}
	// RTCP keeps the first 8 bytes of the last packet of each side.
	a, b := rtp(up(0), 0, 0, 0), rtp(down(1), 0, 0, 0)
	a.Payload, b.Payload = report(200), report(202)
	short := rtp(up(2), 0, 0, 0)
	short.Payload = []byte{1, 2, 3, 4, 5, 6, 7}
	r := only(t, flow.DefaultConfig(), a, b, short)
	if got := fmt.Sprintf("%x %x", r.Net.RTPSrc.Header, r.Net.RTPDst.Header); got != "80c800020000000100000000 80ca00020000000100000000" {
		t.Errorf("headers %s", got)
	}
}

// keys gives a connection of TCP packets with data to a detector of keystrokes
// and returns what the record says: none, or the number of strokes.
func keys(t *testing.T, k flow.Keystroke, ps ...packet.Packet) string {
	t.Helper()
	cfg := flow.DefaultConfig()
	cfg.Keystroke, cfg.StatusInterval = k, -1
	r := only(t, cfg, ps...)
	if !r.Has(record.PartBehavior) {
		return "none"
	}
	return fmt.Sprint(r.Behavior.Kind, " ", r.Behavior.Src)
}

// typing returns n strokes, each of 52 bytes and answered by 36, that come every
// 100 ms and are echoed 10 ms later.
func typing(n int) (ps []packet.Packet) {
	seq, ack := uint32(1000), uint32(5000)
	for i := range n {
		at := time.Duration(i) * 100 * ms
		ps = append(ps, tcp(at, hostA, hostB, 1000, 22, packet.FlagACK|packet.FlagPSH, seq, ack, 52))
		seq += 52
		ps = append(ps, tcp(at+10*ms, hostB, hostA, 22, 1000, packet.FlagACK|packet.FlagPSH, ack, seq, 36))
		ack += 36
	}
	return ps
}

// TestKeystrokes: strokes are watched from the MinPackets-th packet on. The
// intervals of the first stroke and of its echo begin in 1970, so that they are
// alike: it is accepted, but has none near it and is tentative. With the second
// both count. Each further one counts one.
func TestKeystrokes(t *testing.T) {
	k := flow.DefaultKeystroke()
	if got := keys(t, k, typing(20)...); got != "none" {
		t.Errorf("off: %s", got)
	}
	k.Mode, k.MinPackets = flow.KeystrokeTCP, 1
	for _, tt := range []struct {
		name   string
		change func(*flow.Keystroke)
		ps     []packet.Packet
		want   string
	}{
		{"one", nil, typing(1), "1 0"},
		{"two", nil, typing(2), "1 2"},
		{"three", nil, typing(3), "1 3"},
		{"ten", nil, typing(10), "1 10"},
		{"SSH", func(k *flow.Keystroke) { k.Mode = flow.KeystrokeSSH }, typing(10), "2 10"},
		{"not yet watched", func(k *flow.Keystroke) { k.MinPackets = 21 }, typing(10), "none"},
		{"watched with the last packet", func(k *flow.Keystroke) { k.MinPackets = 20 }, typing(10), "1 0"},
		{"least bytes of the client", func(k *flow.Keystroke) { k.ClientMin = 52 }, typing(10), "1 10"},
		{"too few bytes of the client", func(k *flow.Keystroke) { k.ClientMin = 53 }, typing(10), "1 0"},
		{"most bytes of the client", func(k *flow.Keystroke) { k.ClientMax = 52 }, typing(10), "1 10"},
		{"too many bytes of the client", func(k *flow.Keystroke) { k.ClientMax = 51 }, typing(10), "1 0"},
		{"least bytes of the server", func(k *flow.Keystroke) { k.ServerMin = 36 }, typing(10), "1 10"},
		{"too few bytes of the server", func(k *flow.Keystroke) { k.ServerMin = 37 }, typing(10), "1 0"},
		{"most bytes of the server", func(k *flow.Keystroke) { k.ServerMax = 36 }, typing(10), "1 10"},
		{"too many bytes of the server", func(k *flow.Keystroke) { k.ServerMax = 35 }, typing(10), "1 0"},
		{"echo in the next packet", func(k *flow.Keystroke) { k.ServerGap = 1 }, typing(10), "1 10"},
		{"echo must be the same packet", func(k *flow.Keystroke) { k.ServerGap = 0 }, typing(10), "1 0"},
		{"least interval", func(k *flow.Keystroke) { k.ClientInterval = 100 * ms }, typing(10), "1 10"},
		{"interval too short", func(k *flow.Keystroke) { k.ClientInterval = 100*ms + 1 }, typing(10), "1 0"},
		// From 1970 to the first stroke is a little less than to its echo.
		{"least ratio", func(k *flow.Keystroke) { k.RatioMin = 1 }, typing(10), "1 9"},
		{"ratio too small", func(k *flow.Keystroke) { k.RatioMin = 1.001 }, typing(10), "1 0"},
		{"most ratio", func(k *flow.Keystroke) { k.RatioMax = 1 }, typing(10), "1 10"},
		{"ratio too great", func(k *flow.Keystroke) { k.RatioMax = 0.999 }, typing(10), "1 0"},
		{"strokes two packets apart", func(k *flow.Keystroke) { k.ClientGap = 2 }, typing(10), "1 10"},
		{"strokes must be nearer", func(k *flow.Keystroke) { k.ClientGap = 1 }, typing(10), "1 0"},
	} {
		c := k
		if tt.change != nil {
			tt.change(&c)
		}
		if got := keys(t, c, tt.ps...); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestKeystrokeTable: lengths that end the watch, and strokes that wait for
// their echo.
func TestKeystrokeTable(t *testing.T) {
	k := flow.DefaultKeystroke()
	k.Mode, k.MinPackets = flow.KeystrokeTCP, 1
	// A length that is no multiple of 4 ends the watch for SSH, before or after
	// strokes.
	c := k
	c.Mode = flow.KeystrokeSSH
	odd := tcp(2*sec, hostA, hostB, 1000, 22, packet.FlagACK, 9000, 9000, 51)
	more := typing(20)[10:]
	for i := range more {
		more[i].Time += int64(10 * sec)
	}
	if got := keys(t, c, append(append(typing(5), odd), more...)...); got != "2 5" {
		t.Errorf("SSH, odd length: %s, want 2 5", got)
	}
	// Eight strokes wait for their echo; a ninth takes the place of the oldest.
	var ps []packet.Packet
	for i := range 9 {
		ps = append(ps, tcp(time.Duration(i)*100*ms, hostA, hostB, 1000, 22, packet.FlagACK, uint32(1000+52*i), 1, 52))
	}
	c = k
	c.ServerGap, c.ClientGap = 100, 100
	answer := func(i int) packet.Packet {
		return tcp(900*ms+time.Duration(i)*100*ms, hostB, hostA, 22, 1000, packet.FlagACK, 1, uint32(1000+52*(i+1)), 36)
	}
	// Echoes of strokes 1 to 8, 100 ms apart: the interval of the first begins in
	// 1970, unlike its stroke's; the second is tentative, the other six and it
	// make 7.
	for i := 1; i < 9; i++ {
		ps = append(ps, answer(i))
	}
	if got := keys(t, c, ps...); got != "1 7" {
		t.Errorf("eight waiting strokes: %s, want 1 7", got)
	}
	// The echo of stroke 0, which was given up, is no match and changes nothing.
	if got := keys(t, c, append(append(ps[:9:9], answer(0)), ps[9:]...)...); got != "1 7" {
		t.Errorf("echo of a stroke that was given up: %s, want 1 7", got)
	}
}

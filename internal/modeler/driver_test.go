// SPDX-License-Identifier: Apache-2.0

package modeler_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/modeler"
	"github.com/argus-go/argus/internal/pkttest"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

var (
	client = pkttest.Host{MAC: pkttest.MAC{2, 0, 0, 0, 0, 1}, Addr: netip.MustParseAddr("192.0.2.1")}
	server = pkttest.Host{MAC: pkttest.MAC{2, 0, 0, 0, 0, 2}, Addr: netip.MustParseAddr("192.0.2.2")}
)

// A step is what one call of a script's Next does.
type step struct {
	at   float64 // time of the packet or clock in seconds; 0 for a clock-less timeout
	port uint16  // source port of a UDP packet of 60 bytes
	err  error   // instead of a packet
	cut  int     // bytes of the packet that were not captured
	do   func()  // called first
}

// A script is a source that does what its steps say.
type script struct {
	steps []step
	drops uint64
}

func (s *script) Next(p *packet.Packet) error {
	if len(s.steps) == 0 {
		return io.EOF
	}
	x := s.steps[0]
	s.steps = s.steps[1:]
	if x.do != nil {
		x.do()
	}
	if x.err == nil || x.err == modeler.ErrSkipped || x.err == modeler.ErrTimeout || x.err == modeler.ErrStepped {
		p.Time = int64(x.at * 1e9)
	}
	if x.err != nil {
		return x.err
	}
	frame := client.Frame(server, pkttest.ProtoUDP, pkttest.UDP(
		netip.AddrPortFrom(client.Addr, x.port), netip.AddrPortFrom(server.Addr, 7), []byte("question")))
	p.WireLen, p.Link = uint32(len(frame)), packet.LinkEthernet
	p.Data = frame[:len(frame)-x.cut]
	return nil
}

func (s *script) Drops() uint64 { return s.drops }

// A log notes what a driver emits, one line each.
type log struct{ lines []string }

func seconds(ns int64) string { return fmt.Sprintf("%.1f", float64(ns)/1e9) }

func (l *log) emit(r *record.Record) error {
	if r.Type == record.TypeMAR {
		m := &r.Man
		line := fmt.Sprintf("man %d %s-%s next=%d", r.Cause>>4, seconds(m.Start), seconds(m.Now), m.NextSeq)
		if r.Cause != record.CauseStart {
			line += fmt.Sprintf(" packets=%d records=%d flows=%d dropped=%d queue=%d", m.Packets, m.Records, m.Flows, m.Dropped, m.Queue)
		}
		l.lines = append(l.lines, line)
		return nil
	}
	l.lines = append(l.lines, fmt.Sprintf("flow %d seq=%d port=%d %s-%s packets=%d id=%d",
		r.Cause>>4, r.Transport.Seq, r.Flow.SrcPort, seconds(r.Time.Start), seconds(r.Time.End), r.Metrics.Src.Packets, r.Transport.Src.ID[3]))
	return nil
}

func check(t *testing.T, got []string, want string) {
	t.Helper()
	if g, w := strings.Join(got, "\n"), strings.TrimSpace(want); g != w {
		t.Errorf("have\n%s\nwant\n%s", g, w)
	}
}

func run(t *testing.T, d *modeler.Driver, s *script, id byte) modeler.Stats {
	t.Helper()
	st, err := d.Run(context.Background(), s, record.SourceID{ID: [16]byte{3: id}})
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func finish(t *testing.T, d *modeler.Driver) {
	t.Helper()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// Two sources: START has the time of the first packet, STOP that of the last and
// all counters; numbers go on, flow tables do not. The causes are 1 START,
// 2 STATUS, 3 STOP, 6 SHUTDOWN (record format, section 2).
func TestSources(t *testing.T) {
	var l log
	d := modeler.New(modeler.DefaultConfig(), l.emit)
	if d.Started() {
		t.Error("started before the first packet")
	}
	st := run(t, d, &script{steps: []step{{at: 1, port: 5}, {at: 2, port: 5, cut: 10}}, drops: 4}, 1)
	if st.Packets != 2 || st.Drops != 4 || st.Truncated != 1 || st.Records != 1 {
		t.Errorf("first source: %+v; want 2 packets, 4 drops, 1 truncated, 1 record", st)
	}
	run(t, d, &script{steps: []step{{at: 3, port: 5}}, drops: 1}, 2)
	finish(t, d)
	check(t, l.lines, `
man 1 1.0-1.0 next=0
flow 1 seq=1 port=5 1.0-2.0 packets=2 id=1
flow 1 seq=2 port=5 3.0-3.0 packets=1 id=2
man 3 1.0-3.0 next=2 packets=3 records=2 flows=2 dropped=5 queue=0`)
	if st := d.Stats(); st.Packets != 3 || st.Drops != 5 || st.Truncated != 1 || st.Bytes != 180 {
		t.Errorf("all sources: %+v; want 3 packets of 60 bytes, 5 drops, 1 truncated", st)
	}
}

// Release 3.0.8 numbers the records of each file from 1.
func TestCompatNumbers(t *testing.T) {
	var l log
	c := modeler.DefaultConfig()
	c.Flow.Compat = true
	d := modeler.New(c, l.emit)
	run(t, d, &script{steps: []step{{at: 1, port: 5}}}, 0)
	run(t, d, &script{steps: []step{{at: 2, port: 6}}}, 0)
	if !strings.HasPrefix(l.lines[2], "flow 1 seq=1 ") {
		t.Errorf("the second file's record: %s; want number 1", l.lines[2])
	}
}

// STATUS records are due every 2 s of packet time, before the packet that shows
// it, and hold the increase of the counters. Skipped packets move them too.
func TestStatus(t *testing.T) {
	var l log
	c := modeler.DefaultConfig()
	c.MARInterval, c.MARStatus = 2*time.Second, true
	d := modeler.New(c, l.emit)
	run(t, d, &script{steps: []step{
		{at: 1, port: 5}, {at: 2, port: 5}, {at: 3, port: 5}, {at: 4, port: 6}, {at: 5.5, err: modeler.ErrSkipped},
	}}, 0)
	finish(t, d)
	check(t, l.lines, `
man 1 1.0-1.0 next=0
man 2 1.0-3.0 next=0 packets=2 records=0 flows=1 dropped=0 queue=1
man 2 3.0-5.5 next=0 packets=2 records=0 flows=1 dropped=0 queue=2
flow 1 seq=1 port=5 1.0-3.0 packets=3 id=0
flow 1 seq=2 port=6 4.0-4.0 packets=1 id=0
man 3 5.5-5.5 next=2 packets=0 records=2 flows=0 dropped=0 queue=0`)
}

// Without packets the source's clock reports flows whose interval of 5 s is
// over, makes STATUS records due, and flushes. A clock that is behind the
// packets, or that the source does not have, only flushes.
func TestTimeout(t *testing.T) {
	var l log
	c := modeler.DefaultConfig()
	c.MARInterval, c.MARStatus = 4*time.Second, true
	c.Idle = func() { l.lines = append(l.lines, "idle") }
	d := modeler.New(c, l.emit)
	run(t, d, &script{steps: []step{
		{err: modeler.ErrTimeout}, // no clock, nothing to flush yet
		{at: 10, err: modeler.ErrTimeout},
		{at: 11, port: 5},
		{at: 10.5, err: modeler.ErrTimeout},
		{at: 13, err: modeler.ErrTimeout},
		{at: 16.5, err: modeler.ErrTimeout},
		{err: modeler.ErrTimeout},
		{at: 17, port: 5},
	}}, 0)
	finish(t, d)
	check(t, l.lines, `
man 1 10.0-10.0 next=0
idle
idle
idle
flow 1 seq=1 port=5 11.0-11.0 packets=1 id=0
man 2 10.0-16.5 next=1 packets=1 records=1 flows=1 dropped=0 queue=1
idle
idle
flow 2 seq=2 port=5 17.0-17.0 packets=1 id=0
man 3 16.5-17.0 next=2 packets=1 records=1 flows=0 dropped=0 queue=0`)
}

// Canceling while no packet arrives reports the flows with cause SHUTDOWN.
func TestCancel(t *testing.T) {
	var l log
	ctx, cancel := context.WithCancel(context.Background())
	d := modeler.New(modeler.DefaultConfig(), l.emit)
	s := &script{steps: []step{{at: 1, port: 5}, {at: 2, err: modeler.ErrTimeout, do: cancel}}}
	for range 1000 { // the driver may see the cancellation a little later
		s.steps = append(s.steps, step{at: 2, err: modeler.ErrTimeout, do: func() { time.Sleep(time.Millisecond) }})
	}
	s.steps = append(s.steps, step{at: 3, port: 6})
	if _, err := d.Run(ctx, s, record.SourceID{}); err != nil {
		t.Fatal(err)
	}
	finish(t, d)
	check(t, l.lines, `
man 1 1.0-1.0 next=0
flow 6 seq=1 port=5 1.0-1.0 packets=1 id=0
man 3 1.0-2.0 next=1 packets=1 records=1 flows=1 dropped=0 queue=0`)

	d = modeler.New(modeler.DefaultConfig(), l.emit)
	if st, err := d.Run(ctx, &script{steps: []step{{at: 1, port: 5}}}, record.SourceID{}); err != nil || st.Packets != 0 {
		t.Errorf("canceled before: %d packets, %v; want none", st.Packets, err)
	}
}

// The error of a source is returned after its flows were reported.
func TestSourceError(t *testing.T) {
	var l log
	broken := errors.New("broken")
	d := modeler.New(modeler.DefaultConfig(), l.emit)
	_, err := d.Run(context.Background(), &script{steps: []step{{at: 1, port: 5}, {err: broken}}}, record.SourceID{})
	if !errors.Is(err, broken) || len(l.lines) != 2 || !strings.HasPrefix(l.lines[1], "flow 1") {
		t.Errorf("have error %v after %q; want %v after a flow", err, l.lines, broken)
	}
}

// The first error of emit ends the run: nothing more is read or emitted.
func TestEmitError(t *testing.T) {
	full := errors.New("full")
	emitted := 0
	d := modeler.New(modeler.DefaultConfig(), func(r *record.Record) error {
		emitted++
		if r.Type == record.TypeMAR {
			return nil
		}
		return full
	})
	s := &script{steps: []step{{at: 1, port: 5}, {at: 20, port: 6}, {at: 21, port: 7}}}
	_, err := d.Run(context.Background(), s, record.SourceID{})
	if !errors.Is(err, full) || len(s.steps) != 1 {
		t.Errorf("have error %v with %d steps left, want %v with 1", err, len(s.steps), full)
	}
	if _, err := d.Run(context.Background(), s, record.SourceID{}); !errors.Is(err, full) {
		t.Errorf("another run: %v", err)
	}
	if err := d.Close(); !errors.Is(err, full) || emitted != 2 {
		t.Errorf("at the end: %v, %d records; want %v, 2", err, emitted, full)
	}
}

// A run without a packet has a START record, without a time, and a STOP record.
func TestNothing(t *testing.T) {
	var l log
	d := modeler.New(modeler.DefaultConfig(), l.emit)
	run(t, d, &script{}, 0)
	finish(t, d)
	check(t, l.lines, `
man 1 0.0-0.0 next=0
man 3 0.0-0.0 next=0 packets=0 records=0 flows=0 dropped=0 queue=0`)
}

// Records of release 5 have its version and cookie, and management records the
// next sequence number instead of the last (record format, section 3.1). START
// records of outputs created during the run have the latest time.
func TestRelease5(t *testing.T) {
	var versions []uint8
	var next []uint32
	var decoded int
	c := modeler.Config{
		Flow: flow.DefaultConfig(), Release5: true,
		Decoded: func(p *packet.Packet) {
			if p.Kind == packet.KindIPv4 {
				decoded++
			}
		},
	}
	d := modeler.New(c, func(r *record.Record) error {
		versions = append(versions, r.Version)
		if r.Type == record.TypeMAR {
			next = append(next, r.Man.NextSeq)
		}
		return nil
	})
	run(t, d, &script{steps: []step{{at: 1, port: 5}, {at: 2, port: 6}}}, 0)
	again := d.Start(true)
	finish(t, d)
	if !slices.Equal(versions, []uint8{5, 5, 5, 5}) || !slices.Equal(next, []uint32{1, 3}) || decoded != 2 {
		t.Errorf("versions %d, next numbers %d, %d packets decoded; want four times 5, 1 and 3, 2", versions, next, decoded)
	}
	if m := again.Man; m.Cookie != record.Cookie5 || m.Start != 1e9 || m.Now != 2e9 {
		t.Errorf("START of a new output: cookie %x, times %d and %d; want %x, 1e9 and 2e9", m.Cookie, m.Start, m.Now, record.Cookie5)
	}
}

// Packets whose time a record cannot hold are counted, but no record has their
// time: neither a flow's nor START and STOP.
func TestTimesOutsideRecords(t *testing.T) {
	const after2106 = 1 << 32 // seconds
	for name, tt := range map[string]struct {
		steps []step
		want  string
	}{
		"only such": {
			[]step{{at: after2106, port: 5}, {at: 7258118400, port: 5}},
			"man 1 0.0-0.0 next=0\nman 3 0.0-0.0 next=0 packets=2 records=0 flows=0 dropped=0 queue=0",
		},
		"around 1970": {
			[]step{{at: -1, port: 5}, {at: 1, port: 5}},
			"man 1 1.0-1.0 next=0\nflow 1 seq=1 port=5 1.0-1.0 packets=1 id=1\nman 3 1.0-1.0 next=1 packets=2 records=1 flows=1 dropped=0 queue=0",
		},
		"around 2106": {
			[]step{{at: after2106 - 1, port: 5}, {at: after2106, port: 5}, {at: after2106 - 0.5, err: modeler.ErrSkipped}, {at: after2106 + 1, err: modeler.ErrSkipped}},
			"man 1 4294967295.0-4294967295.0 next=0\nflow 1 seq=1 port=5 4294967295.0-4294967295.0 packets=1 id=1\n" +
				"man 3 4294967295.0-4294967295.5 next=1 packets=2 records=1 flows=1 dropped=0 queue=0",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var l log
			d := modeler.New(modeler.DefaultConfig(), l.emit)
			if st := run(t, d, &script{steps: tt.steps}, 1); st.Packets != 2 || st.Bytes != 120 {
				t.Errorf("%d packets of %d bytes, want 2 of 120", st.Packets, st.Bytes)
			}
			finish(t, d)
			check(t, l.lines, tt.want)
		})
	}
}

// TestStepBack: after the clock was set back, flows and management records are due by
// the new time, not when the old time comes again.
func TestStepBack(t *testing.T) {
	var l log
	d := modeler.New(modeler.Config{Flow: flow.DefaultConfig(), MARInterval: 4 * time.Second, MARStatus: true}, l.emit)
	run(t, d, &script{steps: []step{
		{at: 3600, port: 5},
		{at: 3601, err: modeler.ErrTimeout},
		{at: 10, err: modeler.ErrStepped},
		{at: 11, port: 5},
		{at: 13, err: modeler.ErrTimeout},
		{at: 14, err: modeler.ErrTimeout}, // management record: 10 + 4
		{at: 16, err: modeler.ErrTimeout}, // status interval: 11 + 5
		{at: 17, err: modeler.ErrTimeout},
	}}, 1)
	finish(t, d)
	check(t, l.lines, `
man 1 3600.0-3600.0 next=0
flow 1 seq=1 port=5 3600.0-3600.0 packets=1 id=1
man 2 3600.0-3601.0 next=1 packets=1 records=1 flows=1 dropped=0 queue=1
man 2 10.0-14.0 next=1 packets=1 records=0 flows=0 dropped=0 queue=1
flow 2 seq=2 port=5 11.0-11.0 packets=1 id=1
man 3 14.0-17.0 next=2 packets=0 records=1 flows=0 dropped=0 queue=0`) // the table is gone by then
}

// SPDX-License-Identifier: Apache-2.0

package aggregate_test

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/aggregate"
	"github.com/argus-go/argus/record"
)

// lasting returns a record from one to another second after the time of the tests.
func lasting(start, end float64) *record.Record {
	r := udp(start)
	r.Time.End = second + int64(math.Round(end*1e6))*1000
	return r
}

// A trace notes groups: start, end and how many records were merged.
type trace struct{ list []string }

func (l *trace) emit(g *aggregate.Group) error {
	at := func(ns int64) float64 { return float64(ns-second) / 1e9 }
	l.list = append(l.list, fmt.Sprintf("%g-%g:%d", at(g.Record.Time.Start), at(g.Record.Time.End), g.Record.Agg.Count))
	return nil
}

func (l *trace) String() string { return strings.Join(l.list, " ") }

// TestTimers: the example of the measured chapter (section 2.6), with the groups of
// status=10 and idle=3 that it gives, and further ones by its rules: the span of a
// group reaches status, or a gap reaches idle.
func TestTimers(t *testing.T) {
	list := []*record.Record{
		lasting(0.251, 4.270), lasting(6.270, 10.297), lasting(7.488, 7.488), lasting(9.701, 9.701),
		lasting(12.298, 15.313), lasting(18.439, 21.910),
	}
	for _, tt := range []struct {
		status, idle time.Duration
		want         string
	}{
		{10 * time.Second, 0, "0.251-4.27:1 6.27-15.313:4 18.439-21.91:1"},
		{0, 3 * time.Second, "0.251-15.313:5 18.439-21.91:1"},
		{0, 2 * time.Second, "0.251-4.27:1 6.27-10.297:3 12.298-15.313:1 18.439-21.91:1"},
		{22 * time.Second, 0, "0.251-21.91:6"},
		{0, 0, "0.251-21.91:6"},
	} {
		var l trace
		rule := aggregate.Rule{Key: key(t, "saddr"), Status: tt.status, Idle: tt.idle}
		a := aggregate.New([]aggregate.Rule{rule}, aggregate.Memory{}, l.emit)
		add(t, a, list...)
		if err := a.Flush(); err != nil {
			t.Fatal(err)
		}
		if l.String() != tt.want {
			t.Errorf("status %v, idle %v: %s, want %s", tt.status, tt.idle, &l, tt.want)
		}
		a.Close()
	}
}

// TestAdvance: groups are complete when their time is over, although no record comes:
// after idle without a record, or when they cover status.
func TestAdvance(t *testing.T) {
	at := func(s float64) int64 { return (second + int64(s*1e9)) / 1000 }
	for _, tt := range []struct {
		rule  aggregate.Rule
		early float64
		late  float64
	}{
		{aggregate.Rule{Idle: 5 * time.Second}, 8.9, 9},
		{aggregate.Rule{Status: 5 * time.Second}, 4.9, 5},
	} {
		var l trace
		tt.rule.Key = key(t, "saddr")
		a := aggregate.New([]aggregate.Rule{tt.rule}, aggregate.Memory{}, l.emit)
		add(t, a, lasting(0, 4))
		if err := a.Advance(at(tt.early)); err != nil || len(l.list) > 0 || a.Len() != 1 {
			t.Errorf("%+v: at %g: %s, %v", tt.rule, tt.early, &l, err)
		}
		if err := a.Advance(at(tt.late)); err != nil || l.String() != "0-4:1" || a.Len() != 0 {
			t.Errorf("%+v: at %g: %s, %v", tt.rule, tt.late, &l, err)
		}
		a.Close()
	}
}

// TestFlushBefore: bins keep groups apart, and those of earlier bins can be had
// before the others.
func TestFlushBefore(t *testing.T) {
	var l trace
	a := aggregate.New([]aggregate.Rule{{Key: key(t, "saddr")}}, aggregate.Memory{}, l.emit)
	defer a.Close()
	const width = 10e6
	a.Bins(func(us int64) (int64, int64) { return us - us%width, us - us%width + width })
	add(t, a, lasting(1, 2), lasting(11, 12), lasting(3, 4), lasting(13, 14))
	if err := a.FlushBefore(second/1000 + width); err != nil || l.String() != "1-4:2" || a.Len() != 1 {
		t.Errorf("first bin: %s, %v, %d left", &l, err, a.Len())
	}
	if err := a.Flush(); err != nil || l.String() != "1-4:2 11-14:2" {
		t.Errorf("all: %s, %v", &l, err)
	}
}

// TestRules: a record is in the group of the first rule that takes it, and in those of
// further rules if cont says so; a label is added to it.
func TestRules(t *testing.T) {
	tagged := part(0, record.PartLabel, func(r *record.Record) { r.Label = []byte("a=1") })
	var got []string
	rules := []aggregate.Rule{
		{Match: func(r *record.Record) bool { return r.Flow.SrcPort == 1 }, Key: key(t, "saddr"), Continue: true, Label: []byte("b=2")},
		{Grep: regexp.MustCompile("a="), Key: key(t, "saddr"), Label: []byte("c=3")},
		{Key: key(t, "proto")},
	}
	a := aggregate.New(rules, aggregate.Memory{}, func(g *aggregate.Group) error {
		for i := range rules {
			if g.Rule == &rules[i] {
				got = append(got, fmt.Sprintf("rule %d: %d %q", i+1, g.Record.Agg.Count, g.Record.Label))
			}
		}
		return nil
	})
	defer a.Close()
	add(t, a, between("10.0.0.1:1", "10.0.0.2:2", 17), tagged, udp(0))
	if err := a.Flush(); err != nil {
		t.Fatal(err)
	}
	want := `rule 1: 1 "b=2" | rule 2: 1 "a=1:c=3" | rule 3: 2 ""`
	if s := strings.Join(got, " | "); s != want {
		t.Errorf("%s, want %s", s, want)
	}
}

// TestLoads: all bytes of a group count.
func TestLoads(t *testing.T) {
	g := aggregate.Group{}
	g.Record.Metrics = record.Metrics{Src: record.Counter{Bytes: 100}, Dst: record.Counter{Bytes: 50}}
	if src, dst := g.Loads(2); src != 400 || dst != 200 {
		t.Errorf("%g and %g bits per second, want 400 and 200", src, dst)
	}
	if src, dst := g.Loads(0); src != 0 || dst != 0 {
		t.Errorf("%g and %g bits per second in no time", src, dst)
	}
}

// TestCorrect: with correction, the records of both directions are one group, whose
// source is who began (clients: the family, measured, section 2.3).
func TestCorrect(t *testing.T) {
	seen := func(src, dst string, status uint32, packets, answers uint64) *record.Record {
		r := between(src, dst, 6)
		r.Parts |= record.PartNet
		r.Net.Kind, r.Net.TCP.Status = record.NetTCPPerf, status
		r.Metrics.Src, r.Metrics.Dst = record.Counter{Packets: packets}, record.Counter{Packets: answers}
		return r
	}
	one := func(src, dst string) *record.Record {
		r := between(src, dst, 17)
		r.Metrics.Dst = record.Counter{}
		return r
	}
	const client, server = "10.0.0.1:5001", "10.0.0.2:80"
	opened := seen(client, server, record.TCPSyn, 2, 1)
	reversed := seen(server, client, 0, 1, 1)
	for _, tt := range []struct {
		name string
		list []*record.Record
		want string // ends and packets of each group
	}{
		{"UDP", []*record.Record{one(client, server), one(server, client)}, "17 10.0.0.1/32 5001 10.0.0.2/32 80 1/1"},
		{"SYN last", []*record.Record{reversed, opened}, "6 10.0.0.1/32 5001 10.0.0.2/32 80 3/2"},
		{"SYN first", []*record.Record{opened, reversed}, "6 10.0.0.1/32 5001 10.0.0.2/32 80 3/2"},
		{
			"two SYN",
			[]*record.Record{opened, seen(server, client, record.TCPSyn, 1, 1)},
			"6 10.0.0.1/32 5001 10.0.0.2/32 80 2/1, 6 10.0.0.2/32 80 10.0.0.1/32 5001 1/1",
		},
		{"ESP", []*record.Record{between(client, server, 50), between(server, client, 50)}, "50 10.0.0.1/32 5001 10.0.0.2/32 80 1/1, 50 10.0.0.2/32 80 10.0.0.1/32 5001 1/1"},
	} {
		var got []string
		for _, r := range merged(t, aggregate.Rule{Key: aggregate.DefaultKey(), Correct: true}, tt.list...) {
			got = append(got, fmt.Sprintf("%v %d/%d", ends(r), r.Metrics.Src.Packets, r.Metrics.Dst.Packets))
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, s, tt.want)
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package match_test

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/record"
)

// shared finds the folder of public captures, or skips the test.
func shared(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("ARGUS_SHARED"); dir != "" {
		return filepath.Join(dir, "captures")
	}
	for dir := ".."; len(dir) < 30; dir = filepath.Join("..", dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
			continue
		}
		captures := filepath.Join(dir, "..", "shared", "captures")
		if _, err := os.Stat(captures); err == nil {
			return captures
		}
	}
	t.Skip("no public captures: ARGUS_SHARED is not set and ../shared is not there")
	return ""
}

// examples returns the records that the original's sensor makes of the captures
// of countTests, by capture. The sensor waits a second before it ends, and on a
// busy machine it now and then makes a record less. So all captures are read at
// once, three times each, and the longest list counts.
func examples(t *testing.T) map[string][]*record.Record {
	t.Helper()
	dir := shared(t)
	argus, err := exec.LookPath("argus")
	if err != nil {
		t.Skip("the original's sensor is not installed")
	}
	const attempts = 3
	files := map[string][attempts]string{}
	var all sync.WaitGroup
	for name, capture := range captures {
		var list [attempts]string
		for i := range list {
			list[i] = filepath.Join(t.TempDir(), fmt.Sprint(name, i))
			capture := filepath.Join(dir, filepath.FromSlash(capture))
			cmd := exec.Command(argus, "-X", "-J", "-R", "-Z", "-A", "-U", "64", "-m", "-r", capture, "-w", list[i])
			all.Go(func() {
				if b, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("%v: %v\n%s", cmd, err, b)
				}
			})
		}
		files[name] = list
	}
	all.Wait()
	longest := map[string][]*record.Record{}
	for name, list := range files {
		for _, file := range list {
			if list := prepared(t, file); len(list) > len(longest[name]) {
				longest[name] = list
			}
		}
	}
	return longest
}

// prepared reads and prepares the records of a file.
func prepared(t *testing.T, file string) (list []*record.Record) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	prep := field.Preparer{Correct: true}
	var row field.Row
	for r := record.NewReader(f); ; {
		rec, err := r.Next()
		if err == io.EOF {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		prep.Prepare(rec, &row)
		list = append(list, rec.Clone())
	}
}

// compile compiles a filter whose names noNames knows, at 14 s after 1e9 s.
func compile(t *testing.T, text string) *match.Filter {
	t.Helper()
	now := func() time.Time { return time.Unix(1e9+14, 0) }
	f, err := match.Compile(text, match.Options{Precision: match.DefaultPrecision, Resolver: noNames{}, Now: now})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return f
}

// count returns how many flow records a filter accepts, plus management records.
func count(list []*record.Record, filter string) string {
	f, err := match.Compile(filter, match.Options{Precision: match.DefaultPrecision, Resolver: noNames{}})
	if err != nil {
		return "error"
	}
	flows, man := 0, 0
	for _, r := range list {
		switch {
		case !f.Match(r):
		case r.Type == record.TypeMAR:
			man++
		default:
			flows++
		}
	}
	if man > 0 {
		return fmt.Sprintf("%d+%d", flows, man)
	}
	return fmt.Sprint(flows)
}

// noNames knows no names but those that the tests use.
type noNames struct{}

func (noNames) Host(name string) ([]netip.Addr, bool) {
	if name == "router" {
		return []netip.Addr{netip.MustParseAddr("7.7.7.7")}, true
	}
	return []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")}, name == "server"
}

func (noNames) Ether(name string) ([6]byte, bool) {
	return [6]byte{7, 7, 7, 7, 7, 7}, name == "router"
}

func (noNames) Net(name string) (uint32, bool) {
	n, ok := map[string]uint32{"office": 10<<8 | 20, "loop": 127}[name]
	return n, ok
}

func (noNames) Port(name, proto string) (uint16, bool) {
	n, ok := map[string]uint16{
		"domain/tcp": 53, "domain/udp": 53, "syslog/udp": 514, "shell/tcp": 514, "split/tcp": 1, "split/udp": 2,
	}[name+"/"+proto]
	return n, ok
}

func (noNames) Protocol(name string) (uint8, bool) {
	n, ok := map[string]uint8{"icmp": 1, "igmp": 2, "tcp": 6, "udp": 17, "esp": 50, "ipv6-icmp": 58, "pim": 103}[name]
	return n, ok
}

func TestCounts(t *testing.T) {
	files := examples(t)
	for _, tt := range countTests {
		list := files[tt.capture]
		if got := count(list, tt.filter); got != tt.want {
			t.Errorf("%s: %s: got %s, want %s", tt.capture, tt.filter, got, tt.want)
		}
		if tt.want == "error" {
			continue
		}
		m := explained(t, tt.filter)
		if got := count(list, m); got != tt.want {
			t.Errorf("%s: %s, explained as %s: got %s, want %s", tt.capture, tt.filter, m, got, tt.want)
		}
	}
	for _, tt := range differTests {
		if got := count(files[tt.capture], tt.filter); got != tt.want {
			t.Errorf("%s: %s: got %s, want %s (%s)", tt.capture, tt.filter, got, tt.want, tt.why)
		}
	}
}

// flow is a TCP flow of one packet from 192.0.2.1 port 4000 to 198.51.100.2
// port 80.
func flow() *record.Record {
	r := &record.Record{
		Type: record.TypeFAR, Version: 3, Cause: record.CauseStart,
		Parts: record.PartTransport | record.PartFlow | record.PartTime | record.PartMetrics,
	}
	r.Flow = record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Proto: 6, SrcPort: 4000, DstPort: 80}
	copy(r.Flow.Src[:], []byte{192, 0, 2, 1})
	copy(r.Flow.Dst[:], []byte{198, 51, 100, 2})
	r.Time = record.Time{Start: 1e18, End: 1e18 + 5e8}
	r.Metrics.Src = record.Counter{Packets: 3, Bytes: 6_000_000_000, AppBytes: 20}
	return r
}

// flowTests are filters and whether they accept [flow].
var flowTests = []struct {
	filter string
	want   bool
}{
	{"tcp", true},
	{"udp", false},
	{"src host 192.0.2.1 and dst port 80", true},
	{"dst host 192.0.2.1", false},
	{"net 198.51.100.0/24", true},
	{"net 0.0.0.0/0", true},
	{"port 4000-4001", true},
	{"src port 4001-5000", false},
	// The two ends of a range are tested on either side.
	{"port 5000-6000", false},
	{"port 100-200", true},
	// Counters have 64 bits, and numbers may have a unit.
	{"bytes gt 5000000000", true},
	{"bytes gt 7000000000", false},
	{"src bytes eq 6G", true},
	{"bytes lt 6.1G", true},
	{"pkts gt 3k", false},
	{"src pkts gte 3 and src pkts lte 3", true},
	{"dst pkts 0", true},
	// 500 ms; two intervals between three packets.
	{"dur eq 0.5", true},
	{"src rate eq 4.0", true},
	{"pcr eq 1.0", true},
	// Absent parts: comparisons are false, their negations and tests of bits
	// true.
	{"ttl gt 0", false},
	{"ttl lt 5", true},
	{"encaps gre", true},
	{"multipath", true},
	{"vlan", false},
	{"syn", true},
	{"man", false},
	{"not man", true},
	{"ipv6 host fe80::1", false},
}

func TestFlow(t *testing.T) {
	r := flow()
	for _, tt := range flowTests {
		if got := compile(t, tt.filter).Match(r); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.filter, got, tt.want)
		}
	}
}

// TestPorts: `port` means the ports of all protocols that have some.
func TestPorts(t *testing.T) {
	protos := map[string]uint8{"tcp": 6, "udp": 17, "sctp": 132, "udplite": 136, "dccp": 33}
	for name, proto := range protos {
		for _, addr := range []record.AddrType{record.AddrIPv4, record.AddrIPv6} {
			r := flow()
			r.Flow.Addr, r.Flow.Proto, r.Flow.SrcPort, r.Flow.DstPort = addr, proto, 6001, 2905
			tests := map[string]bool{
				"port 2905": true, "dst port 2905": true, "src port 2905": false, "port gt 6000": true, "port 6000-6002": true, "port 80": false,
			}
			for other := range protos {
				tests[other+" port 2905"] = other == name
				tests[other] = other == name
			}
			for text, want := range tests {
				if got := compile(t, text).Match(r); got != want {
					t.Errorf("%s, %s: got %v, want %v", name, text, got, want)
				}
			}
		}
	}
}

// errorTests are filters that do not compile, and the offset of the error.
var errorTests = []struct {
	filter string
	pos    int
}{
	{"tcp and host nosuch.invalid", 13},
	{"port nosuch", 5},
	{"port 70000", 5},
	{"tcp host 192.0.2.1", 0},
	{"broadcast", 0},
	{"encaps nothing", 7},
	{"svc", 0},
	{"host 192.0.2.0/24", 5},
	{"co USA", 3},
	{"proto nosuch", 6},
	{`srcid "five5"`, 6},
}

func TestErrors(t *testing.T) {
	for _, tt := range errorTests {
		_, err := match.Compile(tt.filter, match.Options{Resolver: noNames{}})
		var e *match.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: got %v, want a match.Error", tt.filter, err)
		} else if e.Pos != tt.pos {
			t.Errorf("%s: error at %d (%v), want %d", tt.filter, e.Pos, e, tt.pos)
		}
	}
}

func TestMatchAllocatesNothing(t *testing.T) {
	r := flow()
	for _, text := range []string{"tcp and (port 80 or 443) and net 192.0.2.0/24", "dur gt 0.1 and src rate lt 100.0"} {
		f := compile(t, text)
		if n := testing.AllocsPerRun(100, func() { f.Match(r) }); n != 0 {
			t.Errorf("%s: %v allocations per record", text, n)
		}
	}
}

func FuzzCompile(f *testing.F) {
	for _, tt := range flowTests {
		f.Add(tt.filter)
	}
	for _, tt := range countTests {
		f.Add(tt.filter)
	}
	for _, tt := range meanings {
		f.Add(tt.text)
	}
	udp := flow()
	udp.Flow.Proto = 17
	list := []*record.Record{flow(), udp, {Type: record.TypeMAR, Version: 3, Cause: record.CauseStart}}
	f.Fuzz(func(t *testing.T, text string) {
		o := match.Options{Precision: 6, Resolver: noNames{}}
		m, err := match.Compile(text, o)
		if err != nil || m == nil {
			return
		}
		// What is explained accepts the same.
		again, err := match.Compile(m.Explain(), o)
		if err != nil {
			t.Fatalf("%q is explained as %q: %v", text, m.Explain(), err)
		}
		for i, r := range list {
			if got, want := again.Match(r), m.Match(r); got != want {
				t.Fatalf("%q is explained as %q: record %d: %v, want %v", text, m.Explain(), i, got, want)
			}
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	r := flow()
	f, err := match.Compile("tcp and port 80 and net 192.0.2.0/24", match.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		f.Match(r)
	}
}

// SPDX-License-Identifier: Apache-2.0

package bpf_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	xbpf "golang.org/x/net/bpf"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/filter/bpf"
	"github.com/argus-go/argus/packet"
)

// The programs that tcpdump -d prints for these expressions.
func TestString(t *testing.T) {
	for _, tt := range []struct{ expr, want string }{
		{"", "(000) ret      #262144\n"},
		{"ip", `(000) ldh      [12]
(001) jeq      #0x800           jt 2	jf 3
(002) ret      #262144
(003) ret      #0
`},
		{"ip and arp", "(000) ret      #0\n"},
		{"len > 100", `(000) ld       #pktlen
(001) jgt      #0x64            jt 2	jf 3
(002) ret      #262144
(003) ret      #0
`},
	} {
		p, err := bpf.CompileString(tt.expr, packet.LinkEthernet, bpf.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.String(); got != tt.want {
			t.Errorf("%q: got\n%swant\n%s", tt.expr, got, tt.want)
		}
	}
}

func TestSnapLen(t *testing.T) {
	p, err := bpf.CompileString("", packet.LinkEthernet, bpf.Options{SnapLen: 96})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := p.String(), "(000) ret      #96\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRejectsAll(t *testing.T) {
	for expr, want := range map[string]bool{
		"tcp and udp": true, "tcp and not tcp": true, "ip and vlan": true, "1 = 2": true,
		"tcp or udp": false, "not tcp": false, "": false,
	} {
		p, err := bpf.CompileString(expr, packet.LinkEthernet, bpf.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if p.RejectsAll() != want {
			t.Errorf("%q: RejectsAll() = %v", expr, !want)
		}
	}
}

// Names is a resolver with one host, one net and one service.
type names struct{ *filter.System }

func (names) Host(name string) ([]netip.Addr, bool) {
	return []netip.Addr{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("fe80::1")}, name == "vs"
}

func (names) Ether(name string) ([6]byte, bool) { return [6]byte{0, 1, 2, 3, 4, 5}, name == "vs" }

func (names) Net(name string) (uint32, bool) { return 10<<8 | 1, name == "lab" }

func (names) Port(name, proto string) (uint16, bool) { return 99, name == "svc" && proto == "udp" }

// A name means what its address means.
func TestNames(t *testing.T) {
	opts := bpf.Options{Resolver: names{filter.NewSystem()}}
	for _, tt := range [][2]string{
		{"host vs", "host 10.0.0.1 or host fe80::1"},
		{"ip host vs", "ip host 10.0.0.1"},
		{"ip6 src host vs", "ip6 src host fe80::1"},
		{"ether host vs", "ether host 0:1:2:3:4:5"},
		{"net lab", "net 10.1.0.0/16"},
		{"port svc", "udp port 99"},
		{"portrange svc-svc", "udp portrange 99-99"},
		{"gateway vs", "ether host 0:1:2:3:4:5 and not (host 10.0.0.1 or host fe80::1)"},
		{"net 10", "net 10.0.0.0/8"},
		{"host 10.1", "src or dst net 10.1"},
		{"tcp[tcpflags] = tcp-syn", "tcp[13] = 2"},
		{"vlan and ifindex 1", "error"},
		{"host nowhere", "error"},
		{"ether host nowhere", "error"},
		{"net nowhere", "error"},
		{"port nothing", "error"},
		{"tcp port svc", "error"},
		{"gateway nowhere", "error"},
		{"portrange svc-nothing", "error"},
		{"tcp gateway vs", "error"},
	} {
		got, err := bpf.CompileString(tt[0], packet.LinkEthernet, opts)
		if tt[1] == "error" {
			if err == nil {
				t.Errorf("%q is accepted", tt[0])
			}
			continue
		}
		want, err2 := bpf.CompileString(tt[1], packet.LinkEthernet, opts)
		if err != nil || err2 != nil {
			t.Errorf("%q: %v; %q: %v", tt[0], err, tt[1], err2)
			continue
		}
		if got.String() != want.String() {
			t.Errorf("%q gives\n%s%q gives\n%s", tt[0], got, tt[1], want)
		}
	}
}

// An ARCnet frame: source 5, destination 0x23, type 0xd4 (IP).
func TestARCnet(t *testing.T) {
	data := []byte{0x05, 0x23, 0xd4, 0, 0, 0, 0x45}
	for expr, want := range map[string]bool{
		"link src $5": true, "link dst $23": true, "link host $23": true, "link dst $5": false, "ip": true, "arp": false,
	} {
		p, err := bpf.CompileString(expr, packet.LinkARCNET, bpf.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if p.Match(data, uint32(len(data))) != want {
			t.Errorf("%q: got %v", expr, !want)
		}
	}
}

// `byte 1 & 4` tests a bit of the second byte.
func TestByte(t *testing.T) {
	data := []byte{0, 0x14}
	for expr, want := range map[string]bool{
		"byte 1 & 4": true, "byte 1 & 8": false, "byte 0 & 255": false, "byte 0 | 0": false, "byte 0 | 1": true,
		"byte 1 = 0x14": true, "byte 1 > 0x14": false, "byte 1 < 0x15": true, "byte 2 = 0": false,
	} {
		p, err := bpf.CompileString(expr, packet.LinkEthernet, bpf.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if p.Match(data, 2) != want {
			t.Errorf("%q: got %v", expr, !want)
		}
	}
}

// TestMachine holds the matcher against machines that run the program's code,
// on random combinations of the expressions: the one in vm_test.go and, where
// the packet is whole, that of x/net.
func TestMachine(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	exprs := expressions(t)
	packets := frames()
	programs := 0
	for i := range 6000 {
		l := testLinks[rng.IntN(1+rng.IntN(len(testLinks)))]
		expr := exprs[i%len(exprs)]
		if i >= len(exprs) {
			expr = randomExpr(rng, exprs)
		}
		var ps [2]*bpf.Program
		for k := range ps {
			ps[k], _ = bpf.CompileString(expr, l, bpf.Options{NoOptimise: k == 1})
		}
		if ps[0] == nil {
			continue
		}
		programs++
		checkMachine(t, job{expr, l}, ps, samples(rng, packets[l]))
	}
	if programs < 1000 {
		t.Errorf("only %d expressions were compared", programs)
	}
}

// samples returns some of list.
func samples(rng *rand.Rand, list []frame) []frame {
	var some []frame
	for range 60 {
		some = append(some, list[rng.IntN(len(list))])
	}
	return some
}

func checkMachine(t *testing.T, j job, ps [2]*bpf.Program, packets []frame) {
	t.Helper()
	var code [2]program
	var vm [2]*xbpf.VM
	for k, p := range ps {
		raw, err := p.Assemble()
		if err != nil {
			t.Fatalf("link %d, %q: %v", j.link, j.expr, err)
		}
		// The machine of x/net has no negation, and panics where int has 32 bits.
		if !strings.Contains(p.String(), "neg") && strconv.IntSize == 64 {
			if vm[k], err = xbpf.NewVM(p.Instructions()); err != nil {
				t.Fatalf("link %d, %q: %v", j.link, j.expr, err)
			}
		}
		code[k] = raw
	}
	for _, f := range packets {
		var got [2]bool
		var fault bool
		for k, p := range ps {
			got[k] = p.Match(f.data, f.wire)
			var want bool
			if want, fault = code[k].run(f.data, f.wire); got[k] != want {
				t.Fatalf("link %d, %q: got %v, the machine %v for % x of %d\n%s", j.link, j.expr, got[k], want, f.data, f.wire, p)
			}
			if vm[k] == nil {
				continue
			}
			n, err := vm[k].Run(f.data)
			if whole := p.Match(f.data, uint32(len(f.data))); err != nil || whole != (n != 0) {
				t.Fatalf("link %d, %q: got %v, x/net %d, %v for % x\n%s", j.link, j.expr, whole, n, err, f.data, p)
			}
		}
		if got[0] != got[1] && !fault {
			t.Fatalf("link %d, %q: %v optimised, %v not for % x of %d\n%s", j.link, j.expr, got[0], got[1], f.data, f.wire, ps[0])
		}
	}
}

// Hostile filters compile, or are refused, in bounded time and memory.
func TestHostile(t *testing.T) {
	long := func(s, sep string) string {
		return strings.TrimSuffix(strings.Repeat(s+sep, (1<<20-100)/len(s+sep)), sep)
	}
	var ports []string
	for i := range 30_000 {
		ports = append(ports, fmt.Sprintf("port %d", i))
	}
	for _, expr := range []string{
		strings.Join(ports[:9999], " or "),
		strings.TrimSuffix(strings.Repeat("protochain 6 or ", 80), " or "),
		strings.TrimSuffix(strings.Repeat("geneve or ", 4), " or "), "tcp[0]" + strings.Repeat("-tcp[0]", 4000) + "=1",
		strings.TrimSuffix(strings.Repeat("wlan host 0:1:2:3:4:5 or ", 1600), " or "),
		strings.TrimSuffix(strings.Repeat("vlan and ", 9000), " and "),
		strings.Repeat("ip[0] - (ip[1] * ", 200) + "1" + strings.Repeat(")", 200) + " = 1",
		"portrange 0-65535", strings.Repeat("(", 240) + "tcp" + strings.Repeat(")", 240),
		long("port 80", " or "), strings.Join(ports, " or "),
		long("protochain 6", " or "), long("vlan", " and "), long("geneve", " or "),
		long("tcp", " and "), long("ip[0]", "+") + "=1", long("tcp[ip[0]]", "+") + "=1", long("1", "+") + "=1",
		long("ip[0] = len", " or "), "not " + long("host ::1", " and not "), long("1", "<<") + "=1",
		strings.Repeat("ip[", 200) + "0" + strings.Repeat("]", 200) + " = 1",
		strings.Repeat("ip[0] + (", 100) + "1" + strings.Repeat(")", 100) + " = 1",
		strings.Repeat("(ip[0] + ", 30) + "1" + strings.Repeat(") * (ip[1] - ip[2])", 30) + " = 1",
	} {
		start := time.Now()
		link := packet.LinkEthernet
		if strings.HasPrefix(expr, "wlan") {
			link = packet.LinkRadiotap
		}
		p, err := bpf.CompileString(expr, link, bpf.Options{})
		if d := time.Since(start); d > 30*time.Second {
			t.Errorf("%.40q... of %d bytes takes %v", expr, len(expr), d)
		}
		if err == nil {
			p.Match(make([]byte, 2000), 2000)
		}
		t.Logf("%.40q... of %d bytes: %v, %v", expr, len(expr), time.Since(start), err)
	}
}

// FuzzMatch compiles any text for any link type and runs it on any packet. The
// matcher and the machine must agree.
func FuzzMatch(f *testing.F) {
	for i, e := range expressions(f) {
		f.Add(e, uint16(testLinks[i%len(testLinks)]), make([]byte, i%100), uint32(i))
	}
	opts := bpf.Options{Resolver: names{filter.NewSystem()}}
	f.Fuzz(func(t *testing.T, text string, link uint16, data []byte, wire uint32) {
		if len(text) > 5000 {
			return
		}
		l := packet.LinkType(link)
		e, err := filter.Parse(text, filter.Packet)
		if err != nil {
			return
		}
		var ps [2]*bpf.Program
		for k := range ps {
			opts.NoOptimise = k == 1
			if ps[k], err = bpf.Compile(e, l, opts); err != nil {
				if k == 1 {
					t.Fatalf("link %d, %q: only refused when not optimised: %v", l, text, err)
				}
				return
			}
		}
		checkMachine(t, job{text, l}, ps, []frame{{data, wire}})
	})
}

// benchFilters are filters as sensors have them.
var benchFilters = []string{
	"ip", "tcp port 80", "not port 22 and not host 10.0.0.1", "net 10.0.0.0/8 or net 192.168.0.0/16",
	"tcp[tcpflags] & (tcp-syn|tcp-fin) != 0", "ip or vlan or mpls",
	"tcp port 80 and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)",
}

func benchFrames() [][]byte {
	tcp := make([]byte, 90)
	copy(tcp[12:], []byte{8, 0, 0x45, 0, 0, 76, 0, 0, 0x40, 0, 64, 6, 0, 0, 10, 0, 0, 2, 192, 168, 1, 1, 0x9c, 0x40, 0, 80})
	udp := make([]byte, 90)
	copy(udp[12:], []byte{8, 0, 0x45, 0, 0, 76, 0, 0, 0x40, 0, 64, 17, 0, 0, 172, 16, 0, 2, 8, 8, 8, 8, 0x9c, 0x40, 0, 53})
	return [][]byte{tcp, udp}
}

func BenchmarkMatch(b *testing.B) {
	data := benchFrames()
	for _, expr := range benchFilters {
		p, err := bpf.CompileString(expr, packet.LinkEthernet, bpf.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(expr, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				p.Match(data[i&1], 90)
				i++
			}
		})
	}
}

func TestMatchAllocates(t *testing.T) {
	data := benchFrames()
	for _, expr := range append(expressions(t), benchFilters...) {
		p, err := bpf.CompileString(expr, packet.LinkEthernet, bpf.Options{})
		if err != nil {
			continue
		}
		if n := testing.AllocsPerRun(3, func() { p.Match(data[0], 90); p.Match(data[1], 90) }); n != 0 {
			t.Errorf("%q: %v allocations", expr, n)
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package bpf_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/filter/bpf"
	"github.com/argus-go/argus/packet"
)

// A tcpdump compiles filters.
type tcpdump struct {
	path string
	dir  string // of captures without packets
	// wholeOnly leaves out packets on which unoptimised programs fail.
	wholeOnly bool
}

// newTcpdump skips the test where there is no tcpdump.
func newTcpdump(t *testing.T) *tcpdump {
	t.Helper()
	path, err := exec.LookPath("tcpdump")
	if err != nil {
		t.Skip("tcpdump is not installed")
	}
	d := &tcpdump{path: path, dir: t.TempDir()}
	for _, l := range testLinks {
		head := make([]byte, 24)
		binary.LittleEndian.PutUint32(head, 0xa1b2c3d4)
		binary.LittleEndian.PutUint16(head[4:], 2)
		binary.LittleEndian.PutUint16(head[6:], 4)
		binary.LittleEndian.PutUint32(head[16:], 262144)
		binary.LittleEndian.PutUint32(head[20:], uint32(l))
		if err := os.WriteFile(d.capture(l), head, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func (d *tcpdump) capture(l packet.LinkType) string {
	return filepath.Join(d.dir, fmt.Sprintf("%d.pcap", l))
}

// compile returns tcpdump's program, or its message if it refuses.
func (d *tcpdump) compile(t *testing.T, expr string, l packet.LinkType, options ...string) (program, string) {
	var out, msg bytes.Buffer
	cmd := exec.Command(d.path, append(options, "-ddd", "-r", d.capture(l), "--", expr)...)
	cmd.Stdout, cmd.Stderr = &out, &msg
	if err := cmd.Run(); err != nil {
		return nil, msg.String()
	}
	p, err := parseProgram(out.String())
	if err != nil {
		t.Errorf("link %d, %q: tcpdump's program: %v", l, expr, err)
		return nil, "no program"
	}
	return p, ""
}

// computed reports whether headers of l have a length to be computed.
func computed(l packet.LinkType) bool {
	switch l {
	case packet.LinkIEEE80211, packet.LinkRadiotap, packet.LinkPrism, packet.LinkAVS, packet.LinkPPI, packet.LinkPFLog:
		return true
	}
	return false
}

// differs reports pairs where tcpdump is not followed.
func differs(expr string, l packet.LinkType) bool {
	switch {
	case computed(l) && (strings.Contains(expr, "pppoes") || strings.Contains(expr, "geneve")):
		// Its code then takes the length of the headers from scratch memory
		// that it never set.
		return true
	case computed(l) && expr == "tcp or not tcp":
		// It still needs the headers, which decide nothing.
		return true
	case strings.Contains(expr, "$"):
		// It reads the dollar sign as a digit of the ARCnet address.
		return true
	}
	// It takes != for =, and loads no byte.
	return expr == "vpi != 0" || expr == "byte 0 & 1"
}

// differsJoined reports more of them, among joined expressions.
func differsJoined(expr string, l packet.LinkType) bool {
	// Comparisons and the length of the headers share scratch memory there, and
	// after lane the fields of the cell are looked for in the frame inside it.
	return computed(l) && strings.ContainsAny(expr, "=<>") ||
		l == packet.LinkSunATM && strings.Contains(expr, "lane")
}

// moreExpressions are compared here only, where not everything has to be equal.
var moreExpressions = []string{
	"tcp or not tcp", "not geneve", "not pppoes", "ip and not geneve", "link host $5", "vpi != 0", "byte 0 & 1",
}

// A job is a pair to compare.
type job struct {
	expr string
	link packet.LinkType
}

// sampleJobs returns every expression on Ethernet and on one link type more,
// or all pairs if ARGUS_ALL_FILTERS is set.
func sampleJobs(t *testing.T) (jobs []job) {
	exprs := append(expressions(t), moreExpressions...)
	for i, e := range exprs {
		if os.Getenv("ARGUS_ALL_FILTERS") == "" {
			jobs = append(jobs, job{e, packet.LinkEthernet}, job{e, testLinks[1+i%(len(testLinks)-1)]})
			continue
		}
		for _, l := range testLinks {
			jobs = append(jobs, job{e, l})
		}
	}
	return jobs
}

// TestTcpdump compares the packets that programs select with those that
// tcpdump's programs for the same expressions do.
func TestTcpdump(t *testing.T) {
	if testing.Short() {
		t.Skip("starts tcpdump some thousand times")
	}
	newTcpdump(t).compareAll(t, sampleJobs(t))
}

// TestTcpdumpRandom does the same for random combinations of the expressions.
// Packets on which the unoptimised program fails, mostly because they are too
// short, are left out: which of the tests that decide nothing are still made
// depends on the optimiser.
func TestTcpdumpRandom(t *testing.T) {
	if testing.Short() {
		t.Skip("starts tcpdump some thousand times")
	}
	n := 600
	if os.Getenv("ARGUS_ALL_FILTERS") != "" {
		n = 30_000
	}
	rng := rand.New(rand.NewPCG(3, 4))
	var jobs []job
	for range n {
		jobs = append(jobs, job{randomExpr(rng, expressions(t)), testLinks[rng.IntN(1+rng.IntN(len(testLinks)))]})
	}
	d := newTcpdump(t)
	d.wholeOnly = true
	d.compareAll(t, jobs)
}

// randomExpr joins a few expressions.
func randomExpr(rng *rand.Rand, exprs []string) string {
	e := exprs[rng.IntN(len(exprs))]
	for range 1 + rng.IntN(3) {
		x := exprs[rng.IntN(len(exprs))]
		switch rng.IntN(5) {
		case 0:
			e = "(" + e + ") and (" + x + ")"
		case 1:
			e = "(" + e + ") or (" + x + ")"
		case 2:
			e = "not (" + e + ") and (" + x + ")"
		case 3:
			e = "(" + x + ") and not (" + e + ")"
		default:
			e = "not (" + x + ") or (" + e + ")"
		}
	}
	return e
}

func (d *tcpdump) compareAll(t *testing.T, jobs []job) {
	packets := frames()
	var wg sync.WaitGroup
	var mu sync.Mutex
	var refused, selected, excepted int
	next := make(chan job)
	for range 2 {
		wg.Go(func() {
			for j := range next {
				if differs(j.expr, j.link) || d.wholeOnly && differsJoined(j.expr, j.link) {
					mu.Lock()
					excepted++
					mu.Unlock()
					continue
				}
				n, r := d.compare(t, j, packets[j.link])
				mu.Lock()
				selected += n
				if r {
					refused++
				}
				mu.Unlock()
			}
		})
	}
	for _, j := range jobs {
		next <- j
	}
	close(next)
	wg.Wait()
	t.Logf("%d pairs of expression and link type, %d refused by both, %d not compared; %d packets selected",
		len(jobs), refused, excepted, selected)
}

// compare compares one pair.
func (d *tcpdump) compare(t *testing.T, j job, packets []frame) (selected int, refused bool) {
	want, msg := d.compile(t, j.expr, j.link)
	p, err := bpf.CompileString(j.expr, j.link, bpf.Options{})
	switch {
	case err != nil && want == nil:
		return 0, true
	case err != nil:
		t.Errorf("link %d, %q: %v, but tcpdump takes it", j.link, j.expr, err)
		return 0, false
	case want == nil && strings.Contains(msg, "expression rejects all packets"):
		want = program{{Op: opRET}}
	case want == nil:
		t.Errorf("link %d, %q is accepted, tcpdump says %s", j.link, j.expr, msg)
		return 0, false
	}
	for _, f := range packets {
		w := want.match(f.data, f.wire)
		if w {
			selected++
		}
		if got := p.Match(f.data, f.wire); got != w {
			if d.wholeOnly && d.excused(t, j, f, got) {
				continue
			}
			t.Errorf("link %d, %q: got %v, want %v for % x of %d", j.link, j.expr, got, w, f.data, f.wire)
			break
		}
	}
	return selected, false
}

// excused reports whether a pair differs on f because of an optimiser:
// unoptimised programs fail on f, or tcpdump's unoptimised program gives got.
func (d *tcpdump) excused(t *testing.T, j job, f frame, got bool) bool {
	if _, fault := plain(t, j).run(f.data, f.wire); fault {
		return true
	}
	p, _ := d.compile(t, j.expr, j.link, "-O")
	return p != nil && p.match(f.data, f.wire) == got
}

// plain returns the unoptimised program of a pair.
func plain(t *testing.T, j job) program {
	p, err := bpf.CompileString(j.expr, j.link, bpf.Options{NoOptimise: true})
	if err != nil {
		t.Errorf("link %d, %q, not optimised: %v", j.link, j.expr, err)
		return program{{Op: opRET}}
	}
	code, err := p.Assemble()
	if err != nil {
		t.Errorf("link %d, %q: %v", j.link, j.expr, err)
	}
	return code
}

// wrongExpressions are refused by tcpdump on Ethernet.
var wrongExpressions = []string{
	"foo", "tcp udp", "tcp and", "and tcp", "or", "not", "(", ")", "(tcp", "tcp)", "()", "port", "port foo-bar",
	"port -1", "port 65536", "port 99999999999", "portrange 1-", "portrange a-b", "portrange -5",
	"portrange", "host", "host 1.2.3.4.5", "host 256.1.1.1", "host 1.2.3.4/24", "net 10.1.2.3/8", "net 10/33",
	"net", "net 10.0.0.0 mask", "net 10.0.0.1 mask 255.0.0.0", "net fe80::1/10", "net ::/129", "host fe80::/10",
	"ip host ::1", "ip6 host 1.2.3.4", "tcp host 1.2.3.4", "ether host 1.2.3.4", "host 0:1:2:3:4:5", "1.2.3.4",
	"ether port 80", "ip port 80", "icmp port 1", "gateway 1.2.3.4", "gateway", "tcp proto 6",
	"proto", "proto foo", "proto tcp", "ip proto tcp", "ether proto foo", "iso proto foo", "src proto 6",
	"ip[", "ip[0", "ip[0]", "ip[0] =", "ip[0:3] = 1", "ip[0:0] = 1", "ip[0:] = 1", "foo[0] = 1", "ah[0] = 1",
	"esp[0] = 1", "iso[0] = 1", "radio[0] = 1", "ip[0] = 08", "ip[0] = 0x", "ip[0] & = 1", "ip[0] == == 1",
	"ip[0] <> 1", "ip[0] => 1", "1 / 0 = 1", "ip[0] / 0 = 1", "ip[0] % 0 = 1", "ip[0] << 32 = 1", "ip[0] >> 40 = 1",
	"vlan 4096", "vlan foo", "mpls 1048576", "mpls and vlan", "pppoes 65536", "geneve 16777216", "mpls and arp",
	"type mgt", "subtype beacon", "dir tods", "wlan addr1 0:1:2:3:4:5", "wlan ra 0:1:2:3:4:5",
	"ether addr1 0:1:2:3:4:5", "inbound", "outbound", "ifname eth0", "rnr 5", "reason match", "action pass",
	"vpi 1", "lane", "metac", "oam", "fisu", "sio 5", "opc 1", "link", "ether", "radio", "l1[0] = 1",
	"arp proto 1", "atalk host 1.2.3.4", "decnet host foo", "host $5", "link host $5",
	"ether broadcast multicast", "tcp broadcast", "ip6 broadcast", "arp multicast", "broadcast broadcast",
	"less", "greater foo", "less -1", "len", "len >", "> 5", "llc foo", "llc 3", "byte 0", "byte 0 = ", "byte 0 + 1",
	"ip protochain", "tcp protochain 6", "protochain foo", "tcp & udp", "tcp | udp", "tcp,udp", "tcp; udp",
	"tcp # udp", "tcp @", "\"tcp\"", "'tcp'", "port 80 and ()", "src", "src and", "src or dst", "src src host 1.2.3.4",
	"dst port", "host and host", "tcp port 80 or (", "port (80 or)", "port (80 443)", "net net 10", "ip ip",
	"tcp && && udp", "!", "!!", "tcp !", "ip[0:1:2] = 1", "ip[tcp] = 1", "ip[0] in 5", "len = foo", "\\tcp",
	"ifindex 5", "ip6 net 10.0.0.0/8", "ip net fe80::/10", "net 1.2.3.4.5/8", "net foo.bar.invalid", "mask 255.0.0.0",
	"proto 0.0.0.0", "port 0.0.0.1", "port 0.1", "protochain 0.6", "portrange 0.1", "gateway 10.1", "portrange 80-90000", "port 80-90", "port http-alt-x", "udp port ssh", "tcp port tftp", "sctp port http",
}

// TestTcpdumpErrors holds that what tcpdump refuses is refused with a position,
// and nothing else is.
func TestTcpdumpErrors(t *testing.T) {
	if testing.Short() {
		t.Skip("starts tcpdump some hundred times")
	}
	d := newTcpdump(t)
	n := 600
	if os.Getenv("ARGUS_ALL_FILTERS") != "" {
		n = 30_000
	}
	list := wrongExpressions
	rng := rand.New(rand.NewPCG(7, 8))
	for range n {
		list = append(list, garble(rng, expressions(t)))
	}
	for _, e := range list {
		_, msg := d.compile(t, e, packet.LinkEthernet)
		_, err := bpf.CompileString(e, packet.LinkEthernet, bpf.Options{})
		if strings.Contains(msg, "rejects all packets") {
			msg = ""
		}
		if (msg != "") != (err != nil) {
			t.Errorf("%q: %v, tcpdump says %q", e, err, msg)
			continue
		}
		var se *filter.SyntaxError
		if err != nil && (!errors.As(err, &se) || se.Column < 1 || se.Column > len(e)+1 || strings.Contains(err.Error(), "\n")) {
			t.Errorf("%q: %q is no line with a column", e, err)
		}
	}
}

// garble returns an expression with words dropped, doubled, swapped or taken
// from another one.
func garble(rng *rand.Rand, exprs []string) string {
	words := strings.Fields(exprs[rng.IntN(len(exprs))])
	for range 1 + rng.IntN(2) {
		i, j := rng.IntN(len(words)), rng.IntN(len(words))
		switch rng.IntN(4) {
		case 0:
			words = append(words[:i:i], words[i+1:]...)
		case 1:
			words = append(words[:i:i], append([]string{words[j]}, words[i:]...)...)
		case 2:
			words[i], words[j] = words[j], words[i]
		default:
			other := strings.Fields(exprs[rng.IntN(len(exprs))])
			words[i] = other[rng.IntN(len(other))]
		}
		if len(words) == 0 {
			return "("
		}
	}
	return strings.Join(words, " ")
}

// SPDX-License-Identifier: Apache-2.0

package bpf_test

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/argus-go/argus/filter/bpf"
	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/internal/oracle"
	"github.com/argus-go/argus/packet"
)

// testLinks are the link types that expressions are compared on.
var testLinks = []packet.LinkType{
	packet.LinkEthernet, packet.LinkSLL, packet.LinkSLL2, packet.LinkRaw, packet.LinkNull, packet.LinkLoop,
	packet.LinkPPP, packet.LinkPPPSerial, packet.LinkPPPEther, packet.LinkCHDLC, packet.LinkFRelay,
	packet.LinkIEEE80211, packet.LinkRadiotap, packet.LinkPrism, packet.LinkAVS, packet.LinkPPI,
	packet.LinkFDDI, packet.LinkTokenRing, packet.LinkARCNET, packet.LinkARCNETLinux, packet.LinkSLIP,
	packet.LinkATMRFC1483File, packet.LinkATMCLIP, packet.LinkSunATM, packet.LinkENC, packet.LinkPFLog,
	packet.LinkIPNet, packet.LinkIPv4, packet.LinkIPv6, packet.LinkJuniperEth, packet.LinkIPoIB,
	packet.LinkNFLog, packet.LinkDSA, packet.LinkPKTAP, packet.LinkPPPDir, packet.LinkCHDLCDir,
	114, 122, 130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 140, 147, 164, 165, 166, 167, 168, 179,
	180, 181, 182, 183, 187, 189, 194, 195, 197, 200, 220, 232, 233, 234, 238, 240, 241, 251, 289,
}

// A tcpdump compiles filters.
type tcpdump struct {
	path  string
	dir   string // of empty captures
	cache string
}

// newTcpdump skips the test where there is no tcpdump.
func newTcpdump(t *testing.T) *tcpdump {
	t.Helper()
	path, err := exec.LookPath("tcpdump")
	if err != nil {
		t.Skip("tcpdump is not installed")
	}
	d := &tcpdump{path: path, dir: t.TempDir(), cache: os.Getenv("FCACHE")}
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
	return filepath.Join(d.dir, "link"+itoa(int(l))+".pcap")
}

func itoa(n int) string { return strings.TrimSpace(string(appendInt(nil, n))) }

func appendInt(b []byte, n int) []byte {
	if n >= 10 {
		b = appendInt(b, n/10)
	}
	return append(b, byte('0'+n%10))
}

// compile returns tcpdump's program, and its message if it refuses.
func (d *tcpdump) compile(expr string, l packet.LinkType) (program, string) {
	key := filepath.Join(d.cache, itoa(int(l))+"_"+strings.NewReplacer("/", "@", "\\", "~").Replace(expr))
	if d.cache != "" {
		if b, err := os.ReadFile(key); err == nil {
			return decode(string(b))
		}
	}
	var out, msg bytes.Buffer
	cmd := exec.Command(d.path, "-ddd", "-r", d.capture(l), "--", expr)
	cmd.Stdout, cmd.Stderr = &out, &msg
	s := ""
	if err := cmd.Run(); err != nil {
		s = "!" + msg.String()
	} else {
		s = out.String()
	}
	if d.cache != "" {
		os.WriteFile(key, []byte(s), 0o600)
	}
	return decode(s)
}

func decode(s string) (program, string) {
	if strings.HasPrefix(s, "!") {
		return nil, s
	}
	p, err := parseProgram(s)
	if err != nil {
		return nil, "!!" + err.Error()
	}
	return p, ""
}

// expressions are the packet filters that the parity check compares, too.
func expressions(t testing.TB) []string {
	b, err := os.ReadFile("../../internal/parity/filters.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(b)), "\n")
}

type frame struct {
	data []byte
	wire uint32
}

// frames returns packets of each link type: those of the public captures, the
// same cut short or changed, and random ones.
func frames(t testing.TB) map[packet.LinkType][]frame {
	rng := rand.New(rand.NewPCG(1, 2))
	all := make(map[packet.LinkType][]frame)
	if dir, err := oracle.Find(); err == nil {
		files, _ := filepath.Glob(filepath.Join(string(dir), "captures", "*", "*"))
		for _, f := range files {
			readFrames(f, all)
		}
	}
	for _, l := range testLinks {
		list := all[l]
		rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if len(list) > 1500 {
			list = list[:1500]
		}
		real := len(list)
		for i := range 300 {
			var b []byte
			if real > 0 && i%4 != 0 {
				b = bytes.Clone(list[rng.IntN(real)].data)
				if i%2 == 0 {
					b = b[:rng.IntN(len(b)+1)]
				}
				if len(b) > 0 && i%3 == 0 {
					for range 1 + rng.IntN(4) {
						b[rng.IntN(min(len(b), 60))] = byte(rng.Uint32())
					}
				}
			} else {
				b = make([]byte, rng.IntN(120))
				for j := range b {
					b[j] = byte(rng.Uint32())
				}
			}
			list = append(list, frame{b, uint32(len(b) + rng.IntN(3)*100)})
		}
		all[l] = list
	}
	return all
}

func readFrames(file string, all map[packet.LinkType][]frame) {
	r, err := capture.Open(file, capture.Options{})
	if err != nil {
		return
	}
	defer r.Close()
	var p packet.Packet
	for range 200 {
		if r.Next(&p) != nil {
			return
		}
		all[p.Link] = append(all[p.Link], frame{bytes.Clone(p.Data), p.WireLen})
	}
}

func TestTcpdump(t *testing.T) {
	d := newTcpdump(t)
	packets := frames(t)
	exprs := expressions(t)
	var wg sync.WaitGroup
	next := make(chan int)
	var mu sync.Mutex
	var pairs, refused, selected int
	for range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range next {
				expr, l := exprs[i%len(exprs)], testLinks[i/len(exprs)]
				n, r := d.compare(t, expr, l, packets[l])
				mu.Lock()
				pairs++
				selected += n
				if r {
					refused++
				}
				mu.Unlock()
			}
		}()
	}
	for i := range len(exprs) * len(testLinks) {
		next <- i
	}
	close(next)
	wg.Wait()
	t.Logf("%d pairs of expression and link type, %d refused by both, %d packets selected", pairs, refused, selected)
}

// compare compares one expression on one link type.
func (d *tcpdump) compare(t *testing.T, expr string, l packet.LinkType, packets []frame) (selected int, refused bool) {
	want, msg := d.compile(expr, l)
	var ps [2]*bpf.Program
	for i := range ps {
		p, err := bpf.CompileString(expr, l, bpf.Options{NoOptimise: i == 1})
		if err != nil {
			if want == nil {
				return 0, true
			}
			t.Errorf("link %d, %q: %v, but tcpdump takes it", l, expr, err)
			return 0, false
		}
		ps[i] = p
	}
	if want == nil {
		if strings.Contains(msg, "expression rejects all packets") {
			if !ps[0].RejectsAll() {
				t.Errorf("link %d, %q: tcpdump finds that it rejects all packets", l, expr)
			}
			return 0, true
		}
		t.Errorf("link %d, %q is accepted, tcpdump says %s", l, expr, msg)
		return 0, false
	}
	bad := 0
	for _, f := range packets {
		w := want.match(f.data, f.wire)
		if w {
			selected++
		}
		got := ps[0].Match(f.data, f.wire)
		plain := ps[1].Match(f.data, f.wire)
		if got != w {
			if bad == 0 {
				t.Errorf("link %d, %q: got %v (not optimised %v), want %v for % x", l, expr, got, plain, w, f.data[:min(len(f.data), 90)])
			}
			bad++
		}
	}
	if bad > 1 {
		t.Errorf("link %d, %q: %d of %d packets differ", l, expr, bad, len(packets))
	}
	return selected, false
}

// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/oracle"
	"github.com/argus-go/argus/internal/pkttest"
)

func TestCompare(t *testing.T) {
	list := func(s string) []string { return strings.Fields(s) }
	for _, tt := range []struct {
		ours, orig string
		want       Score
		share      float64
	}{
		{"", "", Score{0, 0, true}, 1},
		{"a", "", Score{0, 1, false}, 0},
		{"a b c", "a b c", Score{3, 3, true}, 1},
		{"c b a", "a b c", Score{3, 3, false}, 1},
		{"a a a", "a b", Score{1, 3, false}, 1.0 / 3},
		{"a b", "a a b b", Score{2, 4, false}, 0.5},
	} {
		got := Compare(list(tt.ours), list(tt.orig))
		if got != tt.want || got.Share() != tt.share {
			t.Errorf("Compare(%q, %q) = %+v, share %v; want %+v, %v", tt.ours, tt.orig, got, got.Share(), tt.want, tt.share)
		}
	}
	// One row follows each original: both rows count row by row, and the
	// number of rows is that of the nearer original, two.
	if got, want := CompareEither(list("a c"), list("a b"), list("b c d")), (Score{Equal: 2, Of: 2}); got != want {
		t.Errorf("CompareEither = %+v, want %+v", got, want)
	}
}

// The pairs are rows that the two original clients print for the same packets
// of nDPI captures.
func TestAs5(t *testing.T) {
	for _, tt := range []struct{ three, five string }{
		{
			"1.0\t e        \tudp\t192.0.2.1\t5\t  <->\t192.0.2.2\t53\t1\t1\t75\t75\tCON",
			"1.0\t e        \tudp\t192.0.2.1\t5\t<->\t192.0.2.2\t53\t1\t1\t75\t75\tCON",
		},
		{ // port unreachable: code 3, type 3, identifier 53ee
			"1.0\t e        \ticmp\t192.0.2.1\t0x0303\t   ->\t192.0.2.2\t0x53ee\t1\t0\t75\t0\tURP",
			"1.0\t e        \ticmp\t192.0.2.1\t0x0003\t ->\t192.0.2.2\t0x0003\t1\t0\t75\t0\tURP",
		},
		{ // echo: code 0 is blank
			"1.0\t e        \ticmp\t192.0.2.1\t0x0008\t  <->\t192.0.2.2\t0xfffe\t1\t1\t75\t75\tECO",
			"1.0\t e        \ticmp\t192.0.2.1\t0x0008\t<->\t192.0.2.2\t\t1\t1\t75\t75\tECO",
		},
		{
			"1.0\t e        \tipv6-icmp\tfe80::1\t133\t   ->\tff02::2\t0\t1\t0\t75\t0\tNRS",
			"1.0\t e        \tipv6-icmp\tfe80::1\t133\t ->\tff02::2\t\t1\t0\t75\t0\tEXM",
		},
	} {
		if got, want := As5(tt.three), TrimDir(tt.five); got != want {
			t.Errorf("As5(%q)\n got %q\nwant %q", tt.three, got, want)
		}
	}
}

func TestJudge(t *testing.T) {
	row := func(dir, state string) string {
		return "1.0\t e        \ttcp\t192.0.2.1\t5\t" + dir + "\t192.0.2.2\t80\t1\t1\t75\t75\t" + state
	}
	r := FlowResult{
		Rows: []string{row("   ->", "CON"), row("   ?>", "FIN")},
		Orig: &oracle.Flows{
			Argus3: []string{row("   ->", "CON"), row("   ?>", "RST")},
			Argus5: []string{row(" ?>", "FIN"), row(" ->", "CON")},
		},
	}
	r.judge()
	if r.Near != (Score{2, 2, false}) || r.Nearer != 5 || r.Order {
		t.Errorf("nearer original %d with %+v, same order %v; want release 5 with 2 of 2, not in order", r.Nearer, r.Near, r.Order)
	}
	if r.Exact != (Score{1, 2, false}) {
		t.Errorf("byte for byte %+v, want 1 of 2", r.Exact)
	}
	if got := r.Packets(); got != 4 {
		t.Errorf("Packets() = %d, want 4", got)
	}
	var out bytes.Buffer
	r.Sensor, r.Client = &Outcome{}, &Outcome{}
	r.WriteDiff(&out)
	if s := out.String(); strings.Count(s, "|FIN\n") != 1 || strings.Count(s, "|RST\n") != 1 {
		t.Errorf("the difference must show one FIN and one RST row, both of release 3:\n%s", s)
	}
}

func TestMatcher(t *testing.T) {
	fields := strings.Fields("stime proto saddr sport daddr dport swin dwin")
	m := newMatcher(fields)
	m.add([]string{
		"1.0\ttcp\ta\t1\tb\t2\t70", // the last empty column has lost its delimiter
		"1.0\ttcp\ta\t1\tb\t2\t71\t5",
		"2.0\ttcp\ta\t1\tb\t2\t72\t5",
	}, &oracle.Flows{
		Capture: "x",
		Argus3:  []string{"1.0\ttcp\ta\t1\tb\t2\t71\t5", "1.0\ttcp\ta\t1\tb\t2\t70"},
		Argus5:  []string{"2.0\ttcp\ta\t1\tb\t2\t72\t6"},
	})
	if m.Rows != 3 || m.Matched != 3 {
		t.Errorf("%d rows, %d matched, want 3 and 3", m.Rows, m.Matched)
	}
	swin, dwin := m.Fields[6], m.Fields[7]
	if swin.Equal != 3 || dwin.Equal != 2 || dwin.Of != 3 {
		t.Errorf("swin %d, dwin %d of %d equal; want 3, 2 of 3", swin.Equal, dwin.Equal, dwin.Of)
	}
	if want := "2.0\ttcp\ta\t1\tb\t2\tdwin\t5"; len(m.Differing) != 1 || m.Differing[0] != want {
		t.Errorf("differing %q, want only %q", m.Differing, want)
	}
}

func TestScanCapture(t *testing.T) {
	var c pkttest.Capture
	c.Link = 1
	for i := range 3 {
		c.Add(time.Unix(int64(i), 0), make([]byte, 60))
	}
	pcap, pcapng := c.Pcap(binary.LittleEndian, false), c.Pcapng(binary.BigEndian)
	long := bytes.Clone(pcap)
	binary.LittleEndian.PutUint32(long[24+8:], 1<<30)
	differ := bytes.Clone(pcapng)
	differ[len(differ)-1]++
	for _, tt := range []struct {
		name string
		b    []byte
		want string
	}{
		{"pcap", pcap, ""},
		{"pcapng", pcapng, ""},
		{"header cut", pcap[:24+76+10], "packet header cut at offset 100"},
		{"packet cut", pcap[:24+76+20], "packet cut at offset 100"},
		{"long", long, "packet of 1073741824 bytes at offset 24"},
		{"block cut", pcapng[:28+32+50], "block cut at offset 60"},
		{"lengths differ", differ, "block lengths differ at offset"},
		{"text", bytes.Repeat([]byte("text"), 10), "unknown file type"},
	} {
		file := filepath.Join(t.TempDir(), "f")
		if err := os.WriteFile(file, tt.b, 0o644); err != nil {
			t.Fatal(err)
		}
		if got := ScanCapture(file); got != tt.want && (tt.want == "" || !strings.HasPrefix(got, tt.want)) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestDamage(t *testing.T) {
	in := bytes.Repeat([]byte{7}, 1000)
	run := func() (kinds []string, changed int) {
		Damage("x", in, func(kind string, b []byte) {
			kinds = append(kinds, kind)
			if kind != "bytes changed" {
				return
			}
			for i := range b {
				changed += b2i(b[i] != in[i])
			}
		})
		return kinds, changed
	}
	a, n := run()
	b, _ := run()
	if len(a) != cuts+1 || strings.Join(a, ",") != strings.Join(b, ",") {
		t.Errorf("copies %q then %q, want the same %d", a, b, cuts+1)
	}
	// Ten bytes are drawn; two draws of one byte are possible, but not many.
	if n < 8 || n > 10 {
		t.Errorf("%d bytes of 1000 changed, want about 10", n)
	}
}

func TestCrashed(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell and signals")
	}
	p := Programs{Timeout: time.Minute} // for busy machines
	for _, tt := range []struct {
		script string
		want   bool
	}{
		{"exit 0", false},
		{"exit 1", false},
		{"kill -SEGV $$", true},
		{"echo 'goroutine 1 [running]:' >&2; exit 2", true},
	} {
		if got := p.Exec("/bin/sh", "-c", tt.script).Crashed(); got != tt.want {
			t.Errorf("%q: crashed %v, want %v", tt.script, got, tt.want)
		}
	}
	p.Timeout = 200 * time.Millisecond
	if !p.Exec("/bin/sh", "-c", "exec sleep 60").Crashed() {
		t.Error("a program that does not end has not crashed")
	}
}

func TestDiffColumns(t *testing.T) {
	for _, tt := range []struct{ a, b, want string }{
		{"1\tx", "1\tx", ""},
		{"1\tx", "1\ty", `column 2 "x" / "y"`},
		{"21380.466932", "21380.466933", `column 1 "21380.466932" / "21380.466933"`},
		{"21380.466932", "21380.466934", `column 1 "21380.466932" / "21380.466934"`},
		{"1470104382.053678", "1470104382.053679", `column 1 "1470104382.053678" / "1470104382.053679"`},
		{"1", "2", `column 1 "1" / "2"`},
	} {
		if got := diffColumns(tt.a, tt.b); got != tt.want {
			t.Errorf("%q, %q: got %q, want %q", tt.a, tt.b, got, tt.want)
		}
	}
}

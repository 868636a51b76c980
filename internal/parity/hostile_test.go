// SPDX-License-Identifier: Apache-2.0

package parity_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/parity"
	"github.com/argus-go/argus/internal/preset"
	"github.com/argus-go/argus/internal/program"
	"github.com/argus-go/argus/internal/render"
	"github.com/argus-go/argus/record"
)

// Texts that a terminal, a spreadsheet or a parser might obey.
var hostileTexts = []string{
	"\x1b[2J\x1b]0;title\x07", "\x9b31m\x90q\x9c", "a\r\nb\tc\x08\x7f", "\u009b1m\u202egnp\u2028x\ufeff\ufffe",
	`","type":"man","x":"`, "'\"><x y=\"", "]]>&#27;&lt;", "=1+cmd|' /C calc'!A0", "@SUM(A1)", "+1", "-1+1", "-2.5", "\tx", "\rx",
	"\uf71b[2J", "\xff\xfe\xfd", "\xed\xa0\x80\xc0\xaf", "  blanks  ", ",;|:", "caf\u00e9 \U0001f600", "\x01\x02\x03\x1e\x1f",
}

// hostileRecords writes a record file that holds each text wherever records
// hold text, in flows of several kinds, and numbers that are none.
func hostileRecords(t *testing.T) string {
	t.Helper()
	var file bytes.Buffer
	w := record.NewWriter(&file, record.V5)
	const start = 1700000000_000000000 // nanoseconds
	id := func(text string) (s record.SourceID) {
		s.Kind = record.IDString
		copy(s.ID[:], text)
		copy(s.Inf[:], text)
		return s
	}
	add := func(r *record.Record) {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	add(&record.Record{Type: record.TypeMAR, Cause: record.CauseStart, Man: record.Management{Cookie: record.Cookie5, Start: start, Now: start, Src: id(hostileTexts[0])}})
	var every []byte
	for c := range 256 {
		every = append(every, byte(c))
	}
	for i, text := range append(hostileTexts, string(every[1:])) {
		for _, addr := range []record.AddrType{record.AddrIPv4, record.AddrIPv6, record.AddrEthernet, record.AddrWLAN, record.AddrISIS, record.AddrARP, record.AddrRARP, record.AddrLCP, record.AddrUDT} {
			r := record.Record{
				Type: record.TypeFAR, Cause: record.CauseStart, Label: []byte(text),
				Parts: record.PartTransport | record.PartFlow | record.PartTime | record.PartMetrics | record.PartLabel |
					record.PartCountry | record.PartSrcData | record.PartDstData | record.PartJitter | record.PartAgg | record.PartMAC,
				Transport: record.Transport{Src: id(text), HasSrc: true, Seq: uint32(i), HasSeq: true},
				Time:      record.Time{Start: start, End: start + 250_000_000},
				Metrics:   record.Metrics{Src: record.Counter{Packets: 3, Bytes: 400}, Dst: record.Counter{Packets: 2, Bytes: 500}},
				Flow:      record.Flow{Kind: record.FlowFiveTuple, Addr: addr, Proto: 17, SrcPort: 7, DstPort: 9, EtherType: 0x1b1b},
				SrcData:   record.UserData{Size: 512, Data: append([]byte(text), 0, 0x1b, 'x', 0)},
				DstData:   record.UserData{Size: 512, Data: every},
			}
			if addr != record.AddrIPv4 && addr != record.AddrIPv6 {
				r.Flow.Kind = record.FlowL2
			}
			if addr == record.AddrIPv6 {
				r.Label = []byte("service=" + text + ":attack_cat=" + text + ":label=" + text)
			}
			copy(r.Flow.SSID[:], text)
			copy(r.Flow.Area[:], text)
			copy(r.Flow.Src[:], text)
			copy(r.Country.Src[:], text)
			copy(r.Country.Dst[:], strings.ToUpper(text))
			zero := float32(0)
			r.Jitter = record.Jitter{Has: 15, SrcActive: record.JitterStats{N: 3, Mean: zero / zero, Max: 1 / zero, Min: -1 / zero, StdDev: -zero / zero}}
			r.Agg = record.Agg{Count: 3, Active: record.AggStats{N: 3, Mean: 1 / zero, Min: zero / zero, Max: -1 / zero}}
			add(&r)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "hostile.arg")
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestHostileTexts: what records hold reaches programs byte for byte, in valid
// documents.
func TestHostileTexts(t *testing.T) {
	m, err := parity.NewMachine()
	if err != nil {
		t.Fatal(err)
	}
	doc, n, faults := m.Check(hostileRecords(t), client.OS())
	for _, f := range faults {
		t.Error(f)
	}
	if n == 0 {
		t.Error("no values were compared")
	}
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("the document is not held against its schema: there is no xmllint")
	}
	cmd := exec.Command("xmllint", "--noout", "--nonet", "--schema", "../../docs/schema/"+render.XSDFile, "-")
	cmd.Stdin = bytes.NewReader(doc)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %.2000s", err, out)
	}
}

// TestTerminal: no text of a record reaches a terminal with a character that is
// not printable, whatever the form of output.
func TestTerminal(t *testing.T) {
	file := hostileRecords(t)
	columns := []string{"-s"}
	for _, f := range field.All() {
		columns = append(columns, f.Name+":400")
	}
	list := func(args ...string) []string { return append(args, columns...) }
	lines := [][]string{
		{},
		list(), list("-n"), list("-nnn"), list("-c", ","), list("-c", ""), list("--csv-safe"), list("-M", "printer=obfuscate"), list("-M", "printer=encode32"),
		list("-M", "printer=encode64"), list("-M", "printer=hex"), list("-M", "printer=hex", "json"), list("-M", "disa"), list("-M", "json"), list("-M", "ecs"), list("-M", "zeek"), list("-M", "xml"), list("-M", "rmon"), list("-M", "uni"),
		{"--classic", "-n", "-d", "400", "-R", "-m", "-g", "-l", "-I", "-c"},
		{"--classic", "-n", "-d", "400", "--delimiter=;"},
		{"--classic", "-n", "-A", "-Zb"},
		{"-a"},
		{"-A"},
		{"-b", "-", "tcp"},
	}
	for _, p := range preset.All() {
		lines = append(lines, []string{"--preset", p.Name})
	}
	for _, args := range lines {
		args := append([]string{"-X", "-r", file, "-M", "man"}, args...)
		out, errs := ra(t, args)
		if slices.Contains(args, "printer=hex") {
			out = bytes.ReplaceAll(out, []byte("\t"), nil) // stand between the parts of its lines
		}
		check(t, args, out)
		check(t, args, errs)
		if len(out) == 0 {
			t.Errorf("%q: no output: %s", args, errs)
		}
	}
}

// TestMessages: what is wrong is one line, whatever a name or a word holds.
func TestMessages(t *testing.T) {
	const text = "a\x1b[2J\n\x9b\u202e"
	for _, args := range [][]string{
		{"-r", text},
		{"-F", text},
		{"-s", text, "-r", "none"},
		{"-M", text},
		{"-M", "dsrs=" + text},
		{"-t", text},
		{"-e", "[" + text},
		{"-N", text},
		{"-" + text},
		{"--" + text},
		{"-", "host", text},
		{"-", text},
		{"-w", "/dev/null/" + text, "-r", "../client/testdata/demo.arg"},
		{"--preset", text},
		{"--help", text},
	} {
		out, errs := ra(t, append([]string{"-X"}, args...))
		check(t, args, out)
		check(t, args, errs)
		if lines := bytes.Count(errs, []byte("\n")); lines == 0 || lines > 2 || len(out) > 0 {
			t.Errorf("%q: have %q and %q, want a line of what is wrong", args, out, errs)
		}
	}
}

// check reports characters that are not printable.
func check(t *testing.T, args []string, out []byte) {
	t.Helper()
	for i := 0; i < len(out); {
		r, n := utf8.DecodeRune(out[i:])
		if r != '\n' && (!unicode.IsPrint(r) || r == utf8.RuneError && n == 1) {
			t.Errorf("%.60q: %q in %q", args, out[i:i+n], out[max(i-40, 0):min(i+40, len(out))])
			return
		}
		i += n
	}
}

func ra(t *testing.T, args []string) (out, errs []byte) {
	t.Helper()
	env := client.OS()
	var o, e bytes.Buffer
	env.Args, env.Stdout, env.Stderr = append([]string{"ra"}, args...), &o, &e
	client.Main(program.All, env)
	return o.Bytes(), e.Bytes()
}

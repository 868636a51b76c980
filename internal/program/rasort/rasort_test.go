// SPDX-License-Identifier: Apache-2.0

package rasort_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/program/ra"
	"github.com/argus-go/argus/internal/program/rasort"
	"github.com/argus-go/argus/record"
)

const demo = "../../client/testdata/demo.arg"

// run runs rasort, or ra if that is the first argument.
func run(t *testing.T, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	p := rasort.Program
	if args[0] == "ra" {
		p, args = ra.Program, args[1:]
	}
	var out, errs bytes.Buffer
	env := client.Env{
		Args: append([]string{p.Name, "-X", "-n", "-M", "TZ=UTC"}, args...), Stdout: &out, Stderr: &errs,
		Getenv: func(string) string { return "" }, Now: time.Now,
	}
	status = client.Main([]client.Program{p}, env)
	return out.String(), errs.String(), status
}

// lines runs a program that must succeed and returns what it prints.
func lines(t *testing.T, args ...string) []string {
	t.Helper()
	stdout, stderr, status := run(t, args...)
	if status != 0 {
		t.Fatalf("%v: status %d: %s", args, status, stderr)
	}
	return strings.Split(strings.TrimSuffix(stdout, "\n"), "\n")
}

var columns = strings.Fields("-L -1 -c | -s stime ltime proto saddr sport dir daddr dport pkts bytes")

// TestOrders: rows come in the order of rasort 3.0.8.2, which is in orders.txt:
// keys, filter, and the numbers of the rows that ra prints. The file has those
// keys and filters for which that order is one.
func TestOrders(t *testing.T) {
	text, err := os.ReadFile("testdata/orders.txt")
	if err != nil {
		t.Fatal(err)
	}
	rows := lines(t, append([]string{"ra", "-r", demo, "-M", "noman"}, columns...)...)
	n := 0
	for line := range strings.Lines(string(text)) {
		part := strings.Split(strings.TrimSpace(line), "\t")
		args := append([]string{"-r", demo}, columns...)
		keys := strings.Fields(part[0])
		if keys[0] == "-v" {
			args, keys = append(args, "-v"), keys[1:]
		}
		args = append(append(args, "-m"), keys...)
		if part[1] != "" {
			args = append(args, "-", part[1])
		}
		got := lines(t, args...)
		var want []string
		for _, word := range strings.Fields(part[2]) {
			i, err := strconv.Atoi(word)
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, rows[i])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s %s:\n%s\nwant\n%s", part[0], part[1], strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		n++
	}
	if n < 200 {
		t.Errorf("only %d orders", n)
	}
}

// TestPermutation: for every key the written records are those that were read,
// byte for byte, and equal ones keep their order.
func TestPermutation(t *testing.T) {
	dir := t.TempDir()
	flows := flowsOf(t, demo)
	for i, key := range []string{"stime", "bytes", "saddr", "dport", "proto", "sttl", "tcprtt", "state", "smac", "suser", "bytes:asc", "saddr/16"} {
		out := filepath.Join(dir, fmt.Sprint(i))
		run(t, "-r", demo, "-m", key, "-w", out)
		got := flowsOf(t, out)
		if len(got) != len(flows) {
			t.Errorf("%s: %d records, want %d", key, len(got), len(flows))
		}
		if a, b := slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(flows)); !slices.Equal(a, b) {
			t.Errorf("%s: other records than were read", key)
		}
		// A stable sort of what is in order changes nothing.
		again := out + ".again"
		run(t, "-r", out, "-m", key, "-w", again)
		if !slices.Equal(flowsOf(t, again), got) {
			t.Errorf("%s: sorting twice gives another order", key)
		}
	}
	// One value everywhere: the order of the input stays.
	out := filepath.Join(dir, "same")
	run(t, "-r", demo, "-m", "sas", "-w", out)
	if !slices.Equal(flowsOf(t, out), flows) {
		t.Error("records with equal keys changed places")
	}
}

// flowsOf returns the flow records of a file as ra -w writes them.
func flowsOf(t *testing.T, file string) []string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []string
	for rd := record.NewReader(f); ; {
		r, err := rd.Next()
		if err == io.EOF {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		if r.Type == record.TypeMAR {
			continue
		}
		b, err := r.Append(nil, record.V3Common)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, string(b))
	}
}

// TestSpilling: with little memory the result is the same.
func TestSpilling(t *testing.T) {
	dir := t.TempDir()
	b, err := os.ReadFile(demo)
	if err != nil {
		t.Fatal(err)
	}
	in := filepath.Join(dir, "in")
	// 2,000 copies are 24 MB, more than the least memory that is taken.
	if err := os.WriteFile(in, bytes.Repeat(b, 2000), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", t.TempDir())
	small, large := filepath.Join(dir, "small"), filepath.Join(dir, "large")
	run(t, "-r", in, "-m", "saddr", "bytes", "-w", large)
	run(t, "-r", in, "-m", "saddr", "bytes", "-w", small, "--max-memory", "16M")
	x, err := os.ReadFile(large)
	if err != nil {
		t.Fatal(err)
	}
	y, err := os.ReadFile(small)
	if err != nil {
		t.Fatal(err)
	}
	if len(x) < 20e6 || !bytes.Equal(x, y) {
		t.Errorf("%d bytes with little memory, %d with much, want the same of 20 MB or more", len(y), len(x))
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("temporary files are left: %v %v", left, err)
	}
	t.Setenv("TMPDIR", filepath.Join(dir, "missing"))
	_, stderr, status := run(t, "-r", in, "-w", filepath.Join(dir, "out"), "--max-memory", "16M")
	if status != 1 || !strings.Contains(stderr, "temporary file") {
		t.Errorf("without a folder for temporary files: status %d, %q", status, stderr)
	}
}

// TestOptions: options select and order as they say, and each mistake has a
// message and status 1.
func TestOptions(t *testing.T) {
	short := []string{"-r", demo, "-L", "-1", "-c", ",", "-s", "proto", "bytes"}
	for _, tt := range []struct{ args, want string }{
		// The rows of rasort 3.0.8.2 for -m bytes -N o3.
		{"--top 3", "tcp,25830 rtp,20972 tcp,12724"},
		{"--top 2 bytes:asc", "tcp,60 arp,60"}, // as -v -m bytes,
		{"-m bytes -N o3", "tcp,25830 rtp,20972 tcp,12724"},
		{"-N 5 -m bytes", "tcp,25830 icmp,196 udp,188 udp,182 arp,120"},
		{"-M bytes -N o2", "tcp,25830 rtp,20972"}, // a key of release 2
		{"-P bytes -N o2", "tcp,25830 rtp,20972"},
	} {
		if got := strings.Join(lines(t, append(short, strings.Fields(tt.args)...)...), " "); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.args, got, tt.want)
		}
	}
	for _, tt := range []struct{ args, want string }{
		{"-m byts", `"byts" is not a sort key, did you mean bytes?`},
		{"-m -bytes", `"-bytes" is not a sort key, did you mean bytes:desc?`},
		{"-m +stime", `"+stime" is not a sort key, did you mean stime:asc?`},
		{"-M nosuch", `unknown mode "nosuch"`},
		{"--top 0", "is not a number of records"},
		{"-M replace - tcp", "would lose the records that are not selected"},
		{"-M replace -w x", "exclude each other"},
	} {
		_, stderr, status := run(t, append([]string{"-r", demo}, strings.Fields(tt.args)...)...)
		if status != 1 || !strings.Contains(stderr, tt.want) {
			t.Errorf("%s: status %d, %q, want %q", tt.args, status, stderr, tt.want)
		}
	}
}

// TestClassicKeys: the words of -s are keys if one of them can be nothing else
// (classic 2.x, section 8).
func TestClassicKeys(t *testing.T) {
	want := lines(t, "-r", demo, "-m", "daddr", "dport", "pkts", "-", "tcp")
	for _, args := range []string{
		"-s dstaddr -s dport -s packets -r " + demo + " - tcp",
		"-s dport -s dstaddr -s packets -m daddr -r " + demo + " - tcp",
		"-r " + demo + " -M daddr dport pkts - tcp",
	} {
		got := lines(t, strings.Fields(args)...)
		if strings.Contains(args, "-m daddr") { // other keys: the columns are what is tested
			slices.Sort(got)
			slices.Sort(want)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n%s\nwant\n%s", args, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		want = lines(t, "-r", demo, "-m", "daddr", "dport", "pkts", "-", "tcp")
	}
}

// TestReplace: -M replace sorts each file by itself, and leaves alone what it
// cannot read to its end.
func TestReplace(t *testing.T) {
	dir := t.TempDir()
	tcp, udp, cut := filepath.Join(dir, "tcp"), filepath.Join(dir, "udp"), filepath.Join(dir, "cut")
	run(t, "ra", "-r", demo, "-w", tcp, "-", "tcp")
	run(t, "ra", "-r", demo, "-w", udp, "-", "udp")
	b, err := os.ReadFile(tcp)
	if err != nil {
		t.Fatal(err)
	}
	damaged := b[:len(b)-9]
	if err := os.WriteFile(cut, damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	want := [][]string{lines(t, "-r", tcp, "-m", "bytes"), lines(t, "-r", udp, "-m", "bytes")}
	_, stderr, status := run(t, "-M", "replace", "-m", "bytes", "-r", tcp, cut, udp)
	if status == 0 || !strings.Contains(stderr, "left as it is") {
		t.Errorf("status %d, %q", status, stderr)
	}
	for i, file := range []string{tcp, udp} {
		if got := lines(t, "ra", "-r", file); !slices.Equal(got, want[i]) {
			t.Errorf("%s:\n%s\nwant\n%s", file, strings.Join(got, "\n"), strings.Join(want[i], "\n"))
		}
	}
	if now, err := os.ReadFile(cut); err != nil || !bytes.Equal(now, damaged) {
		t.Errorf("the damaged file was changed: %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 3 {
		t.Errorf("files %v, %v", left, err)
	}
	text := filepath.Join(dir, "text")
	if err := errors.Join(os.WriteFile(text, []byte("no records"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, stderr, status := run(t, "-M", "replace", "-r", text); status != 1 || !strings.Contains(stderr, "not an uncompressed file of records") {
		t.Errorf("status %d, %q", status, stderr)
	}
}

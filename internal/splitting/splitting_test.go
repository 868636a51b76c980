// SPDX-License-Identifier: Apache-2.0

package splitting_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/program/ra"
	"github.com/argus-go/argus/internal/program/rasplit"
	"github.com/argus-go/argus/internal/program/rastream"
	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

const demo = "../client/testdata/demo.arg"

// run runs rasplit or rastream in this process.
func run(t *testing.T, name string, args ...string) (stderr string, status int) {
	t.Helper()
	var errs bytes.Buffer
	env := client.Env{
		Args: append([]string{name, "-X", "-M", "TZ=UTC"}, args...), Stdout: io.Discard, Stderr: &errs,
		Getenv: func(string) string { return "" }, Now: time.Now,
	}
	status = client.Main([]client.Program{rasplit.Program, rastream.Program, ra.Program}, env)
	return errs.String(), status
}

// must is run for what must succeed.
func must(t *testing.T, name string, args ...string) {
	t.Helper()
	if stderr, status := run(t, name, args...); status != 0 {
		t.Fatalf("%s %v: status %d: %s", name, args, status, stderr)
	}
}

// tree returns the files below a folder.
func tree(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			names = append(names, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}

// A content is what files hold.
type content struct {
	flows          []string // as encoded
	packets, bytes uint64
	management     int
}

// contentOf reads files, which must read to their end without an error.
func contentOf(t *testing.T, files ...string) (c content) {
	t.Helper()
	for _, file := range files {
		valid, err := source.Each(t.Context(), file, source.Config{}, func(r *record.Record) error {
			if r.Type == record.TypeMAR {
				c.management++
				return nil
			}
			b, err := r.Append(nil, record.V3Common)
			c.flows = append(c.flows, string(b))
			c.packets += r.Metrics.Src.Packets + r.Metrics.Dst.Packets
			c.bytes += r.Metrics.Src.Bytes + r.Metrics.Dst.Bytes
			return err
		})
		if err != nil && err != io.EOF || !valid {
			t.Errorf("%s: %v", file, err)
		}
	}
	return c
}

// within returns the paths of all files below a folder.
func within(t *testing.T, dir string) []string {
	t.Helper()
	names := tree(t, dir)
	for i, n := range names {
		names[i] = filepath.Join(dir, n)
	}
	return names
}

// TestFiles: the numbers of flows in the files are those of rasplit 3.0.8.2 on the
// demonstration records.
func TestFiles(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"-M time 1m -w DIR/out", "out.2026.01.05.09.00.00:32 out.2026.01.05.09.01.00:9 out.2026.01.05.09.02.00:4 out.2026.01.05.09.03.00:5 out.2026.01.05.09.04.00:3 out.2026.01.05.09.05.00:3 out.2026.01.05.09.06.00:3 out.2026.01.05.09.07.00:3 out.2026.01.05.09.08.00:3 out.2026.01.05.09.09.00:3 out.2026.11.25.13.48.00:0"},
		{"-M nomodify time 1h -w DIR/a/%H.x - not man", "a/09.x:68"},
		{"-M count 20 -w DIR/o", "oaa:19 oab:20 oac:20 oad:9"},
		{"-M count 30 -a 1 -w DIR/o", "oa:29 ob:30 oc:9"},
		{"-M time 1M -w DIR/o", "o.2026.01.01.00.00.00:68 o.2026.11.01.00.00.00:0"},
		{"-M time 1d -w DIR/$proto/x%d - icmp or arp", "arp/x05:2 icmp/x05:7"},
		{"-w DIR/o", "oaa:68"},
		// Not as the original: fields without a time, and weeks that begin on Monday.
		{"-w DIR/${proto}.arg - icmp or arp", "arp.arg:2 icmp.arg:7"},
		{"-M time 1w -w DIR/%m%d - not man", "0105:68"},
	} {
		for _, program := range []string{"rasplit", "rastream"} {
			dir := t.TempDir()
			must(t, program, append([]string{"-r", demo}, strings.Fields(strings.ReplaceAll(tt.args, "DIR", dir))...)...)
			var got []string
			for _, n := range tree(t, dir) {
				got = append(got, fmt.Sprintf("%s:%d", n, len(contentOf(t, filepath.Join(dir, n)).flows)))
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("%s %s:\n%s\nwant\n%s", program, tt.args, s, tt.want)
			}
		}
	}
}

// TestConserved: the files together hold what was read: each flow once if they
// are kept whole, and the packets and bytes if they are cut; one open file is as
// good as many.
func TestConserved(t *testing.T) {
	inputs := []string{demo}
	if shared := os.Getenv("ARGUS_SHARED"); shared != "" {
		more, err := filepath.Glob(filepath.Join(shared, "oracle", "argus5-files", "*.arg*"))
		if err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, more[:min(len(more), 5)]...)
	}
	for _, in := range inputs {
		copied := filepath.Join(t.TempDir(), "copy") // ra corrects directions, too
		must(t, "ra", "-r", in, "-w", copied)
		all := contentOf(t, copied)
		for _, mode := range []string{"time 7s", "time 1m nomodify", "time 1h", "count 7", "size 4k", "flow udp", "pattern GET"} {
			for _, most := range []string{"64", "1"} {
				dir := t.TempDir()
				args := append([]string{"-r", in, "-w", filepath.Join(dir, "x"), "--max-open", most, "-M"}, strings.Fields(mode)...)
				must(t, "rasplit", args...)
				got := contentOf(t, within(t, dir)...)
				if got.packets != all.packets || got.bytes != all.bytes {
					t.Errorf("%s: %s: %d packets and %d bytes, want %d and %d", in, mode, got.packets, got.bytes, all.packets, all.bytes)
				}
				if cut := mode == "time 7s" || mode == "time 1h"; !cut && !slices.Equal(slices.Sorted(slices.Values(got.flows)), slices.Sorted(slices.Values(all.flows))) {
					t.Errorf("%s: %s: other records than were read", in, mode)
				}
			}
		}
	}
}

// TestSize: no file is larger than asked for.
func TestSize(t *testing.T) {
	dir := t.TempDir()
	must(t, "rasplit", "-r", demo, "-M", "size", "5k", "-w", filepath.Join(dir, "x"))
	files := within(t, dir)
	for _, f := range files {
		if st, err := os.Stat(f); err != nil || st.Size() > 5<<10 {
			t.Errorf("%s: %d bytes, %v", f, st.Size(), err)
		}
	}
	if len(files) < 4 {
		t.Errorf("%d files", len(files))
	}
}

// TestMistakes: each has a message and status 1, and no file is made.
func TestMistakes(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"-w DIR/$nosuch", "$nosuch is not a field"},
		{"-M time 1h -w DIR/%Y%Q", "%Q is not a directive of strftime"},
		{"-M time 1h -w DIR/%Y%", "the last percent sign begins nothing"},
		{"-w DIR/${protoo}", "did you mean $proto?"},
		{"-M count abc", `"abc" is not a number above 0`},
		{"-M time 5x", "is not a unit"},
		{"-M time", "needs a value"},
		{"-M flow nosuch", "flow:"},
		{"-M tme 5m", "did you mean time?"},
		{"-a 0", "is not a number of letters"},
		{"--compress lzma", "want gzip or zstd"},
		{"-w - --compress gzip", "standard output is not a file"},
		{"-f /no/such/program", "cannot be run"},
		{"-d", "daemon"},
	} {
		dir := t.TempDir()
		t.Chdir(dir)
		name := "rastream"
		in, err := filepath.Abs(demo)
		if err != nil {
			t.Fatal(err)
		}
		stderr, status := run(t, name, append([]string{"-r", in}, strings.Fields(strings.ReplaceAll(tt.args, "DIR", dir))...)...)
		if status != 1 || !strings.Contains(stderr, tt.want) || len(tree(t, dir)) > 0 {
			t.Errorf("%s: status %d, %q, files %v; want %q", tt.args, status, stderr, tree(t, dir), tt.want)
		}
	}
}

// TestProgram: the program gets its arguments and the file, without a shell, and
// its failure is told.
func TestProgram(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, "log")
	script := filepath.Join(dir, "script")
	text := "#!/bin/sh\necho \"$@\" >>'" + log + "'\n"
	if err := os.WriteFile(script, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "$(touch pwned);x")
	must(t, "rastream", "-r", demo, "-M", "time", "1h", "-B", "5", "-f", script+" -x 'a b'", "-w", strings.ReplaceAll(out, "$(", "("), "-", "not", "man")
	got, err := os.ReadFile(log)
	want := "-x a b -r " + filepath.Join(dir, "(touch pwned);x.2026.01.05.09.00.00") + "\n"
	if err != nil || string(got) != want {
		t.Errorf("the program got %q, %v; want %q", got, err, want)
	}
	if err := os.WriteFile(script, []byte("#!/bin/sh\nexit 3\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	stderr, status := run(t, "rastream", "-r", demo, "-M", "time", "5m", "-f", script, "-w", filepath.Join(dir, "y"), "-", "not", "man")
	if status != 1 || !strings.Contains(stderr, "2 of 2 runs") || !strings.Contains(stderr, "exit status 3") {
		t.Errorf("status %d, %q", status, stderr)
	}
}

// TestCompress: compressed files hold all records, those of a second run too.
func TestCompress(t *testing.T) {
	all := contentOf(t, demo)
	for form, ext := range map[string]string{"gzip": ".gz", "zstd": ".zst"} {
		dir := t.TempDir()
		for i := range 2 {
			must(t, "rasplit", "-r", demo, "-M", "time", "1m", "nomodify", "--compress", form, "-w", filepath.Join(dir, "x"))
			files := within(t, dir)
			for _, f := range files {
				if !strings.HasSuffix(f, ext) {
					t.Errorf("%s is not compressed", f)
				}
			}
			if got := contentOf(t, files...); len(got.flows) != (i+1)*len(all.flows) || got.bytes != uint64(i+1)*all.bytes {
				t.Errorf("%s, run %d: %d flows, want %d", form, i, len(got.flows), (i+1)*len(all.flows))
			}
		}
	}
}

// TestExpire: old files go, and those of other programs stay.
func TestExpire(t *testing.T) {
	dir := t.TempDir()
	must(t, "rasplit", "-r", demo, "-M", "time", "1m", "-w", filepath.Join(dir, "x"))
	other := filepath.Join(dir, "x.notes")
	if err := os.WriteFile(other, []byte("not records"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := tree(t, dir)
	old := time.Now().Add(-48 * time.Hour)
	for _, n := range []string{before[0], before[1], "x.notes"} {
		if err := os.Chtimes(filepath.Join(dir, n), old, old); err != nil {
			t.Fatal(err)
		}
	}
	must(t, "rasplit", "-r", demo, "-M", "time", "1m", "--expire-age", "1d", "-w", filepath.Join(dir, "x"), "-t", "2026/01/05.09:05-2026/01/05.09:06")
	if got := tree(t, dir); slices.Contains(got, before[0]) || slices.Contains(got, before[1]) || !slices.Contains(got, "x.notes") || len(got) != len(before)-2 {
		t.Errorf("files %v, before %v", got, before)
	}
	must(t, "rasplit", "-r", demo, "-M", "time", "1m", "--expire-size", "4k", "-w", filepath.Join(dir, "x"), "-t", "2026/01/05.09:05-2026/01/05.09:06")
	total := int64(0)
	for _, f := range within(t, dir) {
		st, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		total += st.Size()
	}
	if total > 4096 || total == 0 {
		t.Errorf("%d bytes are left, want at most 4096", total)
	}
}

// TestRepair: the next start removes what a killed run left: part of a record, a
// file without one, a compressed file that is not complete, and a file that was
// compressed already.
func TestRepair(t *testing.T) {
	dir := t.TempDir()
	at := func(n string) string { return filepath.Join(dir, n) }
	must(t, "rasplit", "-r", demo, "-M", "time", "1m", "nomodify", "-w", at("x%M"), "-", "not", "man")
	want := contentOf(t, within(t, dir)...)
	whole, err := os.ReadFile(at("x03"))
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, b []byte) {
		t.Helper()
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(at("x03"), append(whole[:len(whole):len(whole)], whole[128:150]...))
	write(at("x77"), nil)
	write(at("x78"), whole[:100])
	write(at("x79.gz.part"), []byte("\x1f\x8b"))
	must(t, "rasplit", "-r", demo, "--compress", "gzip", "-M", "time", "1m", "nomodify", "-w", at("x%M"), "-t", "2026/01/05.09:04:00+59s", "-", "not", "man")
	if got := tree(t, dir); slices.ContainsFunc(got, func(n string) bool { return n == "x77" || n == "x78" || n == "x79.gz.part" }) {
		t.Errorf("files %v", got)
	}
	if b, err := os.ReadFile(at("x03")); err != nil || !bytes.Equal(b, whole) {
		t.Errorf("x03 was not repaired: %d bytes, want %d", len(b), len(whole))
	}
	if len(want.flows) != 68 {
		t.Errorf("%d flows", len(want.flows))
	}
	z, err := os.Open(at("x04.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	r, err := gzip.NewReader(z)
	if err != nil {
		t.Fatal(err)
	}
	copied, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	write(at("x04"), copied)
	must(t, "rasplit", "-r", demo, "--compress", "gzip", "-M", "time", "1m", "nomodify", "-w", at("x%M"), "-t", "2026/01/05.09:05:00+59s", "-", "not", "man")
	if got := tree(t, dir); slices.Contains(got, "x04") || !slices.Contains(got, "x04.gz") {
		t.Errorf("files %v: x04 is there twice", got)
	}
}

// SPDX-License-Identifier: Apache-2.0

package manual_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/manual"
	"github.com/argus-go/argus/internal/oracle"
	"github.com/argus-go/argus/internal/program"
	"github.com/argus-go/argus/internal/radium"
	"github.com/argus-go/argus/internal/sensor"
)

// TestMain lets the test's binary be argus, radium and the clients, which the examples of the
// pages run. None reads the machine's configuration.
func TestMain(m *testing.M) {
	switch name := filepath.Base(os.Args[0]); {
	case name == "argus":
		env := sensor.OS()
		env.SystemConf = ""
		os.Exit(sensor.Main(env))
	case name == "radium":
		env := radium.OS()
		env.SystemConf = ""
		os.Exit(radium.Main(env))
	case slices.Contains(clients(), name):
		env := client.OS()
		env.SystemConf = ""
		os.Exit(client.Main(program.All, env))
	}
	os.Exit(m.Run())
}

// clients returns the names of the record clients.
func clients() []string {
	var names []string
	for _, p := range program.All {
		names = append(names, p.Name)
	}
	return names
}

// root is the folder of the sources.
func root(t *testing.T) string {
	t.Helper()
	dir, err := oracle.Root()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// programs returns a folder with argus and the clients.
func programs(t *testing.T) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the examples are for a POSIX shell")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	for _, name := range append(clients(), "argus", "radium") {
		if err := os.Symlink(self, filepath.Join(bin, name)); err != nil {
			t.Fatal(err)
		}
	}
	return bin
}

func pageText(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root(t), "man", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestPages: the list of pages is that of the folder.
func TestPages(t *testing.T) {
	found, err := filepath.Glob(filepath.Join(root(t), "man", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range found {
		found[i] = filepath.Base(f)
	}
	want := slices.Sorted(slices.Values(manual.Pages))
	if !slices.Equal(found, want) {
		t.Errorf("have %v in man, want %v", found, want)
	}
}

// TestGenerated: what is generated in the pages is what the tables say.
func TestGenerated(t *testing.T) {
	for _, name := range manual.Pages {
		page := pageText(t, name)
		want, err := manual.Fill([]byte(page))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !bytes.Equal(want, []byte(page)) {
			t.Errorf("%s: not what its tables say: run make gen", name)
		}
	}
}

// TestColumnsInManual: ra-fields(7) has every column.
func TestColumnsInManual(t *testing.T) {
	page := pageText(t, "ra-fields.7")
	for _, f := range field.All() {
		if !strings.Contains(page, "\n.It Cm "+f.Name+" ") && !strings.Contains(page, "\n.It Cm \\&"+f.Name+" ") {
			t.Errorf("ra-fields.7 lacks %s", f.Name)
		}
	}
}

// TestOptionsInManual: ra(1) and argus(8) have every option, the pages on
// configuration every variable, and neither has one that there is not.
func TestOptionsInManual(t *testing.T) {
	ra, sense := map[string]bool{}, map[string]bool{}
	for _, o := range program.All[0].Options() {
		for _, n := range o.Names() {
			ra[n] = true
		}
	}
	for _, o := range sensor.Options() {
		for _, n := range o.Names() {
			sense[n] = true
		}
	}
	both(t, "ra.1", regexp.MustCompile(`(?m)^\.It Fl (.*)`), ra)
	both(t, "argus.8", regexp.MustCompile(`(?m)^\.It Fl (.*)`), sense)
	collect := map[string]bool{}
	for _, o := range radium.Options() {
		for _, n := range o.Names() {
			collect[n] = true
		}
	}
	both(t, "radium.8", regexp.MustCompile(`(?m)^\.It Fl (.*)`), collect)
	ra, sense = map[string]bool{}, map[string]bool{}
	for _, v := range program.All[0].Variables() {
		ra[v.Name] = true
	}
	for _, v := range sensor.Variables() {
		sense[v.Name] = true
	}
	both(t, "ra.conf.5", regexp.MustCompile(`(?m)^\.It Va (.*)`), ra)
	both(t, "argus.conf.5", regexp.MustCompile(`(?m)^\.It Va (.*)`), sense)
	collect = map[string]bool{}
	for _, v := range radium.Variables() {
		collect[v.Name] = true
	}
	both(t, "radium.conf.5", regexp.MustCompile(`(?m)^\.It Va (.*)`), collect)
}

// both compares the names that entries of a page have with those that a
// program knows.
func both(t *testing.T, page string, entry *regexp.Regexp, known map[string]bool) {
	t.Helper()
	told := map[string]bool{}
	for _, m := range entry.FindAllStringSubmatch(pageText(t, page), -1) {
		for name := range strings.SplitSeq(m[1], " , ") {
			name, _, _ = strings.Cut(strings.TrimPrefix(name, "Fl "), " ")
			name = strings.ReplaceAll(name, `\-`, "-")
			if strings.Contains(entry.String(), "Fl") {
				name = "-" + name
			}
			told[name] = true
			if !known[name] {
				t.Errorf("%s tells of %s, which there is not", page, name)
			}
		}
	}
	for name := range known {
		if !told[name] {
			t.Errorf("%s does not tell of %s", page, name)
		}
	}
}

// TestEnvironmentInManual: what the programs take from the environment is told.
func TestEnvironmentInManual(t *testing.T) {
	seen := map[string]map[string]bool{"ra.1": {}, "argus.8": {}, "radium.8": {}}
	watch := func(page string) func(string) string {
		return func(name string) string {
			seen[page][name] = true
			return ""
		}
	}
	ra := client.OS()
	ra.Args, ra.Stdout, ra.Stderr, ra.SystemConf = []string{"ra", "-b"}, io.Discard, io.Discard, ""
	ra.Getenv, ra.Stdin = watch("ra.1"), nil
	client.Main(program.All, ra)
	sense := sensor.OS()
	sense.Args, sense.Stdout, sense.Stderr, sense.SystemConf = []string{"-l"}, io.Discard, io.Discard, ""
	sense.Getenv, sense.Sandbox = watch("argus.8"), nil
	sensor.Main(sense)
	collect := radium.OS()
	collect.Args, collect.Stdout, collect.Stderr, collect.SystemConf = []string{"-r", "/nonexistent"}, io.Discard, io.Discard, ""
	collect.Getenv = watch("radium.8")
	radium.Main(collect)
	for page, names := range seen {
		if len(names) == 0 {
			t.Errorf("%s: nothing was asked of the environment", page)
		}
		text := pageText(t, page)
		for name := range names {
			if !regexp.MustCompile(`(?m)^\.It Ev .*\b` + name + `\b`).MatchString(text) {
				t.Errorf("%s does not tell of %s", page, name)
			}
		}
	}
}

// TestWidth: examples fit a terminal of 80 columns, which shows five blanks
// before them, up to its edge; messages may be longer.
func TestWidth(t *testing.T) {
	for _, name := range manual.Pages {
		examples, err := manual.Examples(pageText(t, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range examples {
			for line := range strings.Lines("$ " + e.Command + "\n" + e.Output) {
				if len(line) > 77 && !strings.HasPrefix(line, "ra: ") && !strings.HasPrefix(line, "argus: ") {
					t.Errorf("%s:%d: %d columns: %s", name, e.Line, len(line)-1, line)
				}
			}
		}
	}
}

// TestLint: the pages are clean for mandoc, where that is installed.
func TestLint(t *testing.T) {
	mandoc, err := exec.LookPath("mandoc")
	if err != nil {
		t.Skip("mandoc is not installed")
	}
	for _, name := range manual.Pages {
		out, _ := exec.Command(mandoc, "-Tlint", "-Wstyle", filepath.Join(root(t), "man", name)).CombinedOutput()
		for line := range strings.Lines(string(out)) {
			if !excused(line) {
				t.Error(strings.TrimSpace(line))
			}
		}
	}
}

// excused are remarks on the pages that this machine has, not on the text.
func excused(line string) bool {
	return strings.Contains(line, "outdated mandoc.db") || strings.Contains(line, "referenced manual not found")
}

// TestRender: troff has nothing to say of the pages, where it is installed.
func TestRender(t *testing.T) {
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("groff is not installed")
	}
	for _, name := range manual.Pages {
		cmd := exec.Command(groff, "-mdoc", "-ww", "-z", filepath.Join(root(t), "man", name))
		if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// TestExamples runs the examples of each page, in order, in a folder that holds
// the demonstration capture.
func TestExamples(t *testing.T) {
	bin := programs(t)
	capture, err := os.ReadFile(filepath.Join(root(t), "testdata", "demo.pcap"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range manual.Pages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			examples, err := manual.Examples(pageText(t, name))
			if err != nil {
				t.Fatal(err)
			}
			if len(examples) == 0 {
				t.Fatal("no examples")
			}
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "demo.pcap"), capture, 0o666); err != nil {
				t.Fatal(err)
			}
			for i := range examples {
				runExample(t, name, &examples[i], dir, bin)
			}
		})
	}
}

func runExample(t *testing.T, page string, e *manual.Example, dir, bin string) {
	t.Helper()
	cmd := exec.Command("sh", "-c", e.Command)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + dir, "TZ=UTC", "LC_ALL=C"}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	status := 0
	switch {
	case errors.As(err, &exit):
		status = exit.ExitCode()
	case err != nil:
		t.Fatal(err)
	}
	text := stdout.String() + stderr.String()
	if status != e.Status || !e.Matches(text) {
		t.Errorf("%s:%d: $ %s\nstatus %d, want %d\ngot:\n%s\nwant:\n%s", page, e.Line, e.Command, status, e.Status, text, e.Output)
	}
}

func TestMatches(t *testing.T) {
	for _, tt := range []struct {
		want, got string
		ok        bool
	}{
		{"a\nb\n", "a  \nb\n", true},
		{"a\nb\n", "a\nc\n", false},
		{"a\n...\n", "a\nb\nc\n", true},
		{"...\nc\n", "a\nb\nc\n", true},
		{"...\nb\n", "a\nb\nc\n", false},
		{"", "", true},
		{"", "a\n", false},
	} {
		e := manual.Example{Output: tt.want}
		if got := e.Matches(tt.got); got != tt.ok {
			t.Errorf("%q matches %q: %v", tt.want, tt.got, got)
		}
	}
}

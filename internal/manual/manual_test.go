// SPDX-License-Identifier: Apache-2.0

package manual_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/manual"
	"github.com/argus-go/argus/internal/oracle"
	"github.com/argus-go/argus/internal/program"
	"github.com/argus-go/argus/internal/sensor"
)

// TestMain lets the test's binary be argus and ra, which the examples of the
// pages run. Neither reads the machine's configuration.
func TestMain(m *testing.M) {
	switch filepath.Base(os.Args[0]) {
	case "argus":
		env := sensor.OS()
		env.SystemConf = ""
		os.Exit(sensor.Main(env))
	case "ra":
		env := client.OS()
		env.SystemConf = ""
		os.Exit(client.Main(program.All, env))
	}
	os.Exit(m.Run())
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
	if runtime.GOOS == "windows" {
		t.Skip("the examples are for a POSIX shell")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	for _, name := range []string{"argus", "ra"} {
		if err := os.Symlink(self, filepath.Join(bin, name)); err != nil {
			t.Fatal(err)
		}
	}
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

// SPDX-License-Identifier: Apache-2.0

package manual_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/manual"
	"github.com/argus-go/argus/internal/program"
	"github.com/argus-go/argus/internal/radium"
	"github.com/argus-go/argus/internal/sensor"
)

// documents are the texts for readers besides the manual pages.
var documents = []string{"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "DIFFERENCES.md", "SECURITY.md"}

func document(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root(t), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// environment are the names that programs and tests look up.
var environment = []string{"ARGUS_COMPAT", "ARGUS_DIALECT", "ARGUS_OUTPUT_VERSION", "ARGUS_SHARED", "ARGUS_BENCH_CAPTURE"}

// TestVariablesNamed: every variable that a text names is one.
func TestVariablesNamed(t *testing.T) {
	known := map[string]bool{}
	for _, v := range program.All[0].Variables() {
		known[v.Name] = true
	}
	for _, v := range sensor.Variables() {
		known[v.Name] = true
	}
	for _, v := range radium.Variables() {
		known[v.Name] = true
	}
	for _, n := range environment {
		known[n] = true
	}
	texts := map[string]string{}
	for _, name := range documents {
		texts[name] = document(t, name)
	}
	for _, name := range manual.Pages {
		texts[name] = pageText(t, name)
	}
	name := regexp.MustCompile(`\b(ARGUS|RADIUM|RA|RATOP|RAMON)_[A-Z][A-Z_0-9]*\b`)
	for page, text := range texts {
		for _, n := range name.FindAllString(text, -1) {
			if !known[n] {
				t.Errorf("%s names %s, which nothing reads", page, n)
			}
		}
	}
}

// TestOptionsNamed: every option that the text of a page names is one, and so
// is every mode, column and page that it refers to.
func TestOptionsNamed(t *testing.T) {
	options, modes := map[string]bool{}, map[string]bool{}
	known := append(sensor.Options(), radium.Options()...)
	for i := range program.All {
		known = append(known, program.All[i].Options()...)
		for _, m := range program.All[i].Modes() {
			modes[m.Name] = true
		}
	}
	for _, o := range known {
		for _, n := range o.Names() {
			options[n] = true
		}
	}
	option := regexp.MustCompile(`\bFl (\S+)`)
	mode := regexp.MustCompile(`\bFl M Cm (\S+)`)
	other := regexp.MustCompile(`(?m)^\.Xr (\S+) (\d)`)
	for _, page := range manual.Pages {
		text := strings.ReplaceAll(pageText(t, page), `\-`, "-")
		for _, m := range option.FindAllStringSubmatch(text, -1) {
			name := "-" + m[1]
			cluster := !strings.HasPrefix(name, "--") && len(name) > 2 // -nu
			if !cluster && !options[name] {
				t.Errorf("%s names the option %s, which there is not", page, name)
			}
			for _, letter := range name[1:] {
				if cluster && !strings.ContainsRune("0123456789", letter) && !options["-"+string(letter)] {
					t.Errorf("%s names the option %s, which there is not", page, name)
				}
			}
		}
		for _, m := range mode.FindAllStringSubmatch(text, -1) {
			if !modes[m[1]] {
				t.Errorf("%s names the mode %s, which there is not", page, m[1])
			}
		}
		for _, m := range other.FindAllStringSubmatch(text, -1) {
			name := m[1] + "." + m[2]
			if name != "pcap-filter.7" && !slices.Contains(manual.Pages, name) {
				t.Errorf("%s refers to %s, which there is not", page, name)
			}
		}
	}
	long := regexp.MustCompile("`(?:ra |argus |radium |)(?:[^`]* |)(--[a-z][a-z-]*)[^`]*`")
	for _, name := range documents {
		for _, m := range long.FindAllStringSubmatch(document(t, name), -1) {
			if !options[m[1]] {
				t.Errorf("%s names the option %s, which there is not", name, m[1])
			}
		}
	}
	column := regexp.MustCompile("column `([a-z]+)`")
	for _, o := range append(program.All[0].Options(), sensor.Options()...) {
		for _, m := range column.FindAllStringSubmatch(o.About+o.More, -1) {
			if _, ok := field.Lookup(m[1]); !ok {
				t.Errorf("%s: there is no column %s", o.Names()[0], m[1])
			}
		}
	}
}

// TestTargetsNamed: every make target and every file that a document names is
// there.
func TestTargetsNamed(t *testing.T) {
	makefile := document(t, "Makefile")
	target := regexp.MustCompile("(?:`|^    )make ([a-z-]+)")
	link := regexp.MustCompile(`\]\(([^)#]+)\)`)
	file := regexp.MustCompile("`((?:internal|filter|cmd|man|docs|testdata|field|record|packet|\\.ci)(?:/[A-Za-z0-9_.*-]+)*)`")
	for _, name := range documents {
		text := document(t, name)
		for line := range strings.Lines(text) {
			for _, m := range target.FindAllStringSubmatch(line, -1) {
				if !regexp.MustCompile(`(?m)^` + m[1] + `:`).MatchString(makefile) {
					t.Errorf("%s: there is no make %s", name, m[1])
				}
			}
		}
		for _, m := range append(link.FindAllStringSubmatch(text, -1), file.FindAllStringSubmatch(text, -1)...) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if found, err := filepath.Glob(filepath.Join(root(t), m[1])); err != nil || len(found) == 0 {
				t.Errorf("%s: there is no %s", name, m[1])
			}
		}
	}
}

// TestPackagesListed: ARCHITECTURE.md has a row for every package.
func TestPackagesListed(t *testing.T) {
	text := document(t, "ARCHITECTURE.md")
	var folders []string
	for _, pattern := range []string{"cmd/*", "internal/*", "packet", "record", "field", "filter", "filter/*"} {
		found, err := filepath.Glob(filepath.Join(root(t), pattern))
		if err != nil {
			t.Fatal(err)
		}
		folders = append(folders, found...)
	}
	for _, f := range folders {
		if sources, _ := filepath.Glob(filepath.Join(f, "*.go")); len(sources) == 0 {
			continue
		}
		name, err := filepath.Rel(root(t), f)
		if err != nil {
			t.Fatal(err)
		}
		if row := "(?m)^\\|.*`" + filepath.ToSlash(name) + "`.*\\|"; !regexp.MustCompile(row).MatchString(text) {
			t.Errorf("ARCHITECTURE.md has no row on %s", name)
		}
	}
}

// TestQuickStart runs the first commands of README.md, with programs that are
// built already.
func TestQuickStart(t *testing.T) {
	text := document(t, "README.md")
	_, text, _ = strings.Cut(text, "## Try it")
	text, _, _ = strings.Cut(text, "\n## ")
	command := regexp.MustCompile(`(?m)^    (go run .*)$`).FindString(text)
	filter := regexp.MustCompile("`(- [^`]+)`").FindStringSubmatch(text)
	if command == "" || filter == nil {
		t.Fatalf("no command and filter in\n%s", text)
	}
	bin := programs(t)
	for _, end := range []string{"", " " + filter[1]} {
		line := strings.NewReplacer("go run ./cmd/argus", "argus", "go run ./cmd/ra", "ra").Replace(command) + end
		cmd := exec.Command("sh", "-c", line)
		cmd.Dir = root(t)
		cmd.Env = []string{"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TZ=UTC", "LC_ALL=C"}
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "203.0.113.66") || strings.Contains(string(out), "192.0.2.53") != (end == "") {
			t.Errorf("%s: %v\n%s", line, err, out)
		}
	}
}

// TestCommandsShown runs the commands that help and README.md show, in a folder
// that has the files they name.
func TestCommandsShown(t *testing.T) {
	bin, dir := programs(t), t.TempDir()
	shell := func(line string) (string, error) {
		cmd := exec.Command("sh", "-c", line)
		cmd.Dir = dir
		cmd.Env = []string{"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + dir, "TZ=UTC", "LC_ALL=C"}
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	demo := filepath.Join(root(t), "testdata", "demo.pcap")
	out, err := shell("for f in capture.pcap office.pcap a.pcap b.pcap x.pcapng; do cp " + demo + " $f; done; " +
		"gzip -c capture.pcap >capture.pcap.gz; cp capture.pcap.gz big.pcap.gz; argus -r a.pcap -w flows.arg; cp flows.arg day.arg")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var lines []string
	for _, help := range []string{"ra --help", "argus --help"} {
		text, err := shell(help)
		if err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile(`(?m)^  ((?:ra|argus|zcat) .*)$`).FindAllStringSubmatch(text, -1)
		if len(found) < 4 {
			t.Errorf("%s shows %d commands", help, len(found))
		}
		for _, m := range found {
			line, _, _ := strings.Cut(m[1], "  ")
			lines = append(lines, line)
		}
	}
	_, text, _ := strings.Cut(document(t, "README.md"), "## Use")
	for _, m := range regexp.MustCompile(`(?m)^    ((?:ra|argus) .*)$`).FindAllStringSubmatch(text, -1) {
		lines = append(lines, m[1])
	}
	if len(lines) < 12 {
		t.Errorf("only %d commands: %q", len(lines), lines)
	}
	for _, line := range lines {
		if strings.HasPrefix(line, "argus -i ") {
			continue // it captures until it is interrupted; package sensor tests that
		}
		if out, err := shell(line); err != nil || strings.Contains(out, "ra: ") || strings.Contains(out, "argus: ") {
			t.Errorf("%s: %v\n%s", line, err, out)
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package completion_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/completion"
	"github.com/argus-go/argus/internal/program"
	"github.com/argus-go/argus/internal/sensor"
)

// TestMain lets the test's binary be the programs.
func TestMain(m *testing.M) {
	switch filepath.Base(os.Args[0]) {
	case "argus":
		os.Exit(sensor.Main(sensor.OS()))
	case "ra":
		os.Exit(client.Main(program.All, client.OS()))
	}
	os.Exit(m.Run())
}

// A question is a line up to the cursor, what must be answered and, if some
// answers are known, what must not.
type question struct {
	line string
	want []string
	only bool // nothing else
	no   string
}

// columnsOf returns the columns that begin with a text.
func columnsOf(prefix string) []string {
	var list []string
	for _, f := range field.All() {
		if strings.HasPrefix(f.Name, prefix) {
			list = append(list, f.Name)
		}
	}
	return list
}

var questions = map[string][]question{
	"argus": {
		{"argus --max", []string{"--max-flows", "--max-memory"}, true, ""},
		{"argus -r da", []string{"day.arg"}, true, ""},
		{"argus -AJZr da", []string{"day.arg"}, true, ""},
		{"argus -c sub", []string{"subdir"}, true, ""},
		{"argus --help v", []string{"variables"}, true, ""},
		{"argus -r day.arg - vla", []string{"vlan"}, true, ""},
		{"argus --completion z", []string{"zsh"}, true, ""},
	},
	"ra": {
		{"ra --c", []string{"--classic", "--completion", "--csv-safe"}, true, ""},
		{"ra -", []string{"-r", "-s", "-M", "--help"}, false, "tcp"},
		{"ra -s st", columnsOf("st"), true, ""},
		{"ra -ns st", columnsOf("st"), true, ""},
		{"ra -s stime,sad", []string{"saddr"}, true, ""},
		{"ra -s stime,-dad", []string{"daddr"}, true, ""},
		{"ra -s -dpo", []string{"dport"}, true, ""},
		{"ra -s stime:12,dad", []string{"daddr"}, true, ""},
		{"ra -s stime +3sby", []string{"sbytes"}, true, ""},
		{"ra -s stime -", []string{"-r"}, false, "saddr"},
		{"ra -L 0 -p3 -s stime dpo", []string{"dport"}, true, ""},
		{"ra -M ", []string{"json", "rmon", "printer=", "dsrs="}, false, ""},
		{"ra -M man printer=", []string{"ascii", "obfuscate", "hex", "encode32", "encode64"}, true, ""},
		{"ra -M dsrs=-suser,du", []string{"duser"}, true, ""},
		{"ra --help fi", []string{"fields", "filter", "first"}, true, ""},
		{"ra --help=fi", []string{"fields", "filter", "first"}, true, ""},
		{"ra --completion ", completion.Shells, true, ""},
		{"ra -Z ", []string{"s", "d", "b"}, true, ""},
		{"ra -r da", []string{"day.arg"}, true, ""},
		{"ra -nr day.arg da", []string{"day.arg"}, true, ""},
		{"ra --preset wustl", []string{"wustl-iiot", "wustl-ehms"}, true, ""},
		{"ra --preset=wustl", []string{"wustl-iiot", "wustl-ehms"}, true, ""},
		{"ra -o RA_FIELD_D", []string{"RA_FIELD_DELIMITER="}, true, ""},
		{"ra -R sub", []string{"subdir"}, true, ""},
		{"ra -r day.arg -w da", []string{"day.arg"}, true, ""},
		{"ra -r day.arg -s stime - tcprt", []string{"tcprtt"}, true, ""},
	},
}

// answer is an item without what stands before it in the line already: shells
// differ in how much of a word they repeat.
func answer(s string) string {
	s = strings.TrimSuffix(strings.TrimSpace(s), "/")
	s = s[strings.LastIndex(s, ",")+1:]
	if i := strings.LastIndex(s, "="); i >= 0 && i < len(s)-1 {
		s = s[i+1:]
	}
	if strings.HasPrefix(s, "-") && len(s) > 2 && s[1] != '-' {
		s = s[1:] // the sign of a column
	}
	return strings.TrimLeft(s, "+0123456789")
}

// TestShells asks each shell that is installed.
func TestShells(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, shell := range completion.Shells {
		for name, list := range questions {
			t.Run(shell+"/"+name, func(t *testing.T) {
				t.Parallel()
				path, err := exec.LookPath(shell)
				if err != nil {
					t.Skipf("%s is not installed", shell)
				}
				answers := ask(t, shell, path, self, name, list)
				for _, q := range list {
					if shell == "fish" && q.line == "ra -s -dpo" {
						continue // fish takes a word with a minus sign for an option, always
					}
					check(t, shell, q, answers[q.line])
				}
			})
		}
	}
}

func check(t *testing.T, shell string, q question, raw []string) {
	t.Helper()
	// Bash and fish answer with all of the word, as it is to stand.
	last := q.line[strings.LastIndexByte(q.line, ' ')+1:]
	for _, a := range raw {
		if shell != "zsh" && !strings.HasPrefix(a, last) {
			t.Errorf("%q: %q does not begin with the word", q.line, a)
		}
	}
	var got []string
	for _, a := range raw {
		got = append(got, answer(a))
	}
	want := make([]string, len(q.want))
	for i, w := range q.want {
		want[i] = answer(w)
	}
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.Errorf("%q: have %q, want %q too", q.line, raw, w)
		}
	}
	for i, g := range got {
		if q.only && !slices.Contains(want, g) || q.no != "" && g == q.no {
			t.Errorf("%q: have %q, want %q alone", q.line, raw[i], q.want)
		}
	}
}

// ask returns a shell's answers by line.
func ask(t *testing.T, shell, path, self, name string, list []question) map[string][]string {
	t.Helper()
	dir := t.TempDir()
	command := filepath.Join(dir, "bin", name)
	for _, err := range []error{
		os.Mkdir(filepath.Join(dir, "bin"), 0o777), os.Symlink(self, command),
		os.Mkdir(filepath.Join(dir, "subdir"), 0o777), os.WriteFile(filepath.Join(dir, "day.arg"), nil, 0o666),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	script, err := exec.Command(command, "--completion", shell).Output()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "bin", "_"+name)
	if err := os.WriteFile(file, script, 0o666); err != nil {
		t.Fatal(err)
	}
	driver, err := filepath.Abs(filepath.Join("testdata", "drive."+shell))
	if err != nil {
		t.Fatal(err)
	}
	args := map[string][]string{"bash": {"--norc"}, "zsh": {"-f"}, "fish": {"--no-config"}}[shell]
	cmd := exec.Command(path, append(args, driver, file, name)...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + filepath.Join(dir, "bin") + ":" + os.Getenv("PATH"), "HOME=" + dir, "TERM=xterm", "LC_ALL=C"}
	var in strings.Builder
	for _, q := range list {
		in.WriteString(q.line + "\n")
	}
	cmd.Stdin = strings.NewReader(in.String())
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if cmd.ProcessState != nil && cmd.ProcessState.ExitCode() == 77 {
		t.Skip(shell + " cannot open a terminal of its own")
	}
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("%v\n%s%s", err, out, stderr.Bytes())
	}
	answers := map[string][]string{}
	line := ""
	for s := range strings.Lines(string(out)) {
		s = strings.TrimSuffix(s, "\n")
		if l, ok := strings.CutPrefix(s, "> "); ok {
			line = l
		} else if s != "" {
			answers[line] = append(answers[line], s)
		}
	}
	return answers
}

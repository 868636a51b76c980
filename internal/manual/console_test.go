// SPDX-License-Identifier: Apache-2.0

package manual_test

import (
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/argus-go/argus/internal/pkttest"
)

// consoles are the documents whose examples show what commands print.
var consoles = []string{"docs/classic.md", "docs/tutorial.md"}

// update names the variable that makes TestConsoles write what the commands
// print into the documents, for a reader to look at.
const update = "ARGUS_UPDATE_DOCS"

// TestConsoles runs the commands of the documents' consoles, in their order and
// in one folder, and compares what they print, on standard error too.
func TestConsoles(t *testing.T) {
	bin := programs(t)
	for _, name := range consoles {
		dir := t.TempDir()
		for file, name := range map[string]string{"office.pcap": "demo", "week.pcap": "week", "intro.pcap": "intro", "night.pcap": "night"} {
			c, err := pkttest.Captures(name)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, file), c.Pcap(binary.LittleEndian, false), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		text, commands := document(t, name), 0
		out := rerun(text, func(command string) string {
			commands++
			// -X, since what the machine is configured for is not meant.
			script := ""
			for _, name := range append(clients(), "argus") {
				script += name + `() { command ` + name + ` -X "$@"; }; `
			}
			script += command
			cmd := exec.Command("sh", "-c", script)
			cmd.Dir = dir
			cmd.Env = []string{"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + dir, "TZ=UTC", "LC_ALL=C"}
			got, _ := cmd.CombinedOutput()
			return string(got)
		})
		if commands < 10 {
			t.Errorf("%s: %d commands", name, commands)
		}
		if out == text {
			continue
		}
		if os.Getenv(update) != "" {
			if err := os.WriteFile(filepath.Join(root(t), name), []byte(out), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		a, b := strings.Split(text, "\n"), strings.Split(out, "\n")
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Errorf("%s:%d: %q, the command prints %q", name, i+1, a[i], b[i])
				break
			}
		}
	}
}

// rerun returns a document with what follows each command of its consoles, the
// lines that begin with a dollar sign, replaced by what run returns.
func rerun(text string, run func(command string) string) string {
	var b strings.Builder
	console := false
	for line := range strings.Lines(text) {
		command, is := strings.CutPrefix(line, "$ ")
		switch {
		case strings.HasPrefix(line, "```"):
			console = line == "```console\n"
		case console && is:
			b.WriteString(line)
			b.WriteString(run(strings.TrimSpace(command)))
			continue
		case console:
			continue
		}
		b.WriteString(line)
	}
	return b.String()
}

// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/argus-go/argus/internal/parity"
)

const page = `# Benchmarks beside the originals

Made by ` + "`make bench-peers`" + `, which needs Debian's argus-server and
argus-client 3.0.8.2 and the measured data; do not edit.

Both sides do each job in turns, several rounds in one run. Processor time is
user and system time of the whole process, start-up included, and is the median
of the rounds; memory is the largest resident set of all rounds. A ratio below 1
means that this program needs less.

The capture consists of copies of public test captures, shifted in time and with
other addresses. "default" is ` + "`argus -X -r FILE -w OUT`" + `, "all metrics" adds
%s. The clients read a file that the original sensor made with all
metrics; lines with a star read one that it made by default, whose records have
half the length. Both sides run as most people type them: they read the
configuration file of Debian's package, which turns flows by their ports and
prints management records, and they look up the names of services. With -X and
-n they do neither. JSON is compared with the original's default columns, because
the original writes none.

Programs and files are read from the disk once before: a file that a sensor or a
linker has just written lies in the page cache in smaller pieces, which costs both
sides more time.

Machine: %s, %d processors, %s/%s, %s.

` + "```\n%s```\n"

// The section of the page about large files.
const (
	largeHeading = "\n## Limited memory\n\n"
	largePage    = largeHeading + `Made by ` + "`make large`" + `, which writes %d records of the same content each
time, and merges and sorts them with and without a limit of memory. "1T" is no limit.
It checks that both runs write the same bytes, and that the limited run has a
resident set below 400 MB.

Machine: %s, %d processors, %s/%s, %s.

` + "```\n%s```\n"
)

// Page returns the page that holds the tables of a benchmark, with the section
// about large files that the page had before.
func Page(tables string, before []byte) []byte {
	_, section, found := bytes.Cut(before, []byte(largeHeading))
	p := comparison(tables)
	if found {
		p = append(append(p, largeHeading...), section...)
	}
	return p
}

// WithLarge returns the page with another section about large files.
func WithLarge(before []byte, table string, records int) []byte {
	head, _, _ := bytes.Cut(before, []byte(largeHeading))
	return fmt.Appendf(bytes.Clone(head), largePage, records, processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), table)
}

// comparison returns the page without that section.
func comparison(tables string) []byte {
	options := "`" + strings.Join(parity.RichOptions[1:], " ") + "`"
	return fmt.Appendf(nil, page, options, processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), tables)
}

// processor returns the name of the processor, where the system has it.
func processor() string {
	b, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown processor"
	}
	for line := range strings.Lines(string(b)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processor"
}

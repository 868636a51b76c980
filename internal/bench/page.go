// SPDX-License-Identifier: Apache-2.0

package bench

import (
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

// Page returns the page that holds the tables of a benchmark.
func Page(tables string) []byte {
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

// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

const benchDoc = `# Benchmarks beside the originals

Made by ` + "`make bench-peers`" + `, which needs Debian's argus-server and
argus-client 3.0.8.2 and the measured data; do not edit.

Each job is done by both sides in turns, several rounds. Processor time is user
and system time of the whole process, start-up included, the median of the
rounds; memory is the largest resident set of all rounds. A ratio below 1 is in
favour of this program. The capture is made of public test captures: so many
copies of each, shifted in time and with other addresses. "default" is
` + "`argus -X -r FILE -w OUT`" + `, "all metrics" is with %s. The clients
read a file that the original sensor made with all metrics, and, in the lines
with a star, one that it made by default, whose records have half the length.
They run as most people type them: both sides then read the configuration file
of Debian's package, which turns flows by their ports and prints management
records, and the names of services. With -X and -n they do neither. JSON stands
beside the original's default columns, since it writes none. Memory is that of
the program alone, down to the least that can be measured. Programs and files
were read from the disk once before: a file that was just written by a sensor, or
a program by a linker, lies in the page cache in smaller pieces, and costs both
sides more time.

Machine: %s, %d processors, %s/%s, %s.

` + "```\n%s```\n"

// BenchDoc returns the page that holds the tables of a benchmark.
func BenchDoc(tables string) []byte {
	options := "`" + strings.Join(RichOptions[1:], " ") + "`"
	return fmt.Appendf(nil, benchDoc, options, processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), tables)
}

// processor names the processor where the system tells.
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

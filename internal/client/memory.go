// SPDX-License-Identifier: Apache-2.0

package client

import (
	"bufio"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/argus-go/argus/internal/getopt"
)

// A Memory is how much memory a program that holds many records may take. What
// does not fit waits in temporary files.
type Memory struct {
	limit int64 // bytes; 0 is the default
}

const (
	// minMemory is the least that --max-memory takes.
	minMemory = 16 << 20
	// usualMemory is the default where the machine's memory is not known.
	usualMemory = 1 << 30
)

// MemoryOption returns the row of --max-memory.
func MemoryOption(m *Memory) Option {
	return Option{
		getopt.Option{Long: "max-memory", Kind: getopt.Arg},
		func(_ *Config, it getopt.Item) error { return m.set(it.Arg()) },
		getopt.Doc{
			Group: groupInput, Args: "SIZE",
			About: "memory to use, such as 500M or 2G; half of the machine's by default",
			More:  "What does not fit is written to temporary files in `$TMPDIR`, and the result is the same. The files have no names, so nothing is left behind if the program is killed.",
		},
	}
}

// set reads a size with the unit K, M, G or T.
func (m *Memory) set(text string) error {
	n, ok := getopt.Quantity(text, 1024)
	switch {
	case !ok:
		return fmt.Errorf("%q is not a size (want a number of bytes, or one such as 500M or 2G)", text)
	case n < minMemory:
		return fmt.Errorf("%s is too little (want 16M or more)", text)
	}
	m.limit = n
	return nil
}

// Limit returns the memory to use in bytes, and makes the garbage collector keep
// to it.
func (m *Memory) Limit() int64 {
	if m.limit == 0 {
		m.limit = usualMemory
		if all := machineMemory(); all > 0 {
			m.limit = max(all/2, minMemory)
		}
	}
	debug.SetMemoryLimit(m.limit)
	return m.limit
}

// Dir is where temporary files are made: the system's usual folder.
func (m *Memory) Dir() string { return "" }

// machineMemory returns the memory of the machine in bytes, 0 if it is not known.
func machineMemory() int64 {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		text, ok := strings.CutPrefix(s.Text(), "MemTotal:")
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(text, "kB")), 10, 64)
		if err != nil {
			return 0
		}
		return n << 10
	}
	return 0
}

// SPDX-License-Identifier: Apache-2.0

package properties

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/argus-go/argus/field"
)

// checkSplitting checks that the files of rasplit and rastream, one after the other
// in the order of their names, are what was read.
func (c *Checker) checkSplitting(file string, flows []*field.Row) {
	width := max(widthOf(flows, 8)/1e6, 1) // names have seconds
	bytes := 0
	for _, row := range flows {
		bytes += len(encoded(row))
	}
	byTime := slices.Clone(flows) // each bin has its flows in the order of the input
	slices.SortStableFunc(byTime, func(a, b *field.Row) int {
		x, _ := a.Span()
		y, _ := b.Span()
		return int(floor(x, width*1e6)/1e6 - floor(y, width*1e6)/1e6)
	})
	for _, tt := range []struct {
		program, mode string
		want          []*field.Row
	}{
		{"rasplit", fmt.Sprintf("count %d", len(flows)/8+2), flows},
		{"rasplit", fmt.Sprintf("size %d", bytes/8+512), flows},
		{"rasplit", fmt.Sprintf("nomodify time %ds", width), byTime},
		{"rastream", fmt.Sprintf("nomodify time %ds", width), byTime},
		{"rastream", fmt.Sprintf("count %d", len(flows)/5+2), flows},
	} {
		c.begin("%s -M %s", tt.program, tt.mode)
		c.compareFlows(c.split(tt.program, tt.mode, file), tt.want)
	}
	for _, program := range []string{"rasplit", "rastream"} {
		mode := fmt.Sprintf("time %ds", width)
		c.begin("%s -M %s", program, mode)
		pieces := c.split(program, mode, file)
		c.compareSums(sumsOf(pieces, &defaultKey, false), sumsOf(flows, &defaultKey, false))
		c.checkEdges(pieces, width*1e6, "time")
	}
}

// floor returns the largest multiple of width that is not above us.
func floor(us, width int64) int64 { return us - (us%width+width)%width }

// split splits a file and returns the flows of all files in the order of names.
func (c *Checker) split(program, mode, file string) []*field.Row {
	dir, err := os.MkdirTemp(c.Dir, "split")
	if err != nil {
		c.fault("%v", err)
		return nil
	}
	defer os.RemoveAll(dir)
	args := append([]string{program, "-r", file, "-w", filepath.Join(dir, "x"), "-M"}, strings.Fields(mode)...)
	c.run(append(args, "-", "not", "man")...)
	files, err := os.ReadDir(dir) // sorted
	if err != nil {
		c.fault("%v", err)
	}
	var rows []*field.Row
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			c.fault("%v", err)
		}
		rows = append(rows, c.read(f.Name(), b)...)
	}
	return rows
}

// compareFlows reports whether flows are not the same in the same order.
func (c *Checker) compareFlows(got, want []*field.Row) {
	if len(got) != len(want) {
		c.fault("%d records, want %d", len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		if encoded(got[i]) != encoded(want[i]) {
			c.fault("record %d is not the one that belongs there", i)
		}
	}
}

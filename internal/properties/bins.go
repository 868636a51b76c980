// SPDX-License-Identifier: Apache-2.0

package properties

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/argus-go/argus/field"
)

// checkBins checks that bins conserve counters for every key, and that rows are in
// their bins.
func (c *Checker) checkBins(file string, flows []*field.Row) {
	for _, parts := range []int64{7, 40} {
		width := widthOf(flows, parts)
		for i, mode := range []string{"time", "hard time", "zero time", "nomodify time"} {
			for _, k := range [...]*key{&defaultKey, &sourceKey, &pairKey, &protoKey} {
				if (i+int(parts))%2 == 0 && k != &defaultKey {
					continue // each mode has one width with all keys
				}
				words := append(strings.Fields(mode), fmt.Sprintf("%.6fs", float64(width)/1e6))
				rows := c.bins(file, flows, k, words)
				c.checkEdges(rows, width, mode)
			}
		}
	}
	for _, words := range [][]string{
		{"count", fmt.Sprint(len(flows)/9 + 1)},
		{"size", fmt.Sprint(len(flows)*128/9 + 1)},
		{"time", "1d"},
		{"time", "1M"},
	} {
		c.bins(file, flows, &defaultKey, words)
		c.bins(file, flows, &protoKey, words)
	}
}

// bins runs rabins and checks the counters of its rows.
func (c *Checker) bins(file string, flows []*field.Row, k *key, words []string) []*field.Row {
	args := append([]string{"rabins", "-r", file, "-M", "nocorrect"}, words...)
	if k.words != "" {
		args = append(append(args, "-m"), strings.Fields(k.words)...)
	}
	c.begin("rabins -M %s -m %s", strings.Join(words, " "), k.words)
	rows := c.records(args...)
	c.compareSums(sumsOf(rows, k, false), sumsOf(flows, k, false))
	return rows
}

// widthOf returns the width in microseconds of bins of which the flows fill about
// so many.
func widthOf(flows []*field.Row, parts int64) int64 {
	least, most := flows[0].Span()
	for _, row := range flows {
		first, last := row.Span()
		least, most = min(least, first), max(most, last)
	}
	return max((most-least)/parts, 1000)
}

// checkEdges checks that the bins of rows are in order, and that rows do not leave
// their bins. Bins are multiples of their width since 1970.
func (c *Checker) checkEdges(rows []*field.Row, width int64, mode string) {
	var bins []int64
	hard := strings.Contains(mode, "hard")
	for _, row := range rows {
		first, last := row.Span()
		bin := floor(first, width)
		if hard && first == last && single(row) {
			// Compat: files have one time for one packet, here the end of the bin.
			first, bin = last-width, last-width
		}
		if first < firstTime || hard && last-width < firstTime || last+width > lastTime {
			continue
		}
		switch {
		case hard && (first != bin || last != bin+width):
			c.fault("a row lasts from %d to %d, which is no bin of %d", first, last, width)
		case last > bin+width && !single(row) && !strings.Contains(mode, "nomodify"):
			c.fault("a row lasts from %d to %d, but its bin ends at %d", first, last, bin+width)
		}
		bins = append(bins, bin)
	}
	if !slices.IsSorted(bins) {
		c.fault("bins are not in order")
	}
	if !strings.Contains(mode, "zero") {
		return
	}
	bins = slices.Compact(bins)
	for i := 1; i < len(bins); i++ {
		if bins[i] != bins[i-1]+width {
			c.fault("no row is in the bin that begins at %d", bins[i-1]+width)
		}
	}
}

// firstTime and lastTime are the first and last time that records can have, in
// microseconds since 1970. A time without seconds is no time.
const (
	firstTime = 1e6
	lastTime  = 1e6 * math.MaxUint32
)

// single reports whether a row has one packet.
func single(row *field.Row) bool {
	m := row.Counters()
	return m.Src.Packets+m.Dst.Packets == 1
}

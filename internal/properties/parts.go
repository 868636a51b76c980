// SPDX-License-Identifier: Apache-2.0

package properties

import (
	"math"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// checkParts checks that merging the results of two parts of the records gives the
// result of all records.
func (c *Checker) checkParts(file string) {
	flows := c.records("ra", "-M", "nocorrect", "-r", file)
	first := c.write("first", flows[:len(flows)/2])
	second := c.write("second", flows[len(flows)/2:])
	for _, k := range [...]*key{&defaultKey, &sourceKey, &protoKey, &pairKey} {
		merge := func(files ...string) []*field.Row {
			args := []string{"racluster", "-M", "nocorrect"}
			if k.words != "" {
				args = append(append(args, "-m"), strings.Fields(k.words)...)
			}
			return c.records(append(append(args, "-r"), files...)...)
		}
		c.begin("racluster -m %s of two parts", k.words)
		all := merge(c.write("all", flows))
		var parts []string
		for i, part := range []string{first, second} {
			if i == 0 && len(flows) == 1 {
				continue
			}
			parts = append(parts, c.write("merged"+string(rune('1'+i)), merge(part)))
		}
		c.compareGroups(merge(parts...), all, k)
	}
}

// compareGroups compares two lists of groups column by column.
func (c *Checker) compareGroups(got, want []*field.Row, k *key) {
	if len(got) != len(want) {
		c.fault("%d groups, want %d", len(got), len(want))
		return
	}
	for i := range got {
		for _, f := range field.All() {
			if f.Name == "idle" || f.Name == "offset" { // of the time and of the file
				continue
			}
			if k.words != "" && f.Parts()&record.PartNet != 0 {
				// Compat: of several connections sequence numbers and states depend on
				// which record came first, as in the originals.
				continue
			}
			g, w := text(got[i], f.Name), text(want[i], f.Name)
			if g != w && !near(&f, got[i], want[i]) {
				c.fault("%s of group %d (%s) is %q, want %q", f.Name, i, k.of(want[i]), g, w)
			}
		}
	}
}

// precision is that of numbers that records hold in single precision, after they
// were merged twice.
const precision = 1e-5

// near reports whether a column of two rows has about the same floating-point
// number.
func near(f *field.Field, a, b *field.Row) bool {
	x, y := f.Value(&options, a), f.Value(&options, b)
	if x.Kind() != field.Float || y.Kind() != field.Float {
		return false
	}
	most := precision * max(math.Abs(x.Float()), math.Abs(y.Float()), 1)
	if f.Parts()&record.PartJitter != 0 {
		// Compat: each merge cuts means and deviations to whole microseconds. The
		// deviation comes from squares of the mean, so that its error is larger.
		most = max(1e-3*float64(b.Agg.Count), 100*most)
	}
	return math.Abs(x.Float()-y.Float()) <= most
}

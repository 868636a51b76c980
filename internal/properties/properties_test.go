// SPDX-License-Identifier: Apache-2.0

package properties

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/oracle"
	"github.com/argus-go/argus/internal/sensor"
	"github.com/argus-go/argus/record"
)

const demo = "../client/testdata/demo.arg"

// sense writes the records of a capture to a file in a new folder.
func sense(t *testing.T, capture string, options ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "records")
	var errs bytes.Buffer
	args := append([]string{"-X", "-J", "-R", "-Z", "-A", "-U", "64", "-m", "-r", capture, "-w", file}, options...)
	status := sensor.Main(sensor.Env{
		Args: args, Stdout: &errs, Stderr: &errs, Getenv: func(string) string { return "" },
	})
	if status != 0 {
		t.Logf("%s: status %d: %s", capture, status, &errs)
	}
	return file
}

// TestProperties checks the demonstration records and, where there are measured
// captures, a small part of those. make properties checks all of them.
func TestProperties(t *testing.T) {
	captures := []string{"../../testdata/demo.pcap"}
	if data, err := oracle.Find(); err != nil {
		t.Logf("only the demonstration capture: %v", err)
	} else {
		names, err := data.Captures()
		if err != nil {
			t.Fatal(err)
		}
		for i := 50; i < len(names) && !testing.Short(); i += 150 {
			captures = append(captures, data.Capture(names[i]))
		}
	}
	c := &Checker{Dir: t.TempDir()}
	report := func(what string, faults []string) {
		for _, f := range faults {
			t.Errorf("%s: %s", what, f)
		}
	}
	report(demo, c.Check(demo))
	for _, capture := range captures {
		report(capture, c.Check(sense(t, capture)))
		report(capture, c.CheckStatus(sense(t, capture, "-S", "1000000"), sense(t, capture, "-S", "1")))
	}
	if c.Flows < 2*68 { // those of the demonstration records
		t.Errorf("%d flows were checked", c.Flows)
	}
}

// demoFlows returns the flows of the demonstration records.
func demoFlows(t *testing.T, c *Checker) []*field.Row {
	t.Helper()
	rows := c.records("ra", "-r", demo)
	if len(rows) != 68 {
		t.Fatalf("%d flows, %v", len(rows), c.faults)
	}
	return rows
}

// byBytes sorts flows as rasort -m bytes does.
func byBytes(rows []*field.Row) {
	slices.SortStableFunc(rows, func(a, b *field.Row) int { return compare(a, b, []sortKey{{"bytes", true}}) })
}

// sameBytes returns the place of a flow that has as many bytes as the next one.
func sameBytes(rows []*field.Row) int {
	for i := range rows {
		if text(rows[i], "bytes") == text(rows[i+1], "bytes") && encoded(rows[i]) != encoded(rows[i+1]) {
			return i
		}
	}
	return -1
}

// TestFaults: each check notices what it is for, and only that.
func TestFaults(t *testing.T) {
	sums := func(c *Checker, got, want []*field.Row) {
		c.compareSums(sumsOf(got, &sourceKey, false), sumsOf(want, &sourceKey, false))
	}
	order := func(c *Checker, got, want []*field.Row) {
		byBytes(want)
		c.checkOrder(got, want, []sortKey{{"bytes", true}})
	}
	flows := func(c *Checker, got, want []*field.Row) { c.compareFlows(got, want) }
	groups := func(c *Checker, got, want []*field.Row) { c.compareGroups(got, want, &defaultKey) }
	merged := func(c *Checker, got, want []*field.Row) { c.compareMerged("", got[0], want[0]) }
	rules := func(c *Checker, got, want []*field.Row) { c.compareRules("", got[0], want[:1]) }
	type change func(rows []*field.Row) []*field.Row
	same := func(rows []*field.Row) []*field.Row { return rows }
	sorted := func(rows []*field.Row) []*field.Row { byBytes(rows); return rows }
	one := func(f func(row *field.Row)) change {
		return func(rows []*field.Row) []*field.Row { f(rows[0]); return rows }
	}
	for _, tt := range []struct {
		name   string
		check  func(c *Checker, got, want []*field.Row)
		change change
		fault  bool
	}{
		{"sums, same", sums, same, false},
		{"sums, other order", sums, sorted, false},
		{"sums, one lost", sums, func(rows []*field.Row) []*field.Row { return rows[1:] }, true},
		{"sums, one twice", sums, func(rows []*field.Row) []*field.Row { return append(rows, rows[0]) }, true},
		{"sums, a byte more", sums, one(func(row *field.Row) { row.Metrics.Src.Bytes++ }), true},
		{"sums, an application byte more", sums, one(func(row *field.Row) { row.Metrics.Dst.AppBytes++ }), true},
		{"sums, other address", sums, one(func(row *field.Row) { row.Flow.Src[3] ^= 0x80 }), true},
		{"order, sorted", order, sorted, false},
		{"order, as read", order, same, true},
		{"order, not stable", order, func(rows []*field.Row) []*field.Row {
			byBytes(rows)
			i := sameBytes(rows)
			rows[i], rows[i+1] = rows[i+1], rows[i]
			return rows
		}, true},
		{"order, one lost", order, func(rows []*field.Row) []*field.Row { byBytes(rows); return rows[1:] }, true},
		{"order, one for another", order, func(rows []*field.Row) []*field.Row { byBytes(rows); rows[0] = rows[1]; return rows }, true},
		{"flows, same", flows, same, false},
		{"flows, other order", flows, sorted, true},
		{"flows, one lost", flows, func(rows []*field.Row) []*field.Row { return rows[:67] }, true},
		{"groups, same", groups, same, false},
		{"groups, one lost", groups, func(rows []*field.Row) []*field.Row { return rows[:67] }, true},
		{"groups, another packet", groups, one(func(row *field.Row) { row.Metrics.Dst.Packets++ }), true},
		{"merged, same", merged, same, false},
		{"merged, more packets", merged, one(func(row *field.Row) { row.Metrics.Src.Packets++ }), true},
		{"rules, same", rules, same, false},
		{"rules, other time to live", rules, one(func(row *field.Row) { attributed(row).TTL++ }), true},
		{"rules, other type of service", rules, one(func(row *field.Row) { attributed(row).TOS++ }), true},
	} {
		c := &Checker{Dir: t.TempDir()}
		tt.check(c, tt.change(demoFlows(t, c)), demoFlows(t, c))
		if found := len(c.faults) > 0; found != tt.fault {
			t.Errorf("%s: faults %q", tt.name, c.faults)
		}
	}
}

// TestEdgeFaults: rows outside of their bins are noticed.
func TestEdgeFaults(t *testing.T) {
	const width = 10_000_000 // the records are within ten minutes
	c := &Checker{Dir: t.TempDir()}
	bins := func(words ...string) []*field.Row {
		return c.records(append([]string{"rabins", "-r", demo, "-M"}, words...)...)
	}
	reversed := bins("time", "10s")
	slices.Reverse(reversed)
	for _, tt := range []struct {
		name, mode string
		rows       []*field.Row
		fault      bool
	}{
		{"cut", "time", bins("time", "10s"), false},
		{"hard", "hard time", bins("hard", "time", "10s"), false},
		{"zero", "zero time", bins("zero", "time", "10s"), false},
		{"whole", "nomodify time", bins("nomodify", "time", "10s"), false},
		{"whole, should be cut", "time", bins("nomodify", "time", "10s"), true},
		{"soft, should be hard", "hard time", bins("time", "10s"), true},
		{"empty bins, should be there", "zero time", bins("time", "10s"), true},
		{"wrong order", "time", reversed, true},
	} {
		c.faults = nil
		c.begin("%s", tt.name)
		if c.checkEdges(tt.rows, width, tt.mode); len(c.faults) > 0 != tt.fault {
			t.Errorf("%s: faults %q", tt.name, c.faults)
		}
	}
}

// TestRun: a program that fails is noticed.
func TestRun(t *testing.T) {
	c := &Checker{}
	c.run("racluster", "-r", filepath.Join(t.TempDir(), "missing"))
	c.read("a file", []byte("no records"))
	if len(c.faults) != 2 {
		t.Errorf("faults %q", c.faults)
	}
	if _, err := os.Stat(demo); err != nil {
		t.Error(err)
	}
}

// attributed gives a flow IP attributes of its source, if it has none.
func attributed(row *field.Row) *record.IPSide {
	if !row.Has(record.PartIPAttr) {
		row.Parts |= record.PartIPAttr
		row.IPAttr = record.IPAttr{}
	}
	row.IPAttr.Src.Has = true
	return &row.IPAttr.Src
}

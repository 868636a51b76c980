// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// read3 lets our printer read and rewrite a file of release 3.0.8.2. What its
// own printer makes of that file decides. The measured rows come from another
// run of its sensor, which writes what lies in memory for some packets: where
// our rows differ from those, the original's must do so alike.
func (x *exchange) read3(file, tmp string, measured []string) {
	rows, out := x.Print(file, x.cols)
	theirs, _ := x.their.Print(file, x.cols)
	check := "3.0.8.2's read by our ra as by the original, " + x.kind()
	bad := problem(out)
	if bad == "" {
		bad = x.difference(check, rows, theirs)
	}
	x.note(check, x.name, bad)
	check = "3.0.8.2's read by our ra gives the measured rows, " + x.kind()
	if bad == "" {
		if bad = x.difference(check, rows, measured); bad != "" && !slices.Equal(theirs, measured) {
			x.know(check, "the original's rows of this file are not the measured ones either: "+unset, x.name)
			bad = ""
		}
	}
	x.note(check, x.name, bad)
	if len(rows) > 0 {
		x.rewrite3(file, tmp, theirs)
	}
}

// rewrite3 compares what the original reads from our copy of a file with what
// it reads from the file itself and from its own copy. The latter differ where
// it corrects a flow's direction while reading, and where it spoils a key.
func (x *exchange) rewrite3(file, tmp string, theirs []string) {
	ours, own := tmp+".copy", tmp+".own"
	defer os.Remove(ours)
	defer os.Remove(own)
	out := x.Exec(x.RA, "-X", "-r", file, "-w", ours)
	x.their.Exec(x.their.RA, "-X", "-r", file, "-w", own)
	back, _ := x.their.Print(ours, x.cols)
	again, _ := x.their.Print(own, x.cols)
	check := "3.0.8.2's rewritten by our ra, read by the original ra, " + x.kind()
	bad := problem(out)
	if bad == "" && len(again) == len(back) && len(theirs) == len(back) {
		// Its own copy serves only where it was made from the same values.
		for i := range back {
			theirs[i] = x.nearer(back[i], theirs[i], again[i])
		}
	}
	if bad == "" {
		bad = x.difference(check, back, theirs)
	}
	x.note(check, x.name, bad)
}

// nearer returns the row b with each value that a shares with c taken from c.
func (x *exchange) nearer(a, b, c string) string {
	if a == b || a == c {
		return a
	}
	f, g, h := x.split(a), x.split(b), x.split(c)
	for i := range g {
		if f[i] == h[i] {
			g[i] = h[i]
		}
	}
	return strings.TrimRight(strings.Join(g, "\t"), "\t")
}

// read5 lets our printer read and rewrite a file of release 5.0.3. The original
// printer that is installed does not read those.
func (x *exchange) read5(file, again string, measured []string) {
	rows, out := x.Print(file, x.cols)
	check := "5.0.3's read by our ra gives the measured rows, " + x.kind()
	bad := problem(out)
	if bad == "" {
		five := *x
		five.cols = DefaultFields
		bad = five.difference(check,
			Map(rows, func(r string) string { return As5(x.first13(r)) }),
			Map(measured, func(r string) string { return TrimDir(x.first13(r)) }))
	}
	x.note(check, x.name, bad)
	if len(rows) == 0 {
		return
	}
	defer os.Remove(again)
	os.Remove(again)
	out = x.Exec(x.RA, "-X", "-r", file, "-w", again)
	back, _ := x.Print(again, x.cols)
	check = "5.0.3's rewritten by our ra, read by our ra, " + x.kind()
	if bad = problem(out); bad == "" {
		bad = x.difference(check, back, rows)
	}
	x.note(check, x.name, bad)
}

// split cuts a row into columns. A line that ends in empty columns has lost the
// last delimiters.
func (x *exchange) split(row string) []string {
	f := strings.Split(row, "\t")
	for len(f) < len(x.cols) {
		f = append(f, "")
	}
	return f
}

// first13 picks the 13 default columns out of a row: the forms of the others
// differ between the releases' clients.
func (x *exchange) first13(row string) string {
	f := x.split(row)
	out := make([]string, len(DefaultFields))
	for i, name := range DefaultFields {
		if c := slices.Index(x.cols, name); c >= 0 {
			out[i] = f[c]
		}
	}
	return strings.Join(out, "\t")
}

// difference describes the first value in which two lists of rows differ
// without a known reason; known ones are counted.
func (x *exchange) difference(check string, ours, want []string) string {
	if len(ours) != len(want) {
		return wantNumber("rows", len(ours), len(want))
	}
	for i := range ours {
		if ours[i] == want[i] {
			continue
		}
		f, g := x.split(ours[i]), x.split(want[i])
		if len(f) != len(g) {
			return fmt.Sprintf("row %d: %s / %s", i+1, shown(ours[i]), shown(want[i]))
		}
		row := rowPair{x.name, x.cols, f, g}
		reasons, unknown := row.compare()
		if len(unknown) > 0 {
			return fmt.Sprintf("row %d: %s", i+1, strings.Join(unknown, ", "))
		}
		for _, r := range reasons {
			x.know(check, r, x.name)
		}
	}
	return ""
}

// firstDifference describes the first place where two lists of rows differ.
func firstDifference(ours, want []string) string {
	for i := range min(len(ours), len(want)) {
		if diff := diffColumns(ours[i], want[i]); diff != "" {
			return fmt.Sprintf("row %d: %s", i+1, diff)
		}
	}
	return wantNumber("rows", len(ours), len(want))
}

// diffColumns shows the columns in which two rows differ, "" if in none.
func diffColumns(a, b string) string {
	if a == b {
		return ""
	}
	f, g := strings.Split(a, "\t"), strings.Split(b, "\t")
	if len(f) != len(g) {
		return fmt.Sprintf("%s / %s", shown(a), shown(b))
	}
	var out []string
	for c := range f {
		if f[c] != g[c] {
			out = append(out, fmt.Sprintf("column %d %q / %q", c+1, f[c], g[c]))
		}
	}
	return strings.Join(out, ", ")
}

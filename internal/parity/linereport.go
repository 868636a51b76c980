// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"fmt"
	"io"
)

// A lineCount counts the outcomes of the command lines of a group of programs.
type lineCount struct {
	all, equal, ends, recoded, explained, open, unexplained int

	recodedDiffers bool // files must have the original's bytes
}

func (n *lineCount) add(r *LineResult) {
	n.all++
	switch {
	case r.Match == SameBytes:
		n.equal++
	case r.Match == SameRecords:
		n.recoded++
	case r.Match == SameButEnds:
		n.ends++
	case r.Line.Differs != "":
		n.explained++
	case r.Line.Open != "":
		n.open++
	default:
		n.unexplained++
	}
}

// share is the part of command lines that differ on purpose.
func (n *lineCount) share() float64 {
	differ := n.explained
	if n.recodedDiffers {
		differ += n.recoded
	}
	return float64(differ) / float64(max(n.all, 1))
}

func (n *lineCount) print(w io.Writer, name string) {
	fmt.Fprintf(w, "%s: %d command lines: %d equal, %d written in other bytes, %d equal but for an end time, %d differ on purpose (%.2f %%, %.0f %% at most), %d in a way that is still open, %d differ\n",
		name, n.all, n.equal, n.recoded, n.ends, n.explained, 100*n.share(), 100*MaxDiffering, n.open, n.unexplained)
}

// WriteLines prints what came of the command lines and reports whether all
// differences are known and within bounds: each difference has its reason, each
// reason holds for some file, and not too many command lines differ. The last
// two are not checked where only a part was run. The record printer and the
// other clients are counted apart: what the others write has another form than
// the original's files, so that only its records count.
func WriteLines(w io.Writer, results []LineResult, part bool) bool {
	printer, family := lineCount{recodedDiffers: true}, lineCount{}
	reasons := map[*Line]bool{}
	for i := range results {
		r := &results[i]
		switch {
		case r.Line.Differs != "" || r.Line.Open != "":
			reasons[r.Line] = reasons[r.Line] || r.Match == Differs
		case r.Match == Differs:
			fmt.Fprintf(w, "DIFFERS %s: %s\n    %s\n", r.Capture, r.Line, r.What)
		}
		if r.Line.Program == "ra" || r.Line.Program == "" {
			printer.add(r)
		} else {
			family.add(r)
		}
	}
	idle := 0
	for l, held := range reasons {
		if !held && !part {
			idle++
			fmt.Fprintf(w, "NO DIFFERENCE %s: remove its reason, %s\n", l, l.Differs+l.Open)
		}
	}
	ok := idle == 0
	for _, g := range []struct {
		name string
		n    *lineCount
	}{{"ra", &printer}, {"other clients", &family}} {
		if g.n.all > 0 {
			g.n.print(w, g.name)
			ok = ok && g.n.unexplained == 0 && (part || g.n.share() <= MaxDiffering)
		}
	}
	return ok
}

// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Recoded is the difference of written files whose records are the same for
// the original's client.
const Recoded = "written records"

// MaxDiffering is the largest share of command lines that may differ on
// purpose.
const MaxDiffering = 0.05

// A LineResult is what came of one command line over one file.
type LineResult struct {
	Capture string
	Line    *Line
	Match
	What string // the first difference
}

// A Match says how near our output is to the original's.
type Match uint8

// Matches.
const (
	Differs     Match = iota
	SameRecords       // all but the bytes of written files, whose records are the same
	SameBytes
)

// RunLine runs a command line with our program and with the original in the
// folder peers. dir is an empty folder for what they write.
func (p *Programs) RunLine(peers, dir string, l *Line, in *LineInput) (m Match, what string) {
	ours := p.lineOutcome(filepath.Join(filepath.Dir(p.RA), l.Program), dir, "ours", l, in)
	theirs := p.lineOutcome(filepath.Join(peers, l.Program), dir, "theirs", l, in)
	switch {
	case status(ours.Err) != status(theirs.Err):
		return Differs, fmt.Sprintf("exit status %s, the original's %s; %s", status(ours.Err), status(theirs.Err), strings.TrimSpace(ours.Stderr))
	case strings.Contains(l.Args, "-w - "):
		for i, o := range []*Outcome{ours, theirs} {
			if err := os.WriteFile(filepath.Join(dir, []string{"ours", "theirs"}[i]+".W"), o.Stdout, 0o666); err != nil {
				return Differs, err.Error()
			}
		}
	case !bytes.Equal(ours.Stdout, theirs.Stdout):
		return Differs, unequal(ours.Stdout, theirs.Stdout)
	}
	m = SameBytes
	for _, name := range []string{"W", "V"} {
		a, b := filepath.Join(dir, "ours."+name), filepath.Join(dir, "theirs."+name)
		if same, err := sameFile(a, b); err != nil || same {
			if err != nil {
				return Differs, err.Error()
			}
			continue
		}
		m = SameRecords
		if what := p.sameRecords(filepath.Join(peers, "ra"), a, b); what != "" {
			return Differs, "file " + name + ": " + what
		}
	}
	return m, ""
}

// sameFile reports whether two files hold the same bytes, or are both absent.
func sameFile(a, b string) (bool, error) {
	x, errA := os.ReadFile(a)
	y, errB := os.ReadFile(b)
	for _, err := range []error{errA, errB} {
		if err != nil && !os.IsNotExist(err) {
			return false, err
		}
	}
	return (errA == nil) == (errB == nil) && bytes.Equal(x, y), nil
}

func (p *Programs) lineOutcome(program, dir, side string, l *Line, in *LineInput) *Outcome {
	w, v := filepath.Join(dir, side+".W"), filepath.Join(dir, side+".V")
	for _, f := range []string{w, v} {
		if err := os.Remove(f); err != nil && !os.IsNotExist(err) {
			return &Outcome{Err: err}
		}
	}
	args, err := in.words(l.Args, dir, w, v)
	if err != nil {
		return &Outcome{Err: err}
	}
	return p.Exec(program, args...)
}

func status(err error) string {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return "0"
	case errors.As(err, &exit):
		return fmt.Sprint(exit.ExitCode())
	}
	return err.Error()
}

// unequal shows the first lines that are not the same.
func unequal(ours, theirs []byte) string {
	a, b := Lines(ours), Lines(theirs)
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d is %q, the original's %q", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, the original's %d", len(a), len(b))
}

// writtenFields are the columns that files of records are compared by. The
// original adds an aggregation part that its own sensor does not write, so the
// bytes are not the same.
var writtenFields = []string{
	"-X", "-n", "-u", "-c", ",", "-M", "man", "-s", "stime", "ltime", "flgs", "seq", "proto", "saddr", "sport", "dir", "daddr", "dport", "spkts", "dpkts",
	"sbytes", "dbytes", "sappbytes", "dappbytes", "state", "cause", "dur", "srcid", "sttl", "dttl", "stos", "dtos", "smac", "dmac",
	"svlan", "sintpkt", "dintpkt", "sjit", "djit", "swin", "dwin", "stcpb", "dtcpb", "tcprtt", "suser:32", "duser:32", "-r",
}

// sameRecords describes how two files of records differ for the original's
// client, "" if they do not.
func (p *Programs) sameRecords(peer, ours, theirs string) string {
	_, errA := os.Stat(ours)
	_, errB := os.Stat(theirs)
	switch {
	case errA != nil && errB != nil:
		return ""
	case errA != nil:
		return "is not written, the original's is"
	case errB != nil:
		return "is written, the original's is not"
	}
	a := p.Exec(peer, append(writtenFields[:len(writtenFields):len(writtenFields)], ours)...)
	b := p.Exec(peer, append(writtenFields[:len(writtenFields):len(writtenFields)], theirs)...)
	if bytes.Equal(a.Stdout, b.Stdout) {
		return ""
	}
	return unequal(a.Stdout, b.Stdout)
}

// WriteLines prints what came of the command lines and reports whether all
// differences are known and within bounds: each difference has its reason, each
// reason holds for some file, and not too many command lines differ. The last
// two are not checked where only a part was run.
func WriteLines(w io.Writer, results []LineResult, part bool) bool {
	var equal, recoded, explained, unexplained, idle int
	reasons := map[*Line]bool{}
	for _, r := range results {
		if r.Line.Differs != "" {
			reasons[r.Line] = reasons[r.Line] || r.Match == Differs
		}
		switch {
		case r.Match == SameBytes:
			equal++
		case r.Match == SameRecords:
			recoded++
		case r.Line.Differs != "":
			explained++
		default:
			unexplained++
			fmt.Fprintf(w, "DIFFERS %s: %s\n    %s\n", r.Capture, r.Line, r.What)
		}
	}
	for l, held := range reasons {
		if !held && !part {
			idle++
			fmt.Fprintf(w, "NO DIFFERENCE %s: remove its reason, %s\n", l, l.Differs)
		}
	}
	share := float64(recoded+explained) / float64(max(len(results), 1))
	fmt.Fprintf(w, "%d command lines: %d equal, %d written in other bytes, %d differ on purpose (%.2f %% of all with these, %.0f %% at most), %d differ\n",
		len(results), equal, recoded, explained, 100*share, 100*MaxDiffering, unexplained)
	return unexplained == 0 && idle == 0 && (part || share <= MaxDiffering)
}

// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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
	SameButEnds       // all but the ends of groups, which the original sometimes takes from a record's start
	SameRecords       // all but the bytes of written files, whose records are the same
	SameBytes
)

// RunLine runs a command line with our program and with the original in the
// folder peers. dir is an empty folder for what they write.
func (p *Programs) RunLine(peers, dir string, l *Line, in *LineInput) (m Match, what string) {
	m = SameBytes
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
	default:
		if m, what = sameRows(ours.Stdout, theirs.Stdout); m == Differs {
			return m, what
		}
	}
	files, what := p.sameFiles(filepath.Join(peers, "ra"), dir, l.Program)
	return min(m, files), what
}

// sameFiles compares the files that both sides wrote, by name and content.
func (p *Programs) sameFiles(peer, dir, program string) (Match, string) {
	names := map[string]bool{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return Differs, err.Error()
	}
	for _, e := range entries {
		for _, side := range []string{"ours.", "theirs."} {
			if name, ok := strings.CutPrefix(e.Name(), side); ok {
				names[name] = true
			}
		}
	}
	m := SameBytes
	for _, name := range slices.Sorted(maps.Keys(names)) {
		a, b := filepath.Join(dir, "ours."+name), filepath.Join(dir, "theirs."+name)
		same, err := sameFile(a, b)
		switch {
		case err != nil:
			return Differs, err.Error()
		case same:
			continue
		}
		records, what := p.sameRecords(peer, a, b, program == "rabins" || program == "ragrep")
		if records == Differs {
			return Differs, "file " + name + ": " + what
		}
		m = min(m, records, SameRecords)
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
	args, err := in.words(l.Args, dir, side)
	if err != nil {
		return &Outcome{Err: err}
	}
	o := p.Exec(program, args...)
	// Programs print the names of the files that they wrote.
	o.Stdout = bytes.ReplaceAll(o.Stdout, []byte(filepath.Join(dir, side+".")), []byte("{"))
	return o
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

// sameRecords compares two files of records as the original's client shows
// them, and describes the first difference. flows says that only
// flows count: the original's rabins puts a management record at each edge of a
// bin, and its ragrep one with the time of day at the start.
func (p *Programs) sameRecords(peer, ours, theirs string, flows bool) (Match, string) {
	_, errA := os.Stat(ours)
	_, errB := os.Stat(theirs)
	switch {
	case errA != nil:
		return Differs, "is not written, the original's is"
	case errB != nil:
		return Differs, "is written, the original's is not"
	}
	read := func(file string) []byte {
		args := append(slices.Clone(writtenFields), file)
		if flows {
			args = append(args, "-", "not", "man")
		}
		return p.Exec(peer, args...).Stdout
	}
	return sameRows(read(ours), read(theirs))
}

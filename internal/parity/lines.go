// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// lineFiles hold the command lines; 0-format.txt describes their form.
//
//go:embed cmdlines/*.txt
var lineFiles embed.FS

// A Line is a command line that an original client and ours are run with.
type Line struct {
	Program string
	Args    string // with places for files and times, see cmdlines/0-format.txt
	// Differs explains why output or exit status is not the original's: the first
	// cell of a row of DIFFERENCES.md; "" where they must be equal.
	Differs string
	// Open says what is known of a difference that nobody has explained yet.
	Open string
}

func (l *Line) String() string { return l.Program + " " + l.Args }

// A LineSet is a list of command lines and the captures whose records they read.
type LineSet struct {
	Name     string
	Captures []string
	// Each is how many of the captures a line is run over, a different choice for
	// each line; 0 for all.
	Each  int
	Lines []Line
}

// Over lists the captures that the line with an index is run over.
func (s *LineSet) Over(line int) []string {
	n := len(s.Captures)
	if s.Each == 0 || s.Each >= n {
		return s.Captures
	}
	var names []string
	for k := range s.Each {
		names = append(names, s.Captures[(line+k*n/s.Each)%n])
	}
	return names
}

// LineSets reads all lists of command lines. The first one has no lines: it
// names the captures of those that name none.
func LineSets() ([]LineSet, error) {
	entries, err := lineFiles.ReadDir("cmdlines")
	if err != nil {
		return nil, err
	}
	var sets []LineSet
	for _, e := range entries {
		text, err := lineFiles.ReadFile("cmdlines/" + e.Name())
		if err != nil {
			return nil, err
		}
		set, err := parseLines(e.Name(), string(text))
		if err != nil {
			return nil, err
		}
		if len(set.Captures) == 0 && len(sets) > 0 {
			set.Captures = sets[0].Captures
		}
		sets = append(sets, set)
	}
	return sets, nil
}

// parseLines reads one list.
func parseLines(name, text string) (LineSet, error) {
	set := LineSet{Name: name}
	number := 0
	for raw := range strings.Lines(text) {
		number++
		line := strings.TrimSpace(raw)
		if line == "" || line[0] == '#' {
			continue
		}
		program, rest, _ := strings.Cut(line, " ")
		rest = strings.TrimSpace(rest)
		switch {
		case program == "captures:":
			set.Captures = append(set.Captures, strings.Fields(rest)...)
		case program == "each:":
			n, err := strconv.Atoi(rest)
			if err != nil || n < 1 {
				return set, fmt.Errorf("%s:%d: %q is not a number of captures", name, number, rest)
			}
			set.Each = n
		case program == "differs:" && len(set.Lines) > 0 && rest != "":
			set.Lines[len(set.Lines)-1].Differs = rest
		case program == "open:" && len(set.Lines) > 0 && rest != "":
			set.Lines[len(set.Lines)-1].Open = rest
		case raw[0] != line[0] || strings.HasSuffix(program, ":") || rest == "":
			return set, fmt.Errorf("%s:%d: %q is not a command line (want PROGRAM ARGUMENTS, captures:, each: or, indented, differs: or open:)", name, number, line)
		default:
			set.Lines = append(set.Lines, Line{Program: program, Args: rest})
		}
	}
	return set, nil
}

// LineCaptures lists all captures of some lists of command lines.
func LineCaptures(sets []LineSet) []string {
	var names []string
	for _, s := range sets {
		for _, c := range s.Captures {
			if !slices.Contains(names, c) {
				names = append(names, c)
			}
		}
	}
	return names
}

// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"embed"
	"fmt"
	"slices"
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
}

func (l *Line) String() string { return l.Program + " " + l.Args }

// A LineSet is a list of command lines and the captures whose records they read.
type LineSet struct {
	Name     string
	Captures []string
	Lines    []Line
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
		case program == "differs:" && len(set.Lines) > 0 && rest != "":
			set.Lines[len(set.Lines)-1].Differs = rest
		case raw[0] != line[0] || strings.HasSuffix(program, ":") || rest == "":
			return set, fmt.Errorf("%s:%d: %q is not a command line (want PROGRAM ARGUMENTS, captures: or, indented, differs:)", name, number, line)
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

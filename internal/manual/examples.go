// SPDX-License-Identifier: Apache-2.0

package manual

import (
	"fmt"
	"strconv"
	"strings"
)

// An Example is one command of a page and what it prints.
type Example struct {
	Line    int    // of the command in the page
	Command string // for a shell
	Output  string // standard output and then standard error; "..." on a line stands for any lines
	Status  int
}

// Examples returns the examples of a page, in order. Each is in a display
//
//	.\" example [status N]
//	.Bd -literal
//	$ command
//	output
//	.Ed
//
// of one or more commands; the status is that of the last, all others succeed.
// A command goes on after a backslash at the end of its line, and one that ends
// in <<END up to the line END.
func Examples(page string) ([]Example, error) {
	var out []Example
	lines := strings.Split(page, "\n")
	for i := 0; i < len(lines); i++ {
		spec, ok := strings.CutPrefix(lines[i], `.\" example`)
		if !ok {
			if strings.HasPrefix(lines[i], "$ ") {
				return nil, fmt.Errorf("line %d: a command outside of an example", i+1)
			}
			continue
		}
		status := 0
		if n, ok := strings.CutPrefix(spec, " status "); ok {
			var err error
			if status, err = strconv.Atoi(n); err != nil {
				return nil, fmt.Errorf("line %d: %w", i+1, err)
			}
		} else if spec != "" {
			return nil, fmt.Errorf("line %d: have %q, want status N or nothing", i+1, spec)
		}
		i++
		if !strings.HasPrefix(lines[i], ".Bd -literal") {
			return nil, fmt.Errorf("line %d: want a literal display after an example's comment", i+1)
		}
		found, at, err := display(lines, i+1)
		if err != nil {
			return nil, err
		}
		i = at
		found[len(found)-1].Status = status
		out = append(out, found...)
	}
	return out, nil
}

// display reads the commands of one display up to its end.
func display(lines []string, i int) (found []Example, at int, err error) {
	more, here := false, false
	for ; i < len(lines); i++ {
		line := plain(lines[i])
		switch {
		case here && len(found) > 0:
			found[len(found)-1].Command += "\n" + line
			here = line != "END"
		case lines[i] == ".Ed":
			if len(found) == 0 {
				return nil, 0, fmt.Errorf("line %d: an example without a command", i+1)
			}
			return found, i, nil
		case more:
			e := &found[len(found)-1]
			e.Command += "\n" + line
			more = strings.HasSuffix(line, `\`)
		case strings.HasPrefix(line, "$ "):
			found = append(found, Example{Line: i + 1, Command: line[2:]})
			more, here = strings.HasSuffix(line, `\`), strings.HasSuffix(line, "<<END")
		case len(found) == 0:
			return nil, 0, fmt.Errorf("line %d: output before a command", i+1)
		default:
			found[len(found)-1].Output += line + "\n"
		}
	}
	return nil, 0, fmt.Errorf("an example has no end")
}

var plainer = strings.NewReplacer(`\e`, `\`, `\-`, "-", `\(aq`, "'", "\\(ga", "`", `\(ha`, "^", `\(ti`, "~", `\&`, "")

// plain is a line as it prints.
func plain(s string) string { return plainer.Replace(s) }

// Matches reports whether text is output, with a line of three points in output
// for any lines and blanks at the ends of lines left out.
func (e *Example) Matches(text string) bool {
	return match(trimmed(e.Output), trimmed(text))
}

func trimmed(s string) []string {
	lines := strings.Split(strings.TrimRight(s, " \n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t")
	}
	return lines
}

func match(want, got []string) bool {
	for len(want) > 0 {
		if want[0] == "..." {
			for n := range len(got) + 1 {
				if match(want[1:], got[n:]) {
					return true
				}
			}
			return false
		}
		if len(got) == 0 || want[0] != got[0] {
			return false
		}
		want, got = want[1:], got[1:]
	}
	return len(got) == 0
}

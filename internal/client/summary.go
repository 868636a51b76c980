// SPDX-License-Identifier: Apache-2.0

package client

import "fmt"

// FormatName returns the machine format that was chosen: json, ecs, zeek or xml,
// or "" for text.
func (p *Printing) FormatName() string {
	return [...]string{"", "json", "ecs", "zeek", "xml"}[p.format]
}

// Delimiter returns what -c puts between values, 0 for none.
func (p *Printing) Delimiter() byte { return p.delimiter }

// Summary checks the output options of a program that prints a summary of its
// records instead of records, and reports whether the summary is to be JSON. The
// error names an option that such a program cannot follow.
func (s *Session) Summary() (json bool, err error) {
	c := s.Config
	switch {
	case len(c.Write.Outputs) > 0 || c.Write.Exceptions != "":
		return false, fmt.Errorf("-w and -E write records, but %s prints only a summary of them: use ra", s.program.Name)
	case c.Print.dataset != nil:
		return false, fmt.Errorf("--preset is for records, but %s prints only a summary of them: use ra", s.program.Name)
	case c.Print.format > formatJSON:
		return false, fmt.Errorf("-M %s is for records, but %s prints only a summary of them: use -M json", c.Print.FormatName(), s.program.Name)
	}
	return c.Print.format == formatJSON, nil
}

// Fail reports what a run could not do, on standard error, unless something was
// reported that ends it with a status other than 0 already. The exit status is
// at least 1 then.
func (s *Session) Fail(text string) {
	if s.status == statusOK {
		s.Note(text)
	}
	s.status = max(s.status, statusFailed)
}

// PrintsText reports whether records are printed as rows of text, neither written
// to files nor printed in a machine format or as a preset.
func (c *Config) PrintsText() bool {
	return len(c.Write.Outputs) == 0 && c.Write.Exceptions == "" && c.Print.dataset == nil && c.Print.format == formatText
}

// Found makes the run succeed although no record was selected.
func (s *Session) Found() { s.selector.passed = true }

// Forgive makes the exit status 0 although an input could not be read.
func (s *Session) Forgive() { s.status = statusOK }

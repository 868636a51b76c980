// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/record"
)

// A pattern is what captured payload is searched for (-e): one expression, or
// several of which any may match.
type pattern struct {
	list   []expression
	invert bool // takes the flows that match none
}

// An expression is a regular expression over captured payload.
type expression struct {
	text     string
	src, dst bool // the sides to look at
	re       *regexp.Regexp
}

func newExpression(text string) (expression, error) {
	e := expression{text: text, src: true, dst: true}
	switch {
	case strings.HasPrefix(e.text, "s:"):
		e.dst, e.text = false, e.text[2:]
	case strings.HasPrefix(e.text, "d:"):
		e.src, e.text = false, e.text[2:]
	}
	_, err := compilePattern(e.text, false)
	return e, err
}

// setPattern is -e.
func setPattern(c *Config, it getopt.Item) error {
	e, err := newExpression(it.Arg())
	c.Select.pattern = &pattern{list: []expression{e}}
	return err
}

// AddPattern makes the run select also the flows whose payload matches a regular
// expression, which may follow s: or d: for the payload of the source or the
// destination alone.
func (c *Config) AddPattern(text string) error {
	e, err := newExpression(text)
	if err != nil {
		return err
	}
	if c.Select.pattern == nil {
		c.Select.pattern = &pattern{}
	}
	c.Select.pattern.list = append(c.Select.pattern.list, e)
	return nil
}

// InvertPatterns makes the run select the flows that match none of the patterns.
func (c *Config) InvertPatterns() {
	if c.Select.pattern != nil {
		c.Select.pattern.invert = true
	}
}

// compilePattern compiles an extended regular expression that works on bytes.
func compilePattern(text string, fold bool) (*regexp.Regexp, error) {
	if _, err := regexp.CompilePOSIX(text); err != nil {
		return nil, err
	}
	flags := "s"
	if fold {
		flags = "is"
	}
	re, err := regexp.Compile("(?" + flags + ":" + text + ")")
	if err != nil {
		return nil, fmt.Errorf("regular expression: %w", err)
	}
	return re, nil
}

// compile compiles the expressions; fold ignores case.
func (p *pattern) compile(fold bool) (err error) {
	for i := range p.list {
		if p.list[i].re, err = compilePattern(p.list[i].text, fold); err != nil {
			return err
		}
	}
	return nil
}

func (p *pattern) match(r *record.Record) bool {
	if r.Type == record.TypeMAR {
		return false
	}
	for i := range p.list {
		if p.list[i].match(r) {
			return !p.invert
		}
	}
	return p.invert
}

func (e *expression) match(r *record.Record) bool {
	return e.src && r.Has(record.PartSrcData) && e.re.Match(r.SrcData.Data) ||
		e.dst && r.Has(record.PartDstData) && e.re.Match(r.DstData.Data)
}

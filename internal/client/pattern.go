// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/record"
)

// A pattern is a regular expression over captured payload (-e).
type pattern struct {
	text     string
	src, dst bool // the sides to look at
	re       *regexp.Regexp
}

func setPattern(c *Config, it getopt.Item) error {
	p := &pattern{text: it.Arg(), src: true, dst: true}
	switch {
	case strings.HasPrefix(p.text, "s:"):
		p.dst, p.text = false, p.text[2:]
	case strings.HasPrefix(p.text, "d:"):
		p.src, p.text = false, p.text[2:]
	}
	if _, err := compilePattern(p.text, false); err != nil {
		return err
	}
	c.Select.pattern = p
	return nil
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

func (p *pattern) match(r *record.Record) bool {
	return p.src && r.Has(record.PartSrcData) && p.re.Match(r.SrcData.Data) ||
		p.dst && r.Has(record.PartDstData) && p.re.Match(r.DstData.Data)
}

// SPDX-License-Identifier: Apache-2.0

// Package manual makes what is generated of the manual pages and runs their
// examples.
//
// Pages are mdoc. What is generated from a table of the programs is between two
// comments,
//
//	.\" begin NAME
//	.\" end
//
// and is written by [Fill]; the rest is written by hand. An example is a
// literal display after a comment that begins with .\" example; see
// [Examples].
package manual

//go:generate go run ./gen ../..

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/argus-go/argus/internal/program"
	"github.com/argus-go/argus/internal/radium"
	"github.com/argus-go/argus/internal/sensor"
)

// Pages are the manual pages, by the names of their files.
var Pages = []string{"argus.8", "argus.conf.5", "ra-fields.7", "ra-filter.7", "ra.1", "ra.conf.5", "rabins.1", "racluster.1", "racluster.conf.5", "racount.1", "radium.8", "radium.conf.5", "ragator.1", "ragrep.1", "rahisto.1", "ramon.1", "rasort.1", "rasplit.1", "rastream.1", "rastrip.1", "ratimerange.1", "raxml.1"}

// regions are the makers of what is generated.
var regions = map[string]func() string{
	"fields":            fields,
	"filter":            primitives,
	"modes":             modes,
	"presets":           presets,
	"ra options":        func() string { return options(program.All[0].Options()) },
	"ra variables":      clientVariables,
	"racluster options": func() string { return ownOptions("racluster") },
	"rabins options":    func() string { return ownOptions("rabins") },
	"ragator options":   func() string { return ownOptions("ragator") },
	"ragrep options":    func() string { return ownOptions("ragrep") },
	"racount options":   func() string { return ownOptions("racount") },
	"racount modes":     func() string { return ownModes("racount") },
	"rahisto options":   func() string { return ownOptions("rahisto") },
	"rahisto modes":     func() string { return ownModes("rahisto") },
	"ramon options":     func() string { return ownOptions("ramon") },
	"racluster modes":   func() string { return ownModes("racluster") },
	"rabins modes":      func() string { return ownModes("rabins") },
	"ramon modes":       func() string { return ownModes("ramon") },
	"rasort options":    func() string { return ownOptions("rasort") },
	"rasort modes":      func() string { return ownModes("rasort") },
	"rasplit options":   func() string { return ownOptions("rasplit") },
	"rasplit modes":     func() string { return ownModes("rasplit") },
	"rastream options":  func() string { return ownOptions("rastream") },
	"rastream modes":    func() string { return ownModes("rastream") },
	"rastrip modes":     func() string { return ownModes("rastrip") },
	"argus options":     func() string { return options(sensor.Options()) },
	"argus variables":   sensorVariables,
	"radium options":    func() string { return options(radium.Options()) },
	"radium variables":  radiumVariables,
}

const (
	begin = `.\" begin `
	end   = `.\" end`
)

// Fill returns a page with its generated parts made anew.
func Fill(page []byte) ([]byte, error) {
	var out bytes.Buffer
	skipping := ""
	for line := range strings.Lines(string(page)) {
		text := strings.TrimSuffix(line, "\n")
		name, begins := strings.CutPrefix(text, begin)
		switch {
		case skipping != "" && text != end:
			continue
		case skipping != "":
			skipping = ""
		case begins:
			skipping = name
			make, ok := regions[name]
			if !ok {
				return nil, fmt.Errorf("no generated part is named %q", name)
			}
			out.WriteString(line + make())
			continue
		}
		out.WriteString(line)
	}
	if skipping != "" {
		return nil, fmt.Errorf("the part %q has no end", skipping)
	}
	return out.Bytes(), nil
}

var escaper = strings.NewReplacer(`\`, `\e`, `-`, `\-`, `'`, `\(aq`, "`", "\\(ga", `^`, `\(ha`, `~`, `\(ti`)

// text makes running text safe and wraps it. Text between backquotes is
// set in bold, for it is to be written as it is.
func text(s string) string {
	var b strings.Builder
	line := ""
	for _, w := range strings.Fields(bold(s)) {
		switch {
		case line == "":
			line = w
		case len(line)+1+len(w) > 78, line[len(line)-1] == '.': // a sentence begins a line
			b.WriteString(line + "\n")
			line = w
		default:
			line += " " + w
		}
		if line[0] == '.' { // no request
			line = `\&` + line
		}
	}
	return b.String() + line + "\n"
}

// bold makes text safe, with fonts instead of backquotes and without hyphens in
// the text between them.
func bold(s string) string {
	var b strings.Builder
	for i, part := range strings.Split(s, "`") {
		if i > 0 {
			b.WriteString([...]string{`\fR`, `\fB`}[i%2])
		}
		part = escaper.Replace(part)
		if i%2 == 1 {
			part = `\%` + strings.ReplaceAll(part, " ", ` \%`)
		}
		b.WriteString(part)
	}
	return b.String()
}

// word makes an argument of a macro safe: one word even with blanks.
func word(s string) string {
	s = escaper.Replace(s)
	if strings.ContainsAny(s, " \t\"") || s == "" {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	if len(s) < 3 || strings.ContainsAny(s, "()[].,:;?!|") { // no macro, no punctuation
		return `\&` + s
	}
	return s
}

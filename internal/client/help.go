// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/completion"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/render"
)

// usageHead is the beginning of --help; %[1]s is the program's name.
const usageHead = `usage: %[1]s [options] [- filter]

%[1]s %[2]s. It reads files of Argus records,
and captures, whose flows it builds directly.

%[3]s
  - FILTER         select records that match FILTER; see --help filter
`

// usageExamples are the examples of programs without their own.
const usageExamples = `  %[1]s -r flows.arg                        all flows, one per line
  %[1]s -r capture.pcap.gz - tcp port 443   flows of a capture
  %[1]s -r flows.arg -s stime saddr daddr bytes:14 - dst port domain
  %[1]s -r day.arg -w web.arg "tcp port 80" -w dns.arg "udp port 53"
`

const usageTail = `
Exit status: 0 on success; 1 after an error, or if no record was found or
matched; 2 if an input could not be opened.
`

// Options returns the program's options, including those of all clients, with
// their help texts, in the order of --help.
func (p *Program) Options() []getopt.Documented { return newTables(p.New()).documented() }

// Modes returns the words of -M in the same way.
func (p *Program) Modes() []Mode { return newTables(p.New()).describedModes() }

// OwnOptions returns the options that only this program has, or that mean something
// else here.
func (p *Program) OwnOptions() []getopt.Documented {
	return (&tables{options: p.New().Options}).documented()
}

// OwnModes returns the words of -M that only this program has.
func (p *Program) OwnModes() []Mode { return p.New().Modes }

// Variables returns the names that the program's configuration files may hold,
// including those of all clients.
func (p *Program) Variables() []Variable { return newTables(p.New()).variables }

// describedModes are the modes with all words for completion.
func (t *tables) describedModes() []Mode {
	list := slices.Clone(t.modes)
	for i := range list {
		if list[i].Name == "dsrs" {
			list[i].Words = PartWords()
		}
	}
	return list
}

// topics are those of --help, except columns and schemas.
var topics = []getopt.Word{
	{Word: "options", About: "all options in full"},
	{Word: "modes", About: "modes of -M"},
	{Word: "fields", About: "columns, one per line; --help field NAME explains one"},
	{Word: "filter", About: "filters"},
	{Word: "presets", About: "data sets for --preset"},
	{Word: "variables", About: "configuration files"},
	{Word: "topics", About: "these topics"},
}

// Topics returns the topics of --help, except columns.
func Topics() []getopt.Word {
	list := topics[:len(topics):len(topics)]
	for _, s := range render.SchemaFiles {
		list = append(list, getopt.Word{Word: s.Name + "-schema", About: "schema of -M " + s.Name})
	}
	return list
}

// setTopic sets the topic from the words after --help.
func (t *task) setTopic(words []string) {
	if t.topic == "" && len(words) > 0 && words[0] != "-" {
		t.topic, words = words[0], words[1:]
	}
	if t.topic == "field" && len(words) > 0 {
		t.field = words[0]
	}
}

// help prints the help on a topic: "" for the options, the name of a column for
// that column.
func help(p *Program, t *tables, w io.Writer, what task) error {
	text, err := helpText(p, t, what)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, text)
	return err
}

func helpText(p *Program, t *tables, what task) (string, error) {
	switch what.topic {
	case "":
		return briefHelp(p, t), nil
	case "options":
		return strings.TrimPrefix(getopt.Help(t.documented(), true), "\n"), nil
	case "modes":
		return t.modeHelp(true), nil
	case "filter":
		return filterHelp(), nil
	case "fields":
		return fieldList(), nil
	case "presets":
		return presetHelp(), nil
	case "variables":
		return t.variableHelp(), nil
	case "topics":
		return topicHelp(), nil
	case "field":
		if what.field == "" {
			return "", fmt.Errorf("--help field: name a column (--help fields lists them)")
		}
		f, ok := field.Lookup(what.field)
		if !ok {
			return "", unknownColumn(what.field)
		}
		return fieldHelp(f), nil
	}
	if text, ok := schemaHelp(what.topic); ok {
		return text, nil
	}
	if f, ok := field.Lookup(what.topic); ok {
		return fieldHelp(f), nil
	}
	var words []string
	for _, t := range Topics() {
		words = append(words, t.Word)
	}
	words = append(words, columnNames()...)
	return "", fmt.Errorf("unknown help topic %q%s (see --help topics)", what.topic, hint(what.topic, words))
}

// briefHelp has a phrase on each option, and only the letters of those that are
// ignored or not available.
func briefHelp(p *Program, t *tables) string {
	var list []getopt.Documented
	minor := map[string][]string{}
	for _, o := range t.documented() {
		if o.Group != groupOthers && o.Group != groupAbsent {
			list = append(list, o)
			continue
		}
		if n := o.Names()[0]; !slices.Contains(minor[o.Group], n) {
			minor[o.Group] = append(minor[o.Group], n)
		}
	}
	examples := p.Examples
	if examples == "" {
		examples = usageExamples
	}
	examples = fmt.Sprintf(examples, p.Name)
	text := fmt.Sprintf(usageHead, p.Name, p.About, examples) + getopt.Help(list, false) + "\nModes of -M:\n" + t.modeHelp(false) + "\n"
	for _, g := range []string{groupOthers, groupAbsent} {
		text += getopt.Hang("", g+": "+strings.Join(minor[g], " "), 0)
	}
	return text + usageTail
}

func (t *tables) modeHelp(all bool) string {
	var b strings.Builder
	for _, m := range t.describedModes() {
		head := "  -M " + m.Name
		switch {
		case m.Next:
			head += " " + m.Args
		case m.Args != "":
			head += "=" + m.Args
		}
		text := m.About
		if all {
			text = getopt.Sentences(m.About, m.More)
		}
		b.WriteString(getopt.Hang(head, getopt.Plain(text), 19))
		if !all {
			continue
		}
		for _, w := range m.Words {
			b.WriteString(getopt.Hang("    "+w.Word, w.About, 19))
		}
	}
	return b.String()
}

func (t *tables) variableHelp() string {
	docs := make([]getopt.VariableDoc, len(t.variables))
	for i, v := range t.variables {
		docs[i] = getopt.VariableDoc{Group: v.Group, Name: v.Name, Default: v.Default, About: v.About}
	}
	return getopt.VariableHelp("ra.conf(5)", 31, docs)
}

func filterHelp() string {
	var b strings.Builder
	b.WriteString("A filter is made of primitives; see ra-filter(7). Examples:\n\n" +
		"  tcp and dst port 443                   port 80 or 443\n" +
		"  src host 192.0.2.7 and not icmp        net 2001:db8::/32\n" +
		"  bytes gt 10M                           src pkts eq 0\n")
	for _, g := range filter.RecordDocs() {
		fmt.Fprintf(&b, "\n%s:\n", g.Name)
		if g.Text != "" {
			b.WriteString(getopt.Hang("  ", getopt.Plain(g.Text), 2))
		}
		for _, d := range g.Docs {
			head := "  " + strings.TrimSpace(strings.Join(d.Words, ", ")+" "+d.Args)
			if len(head) > 79 {
				b.WriteString(getopt.Hang("  ", head, 2))
				head = ""
			}
			text := d.Text
			if len(d.Also) > 0 {
				text += " Also " + strings.Join(d.Also, ", ") + "."
			}
			b.WriteString(getopt.Hang(head, getopt.Plain(text), 25))
		}
	}
	return b.String()
}

func topicHelp() string {
	var b strings.Builder
	for _, t := range Topics() {
		b.WriteString(getopt.Hang("  "+t.Word, t.About, 19))
	}
	b.WriteString(getopt.Hang("  field NAME", "the column of that name", 19))
	return b.String()
}

// setCompletion is --completion.
func setCompletion(c *Config, it getopt.Item) error {
	if !completion.Known(it.Arg()) {
		return fmt.Errorf("%q is not a supported shell (want bash, zsh or fish)", it.Arg())
	}
	c.task.shell = it.Arg()
	return nil
}

// complete returns the completion script of a program for a shell.
func complete(p *Program, t *tables, shell string) string {
	spec := completion.Spec{Program: p.Name, Filter: filter.Words(filter.Record), Topics: Topics()}
	for _, o := range t.documented() {
		if o.Group != groupAbsent && o.Group != groupOthers {
			spec.Options = append(spec.Options, o)
		}
	}
	for _, m := range t.describedModes() {
		w := completion.Mode{Word: getopt.Word{Word: m.Name, About: getopt.Plain(m.About)}, Values: m.Words, Valued: m.Args != "" && !m.Next, List: m.Name == "dsrs"}
		spec.Modes = append(spec.Modes, w)
	}
	for _, f := range field.All() {
		spec.Columns = append(spec.Columns, getopt.Word{Word: f.Name, About: f.About})
	}
	spec.Topics = append(spec.Topics, spec.Columns...)
	return spec.Script(shell)
}

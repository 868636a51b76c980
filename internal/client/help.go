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

// usageHead is what --help begins with; %[1]s is the program's name.
const usageHead = `usage: %[1]s [options] [- filter]

%[1]s %[2]s. It reads files of records,
and captures, whose flows it makes on the spot.

  %[1]s -r flows.arg                        all flows, one a line
  %[1]s -r capture.pcap.gz - tcp port 443   flows of a capture
  %[1]s -r flows.arg -s stime saddr daddr bytes:14 - dst port domain
  %[1]s -r day.arg -w web.arg "tcp port 80" -w dns.arg "udp port 53"

  - FILTER         take records that match FILTER; --help filter
`

const usageTail = `
Exit status: 0; 1 after an error, or if no record matched or none was found;
2 if an input could not be opened.
`

// Options returns the options of all clients and what users are told of them,
// in the order that help has them.
func Options() []getopt.Documented {
	var list []getopt.Documented
	for _, part := range options {
		for _, o := range part {
			d := getopt.Documented{Option: o.Option, Doc: o.Doc}
			switch {
			case o.Long == "preset":
				d.Words = presetWords()
			case o.Letter == 'o' && o.Value == getopt.Fixed:
				d.Words = variableWords()
			}
			list = append(list, d)
		}
	}
	return list
}

// A Mode is a word of -M and what users are told of it.
type Mode struct {
	Name, Args  string
	About, More string // as in [getopt.Doc]
	Words       []getopt.Word
}

// Modes returns the words of -M in the order that help has them.
func Modes() []Mode {
	list := make([]Mode, len(modes))
	for i, m := range modes {
		list[i] = Mode{m.name, m.args, m.about, m.more, m.words}
		if m.name == "dsrs" {
			list[i].Words = partWords()
		}
	}
	return list
}

// topics are those of --help, apart from columns and schemas.
var topics = []getopt.Word{
	{Word: "options", About: "all options in full"},
	{Word: "modes", About: "the words of -M"},
	{Word: "fields", About: "columns"},
	{Word: "filter", About: "filters"},
	{Word: "presets", About: "data sets for --preset"},
	{Word: "variables", About: "configuration files"},
	{Word: "topics", About: "these topics"},
}

// Topics returns the topics of --help, apart from columns.
func Topics() []getopt.Word {
	list := topics[:len(topics):len(topics)]
	for _, s := range render.SchemaFiles {
		list = append(list, getopt.Word{Word: s.Name + "-schema", About: "schema of -M " + s.Name})
	}
	return list
}

// help prints the help on a topic: "" the options, a column's name that column.
func help(p *Program, w io.Writer, topic string) error {
	var text string
	f, isField := field.Lookup(topic)
	schema, isSchema := schemaHelp(topic)
	switch {
	case isSchema:
		text = schema
	case topic == "":
		text = briefHelp(p)
	case topic == "options":
		text = strings.TrimPrefix(getopt.Help(Options(), true), "\n")
	case topic == "modes":
		text = modeHelp(true)
	case topic == "filter":
		text = filterHelp()
	case topic == "fields":
		text = fieldList()
	case topic == "presets":
		text = presetHelp()
	case topic == "variables":
		text = variableHelp()
	case topic == "topics":
		text = topicHelp()
	case isField:
		return fieldHelp(w, f)
	default:
		return fmt.Errorf("no help on %q (--help topics lists what there is)", topic)
	}
	_, err := io.WriteString(w, text)
	return err
}

// briefHelp has a phrase on each option, and the names of those that nobody
// needs.
func briefHelp(p *Program) string {
	var list []getopt.Documented
	minor := map[string][]string{}
	for _, o := range Options() {
		if o.Group != groupOthers && o.Group != groupAbsent {
			list = append(list, o)
			continue
		}
		if n := o.Names()[0]; !slices.Contains(minor[o.Group], n) {
			minor[o.Group] = append(minor[o.Group], n)
		}
	}
	text := fmt.Sprintf(usageHead, p.Name, p.About) + getopt.Help(list, false) + "\nModes of -M:\n" + modeHelp(false) + "\n"
	for _, g := range []string{groupOthers, groupAbsent} {
		text += getopt.Hang("", g+": "+strings.Join(minor[g], " "), 0)
	}
	return text + usageTail
}

func modeHelp(all bool) string {
	var b strings.Builder
	for _, m := range Modes() {
		head := "  -M " + m.Name
		if m.Args != "" {
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

func variableHelp() string {
	docs := make([]getopt.VariableDoc, len(variables))
	for i, v := range variables {
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
	b.WriteString(getopt.Hang("  NAME", "the column of that name", 19))
	return b.String()
}

// setCompletion is --completion.
func setCompletion(c *Config, it getopt.Item) error {
	if !completion.Known(it.Arg()) {
		return fmt.Errorf("have %q, want bash, zsh or fish", it.Arg())
	}
	c.shell = it.Arg()
	return nil
}

// complete returns the completion of a program for a shell.
func complete(p *Program, shell string) string {
	spec := completion.Spec{Program: p.Name, Filter: filter.Words(filter.Record), Topics: Topics()}
	for _, o := range Options() {
		if o.Group != groupAbsent && o.Group != groupOthers {
			spec.Options = append(spec.Options, o)
		}
	}
	for _, m := range Modes() {
		w := completion.Mode{Word: getopt.Word{Word: m.Name, About: getopt.Plain(m.About)}, Values: m.Words, Valued: m.Args != "", List: m.Name == "dsrs"}
		spec.Modes = append(spec.Modes, w)
	}
	for _, f := range field.All() {
		spec.Columns = append(spec.Columns, getopt.Word{Word: f.Name, About: f.About})
	}
	spec.Topics = append(spec.Topics, spec.Columns...)
	return spec.Script(shell)
}

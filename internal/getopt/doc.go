// SPDX-License-Identifier: Apache-2.0

package getopt

import (
	"fmt"
	"strings"
)

// A Value says what a command line's completion offers for an argument.
type Value uint8

// What is offered.
const (
	Anything Value = iota // nothing
	Files
	Dirs
	Fixed   // the option's Words
	Columns // names of columns, with a sign and a place before them, and commas
	Modes   // the words of -M
	Topics  // the topics of --help
)

// A Word is a word to choose and what it means.
type Word struct{ Word, About string }

// A Doc describes an option. Help, the manual page and the completion of
// shells are made of it. In its texts words of the command line stand between
// backquotes.
type Doc struct {
	Group string // heading
	Args  string // what the option takes: "FILE..."
	About string // a phrase, for help and completion
	More  string // further sentences for the manual, "" for none
	Value Value  // what its argument is
	Words []Word // of Value Fixed
}

// A Documented option is an option with its description.
type Documented struct {
	Option
	Doc
}

// Names are the option as users write it, the short form first.
func (o Option) Names() []string {
	var n []string
	if o.Letter != 0 {
		n = append(n, "-"+string(rune(o.Letter)))
	}
	if o.Long != "" {
		n = append(n, "--"+o.Long)
	}
	return n
}

// helpWidth is how long a line of help may be, helpColumn where texts begin.
const (
	helpWidth  = 79
	helpColumn = 19
)

// Groups are the headings of options in their order.
func Groups(options []Documented) []string {
	var list []string
	for _, o := range options {
		if len(list) == 0 || list[len(list)-1] != o.Group {
			list = append(list, o.Group)
		}
	}
	return list
}

// Help lists the options below their headings: a phrase on each, or all there
// is to say.
func Help(options []Documented, all bool) string {
	var b strings.Builder
	group := ""
	for i, o := range options {
		if o.Group != group {
			group = o.Group
			fmt.Fprintf(&b, "\n%s:\n", group)
		}
		head := "  " + strings.TrimSpace(strings.Join(o.Names(), ", ")+" "+o.Args)
		text := o.About
		if all {
			text = Sentences(o.About, o.More)
		}
		if all && i > 0 && options[i-1].Group == group {
			b.WriteByte('\n')
		}
		b.WriteString(Hang(head, Plain(text), helpColumn))
	}
	return b.String()
}

// A VariableDoc describes a variable of a configuration file, as a [Doc] describes
// an option.
type VariableDoc struct {
	Group, Name string
	Default     string // "" for none
	About       string // a phrase
}

// VariableHelp lists variables under their headings, with descriptions that start
// at a column. page is the manual page that documents them.
func VariableHelp(page string, column int, docs []VariableDoc) string {
	var b strings.Builder
	b.WriteString("Variables of configuration files, NAME=VALUE, one a line; see " + page + ".\n")
	group := ""
	for _, d := range docs {
		if d.Group != group {
			group = d.Group
			fmt.Fprintf(&b, "\n%s:\n", group)
		}
		text := d.About
		if d.Default != "" {
			text += " (default: " + d.Default + ")"
		}
		b.WriteString(Hang("  "+d.Name, Plain(text), column))
	}
	return b.String()
}

// Sentences makes sentences of a phrase and what follows it.
func Sentences(about, more string) string {
	s := about
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		s = strings.ToUpper(s[:1]) + s[1:]
	}
	return strings.TrimSpace(s + ". " + more)
}

// Plain takes the marks out of a text.
func Plain(text string) string { return strings.ReplaceAll(text, "`", "") }

// Hang wraps text into lines that begin at a column, the first after a head.
func Hang(head, text string, column int) string {
	var b strings.Builder
	line := strings.TrimRight(head, " ")
	if len(line) > max(column-1, 0) {
		b.WriteString(line + "\n")
		line = ""
	}
	at := column
	for i, w := range strings.Fields(text) {
		switch n := len(w); {
		case i == 0:
			line = fmt.Sprintf("%-*s%s", column, line, w)
			at = column + n
		case at+1+n > helpWidth:
			b.WriteString(line + "\n")
			line = fmt.Sprintf("%*s%s", column, "", w)
			at = column + n
		default:
			line += " " + w
			at += 1 + n
		}
	}
	b.WriteString(line + "\n")
	return b.String()
}

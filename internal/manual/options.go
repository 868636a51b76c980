// SPDX-License-Identifier: Apache-2.0

package manual

import (
	"fmt"
	"strings"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/preset"
	"github.com/argus-go/argus/internal/program"
	"github.com/argus-go/argus/internal/radium"
	"github.com/argus-go/argus/internal/sensor"
)

// heading is the text of a heading. Its first word is not taken for a macro, as
// "No" would be.
func heading(s string) string { return `\&` + s }

// options is the list of options below their headings.
func options(list []getopt.Documented) string {
	var b strings.Builder
	group := ""
	for _, o := range list {
		if o.Group != group {
			if group != "" {
				b.WriteString(".El\n")
			}
			group = o.Group
			fmt.Fprintf(&b, ".Ss %s\n.Bl -tag -width Ds\n", heading(group))
		}
		b.WriteString(".It")
		for i, n := range o.Names() {
			if i > 0 {
				b.WriteString(" ,")
			}
			b.WriteString(" Fl " + flagWord(n))
		}
		if o.Args != "" {
			b.WriteString(" Ar " + words(o.Args))
		}
		b.WriteString("\n" + text(getopt.Sentences(o.About, o.More)))
	}
	return b.String() + ".El\n"
}

// flagWord is an option without its first minus sign, for the macro Fl.
func flagWord(name string) string {
	return escaper.Replace(name[1:])
}

// clientNamed returns a program by its name.
func clientNamed(name string) *client.Program {
	for i := range program.All {
		if program.All[i].Name == name {
			return &program.All[i]
		}
	}
	panic("no program " + name)
}

// ownOptions is the list of options that only one client has.
func ownOptions(name string) string { return options(clientNamed(name).OwnOptions()) }

// ownModes are the words of -M that only one client has.
func ownModes(name string) string {
	var b strings.Builder
	b.WriteString(".Bl -tag -width Ds\n")
	for _, m := range clientNamed(name).OwnModes() {
		switch {
		case m.Args == "":
			fmt.Fprintf(&b, ".It Cm %s\n", word(m.Name))
		case m.Next:
			fmt.Fprintf(&b, ".It Cm %s Ar %s\n", word(m.Name), word(m.Args))
		default:
			fmt.Fprintf(&b, ".It Cm %s Ns = Ns Ar %s\n", word(m.Name), word(m.Args))
		}
		b.WriteString(text(getopt.Sentences(m.About, m.More)))
	}
	return b.String() + ".El\n"
}

// modes are the words of -M.
func modes() string {
	var b strings.Builder
	b.WriteString(".Bl -tag -width Ds\n")
	for _, m := range program.All[0].Modes() {
		if m.Args == "" {
			fmt.Fprintf(&b, ".It Cm %s\n", word(m.Name))
		} else {
			fmt.Fprintf(&b, ".It Cm %s Ns = Ns Ar %s\n", word(m.Name), word(m.Args))
		}
		b.WriteString(text(getopt.Sentences(m.About, m.More)))
		if len(m.Words) == 0 {
			continue
		}
		b.WriteString(".Pp\n.Bl -tag -width obfuscate -compact\n")
		for _, w := range m.Words {
			fmt.Fprintf(&b, ".It Cm %s\n%s", word(w.Word), text(w.About))
		}
		b.WriteString(".El\n")
	}
	return b.String() + ".El\n"
}

// presets are the names of --preset.
func presets() string {
	var b strings.Builder
	b.WriteString(".Bl -tag -width Ds\n")
	for _, p := range preset.All() {
		fmt.Fprintf(&b, ".It Cm %s\n%s", word(p.Name), text(getopt.Sentences(p.About, p.More)))
	}
	return b.String() + ".El\n"
}

// A variable is one name of a configuration file, of either kind of program.
type variable struct{ group, name, value, about string }

// variables is the list of a configuration file's names.
func variables(list []variable) string {
	var b strings.Builder
	group := ""
	for _, v := range list {
		if v.group != group {
			if group != "" {
				b.WriteString(".El\n")
			}
			group = v.group
			fmt.Fprintf(&b, ".Ss %s\n.Bl -tag -width Ds\n", heading(group))
		}
		fmt.Fprintf(&b, ".It Va %s\n", v.name)
		about := getopt.Sentences(v.about, "")
		if v.value != "" {
			about += " Default: " + v.value + "."
		}
		b.WriteString(text(about))
	}
	return b.String() + ".El\n"
}

func clientVariables() string {
	var list []variable
	for _, v := range program.All[0].Variables() {
		list = append(list, variable{v.Group, v.Name, v.Default, v.About})
	}
	return variables(list)
}

func sensorVariables() string {
	var list []variable
	for _, v := range sensor.Variables() {
		list = append(list, variable{v.Group, v.Name, v.Default, v.About})
	}
	return variables(list)
}

func radiumVariables() string {
	var list []variable
	for _, v := range radium.Variables() {
		list = append(list, variable{v.Group, v.Name, v.Default, v.About})
	}
	return variables(list)
}

// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/argus-go/argus/internal/getopt"
)

// TestDocs: each option, mode and variable is told of, once.
func TestDocs(t *testing.T) {
	seen := map[getopt.Option]bool{}
	groups := map[string]bool{}
	last := ""
	for _, o := range newTables(new(Run)).documented() {
		name := strings.Join(o.Names(), " ") + " " + o.Args
		if o.About == "" || o.Group == "" || seen[o.Option] {
			t.Errorf("%s: not told of, or twice", name)
		}
		seen[o.Option] = true
		if (o.Args == "") != (o.Kind == getopt.Flag) {
			t.Errorf("%s: kind %d with the argument %q", name, o.Kind, o.Args)
		}
		if o.Value == getopt.Fixed && len(o.Words) == 0 {
			t.Errorf("%s: no words", name)
		}
		if o.Group != last && groups[o.Group] {
			t.Errorf("%s: the group %q is in two parts", name, o.Group)
		}
		last, groups[o.Group] = o.Group, true
		phrase(t, name, o.About, o.More)
		if newTables(new(Run)).row(getopt.Item{Option: o.Option}).Set == nil && o.Group != groupAbsent {
			t.Errorf("%s does nothing and is not absent", name)
		}
	}
	for _, m := range modes {
		phrase(t, "-M "+m.Name, m.About, m.More)
	}
	names := map[string]bool{}
	for _, v := range variables {
		if names[v.Name] || v.Group == "" {
			t.Errorf("%s: not told of, or twice", v.Name)
		}
		names[v.Name] = true
		phrase(t, v.Name, v.About, "")
	}
}

// phrase checks the form of texts: a phrase, and sentences.
func phrase(t *testing.T, name, about, more string) {
	t.Helper()
	switch {
	case about == "" || strings.HasSuffix(about, "."):
		t.Errorf("%s: %q is no phrase", name, about)
	case more != "" && !strings.HasSuffix(more, "."):
		t.Errorf("%s: %q are no sentences", name, more)
	case strings.Count(about+more, "`")%2 != 0:
		t.Errorf("%s: a quote has no end", name)
	}
}

// TestHelpFits: help is at most 80 characters wide.
func TestHelpFits(t *testing.T) {
	p := &Program{Name: "ra", About: "prints"}
	for _, topic := range append(topics, getopt.Word{}, getopt.Word{Word: "stime"}) {
		var b strings.Builder
		if err := help(p, newTables(new(Run)), &b, task{help: true, topic: topic.Word}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if len(line) > 81 || strings.Contains(line, "`") || strings.TrimRight(line, " \n") != strings.TrimSuffix(line, "\n") {
				t.Errorf("%s: %q", topic.Word, line)
			}
		}
	}
}

func columnList(c *Config) string {
	var b strings.Builder
	for _, col := range c.Print.Columns.List() {
		fmt.Fprintf(&b, "%s:%d ", col.Name, col.Width)
	}
	return b.String()
}

// TestDefaults: a variable whose value is its default changes nothing.
func TestDefaults(t *testing.T) {
	words := map[string]bool{ // defaults that are described in words
		"all": true, "blanks": true, "that of the machine": true, "networks of the interfaces, and private networks": true,
		"%T.%f": true, // as long as the precision is not changed
	}
	checked := 0
	for _, v := range variables {
		if v.Default == "" || words[v.Default] && v.Name != "RA_PRINT_NAMES" {
			continue
		}
		c, want := Default(), Default()
		if err := v.Set.Set(c, v.Default); err != nil {
			t.Errorf("%s=%s: %v", v.Name, v.Default, err)
			continue
		}
		if got, list := columnList(c), columnList(want); got != list {
			t.Errorf("%s=%s: columns %s, want %s", v.Name, v.Default, got, list)
		}
		// What is set is known to be set, and classic rows have other defaults.
		c.Print.Columns, c.Print.lists, c.Print.headerSet, c.Print.precisionSet, c.Dialect.nameLevel = nil, nil, false, false, want.Dialect.nameLevel
		want.Print.Columns = nil
		if !reflect.DeepEqual(c, want) {
			t.Errorf("%s=%s makes\n%+v, want\n%+v", v.Name, v.Default, c, want)
		}
		checked++
	}
	if checked < 15 {
		t.Errorf("%d defaults were checked", checked)
	}
}

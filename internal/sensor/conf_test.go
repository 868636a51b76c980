// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"io"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/service"
)

// TestDocs: each option and variable is documented once, in a phrase.
func TestDocs(t *testing.T) {
	seen, groups, last := map[string]bool{}, map[string]bool{}, ""
	check := func(name, group, about, more string) {
		t.Helper()
		if seen[name] || group == "" {
			t.Errorf("%s: listed twice, or in no group", name)
		}
		seen[name] = true
		switch {
		case about == "" || strings.HasSuffix(about, "."):
			t.Errorf("%s: %q is not a phrase", name, about)
		case more != "" && !strings.HasSuffix(more, "."):
			t.Errorf("%s: %q are not sentences", name, more)
		case strings.Count(about+more, "`")%2 != 0:
			t.Errorf("%s: a quotation is not closed", name)
		}
		if group != last && groups[group] {
			t.Errorf("%s: the group %q is split", name, group)
		}
		last, groups[group] = group, true
	}
	for _, o := range options {
		name := strings.Join(o.Names(), " ")
		check(name, o.Group, o.About, o.More)
		if (o.Args == "") != (o.Kind == getopt.Flag) {
			t.Errorf("%s: kind %d with argument %q", name, o.Kind, o.Args)
		}
	}
	groups = map[string]bool{}
	for _, v := range variables {
		check(v.Name, v.Group, v.About, "")
	}
	for _, topic := range []string{"", "options", "variables"} {
		text, err := help(topic)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(text) {
			if len(line) > 84 || strings.Contains(line, "`") {
				t.Errorf("%s: %q", topic, line)
			}
		}
	}
}

// TestDefaults: a variable whose value is its default changes nothing.
func TestDefaults(t *testing.T) {
	checked := 0
	for _, v := range variables {
		if v.Default == "" || v.Default == "all" || v.set == nil {
			continue
		}
		p := &parser{Config: DefaultConfig(), log: &logger{out: service.NewLog("argus", io.Discard, os.Getenv), priority: defaultPriority}}
		if err := v.set.set(p, v.Default); err != nil {
			t.Errorf("%s=%s: %v", v.Name, v.Default, err)
			continue
		}
		want := DefaultConfig()
		p.TypeSet = want.TypeSet // the type was named
		if v.Name == "ARGUS_KEYSTROKE" {
			p.Flow.Keystroke = want.Flow.Keystroke // settings of what is off
		}
		if v.Name == "ARGUS_MAX_FLOWS" {
			want.Flow.MaxFlows = flow.DefaultMaxFlows // what 0 stands for
		}
		if !reflect.DeepEqual(p.Config, want) {
			t.Errorf("%s=%s makes\n%+v, want\n%+v", v.Name, v.Default, p.Config, want)
		}
		checked++
	}
	if checked < 20 {
		t.Errorf("%d defaults were checked", checked)
	}
}

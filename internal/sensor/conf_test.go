// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"testing"
)

// The page on the configuration file names the variables that there are.
func TestVariablesDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/argus-conf.md")
	if err != nil {
		t.Fatal(err)
	}
	told := make(map[string]bool)
	for _, name := range regexp.MustCompile(`ARGUS_[A-Z_]+`).FindAllString(string(page), -1) {
		told[name] = true
	}
	known := slices.Concat(slices.Collect(maps.Keys(variables)), slices.Collect(maps.Keys(liveVariables)))
	for _, name := range known {
		if !told[name] {
			t.Errorf("%s is not in docs/argus-conf.md", name)
		}
	}
	for name := range told {
		if !slices.Contains(known, name) {
			t.Errorf("docs/argus-conf.md names %s, which is no variable", name)
		}
	}
}

// The usage text names every option of the table.
func TestOptionsDocumented(t *testing.T) {
	for _, o := range options {
		name := "--" + o.Long
		if o.Letter != 0 {
			name = "-" + string(o.Letter)
		}
		if !regexp.MustCompile(`(?m)(^| |\()` + name + `\b`).MatchString(usageText) {
			t.Errorf("usage: %s is missing", name)
		}
	}
}

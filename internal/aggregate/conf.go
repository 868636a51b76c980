// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/nearest"
)

// A Model is a rule as a file says it, before its filter is compiled.
type Model struct {
	Line   int
	Filter string
	Rule   Rule
}

// Settings are what the variables of a rule file set for the rules below them.
type Settings struct {
	Name    string // RACLUSTER_MODEL_NAME
	Hide    bool   // RACLUSTER_PRESERVE_FIELDS=no, or none of these lines since the rule before
	NoStats bool   // RACLUSTER_REPORT_AGGREGATION=no
	Correct bool   // RACLUSTER_AUTO_CORRECTION=yes
	Metric  string // RACLUSTER_AGG_METRIC
}

// A ConfError is what is wrong with a line of a rule file.
type ConfError struct {
	Line int
	Err  error
}

func (e *ConfError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }
func (e *ConfError) Unwrap() error { return e.Err }

// ParseConf reads a rule file (racluster.conf): settings, and rules with one or
// more of filter, grep, model, status, idle and label, and cont at the end.
// metric returns the metric of a name. A rule for what no rule takes, with the
// default key, is added.
func ParseConf(text string, metric func(name string) (Metric, error)) ([]Model, error) {
	var models []Model
	var set Settings
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.ContainsRune("#!\"", rune(line[0])) {
			continue
		}
		var err error
		if strings.HasPrefix(line, "RACLUSTER_") {
			err = set.apply(line)
		} else {
			var m Model
			if m, err = parseModel(line, &set, metric); err == nil {
				m.Line = i + 1
				models = append(models, m)
				// Compat: what is preserved in one rule is not in the next, unless
				// RACLUSTER_PRESERVE_FIELDS=yes stands before that.
				set.Hide = true
			}
		}
		if err != nil {
			return nil, &ConfError{i + 1, err}
		}
	}
	last, err := set.rule(metric)
	if err != nil {
		return nil, err
	}
	return append(models, Model{Rule: last}), nil
}

// apply reads NAME=value.
func (s *Settings) apply(line string) error {
	name, value, ok := strings.Cut(line, "=")
	if !ok {
		return fmt.Errorf("%s has no value (want NAME=value)", name)
	}
	if strings.TrimSpace(name) != name {
		return fmt.Errorf("blanks around the = of %s", strings.TrimSpace(name))
	}
	value = strings.Trim(strings.TrimSpace(value), `"`)
	switch name {
	case "RACLUSTER_MODEL_NAME":
		s.Name = value
	case "RACLUSTER_AGG_METRIC":
		s.Metric = value
	case "RACLUSTER_HISTOGRAM": // Compat: accepted, and without effect in all releases
	case "RACLUSTER_PRESERVE_FIELDS":
		return yesNo(name, value, func(yes bool) { s.Hide = !yes })
	case "RACLUSTER_REPORT_AGGREGATION":
		return yesNo(name, value, func(yes bool) { s.NoStats = !yes })
	case "RACLUSTER_AUTO_CORRECTION":
		return yesNo(name, value, func(yes bool) { s.Correct = yes })
	default:
		return fmt.Errorf("unknown variable %s%s", name, didYouMean(name, variableNames[:]))
	}
	return nil
}

// variableNames are the variables of rule files.
var variableNames = [...]string{
	"RACLUSTER_MODEL_NAME", "RACLUSTER_AGG_METRIC", "RACLUSTER_HISTOGRAM", "RACLUSTER_PRESERVE_FIELDS",
	"RACLUSTER_REPORT_AGGREGATION", "RACLUSTER_AUTO_CORRECTION",
}

// didYouMean returns the end of a message about an unknown word, "" if no word of
// the list is like it.
func didYouMean(word string, list []string) string {
	if near := nearest.Word(word, list); near != "" {
		return ", did you mean " + near + "?"
	}
	return ""
}

func yesNo(name, value string, set func(bool)) error {
	switch strings.ToLower(value) {
	case "yes":
		set(true)
	case "no":
		set(false)
	default:
		return fmt.Errorf("%s: %q is neither yes nor no", name, value)
	}
	return nil
}

// rule returns an empty rule with the settings.
func (s *Settings) rule(metric func(string) (Metric, error)) (Rule, error) {
	r := Rule{Key: DefaultKey(), Hide: s.Hide, NoStats: s.NoStats, Correct: s.Correct}
	if s.Metric == "" {
		return r, nil
	}
	var err error
	r.Metric, err = metric(s.Metric)
	return r, err
}

// parseModel reads a line of name="value" items.
func parseModel(line string, set *Settings, metric func(string) (Metric, error)) (Model, error) {
	m := Model{}
	if strings.Count(line, `"`)%2 != 0 {
		return m, errors.New("a double quote is missing: there is an odd number of them")
	}
	var err error
	if m.Rule, err = set.rule(metric); err != nil {
		return m, err
	}
	for rest := line; rest != ""; {
		var name, value string
		if name, value, rest, err = nextItem(rest); err != nil {
			return m, err
		}
		if name == "cont" {
			m.Rule.Continue = true
			continue
		}
		if err := m.set(name, value); err != nil {
			return m, fmt.Errorf("%s: %w", name, err)
		}
	}
	return m, nil
}

// itemNames are the items of a rule.
var itemNames = [...]string{"filter", "grep", "model", "label", "status", "idle", "cont"}

// checkItem reports a name that is not an item of a rule.
func checkItem(name string) error {
	if strings.EqualFold(name, "flow") || name == "Model" {
		return fmt.Errorf("%q begins a line of a flow file (read it with ragator -f)", name)
	}
	if slices.Contains(itemNames[:], name) {
		return nil
	}
	if near := didYouMean(name, itemNames[:]); near != "" {
		return fmt.Errorf("%q is not an item of a rule%s", name, near)
	}
	return fmt.Errorf(`%q is not an item of a rule (want filter="...", grep="...", model="...", label="...", status=N, idle=N or cont)`, name)
}

// nextItem cuts an item off: cont, name=N, or name="value".
func nextItem(text string) (name, value, rest string, err error) {
	i := strings.IndexAny(text, "= \t")
	if i < 0 {
		i = len(text)
	}
	name, rest = text[:i], strings.TrimSpace(text[i:])
	if err := checkItem(name); err != nil {
		return "", "", "", err
	}
	rest, valued := strings.CutPrefix(rest, "=")
	switch {
	case name == "cont" && valued:
		return "", "", "", errors.New("cont takes no value")
	case name == "cont":
		return name, "", rest, nil
	case !valued:
		return "", "", "", fmt.Errorf("%s needs a value (want %s=...)", name, name)
	}
	rest = strings.TrimSpace(rest)
	if quoted, ok := strings.CutPrefix(rest, `"`); ok {
		end := strings.IndexByte(quoted, '"')
		if end < 0 {
			return "", "", "", fmt.Errorf("%s: the closing quote is missing", name)
		}
		return name, quoted[:end], strings.TrimSpace(quoted[end+1:]), nil
	}
	if name != "status" && name != "idle" {
		return "", "", "", fmt.Errorf(`%s: the value is not in double quotes (want %s="...")`, name, name)
	}
	end := strings.IndexAny(rest, " \t")
	if end < 0 {
		end = len(rest)
	}
	return name, rest[:end], strings.TrimSpace(rest[end:]), nil
}

func (m *Model) set(name, value string) (err error) {
	switch name {
	case "filter":
		m.Filter = value
	case "model":
		if m.Rule.Key, err = ParseKey([]string{value}); err == nil && m.Rule.Key.None() && !strings.Contains(value, "none") {
			err = errors.New("no key is named (none keeps every record apart)")
		}
	case "grep":
		m.Rule.Grep, err = regexp.Compile(value)
	case "label":
		m.Rule.Label = []byte(value)
	case "status":
		m.Rule.Status, err = parseTime(value)
	case "idle":
		m.Rule.Idle, err = parseTime(value)
	}
	return err
}

// units are those of status and idle times.
var units = []struct {
	suffix string
	unit   time.Duration
}{{"s", time.Second}, {"m", time.Minute}, {"h", time.Hour}, {"d", 24 * time.Hour}}

// parseTime reads a number with the unit s, m, h or d; seconds without.
func parseTime(text string) (time.Duration, error) {
	digits, unit := text, time.Second
	for _, u := range units {
		if d, ok := strings.CutSuffix(text, u.suffix); ok {
			digits, unit = d, u.unit
		}
	}
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil || v < 0 || v*float64(unit) > float64(1<<62) {
		return 0, fmt.Errorf("%q is not a time (want a number with s, m, h or d)", text)
	}
	return time.Duration(v * float64(unit)), nil
}

// SPDX-License-Identifier: Apache-2.0

// Package grouping contains what programs that merge records share: the options for
// keys, order and memory, and the output of groups in order.
package grouping

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/internal/aggregate"
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/nearest"
	"github.com/argus-go/argus/internal/recsort"
	"github.com/argus-go/argus/record"
)

// Settings are the values of the options that merging programs share.
type Settings struct {
	Key     aggregate.Key
	Keyed   bool // -m was given
	Sort    []recsort.Key
	Top     int // rows to show, 0 for all
	File    string
	Hide    bool // -M nopreserve
	Correct bool // -M correct
	NoStats bool // -M norep
	EachEnd bool // -M rmon

	words  []string // of -m
	memory client.Memory
	rules  []aggregate.Rule
}

// headings of the options.
const groupMerging = "Merging"

// Options returns the rows of -m, -P, --top and --max-memory.
func (s *Settings) Options() []client.Option {
	return append([]client.Option{
		{
			Option: getopt.Option{Letter: 'm', Kind: getopt.List}, Set: s.setKeys,
			Doc: getopt.Doc{
				Group: groupMerging, Args: "KEY...",
				About: "merge records that agree in these fields: saddr, daddr/24, proto, dport, matrix ...",
				More:  "By default records of the same sensor, addresses, protocol and ports are merged. `saddr/24` merges by network, `matrix` by pair of addresses in either direction, `addr`, `mac` and `port` count each flow twice, once for each end; `none` merges nothing. Rows are sorted by the keys.",
				Words: keyWords(),
			},
		},
	}, s.OrderOptions()...)
}

// OrderOptions returns the rows of -P, --top and --max-memory.
func (s *Settings) OrderOptions() []client.Option {
	return []client.Option{
		{
			Option: getopt.Option{Letter: 'P', Kind: getopt.List}, Set: s.setSort,
			Doc: getopt.Doc{
				Group: groupMerging, Args: "KEY...", About: "sort rows by these columns",
				More: "Counters and rates are sorted from the largest down, all other columns from the smallest up; `bytes:asc` and `stime:desc` reverse that.",
			},
		},
		s.TopOption(),
		s.MemoryOption(),
	}
}

// TopOption returns the row of --top.
func (s *Settings) TopOption() client.Option {
	return client.Option{
		Option: getopt.Option{Long: "top", Kind: getopt.List}, Set: s.setTop,
		Doc: getopt.Doc{
			Group: groupMerging, Args: "N [KEY...]", About: "only the first N rows in the order of KEY, bytes by default",
		},
	}
}

// MemoryOption returns the row of --max-memory.
func (s *Settings) MemoryOption() client.Option { return client.MemoryOption(&s.memory) }

// RuleFile returns the row of -f.
func RuleFile(file *string) client.Option {
	return client.Option{
		Option: getopt.Option{Letter: 'f', Kind: getopt.Arg},
		Set:    func(_ *client.Config, it getopt.Item) error { *file = it.Arg(); return nil },
		Doc: getopt.Doc{
			Group: groupMerging, Args: "FILE", About: "read rules that say which records are merged, by which keys, and for how long",
			More: "The format is that of racluster.conf(5).", Value: getopt.Files,
		},
	}
}

// Modes returns the words of -M.
func (s *Settings) Modes() []client.Mode {
	set := func(f func(c *client.Config)) client.Setter {
		return client.SetFunc(func(c *client.Config, _ string) error { f(c); return nil })
	}
	return []client.Mode{
		{Name: "correct", About: "merge two one-way records if they are the two directions of one flow", Set: set(func(c *client.Config) { s.Correct, c.Prepare.AsRead = true, false })},
		{Name: "nocorrect", About: "keep the directions that the sensor recorded", Set: set(func(c *client.Config) { s.Correct, c.Prepare.AsRead = false, true })},
		{Name: "preserve", About: "keep values that are the same in all records of a group (default)", Set: set(func(*client.Config) { s.Hide = false })},
		{Name: "nopreserve", About: "show only the fields of the key", Set: set(func(*client.Config) { s.Hide = true })},
		{Name: "norep", About: "leave out the number of merged records and their statistics", Set: set(func(*client.Config) { s.NoStats = true })},
		{Name: "rmon", About: "count each flow twice, once from each side", Set: set(func(c *client.Config) { s.EachEnd, c.Print.Hosts = true, true })},
	}
}

func keyWords() []getopt.Word {
	var list []getopt.Word
	for _, n := range aggregate.KeyNames() {
		list = append(list, getopt.Word{Word: n})
	}
	return list
}

func (s *Settings) setKeys(c *client.Config, it getopt.Item) error {
	s.words = append(s.words, it.Args...)
	key, err := aggregate.ParseKey(s.words)
	if err != nil {
		return suggest(err)
	}
	s.Key, s.Keyed = key, true
	c.Print.Hosts = s.EachEnd || key.EachEnd
	if !s.Correct { // a record may have any side first
		c.Prepare.AsRead = true
	}
	return nil
}

// suggest adds the nearest name to the error of an unknown key.
func suggest(err error) error {
	var key *aggregate.UnknownKeyError
	word, names := "", []string(nil)
	switch {
	case errors.As(err, &key):
		word, names = key.Word, aggregate.KeyNames()
	}
	if near := nearest.Word(word, names); near != "" {
		return fmt.Errorf("%w: did you mean %q?", err, near)
	}
	return err
}

func (s *Settings) setSort(_ *client.Config, it getopt.Item) error {
	keys, err := recsort.ParseKeys(it.Args)
	if err != nil {
		return suggest(err)
	}
	s.Sort = append(s.Sort, keys...)
	return nil
}

func (s *Settings) setTop(_ *client.Config, it getopt.Item) error {
	n, err := strconv.Atoi(it.Arg())
	if err != nil || n < 1 {
		return fmt.Errorf("%q is not a number of rows (want 1 or more)", it.Arg())
	}
	words := it.Args[1:]
	if len(words) == 0 {
		words = []string{"bytes"}
	}
	keys, err := recsort.ParseKeys(words)
	if err != nil {
		return suggest(err)
	}
	s.Top, s.Sort = n, keys
	return nil
}

// Memory returns how much memory groups may take.
func (s *Settings) Memory() aggregate.Memory {
	return aggregate.Memory{Limit: s.memory.Limit() / 2, Dir: s.memory.Dir()}
}

// Rules returns the rules of the file of -f, or the one of -m.
func (s *Settings) Rules(session *client.Session) ([]aggregate.Rule, error) {
	if s.File == "" {
		s.rules = []aggregate.Rule{{Key: s.key(), Hide: s.Hide, NoStats: s.NoStats, Correct: s.Correct && !s.Keyed}}
		return s.rules, nil
	}
	text, err := os.ReadFile(s.File)
	if err != nil {
		var pe *os.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return nil, fmt.Errorf("%s: %w", s.File, err)
	}
	models, err := aggregate.ParseConf(string(text), metric)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.File, suggest(err))
	}
	s.rules = nil
	for i := range models {
		rule := models[i].Rule
		rule.NoStats = rule.NoStats || s.NoStats
		f, err := match.Compile(models[i].Filter, session.MatchOptions())
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", s.File, models[i].Line, err)
		}
		if f != nil {
			rule.Match = f.Match
		}
		s.rules = append(s.rules, rule)
	}
	return s.rules, nil
}

// key returns the key of -m, or the one that is used without -m.
func (s *Settings) key() aggregate.Key {
	key := s.Key
	switch {
	case s.Keyed:
	case s.EachEnd:
		key = aggregate.EndKey()
	default:
		key = aggregate.DefaultKey()
	}
	key.EachEnd = key.EachEnd || s.EachEnd
	return key
}

// metric returns the metric of a column (RACLUSTER_AGG_METRIC).
func metric(name string) (aggregate.Metric, error) {
	f, ok := field.Lookup(strings.ToLower(name))
	if !ok || !numeric(f) {
		return aggregate.Metric{}, fmt.Errorf("RACLUSTER_AGG_METRIC: %q is not a column of numbers", name)
	}
	return aggregate.Metric{Of: func(row *field.Row) float64 {
		v := f.Value(&field.Options{}, row)
		return v.Float()
	}}, nil
}

// Timed reports whether groups may be complete before the input ends.
func (s *Settings) Timed() bool {
	for i := range s.rules {
		if s.rules[i].Timed() {
			return true
		}
	}
	return false
}

// Needs returns the parts of records that merging looks at: with files to write,
// and with rules, all of them.
func (s *Settings) Needs(c *client.Config) record.Parts {
	if len(c.Write.Outputs) > 0 || s.File != "" {
		return record.AllParts
	}
	key := s.key()
	return key.Needs() | recsort.Needs(s.Sort) | c.ColumnParts() | field.PreparedParts | record.PartAgg
}

// Brief reports whether merging needs only the times of a record's row. A rule file
// may ask for statistics of any column.
func (s *Settings) Brief(*client.Config) bool { return s.File == "" }

func numeric(f *field.Field) bool {
	switch f.Kind {
	case field.Int, field.Uint, field.Float, field.Duration:
		return true
	}
	return false
}

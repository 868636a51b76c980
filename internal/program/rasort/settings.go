// SPDX-License-Identifier: Apache-2.0

package rasort

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/dialect"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/inplace"
	"github.com/argus-go/argus/internal/recsort"
)

const groupSorting = "Sorting"

// settings are what the options say.
type settings struct {
	keys    []recsort.Key
	reverse bool
	replace bool
	top     int
	topKeys []recsort.Key // that --top names
	memory  client.Memory

	columns []string // words of -s that may yet turn out to be keys
	keyed   bool     // the words of -s are keys
}

func (s *settings) options() []client.Option {
	keys := func(_ *client.Config, it getopt.Item) error { return s.add(it.Args) }
	return []client.Option{
		{
			Option: getopt.Option{Letter: 'm', Kind: getopt.List}, Set: keys,
			Doc: getopt.Doc{
				Group: groupSorting, Args: "KEY...", About: "sort by these columns, the first one first (default stime)",
				More: "Every column of ra is a key; `saddr/24` and `daddr/24` sort by network. Counters, sizes, rates and losses begin with the largest value, times, durations, addresses and ports with the smallest; `bytes:asc` and `stime:desc` turn that around. Records without a value come last. Records that agree in all keys keep their order.",
			},
		},
		{
			Option: getopt.Option{Letter: 'P', Kind: getopt.List}, Set: keys,
			Doc: getopt.Doc{Group: groupSorting, Args: "KEY...", About: "as `-m`"},
		},
		{
			Option: getopt.Option{Letter: 'v', Kind: getopt.Flag},
			Set:    func(*client.Config, getopt.Item) error { s.reverse = true; return nil },
			Doc:    getopt.Doc{Group: groupSorting, About: "reverse the order of every key"},
		},
		{
			Option: getopt.Option{Long: "top", Kind: getopt.List}, Set: s.setTop,
			Doc: getopt.Doc{
				Group: groupSorting, Args: "N [KEY...]", About: "only the first N records in the order of KEY",
				More: "Without KEY the order is that of `-m`, or bytes if there is none.",
			},
		},
		client.MemoryOption(&s.memory),
		{
			Option: getopt.Option{Letter: 's', Kind: getopt.List}, Set: s.setColumns,
			Doc: getopt.Doc{
				Group: "Text", Args: "FIELD...",
				About: "columns to print: NAME[:WIDTH]; +NAME adds one, +3NAME at place 3, -NAME removes it",
				More:  "Separate columns with blanks or commas. With `--classic`, or if one of the words is a name that only release 2 has for a key (startime, lasttime, duration, srcaddr, dstaddr, srcbytes, dstbytes, packets, srcpackets, dstpackets), the words are keys as in that release.",
				Value: getopt.Columns,
			},
		},
	}
}

func (s *settings) modes() []client.Mode {
	return []client.Mode{inplace.Mode(&s.replace, "replace each input file with its sorted records",
		"Each file is sorted separately, and replaced when its new version is complete. Only the first of its management records is kept.")}
}

// word takes a key that is a word of -M, as in release 2.
func (s *settings) word(_ *client.Config, word string) (bool, error) {
	err := s.add([]string{word})
	if errors.As(err, new(*recsort.UnknownKeyError)) {
		return false, nil
	}
	return true, err
}

func (s *settings) add(words []string) error {
	keys, err := recsort.ParseKeys(words)
	s.keys = append(s.keys, keys...)
	return err
}

func (s *settings) setTop(_ *client.Config, it getopt.Item) (err error) {
	s.top, err = strconv.Atoi(it.Arg())
	if err != nil || s.top < 1 {
		return fmt.Errorf("%q is not a number of records (want 1 or more)", it.Arg())
	}
	s.topKeys, err = recsort.ParseKeys(it.Args[1:])
	return err
}

// classicKeys are names of keys that no later release has (classic 2.x, section
// 8).
var classicKeys = [...]string{
	"startime", "lasttime", "duration", "srcaddr", "dstaddr", "srcbytes", "dstbytes", "packets", "srcpackets", "dstpackets",
}

// setColumns is -s: columns, or keys as in release 2. One word that can only be a
// key makes keys of all others, those before it included.
func (s *settings) setColumns(c *client.Config, it getopt.Item) error {
	s.columns = append(s.columns, it.Args...)
	classic := c.Dialect.Dialect == dialect.Classic
	if !s.keyed && !classic && !slices.ContainsFunc(it.Args, isClassicKey) {
		return c.SetColumns(it.Args)
	}
	s.keyed = true
	c.ResetColumns()
	words := s.columns
	s.columns = nil
	return s.add(words)
}

func isClassicKey(arg string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(arg, func(c rune) bool { return c == ' ' || c == ',' }), func(word string) bool {
		return slices.Contains(classicKeys[:], strings.ToLower(word))
	})
}

// order returns the keys to sort by.
func (s *settings) order() []recsort.Key {
	keys := s.topKeys
	switch {
	case len(keys) > 0:
	case len(s.keys) > 0:
		keys = s.keys
	case s.top > 0:
		keys = mustParse("bytes")
	default:
		keys = mustParse("stime")
	}
	keys = slices.Clone(keys)
	if s.reverse {
		recsort.Reverse(keys)
	}
	return keys
}

// mustParse returns the key of a column that there is.
func mustParse(name string) []recsort.Key {
	keys, err := recsort.ParseKeys([]string{name})
	if err != nil {
		panic(err)
	}
	return keys
}

// check reports options that exclude each other.
func (s *settings) check(c *client.Config) error {
	switch {
	case !s.replace:
		return nil
	case s.top > 0:
		return errors.New("-M replace would lose the records that are not among the first: leave out --top, or write with -w")
	}
	return inplace.Check(c)
}

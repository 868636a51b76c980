// SPDX-License-Identifier: Apache-2.0

package ragrep

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/getopt"
)

const groupSearch = "Search"

// settings are what the options say.
type settings struct {
	invert   bool   // -v
	counts   bool   // -c
	matching bool   // -l: names of inputs with a match
	missing  bool   // -L: names of inputs without one
	quiet    bool   // -q
	names    bool   // -H
	offsets  bool   // -b
	limit    uint64 // -m: matches to stop after, 0 for no limit
}

// summarizes reports whether something else than the matching records is printed.
func (s *settings) summarizes() bool { return s.quiet || s.matching || s.missing || s.counts }

// flag returns an option that sets a switch.
func flag(letter byte, set *bool, about, more string) client.Option {
	return client.Option{
		Option: getopt.Option{Letter: letter, Kind: getopt.Flag},
		Set:    func(*client.Config, getopt.Item) error { *set = true; return nil },
		Doc:    getopt.Doc{Group: groupSearch, About: about, More: more},
	}
}

func (s *settings) options() []client.Option {
	return []client.Option{
		{
			Option: getopt.Option{Letter: 'e', Kind: getopt.Arg},
			Set:    func(c *client.Config, it getopt.Item) error { return c.AddPattern(it.Arg()) },
			Doc: getopt.Doc{
				Group: groupSearch, Args: "[s:|d:]REGEX", About: "search for this pattern; may be repeated",
				More: "A record matches if any of the patterns does. The payload of the source (`s:`), the destination (`d:`) or either is searched. REGEX is a POSIX extended regular expression; `^` is the start of the captured payload. Without `-e` and `-f` every flow matches.",
			},
		},
		{
			Option: getopt.Option{Letter: 'f', Kind: getopt.Arg}, Set: addFile,
			Doc: getopt.Doc{
				Group: groupSearch, Args: "FILE", About: "search for the patterns in FILE, one per line",
				More: "They are added to those of `-e` and have the same form.", Value: getopt.Files,
			},
		},
		flag('v', &s.invert, "select the flows that no pattern matches", "Flows without payload are among them."),
		flag('c', &s.counts, "print only the number of matches in each input", ""),
		flag('l', &s.matching, "print only the names of the inputs with a match", "It takes precedence over `-L` and `-c`."),
		flag('L', &s.missing, "print only the names of the inputs without a match", "It takes precedence over `-c`, and the exit status is 0 even if no record matched."),
		flag('q', &s.quiet, "print nothing and stop at the first match", "The exit status is then 0, even if an input could not be read. It takes precedence over `-l`, `-L` and `-c`."),
		{
			Option: getopt.Option{Letter: 'm', Kind: getopt.Arg}, Set: s.setLimit,
			Doc: getopt.Doc{Group: groupSearch, Args: "N", About: "stop after N matches in all inputs together; 0 is no limit"},
		},
		flag('H', &s.names, "print the name of the input before each record", ""),
		flag('b', &s.offsets, "print the offset of the record in its input before each record", "`ra -r FILE::OFFSET` reads from there on. Flows of captures have the offset 0."),
	}
}

// maxPatterns is the largest file of patterns that is read, in bytes.
const maxPatterns = 1 << 20

// addFile is -f.
func addFile(c *client.Config, it getopt.Item) error {
	text, err := readPatterns(it.Arg())
	if err != nil {
		return err
	}
	text = bytes.TrimSuffix(text, []byte("\n"))
	if len(text) == 0 {
		return fmt.Errorf("%s has no pattern", it.Arg())
	}
	for i, line := range strings.Split(string(text), "\n") {
		if err := c.AddPattern(strings.TrimSuffix(line, "\r")); err != nil {
			return fmt.Errorf("%s, line %d: %w", it.Arg(), i+1, err)
		}
	}
	return nil
}

// readPatterns reads a file of patterns, which may be a pipe.
func readPatterns(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, errors.Unwrap(err))
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxPatterns+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, errors.Unwrap(err))
	case len(text) > maxPatterns:
		return nil, fmt.Errorf("%s is larger than %d bytes, which is the most that is read", name, maxPatterns)
	}
	return text, nil
}

// setLimit is -m.
func (s *settings) setLimit(_ *client.Config, it getopt.Item) (err error) {
	if s.limit, err = strconv.ParseUint(it.Arg(), 10, 63); err != nil {
		return fmt.Errorf("%q is not a number of matches", it.Arg())
	}
	return nil
}

// SPDX-License-Identifier: Apache-2.0

package dialect

import (
	"fmt"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/ratime"
)

// A Line is a scanned command line.
type Line struct {
	Args   []string // the words scanned, with a time range joined to one
	Items  []getopt.Item
	Words  []string // what belongs to no option: the filter
	Joined bool     // the time range was written as several words
}

// Scan reads a command line. After an error the items before it are returned
// too.
func (x *Reader) Scan(args []string) (*Line, error) {
	joined := joinRange(args)
	l := &Line{Args: joined, Joined: len(joined) < len(args)}
	s := getopt.New(joined, x.Table)
	s.Choose, s.Takes = x.choose, x.Takes
	s.Strict, s.FileLetters = x.Fixed == Classic, "rwES"
	for {
		it, ok, err := s.Next()
		switch {
		case err != nil:
			return l, err
		case !ok:
			l.Words = s.Words()
			return l, nil
		}
		l.Items = append(l.Items, it)
	}
}

// A Choice is the dialect of a run and how it came about.
type Choice struct {
	Dialect   Dialect
	Fixed     Dialect // what was chosen other than by the words of the command line
	Undecided bool    // no word says anything, so it is Modern
	Times     bool    // time ranges have the grammar of release 2
	Word      string  // the word that chose Classic, "" for none
	Warning   string  // "" for none
	AfterR    string  // the word after -R if that was read as a switch: perhaps a folder was meant
}

// Decide scans a command line and applies rules 4 to 6 of section 5: words that
// only one dialect has decide.
func (x *Reader) Decide(args []string) (*Line, Choice, error) {
	l, err := x.Scan(args)
	if err != nil {
		return nil, Choice{}, err
	}
	c := Choice{Dialect: x.Fixed, Fixed: x.Fixed, Times: x.Fixed == Classic}
	if x.Fixed == Undecided {
		l = x.byWords(&c, l, args)
	}
	c.AfterR = l.afterR()
	return l, c, nil
}

func (x *Reader) byWords(c *Choice, l *Line, args []string) *Line {
	classic, modern := x.clues(l)
	switch {
	case classic == "":
		c.Dialect = Modern
		c.Undecided = modern == ""
	case modern == "":
		c.Dialect, c.Times, c.Word = Classic, true, classic
		// The letters keep their meaning, but options end at the first other
		// word.
		strict := *x
		strict.Fixed = Classic
		if again, err := strict.Scan(args); err == nil && len(again.Items) < len(l.Items) {
			return again
		}
	default:
		c.Dialect, c.Times = Modern, l.Joined
		c.Warning = fmt.Sprintf("warning: %s is an option of release 2 and %s one of later releases: rows print as in later releases (choose with --classic or --modern)",
			classic, modern)
	}
	return l
}

// afterR returns the word after a -R that was read as a switch.
func (l *Line) afterR() string {
	for _, it := range l.Items {
		if it.Letter != 'R' || it.Kind != getopt.Flag || len(l.Words) == 0 || strings.HasPrefix(l.Words[0], "-") {
			continue
		}
		if n := it.Pos + 1; n < len(l.Args) && l.Args[n] == l.Words[0] {
			return l.Words[0]
		}
	}
	return ""
}

// clues returns the first words that only release 2 has and that only later
// releases have (rules 4 and 5 of section 5).
func (x *Reader) clues(l *Line) (classic, modern string) {
	remote := false
	for _, it := range l.Items {
		remote = remote || it.Letter == 'S'
	}
	for _, it := range l.Items {
		if it.Letter != 0 && strings.IndexByte(x.Own, it.Letter) >= 0 {
			continue
		}
		word := it.Name()
		if it.Kind != getopt.Flag && it.Letter != 't' && it.Letter != 's' {
			word += " " + it.Arg()
		}
		if classic == "" && isClassicOnly(it, remote, l.Joined) {
			classic = word
		}
		if modern == "" && x.isModernOnly(it) {
			modern = word
		}
	}
	return classic, modern
}

func isClassicOnly(it getopt.Item, remote, joinedRange bool) bool {
	switch it.Letter {
	case 'g', 'G':
		return true
	case 'c', 'R', 'm':
		return it.Kind == getopt.Flag
	case 'P':
		return remote && isNumber(it.Arg())
	case 't':
		return joinedRange && ratime.IsClassic(it.Arg())
	}
	return false
}

func (x *Reader) isModernOnly(it getopt.Item) bool {
	switch it.Letter {
	case 's', 'H', 'Q', '3':
		return true
	case 'c', 'R':
		return it.Kind != getopt.Flag
	case 'S':
		return strings.Contains(it.Arg(), "://")
	case 'M':
		for _, w := range it.Args {
			for _, mode := range strings.Fields(w) {
				if !eitherMode(mode) && (x.Mode == nil || x.Mode(mode)) {
					return true
				}
			}
		}
	}
	return it.Long == "preset"
}

// eitherMode reports whether a mode of -M says nothing about the dialect.
func eitherMode(mode string) bool {
	name, _, _ := strings.Cut(strings.ToLower(mode), "=")
	switch name {
	case "man", "noman", "tz", "printer":
		return true
	}
	return false
}

// joinRange joins a time range that was written as several words: after -t, the
// words A - B, A- B and A -B become A-B if that is a range. A minus sign that no
// time follows begins the filter.
func joinRange(args []string) []string {
	for i := 0; i+2 < len(args); i++ {
		w := args[i]
		if len(w) < 2 || w[0] != '-' || w[1] == '-' || !strings.HasSuffix(w, "t") || strings.Trim(w[1:], "AabcGgIijlmnqRuXzt") != "" {
			continue
		}
		for _, n := range []int{3, 2} {
			if i+n >= len(args) {
				continue
			}
			text := strings.Join(args[i+1:i+1+n], "")
			if hasMinus(args[i+1:i+1+n]) && isRange(text) {
				return append(append(args[:i+1:i+1], text), args[i+1+n:]...)
			}
		}
	}
	return args
}

// hasMinus reports whether two or three words have one minus sign between two
// times.
func hasMinus(words []string) bool {
	if len(words) == 3 {
		return words[1] == "-"
	}
	return len(words) == 2 && len(words[0]) > 1 && len(words[1]) > 1 &&
		(strings.HasSuffix(words[0], "-") || words[1] != "-3" && words[1][0] == '-' && words[1][1] >= '0' && words[1][1] <= '9')
}

func isRange(text string) bool {
	_, err := ratime.Parse(text, time.Unix(0, 0))
	return err == nil || ratime.IsClassic(text)
}

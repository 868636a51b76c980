// SPDX-License-Identifier: Apache-2.0

// Package splitting is what rasplit and rastream share: it divides a stream of
// records into files by time, number, size, a filter or a pattern.
//
// Files grow by whole records only, and a start repairs what an earlier run that
// was killed left (crash safety; the family, measured, section 7).
package splitting

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/ratime"
	"github.com/argus-go/argus/record"
)

// A by is what divides the stream.
type by uint8

const (
	byDefault by = iota // fields, or 10,000 records
	byTime
	byCount
	bySize
	byFlow
	byPattern
)

// usualCount is how many records a file has by default.
const usualCount = 10_000

// Settings are what the options say.
type Settings struct {
	// Stream is set for rastream, which ends files while it reads and runs a
	// program for each.
	Stream bool

	by      by
	word    string // the value of the mode
	width   ratime.Width
	number  int64 // records or bytes
	filter  *match.Filter
	pattern *regexp.Regexp
	whole   bool // -M nomodify

	name     string
	template *template
	suffix   int // letters
	hold     time.Duration
	held     bool // -B was given
	command  string
	compress string
	maxAge   time.Duration
	maxSize  int64
	open     int
}

const groupSplitting = "Splitting"

// NewRun returns the run of rasplit, or of rastream.
func NewRun(stream bool) *client.Run {
	s := &Settings{Stream: stream, suffix: 2, name: "x", open: usualOpen}
	return &client.Run{
		Options: s.options(), Modes: s.modes(),
		Needs: func(c *client.Config) record.Parts {
			c.Print.Quiet = true // rows are never printed
			return s.needs(c)
		},
		Tick:  time.Second,
		Start: func(session *client.Session) (client.Handler, error) { return s.start(session) },
	}
}

func (s *Settings) options() []client.Option {
	list := []client.Option{
		{
			Option: getopt.Option{Letter: 'w', Kind: getopt.Arg},
			Set:    func(_ *client.Config, it getopt.Item) error { s.name = it.Arg(); return nil },
			Doc: getopt.Doc{
				Group: groupSplitting, Args: "NAME", About: "name of the files: $field is a value of the record, %Y and others are the time (default x)",
				More:  "A percent sign begins a directive of strftime(3) and stands for the start of the time bin. `$field` or `${field}` is any column of ra; slashes and control characters in values become underscores, so that a file is never outside the folders that NAME writes out. Folders are made as needed. Files that exist are appended to. `-` is standard output.",
				Value: getopt.Files,
			},
		},
		{
			Option: getopt.Option{Letter: 'a', Kind: getopt.Arg}, Set: s.setSuffix,
			Doc: getopt.Doc{Group: groupSplitting, Args: "N", About: "letters of the suffix of numbered files, 1 to 8 (default 2: aa, ab ...)"},
		},
		{
			Option: getopt.Option{Long: "compress", Kind: getopt.Arg}, Set: s.setCompress,
			Doc: getopt.Doc{
				Group: groupSplitting, Args: "FORM", About: "compress files that are complete with gzip or zstd", Value: getopt.Fixed,
				Words: []getopt.Word{{Word: "gzip", About: "NAME.gz"}, {Word: "zstd", About: "NAME.zst"}},
			},
		},
		{
			Option: getopt.Option{Long: "expire-age", Kind: getopt.Arg}, Set: s.setAge,
			Doc: getopt.Doc{
				Group: groupSplitting, Args: "AGE", About: "remove files that nothing was written to for this long, such as 12h or 30d",
				More: "Only files that NAME could name and that hold records are removed.",
			},
		},
		{
			Option: getopt.Option{Long: "expire-size", Kind: getopt.Arg}, Set: s.setTotal,
			Doc: getopt.Doc{Group: groupSplitting, Args: "SIZE", About: "remove the oldest files while all of them take more than this, such as 10G"},
		},
		{
			Option: getopt.Option{Long: "max-open", Kind: getopt.Arg}, Set: s.setOpen,
			Doc: getopt.Doc{Group: groupSplitting, Args: "N", About: "files to have open at a time (default 64)"},
		},
	}
	if !s.Stream {
		return list
	}
	return append(list, client.Option{
		Option: getopt.Option{Letter: 'B', Kind: getopt.Arg}, Set: s.setHold,
		Doc: getopt.Doc{
			Group: groupSplitting, Args: "SECONDS", About: "a file is complete when its time bin has been over for this long",
			More: "The time is that of the records; while none comes it goes on with the clock. Without `-B` files are complete when the input ends. A record that comes later is appended, and the file is complete once more after that time.",
		},
	}, client.Option{
		Option: getopt.Option{Letter: 'f', Kind: getopt.Arg},
		Set:    func(_ *client.Config, it getopt.Item) error { s.command = it.Arg(); return nil },
		Doc: getopt.Doc{
			Group: groupSplitting, Args: "PROGRAM", About: "run PROGRAM -r FILE for each file that is complete, one after the other",
			More:  "Arguments may follow PROGRAM in the same word: `-f 'report -v'`. Blanks divide them, quotes keep blanks. No shell is involved.",
			Value: getopt.Files,
		},
	})
}

// modes are the words of -M.
func (s *Settings) modes() []client.Mode {
	mode := func(name, args, about string, kind by) client.Mode {
		return client.Mode{Name: name, Args: args, About: about, Next: true, Set: client.SetFunc(func(_ *client.Config, value string) error {
			s.by, s.word = kind, value
			return s.checkMode(name, value)
		})}
	}
	return []client.Mode{
		mode("time", "WIDTH", "a file for each time bin, such as 5m, 1h, 1d, 1w, 1M", byTime),
		mode("count", "N", "a file for every N records; k and m are thousands and millions", byCount),
		mode("size", "N", "files of at most N bytes; k, m and g are powers of 1024", bySize),
		mode("flow", "FILTER", "a record that matches FILTER begins a new file", byFlow),
		mode("pattern", "REGEX", "a record whose payload matches begins a new file", byPattern),
		{
			Name: "nomodify", About: "keep records whole instead of cutting them at the edges of time bins",
			Set: client.SetFunc(func(*client.Config, string) error { s.whole = true; return nil }),
		},
		{
			Name: "hard", About: "accepted: records keep their own times in files of time bins",
			Set: client.SetFunc(func(*client.Config, string) error { return nil }),
		},
		{
			Name: "soft", About: "the same",
			Set: client.SetFunc(func(*client.Config, string) error { return nil }),
		},
	}
}

// checkMode reads values that need no settings.
func (s *Settings) checkMode(name, value string) (err error) {
	switch s.by {
	case byCount:
		s.number, err = parseNumber(value, 1000)
	case bySize:
		s.number, err = parseNumber(value, 1024)
	case byPattern:
		if _, err = regexp.CompilePOSIX(value); err == nil {
			s.pattern, err = regexp.Compile("(?s:" + value + ")")
		}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// parseNumber reads a number above 0 with the unit k, m, g or b.
func parseNumber(text string, unit int64) (int64, error) {
	n, ok := getopt.Quantity(strings.TrimRight(text, "bB"), unit)
	if !ok || n > 1<<50 {
		return 0, fmt.Errorf("%q is not a number above 0 (one such as 500, 20k or 10m)", text)
	}
	return n, nil
}

func (s *Settings) setSuffix(_ *client.Config, it getopt.Item) (err error) {
	if s.suffix, err = strconv.Atoi(it.Arg()); err != nil || s.suffix < 1 || s.suffix > maxSuffix {
		return fmt.Errorf("%q is not a number of letters (want 1 to %d)", it.Arg(), maxSuffix)
	}
	return nil
}

func (s *Settings) setCompress(_ *client.Config, it getopt.Item) error {
	s.compress = it.Arg()
	if _, ok := extensions.Find(s.compress); !ok {
		return fmt.Errorf("%q is not a form of compression (want gzip or zstd)", s.compress)
	}
	return nil
}

func (s *Settings) setAge(_ *client.Config, it getopt.Item) error {
	w, err := ratime.ParseWidth(it.Arg(), time.UTC)
	if err != nil {
		return err
	}
	from, to := w.Bin(time.Now().UnixMicro())
	s.maxAge = time.Duration(to-from) * time.Microsecond
	return nil
}

func (s *Settings) setTotal(_ *client.Config, it getopt.Item) (err error) {
	s.maxSize, err = parseNumber(it.Arg(), 1024)
	return err
}

func (s *Settings) setOpen(_ *client.Config, it getopt.Item) (err error) {
	if s.open, err = strconv.Atoi(it.Arg()); err != nil || s.open < 1 || s.open > mostOpen {
		return fmt.Errorf("%q is not a number of files (want 1 to %d)", it.Arg(), mostOpen)
	}
	return nil
}

func (s *Settings) setHold(_ *client.Config, it getopt.Item) error {
	n, err := strconv.ParseFloat(strings.TrimSuffix(it.Arg(), "s"), 64)
	if err != nil || !(n >= 0 && n <= 1e9) {
		return fmt.Errorf("%q is not a number of seconds", it.Arg())
	}
	s.hold, s.held = time.Duration(n*float64(time.Second)), true
	return nil
}

// finish completes the settings.
func (s *Settings) finish(session *client.Session) (err error) {
	if s.template == nil {
		if s.template, err = parseTemplate(s.name); err != nil {
			return fmt.Errorf("-w: %w", err)
		}
		if s.by == byTime && s.name != "-" && !s.template.times {
			s.template.addSuffix(timeSuffix)
		}
	}
	switch s.by {
	case byTime:
		if s.width, err = ratime.ParseWidth(s.word, session.Config.Print.Options.Location); err != nil {
			return fmt.Errorf("time: %w", err)
		}
	case byFlow:
		if s.filter, err = match.Compile(s.word, session.MatchOptions()); err != nil {
			return fmt.Errorf("flow: %w", err)
		}
	case byDefault:
		if !s.template.fields {
			s.by, s.number = byCount, usualCount
		}
	}
	if s.name == "-" && (s.compress != "" || s.command != "" || s.maxAge > 0 || s.maxSize > 0) {
		return errors.New("standard output is not a file: leave out --compress, --expire-age, --expire-size and -f")
	}
	return nil
}

// needs are the parts of records that splitting looks at.
func (s *Settings) needs(c *client.Config) record.Parts {
	p := field.PreparedParts | record.PartTime | record.PartMetrics | record.PartFlow
	if s.by == byTime && !s.whole {
		p |= record.PartNet | record.PartAgg
	}
	if s.by == byPattern {
		p |= record.PartSrcData | record.PartDstData
	}
	if s.by == byFlow {
		if f, err := match.Compile(s.word, match.Options{Precision: c.Print.Options.Precision}); err == nil {
			p |= f.Parts()
		}
	}
	if t, err := parseTemplate(s.name); err == nil {
		p |= t.needs()
	}
	return p
}

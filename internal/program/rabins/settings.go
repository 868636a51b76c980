// SPDX-License-Identifier: Apache-2.0

package rabins

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/grouping"
	"github.com/argus-go/argus/internal/ratime"
)

// settings are what the options of rabins say.
type settings struct {
	grouping.Settings
	width string // -M time
	count uint64 // -M count: records of a bin
	size  uint64 // -M size: bytes of a bin's records
	hard  bool
	zero  bool
	whole bool // -M nomodify: records are not cut
	hold  string
}

const groupBins = "Bins"

func (s *settings) options() []client.Option {
	return append(s.Settings.Options(), grouping.RuleFile(&s.File), client.Option{
		Option: getopt.Option{Letter: 'B', Kind: getopt.Arg},
		Set:    func(_ *client.Config, it getopt.Item) error { s.hold = it.Arg(); return nil },
		Doc: getopt.Doc{
			Group: groupBins, Args: "TIME", About: "print a bin TIME after it has ended, such as 5s or 1m",
			More: "Without this option rows are printed after the last record. The time is that of the records; while none arrive, it passes as the clock does. Records that arrive after their bin was printed are printed as further rows of that bin.",
		},
	})
}

func (s *settings) modes() []client.Mode {
	var list []client.Mode
	for _, m := range s.Settings.Modes() {
		if m.Name != "preserve" && m.Name != "nopreserve" {
			list = append(list, m)
		}
	}
	flag := func(to *bool) client.Setter {
		return client.SetFunc(func(*client.Config, string) error { *to = true; return nil })
	}
	return append(
		list,
		client.Mode{Name: "time", Args: "WIDTH", Next: true, Set: client.SetFunc(s.setTime), About: "bins of this width, such as 10s, 5m, 1h, 1d, 1w, 1M or 1y", More: "Bins of seconds, minutes and hours are multiples of their width since 1970 in UTC. Days begin at midnight, weeks on Monday, months and years on their first day, in the time zone of the output."},
		client.Mode{Name: "count", Args: "N", Next: true, Set: number(&s.count), About: "a bin for every N records"},
		client.Mode{Name: "size", Args: "N", Next: true, Set: number(&s.size), About: "a bin for every N bytes of records, such as 100K or 5M"},
		client.Mode{Name: "hard", Set: flag(&s.hard), About: "print the start and end of the bin as the times of each row"},
		client.Mode{Name: "soft", Set: client.SetFunc(func(*client.Config, string) error { s.hard = false; return nil }), About: "print the times of the records (default)"},
		client.Mode{Name: "zero", Set: flag(&s.zero), About: "print a row without packets for each empty bin"},
		client.Mode{Name: "nomodify", Set: flag(&s.whole), About: "do not cut records; each belongs to the bin of its start"},
	)
}

func (s *settings) setTime(_ *client.Config, value string) error {
	_, err := ratime.ParseWidth(value, time.UTC)
	s.width = value
	return err
}

// widthAlone reports a width of bins without the word time before it.
func widthAlone(_ *client.Config, word string) (bool, error) {
	if _, err := ratime.ParseWidth(word, time.UTC); err != nil {
		return false, nil
	}
	return true, fmt.Errorf("%q is a width, but of what bins? Write: -M time %s", word, word)
}

// number sets a positive number, which may have one of the suffixes K, M and G.
func number(to *uint64) client.Setter {
	return client.SetFunc(func(_ *client.Config, value string) error {
		n, ok := getopt.Quantity(value, 1024)
		if !ok {
			return fmt.Errorf("%q is not a number above 0 (K, M and G may follow it)", value)
		}
		*to = uint64(n)
		return nil
	})
}

// check reports what contradicts itself.
func (s *settings) check() error {
	kinds := 0
	for _, set := range []bool{s.width != "", s.count > 0, s.size > 0} {
		if set {
			kinds++
		}
	}
	switch {
	case kinds > 1:
		return errors.New("-M: time, count and size exclude each other")
	case s.width == "" && (s.hard || s.zero):
		return errors.New("-M: hard and zero need bins of time (add: time 1m)")
	case s.width == "" && s.hold != "":
		return errors.New("-B needs bins of time (add: -M time 1m)")
	}
	return nil
}

// bin returns the bins of -M time, nil if there are none.
func (s *settings) bin(zone *time.Location) (func(int64) (int64, int64), error) {
	if s.width == "" {
		return nil, nil
	}
	w, err := ratime.ParseWidth(s.width, zone)
	if err != nil {
		return nil, err
	}
	return w.Bin, nil
}

// holdTime returns the time of -B in microseconds, -1 without it.
func (s *settings) holdTime() (int64, error) {
	if s.hold == "" {
		return -1, nil
	}
	text := s.hold
	if n, err := strconv.ParseFloat(text, 64); err == nil && n == 0 {
		return 0, nil
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		text += "s"
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("-B: %q is not a time (want seconds, or a number with s, m or h)", s.hold)
	}
	return d.Microseconds(), nil
}

// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/lookup"
)

// setEvent adds a host event: method:path:interval[:compress] (section 4.3).
func setEvent(p *parser, v string) error {
	parts := strings.Split(v, ":")
	if len(parts) != 3 && len(parts) != 4 {
		return fmt.Errorf("%q is not of the form method:path:interval[:compress]", v)
	}
	e := Event{Method: parts[0], Path: parts[1]}
	if e.Method != "prog" && e.Method != "file" {
		return fmt.Errorf("unknown method %q (want prog or file)", e.Method)
	}
	if len(parts) == 4 {
		if parts[3] != "compress" && parts[3] != "compress2" {
			return fmt.Errorf("unknown word %q (want compress or compress2)", parts[3])
		}
		e.Compress = true
	}
	var err error
	e.Interval, err = eventInterval(parts[2])
	p.Events = append(p.Events, e)
	return err
}

const day = 24 * time.Hour

var eventUnits = lookup.Table[byte, time.Duration]{
	{'s', time.Second}, {'m', time.Minute}, {'h', time.Hour}, {'d', day}, {'w', 7 * day}, {'M', 30 * day}, {'y', 365 * day},
}

// eventInterval reads an interval with a unit; M is 30 days.
func eventInterval(s string) (time.Duration, error) {
	unit := time.Second
	digits := s
	if s != "" {
		if u, ok := eventUnits.Find(s[len(s)-1]); ok {
			unit, digits = u, s[:len(s)-1]
		}
	}
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || !(n >= 0) || n*unit.Seconds() > getopt.MaxSeconds {
		return 0, fmt.Errorf("interval %q is not a number, optionally followed by s, m, h, d, w, M or y", s)
	}
	return time.Duration(n * float64(unit)), nil
}

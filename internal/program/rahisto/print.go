// SPDX-License-Identifier: Apache-2.0

package rahisto

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/argus-go/argus/field"
)

// A table is what is printed: the statistics of the values, and how many are in
// each class.
type table struct {
	total  statistics
	counts []int64
}

// A class is a row of the table.
type class struct {
	from, to float64
	count    int64
	above    int64 // how many values are in this class and those before it
}

// print prints the table.
func (h *handler) print(t *table) error {
	p := &h.session.Config.Print
	switch {
	case h.json:
		h.appendJSON(t)
	case p.Delimiter() != 0:
		h.appendDelimited(t, string(p.Delimiter()))
	default:
		h.appendText(t)
	}
	return h.session.Print(string(h.buf))
}

// each calls fn with the number of each class that is shown, and the class.
//
// Compat: the values below a range that begins with 0 have no row, but the
// cumulative counts of the others include them.
func (h *handler) each(t *table, fn func(number int, c class)) {
	s := h.spec
	var sum int64
	number := 0
	show := func(c class, shown bool) {
		sum += c.count
		c.above = sum
		if !shown {
			return
		}
		number++
		if c.count > 0 || !h.settings.hideEmpty {
			fn(number, c)
		}
	}
	if h.settings.outside {
		show(class{from: min(0, t.total.min), to: s.from, count: h.below}, s.from != 0)
	}
	for i, n := range t.counts {
		show(class{from: s.edge(i), to: s.edge(i + 1), count: n}, true)
	}
	if h.settings.outside {
		show(class{from: s.to, to: max(s.to, t.total.max), count: h.above}, true)
	}
}

// text returns a value of the metric, or a number between two of them.
func (h *handler) text(v float64, exact bool) string {
	if exact && h.spec.whole() {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%f", v)
}

// medianText returns the median, which is a value of the metric if there is one in
// the middle.
func (h *handler) medianText(t *table) string { return h.text(t.total.median(), t.total.total%2 == 1) }

// modesText returns the most frequent values.
func (h *handler) modesText(modes []float64) string {
	var list []string
	for _, v := range modes {
		list = append(list, h.text(v, true))
	}
	return strings.Join(list, ",")
}

// appendText appends the table in the layout of the original.
func (h *handler) appendText(t *table) {
	s := &t.total
	mean := h.text(s.mean, false)
	width := len(mean)
	h.buf = fmt.Appendf(h.buf, " N = %-7d mean = %s  stddev = %*s  max = %s  min = %s\n",
		s.n, mean, width, h.text(s.stddev(), false), h.text(s.max, true), h.text(s.min, true))
	h.buf = fmt.Appendf(h.buf, "           median = %*s     95%% = %s\n", width, h.medianText(t), h.text(s.tail, true))
	if len(s.modes) > 0 {
		h.buf = fmt.Appendf(h.buf, "             mode = %*s\n", width, h.modesText(s.modes))
	}
	if h.settings.interval {
		h.buf = append(h.buf, " Class             Interval               Freq    Rel.Freq     Cum.Freq    \n"...)
	} else {
		h.buf = append(h.buf, " Class      Interval         Freq    Rel.Freq     Cum.Freq    \n"...)
	}
	h.each(t, func(number int, c class) {
		h.buf = fmt.Appendf(h.buf, "%6d   %s%11d%11.4f%%%12.4f%%    \n", number, h.interval(c), c.count, s.percent(c.count), s.percent(c.above))
	})
}

// interval returns where a class begins, and with -M interval also where it ends.
func (h *handler) interval(c class) string {
	format := "%e"
	if h.spec.column.Kind == field.Time {
		format = "%f" // the digits of %e are too few
	}
	from := fmt.Sprintf(format, c.from)
	if h.settings.interval {
		return fmt.Sprintf("%13s-"+format, from, c.to)
	}
	return fmt.Sprintf("%13s", from)
}

// percent returns the share of n values.
func (s *statistics) percent(n int64) float64 { return float64(n) / float64(s.n) * 100 }

// appendDelimited appends the table with a delimiter between values (-c).
func (h *handler) appendDelimited(t *table, sep string) {
	s := &t.total
	h.buf = fmt.Appendf(h.buf, "N=%[1]d%[2]smean=%[3]s%[2]sstddev=%[4]s%[2]smax=%[5]s%[2]smin=%[6]s%[2]smedian=%[7]s%[2]s95%%=%[8]s",
		s.n, sep, h.text(s.mean, false), h.text(s.stddev(), false), h.text(s.max, true), h.text(s.min, true), h.medianText(t), h.text(s.tail, true))
	if len(s.modes) > 0 {
		h.buf = fmt.Appendf(h.buf, "%smode=%s", sep, h.modesText(s.modes))
	}
	h.buf = fmt.Appendf(h.buf, "\nClass%[1]sInterval%[1]sFreq%[1]sRel.Freq%[1]sCum.Freq\n", sep)
	h.each(t, func(number int, c class) {
		interval := strings.TrimLeft(h.interval(c), " ")
		h.buf = fmt.Appendf(h.buf, "%d%[2]s%[3]s%[2]s%[4]d%[2]s%[5]f%%%[2]s%[6]f%%\n", number, sep, interval, c.count, s.percent(c.count), s.percent(c.above))
	})
}

// jsonTotal is the JSON form of the statistics. Times are in seconds.
type jsonTotal struct {
	Type   string    `json:"type"`
	Metric string    `json:"metric"`
	N      int64     `json:"n"`
	Mean   float64   `json:"mean"`
	Stddev float64   `json:"stddev"`
	Max    float64   `json:"max"`
	Min    float64   `json:"min"`
	Median float64   `json:"median"`
	P95    float64   `json:"p95"`
	Modes  []float64 `json:"modes,omitempty"`
	Below  int64     `json:"below"`
	Above  int64     `json:"above"`
}

// jsonClass is the JSON form of a class.
type jsonClass struct {
	Type  string  `json:"type"`
	Class int     `json:"class"`
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Count int64   `json:"count"`
	Share float64 `json:"share"`
	Cum   float64 `json:"cumulative"`
}

// appendJSON appends an object for the statistics and one for each class, a line
// each. Shares are parts of 1.
func (h *handler) appendJSON(t *table) {
	s := &t.total
	sum := jsonTotal{
		Type: "histogram", Metric: h.spec.column.Name, N: s.n, Mean: s.mean, Stddev: s.stddev(), Max: s.max, Min: s.min,
		Median: s.median(), P95: s.tail, Modes: s.modes, Below: h.below, Above: h.above,
	}
	h.appendObject(sum)
	h.each(t, func(number int, c class) {
		h.appendObject(jsonClass{
			Type: "class", Class: number, From: c.from, To: c.to, Count: c.count,
			Share: s.percent(c.count) / 100, Cum: s.percent(c.above) / 100,
		})
	})
}

func (h *handler) appendObject(v any) {
	line, err := json.Marshal(v)
	if err != nil {
		panic(err) // not reached: these are finite numbers and constants
	}
	h.buf = append(append(h.buf, line...), '\n')
}

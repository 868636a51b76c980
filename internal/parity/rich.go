// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/argus-go/argus/internal/oracle"
)

// FieldScore counts the values of one column among the rows that found their
// match in an original.
type FieldScore struct {
	Name    string
	Equal   int
	Of      int
	Example string // the first differing value: capture, ours, the originals'
}

// Share is Equal over Of.
func (f FieldScore) Share() float64 { return Score{Equal: f.Equal, Of: f.Of}.Share() }

// RichResult is the comparison of the rows with all metrics.
type RichResult struct {
	Fields  []FieldScore
	Rows    int // our rows
	Matched int // our rows whose key and start time one original has
	// Differing holds our rows without such a match, and each value that is not
	// an original's, after the key of its row and its column.
	Differing []string
}

// Rich runs the sensor with all metrics over each capture and compares, column
// by column, the rows whose key and start time match a row of an original. It
// returns the sum and the result of each capture.
func (s *Suite) Rich(t *oracle.Table, names []string) (*RichResult, map[string]*RichResult) {
	byName := t.ByCapture()
	rows := make([][]string, len(names))
	Each(len(names), s.Jobs, func(i int) {
		if byName[names[i]] != nil {
			rows[i] = s.richRows(names[i], i, t.Fields)
		}
	})
	sum := &newMatcher(t.Fields).RichResult
	each := map[string]*RichResult{}
	for i, name := range names {
		if o := byName[name]; o != nil {
			m := newMatcher(t.Fields)
			m.add(rows[i], o)
			each[name] = &m.RichResult
			sum.include(&m.RichResult)
		}
	}
	return sum, each
}

// include adds the counts of one capture.
func (r *RichResult) include(x *RichResult) {
	r.Rows += x.Rows
	r.Matched += x.Matched
	for i, f := range x.Fields {
		s := &r.Fields[i]
		s.Equal += f.Equal
		s.Of += f.Of
		if s.Example == "" {
			s.Example = f.Example
		}
	}
}

func (s *Suite) richRows(name string, i int, fields []string) []string {
	file := filepath.Join(s.Temp, fmt.Sprintf("rich%d.arg", i))
	defer os.Remove(file)
	s.Sense(s.Data.Capture(name), file, RichOptions)
	if _, err := os.Stat(file); err != nil {
		return nil
	}
	rows, _ := s.Print(file, fields)
	return rows
}

// matcher pairs rows by key and start time.
type matcher struct {
	RichResult
	key []int // columns that pair rows
	dir int   // column whose padding the releases do not share
}

func newMatcher(fields []string) *matcher {
	m := &matcher{dir: -1}
	for i, f := range fields {
		m.Fields = append(m.Fields, FieldScore{Name: f})
		switch f {
		case "stime", "proto", "saddr", "sport", "daddr", "dport":
			m.key = append(m.key, i)
		case "dir":
			m.dir = i
		}
	}
	return m
}

// split cuts a row into columns, as many as there are fields: a line that ends
// in empty columns has lost the last delimiter.
func (m *matcher) split(row string) []string {
	f := strings.Split(row, "\t")
	for len(f) < len(m.Fields) {
		f = append(f, "")
	}
	return f[:len(m.Fields)]
}

func (m *matcher) keyOf(f []string) string {
	var b strings.Builder
	for _, c := range m.key {
		b.WriteString(f[c])
		b.WriteByte('\t')
	}
	return b.String()
}

// index groups rows by key; rows of one key keep their order.
func (m *matcher) index(rows []string) map[string][][]string {
	x := make(map[string][][]string, len(rows))
	for _, r := range rows {
		f := m.split(r)
		k := m.keyOf(f)
		x[k] = append(x[k], f)
	}
	return x
}

// take removes and returns the row of a key that shares the most columns with
// f, or nil.
func take(x map[string][][]string, k string, f []string) []string {
	best, most := -1, -1
	for i, g := range x[k] {
		n := 0
		for c := range f {
			n += b2i(c < len(g) && f[c] == g[c])
		}
		if n > most {
			best, most = i, n
		}
	}
	if best < 0 {
		return nil
	}
	g := x[k][best]
	x[k] = append(x[k][:best:best], x[k][best+1:]...)
	return g
}

// add counts one capture's rows.
func (m *matcher) add(rows []string, o *oracle.Flows) {
	x3, x5 := m.index(o.Argus3), m.index(o.Argus5)
	for _, r := range rows {
		f := m.split(r)
		k := m.keyOf(f)
		g3, g5 := take(x3, k, f), take(x5, k, f)
		m.Rows++
		if g3 == nil && g5 == nil {
			m.Differing = append(m.Differing, r)
			continue
		}
		m.Matched++
		for c := range f {
			m.count(c, f, g3, g5, o.Capture)
		}
	}
}

func (m *matcher) count(c int, f, g3, g5 []string, capture string) {
	s := &m.Fields[c]
	s.Of++
	same := func(g []string) bool {
		if g == nil {
			return false
		}
		return f[c] == g[c] || c == m.dir && strings.TrimSpace(f[c]) == strings.TrimSpace(g[c])
	}
	if same(g3) || same(g5) || g5 != nil && clientName5(s.Name, f[c]) == g5[c] {
		s.Equal++
		return
	}
	m.Differing = append(m.Differing, m.keyOf(f)+s.Name+"\t"+f[c])
	if s.Example == "" {
		s.Example = fmt.Sprintf("%s %s: ours %q, release 3 %s, release 5 %s",
			capture, strings.TrimSpace(m.keyOf(f)), f[c], quoted(g3, c), quoted(g5, c))
	}
}

// clientName5 returns a value as the client of release 5 prints it: it has
// another letter for IPv4 in IP.
func clientName5(column, v string) string {
	if column == "senc" || column == "denc" {
		return strings.ReplaceAll(v, "P", "4")
	}
	return v
}

func quoted(g []string, c int) string {
	if g == nil {
		return "(no row)"
	}
	return fmt.Sprintf("%q", g[c])
}

// Write prints the table of columns, with the first value that differs.
func (r *RichResult) Write(w io.Writer) {
	fmt.Fprintf(w, "rows with all metrics   %d, %d matched by key and start time (%.2f %%)\n",
		r.Rows, r.Matched, 100*Score{Equal: r.Matched, Of: r.Rows}.Share())
	for i, f := range r.Fields {
		fmt.Fprintf(w, "  %-12s %7.3f %%", f.Name, 100*f.Share())
		if i%4 == 3 || i == len(r.Fields)-1 {
			fmt.Fprintln(w)
		}
	}
	for _, f := range r.Fields {
		if f.Example != "" {
			fmt.Fprintf(w, "%s %d of %d; %s\n", f.Name, f.Equal, f.Of, f.Example)
		}
	}
}

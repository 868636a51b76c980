// SPDX-License-Identifier: Apache-2.0

// Package progress shows on a terminal how much of large inputs has been read, in one
// line that is overwritten.
//
// A [Meter] has no goroutine of its own: it draws when its methods are called, all from
// one goroutine. A nil Meter does nothing.
package progress

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/argus-go/argus/field"
)

const (
	patience = time.Second            // of a user, before anything is shown
	interval = 250 * time.Millisecond // between two drawings
	erase    = "\r\x1b[K"             // to the line's start, and clear it
)

// A Meter is the progress line of a program.
type Meter struct {
	w       io.Writer
	program string
	now     func() time.Time
	begun   time.Time // of the program
	opened  time.Time // of the input
	drawn   time.Time // zero while nothing is shown
	name    string
	size    int64 // of the input in bytes, 0 if it is not known
	done    int64
	inputs  int
	number  int // of the input, from 1
}

// New returns a meter that draws on w, or nil if w is not a terminal. now is the
// clock.
func New(w io.Writer, program string, now func() time.Time) *Meter {
	if !Terminal(w) {
		return nil
	}
	return newMeter(w, program, now)
}

func newMeter(w io.Writer, program string, now func() time.Time) *Meter {
	return &Meter{w: w, program: program, now: now, begun: now()}
}

// Terminal reports whether w is a terminal.
func Terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	st, err := f.Stat()
	if err != nil || st.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(null, st)
}

// Inputs sets the number of inputs.
func (m *Meter) Inputs(n int) {
	if m != nil {
		m.inputs = n
	}
}

// Begin starts the next input. Its size is taken from f; only regular files have
// one.
func (m *Meter) Begin(name string, f *os.File) {
	if m == nil {
		return
	}
	m.name, m.size, m.done, m.opened = field.Line(name), 0, 0, m.now()
	m.number++
	if st, err := f.Stat(); err == nil && st.Mode().IsRegular() {
		m.size = st.Size()
	}
}

// At sets how many bytes of the input were read. Call it once per block, not for each
// packet or record.
func (m *Meter) At(n int64) {
	if m == nil {
		return
	}
	m.done = n
	now := m.now()
	if now.Sub(m.begun) < patience || now.Sub(m.drawn) < interval {
		return
	}
	m.drawn = now
	io.WriteString(m.w, erase+m.line(now)) // a terminal that is gone needs no progress
}

// Hide clears the line, so that other text can take its place.
func (m *Meter) Hide() {
	if m == nil || m.drawn.IsZero() {
		return
	}
	m.drawn = time.Time{}
	io.WriteString(m.w, erase)
}

// Reader returns a reader of r that reports the bytes read to the meter.
func (m *Meter) Reader(r io.Reader) io.Reader {
	if m == nil {
		return r
	}
	return &reader{r, m, 0}
}

type reader struct {
	r io.Reader
	m *Meter
	n int64
}

func (r *reader) Read(b []byte) (int, error) {
	n, err := r.r.Read(b)
	r.n += int64(n)
	r.m.At(r.n)
	return n, err
}

// line returns the text to show: file, its number, percentage, rate, remaining time.
func (m *Meter) line(now time.Time) string {
	s := m.program + ": " + shorten(m.name)
	if m.inputs > 1 {
		s += fmt.Sprintf(" (%d of %d)", m.number, m.inputs)
	}
	spent := now.Sub(m.opened).Seconds()
	rate := float64(m.done) / max(spent, 0.001)
	if m.size <= 0 {
		return s + fmt.Sprintf(": %s read, %s/s", bytes(float64(m.done)), bytes(rate))
	}
	done := min(m.done, m.size)
	s += fmt.Sprintf(": %d %% of %s, %s/s", 100*done/m.size, bytes(float64(m.size)), bytes(rate))
	if spent >= 1 && rate > 0 {
		left := time.Duration(float64(m.size-done) / rate * float64(time.Second))
		s += ", " + left.Round(time.Second).String() + " left"
	}
	return s
}

// shorten keeps the end of a long name, so that the line fits a terminal.
func shorten(name string) string {
	const most = 32
	r := []rune(name)
	if len(r) <= most {
		return name
	}
	return "..." + string(r[len(r)-most+3:])
}

// bytes returns a number of bytes with a decimal unit.
func bytes(n float64) string {
	units := "kMGTPE"
	if n < 1000 {
		return fmt.Sprintf("%.0f B", n)
	}
	i := 0
	for n /= 1000; n >= 999.95 && i < len(units)-1; n /= 1000 {
		i++
	}
	return fmt.Sprintf("%.1f %cB", n, units[i])
}

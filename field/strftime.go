// SPDX-License-Identifier: Apache-2.0

package field

import (
	"strconv"
	"time"
)

// layouts holds Go layouts of the strftime directives (POSIX, locale C).
var layouts = [256]string{
	'T': "15:04:05", 'H': "15", 'M': "04", 'S': "05", 'I': "03", 'p': "PM", 'P': "pm", 'R': "15:04",
	'Y': "2006", 'y': "06", 'm': "01", 'd': "02", 'e': "_2", 'b': "Jan", 'B': "January", 'h': "Jan",
	'a': "Mon", 'A': "Monday", 'D': "01/02/06", 'F': "2006-01-02", 'Z': "MST", 'z': "-0700", 'j': "002",
	'c': "Mon Jan _2 15:04:05 2006", 'r': "03:04:05 PM", 'x': "01/02/06", 'X': "15:04:05",
}

// appendDirective appends what the directive %c stands for. One that strftime
// does not know stays as it is written.
func appendDirective(dst []byte, c byte, t time.Time) []byte {
	switch c {
	case 'T':
		h, m, s := t.Clock()
		return append2(append(append2(append(append2(dst, h), ':'), m), ':'), s)
	case 's':
		return strconv.AppendInt(dst, t.Unix(), 10)
	case '%':
		return append(dst, '%')
	case 'n':
		return append(dst, '\n')
	case 't':
		return append(dst, '\t')
	case 'C':
		return append2(dst, t.Year()/100)
	case 'G':
		year, _ := t.ISOWeek()
		return strconv.AppendInt(dst, int64(year), 10)
	case 'g':
		year, _ := t.ISOWeek()
		return append2(dst, year%100)
	case 'V':
		_, week := t.ISOWeek()
		return append2(dst, week)
	case 'U':
		return append2(dst, (t.YearDay()+6-int(t.Weekday()))/7)
	case 'W':
		return append2(dst, (t.YearDay()+6-int(t.Weekday()+6)%7)/7)
	case 'u':
		return append(dst, '1'+byte(t.Weekday()+6)%7)
	case 'w':
		return append(dst, '0'+byte(t.Weekday()))
	case 'k':
		return appendBlank2(dst, t.Hour())
	case 'l':
		return appendBlank2(dst, (t.Hour()+11)%12+1)
	}
	if l := layouts[c]; l != "" {
		return t.AppendFormat(dst, l)
	}
	return append(dst, '%', c)
}

func append2(dst []byte, v int) []byte { return append(dst, byte('0'+v/10%10), byte('0'+v%10)) }

// appendBlank2 appends two places, of which the first is blank for 0 to 9.
func appendBlank2(dst []byte, v int) []byte {
	if v < 10 {
		return append(dst, ' ', byte('0'+v))
	}
	return append2(dst, v)
}

// SPDX-License-Identifier: Apache-2.0

package render

import (
	"strings"

	"github.com/argus-go/argus/field"
)

// A Classic turns rows into the lines of release 2 (classic mode, section 4).
// Set its fields before the first line and do not change them afterwards.
//
// Values are put into fields of fixed width. One that is longer is never cut:
// it moves what follows to the right.
type Classic struct {
	Options   field.Options
	Delimiter byte // 0 for fixed widths
	Quote     byte // as that of a [Layout]
	Guard     bool // likewise

	LastTime bool // a second time
	Duration bool
	Flags    bool
	Probe    bool // the sensor's id
	MAC      bool
	Counts   bool
	AppBytes bool // Counts are of payload instead of frames
	Response bool
	SrcData  int // bytes of payload to print, 0 for none
	DstData  int

	text  []byte // of the value at hand
	begun bool   // the line holds a value, where there is a delimiter
	csv   Layout // quotes values
}

// Widths of the classic line (section 4.1).
const (
	classicTime     = 18
	classicDuration = 9
	classicFlags    = 8
	classicProto    = 5
	classicMAC      = 17
	classicHost     = 15
	classicPort     = 5
	classicDir      = 3
	classicResponse = 24
)

// timeWidth is the width of a time.
func (l *Classic) timeWidth() int {
	w := classicTime
	if l.Options.Format != "" && !l.Options.UnixTime {
		if w = field.TimeWidth(l.Options.Format); !strings.Contains(l.Options.Format, "%f") {
			return w
		}
		return w + l.Options.Precision
	}
	if l.Options.Precision > 0 {
		w += l.Options.Precision + 1
	}
	return w
}

// AppendHeader appends the line of labels.
func (l *Classic) AppendHeader(dst []byte) []byte {
	l.begun = false
	more := l.timeWidth() - classicTime
	dst = l.label(dst, "    Start_Time    ", more)
	if l.LastTime {
		dst = l.label(dst, "      Last_Time     ", more)
	}
	if l.Flags {
		dst = l.label(dst, "  Flags ", 0)
	}
	if l.Duration {
		dst = l.label(dst, "  Duration", 0)
		dst = l.label(dst, " Type", 0)
	} else {
		dst = l.label(dst, "  Type", 0)
	}
	if l.Probe {
		dst = l.label(dst, "           Probe", 0)
	}
	if l.MAC {
		dst = l.label(dst, "        SrcMacAddr", 0)
		dst = l.label(dst, "        DstMacAddr", 0)
	}
	for _, label := range [...]string{"     SrcAddr    ", "Sport", "  Dir ", "      DstAddr ", " port  "} {
		dst = l.label(dst, label, 0)
	}
	switch {
	case l.Counts && l.Delimiter != 0:
		for _, label := range [...]string{"SrcPkt", "Dstpkt", "SrcBytes", "DstBytes"} {
			dst = l.label(dst, label, 0)
		}
	case l.Counts:
		dst = append(dst, "SrcPkt   Dstpkt    Response Information    "...)
	case l.Response:
		dst = l.label(dst, "Response Information    ", 0)
	}
	dst = l.label(dst, "State", 0)
	return append(trimBlanks(dst, l.Delimiter == 0), '\n')
}

// label appends a label and blanks after it.
func (l *Classic) label(dst []byte, text string, more int) []byte {
	if l.Delimiter == 0 {
		return appendBlanks(append(dst, text...), more)
	}
	return append(l.separate(dst), strings.TrimSpace(text)...)
}

// separate appends the delimiter before all values but the first.
func (l *Classic) separate(dst []byte) []byte {
	if l.begun {
		dst = append(dst, l.Delimiter)
	}
	l.begun = true
	return dst
}

func trimBlanks(dst []byte, on bool) []byte {
	for on && len(dst) > 0 && dst[len(dst)-1] == ' ' {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// put appends the value in l.text, in a field of the given width after before
// blanks.
func (l *Classic) put(dst []byte, before, width int, left bool) []byte {
	if l.Delimiter != 0 {
		dst = l.separate(dst)
		at := len(dst)
		dst = append(dst, trimText(l.text)...)
		if l.Guard {
			dst = guard(dst, at)
		}
		if l.csv.mark != 0 {
			dst = l.csv.quote(dst, at)
		}
		return dst
	}
	dst = appendBlanks(dst, before)
	pad := width - len(l.text)
	if left {
		return appendBlanks(append(dst, l.text...), pad)
	}
	return append(appendBlanks(dst, pad), l.text...)
}

func trimText(b []byte) []byte {
	for len(b) > 0 && b[0] == ' ' {
		b = b[1:]
	}
	return trimBlanks(b, true)
}

// AppendRow appends the line of row.
func (l *Classic) AppendRow(dst []byte, row *field.Row) []byte {
	l.begun = false
	if l.csv.Delimiter != l.Delimiter {
		l.csv = Layout{Delimiter: l.Delimiter, Quote: l.Quote}
		l.csv.mark = l.csv.quoteMark()
	}
	dst = l.appendTimes(dst, row)
	o := &l.Options
	if l.Flags {
		l.text = field.AppendClassicFlags(l.text[:0], o, row)
		dst = l.put(dst, 0, classicFlags, true)
	}
	if l.Duration {
		l.text = field.AppendClassicDuration(l.text[:0], o, row)
		dst = l.put(dst, 0, classicDuration, false)
	}
	l.text = field.AppendClassicProto(l.text[:0], o, row)
	dst = l.put(dst, 1, classicProto, false)
	if l.Probe {
		l.text = field.AppendSourceID(l.text[:0], o, row)
		dst = l.put(dst, 1, classicHost, false)
	}
	for i := 0; l.MAC && i < 2; i++ {
		l.text = field.AppendClassicMAC(l.text[:0], row, i == 1)
		dst = l.put(dst, 1, classicMAC, false)
	}
	dst = l.appendEnd(dst, row, false)
	l.text = field.AppendClassicDir(l.text[:0], row)
	dst = l.put(dst, 1, classicDir, false)
	dst = l.appendEnd(dst, row, true)
	if l.Delimiter == 0 {
		dst = append(dst, ' ')
	}
	return append(trimBlanks(l.appendTail(dst, row), l.Delimiter == 0), '\n')
}

func (l *Classic) appendTimes(dst []byte, row *field.Row) []byte {
	first, last := row.Span()
	if !row.IsFlow() {
		first = last // when it was written
	}
	w, left := l.timeWidth(), !l.Options.UnixTime
	l.text = field.AppendClassicTime(l.text[:0], &l.Options, first)
	dst = l.put(dst, 0, w, left)
	if l.LastTime {
		l.text = field.AppendClassicTime(l.text[:0], &l.Options, last)
		dst = l.put(dst, 2, w, left)
	}
	return dst
}

// appendEnd appends address and port of one end.
func (l *Classic) appendEnd(dst []byte, row *field.Row, second bool) []byte {
	l.text = field.AppendClassicHost(l.text[:0], &l.Options, row, second)
	dst = l.put(dst, 1, classicHost, false)
	l.text = field.AppendClassicPort(l.text[:0], &l.Options, row, second)
	switch {
	case l.Delimiter != 0:
	case len(l.text) > 0:
		dst = append(dst, '.')
	default:
		dst = append(dst, ' ')
	}
	return l.put(dst, 0, classicPort, true)
}

// appendTail appends counts, response, state and payload.
func (l *Classic) appendTail(dst []byte, row *field.Row) []byte {
	o := &l.Options
	switch {
	case l.Counts:
		dst = l.appendCounts(dst, row)
	case l.Response:
		l.text = field.AppendClassicResponse(l.text[:0], o, row)
		dst = l.put(dst, 0, classicResponse, true)
		dst = l.space(dst)
	}
	l.text = field.AppendClassicState(l.text[:0], o, row)
	dst = l.put(dst, 0, 0, true)
	if l.Counts && l.Response {
		l.text = field.AppendClassicResponse(l.text[:0], o, row)
		if len(l.text) > 0 || l.Delimiter != 0 {
			dst = l.put(dst, 1, 0, true)
		}
	}
	for i, n := range [2]int{l.SrcData, l.DstData} {
		if n == 0 {
			continue
		}
		l.text = field.AppendClassicData(l.text[:0], o, row, i == 1, n)
		if len(l.text) > 0 || l.Delimiter != 0 {
			dst = l.put(dst, 1, 0, true)
		}
	}
	return dst
}

// space appends a blank unless one is there, so that a long value does not run
// into the next.
func (l *Classic) space(dst []byte) []byte {
	if l.Delimiter == 0 && len(dst) > 0 && dst[len(dst)-1] != ' ' {
		dst = append(dst, ' ')
	}
	return dst
}

// countWidths are those of packets and bytes of source and destination.
var countWidths = [4]int{9, 10, 13, 12}

func (l *Classic) appendCounts(dst []byte, row *field.Row) []byte {
	for i, w := range countWidths {
		l.text = field.AppendClassicCount(l.text[:0], row, i, l.AppBytes)
		dst = l.space(l.put(dst, 0, w, true))
	}
	return dst
}

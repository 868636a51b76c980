// SPDX-License-Identifier: Apache-2.0

package server

import (
	"bytes"
	"strings"
)

// A verb is what a client asks for.
type verb string

// The verbs that clients of all releases send (record format, section 9.1).
const (
	verbStart   verb = "START:"
	verbFilter  verb = "FILTER:"
	verbDone    verb = "DONE:"
	verbFile    verb = "FILE:"
	verbModel   verb = "MODEL:"   // ignored
	verbProject verb = "PROJECT:" // ignored
	verbGen     verb = "GEN:"     // ignored
)

var verbs = [...]verb{verbStart, verbFilter, verbDone, verbFile, verbModel, verbProject, verbGen}

// maxCommand is the length of the longest command, in bytes.
const maxCommand = 64 << 10

// A command is one request of a client.
type command struct {
	verb verb   // "" for an invalid command
	text string // after the verb, without blanks around it
}

// parse takes the first command from b and returns its length. Commands have no
// end: what one segment holds is one command. n is 0 if more bytes must come: b
// is empty or the beginning of a verb, or of a filter whose parentheses are open.
// A filter may be followed directly by START. last says that nothing more will
// come for now, so that b is all there is.
func parse(b []byte, last bool) (c command, n int) {
	skipped := len(b) - len(bytes.TrimLeft(b, "\x00\r\n "))
	b = b[skipped:]
	if len(b) == 0 {
		return command{}, skipped
	}
	v, partial := verbOf(b)
	if v == "" {
		if partial && !last {
			return command{}, 0
		}
		return command{text: string(b)}, skipped + len(b)
	}
	text := b[len(v):]
	if v == verbFilter {
		if at := bytes.Index(text, []byte(")"+verbStart)); at >= 0 {
			text = text[:at+1]
		} else if bytes.Count(text, []byte("(")) > bytes.Count(text, []byte(")")) && !last {
			return command{}, 0
		}
	}
	n = skipped + len(v) + len(text)
	return command{v, strings.Trim(string(text), "\x00\r\n ")}, n
}

// verbOf returns the verb that b begins with, or whether b is the beginning of one.
func verbOf(b []byte) (v verb, partial bool) {
	for _, v := range verbs {
		switch {
		case bytes.HasPrefix(b, []byte(v)):
			return v, false
		case strings.HasPrefix(string(v), string(b)):
			partial = true
		}
	}
	return "", partial
}

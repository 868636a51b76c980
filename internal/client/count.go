// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A countRange is the range of records of -N, from 1, both ends included
// (clients: options, section 8).
type countRange struct {
	first, last uint64
	output      bool // counts at output, not at input
	between     bool // both ends were given
}

var allRecords = countRange{first: 1, last: math.MaxUint64}

// parseCount reads [i|o]N, [i|o]A-B or [i|o]A+N.
func parseCount(s string) (countRange, error) {
	c := allRecords
	text := s
	if rest, ok := strings.CutPrefix(text, "o"); ok {
		c.output, text = true, rest
	} else {
		text = strings.TrimPrefix(text, "i")
	}
	bad := fmt.Errorf("%q is not a range of records (want N, A-B or A+N)", s)
	i := strings.IndexAny(text, "-+")
	if i < 0 {
		n, err := strconv.ParseUint(text, 10, 32)
		if err != nil {
			return c, bad
		}
		// Compat: none at input is all at output.
		if c.last = n; c.output && n == 0 {
			c.last = math.MaxUint64
		}
		return c, nil
	}
	a, err := strconv.ParseUint(text[:i], 10, 32)
	if err != nil {
		return c, bad
	}
	b, err := strconv.ParseUint(text[i+1:], 10, 32)
	if err != nil {
		return c, bad
	}
	if text[i] == '+' {
		b += a
	}
	if b < a {
		return c, fmt.Errorf("the range %s ends before it starts", s)
	}
	c.first, c.last, c.between = max(a, 1), b, true
	return c, nil
}

// A counter counts records against a range.
type counter struct {
	countRange
	n uint64
}

// take counts one record. It reports whether the record has reached the start of
// the range, and whether the range ends with it.
func (c *counter) take() (in, done bool) {
	c.n++
	return c.n >= c.first, c.n >= c.last
}

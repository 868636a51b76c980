// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"fmt"
	"strconv"
	"strings"
)

// A Part selects one of several equal shares of a measurement's cases, so that a
// short run can take another share each time. The zero Part takes all cases.
type Part struct {
	Number, Of int // Number counts from 0
}

// Set reads "3/10": of ten shares, the one with number 3.
func (p *Part) Set(s string) error {
	a, b, ok := strings.Cut(s, "/")
	number, err1 := strconv.Atoi(a)
	of, err2 := strconv.Atoi(b)
	if !ok || err1 != nil || err2 != nil || number < 0 || number >= of {
		return fmt.Errorf("%q is not a part (want NUMBER/OF, such as 0/10 to 9/10)", s)
	}
	p.Number, p.Of = number, of
	return nil
}

// String returns what Set reads, "" if the part is everything.
func (p *Part) String() string {
	if p.All() {
		return ""
	}
	return fmt.Sprintf("%d/%d", p.Number, p.Of)
}

// All reports whether the part takes all cases.
func (p *Part) All() bool { return p.Of <= 1 }

// Takes reports whether the part takes the case with an index.
func (p *Part) Takes(i int) bool { return p.All() || i%p.Of == p.Number }

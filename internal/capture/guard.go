// SPDX-License-Identifier: Apache-2.0

package capture

import "runtime/debug"

// Guard calls read, in which the packets of r are read and used, and returns
// its error. A file that is cut short while it is mapped ([Options].Map) makes
// memory inaccessible; Guard turns that into a [*TruncatedError].
func (r *Reader) Guard(read func() error) (err error) {
	if r.steps == nil {
		return read()
	}
	return guard(read, func() error {
		r.failure = &TruncatedError{r.name, r.offset(), ErrCut.Error()}
		r.pos = r.end
		return r.failure
	})
}

// guard calls read, and cut if read touches memory of a mapped file that is not
// in the file any more.
func guard(read, cut func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			if _, fault := p.(interface{ Addr() uintptr }); !fault {
				panic(p)
			}
			err = cut()
		}
	}()
	return read()
}

// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"io"
	"runtime/debug"

	"github.com/argus-go/argus/internal/prefetch"
)

// mapSize is how much of a capture is mapped at a time. It bounds the memory that
// counts as the process's; larger windows gain nothing.
const mapSize = 8 << 20

// mapFile goes on with the file mapped instead of read, where that is wanted
// and can be.
func (r *Reader) mapFile() {
	if !r.opts.Map || r.opts.Follow || r.compression != FormatUnknown || r.err != nil {
		return
	}
	m := newMapping(r.src, r.base+int64(r.end), mapSize)
	if m == nil {
		return
	}
	r.mapped = m
	r.closers = append(r.closers, m)
	at := r.offset()
	r.buf, r.pos, r.end, r.base = nil, 0, 0, at
}

// needMapped makes n unread bytes available by mapping the file further on.
func (w *window) needMapped(n int) error {
	at := w.offset()
	b, base, err := w.mapped.move(at, int64(n))
	if err != nil {
		// Nothing is mapped now, so nothing may be left to read.
		w.buf, w.pos, w.end, w.base, w.err = nil, 0, 0, at, err
		return err
	}
	w.buf, w.base, w.pos, w.end = b, base, int(at-base), len(b)
	if w.tell != nil {
		w.tell(at)
	}
	if w.end-w.pos < n {
		w.err = io.EOF
		return w.err
	}
	return nil
}

// ahead asks for as many bytes of the file as the last packet took.
func (r *Reader) ahead(n int) {
	if from := r.pos + prefetch.Ahead; from+n < r.end {
		prefetch.Lines(&r.buf[from], n)
	}
}

// Guard calls read, in which the packets of r are read and used, and returns
// its error. A file that is cut short while it is mapped ([Options].Map) makes
// memory inaccessible; Guard turns that into a [*TruncatedError].
func (r *Reader) Guard(read func() error) (err error) {
	if r.mapped == nil {
		return read()
	}
	return guard(read, func() error {
		r.failure = &TruncatedError{r.name, r.offset(), cutShort}
		r.pos = r.end
		return r.failure
	})
}

const cutShort = "the file was cut short while it was read"

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

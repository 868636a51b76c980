// SPDX-License-Identifier: Apache-2.0

package capture

import "io"

// bufferSize is the size of the buffer that a capture is read through. Between
// 128 KiB and 1 MiB a file of 217 MB costs the same, smaller and larger ones
// cost more; the rest of the second-level cache is the flow table's.
const bufferSize = 192 << 10

// minBufferSize holds what a capture is recognised by and its first header.
const minBufferSize = 1 << 10

// A window is the part of a stream that is in memory.
type window struct {
	buf      []byte
	pos, end int   // buf[pos:end] is read from the stream and not yet consumed
	base     int64 // position of buf[0] in the stream
	src      io.Reader
	tell     func(pos int64) // of what was read; nil for no one
	err      error           // why the stream ended; there is nothing after buf[end]
}

// offset returns the position in the stream of the next unread byte.
func (w *window) offset() int64 { return w.base + int64(w.pos) }

// need makes at least n unread bytes available, or returns why it cannot; those
// that there are stay available then.
func (w *window) need(n int) error {
	for idle := 0; w.end-w.pos < n; {
		if w.err != nil {
			return w.err
		}
		w.makeRoom(n)
		k, err := w.src.Read(w.buf[w.end:])
		if k < 0 || k > len(w.buf)-w.end {
			panic("capture: reader returned an impossible count")
		}
		w.end += k
		w.err = err
		if w.tell != nil {
			w.tell(w.base + int64(w.end))
		}
		if k > 0 {
			idle = 0
		} else if idle++; idle == 100 && err == nil {
			w.err = io.ErrNoProgress
		}
	}
	return nil
}

// makeRoom makes room after the unread bytes, of which n are wanted. The
// buffer doubles when it is full of unread bytes, so that a length that the
// file only claims costs nothing.
func (w *window) makeRoom(n int) {
	if w.pos > 0 {
		copy(w.buf, w.buf[w.pos:w.end])
		w.base += int64(w.pos)
		w.end -= w.pos
		w.pos = 0
	}
	if w.end < len(w.buf) {
		return
	}
	b := make([]byte, min(2*len(w.buf), max(n, len(w.buf)+minBufferSize, bufferSize)))
	copy(b, w.buf[:w.end])
	w.buf = b
}

// skip consumes n bytes without keeping them, or as many as there are.
func (w *window) skip(n int64) error {
	for n > int64(w.end-w.pos) {
		n -= int64(w.end - w.pos)
		w.pos = w.end
		if err := w.need(1); err != nil {
			return err
		}
	}
	w.pos += int(n)
	return nil
}

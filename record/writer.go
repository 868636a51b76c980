// SPDX-License-Identifier: Apache-2.0

package record

import "io"

const writeSize = 256 << 10

// A Writer writes a stream of records. It holds them back until its buffer is
// full or Flush is called.
type Writer struct {
	dst     io.Writer
	dialect Dialect
	buf     []byte
	err     error
}

// NewWriter returns a writer of dialect d. The first record of a new stream
// must be a START management record; that is the caller's to write.
func NewWriter(dst io.Writer, d Dialect) *Writer {
	return &Writer{dst: dst, dialect: d, buf: make([]byte, 0, writeSize+roomy)}
}

// Write appends r to the stream. After an error of the destination every call
// returns that error.
func (w *Writer) Write(r *Record) error {
	if w.err != nil {
		return w.err
	}
	b, err := r.Append(w.buf, w.dialect)
	if err != nil {
		return err
	}
	w.buf = b
	if len(w.buf) >= writeSize {
		return w.Flush()
	}
	return nil
}

// WriteRaw appends an encoded record to the stream.
func (w *Writer) WriteRaw(b []byte) error {
	if w.err != nil {
		return w.err
	}
	w.buf = append(w.buf, b...)
	if len(w.buf) >= writeSize {
		return w.Flush()
	}
	return nil
}

// Flush hands what was held back to the destination.
func (w *Writer) Flush() error {
	if w.err != nil || len(w.buf) == 0 {
		return w.err
	}
	_, w.err = w.dst.Write(w.buf)
	w.buf = w.buf[:0]
	return w.err
}

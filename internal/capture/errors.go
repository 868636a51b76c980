// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// A TruncatedError says that a capture ends in the middle of a packet, as one
// does whose writer was stopped. Every whole packet was read before it.
type TruncatedError struct {
	File   string
	Offset int64 // of the incomplete part, bytes from the start of the uncompressed capture
	Reason string
}

func (e *TruncatedError) Error() string {
	return fmt.Sprintf("%s: truncated at byte %d: %s", e.File, e.Offset, e.Reason)
}

// Unwrap returns [io.ErrUnexpectedEOF].
func (e *TruncatedError) Unwrap() error { return io.ErrUnexpectedEOF }

// A CorruptError says that a capture holds something that cannot be right, so
// that the place of the next packet is not known. Every packet before it was
// read.
type CorruptError struct {
	File   string
	Offset int64 // of the faulty part, bytes from the start of the uncompressed capture
	Reason string
}

func (e *CorruptError) Error() string {
	return fmt.Sprintf("%s: corrupt at byte %d: %s", e.File, e.Offset, e.Reason)
}

// corrupt makes a fault at the next unread byte what Next returns from now on.
func (r *Reader) corrupt(format string, a ...any) error {
	if r.failure == nil {
		r.failure = &CorruptError{r.name, r.offset(), fmt.Sprintf(format, a...)}
	}
	// Nothing is left to parse: the next call comes back through fill.
	r.pos = r.end
	r.err = r.failure
	return r.failure
}

// fill makes n unread bytes available, of what the format calls what. At the
// end of the stream it returns io.EOF if none is left and a TruncatedError
// otherwise.
func (r *Reader) fill(n int, what string) error {
	if r.failure != nil {
		return r.failure
	}
	if err := r.need(n); err != nil {
		return r.ended(err, r.offset(), int64(n), what)
	}
	return nil
}

// pass consumes n bytes of what the format calls what, and fails as fill does.
func (r *Reader) pass(n int64, what string) error {
	at := r.offset()
	if err := r.skip(n); err != nil {
		return r.ended(err, at, n, what)
	}
	return nil
}

// ended makes the end of the stream with err, while n bytes of what are wanted
// from the position at on, what Next returns from now on.
func (r *Reader) ended(err error, at, n int64, what string) error {
	r.failure = r.endError(err, at, n, what)
	r.pos = r.end
	return r.failure
}

func (r *Reader) endError(err error, at, n int64, what string) error {
	end := r.base + int64(r.end)
	var path *fs.PathError
	switch {
	case errors.Is(err, errStopped):
		return io.EOF
	case errors.Is(err, io.EOF) && end == at:
		return io.EOF
	case errors.Is(err, io.EOF):
		return &TruncatedError{r.name, at, fmt.Sprintf("%s needs %d bytes, %d are left", what, n, end-at)}
	case r.compression != FormatUnknown && errors.Is(err, io.ErrUnexpectedEOF):
		return &TruncatedError{r.name, end, fmt.Sprintf("%s data end too soon", r.compression)}
	case r.compression != FormatUnknown && !errors.As(err, &path):
		return &CorruptError{r.name, end, fmt.Sprintf("%s: %v", r.compression, err)}
	}
	return fmt.Errorf("%s: at byte %d: %w", r.name, end, err)
}

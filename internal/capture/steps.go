// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"errors"
	"io"
	"os"

	"github.com/argus-go/argus/internal/resident"
)

const (
	// stepsMin is the least size of a file that is taken in steps.
	stepsMin = 16 << 20
	// choiceMin is the least size of a file for which it pays to find out how it is
	// taken at least cost. Smaller ones are read.
	choiceMin = 64 << 20
)

// mapSize is how much of a capture is mapped at a time. It bounds the memory that
// counts as the process's; larger windows gain nothing.
const mapSize = 8 << 20

// Steps bring a large regular file into memory part by part: mapped, or read
// into a buffer that stays in the second-level cache, whichever costs less.
type steps struct {
	choice   choice
	file     *os.File
	size     int64 // of the file at first
	skew     int64 // position in the file of the stream's first byte
	mapStep  int   // how much is mapped at a time once that was chosen
	buf      []byte
	readStep int    // how much is read at a time
	mapped   []byte // nil if the step is in buf
	at       int64  // where the step begins in the stream
	lent     int    // its length
}

// newSteps returns steps of src, of whose bytes read were read already, or nil
// if src is small or has to be read in order. buf is what steps are read into
// and may hold what was read; nil makes one.
func newSteps(src io.Reader, read int64, buf []byte, mapStep int) *steps {
	f, ok := src.(*os.File)
	if !ok || !canMap {
		return nil
	}
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() || st.Size() < stepsMin {
		return nil
	}
	at, err := f.Seek(0, io.SeekCurrent)
	if err != nil || at < read {
		return nil
	}
	if buf == nil {
		buf = resident.Bytes(bufferSize)
	}
	s := &steps{choice: newChoice(), file: f, size: st.Size(), skew: at - read, mapStep: mapStep, buf: buf, readStep: len(buf)}
	if s.size < choiceMin {
		s.choice.decide(byReading)
	}
	return s
}

// move returns the bytes of the stream from position at on: at least n, unless
// an error tells why there are less, io.EOF at the end of the file. What it
// returned before is gone. far tells that the bytes have yet to come into the
// cache.
func (s *steps) move(at int64, n int) (b []byte, far bool, err error) {
	used := at - s.at
	if used > int64(s.lent) {
		used = 0 // bytes were passed over
	}
	s.unmap() // which is a part of its cost
	w := s.choice.next(used)
	b, err = s.take(w, at+s.skew, n)
	s.at, s.lent = at, len(b)
	switch {
	case len(b) >= n:
		err = nil
	case err == nil || errors.Is(err, io.EOF):
		if err = io.EOF; at+s.skew+int64(len(b)) < s.size {
			err = ErrCut
		}
	}
	return b, s.mapped != nil, err
}

// take brings n bytes or more of the file into memory, if it has them.
func (s *steps) take(w way, from int64, n int) ([]byte, error) {
	if w == byMapping || n > len(s.buf) {
		st, err := s.file.Stat()
		if err != nil {
			return nil, err
		}
		left := st.Size() - from
		if left <= 0 {
			return nil, io.EOF
		}
		n = int(min(int64(n), left)) // memory grows only with bytes that are there
		if w == byMapping {
			if b, err := s.mapPart(from, n, left); err == nil {
				return b, nil
			}
			s.choice.decide(byReading) // not all file systems can map
		}
	}
	n = max(n, s.readStep)
	if n > len(s.buf) {
		s.buf = make([]byte, n)
	}
	n, err := s.file.ReadAt(s.buf[:n], from)
	return s.buf[:n], err
}

// mapPart maps n bytes or more, of those left from position from on.
func (s *steps) mapPart(from int64, n int, left int64) ([]byte, error) {
	size := s.mapStep
	if !s.choice.decided() {
		size = min(size, trialSize)
	}
	skip := int(from & int64(os.Getpagesize()-1))
	size = int(min(int64(max(size, skip+n)), int64(skip)+left))
	b, err := mapFile(s.file, from-int64(skip), size)
	if err != nil {
		return nil, err
	}
	s.mapped = b
	return b[skip:], nil
}

func (s *steps) unmap() {
	if s.mapped != nil {
		unmapFile(s.mapped)
		s.mapped = nil
	}
}

// Close takes back what move returned last. The file stays open.
func (s *steps) Close() error {
	s.unmap()
	return nil
}

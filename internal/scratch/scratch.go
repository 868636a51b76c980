// SPDX-License-Identifier: Apache-2.0

// Package scratch keeps what does not fit in memory in temporary files.
//
// A file is written once and then read, from its start, as often as wanted.
// Where the system allows it, it has no name, so that nothing is left behind
// whatever ends the program.
package scratch

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
)

// BufferSize is the memory that an open file takes, in bytes.
const BufferSize = 64 << 10

// A File is a temporary file of byte strings. It is used by one goroutine.
type File struct {
	file *os.File
	name string // "" where the file has none
	w    *bufio.Writer
	r    *bufio.Reader
	size int64
}

// New makes an empty file in dir, "" for the system's usual folder ($TMPDIR).
func New(dir string) (*File, error) {
	f, err := os.CreateTemp(dir, "argus-*")
	if err != nil {
		return nil, failed("creating", err)
	}
	t := &File{file: f, name: f.Name(), w: bufio.NewWriterSize(f, BufferSize)}
	if runtime.GOOS != "windows" && os.Remove(t.name) == nil {
		t.name = ""
	}
	return t, nil
}

// Size returns the bytes written.
func (f *File) Size() int64 { return f.size }

// Write appends byte strings.
func (f *File) Write(list ...[]byte) error {
	var head [binary.MaxVarintLen64]byte
	for _, b := range list {
		n := binary.PutUvarint(head[:], uint64(len(b)))
		if _, err := f.w.Write(head[:n]); err != nil {
			return failed("writing", err)
		}
		if _, err := f.w.Write(b); err != nil {
			return failed("writing", err)
		}
		f.size += int64(n + len(b))
	}
	return nil
}

// Rewind ends the writing and makes Read return the first byte string.
func (f *File) Rewind() error {
	if f.w != nil {
		if err := f.w.Flush(); err != nil {
			return failed("writing", err)
		}
		f.w = nil
	}
	if _, err := f.file.Seek(0, io.SeekStart); err != nil {
		return failed("reading", err)
	}
	if f.r == nil {
		f.r = bufio.NewReaderSize(f.file, BufferSize)
	} else {
		f.r.Reset(f.file)
	}
	return nil
}

// Flush writes what is buffered and gives the buffer back. Nothing can be
// written afterwards.
func (f *File) Flush() error {
	if f.w == nil {
		return nil
	}
	err := f.w.Flush()
	f.w = nil
	if err != nil {
		return failed("writing", err)
	}
	return nil
}

// Read appends the next byte string to dst. At the end of the file it returns
// io.EOF.
func (f *File) Read(dst []byte) ([]byte, error) {
	n, err := binary.ReadUvarint(f.r)
	switch {
	case err == io.EOF:
		return dst, io.EOF
	case err != nil:
		return dst, failed("reading", err)
	case n > math.MaxInt32:
		return dst, failed("reading", errors.New("it was changed by another program"))
	}
	at := len(dst)
	dst = append(dst, make([]byte, n)...)
	if _, err := io.ReadFull(f.r, dst[at:]); err != nil {
		return dst[:at], failed("reading", err)
	}
	return dst, nil
}

// Close removes the file.
func (f *File) Close() error {
	err := f.file.Close()
	if f.name != "" {
		err = errors.Join(err, os.Remove(f.name))
	}
	if err != nil {
		return failed("closing", err)
	}
	return nil
}

// failed says what went wrong with a temporary file.
func failed(doing string, err error) error {
	var pe *os.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("%s a temporary file: %w", doing, err)
}

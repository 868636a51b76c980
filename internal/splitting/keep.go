// SPDX-License-Identifier: Apache-2.0

package splitting

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/internal/sink"
	"github.com/argus-go/argus/record"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// extensions are those of compressed files.
var extensions = lookup.Table[string, string]{{"gzip", ".gz"}, {"zstd", ".zst"}}

// partial follows the name of a compressed file that is not complete.
const partial = ".part"

// compress puts a compressed file in the place of a file. Records that came after
// an earlier one was compressed are added to it, which both formats allow.
func compress(name, form string) (err error) {
	to := name + extensions.Of(form)
	part := to + partial
	in, err := os.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	if err = fill(out, in, to, form); err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err == nil {
		err = os.Rename(part, to)
	}
	if err != nil {
		os.Remove(part) // what cannot be removed is removed at the next start
		return err
	}
	return os.Remove(name)
}

// fill writes what an earlier compressed file holds, and then in, compressed.
func fill(out io.Writer, in io.Reader, earlier, form string) error {
	old, err := os.Open(earlier)
	switch {
	case err == nil:
		_, err = io.Copy(out, old)
		if err = errors.Join(err, old.Close()); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	var w io.WriteCloser = gzip.NewWriter(out)
	if form == "zstd" {
		if w, err = zstd.NewWriter(out, zstd.WithEncoderConcurrency(1)); err != nil {
			return err
		}
	}
	_, err = io.Copy(w, in)
	return errors.Join(err, w.Close())
}

// A stored is a file that the name of -w could name.
type stored struct {
	name string
	size int64
	time time.Time
}

// list returns the regular files that the name could name, the oldest first.
func (s *Settings) list() ([]stored, error) {
	names, err := filepath.Glob(s.template.glob())
	if err != nil {
		return nil, err
	}
	var files []stored
	for _, name := range names {
		if st, err := os.Lstat(name); err == nil && st.Mode().IsRegular() {
			files = append(files, stored{name, st.Size(), st.ModTime()})
		}
	}
	slices.SortStableFunc(files, func(a, b stored) int { return cmp.Or(a.time.Compare(b.time), strings.Compare(a.name, b.name)) })
	return files, nil
}

// expire removes files that are too old, and the oldest ones of too many.
func (s *Settings) expire() error {
	if s.maxAge == 0 && s.maxSize == 0 {
		return nil
	}
	files, err := s.list()
	if err != nil {
		return err
	}
	total := int64(0)
	for _, f := range files {
		total += f.size
	}
	var errs error
	for _, f := range files {
		old := s.maxAge > 0 && time.Since(f.time) > s.maxAge
		if !old && (s.maxSize == 0 || total <= s.maxSize) || !holdsRecords(f.name) {
			continue
		}
		if err := os.Remove(f.name); err != nil {
			errs = errors.Join(errs, err)
			continue
		}
		total -= f.size
	}
	return errs
}

// holdsRecords reports whether a file, compressed or not, begins with a record.
func holdsRecords(name string) bool {
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	r, closer, err := decompressed(f)
	if err != nil {
		return false
	}
	defer closer()
	var head [startSize]byte
	n, _ := io.ReadFull(r, head[:])
	return n >= 12 && record.Detect(head[:n])
}

// decompressed returns what a file holds.
func decompressed(f io.Reader) (io.Reader, func(), error) {
	var head [12]byte
	n, err := io.ReadFull(f, head[:])
	if err != nil && err != io.ErrUnexpectedEOF {
		return nil, nil, err
	}
	all := io.MultiReader(bytes.NewReader(head[:n]), f)
	switch capture.Detect(head[:n]) {
	case capture.FormatGzip:
		r, err := gzip.NewReader(all)
		return r, func() {}, err
	case capture.FormatZstd:
		r, err := zstd.NewReader(all, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(128<<20))
		if err != nil {
			return nil, nil, err
		}
		return r, r.Close, nil
	}
	return all, func() {}, nil
}

// recent is how much older than the newest file one may be to be repaired.
const recent = 2 * time.Second

// repair mends what a run that was killed left. It was writing to one file at
// most, the one that changed last, whose last record may be incomplete; and it may
// have been compressing another.
func (s *Settings) repair(note func(string)) error {
	files, err := s.list()
	if err != nil || len(files) == 0 {
		return err
	}
	newest := files[len(files)-1].time
	for _, f := range files {
		switch {
		case strings.HasSuffix(f.name, partial):
			if base := strings.TrimSuffix(f.name, partial); !strings.HasSuffix(base, ".gz") && !strings.HasSuffix(base, ".zst") {
				continue
			}
			if err := os.Remove(f.name); err != nil {
				return err
			}
		case newest.Sub(f.time) <= recent:
			n, err := sink.Repair(f.name)
			if err != nil {
				return fmt.Errorf("repairing %s: %w", f.name, err)
			}
			if n > 0 {
				note(fmt.Sprintf("%s: removed the incomplete last record, %d bytes", f.name, n))
			}
		}
		if err := s.dropCopied(f.name); err != nil {
			return err
		}
	}
	return nil
}

// dropCopied removes a file that was compressed already, if the run was killed
// between these steps: the compressed one ends with all of it.
func (s *Settings) dropCopied(name string) error {
	ext := extensions.Of(s.compress)
	if ext == "" {
		return nil
	}
	plain, err := os.ReadFile(name)
	if err != nil || len(plain) == 0 {
		return nil
	}
	z, err := os.Open(name + ext)
	if err != nil {
		return nil // it was not compressed
	}
	defer z.Close()
	r, closer, err := decompressed(z)
	if err != nil {
		return nil
	}
	defer closer()
	tail := &lastBytes{size: len(plain)}
	if _, err := io.Copy(tail, r); err != nil || !bytes.Equal(tail.held, plain) {
		return nil
	}
	return os.Remove(name)
}

// lastBytes keeps the end of what is written to it.
type lastBytes struct {
	held []byte
	size int
}

func (l *lastBytes) Write(b []byte) (int, error) {
	l.held = append(l.held, b...)
	if n := len(l.held) - l.size; n > 0 {
		l.held = append(l.held[:0], l.held[n:]...)
	}
	return len(b), nil
}

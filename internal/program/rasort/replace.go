// SPDX-License-Identifier: Apache-2.0

package rasort

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/argus-go/argus/record"
)

// A replaced is an input file that its sorted form replaces.
type replaced struct {
	name   string
	start  *record.Record
	faults int // of inputs, before it was read
}

// replaceable reports why the sorted form of a file cannot replace it.
func replaceable(name string) error {
	st, err := os.Stat(name)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil // reading it fails, and says so
	case err != nil:
		return err
	case !st.Mode().IsRegular():
		return fmt.Errorf("%s is not a regular file, so that -M replace cannot replace it", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	var head [128]byte
	n, err := io.ReadFull(f, head[:])
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return err
	}
	if n > 0 && !record.Detect(head[:n]) {
		return fmt.Errorf("%s is not an uncompressed file of records, so that -M replace cannot replace it: write with -w", name)
	}
	return nil
}

// enter is called with each record: if it is the first one of an input, the one
// before that is complete.
func (h *handler) enter() error {
	name := h.session.Input()
	if name == h.file.name {
		return nil
	}
	if err := h.leave(); err != nil {
		return err
	}
	h.file = replaced{name, h.session.InputStart(), h.session.Faults()}
	return nil
}

// leave replaces the file that was read, and makes room for the next. A file that
// could not be read to its end stays as it is.
func (h *handler) leave() (err error) {
	f := h.file
	h.file = replaced{}
	if f.name == "" {
		return nil
	}
	switch {
	case h.session.Context().Err() != nil, h.session.Faults() > f.faults:
		h.session.Note(fmt.Sprintf("%s was not read to its end and is left as it is", f.name))
	default:
		if err = h.exchange(&f); err != nil {
			err = fmt.Errorf("%s is left as it is: %w", f.name, err)
		}
	}
	if e := h.sorter.Close(); err == nil {
		err = e
	}
	h.begin()
	return err
}

// exchange writes the sorted records beside the file and gives them its name.
func (h *handler) exchange(f *replaced) (err error) {
	path, err := filepath.EvalSymlinks(f.name)
	if err != nil {
		return err
	}
	st, err := os.Stat(path)
	if err != nil {
		return err
	}
	t, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(t.Name()) // what cannot be removed stays
		}
	}()
	if err := errors.Join(t.Chmod(st.Mode().Perm()), t.Close()); err != nil {
		return err
	}
	out, err := h.session.OpenRecords(t.Name(), f.start, 0)
	if err != nil {
		return err
	}
	err = h.each(out.WriteKept)
	if err = errors.Join(err, out.Close()); err != nil {
		return err
	}
	if err := synced(t.Name()); err != nil {
		return err
	}
	return os.Rename(t.Name(), path)
}

// synced makes sure that a file is on the disk before it replaces another.
func synced(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

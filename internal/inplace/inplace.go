// SPDX-License-Identifier: Apache-2.0

// Package inplace is the mode replace (-M replace) of the programs that change
// records: what a program makes of each input file takes the place of that file.
//
// The new form of a file is written beside it and gets its name once it is complete
// and on the disk, so that at every moment the name stands for the old records or
// for all of the new ones. A file that could not be read to its end stays as it is.
package inplace

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/record"
)

// Mode returns the row of -M replace, which sets set. about and more are its help.
func Mode(set *bool, about, more string) client.Mode {
	return client.Mode{
		Name: "replace", About: about, More: more,
		Set: client.SetFunc(func(*client.Config, string) error { *set = true; return nil }),
	}
}

// Check reports why files cannot be replaced: options that exclude each other, or
// inputs that are not files of records.
func Check(c *client.Config) error {
	switch {
	case len(c.Write.Outputs) > 0 || c.Write.Exceptions != "":
		return errors.New("-M replace and -w exclude each other")
	case c.Selects():
		return errors.New("-M replace would lose the records that are not selected: leave out the filter, -t, -N and -e, or write with -w")
	case len(c.Input.Servers) > 0 || len(c.Input.Files) == 0:
		return errors.New("-M replace needs files to replace: name them with -r")
	case c.Input.Lag > 0:
		return errors.New("-M replace reads one file after the other: leave out --lag")
	}
	for _, name := range c.Input.Files {
		if err := replaceable(name); err != nil {
			return err
		}
	}
	return nil
}

// replaceable reports why a file cannot be replaced.
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
		return nil // as above
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

// Hooks are what a program does with an input whose records it gathers. Either may
// be nil.
type Hooks struct {
	// Complete is called when an input was read to its end. It writes what is left
	// of it to out, and forgets it.
	Complete func(out *client.RecordFile) error
	// Drop is called instead if the input stays as it is, after any error
	// included. It forgets what was gathered.
	Drop func() error
}

// Files replaces the inputs of a session one after the other.
type Files struct {
	session *client.Session
	hooks   Hooks
	open    bool // an input is being read
	input   int  // its number
	name    string
	path    string // the name without symbolic links
	temp    string // the new form of the file
	out     *client.RecordFile
	faults  int // of inputs, before this one was read
}

// New returns the replacer of a session.
func New(session *client.Session, hooks Hooks) *Files {
	return &Files{session: session, hooks: hooks}
}

// Enter is called before a record is handled: if that is the first one of an
// input, the input before it is replaced. It returns the file that the records of
// the input go to, which is valid until the next call. After an error the
// files that were not replaced yet stay as they are.
func (f *Files) Enter() (*client.RecordFile, error) {
	if f.open && f.session.InputNumber() == f.input {
		return f.out, nil
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	f.open, f.input, f.name = true, f.session.InputNumber(), f.session.Input()
	f.faults = f.session.Faults()
	if err := f.create(); err != nil {
		return nil, f.Fail(err)
	}
	return f.out, nil
}

// create opens the new form of the input, beside it and with its permissions.
func (f *Files) create() (err error) {
	if f.path, err = filepath.EvalSymlinks(f.name); err != nil {
		return err
	}
	st, err := os.Stat(f.path)
	if err != nil {
		return err
	}
	t, err := os.CreateTemp(filepath.Dir(f.path), "."+filepath.Base(f.path)+".*")
	if err != nil {
		return err
	}
	f.temp = t.Name()
	if err := errors.Join(t.Chmod(st.Mode().Perm()), t.Close()); err != nil {
		return err
	}
	f.out, err = f.session.OpenRecords(f.temp, f.session.InputStart(), 0)
	return err
}

// Fail gives up the input at hand, which stays as it is, after an error of the
// program, and returns the error with the name of the file. Programs call it before
// they return an error.
func (f *Files) Fail(err error) error {
	if !f.open {
		return err
	}
	name := f.name
	return errors.Join(fmt.Errorf("%s is left as it is: %w", name, err), f.discard())
}

// discard forgets the input at hand and removes its new form.
func (f *Files) discard() (err error) {
	if f.out != nil {
		f.out.Close() // it is removed, whatever it lacks
	}
	if f.temp != "" {
		err = os.Remove(f.temp)
	}
	f.open, f.out, f.temp = false, nil, ""
	if f.hooks.Drop != nil {
		err = errors.Join(err, f.hooks.Drop())
	}
	return err
}

// Close replaces the input at hand, if it was read to its end.
func (f *Files) Close() error {
	switch {
	case !f.open:
		return nil
	case f.session.Context().Err() != nil, f.session.Faults() > f.faults:
		f.session.Note(fmt.Sprintf("%s was not read to its end and is left as it is", f.name))
		return f.discard()
	}
	if err := f.exchange(); err != nil {
		return f.Fail(err)
	}
	f.open, f.out, f.temp = false, nil, ""
	return nil
}

// exchange completes the new form of the file and gives it the file's name.
func (f *Files) exchange() error {
	if f.hooks.Complete != nil {
		if err := f.hooks.Complete(f.out); err != nil {
			return err
		}
	}
	err := f.out.Close()
	f.out = nil
	if err != nil {
		return err
	}
	if err := synced(f.temp); err != nil {
		return err
	}
	return os.Rename(f.temp, f.path)
}

// synced makes sure that a file is on the disk before it replaces another.
func synced(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// SPDX-License-Identifier: Apache-2.0

package splitting

import (
	"errors"

	"github.com/argus-go/argus/internal/client"
)

const (
	usualOpen = 64
	mostOpen  = 4096
	// maxKnown is of how many closed files the size is remembered.
	maxKnown = 4096
)

// A set is the files that are written: a bounded number of them is open, and those
// that were used longest ago are closed first. A closed one is opened again when
// a record for it comes.
type set struct {
	session *client.Session
	limit   int
	open    map[string]*openFile
	known   map[string]int64 // sizes of closed files
	clock   uint64           // counts uses
	before  func(name string)
}

type openFile struct {
	*client.RecordFile
	used uint64
}

// newSet returns a set. before is called with the name of each file that is about
// to be opened.
func newSet(session *client.Session, limit int, before func(string)) *set {
	return &set{session: session, limit: limit, open: map[string]*openFile{}, known: map[string]int64{}, before: before}
}

// get returns a file that is open. It has its first record already.
func (s *set) get(name string) (*client.RecordFile, error) {
	s.clock++
	if f := s.open[name]; f != nil {
		f.used = s.clock
		return f.RecordFile, nil
	}
	if len(s.open) >= s.limit {
		if err := s.closeOldest(); err != nil {
			return nil, err
		}
	}
	s.before(name)
	f, err := s.session.OpenRecords(name, s.session.InputStart(), s.known[name])
	if err != nil {
		return nil, err
	}
	// So a file is never empty, whatever ends the program.
	if err := f.Flush(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	s.open[name] = &openFile{f, s.clock}
	return f, nil
}

func (s *set) closeOldest() error {
	oldest, used := "", s.clock+1
	for name, f := range s.open {
		if f.used < used {
			oldest, used = name, f.used
		}
	}
	return s.close(oldest)
}

// close flushes and closes a file if it is open.
func (s *set) close(name string) error {
	f := s.open[name]
	if f == nil {
		return nil
	}
	delete(s.open, name)
	err := f.Close()
	if len(s.known) >= maxKnown {
		clear(s.known)
	}
	if s.known[name] = f.Size(); err != nil {
		delete(s.known, name)
	}
	return err
}

// forget drops what is known of a file that was compressed or is written by
// others.
func (s *set) forget(name string) { delete(s.known, name) }

// flush writes what was gathered.
func (s *set) flush() (err error) {
	for _, f := range s.open {
		err = errors.Join(err, f.Flush())
	}
	return err
}

// closeAll flushes and closes all files.
func (s *set) closeAll() (err error) {
	for name := range s.open {
		err = errors.Join(err, s.close(name))
	}
	return err
}

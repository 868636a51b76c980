// SPDX-License-Identifier: Apache-2.0

package radium

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// An archive is the directory whose files clients may ask for. The system keeps
// names and links from leading out of it ([os.Root]).
type archive struct{ root *os.Root }

func openArchive(dir string) (*archive, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &archive{root}, nil
}

// open opens a file by the name that a client sent; a leading slash is the
// directory itself. Any goroutine may call it.
func (a *archive) open(name string) (*os.File, error) {
	path := filepath.Clean(strings.TrimLeft(name, "/"))
	if !filepath.IsLocal(path) {
		return nil, errors.New("the name leads out of the archive")
	}
	// A pipe would block, so the kind is checked before the file is opened, and
	// again after, because it may have been replaced.
	info, err := a.root.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a regular file", path)
	}
	if err != nil {
		return nil, err
	}
	f, err := a.root.OpenFile(path, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, errors.Join(err, fmt.Errorf("%s is not a regular file", path))
	}
	return f, nil
}

func (a *archive) close() {
	if a != nil {
		a.root.Close()
	}
}

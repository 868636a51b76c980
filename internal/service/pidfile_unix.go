// SPDX-License-Identifier: Apache-2.0

//go:build unix

package service

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// maxPIDFiles is how many files with process ids may have the same name but for
// their number (sensor options, section 4.4).
const maxPIDFiles = 5

// A pidFile is the file with the id of this process. It stays open and locked, so
// that others see that the process lives.
type pidFile struct {
	path string
	file *os.File
}

func createPIDFile(dir, name string) (*pidFile, error) {
	var last string
	for i := range maxPIDFiles {
		path := filepath.Join(dir, fmt.Sprintf("%s.%d.pid", name, i))
		p, owner, err := takePIDFile(path)
		switch {
		case err != nil:
			return nil, fmt.Errorf("process id file %s: %w", path, reason(err))
		case p != nil:
			return p, nil
		}
		last = fmt.Sprintf("%s of process %s", path, owner)
	}
	return nil, fmt.Errorf("%d such processes are running already (the last one has the file %s); end one of them, or set another directory for process id files", maxPIDFiles, last)
}

// takePIDFile writes a file unless it belongs to a living process, whose id it
// returns then.
func takePIDFile(path string) (p *pidFile, owner string, err error) {
	for range 10 { // another process may remove the file at each attempt
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o644)
		if err != nil {
			return nil, "", err
		}
		owner, taken, err := lockPIDFile(f)
		if err != nil || taken {
			f.Close()
			return nil, owner, err
		}
		open, err1 := f.Stat()
		named, err2 := os.Lstat(path)
		if err1 != nil || err2 != nil || !os.SameFile(open, named) {
			f.Close() // it was removed after it was opened
			continue
		}
		text := strconv.Itoa(os.Getpid()) + "\n"
		err = errors.Join(f.Chmod(0o644), f.Truncate(0))
		if err == nil {
			_, err = f.WriteAt([]byte(text), 0)
		}
		if err != nil {
			f.Close()
			return nil, "", err
		}
		return &pidFile{path, f}, "", nil
	}
	return nil, "", errors.New("other processes keep removing it")
}

// lockPIDFile locks a file, unless the process whose id it holds is alive.
func lockPIDFile(f *os.File) (owner string, taken bool, err error) {
	if st, err := f.Stat(); err != nil || !st.Mode().IsRegular() {
		return "", false, errors.Join(errors.New("not a regular file"), err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	locked := errors.Is(err, syscall.EWOULDBLOCK)
	if err != nil && !locked {
		return "", false, err
	}
	b, err := io.ReadAll(io.NewSectionReader(f, 0, 32))
	if err != nil {
		return "", false, err
	}
	owner = strings.TrimSpace(string(b))
	pid, err := strconv.Atoi(owner)
	return owner, locked || err == nil && pid != os.Getpid() && alive(pid), nil
}

// alive reports whether a process runs this program. The originals do not lock
// their files. The id of a process that has ended may be that of another program.
func alive(pid int) bool {
	if err := syscall.Kill(pid, 0); pid <= 0 || err != nil && !errors.Is(err, syscall.EPERM) {
		return false
	}
	own, err1 := os.ReadFile("/proc/self/comm")
	its, err2 := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	return err1 != nil || err2 != nil || string(own) == string(its)
}

// remove removes the file. A process that gave up its privileges may not remove it;
// then the file is left empty, and the next process takes it.
func (p *pidFile) remove() {
	if os.Remove(p.path) != nil {
		_ = p.file.Truncate(0)
	}
	p.file.Close()
}

// SPDX-License-Identifier: Apache-2.0

//go:build unix

package service

import (
	"errors"
	"fmt"
	"io"
	"log/syslog"
	"os"
	"syscall"
)

// isJournal reports whether w is the stream that JOURNAL_STREAM describes by its
// device and inode, see systemd.exec(5).
func isJournal(w io.Writer, stream string) bool {
	f, ok := w.(*os.File)
	if !ok || stream == "" {
		return false
	}
	info, err := f.Stat()
	if err != nil {
		return false
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && stream == fmt.Sprintf("%d:%d", st.Dev, st.Ino)
}

// dialSystem connects to the system log, with the facility of daemons.
func dialSystem(name string) (io.WriteCloser, error) {
	w, err := syslog.New(syslog.LOG_DAEMON|syslog.LOG_INFO, name)
	if err != nil {
		return nil, err // not w, which would be no nil interface
	}
	return w, nil
}

// writeSystem sends a message to what dialSystem returned.
func writeSystem(w io.Writer, priority int, text string) error {
	s, ok := w.(*syslog.Writer)
	if !ok {
		_, err := fmt.Fprintf(w, "<%d>%s\n", priority, text)
		return err
	}
	switch priority {
	case 0, 1, 2:
		return s.Crit(text)
	case Error:
		return s.Err(text)
	case Warning:
		return s.Warning(text)
	case Notice:
		return s.Notice(text)
	case Info:
		return s.Info(text)
	case 7:
		return s.Debug(text)
	}
	return errors.New("no such priority")
}

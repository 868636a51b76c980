// SPDX-License-Identifier: Apache-2.0

package service

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// Priorities of messages, as in syslog(3).
const (
	Error   = 3
	Warning = 4
	Notice  = 5
	Info    = 6
)

// queued is how many messages wait at most for a system log that does not take them.
const queued = 256

// A Log writes messages of one line. They go to a file, usually standard error, or
// to the system log. If the file is a stream of the systemd journal, each line
// begins with its priority instead of the program's name.
//
// Messages to the system log are sent by a goroutine, so that a log that hangs does
// not delay the program: when 256 messages are waiting, later ones are lost and
// counted, and the count is the next message.
type Log struct {
	name    string
	mu      sync.Mutex // guards w, which several goroutines may write to
	w       io.Writer
	journal bool

	sys   io.WriteCloser // the system log; nil if there is none
	dial  func() (io.WriteCloser, error)
	queue chan message // nil until useSystem
	done  chan struct{}
	lost  atomic.Uint64
}

type message struct {
	priority int
	text     string
}

// NewLog returns a log to w for the program of this name. getenv tells it about the
// journal.
func NewLog(name string, w io.Writer, getenv func(string) string) *Log {
	l := &Log{name: name, w: w, journal: isJournal(w, getenv("JOURNAL_STREAM"))}
	l.dial = func() (io.WriteCloser, error) { return dialSystem(name) }
	return l
}

// Print writes one message. text has no line feed.
func (l *Log) Print(priority int, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.queue != nil:
		select {
		case l.queue <- message{priority, text}:
		default:
			l.lost.Add(1)
		}
	case l.journal:
		fmt.Fprintf(l.w, "<%d>%s\n", priority, text)
	default:
		fmt.Fprintf(l.w, "%s: %s\n", l.name, text)
	}
}

// openSystem connects to the system log, which is used after useSystem.
func (l *Log) openSystem() (err error) {
	l.sys, err = l.dial()
	return err
}

// useSystem sends messages to the system log from now on.
func (l *Log) useSystem() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.queue, l.done = make(chan message, queued), make(chan struct{})
	go l.run(l.queue)
}

// run sends messages until the queue is closed.
func (l *Log) run(queue chan message) {
	defer close(l.done)
	for m := range queue {
		if err := l.send(m); err != nil {
			l.lost.Add(1)
		}
	}
	if l.sys != nil {
		l.sys.Close()
	}
}

// send sends one message, after how many were lost before it. It connects first if
// there was no system log so far.
func (l *Log) send(m message) error {
	if l.sys == nil {
		if err := l.openSystem(); err != nil {
			return err
		}
	}
	if n := l.lost.Swap(0); n > 0 {
		if err := writeSystem(l.sys, Warning, fmt.Sprintf("%d messages lost: the system log did not take them", n)); err != nil {
			l.lost.Add(n)
			return err
		}
	}
	return writeSystem(l.sys, m.priority, m.text)
}

// close waits until all messages were sent, or for a time. Later messages go to the
// file again.
func (l *Log) close(wait time.Duration) {
	l.mu.Lock()
	queue := l.queue
	l.queue = nil
	l.mu.Unlock()
	if queue == nil {
		if l.sys != nil {
			l.sys.Close()
		}
		return
	}
	close(queue)
	select {
	case <-l.done:
	case <-time.After(wait):
	}
}

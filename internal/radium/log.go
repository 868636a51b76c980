// SPDX-License-Identifier: Apache-2.0

package radium

import (
	"fmt"
	"io"
	"sync"

	"github.com/argus-go/argus/field"
)

// Priorities of messages, as in syslog(3).
const (
	priorityError   = 3
	priorityWarning = 4
	priorityNotice  = 5
)

// A logger writes one-line messages to standard error: errors and warnings, and
// notices if -D asks for them. Goroutines may share it.
type logger struct {
	mu       sync.Mutex
	w        io.Writer
	priority int // highest shown
	debug    int
}

func (l *logger) print(priority int, format string, args []any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if priority > l.priority && (l.debug < 1 || priority > priorityNotice) {
		return
	}
	fmt.Fprintf(l.w, "radium: %s\n", field.Line(fmt.Sprintf(format, args...)))
}

func (l *logger) errorf(format string, args ...any) { l.print(priorityError, format, args) }
func (l *logger) warnf(format string, args ...any)  { l.print(priorityWarning, format, args) }
func (l *logger) notef(format string, args ...any)  { l.print(priorityNotice, format, args) }

// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"fmt"
	"io"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/progress"
)

// Priorities of messages, as in syslog(3).
const (
	priorityError   = 3
	priorityWarning = 4
	priorityNotice  = 5
)

// A logger writes one-line messages to standard error: errors and warnings, and
// notices if -D or -k ask for them. Goroutines may share it while it has no meter.
type logger struct {
	w        io.Writer
	priority int // highest shown
	debug    int
	meter    *progress.Meter // is hidden before a message; may be nil
}

func (l *logger) print(priority int, format string, args []any) {
	if priority > l.priority && (l.debug < 1 || priority > priorityNotice) {
		return
	}
	l.meter.Hide()
	fmt.Fprintf(l.w, "argus: %s\n", field.Line(fmt.Sprintf(format, args...)))
}

func (l *logger) errorf(format string, args ...any) { l.print(priorityError, format, args) }
func (l *logger) warnf(format string, args ...any)  { l.print(priorityWarning, format, args) }
func (l *logger) notef(format string, args ...any)  { l.print(priorityNotice, format, args) }

// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"fmt"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/progress"
	"github.com/argus-go/argus/internal/service"
)

// A logger writes one-line messages: errors and warnings, and notices if -D or -k
// ask for them. Goroutines may share it while it has no meter.
type logger struct {
	out      *service.Log
	priority int // highest shown
	debug    int
	meter    *progress.Meter // is hidden before a message; may be nil
}

func (l *logger) print(priority int, format string, args []any) {
	if priority > l.priority && (l.debug < 1 || priority > service.Notice) {
		return
	}
	l.meter.Hide()
	l.out.Print(priority, field.Line(fmt.Sprintf(format, args...)))
}

func (l *logger) errorf(format string, args ...any) { l.print(service.Error, format, args) }
func (l *logger) warnf(format string, args ...any)  { l.print(service.Warning, format, args) }
func (l *logger) notef(format string, args ...any)  { l.print(service.Notice, format, args) }

// answerf writes a message that somebody asked for, whatever -k says.
func (l *logger) answerf(format string, args ...any) {
	l.out.Print(service.Info, field.Line(fmt.Sprintf(format, args...)))
}

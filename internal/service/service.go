// SPDX-License-Identifier: Apache-2.0

// Package service is what a program needs to run as a service: detaching from the
// terminal, a file with the process id, messages to the system log or the journal,
// readiness for systemd, and signals.
//
// A program that reads its configuration and finds that it is to detach calls
// [Detach] and ends with the status that it returns. The process that Detach starts
// reads the configuration again; [Detached] is then true. Every process that serves
// does this:
//
//	log := service.NewLog("argus", os.Stderr, os.Getenv)
//	svc, err := service.New(log, os.Getenv)
//	defer svc.Close()
//	err = svc.WritePID("/var/run", "argus.eth0")
//	// open interfaces, files and ports, and give up privileges
//	svc.Ready()
//	// in the loop, several times a second:
//	svc.Alive()
//
// New opens everything that the other methods need, so they work after privileges
// were given up. All methods of a nil Service do nothing. A Service is used by one
// goroutine; a [Log] may be shared.
package service

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// A Service is a process that runs until a signal ends it.
type Service struct {
	log    *Log
	child  *child    // nil if the process did not detach
	notify *notifier // nil without systemd
	pid    *pidFile  // nil without WritePID
}

// New returns the service of this process. Its messages go to log, and after
// [Service.Ready] to the system log if the process has detached.
func New(log *Log, getenv func(string) string) (*Service, error) {
	s := &Service{log: log}
	var err error
	if s.child, err = newChild(); err != nil {
		return nil, err
	}
	if s.notify, err = newNotifier(getenv); err != nil {
		log.Print(Warning, err.Error())
	}
	if s.child != nil {
		if err := log.openSystem(); err != nil {
			log.Print(Warning, fmt.Sprintf("no system log: %v; messages of the detached process are lost until there is one", err))
		}
	}
	return s, nil
}

// WritePID writes the process id to DIR/NAME.N.pid, where N is the first of the
// numbers 0 to 4 whose file is missing, or belongs to a process that has ended. If
// there are five living ones it returns an error.
func (s *Service) WritePID(dir, name string) (err error) {
	if s == nil {
		return nil
	}
	s.pid, err = createPIDFile(dir, name)
	return err
}

// PIDFile returns the name of the file with the process id, which Close removes, or
// "" if there is none.
func (s *Service) PIDFile() string {
	if s == nil || s.pid == nil {
		return ""
	}
	return s.pid.path
}

// Ready tells the service manager, and the process that waits in [Detach], that the
// start is complete. A process that detached closes its standard streams, and its
// messages go to the system log.
func (s *Service) Ready() error {
	if s == nil {
		return nil
	}
	s.notify.send("READY=1")
	if s.child == nil {
		return nil
	}
	s.log.useSystem()
	err := s.child.ready()
	s.child = nil
	return err
}

// Alive tells the service manager that the program works, as often as the manager
// asked for. It is cheap, so it may be called often.
func (s *Service) Alive() {
	if s != nil {
		s.notify.alive(time.Now())
	}
}

// Reload calls f, and tells the service manager that the configuration is being
// read again meanwhile.
func (s *Service) Reload(f func()) {
	if s == nil {
		f()
		return
	}
	s.notify.send(reloading())
	f()
	s.notify.send("READY=1")
}

// Stopping tells the service manager that the program is about to end.
func (s *Service) Stopping() {
	if s != nil {
		s.notify.send("STOPPING=1")
	}
}

// Close removes the file with the process id, and waits up to two seconds for the
// system log to take the last messages.
func (s *Service) Close() {
	if s == nil {
		return
	}
	if s.pid != nil {
		s.pid.remove()
	}
	s.notify.close()
	if s.child != nil {
		s.child.close()
	}
	s.log.close(2 * time.Second)
}

// reason returns what err says besides a file's name.
func reason(err error) error {
	var e *fs.PathError
	if errors.As(err, &e) {
		return e.Err
	}
	var s *os.SyscallError
	if errors.As(err, &s) {
		return s.Err
	}
	return err
}

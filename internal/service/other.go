// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package service

import (
	"errors"
	"io"
	"os"
	"os/signal"
)

var errUnix = errors.New("not available on this system")

// Detached reports whether this process was started by [Detach].
func Detached() bool { return false }

// Detach returns an error: processes cannot detach on this system.
func Detach(string, []string, *os.File) (int, error) { return 1, errUnix }

type child struct{}

func newChild() (*child, error) { return nil, nil }
func (*child) ready() error     { return nil }
func (*child) close()           {}

type pidFile struct{ path string }

func createPIDFile(string, string) (*pidFile, error) { return nil, errUnix }
func (*pidFile) remove()                             {}

func isJournal(io.Writer, string) bool          { return false }
func dialSystem(string) (io.WriteCloser, error) { return nil, errUnix }
func writeSystem(io.Writer, int, string) error  { return errUnix }

// Handlers say what signals do. This system has only those that end programs.
type Handlers struct{ Stop, Reload, Report func() }

// Listen calls h.Stop at the first interrupt; the next one ends the process.
func Listen(h Handlers) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	go func() {
		<-c
		signal.Stop(c)
		h.Stop()
	}()
}

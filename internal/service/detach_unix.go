// SPDX-License-Identifier: Apache-2.0

//go:build unix

package service

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// childEnv is set in the process that Detach starts.
const childEnv = "ARGUS_DETACHED"

// readyFD is the pipe in that process on which Detach waits.
const readyFD = 3

// Detached reports whether this process was started by [Detach].
func Detached() bool { return os.Getenv(childEnv) != "" }

// Detach starts the program that exe names with these arguments, of which the first
// is the program's name, in a session of its own, and waits until it is ready or
// has ended. It returns the exit status for this process: 0 if the other one is
// ready, else that of the other one, which has printed why.
//
// A Go program cannot fork, because only one of its threads would be left; so it
// starts again from the beginning.
func Detach(exe string, args []string, stderr *os.File) (status int, err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return 1, fmt.Errorf("cannot detach: %w", err)
	}
	defer r.Close()
	// Stdin and Stdout are /dev/null. The child closes Stderr when it is ready.
	cmd := &exec.Cmd{
		Path: exe, Args: args, Stderr: stderr, ExtraFiles: []*os.File{w},
		Env:         append(os.Environ(), childEnv+"=1"),
		SysProcAttr: &syscall.SysProcAttr{Setsid: true},
	}
	err = cmd.Start()
	w.Close()
	if err != nil {
		return 1, fmt.Errorf("cannot detach: %w", err)
	}
	if n, _ := r.Read(make([]byte, 1)); n == 1 {
		return 0, cmd.Process.Release()
	}
	var exit *exec.ExitError
	switch err := cmd.Wait(); {
	case err == nil:
		return 0, nil // it ended by itself, without an error
	case errors.As(err, &exit) && exit.ExitCode() > 0:
		return exit.ExitCode(), nil
	default:
		return 1, fmt.Errorf("the detached process ended before it was ready: %w", err)
	}
}

// A child is a process that Detach started, until it is ready.
type child struct {
	parent *os.File
	null   *os.File
}

// newChild returns nil if Detach did not start this process. /dev/null is opened
// now, because it may be out of reach when the child is ready.
func newChild() (*child, error) {
	if !Detached() {
		return nil, nil
	}
	os.Unsetenv(childEnv) // programs that this one starts are no such children
	var st syscall.Stat_t
	if err := syscall.Fstat(readyFD, &st); err != nil || st.Mode&syscall.S_IFMT != syscall.S_IFIFO {
		return nil, fmt.Errorf("environment variable %s is set, but no other process waits for this one; unset it", childEnv)
	}
	syscall.CloseOnExec(readyFD)
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	return &child{os.NewFile(readyFD, "parent"), null}, nil
}

// ready lets the parent end, and closes what the child shares with it.
func (c *child) ready() error {
	defer c.close()
	if err := redirect(int(c.null.Fd()), 2); err != nil {
		return fmt.Errorf("standard error cannot be closed: %w", err)
	}
	_, err := c.parent.Write([]byte{1})
	if errors.Is(err, syscall.EPIPE) {
		return nil // the parent was ended, for example by Ctrl-C
	}
	return err
}

func (c *child) close() {
	c.parent.Close()
	c.null.Close()
}

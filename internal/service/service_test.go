// SPDX-License-Identifier: Apache-2.0

//go:build unix

package service

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// role says what the test's own program does when it is started again.
const role = "SERVICE_TEST_ROLE"

func TestMain(m *testing.M) {
	if r := os.Getenv(role); r != "" {
		os.Exit(play(r))
	}
	os.Exit(m.Run())
}

// play is the program that detaches: "ready" serves until TERM, "fails" ends with
// status 3 before it is ready, "dies" is killed then. Its folder is in its arguments.
func play(r string) int {
	dir := os.Args[1]
	if !Detached() {
		exe, _ := os.Executable()
		status, err := Detach(exe, os.Args, os.Stderr)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		return status
	}
	svc, err := New(NewLog("test", os.Stderr, os.Getenv), os.Getenv)
	if err != nil {
		return 9
	}
	defer svc.Close()
	switch r {
	case "fails":
		fmt.Fprintln(os.Stderr, "no interface")
		return 3
	case "dies":
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	if svc.WritePID(dir, "test.lo") != nil {
		return 8
	}
	end := make(chan bool)
	Listen(Handlers{Stop: func() { close(end) }})
	if svc.Ready() != nil {
		return 7
	}
	fmt.Fprintln(os.Stderr, "not seen by anybody")
	fmt.Println("not seen either")
	<-end
	return 0
}

// start runs the program that detaches, and returns its status and its messages.
func start(t *testing.T, r, dir string) (int, string) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, dir)
	cmd.Env = append(os.Environ(), role+"="+r)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// TestDetach: the process that was started ends with status 0 once the other one is
// ready, which has a session of its own, no open standard streams, and a file with
// its id until TERM ends it.
func TestDetach(t *testing.T) {
	dir := t.TempDir()
	status, out := start(t, "ready", dir)
	if status != 0 || strings.Contains(out, "seen") {
		t.Fatalf("status %d, output %q; want 0 and nothing from the detached process", status, out)
	}
	path := filepath.Join(dir, "test.lo.0.pid")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSuffix(string(b), "\n"))
	if err != nil || pid <= 1 || pid == os.Getpid() {
		t.Fatalf("the file holds %q, want the id of a process and a line feed", b)
	}
	defer syscall.Kill(pid, syscall.SIGKILL)
	if stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); err == nil {
		// After the name in parentheses: state, parent, process group, session.
		f := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		if f[3] != strconv.Itoa(pid) {
			t.Errorf("the session is %s, want that of the process itself, %d", f[3], pid)
		}
		for fd := range 3 {
			if to, _ := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", pid, fd)); to != os.DevNull {
				t.Errorf("descriptor %d is %s, want %s", fd, to, os.DevNull)
			}
		}
	}
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(path); err != nil {
			return
		}
		if time.Now().After(end) {
			t.Fatal("the file is still there after TERM")
		}
	}
}

// TestDetachFails: a start that fails has the status and messages of the process
// that was to be detached.
func TestDetachFails(t *testing.T) {
	if status, out := start(t, "fails", t.TempDir()); status != 3 || !strings.Contains(out, "no interface\n") {
		t.Errorf("status %d, output %q; want 3 and the reason", status, out)
	}
	if status, out := start(t, "dies", t.TempDir()); status != 1 || !strings.Contains(out, "ended before it was ready: signal: killed") {
		t.Errorf("status %d, output %q; want 1 and that it was killed", status, out)
	}
	t.Setenv(childEnv, "1")
	if status, _ := start(t, "ready", t.TempDir()); status != 9 {
		t.Errorf("%s without a process that waits: status %d, want 9", childEnv, status)
	}
}

// TestPIDFiles: numbers 0 to 4 are used in turn, files of processes that have ended
// are taken over, and the sixth process is refused.
func TestPIDFiles(t *testing.T) {
	dir := t.TempDir()
	stale := exec.Command("true")
	if err := stale.Run(); err != nil {
		t.Skip(err)
	}
	for i, text := range []string{strconv.Itoa(stale.ProcessState.Pid()) + "\n", "garbage", ""} {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("x.%d.pid", i)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var files []*pidFile
	for i := range 5 {
		p, err := createPIDFile(dir, "x")
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, p)
		want := filepath.Join(dir, fmt.Sprintf("x.%d.pid", i))
		b, _ := os.ReadFile(want)
		st, _ := os.Stat(want)
		if p.path != want || string(b) != fmt.Sprintf("%d\n", os.Getpid()) || st.Mode() != 0o644 {
			t.Errorf("file %s of mode %v holds %q; want %s, 0644, this process", p.path, st.Mode(), b, want)
		}
	}
	if _, err := createPIDFile(dir, "x"); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("running already (the last one has the file %s of process %d)", filepath.Join(dir, "x.4.pid"), os.Getpid())) {
		t.Errorf("a sixth file: error %v", err)
	}
	files[2].remove()
	p, err := createPIDFile(dir, "x")
	if err != nil || p.path != files[2].path {
		t.Errorf("have %v, %v; want %s again", p, err, files[2].path)
	}
	for _, f := range append(files, p) {
		f.remove()
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("%d files are left", len(left))
	}
}

// TestPIDFileRefused: links are not followed, and a missing folder is an error.
func TestPIDFileRefused(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "precious")
	if err := os.WriteFile(target, []byte("text"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, filepath.Join(dir, "x.0.pid")); err != nil {
		t.Fatal(err)
	}
	if _, err := createPIDFile(dir, "x"); err == nil {
		t.Error("a symbolic link was followed")
	}
	if b, _ := os.ReadFile(target); string(b) != "text" {
		t.Errorf("the file that the link names holds %q now", b)
	}
	_, err := createPIDFile(filepath.Join(dir, "missing"), "x")
	if err == nil || !strings.HasSuffix(err.Error(), "missing/x.0.pid: no such file or directory") {
		t.Errorf("a missing folder: error %v", err)
	}
}

// TestNotify: systemd hears of readiness, of the end and of a reload, and three
// signs of life in the time of the watchdog.
func TestNotify(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify")
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	env := map[string]string{"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "30000000"}
	svc, err := New(NewLog("test", io.Discard, os.Getenv), func(n string) string { return env[n] })
	if err != nil {
		t.Fatal(err)
	}
	if svc.notify.every != 10*time.Second {
		t.Errorf("a sign of life each %v, want 10 s: a third of 30 s", svc.notify.every)
	}
	if err := svc.Ready(); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for range 100 {
		svc.notify.alive(now)
		now = now.Add(200 * time.Millisecond) // 20 s in all
	}
	svc.Reload(func() {})
	svc.Stopping()
	svc.Close()
	for _, want := range []string{"READY=1", "WATCHDOG=1", "WATCHDOG=1", "RELOADING=1", "READY=1", "STOPPING=1"} {
		b := make([]byte, 100)
		l.SetReadDeadline(time.Now().Add(5 * time.Second))
		n, err := l.Read(b)
		if got, _, _ := strings.Cut(string(b[:n]), "\n"); err != nil || got != want {
			t.Errorf("have %q, %v; want %s", b[:n], err, want)
		}
	}
	env["WATCHDOG_PID"] = "1"
	if n, err := newNotifier(func(n string) string { return env[n] }); err != nil || n.every != 0 {
		t.Errorf("the watchdog of another process: %+v, %v", n, err)
	}
	env["NOTIFY_SOCKET"] = path + ".missing"
	if _, err := newNotifier(func(n string) string { return env[n] }); err == nil {
		t.Error("a socket that is missing: no error")
	}
}

// TestNil: a program that is no service may call everything.
func TestNil(t *testing.T) {
	var s *Service
	done := false
	s.Reload(func() { done = true })
	s.Alive()
	s.Stopping()
	s.Close()
	if err := errors.Join(s.WritePID("", ""), s.Ready()); err != nil || !done {
		t.Errorf("%v, reload %v", err, done)
	}
}

// TestJournal: lines that go to the journal begin with their priority, others with
// the name of the program.
func TestJournal(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "err"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	st, _ := f.Stat()
	sys := st.Sys().(*syscall.Stat_t)
	for _, stream := range []string{fmt.Sprintf("%d:%d", sys.Dev, sys.Ino), "1:2", ""} {
		NewLog("argus", f, func(string) string { return stream }).Print(Warning, "disk full")
	}
	b, err := os.ReadFile(f.Name())
	if want := "<4>disk full\nargus: disk full\nargus: disk full\n"; err != nil || string(b) != want {
		t.Errorf("have %q, %v; want %q", b, err, want)
	}
}

// A sysLog is a system log that takes one message each time it is allowed to.
type sysLog struct {
	go1  chan bool
	text bytes.Buffer
}

func (s *sysLog) Write(b []byte) (int, error) {
	<-s.go1
	return s.text.Write(b)
}

func (s *sysLog) Close() error { return nil }

// TestSystemLog: a system log that hangs does not delay the program. One message is
// being sent and 256 wait; of 300 the other 43 are lost, which is reported.
func TestSystemLog(t *testing.T) {
	sys := &sysLog{go1: make(chan bool)}
	l := NewLog("argus", io.Discard, os.Getenv)
	l.dial = func() (io.WriteCloser, error) { return sys, nil }
	l.useSystem()
	l.Print(Notice, "message 0")
	for len(l.queue) > 0 { // until it is being sent
		time.Sleep(time.Millisecond)
	}
	for i := 1; i < 300; i++ {
		l.Print(Notice, fmt.Sprintf("message %d", i))
	}
	close(sys.go1)
	l.close(10 * time.Second)
	lines := strings.Split(strings.TrimSpace(sys.text.String()), "\n")
	if len(lines) != 258 || lines[0] != "<5>message 0" || !slices.Contains(lines, "<4>43 messages lost: the system log did not take them") || lines[257] != "<5>message 256" {
		t.Errorf("have %d messages, the first two are %q, the last %q", len(lines), lines[:2], lines[len(lines)-1])
	}
}

// TestSystemLogMissing: while there is no system log, messages are lost and counted.
func TestSystemLogMissing(t *testing.T) {
	sys := &sysLog{go1: make(chan bool)}
	close(sys.go1)
	attempts := 0
	l := NewLog("argus", io.Discard, os.Getenv)
	l.dial = func() (io.WriteCloser, error) {
		if attempts++; attempts <= 2 {
			return nil, errors.New("none")
		}
		return sys, nil
	}
	l.useSystem()
	for _, s := range []string{"a", "b", "c"} {
		l.Print(Warning, s)
	}
	l.close(10 * time.Second)
	if got, want := sys.text.String(), "<4>2 messages lost: the system log did not take them\n<4>c\n"; got != want {
		t.Errorf("have %q, want %q", got, want)
	}
}

// TestSignals: each signal calls its function; USR2 does nothing.
func TestSignals(t *testing.T) {
	calls := make(chan string, 10)
	Listen(Handlers{
		Stop:   func() { calls <- "stop" },
		Reload: func() { calls <- "reload" },
		Report: func() { calls <- "report" },
	})
	for _, tt := range []struct {
		sig  syscall.Signal
		want string
	}{
		{syscall.SIGHUP, "reload"}, {syscall.SIGUSR2, ""}, {syscall.SIGUSR1, "report"}, {syscall.SIGHUP, "reload"}, {syscall.SIGTERM, "stop"},
	} {
		if err := syscall.Kill(os.Getpid(), tt.sig); err != nil {
			t.Fatal(err)
		}
		if tt.want == "" {
			continue
		}
		select {
		case got := <-calls:
			if got != tt.want {
				t.Errorf("%v: have %s, want %s", tt.sig, got, tt.want)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%v: nothing was called", tt.sig)
		}
	}
}

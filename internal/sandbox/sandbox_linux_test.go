// SPDX-License-Identifier: Apache-2.0

package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/argus-go/argus/internal/sandbox"
)

// helperEnv makes the test binary the program that is put into a sandbox.
const helperEnv = "SANDBOX_TEST_HELPER"

func TestMain(m *testing.M) {
	if s := os.Getenv(helperEnv); s != "" {
		helper(s)
		return
	}
	os.Exit(m.Run())
}

// A job is what the helper gets.
type job struct {
	Policy  *sandbox.Policy // nil for no sandbox
	Output  string          // a file that may be written
	Outside string          // a folder that may not
	TCP     string          // an address that accepts connections
	UDP     string
	Unix    string
}

// A result is what the helper prints: an error for each thing it tried, "" if it
// could do it.
type result struct {
	Report sandbox.Report
	Errors map[string]string
}

// run runs the helper.
func run(t *testing.T, j job) result {
	t.Helper()
	text, err := json.Marshal(j)
	if err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), helperEnv+"="+string(text))
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	var r result
	if err != nil || json.Unmarshal(out, &r) != nil {
		t.Fatalf("the helper ended with %v: %s%s", err, out, &errs)
	}
	return r
}

// newJob makes the files and listeners that the helper tries to use.
func newJob(t *testing.T) job {
	t.Helper()
	dir := t.TempDir()
	j := job{Output: filepath.Join(dir, "out", "records"), Outside: filepath.Join(dir, "outside"), Unix: filepath.Join(dir, "socket")}
	for _, d := range []string{filepath.Dir(j.Output), j.Outside} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range []string{"file", "victim", "moved", "mode"} {
		if err := os.WriteFile(filepath.Join(j.Outside, f), []byte("data"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tcp, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	local, err := net.Listen("unix", j.Unix)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tcp.Close(); udp.Close(); local.Close() })
	j.TCP, j.UDP = tcp.Addr().String(), udp.LocalAddr().String()
	return j
}

// denied reports whether an error is a refusal by the kernel.
func denied(s string) bool {
	return strings.Contains(s, "operation not permitted") || strings.Contains(s, "permission denied")
}

// TestRefused: a process in the sandbox of a sensor cannot do any of what an attacker
// would want. The same process without a sandbox can, if it belongs to root.
func TestRefused(t *testing.T) {
	j := newJob(t)
	free := run(t, j)
	j = newJob(t)
	j.Policy = &sandbox.Policy{Outputs: []string{j.Output}}
	r := run(t, j)
	t.Logf("applied: %s; missing: %s", strings.Join(r.Report.Applied, ", "), strings.Join(r.Report.Missing, ", "))
	for name := range attempts {
		got := r.Errors[name]
		switch {
		case os.Geteuid() == 0 && free.Errors[name] != "":
			t.Errorf("%s without a sandbox: %s; want success, or the test shows nothing", name, free.Errors[name])
		case denied(got) || name == "clone3" && strings.Contains(got, "not implemented"):
		case isFile(name) && !applied(r, "files"):
			t.Logf("%s is possible, because this kernel has no Landlock", name)
		default:
			t.Errorf("%s in the sandbox: %q; want it to be refused", name, got)
		}
	}
}

// isFile reports whether Landlock alone refuses an attempt.
func isFile(name string) bool { return strings.HasPrefix(name, "file: ") }

func applied(r result, what string) bool {
	return slices.ContainsFunc(r.Report.Applied, func(s string) bool { return strings.HasPrefix(s, what) })
}

// TestAllowed: what a sensor needs after its start works in the sandbox.
func TestAllowed(t *testing.T) {
	j := newJob(t)
	j.Policy = &sandbox.Policy{Outputs: []string{j.Output}}
	r := run(t, j)
	for name := range duties {
		if name == "list the interfaces" && runtime.GOARCH == "386" {
			continue // this needs a socket, and the filter cannot see of what kind
		}
		if got := r.Errors[name]; got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestDial: a collector may connect to the ports of its sources, to syslog, and to
// nothing else.
func TestDial(t *testing.T) {
	j := newJob(t)
	_, port, err := net.SplitHostPort(j.TCP)
	if err != nil {
		t.Fatal(err)
	}
	var n uint16
	fmt.Sscan(port, &n)
	j.Policy = &sandbox.Policy{Outputs: []string{j.Output}, Dial: true, Local: true, Ports: []uint16{n}}
	r := run(t, j)
	for _, name := range []string{"connect over TCP", "send over UDP", "connect to a Unix socket"} {
		if got := r.Errors[name]; got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
	if !applied(r, "TCP connections") {
		t.Skip("this kernel does not restrict TCP connections")
	}
	j = newJob(t) // another port
	j.Policy = &sandbox.Policy{Dial: true, Ports: []uint16{n}}
	r = run(t, j)
	others := []string{"connect over TCP", "run a program"}
	if runtime.GOARCH != "386" { // which makes sockets of all kinds, or none
		others = append(others, "connect to a Unix socket")
	}
	for _, name := range others {
		if got := r.Errors[name]; !denied(got) {
			t.Errorf("%s: %q; want it to be refused", name, got)
		}
	}
}

// TestAnyFile: a program that reads captures may open files, and nothing else.
func TestAnyFile(t *testing.T) {
	j := newJob(t)
	j.Policy = &sandbox.Policy{AnyFile: true}
	r := run(t, j)
	for name := range attempts {
		if got := r.Errors[name]; isFile(name) != (got == "") {
			t.Errorf("%s: %q; want success for files alone", name, got)
		}
	}
}

// TestFolders: below a folder, everything but special files may be made.
func TestFolders(t *testing.T) {
	j := newJob(t)
	j.Policy = &sandbox.Policy{Folders: []string{j.Outside}}
	r := run(t, j)
	for _, name := range []string{"file: write", "file: create", "file: truncate", "file: remove", "file: make a folder", "file: read"} {
		if got := r.Errors[name]; got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

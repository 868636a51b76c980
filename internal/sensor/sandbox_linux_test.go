// SPDX-License-Identifier: Apache-2.0

package sensor_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// status returns lines of /proc/PID/status.
func (s *liveSensor) status() map[string]string {
	s.t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		s.t.Fatal(err)
	}
	m := map[string]string{}
	for line := range strings.Lines(string(b)) {
		name, value, _ := strings.Cut(line, ":")
		m[name] = strings.TrimSpace(value)
	}
	return m
}

// needsPureGo skips the test if the sensor was built with cgo, as the race detector
// does: the sandbox is not complete then.
func (s *liveSensor) needsPureGo() {
	s.t.Helper()
	if strings.Contains(s.errs.String(), "built with cgo") {
		s.t.Skip("built with cgo, so that only the seccomp filter is in force")
	}
}

// TestLiveSandbox: a sensor that captures has a seccomp filter and no capabilities,
// and creates its output anew when that was moved away. TestLiveStates captures from
// an interface that was removed and created again, in the same sandbox.
func TestLiveSandbox(t *testing.T) {
	newNamespace(t)
	s := startLive(t, "-i", "lo", "-M", "1")
	s.needsPureGo()
	want := map[string]string{"NoNewPrivs": "1", "Seccomp": "2", "CapPrm": "0000000000000000", "CapEff": "0000000000000000"}
	have := s.status()
	for name, v := range want {
		if have[name] != v {
			t.Errorf("%s is %q; want %q; messages: %s", name, have[name], v, s.errs.String())
		}
	}
	if err := os.Rename(s.out, s.out+".1"); err != nil {
		t.Fatal(err)
	}
	send(t, 5)
	s.await(func() bool { st, err := os.Stat(s.out); return err == nil && st.Size() > 0 }, "the new output")
	if flows, _, _ := sum(s.stop()); flows != 5 {
		t.Errorf("%d packets in the new output; want 5", flows)
	}
	if text := s.errs.String(); text != "" {
		t.Errorf("messages: %s", text)
	}
}

// TestLiveSandboxFolder: root needs a capability to create an output anew in the
// folder of another user, and the sensor keeps this one.
func TestLiveSandboxFolder(t *testing.T) {
	newNamespace(t)
	dir := filepath.Join(t.TempDir(), "other")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(dir, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out")
	s := startLive(t, "-i", "lo", "-M", "1", "-w", out)
	s.needsPureGo()
	const dacOverride = "0000000000000002" // bit 1
	if have := s.status()["CapPrm"]; have != dacOverride {
		t.Errorf("capabilities %s; want %s; messages: %s", have, dacOverride, s.errs.String())
	}
	if err := os.Remove(out); err != nil {
		t.Fatal(err)
	}
	s.await(func() bool { st, err := os.Stat(out); return err == nil && st.Size() > 0 }, "the new output")
	s.stop()
}

// TestLiveNoSandbox: --no-sandbox switches the sandbox off, and a line says so.
func TestLiveNoSandbox(t *testing.T) {
	newNamespace(t)
	s := startLive(t, "-i", "lo", "--no-sandbox")
	if have := s.status(); have["NoNewPrivs"] != "0" || have["Seccomp"] != "0" || have["CapEff"] == "0000000000000000" {
		t.Errorf("no new privileges %s, seccomp %s, capabilities %s; want 0, 0 and some", have["NoNewPrivs"], have["Seccomp"], have["CapEff"])
	}
	s.stop()
	if want := "argus: the sandbox is off (--no-sandbox)\n"; s.errs.String() != want {
		t.Errorf("messages %q; want %q", s.errs.String(), want)
	}
}

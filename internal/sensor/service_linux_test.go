// SPDX-License-Identifier: Apache-2.0

package sensor_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/argus-go/argus/record"
)

// flows sends one datagram of size bytes to each of n ports, so that there are n
// flows.
func flows(t *testing.T, first, n, size int) {
	t.Helper()
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	b := make([]byte, size)
	for i := range n {
		if _, err := c.WriteToUDP(b, &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: first + i}); err != nil {
			t.Fatal(err)
		}
		if i%200 == 199 {
			time.Sleep(time.Millisecond) // the ring is for any rate, the test is for none
		}
	}
}

// has reports whether the sensor has printed text.
func (s *liveSensor) has(text string) func() bool {
	return func() bool { return strings.Contains(s.errs.String(), text) }
}

// conf writes a configuration file and returns its name.
func conf(t *testing.T, path string, lines ...string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// recorded reports whether a file holds n flow records.
func recorded(path string, n int) func() bool {
	return func() bool {
		b, _ := os.ReadFile(path) // it may not be there yet
		r := record.NewReader(bytes.NewReader(b))
		have := 0
		for {
			rec, err := r.Next()
			if err != nil {
				return have == n
			}
			if rec.Type != record.TypeMAR {
				have++
			}
		}
	}
}

// numberOf counts the flow records and the START records of a file, which must hold
// whole records only.
func numberOf(t *testing.T, path string) (flows, starts int) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := record.NewReader(bytes.NewReader(b))
	for {
		rec, err := r.Next()
		switch {
		case err == io.EOF:
			return flows, starts
		case err != nil:
			t.Fatalf("%s: after %d flow records: %v", path, flows, err)
		case rec.Type != record.TypeMAR:
			flows++
		case rec.Cause == record.CauseStart:
			starts++
		}
	}
}

const startRecords = "ARGUS_GENERATE_START_RECORDS=yes" // a record at once for each flow

// TestDaemon: -d returns when the sensor is ready. Its process id file is there
// until it ends. A start that fails has its message and status.
func TestDaemon(t *testing.T) {
	t.Parallel()
	newNamespace(t)
	dir := t.TempDir()
	file := conf(t, filepath.Join(dir, "conf"), "ARGUS_DAEMON=yes", "ARGUS_SET_PID=yes", "ARGUS_PID_PATH="+dir, startRecords)
	out := filepath.Join(dir, "out")
	if text, err := command(t, "-X", "-F", file, "-i", "lo", "-w", out).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	path := filepath.Join(dir, "argus.lo.0.pid")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Kill(pid, syscall.SIGKILL)
	flows(t, 2000, 20, 10)
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	await(t, func() bool { _, err := os.Stat(path); return err != nil }, "the removal of the process id file")
	if n, _ := numberOf(t, out); n < 20 {
		t.Errorf("%d flow records, want those of 20 flows", n)
	}
	text, err := command(t, "-X", "-F", file, "-i", "lo", "-P", "561", "-B", "192.0.2.1").CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.Contains(string(text), "argus: -P: listen tcp 192.0.2.1:561: bind: ") {
		t.Errorf("a failed start: %v, %q; want status 1 and the reason", err, text)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the process id file of the failed start is left")
	}
}

// command is the program with these arguments.
func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(exe, args...)
	c.Args[0] = "argus"
	c.Env = append(os.Environ(), "TESTSCRIPT_COMMAND=argus")
	return c
}

func await(t *testing.T, done func() bool, what string) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s did not come within 10 s", what)
		}
	}
}

// TestReload: HUP reopens the outputs and follows the configuration, and USR1 writes
// the statistics. A configuration that is not valid changes nothing.
func TestReload(t *testing.T) {
	t.Parallel()
	newNamespace(t)
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	base := []string{startRecords, "ARGUS_FLOW_STATUS_INTERVAL=60", "ARGUS_MONITOR_ID=1.1.1.1"}
	file := conf(t, path("conf"), append(base, "ARGUS_OUTPUT_FILE="+path("a"), `ARGUS_OUTPUT_FILE="`+path("b")+` port 3000"`, "ARGUS_FILTER=udp")...)
	s := startPlain(t, path("a"), "-X", "-F", file, "-i", "lo")
	flows(t, 3000, 10, 10)
	s.await(recorded(path("a"), 10), "10 records")
	if err := os.Rename(path("a"), path("a.old")); err != nil {
		t.Fatal(err)
	}
	conf(t, file, append(base, "ARGUS_OUTPUT_FILE="+path("a"), "ARGUS_OUTPUT_FILE="+path("c"), "ARGUS_FILTER=udp and port 4001", "ARGUS_MAX_FLOWS=77", "ARGUS_MONITOR_ID=2.2.2.2")...)
	s.hangup("configuration reloaded, outputs reopened")
	if !s.has("these settings have changed and need a new start: ARGUS_MONITOR_ID\n")() {
		t.Errorf("messages lack what needs a new start:\n%s", s.errs.String())
	}
	flows(t, 4000, 10, 10)
	s.await(recorded(path("c"), 1), "the record that the new filter selects")
	conf(t, file, "ARGUS_FILTER=nonsense here")
	s.hangup("configuration not reloaded, the one before stays: packet filter")
	conf(t, file, "ARGUS_OUTPUT_FILE="+path("missing")+"/x")
	s.hangup("configuration not reloaded, the one before stays: outputs: output")
	flows(t, 4001, 1, 10)
	s.await(recorded(path("c"), 2), "one more record")
	_ = s.cmd.Process.Signal(syscall.SIGUSR1)
	want := "statistics: 12 packets (0 captured in part, 0 lost), 624 bytes, 12 flows, 12 in the flow table (at most 77), "
	s.await(s.has(want), "statistics ("+want+")")
	s.await(s.has("statistics: output "+path("c")+": 2 records, 0 lost, "), "statistics of an output")
	s.stop()
	for _, tt := range []struct {
		name          string
		flows, starts int
	}{{"a.old", 10, 1}, {"b", 1, 1}, {"a", 2, 1}, {"c", 2, 1}} {
		if n, starts := numberOf(t, path(tt.name)); n != tt.flows || starts != tt.starts {
			t.Errorf("file %s: %d flow records and %d START records, want %d and %d", tt.name, n, starts, tt.flows, tt.starts)
		}
	}
}

// hangup sends HUP and waits for a message.
func (s *liveSensor) hangup(text string) {
	s.t.Helper()
	_ = s.cmd.Process.Signal(syscall.SIGHUP)
	s.await(s.has(text), text)
}

// TestFullDiskLive: a disk of 256 KiB is full after some hundred records of about
// 600 bytes. Records wait in memory, then they are lost. When there is room, the
// file goes on: it holds all records but those that the sensor counts as lost.
func TestFullDiskLive(t *testing.T) {
	t.Parallel()
	newNamespace(t)
	disk := smallDisk(t, "256k")
	out := filepath.Join(disk, "out")
	file := conf(t, filepath.Join(t.TempDir(), "conf"), startRecords)
	s := startPlain(t, out, "-X", "-F", file, "-U", "500", "-w", out, "-i", "lo", "-", "udp")
	const all = 20000
	flows(t, 10000, all, 500)
	s.await(s.has(out+": no space left on device; records wait in memory"), "the message about the full disk")
	if st, err := os.Stat(out); err != nil || st.Size() > 256<<10 || st.Size() < 128<<10 {
		t.Errorf("the file has %d bytes, %v; want at most 256 KiB, and most of it", st.Size(), err)
	}
	full, _ := numberOf(t, out) // whole records only
	if err := unix.Mount("none", disk, "tmpfs", unix.MS_REMOUNT, "size=64m"); err != nil {
		t.Fatal(err)
	}
	s.await(s.has("written again"), "the message about the room")
	flows(t, 5000, 1, 500)
	s.stop()
	lost, err := strconv.Atoi(regexp.MustCompile(`written again; (\d+) records were lost`).FindStringSubmatch(s.errs.String())[1])
	if err != nil {
		t.Fatal(err)
	}
	n, starts := numberOf(t, out)
	if n+lost != all+1 || starts != 1 || lost == 0 || n < full+10000 {
		t.Errorf("%d flow records, %d lost, %d START records; want %d flows in all, some lost", n, lost, starts, all+1)
	}
	t.Logf("%d records until the disk was full, %d in the end, %d lost", full, n, lost)
}

// smallDisk mounts a file system in memory, which only this test and its programs
// see.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	if err := unix.Unshare(unix.CLONE_NEWNS); err != nil {
		t.Skipf("no mount namespace: %v", err)
	}
	dir := t.TempDir()
	if err := unix.Mount("none", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		t.Skipf("private mounts: %v", err)
	}
	if err := unix.Mount("none", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("no tmpfs: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(dir, 0) })
	return dir
}

// TestStalledReaderLive: the reader of a pipe that stops reading delays neither the
// capture nor another output, and it may go away.
func TestStalledReaderLive(t *testing.T) {
	t.Parallel()
	newNamespace(t)
	out := filepath.Join(t.TempDir(), "out")
	file := conf(t, filepath.Join(t.TempDir(), "conf"), startRecords)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	s := preparePlain(t, "-X", "-F", file, "-U", "500", "-w", "-", "-w", out, "-i", "lo", "-", "udp")
	s.cmd.Stdout = w
	s.begin(out)
	w.Close()
	const all = 20000
	flows(t, 10000, all, 500)
	s.await(s.has("standard output: the reader does not keep up; records wait in memory"), "the message about the reader")
	s.await(recorded(out, all), "all records in the file")
	r.Close()
	flows(t, 5000, 1, 500)
	s.await(s.has("output standard output: broken pipe"), "the message about the pipe")
	flows(t, 5001, 1, 500)
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	if err := s.cmd.Wait(); s.cmd.ProcessState.ExitCode() != 1 {
		t.Errorf("the sensor ended with %v; want status 1, because an output failed", err)
	}
	list := readRecords(t, out)
	flows, packets, drops := sum(list)
	if flows != all+2 || packets != all+2 || drops != 0 {
		t.Errorf("%d packets in flows, %d in management records, %d drops; want %d, and no drops", flows, packets, drops, all+2)
	}
}

// TestRemovedOutput: a file that is removed is made again with a START record, and
// no record is lost or written twice.
func TestRemovedOutput(t *testing.T) {
	t.Parallel()
	newNamespace(t)
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	file := conf(t, filepath.Join(dir, "conf"), startRecords)
	s := startPlain(t, out, "-X", "-F", file, "-w", out, "-i", "lo", "-", "udp")
	total := 0
	for round := range 5 {
		flows(t, 10000+100*round, 100, 10)
		s.await(recorded(out, 100), "100 records")
		n, starts := numberOf(t, out)
		if total += n; starts != 1 {
			t.Errorf("round %d: %d START records, want 1", round, starts)
		}
		if err := os.Remove(out); err != nil {
			t.Fatal(err)
		}
	}
	flows(t, 20000, 1, 10)
	s.await(func() bool { _, err := os.Stat(out); return err == nil }, "the new file")
	s.stop()
	if n, starts := numberOf(t, out); n != 1 || starts != 1 || total != 500 {
		t.Errorf("%d records before, then %d, %d START records; want 500, 1, 1", total, n, starts)
	}
}

// TestKilledLive: a sensor that is killed at any moment leaves whole records and at
// most one incomplete one, which the next start removes. The records of each run are
// numbered 1, 2, 3 ..., so none is lost or written twice.
func TestKilledLive(t *testing.T) {
	t.Parallel()
	newNamespace(t)
	kills := 8
	if n, err := strconv.Atoi(os.Getenv("ARGUS_KILLS")); err == nil {
		kills = n
	}
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	file := conf(t, filepath.Join(dir, "conf"), startRecords)
	for i := range kills {
		size := int64(0)
		if st, err := os.Stat(out); err == nil {
			size = st.Size()
		}
		s := preparePlain(t, "-X", "-F", file, "-w", out, "-i", "lo", "-", "udp")
		s.begin("")
		s.await(func() bool { st, err := os.Stat(out); return err == nil && st.Size() > size }, "the START record")
		// Records are written every 100 ms. The moments of the kills are spread
		// over the 200 ms after the first of them.
		end := time.Now().Add(time.Duration(100+i*71%200) * time.Millisecond)
		for port := 10000; time.Now().Before(end); port += 20 {
			flows(t, port, 20, 10)
			time.Sleep(time.Millisecond)
		}
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
	}
	s := preparePlain(t, "-X", "-F", file, "-w", out, "-i", "lo", "-", "udp")
	s.begin(out)
	s.await(func() bool { _, starts := numberOf(t, out); return starts == kills+1 }, "the last START record")
	s.stop()
	next, runs, all := uint32(0), 0, 0
	for _, r := range readRecords(t, out) {
		switch {
		case r.Type == record.TypeMAR && r.Cause == record.CauseStart:
			next, runs = 1, runs+1
		case r.Type != record.TypeMAR:
			if r.Transport.Seq != next {
				t.Fatalf("run %d: record %d follows record %d", runs, r.Transport.Seq, next-1)
			}
			next++
			all++
		}
	}
	if runs != kills+1 || all == 0 {
		t.Errorf("%d START records and %d flow records after %d kills", runs, all, kills)
	}
	t.Logf("%d kills, %d flow records", kills, all)
}

// preparePlain is the program with these arguments alone.
func preparePlain(t *testing.T, args ...string) *liveSensor {
	t.Helper()
	s := &liveSensor{t: t}
	s.cmd = command(t, args...)
	s.cmd.Stderr = &s.errs
	return s
}

// begin starts the program and waits until out has a record.
func (s *liveSensor) begin(out string) {
	s.t.Helper()
	s.out = out
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
	})
	if out != "" {
		s.await(func() bool { st, err := os.Stat(out); return err == nil && st.Size() > 0 }, "the START record")
	}
}

func startPlain(t *testing.T, out string, args ...string) *liveSensor {
	t.Helper()
	s := preparePlain(t, args...)
	s.begin(out)
	return s
}

func readRecords(t *testing.T, path string) []*record.Record {
	t.Helper()
	return (&liveSensor{t: t, out: path}).records()
}

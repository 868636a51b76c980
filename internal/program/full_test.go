// SPDX-License-Identifier: Apache-2.0

//go:build linux || darwin

package program_test

import (
	"encoding/binary"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/argus-go/argus/record"
)

// fileLimit makes a program of the test's binary write files of at most so many
// bytes, as if the disk was full then.
const fileLimit = "PROGRAM_TEST_FILE_LIMIT"

func limitFiles() {
	n, err := strconv.ParseUint(os.Getenv(fileLimit), 10, 64)
	if err != nil {
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n}); err != nil {
		panic(err)
	}
}

// manyFlows writes a file of flows with a source each.
func manyFlows(t *testing.T, n int) string {
	t.Helper()
	r := &record.Record{Type: record.TypeMAR, Version: 3, Cause: record.CauseStart, Man: record.Management{Cookie: record.Cookie3, Major: 3}}
	all, err := r.Append(nil, record.V3Common)
	if err != nil {
		t.Fatal(err)
	}
	r = &record.Record{Type: record.TypeFAR, Version: 3, Cause: record.CauseStatus}
	r.Parts = record.PartFlow | record.PartTime | record.PartMetrics
	r.Flow = record.Flow{Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Proto: 17, SrcPort: 5000, DstPort: 53}
	r.Metrics.Src = record.Counter{Packets: 1, Bytes: 60}
	for i := range n {
		binary.BigEndian.PutUint32(r.Flow.Src[:], 10<<24|uint32(i))
		r.Time.Start = 1_600_000_000e9 + int64(i)*1e6
		r.Time.End = r.Time.Start
		if all, err = r.Append(all, record.V3Common); err != nil {
			t.Fatal(err)
		}
	}
	name := filepath.Join(t.TempDir(), "many")
	if err := os.WriteFile(name, all, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestDiskFull: if a temporary file cannot grow there is a message and status 1,
// nothing is put out, and no temporary file is left. The same commands succeed with
// room on the disk, and then use temporary files: without any room they fail.
func TestDiskFull(t *testing.T) {
	if testing.Short() {
		t.Skip("sorts and merges 120,000 records many times")
	}
	in := manyFlows(t, 120_000)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{
		"rasort -m bytes saddr",
		"racluster",
		"racluster -m saddr",
		"racluster -m none",
		"racluster -m saddr --top 3 bytes",
		"rabins -M time 10s -m saddr",
		"rabins -M hard zero time 5s",
		"ragator --modern",
	} {
		for _, limit := range []string{"", "100000", "1"} {
			dir, tmp := t.TempDir(), t.TempDir()
			out := filepath.Join(dir, "out")
			args := append(strings.Fields(command), "-X", "-r", in, "--max-memory", "16M")
			cmd := exec.Command(self, args[1:]...)
			cmd.Args[0] = args[0]
			if limit == "" {
				cmd.Args = append(cmd.Args, "-w", out)
			}
			cmd.Env = append(os.Environ(), fileLimit+"="+limit, "TMPDIR="+tmp)
			text, _ := cmd.CombinedOutput()
			status := cmd.ProcessState.ExitCode()
			switch {
			case limit == "" && (status != 0 || len(text) > 0):
				t.Errorf("%s: status %d, %q", command, status, text)
			case limit != "" && (status != 1 || !strings.Contains(string(text), "temporary file: file too large") || strings.Count(string(text), "\n") > 2):
				t.Errorf("%s, files of %s bytes: status %d, %.300q", command, limit, status, text)
			}
			if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
				t.Errorf("%s, files of %s bytes: temporary files are left: %v %v", command, limit, left, err)
			}
		}
	}
}

// TestOutputFull: if the file of -w cannot grow there is a message and status 1, and
// the records that fit are whole.
func TestOutputFull(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ra", "rasort", "racluster", "rabins"} {
		out := filepath.Join(t.TempDir(), "out")
		cmd := exec.Command(self, "-X", "-r", demo, "-w", out)
		cmd.Args[0] = name
		cmd.Env = append(os.Environ(), fileLimit+"=6000")
		text, _ := cmd.CombinedOutput()
		if status := cmd.ProcessState.ExitCode(); status != 1 || !strings.Contains(string(text), "file too large") {
			t.Errorf("%s: status %d, %q", name, status, text)
		}
		st, err := os.Stat(out)
		if err != nil || st.Size() > 6000 {
			t.Errorf("%s: %v, %v", name, st, err)
		}
		rows, _, _ := run("ra", "-X", "-n", "-L", "-1", "-s", "saddr", "-r", out)
		if strings.Count(rows, "\n") < 10 {
			t.Errorf("%s: %d rows are left", name, strings.Count(rows, "\n"))
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

//go:build linux || darwin

package splitting_test

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/program/rasplit"
	"github.com/argus-go/argus/internal/program/rastream"
	"github.com/argus-go/argus/record"
)

// asProgram and fileLimit make the test's binary a program, with files of at most
// so many bytes.
const (
	asProgram = "SPLITTING_TEST_PROGRAM"
	fileLimit = "SPLITTING_TEST_LIMIT"
)

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) == "" {
		os.Exit(m.Run())
	}
	if n, err := strconv.ParseUint(os.Getenv(fileLimit), 10, 64); err == nil {
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n}); err != nil {
			panic(err)
		}
	}
	env := client.OS()
	env.SystemConf = ""
	os.Exit(client.Main([]client.Program{rasplit.Program, rastream.Program}, env))
}

// program returns a command that runs a program of this test's binary.
func program(t *testing.T, name string, args []string, env ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, append([]string{"-X", "-M", "TZ=UTC"}, args...)...)
	cmd.Args[0] = name
	cmd.Env = append(append(os.Environ(), asProgram+"=1"), env...)
	return cmd
}

// killCases are the ways of writing that are killed, with DIR for the folder.
var killCases = []struct{ program, args string }{
	// More files than are open, so that they are closed and opened all the time.
	{"rasplit", "-M time 10s -w DIR/$proto/%H.%M.%S --max-open 8"},
	{"rastream", "-M time 10s -w DIR/$proto/%H.%M.%S --max-open 8 -B 5 -f true"},
	{"rasplit", "-M nomodify time 1m -w DIR/x%M --compress gzip"},
	{"rastream", "-M time 1m -w DIR/x%M -B 0 --compress zstd -f true"},
	{"rasplit", "-M count 300 -w DIR/x --compress gzip"},
	{"rastream", "-M size 20k -a 3 -w DIR/x"},
}

// TestKilled: rasplit and rastream are killed while they write. After the next
// start each file reads to its end, and what was in the files is there once. The
// environment SPLITTING_KILLS says how often each of them is killed, 3 times if it is
// not set.
func TestKilled(t *testing.T) {
	kills := 3
	if n, err := strconv.Atoi(os.Getenv("SPLITTING_KILLS")); err == nil {
		kills = n
	}
	input, err := os.ReadFile(demo)
	if err != nil {
		t.Fatal(err)
	}
	flushed := map[string]int{}
	for i := range 2 * kills {
		c := killCases[i%len(killCases)]
		dir := t.TempDir()
		args := strings.Fields(strings.ReplaceAll(c.args, "DIR", dir))
		kill(t, c.program, args, input)
		flushed[c.program] += checkKilled(t, c.program, c.args, dir)
		if t.Failed() {
			t.Fatalf("kill %d of %s %s", i, c.program, c.args)
		}
	}
	for _, name := range []string{"rasplit", "rastream"} {
		t.Logf("%s: %d kills; %d records were in its files", name, kills, flushed[name])
		if flushed[name] == 0 {
			t.Errorf("%s: no kill left records", name)
		}
	}
}

// kill starts a program that reads the input over and over from a pipe, and kills it
// after a random time.
func kill(t *testing.T, name string, args []string, input []byte) {
	t.Helper()
	cmd := program(t, name, args)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	written := make(chan struct{})
	go func() {
		defer close(written)
		for err := error(nil); err == nil; { // until the kill
			_, err = in.Write(input)
		}
	}()
	time.Sleep(time.Duration(20+rand.IntN(300)) * time.Millisecond)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code >= 0 {
		t.Errorf("%s ended with status %d before it was killed", name, code)
	}
	in.Close()
	<-written
}

// checkKilled starts a program again on the files that a killed one left, and checks
// that their records are there once, with those that the second run adds: what it
// makes alone. It returns the number of records that were there.
func checkKilled(t *testing.T, name, command, dir string) (found int) {
	t.Helper()
	count := map[string]int{}
	for _, flow := range leftFlows(t, dir) {
		count[flow]++
		found++
	}
	alone := t.TempDir()
	for _, d := range []string{dir, alone} {
		args := append(strings.Fields(strings.ReplaceAll(command, "DIR", d)), "-r", demo)
		must(t, name, args...)
	}
	for _, flow := range contentOf(t, within(t, alone)...).flows {
		count[flow]++
	}
	for _, flow := range contentOf(t, within(t, dir)...).flows {
		count[flow]--
	}
	lost, more := 0, 0
	for _, n := range count {
		lost, more = lost+max(n, 0), more+max(-n, 0)
	}
	if lost > 0 || more > 0 {
		t.Errorf("%d flushed records are lost and %d are there too often", lost, more)
	}
	return found
}

// leftFlows returns the whole flow records of the files that a killed run left. A file
// that was compressed, but not yet removed, counts once.
func leftFlows(t *testing.T, dir string) (flows []string) {
	t.Helper()
	files := within(t, dir)
	for _, f := range files {
		switch filepath.Ext(f) {
		case ".part":
			continue
		case ".gz", ".zst": // complete, since it has its name
			flows = append(flows, contentOf(t, f).flows...)
			continue
		}
		part := wholeFlows(t, f)
		for _, ext := range []string{".gz", ".zst"} {
			if !slices.Contains(files, f+ext) || len(part) == 0 {
				continue
			}
			if all := contentOf(t, f+ext).flows; len(all) >= len(part) && slices.Equal(all[len(all)-len(part):], part) {
				part = nil
			}
		}
		flows = append(flows, part...)
	}
	return flows
}

// wholeFlows returns the whole flow records of a file that may end in a part of
// one.
func wholeFlows(t *testing.T, file string) (flows []string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for rd := record.NewReader(f); ; {
		r, err := rd.Next()
		if err != nil {
			return flows
		}
		if r.Type == record.TypeMAR {
			continue
		}
		b, err := r.Append(nil, record.V3Common)
		if err != nil {
			t.Fatal(err)
		}
		flows = append(flows, string(b))
	}
}

// TestDiskFull: a file that cannot grow ends the run with a message and status 1,
// and all files read to their end.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	args := []string{"-M", "time", "1m", "nomodify", "-r", demo, "-w", filepath.Join(dir, "x")}
	for _, name := range []string{"rasplit", "rastream"} {
		cmd := program(t, name, args, fileLimit+"=8000") // the first file has 11,608 bytes
		out, err := cmd.CombinedOutput()
		if status := cmd.ProcessState.ExitCode(); err == nil || status != 1 || !strings.Contains(string(out), "file too large") {
			t.Errorf("%s: status %d, %q", name, status, out)
		}
		files := within(t, dir)
		if len(files) < 5 {
			t.Errorf("%s: files %v", name, files)
		}
		if c := contentOf(t, files...); len(c.flows) < 30 {
			t.Errorf("%s: %d flows are left", name, len(c.flows))
		}
	}
}

// TestCompressFull: if there is no room for the compressed file, there is a message
// and status 1; the file stays, and so does what was compressed before.
func TestCompressFull(t *testing.T) {
	dir := t.TempDir()
	args := []string{"-M", "count", "100000", "-a", "1", "-r", demo, "-w", filepath.Join(dir, "x")}
	size := func(name string) int64 {
		st, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return st.Size()
	}
	must(t, "rasplit", args...)
	limit := size("xa") + 100 // so large may files be
	if err := os.Remove(filepath.Join(dir, "xa")); err != nil {
		t.Fatal(err)
	}
	args = append(args, "--compress", "gzip")
	runs := 1 // each adds as many bytes to the compressed file
	for must(t, "rasplit", args...); size("xa.gz")+size("xa.gz")/int64(runs) < limit; runs++ {
		must(t, "rasplit", args...)
	}
	cmd := program(t, "rasplit", args, fileLimit+"="+strconv.FormatInt(limit, 10))
	out, err := cmd.CombinedOutput()
	if status := cmd.ProcessState.ExitCode(); err == nil || status != 1 || !strings.Contains(string(out), "compressing") || !strings.Contains(string(out), "file too large") {
		t.Errorf("status %d, %q", status, out)
	}
	if got := tree(t, dir); !slices.Equal(got, []string{"xa", "xa.gz"}) {
		t.Errorf("files %v", got)
	}
	flows := len(contentOf(t, demo).flows)
	for name, want := range map[string]int{"xa": flows, "xa.gz": runs * flows} {
		if got := len(contentOf(t, filepath.Join(dir, name)).flows); got != want {
			t.Errorf("%s: %d flows, want %d", name, got, want)
		}
	}
}

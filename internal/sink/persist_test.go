// SPDX-License-Identifier: Apache-2.0

package sink

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A quota writes to a file until a disk of limited room is full.
type quota struct {
	w    io.Writer
	room int
}

func (q *quota) Write(b []byte) (int, error) {
	n, err := q.w.Write(b[:min(q.room, len(b))])
	q.room -= n
	if err == nil && n < len(b) {
		err = syscall.ENOSPC
	}
	return n, err
}

// fill writes n records of 8 bytes.
func fill(t *testing.T, o *Output, n int) {
	t.Helper()
	r := flowRecord(5)
	for range n {
		if err := o.Write(r); err != nil {
			t.Fatal(err)
		}
	}
}

// again lets a persistent output try the file at once.
func again(t *testing.T, o *Output) {
	t.Helper()
	o.persist.retry = time.Time{}
	if err := o.Flush(); err != nil {
		t.Fatal(err)
	}
}

// A full disk ends the file after a whole record. What waits in memory is written
// once when there is room: 139 bytes are the START record (128), record 1 (8) and
// three more bytes.
func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	var lines []string
	o := open(t, Config{Target: path, Persistent: true, Warn: func(s string) { lines = append(lines, s) }})
	disk := &quota{o.file, 139}
	o.w = disk
	put(t, o, 1, 2)
	again(t, o)
	checkFile(t, path, "S1")
	put(t, o, 3)
	if err := o.Flush(); err != nil { // not tried before a second has passed
		t.Fatal(err)
	}
	again(t, o)
	checkFile(t, path, "S1")
	disk.room = 20
	again(t, o)
	checkFile(t, path, "S123")
	disk.room = 1000
	put(t, o, 4)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	checkFile(t, path, "S1234")
	want := []string{
		"output " + path + ": no space left on device; records wait in memory, up to 8 MiB; later ones will be lost",
		"output " + path + ": written again; 0 records were lost",
	}
	if !slices.Equal(lines, want) {
		t.Errorf("have messages %q, want %q", lines, want)
	}
	if st := o.Stats(); st != (Stats{Records: 4}) {
		t.Errorf("have %+v, want 4 records, none lost", st)
	}
}

// Records that do not fit in memory are lost and counted: of 1,100,000 with 8 bytes
// those fit that start before 8 MiB are full, with the START record (128 bytes).
func TestFullDiskLoss(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	var lines []string
	o := open(t, Config{Target: path, Persistent: true, Warn: func(s string) { lines = append(lines, s) }})
	disk := &quota{o.file, 0}
	o.w = disk
	const all, kept = 1_100_000, (8<<20 - 128) / 8
	fill(t, o, all)
	o.persist.told = time.Time{} // a minute passes
	if err := o.Flush(); err != nil {
		t.Fatal(err)
	}
	if st := o.Stats(); st != (Stats{Records: kept, Lost: all - kept, Waiting: 8 << 20}) {
		t.Errorf("have %+v, want %d records, %d lost", st, kept, all-kept)
	}
	disk.room = 1 << 30
	again(t, o)
	put(t, o, 6)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	if st, err := os.Stat(path); err != nil || st.Size() != 8<<20+8 {
		t.Errorf("the file has %v bytes, %v; want %d", st.Size(), err, 8<<20+8)
	}
	if cap(o.buf) > 4*writeSize {
		t.Errorf("the buffer still has %d bytes", cap(o.buf))
	}
	want := []string{
		"no space left on device; records wait in memory, up to 8 MiB; later ones will be lost",
		fmt.Sprintf("no space left on device; %d records lost so far", all-kept),
		fmt.Sprintf("written again; %d records were lost", all-kept),
	}
	if len(lines) != 3 || !strings.HasSuffix(lines[0], want[0]) || !strings.HasSuffix(lines[1], want[1]) || !strings.HasSuffix(lines[2], want[2]) {
		t.Errorf("have messages %q, want %q", lines, want)
	}
}

// What a disk that stays full cannot take is lost when the output is closed.
func TestFullDiskClose(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	var last string
	o := open(t, Config{Target: path, Persistent: true, Warn: func(s string) { last = s }})
	o.w = &quota{o.file, 139}
	put(t, o, 1, 2, 3)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	checkFile(t, path, "S1")
	if st := o.Stats(); st.Records != 1 || st.Lost != 2 || !strings.HasSuffix(last, "no space left on device; 2 records were lost") {
		t.Errorf("have %+v, message %q; want 1 record and 2 lost", st, last)
	}
}

// A persistent output looks at its file at each write. A folder that is missing for
// a while loses nothing.
func TestRemovedPersistent(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "dir")
	path := filepath.Join(dir, "out")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	var lines []string
	o := open(t, Config{Target: path, Persistent: true, Warn: func(s string) { lines = append(lines, s) }})
	put(t, o, 1)
	again(t, o)
	if err := os.Rename(path, path+".old"); err != nil {
		t.Fatal(err)
	}
	put(t, o, 2)
	again(t, o)
	checkFile(t, path+".old", "S1")
	checkFile(t, path, "A2")
	if err := os.Rename(dir, dir+".old"); err != nil {
		t.Fatal(err)
	}
	put(t, o, 3)
	again(t, o)
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := o.Reopen(); err != nil {
		t.Fatal(err)
	}
	checkFile(t, path, "A3")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := o.Reopen(); err != nil { // though nothing waits
		t.Fatal(err)
	}
	put(t, o, 4)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	checkFile(t, path, "A4")
	if len(lines) != 2 || !strings.Contains(lines[0], "no such file") || !strings.Contains(lines[1], "written again; 0 records") {
		t.Errorf("have messages %q, want one about the missing folder and one about its end", lines)
	}
}

// A pipe whose reader does not read delays nobody: what does not fit in memory is
// lost and counted, and the reader receives all the rest, whole and in order.
func TestStalledReader(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	o := open(t, Config{Target: "-", Stdout: w, Persistent: true, Warn: func(s string) { lines = append(lines, s) }})
	if o.persist.channel == nil {
		t.Skip("pipes are written like files on this system")
	}
	const all = 1_500_000 // 12 MB
	fill(t, o, all)
	st := o.Stats()
	if st.Waiting > maxWaiting || st.Records+st.Lost != all || st.Lost < (all*8-maxWaiting-2<<20)/8 {
		t.Errorf("have %+v; want at most 8 MiB waiting, and the rest counted as lost", st)
	}
	received := make(chan int)
	go func() {
		n, _ := io.Copy(io.Discard, r)
		received <- int(n)
	}()
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if got, want := <-received, startLen+8*int(st.Records); got != want || o.Stats().Lost != st.Lost {
		t.Errorf("received %d bytes, want %d; %+v", got, want, o.Stats())
	}
	if len(lines) != 2 || !strings.Contains(lines[0], "standard output: the reader does not keep up;") ||
		!strings.HasSuffix(lines[1], fmt.Sprintf("written again; %d records were lost", st.Lost)) {
		t.Errorf("have messages %q", lines)
	}
}

// A reader that has gone ends the output.
func TestReaderGone(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	o := open(t, Config{Target: "-", Stdout: w, Persistent: true})
	put(t, o, 1)
	r.Close()
	if err := o.Flush(); err == nil || !strings.Contains(err.Error(), "broken pipe") {
		t.Errorf("have error %v, want broken pipe", err)
	}
}

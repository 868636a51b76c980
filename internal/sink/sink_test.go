// SPDX-License-Identifier: Apache-2.0

package sink

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/argus-go/argus/record"
)

// encode makes records of 8 bytes whose content a test can read: the record's
// cause and its sequence number.
func encode(dst []byte, r *record.Record) ([]byte, error) {
	return append(dst, byte(r.Type)|3, byte(r.Cause), 0, 2, 'r', 'e', 'c', byte(r.Transport.Seq)), nil
}

// start makes START records, whose next sequence number is 1 in a file that was
// created anew.
func start(dst []byte, again bool) []byte {
	r := &record.Record{Type: record.TypeMAR, Cause: record.CauseStart, Man: record.Management{Cookie: record.Cookie3}}
	if again {
		r.Man.NextSeq = 1
	}
	b, err := r.Append(dst, record.V3Common)
	if err != nil {
		panic(err)
	}
	return b
}

func flowRecord(seq uint32) *record.Record {
	r := &record.Record{Type: record.TypeFAR, Cause: record.CauseStatus}
	r.Transport.Seq = seq
	return r
}

// shape returns one letter for each record of b: S for a START record, A for one
// of a file that was created anew, else the last byte as a digit.
func shape(t *testing.T, b []byte) string {
	t.Helper()
	var s strings.Builder
	for len(b) > 0 {
		n := 8
		if b[0]&0x80 != 0 {
			n = startLen
		}
		switch {
		case n > len(b):
			t.Fatalf("the last %d bytes are not a whole record", len(b))
		case n == startLen:
			s.WriteByte("SA"[b[23]])
		default:
			s.WriteByte('0' + b[7])
		}
		b = b[n:]
	}
	return s.String()
}

func checkFile(t *testing.T, path, want string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := shape(t, b); got != want {
		t.Errorf("%s: have records %q, want %q", filepath.Base(path), got, want)
	}
}

func open(t *testing.T, c Config) *Output {
	t.Helper()
	c.Start, c.Encode = start, encode
	o, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func put(t *testing.T, o *Output, seqs ...uint32) {
	t.Helper()
	for _, n := range seqs {
		if err := o.Write(flowRecord(n)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestStartRecord(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	o := open(t, Config{Target: path})
	put(t, o, 1, 2)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	checkFile(t, path, "S12")

	again := open(t, Config{Target: path})
	put(t, again, 3)
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	checkFile(t, path, "S12S3")
}

func TestStartRecordAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	o := open(t, Config{Target: path})
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	checkFile(t, path, "S")
}

func TestMatch(t *testing.T) {
	var b bytes.Buffer
	o := open(t, Config{Target: "-", Stdout: &b, Match: func(r *record.Record) bool { return r.Transport.Seq%2 == 0 }})
	put(t, o, 1, 2, 3, 4)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	if got := shape(t, b.Bytes()); got != "S24" {
		t.Errorf("have records %q, want S24", got)
	}
}

// A file that was moved or deleted is created again, with a START record of its
// own; otherwise it is written on.
func TestMovedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	o := open(t, Config{Target: path})
	put(t, o, 1)
	flush(t, o)
	put(t, o, 2)
	flush(t, o)
	checkFile(t, path, "S12")

	if err := os.Rename(path, path+".old"); err != nil {
		t.Fatal(err)
	}
	put(t, o, 3)
	flush(t, o)
	checkFile(t, path+".old", "S12")
	checkFile(t, path, "A3")

	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	put(t, o, 4)
	flush(t, o)
	checkFile(t, path, "A4")
}

// flush writes as if the last look at the file was long ago.
func flush(t *testing.T, o *Output) {
	t.Helper()
	o.checked = time.Now().Add(-2 * checkEvery)
	if err := o.Flush(); err != nil {
		t.Fatal(err)
	}
}

// Between two looks at the file, checkEvery apart, the old file is written.
func TestMovedFileSoon(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	o := open(t, Config{Target: path})
	put(t, o, 1)
	if err := os.Rename(path, path+".old"); err != nil {
		t.Fatal(err)
	}
	if err := o.Flush(); err != nil {
		t.Fatal(err)
	}
	checkFile(t, path+".old", "S1")
}

func TestDiskFull(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full")
	}
	o := open(t, Config{Target: "/dev/full"})
	put(t, o, 1)
	err := o.Close()
	if !errors.Is(err, syscall.ENOSPC) || err.Error() != "output /dev/full: no space left on device" {
		t.Errorf("have error %v, want output /dev/full: no space left on device", err)
	}
	if again := o.Write(flowRecord(2)); again != o.Err() || again == nil {
		t.Errorf("writing again: have error %v, want %v", again, o.Err())
	}
}

type shortWriter struct{ n int }

func (w shortWriter) Write(b []byte) (int, error) { return min(w.n, len(b)), syscall.ENOSPC }

// What a failed write left of a record is removed: 139 bytes are the START
// record (128), record 1 (8) and three more bytes.
func TestRepair(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	o := open(t, Config{Target: path})
	put(t, o, 1, 2)
	full := o.buf
	if err := os.WriteFile(path, full[:139], 0o644); err != nil {
		t.Fatal(err)
	}
	o.w = shortWriter{139}
	o.started = true
	if err := o.Flush(); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("have error %v, want %v", err, syscall.ENOSPC)
	}
	checkFile(t, path, "S1")
}

func TestOpenErrors(t *testing.T) {
	for _, tt := range []struct{ target, want string }{
		{"argus-udp://192.0.2.1:561", "output argus-udp://192.0.2.1:561: network outputs are not available in this release"},
		{"/nonexistent/out", "output /nonexistent/out: no such file or directory"},
	} {
		_, err := Open(Config{Target: tt.target})
		if err == nil || err.Error() != tt.want {
			t.Errorf("Open(%q): have error %v, want %s", tt.target, err, tt.want)
		}
	}
}

func TestWriteAllocatesNothing(t *testing.T) {
	o := open(t, Config{Target: os.DevNull})
	r := flowRecord(1)
	put(t, o, 1)
	if n := testing.AllocsPerRun(1000, func() { _ = o.Write(r) }); n != 0 {
		t.Errorf("have %v allocations for a record, want none", n)
	}
}

// SPDX-License-Identifier: Apache-2.0

package sink

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/argus-go/argus/record"
)

// gzipped is an Argus stream, compressed.
func gzipped() []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(start(nil, false))
	z.Close()
	return b.Bytes()
}

// release5 is the START record of release 5: its version is 5, its cookie
// e57150cb (record format, section 1.1).
func release5() []byte {
	b := start(nil, false)
	b[0] = 0x85
	copy(b[8:], "\xe5\x71\x50\xcb")
	return b
}

// release2 is the beginning of a file of release 2: 80 01 00 80, with the cookie
// e5617acb at byte 8.
func release2() []byte {
	b := make([]byte, 128)
	copy(b, "\x80\x01\x00\x80\x00\x00\x00\x00\xe5\x61\x7a\xcb")
	return b
}

// TestExisting: records are appended to Argus files and written to empty ones;
// all other files are refused and stay as they are.
func TestExisting(t *testing.T) {
	stream := start(nil, false)
	stream, _ = encode(stream, flowRecord(1))
	zero := append(bytes.Clone(stream), 0, 0, 0, 0) // readers skip a word of zeros
	for _, tt := range []struct {
		name  string
		have  []byte
		want  string // error, or ...
		added string // ... the records that the file then holds
	}{
		{"empty", nil, "", "S2"},
		{"argus", stream, "", "S1S2"},
		{"start only", start(nil, false), "", "SS2"},
		{"text", []byte("notes of today\n"), `is not empty and starts with "notes of today`, ""},
		{"one byte", []byte("\x83"), "is not empty and starts with", ""},
		{"pcap", []byte("\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00"), "contains pcap data", ""},
		{"pcapng", []byte("\x0a\x0d\x0d\x0a\x1c\x00\x00\x00\x4d\x3c\x2b\x1a\x01\x00\x00\x00"), "contains pcapng data", ""},
		{"gzip", gzipped(), "contains gzip data", ""},
		{"release 2", release2(), "holds records of release 2", ""},
		{"release 5", release5(), "holds records of release 5, so records of release 3 cannot be appended", ""},
		{"flow record first", stream[128:], "is not empty and starts with", ""},
		{"length 0", append(bytes.Clone(stream), 0x13, 0x10, 0, 0, 1, 2, 3, 4), "damaged at byte 136: a record of length 0", ""},
		{"cut in a record", append(bytes.Clone(stream), stream[128:133]...), "", "S1S2"},
		{"cut in a header", append(bytes.Clone(stream), 0x13, 0x10), "", "S1S2"},
		{"cut start", start(nil, false)[:100], "", "S2"},
	} {
		t.Run(tt.name, func(t *testing.T) { checkExisting(t, tt.have, tt.want, tt.added) })
	}
	if e, err := frames(reader(zero)); err != nil || e.whole != int64(len(zero)) {
		t.Errorf("a word of zeros: whole to byte %d, %v; want %d", e.whole, err, len(zero))
	}
}

func checkExisting(t *testing.T, have []byte, want, added string) {
	path := filepath.Join(t.TempDir(), "out")
	if err := os.WriteFile(path, have, 0o600); err != nil {
		t.Fatal(err)
	}
	o, err := Open(Config{Target: path, Start: start, Encode: encode, Generation: record.Gen3})
	if want != "" {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("have error %v, want one with %s", err, want)
		}
		if b, _ := os.ReadFile(path); !bytes.Equal(b, have) {
			t.Errorf("the file holds %q now, want %q as before", b, have)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	put(t, o, 2)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	checkFile(t, path, added)
}

// A cut file stays as it is until the first write, which warns about it. It is not
// changed while another program writes to it.
func TestMend(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	whole, _ := encode(start(nil, false), flowRecord(1))
	cut := append(whole, 0x13, 0x10, 0, 9, 0)
	if err := os.WriteFile(path, cut, 0o600); err != nil {
		t.Fatal(err)
	}
	var warning string
	conf := Config{Target: path, Warn: func(s string) { warning = s }}
	o := open(t, conf)
	o.Discard()
	if b, _ := os.ReadFile(path); !bytes.Equal(b, cut) {
		t.Errorf("after Discard the file has %d bytes, want %d", len(b), len(cut))
	}
	o = open(t, conf)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	checkFile(t, path, "S1S")
	if want := fmt.Sprintf("output %s: removed the incomplete last record, 5 bytes at byte 136", path); warning != want {
		t.Errorf("have warning %q, want %q", warning, want)
	}
	if err := os.WriteFile(path, cut, 0o600); err != nil {
		t.Fatal(err)
	}
	o = open(t, conf)
	if err := os.WriteFile(path, append(cut, 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := o.Close(); err == nil || !strings.Contains(err.Error(), "another program is writing to the file") {
		t.Errorf("have error %v, want one about another program", err)
	}
}

// Discard removes only an empty file that Open created.
func TestDiscard(t *testing.T) {
	dir := t.TempDir()
	empty, link := filepath.Join(dir, "empty"), filepath.Join(dir, "link")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "behind"), link); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name  string
		stays bool
	}{{"new", false}, {"empty", true}, {"behind", false}} {
		path := filepath.Join(dir, tt.name)
		if tt.name == "behind" {
			path = link
		}
		open(t, Config{Target: path}).Discard()
		if _, err := os.Stat(path); (err == nil) != tt.stays {
			t.Errorf("%s: stat after Discard: %v, want it to stay: %v", tt.name, err, tt.stays)
		}
	}
	if _, err := os.Lstat(link); err != nil {
		t.Errorf("the symbolic link: %v", err)
	}
	o := open(t, Config{Target: filepath.Join(dir, "replaced")})
	if err := os.Rename(empty, filepath.Join(dir, "replaced")); err != nil {
		t.Fatal(err)
	}
	o.Discard()
	if _, err := os.Stat(filepath.Join(dir, "replaced")); err != nil {
		t.Errorf("a file of another program: %v", err)
	}
}

// A file that is replaced by a foreign one while the program runs is an error,
// and the foreign file stays as it is.
func TestReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	o := open(t, Config{Target: path})
	put(t, o, 1)
	flush(t, o)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("notes"), 0o600); err != nil {
		t.Fatal(err)
	}
	put(t, o, 2)
	o.checked = o.checked.Add(-2 * checkEvery)
	if err := o.Flush(); err == nil || !strings.Contains(err.Error(), `starts with "notes"`) {
		t.Errorf("have error %v, want one about notes", err)
	}
	if b, _ := os.ReadFile(path); string(b) != "notes" {
		t.Errorf("the foreign file holds %q", b)
	}
}

// A directory is refused; the null device is not looked into.
func TestSpecialFiles(t *testing.T) {
	if _, err := Open(Config{Target: t.TempDir(), Start: start, Encode: encode}); err == nil || !strings.Contains(err.Error(), "is a directory") {
		t.Errorf("a directory: have error %v", err)
	}
	o := open(t, Config{Target: os.DevNull})
	put(t, o, 1)
	if err := o.Close(); err != nil {
		t.Errorf("the null device: %v", err)
	}
}

// FuzzInspect: whatever a file holds, looking at it ends, and what is called
// whole lies within it.
func FuzzInspect(f *testing.F) {
	whole, _ := encode(start(nil, false), flowRecord(1))
	for _, b := range [][]byte{nil, whole, whole[:130], release5(), release2(), gzipped(), []byte("text")} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		head := b[:min(len(b), startLen)]
		if checkHead(head, 0) != nil {
			return
		}
		if e, err := frames(reader(b)); e.whole > e.size || e.size > int64(len(b)) || err == nil && e.size != int64(len(b)) {
			t.Errorf("% x: %+v, %v", b, e, err)
		}
	})
}

func reader(b []byte) *bufio.Reader { return bufio.NewReader(bytes.NewReader(b)) }

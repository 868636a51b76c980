// SPDX-License-Identifier: Apache-2.0

package progress

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestMeter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.pcap")
	if err := os.WriteFile(path, make([]byte, 4000), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out strings.Builder
	now := time.Unix(1000, 0)
	m := newMeter(&out, "ra", func() time.Time { return now })
	m.Inputs(2)
	m.Begin("a.pcap", f)
	b := make([]byte, 1000)
	for _, step := range []struct {
		after time.Duration
		want  string
	}{
		{900 * time.Millisecond, ""}, // no one needs a meter yet
		{1100 * time.Millisecond, "\r\x1b[Kra: a.pcap (1 of 2): 50 % of 4.0 kB, 1.0 kB/s, 2s left"}, // 2000 bytes in 2 s
		{100 * time.Millisecond, ""}, // drawn just now
		{1900 * time.Millisecond, "\r\x1b[Kra: a.pcap (1 of 2): 100 % of 4.0 kB, 1.0 kB/s, 0s left"},
	} {
		now = now.Add(step.after)
		out.Reset()
		if n, err := f.Read(b); err != nil || n != len(b) {
			t.Fatal(n, err)
		}
		at, err := f.Seek(0, io.SeekCurrent)
		if err != nil {
			t.Fatal(err)
		}
		m.At(at)
		if out.String() != step.want {
			t.Errorf("after %v: %q, want %q", step.after, out.String(), step.want)
		}
	}
	out.Reset()
	m.Hide()
	m.Hide()
	if out.String() != erase {
		t.Errorf("hidden: %q, want %q once", out.String(), erase)
	}
}

// A stream has no size, so there is neither share nor rest.
func TestStream(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	var out strings.Builder
	now := time.Unix(1000, 0)
	m := newMeter(&out, "argus", func() time.Time { return now })
	m.Inputs(1)
	m.Begin("stdin", r)
	in := m.Reader(strings.NewReader(strings.Repeat("x", 3_000_000)))
	now = now.Add(2 * time.Second)
	if n, err := in.Read(make([]byte, 4_000_000)); n != 3_000_000 || err != nil {
		t.Fatal(n, err)
	}
	if got, want := out.String(), erase+"argus: stdin: 3.0 MB read, 1.5 MB/s"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestNoTerminal(t *testing.T) {
	if m := New(&strings.Builder{}, "ra", time.Now); m != nil {
		t.Error("a meter for what is no terminal")
	}
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	if New(null, "ra", time.Now) != nil {
		t.Error("a meter for the null device")
	}
	var m *Meter // does nothing, and lends nothing
	m.Inputs(1)
	m.Begin("x", null)
	m.At(1)
	m.Hide()
	if r := strings.NewReader(""); m.Reader(r) != io.Reader(r) {
		t.Error("a reader is wrapped for no meter")
	}
}

func TestBytes(t *testing.T) {
	for n, want := range map[float64]string{
		0: "0 B", 999: "999 B", 1000: "1.0 kB", 999_949: "999.9 kB", 999_999: "1.0 MB", 2.5e12: "2.5 TB",
	} {
		if got := bytes(n); got != want {
			t.Errorf("bytes(%v) = %q, want %q", n, got, want)
		}
	}
	long := strings.Repeat("d/", 30) + "name"
	if got := shorten(long); len(got) != 32 || !strings.HasSuffix(got, "d/name") {
		t.Errorf("shorten: %q", got)
	}
}

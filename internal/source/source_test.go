// SPDX-License-Identifier: Apache-2.0

package source_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

const demo = "../../testdata/demo.pcap"

func config(t *testing.T) source.Config {
	return source.Config{
		Flow: flow.DefaultConfig(),
		Warn: func(s string) { t.Errorf("warning: %s", s) },
	}
}

// write makes a file of records of the demonstration capture.
func write(t *testing.T) (file string, records int) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "demo.arg")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	w := record.NewWriter(f, record.V3Common)
	valid, err := source.Each(context.Background(), demo, config(t), func(r *record.Record) error {
		records++
		return w.Write(r)
	})
	if err != nil || !valid {
		t.Fatalf("%s: valid %v, error %v", demo, valid, err)
	}
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return file, records
}

// A capture begins with a start record and ends with a stop record that counts
// its 412 packets (testdata/demo.pcap holds so many).
func TestCapture(t *testing.T) {
	var first, last record.Record
	flows := uint64(0)
	_, err := source.Each(context.Background(), demo, config(t), func(r *record.Record) error {
		if first.Type == 0 {
			first = *r.Clone()
		}
		last = *r.Clone()
		flows += r.Metrics.Src.Packets * uint64(r.Type&record.TypeFAR>>4)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if first.Type != record.TypeMAR || first.Cause != record.CauseStart || last.Type != record.TypeMAR || last.Cause != record.CauseStop {
		t.Errorf("first %x %x, last %x %x; want a start and a stop record", first.Type, first.Cause, last.Type, last.Cause)
	}
	if last.Man.Packets != 412 || flows == 0 {
		t.Errorf("the stop record counts %d packets, want 412", last.Man.Packets)
	}
}

func TestRecords(t *testing.T) {
	file, want := write(t)
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	packed := file + ".gz"
	f, err := os.Create(packed)
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(f)
	_, err = z.Write(b)
	if err := errors.Join(err, z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file, packed} {
		n := 0
		valid, err := source.Each(context.Background(), name, config(t), func(*record.Record) error { n++; return nil })
		if n != want || !valid || err != nil {
			t.Errorf("%s: %d records, valid %v, error %v; want %d", filepath.Base(name), n, valid, err, want)
		}
	}
}

// FILE::START:STOP takes the records that begin between two boundaries, after
// the first record of the file.
func TestSpan(t *testing.T) {
	file, all := write(t)
	var offsets []int64
	read := func(name string) (n int) {
		_, err := source.Each(context.Background(), name, config(t), func(r *record.Record) error {
			n++
			offsets = append(offsets, r.Offset)
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return n
	}
	read(file)
	at := append([]int64(nil), offsets...)
	for _, tt := range []struct {
		part string
		want int
	}{
		{fmt.Sprintf("::%d:%d", at[3], at[5]), 1 + 2},
		{fmt.Sprintf("::%d", at[all-2]), 1 + 2},
		{fmt.Sprintf("::0:%d", at[4]), 4},
		{"::0", all},
	} {
		if got := read(file + tt.part); got != tt.want {
			t.Errorf("%s: %d records, want %d", tt.part, got, tt.want)
		}
	}
}

// ErrStop ends the reading of records and of captures without an error; other
// errors of a callee come back as they are.
func TestCallee(t *testing.T) {
	file, _ := write(t)
	failed := errors.New("failed")
	for _, name := range []string{file, demo} {
		for _, want := range []error{source.ErrStop, failed} {
			n := 0
			_, err := source.Each(context.Background(), name, config(t), func(*record.Record) error {
				if n++; n == 3 {
					return want
				}
				return nil
			})
			if n != 3 || errors.Is(want, source.ErrStop) != (err == nil) || err != nil && !errors.Is(err, failed) {
				t.Errorf("%s: %d records, error %v after %v", filepath.Base(name), n, err, want)
			}
		}
	}
}

// What is wrong with an input is told with its name; where records were read
// before, they were delivered.
func TestErrors(t *testing.T) {
	file, _ := write(t)
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, tt := range []struct {
		name, content string
		records       int
		open          bool
		want          string
	}{
		{"missing", "", 0, true, "missing: no such file or directory"},
		{".", "", 0, true, ": is a directory"},
		{"empty", "", 0, false, "empty: empty input"},
		{"foreign", "no records", 0, false, "foreign: not an Argus record stream"},
		{"cut", string(b[:200]), 1, false, "cut: record at offset 128 is cut short: 72 of "},
	} {
		name := filepath.Join(dir, tt.name)
		if !tt.open {
			if err := os.WriteFile(name, []byte(tt.content), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		n := 0
		_, err := source.Each(context.Background(), name, config(t), func(*record.Record) error { n++; return nil })
		var open *source.OpenError
		if err == nil || !strings.Contains(err.Error(), tt.want) || errors.As(err, &open) != tt.open || n != tt.records {
			t.Errorf("%s: %d records, error %v; want %d and %q", tt.name, n, err, tt.records, tt.want)
		}
	}
}

// FuzzRead reads any bytes as an input.
func FuzzRead(f *testing.F) {
	b, err := os.ReadFile("../client/testdata/demo.arg")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b[:1500])
	if b, err = os.ReadFile(demo); err != nil {
		f.Fatal(err)
	}
	f.Add(b[:1500])
	file := filepath.Join(f.TempDir(), "input")
	f.Fuzz(func(t *testing.T, input []byte) {
		if err := os.WriteFile(file, input, 0o666); err != nil {
			t.Fatal(err)
		}
		cfg := config(t)
		cfg.Warn = func(string) {}
		n := 0
		_, err := source.Each(context.Background(), file, cfg, func(*record.Record) error { n++; return nil })
		if n == 0 && err == nil {
			t.Fatal("neither a record nor an error")
		}
	})
}

// TestDamagedCaptureHeader: a file that begins like a capture, but whose header
// is not valid, gives an error. The first four bytes are the magic number of
// pcap; the version that follows must be 2.4, and is 0.0 here.
func TestDamagedCaptureHeader(t *testing.T) {
	file := filepath.Join(t.TempDir(), "damaged.pcap")
	header := append([]byte{0xd4, 0xc3, 0xb2, 0xa1}, make([]byte, 20)...)
	if err := os.WriteFile(file, header, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := source.Each(context.Background(), file, config(t), func(*record.Record) error { return nil }); err == nil {
		t.Error("no error")
	}
}

// TestStop: the context ends a reading of which no record is emitted.
func TestStop(t *testing.T) {
	file, _ := write(t)
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	start, flows := b[:128], b[128:len(b)-128] // without the stop record
	long := append([]byte(nil), start...)
	for len(long) < 4<<20 {
		long = append(long, flows...)
	}
	if err := os.WriteFile(file, long, 0o644); err != nil {
		t.Fatal(err)
	}
	passed := func(stopAfter int) (n int64) {
		cfg := config(t)
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		cfg.Skip = ^record.PartFlow
		cfg.Over = func(*record.Record) bool {
			if stopAfter--; stopAfter == 0 {
				cancel()
			}
			return true
		}
		cfg.Passed = func(k int64) { n += k }
		if _, err := source.Each(ctx, file, cfg, func(*record.Record) error { return nil }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	all, some := passed(0), passed(100)
	if some < 100 || some > all*3/4 {
		t.Errorf("%d of %d records were passed over before the stop", some, all)
	}
}

// SPDX-License-Identifier: Apache-2.0

package field_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/field"
)

// printedOptions are the options that testdata/ra3082.txt was printed with.
func printedOptions(args string) *field.Options {
	o := &field.Options{UnixTime: true, Location: time.UTC, Delimited: true, Broadcast: true}
	switch args {
	case "-n -u -p 6":
		o.Precision, o.Names = 6, field.NamesProto
	case "-nn -u -p 2 -z":
		o.Precision, o.Names, o.State = 2, field.NamesNone, field.StateLetters
	case "-n -u -p 0 -Z b":
		o.Precision, o.Names, o.State = 0, field.NamesProto, field.StateFlagsBoth
	default:
		return nil
	}
	return o
}

// TestPrinted compares every column of every sample with the text that ra of
// Debian's argus-client 3.0.8.2 printed for the same record, three times with
// different options. testdata/ra3082.txt holds its output: the sample, the
// options, and the columns that are not blank; for the second and third options
// only the columns that differ from the first. Blanks around values are left out.
func TestPrinted(t *testing.T) {
	text, err := os.ReadFile("testdata/ra3082.txt")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]*field.Row{}
	for _, s := range samples() {
		row := prepared(s.make())
		if row.IsFlow() {
			row.Rank = 1
		}
		rows[s.name] = row
	}
	base := map[string]string{}
	compared := 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		name, args := cells[0], cells[1]
		row, o := rows[name], printedOptions(args)
		if row == nil || o == nil {
			t.Fatalf("unknown sample %q or options %q", name, args)
		}
		want := map[string]string{}
		for _, c := range cells[2:] {
			k, v, _ := strings.Cut(c, "=")
			want[k] = v
		}
		if args == "-n -u -p 6" {
			base = want
		}
		for _, f := range field.All() {
			switch {
			case f.Name == "rtime" || f.Name == "idle":
				continue // they depend on the other records and on the clock
			case f.Name[1:] == "net" && (strings.HasPrefix(name, "IS-IS") || name == "802.11"):
				continue // decided: the address, which is not a null pointer
			}
			w, ok := want[f.Name]
			if !ok {
				w = base[f.Name]
			}
			got := strings.TrimSpace(string(f.Append(nil, o, row)))
			if got == "(null)" {
				got = ""
			}
			compared++
			if got != strings.TrimSpace(w) {
				t.Errorf("%s, %s, %s: got %q, want %q", name, args, f.Name, got, w)
			}
		}
	}
	if compared < 15_000 {
		t.Errorf("%d texts compared, want at least 15000", compared)
	}
}

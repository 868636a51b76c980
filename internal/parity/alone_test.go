// SPDX-License-Identifier: Apache-2.0

package parity_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/parity"
)

// TestColumnsAlone: a column has the same value alone as among all others, for
// a client decodes only what its columns need.
func TestColumnsAlone(t *testing.T) {
	for _, file := range []string{"../client/testdata/demo.arg", hostileRecords(t)} {
		var names []string
		for _, f := range field.All() {
			switch f.Name {
			case "idle": // counts from now
			case "resp": // takes no place where it is empty
			default:
				names = append(names, f.Name)
			}
		}
		names = append(names, "resp")
		all, rows := objects(t, file, names...), lines(t, file, names...)
		for k, name := range names {
			for i, alone := range objects(t, file, name) {
				want, got := all[i][name], alone[name]
				if want == "Broadcast" && got == "ff:ff:ff:ff:ff:ff" {
					continue // the name is for output with columns of link addresses
				}
				if !reflect.DeepEqual(got, want) {
					t.Errorf("%s, record %d: %s alone is %v, among all columns %v", file, i+1, name, got, want)
					break
				}
			}
			for i, alone := range lines(t, file, name) {
				cells := append(strings.Split(rows[i], "\x01"), "")
				if want := cells[k]; alone != want && strings.ReplaceAll(alone, "ff:ff:ff:ff:ff:ff", "Broadcast") != want {
					t.Errorf("%s, record %d: %s alone is %q, among all columns %q", file, i+1, name, alone, want)
					break
				}
			}
		}
	}
}

func objects(t *testing.T, file string, columns ...string) (list []map[string]any) {
	t.Helper()
	out, errs := ra(t, append([]string{"-X", "-n", "-M", "json", "man", "-r", file, "-s"}, columns...))
	if len(errs) > 0 {
		t.Fatalf("%s", errs)
	}
	for _, line := range parity.Lines(out) {
		m := map[string]any{}
		dec := json.NewDecoder(strings.NewReader(line))
		dec.UseNumber()
		if err := dec.Decode(&m); err != nil {
			t.Fatalf("%v: %q", err, line)
		}
		list = append(list, m)
	}
	return list
}

func lines(t *testing.T, file string, columns ...string) []string {
	t.Helper()
	out, errs := ra(t, append([]string{"-X", "-n", "-M", "man", "-L", "-1", "--delimiter=\x01", "-r", file, "-s"}, columns...))
	if len(errs) > 0 {
		t.Fatalf("%s", errs)
	}
	return parity.Lines(out)
}

// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/oracle"
	"github.com/argus-go/argus/internal/program"
)

// TestParts prints each column from records of which only some parts are
// decoded, and from whole ones: a filter makes them whole, here one that every
// record passes.
func TestParts(t *testing.T) {
	files := []string{"testdata/demo.arg"}
	if data, err := oracle.Find(); err != nil {
		t.Logf("only the demonstration records: %v", err)
	} else {
		more, err := filepath.Glob(data.Path("oracle", "argus5-files", "*.rich.arg"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range more {
			if st, err := os.Stat(f); err == nil && st.Size() < 32<<10 && len(files) < 6 {
				files = append(files, f)
			}
		}
	}
	print := func(args ...string) string {
		var out bytes.Buffer
		if status := client.Main(program.All, env(&out, os.Stderr, args...)); status > 1 {
			t.Fatalf("ra %q: status %d", args, status)
		}
		return out.String()
	}
	for _, file := range files {
		for _, f := range field.All() {
			for _, form := range [][]string{{"-n"}, {"-nn", "-zc,"}, {"-n", "-M", "json"}} {
				args := append([]string{"-X", "-r", file, "-s", f.Name}, form...)
				some, whole := print(args...), print(append(args, "-", "tcp", "or", "not", "tcp")...)
				if some != whole {
					t.Errorf("ra %q differs when a filter stands after it", args)
				}
			}
		}
	}
}

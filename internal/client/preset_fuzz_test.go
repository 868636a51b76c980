// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/preset"
	"github.com/argus-go/argus/internal/program"
)

// FuzzPresets gives records, or what may be none, to every preset: each line is
// one of CSV, with as many columns as the header.
func FuzzPresets(f *testing.F) {
	demo, err := os.ReadFile("testdata/demo.arg")
	if err != nil {
		f.Fatal(err)
	}
	for i := range preset.All() {
		f.Add(uint8(i), demo[:6000])
	}
	file := filepath.Join(f.TempDir(), "fuzz.arg")
	f.Fuzz(func(t *testing.T, which uint8, wire []byte) {
		if err := os.WriteFile(file, wire, 0o666); err != nil {
			t.Fatal(err)
		}
		p := preset.All()[int(which)%len(preset.All())]
		var out, errs bytes.Buffer
		client.Main(program.All, env(&out, &errs, "-X", "-M", "TZ=UTC", "-r", file, "-L", "0", "--preset", p.Name, "-M", "man"))
		rows := csv.NewReader(&out)
		rows.FieldsPerRecord = 0 // as many as the first line has
		if _, err := rows.ReadAll(); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
	})
}

// SPDX-License-Identifier: Apache-2.0

package render_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/render"
)

// TestSchemaFiles holds the published schemas against the table of columns
// that they are made of (make gen).
func TestSchemaFiles(t *testing.T) {
	for _, s := range render.SchemaFiles {
		want, ok := render.Schema(s.Name)
		if !ok {
			t.Errorf("no schema %q", s.Name)
			continue
		}
		b, err := os.ReadFile(filepath.Join("..", "..", "docs", "schema", s.File))
		if err != nil {
			t.Error(err)
		} else if string(b) != want {
			t.Errorf("docs/schema/%s is not what the columns make of it: make gen", s.File)
		}
	}
}

// TestMachineNames: the attributes of an element have different names.
func TestMachineNames(t *testing.T) {
	owner := map[string]string{}
	for _, f := range field.All() {
		n := f.MachineName()
		if n == "" || owner[n] != "" {
			t.Errorf("%s has the XML name %q, which %q has too", f.Name, n, owner[n])
		}
		owner[n] = f.Name
	}
}

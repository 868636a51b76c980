// SPDX-License-Identifier: Apache-2.0

package parity_test

import (
	"os"
	"strings"
	"testing"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/parity"
)

// TestMachine: the records of the demonstration capture, in all machine
// formats, are what the schemas say and what the columns print. The file is
// the original sensor's.
func TestMachine(t *testing.T) {
	m, err := parity.NewMachine()
	if err != nil {
		t.Fatal(err)
	}
	const file = "../client/testdata/demo.arg"
	if _, err := os.Stat(file); err != nil {
		t.Fatal(err)
	}
	doc, n, faults := m.Check(file, client.OS())
	for _, f := range faults {
		t.Error(f)
	}
	if want := 3 * 180 * 70; n < want {
		t.Errorf("%d values compared, want at least %d", n, want)
	}
	if !strings.HasSuffix(string(doc), "</ArgusDataStream>\n") {
		t.Error("the document has no end")
	}
}

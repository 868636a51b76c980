// SPDX-License-Identifier: Apache-2.0

package field_test

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/lazy"
	"github.com/argus-go/argus/record"
)

// TestParts: a column prints the same if only its own parts were decoded.
// Elsewhere values of earlier records stand then.
func TestParts(t *testing.T) {
	wire, err := os.ReadFile("../internal/client/testdata/demo.arg")
	if err != nil {
		t.Fatal(err)
	}
	o := field.Options{Precision: 6, Names: field.NamesProto, Location: time.UTC}
	for _, f := range field.All() {
		text := func(dst []byte, row *field.Row) []byte {
			v := f.Value(&o, row)
			return append(f.Append(append(dst, byte(v.Kind()), '|'), &o, row), v.Bytes()...)
		}
		full, some := record.NewReader(bytes.NewReader(wire)), record.NewReader(bytes.NewReader(wire))
		some.Select(lazy.Key{}, record.Selection{Parts: f.Parts()})
		prep := field.Preparer{Correct: true}
		var a, b field.Row
		for {
			x, err := full.Next()
			y, _ := some.Next()
			if err != nil {
				break
			}
			prep.Prepare(x, &a)
			prep.Prepare(y, &b)
			if want, got := text(nil, &a), text(nil, &b); !bytes.Equal(want, got) {
				t.Errorf("%s, offset %d: got %q, want %q", f.Name, x.Offset, got, want)
			}
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package record_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/argus-go/argus/record"
)

// lent lends a stream a few bytes at a time, each time from new memory.
type lent []byte

func (l lent) Lend(at int64, n int) ([]byte, bool, error) {
	rest := l[min(at, int64(len(l))):]
	return bytes.Clone(rest[:min(len(rest), n+100)]), true, nil
}

// TestSelect: what is decoded late, or from lent memory, is what is decoded at
// once. Values of earlier records stand where nothing was decoded, so nothing
// can be right by chance.
func TestSelect(t *testing.T) {
	demo, err := os.ReadFile("../internal/client/testdata/demo.arg")
	if err != nil {
		t.Fatal(err)
	}
	mixed, _ := benchStream(t, 30)
	damaged := bytes.Clone(demo)
	for i := 200; i < len(damaged); i += 97 {
		damaged[i] ^= 0x41
	}
	for name, wire := range map[string][]byte{"demo": demo, "mixed": mixed, "damaged": damaged} {
		for _, want := range []record.Parts{0, record.PartTime, record.PartFlow | record.PartNet, record.PartFlow | record.PartTime | record.PartMetrics | record.PartNet, record.PartJitter | record.PartMAC, record.AllParts} {
			full, some := record.NewReader(bytes.NewReader(wire)), record.NewLentReader(lent(wire))
			some.Select(want)
			for {
				a, errA := full.Next()
				b, errB := some.Next()
				if errA != nil || errB != nil {
					if (errA == nil) != (errB == nil) || errA.Error() != errB.Error() {
						t.Errorf("%s, %x: got the end %v, want %v", name, want, errB, errA)
					}
					break
				}
				if a.Parts != b.Parts || a.Offset != b.Offset || !bytes.Equal(full.Raw(), some.Raw()) {
					t.Errorf("%s, %x, offset %d: got parts %x, want %x", name, want, a.Offset, b.Parts, a.Parts)
				}
				if want&record.PartNet != 0 && a.Has(record.PartNet) && a.Net.Kind != b.Net.Kind {
					t.Errorf("%s, %x, offset %d: got state of kind %d, want %d", name, want, a.Offset, b.Net.Kind, a.Net.Kind)
				}
				if a.Offset%3 == 0 {
					a.Swap()
					b.Swap()
				}
				dialect := record.V3Common
				if a.Offset%2 == 0 && a.Offset%3 == 1 {
					dialect = record.V5
				}
				x, _ := a.Append(nil, dialect)
				y, _ := b.Append(nil, dialect)
				if !bytes.Equal(x, y) {
					t.Errorf("%s, %x, offset %d:\ngot  %x\nwant %x", name, want, a.Offset, y, x)
				}
			}
			if full.Damaged() != some.Damaged() {
				t.Errorf("%s, %x: got %d damaged records, want %d", name, want, some.Damaged(), full.Damaged())
			}
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"bytes"
	"io"
	"testing"

	"github.com/argus-go/argus/record"
)

// TestWriteLarge: the records are there, the same each time, of several kinds and
// with about four records of a flow.
func TestWriteLarge(t *testing.T) {
	const n = 4000
	var a, b bytes.Buffer
	for _, w := range []*bytes.Buffer{&a, &b} {
		if err := WriteLarge(w, n); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two files of the same size differ")
	}
	records := 0
	flows := map[record.Flow]int{}
	protocols := map[uint8]int{}
	families := map[record.AddrType]int{}
	for rd := record.NewReader(&a); ; {
		r, err := rd.Next()
		if err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if r.Type == record.TypeMAR {
			continue
		}
		records++
		flows[r.Flow]++
		protocols[r.Flow.Proto]++
		families[r.Flow.Addr]++
	}
	if records != n {
		t.Errorf("%d flow records, want %d", records, n)
	}
	// Of 1000 flows that are drawn 4000 times, 1000/e^4 = 18 are expected not to be.
	if len(flows) < 960 || len(flows) > 1000 {
		t.Errorf("%d flows, want about 982", len(flows))
	}
	if len(protocols) != 3 || len(families) != 2 {
		t.Errorf("protocols %v and address families %v; want three and two", protocols, families)
	}
}

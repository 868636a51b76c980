// SPDX-License-Identifier: Apache-2.0

package lookup_test

import (
	"testing"

	"github.com/argus-go/argus/internal/lookup"
)

func TestTable(t *testing.T) {
	table := lookup.Table[string, int]{{"one", 1}, {"none", 0}}
	for _, tt := range []struct {
		key  string
		want int
		ok   bool
	}{{"one", 1, true}, {"none", 0, true}, {"two", 0, false}, {"", 0, false}} {
		if n, ok := table.Find(tt.key); n != tt.want || ok != tt.ok {
			t.Errorf("Find(%q) = %d, %v, want %d, %v", tt.key, n, ok, tt.want, tt.ok)
		}
		if n := table.Of(tt.key); n != tt.want {
			t.Errorf("Of(%q) = %d, want %d", tt.key, n, tt.want)
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package resident_test

import (
	"testing"

	"github.com/argus-go/argus/internal/resident"
)

func TestBytes(t *testing.T) {
	for _, n := range []int{0, 1, 4095, 4096, 4097, 1 << 20} {
		b := resident.Bytes(n)
		if len(b) != n {
			t.Fatalf("got %d bytes, want %d", len(b), n)
		}
		for i := range b {
			if b[i] != 0 {
				t.Fatalf("byte %d of %d is %d", i, n, b[i])
			}
			b[i] = 1
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package flow_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/record"
)

// TestCloseFreesMemory: engines that are closed do not take more and more memory.
// 20,000 flows of more than 200 bytes each are at least one piece of 4 MiB of the
// table's memory, so 40 engines would keep 160 MiB.
func TestCloseFreesMemory(t *testing.T) {
	pages := func() (n int) {
		text, err := os.ReadFile("/proc/self/statm")
		if err != nil {
			t.Skip(err)
		}
		if _, err := fmt.Sscan(string(text), &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	fill := func() {
		e := flow.New(flow.DefaultConfig(), func(*record.Record) {})
		for i := range 20_000 {
			p := udp(0, hostA, hostB+uint32(i), 1000, 2000)
			e.Packet(&p)
		}
		if n := e.Stats().Active; n != 20_000 {
			t.Fatalf("%d flows, want 20000", n)
		}
		e.Close()
	}
	fill() // what the first needs stays
	before := pages()
	for range 40 {
		fill()
	}
	const most = 100 << 20
	if grown := (pages() - before) * os.Getpagesize(); grown > most {
		t.Errorf("the program grew by %d bytes, want at most %d", grown, most)
	}
}

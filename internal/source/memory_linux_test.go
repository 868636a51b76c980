// SPDX-License-Identifier: Apache-2.0

package source_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/pkttest"
	"github.com/argus-go/argus/internal/source"
	"github.com/argus-go/argus/record"
)

// TestMemory: the memory of one capture's flows is given back before the next
// capture is read.
func TestMemory(t *testing.T) {
	const flows, captures = 8000, 200
	c := &pkttest.Capture{Link: 1}
	begin := time.Unix(1700000000, 0)
	for i := range flows {
		to := pkttest.MAC{2, 0, 0, 1, byte(i >> 8), byte(i)}
		c.Add(begin, pkttest.Ethernet(to, pkttest.MAC{2}, 0x88b5, make([]byte, 46)))
	}
	path := filepath.Join(t.TempDir(), "flows.pcap")
	if err := os.WriteFile(path, c.Pcap(binary.LittleEndian, false), 0o600); err != nil {
		t.Fatal(err)
	}
	read := func() {
		n := 0
		if _, err := source.Each(context.Background(), path, config(t), func(r *record.Record) error {
			if r.Type != record.TypeMAR {
				n++
			}
			return nil
		}); err != nil || n != flows {
			t.Fatalf("%d flows, %v; want %d", n, err, flows)
		}
	}
	read()
	before := mapped(t)
	for range captures {
		read()
	}
	// The flows of a capture are 384 bytes each and more.
	if grown, all := mapped(t)-before, int64(captures*flows*384); grown > all/2 {
		t.Errorf("%d MB more are mapped after %d captures, whose flows take %d MB", grown>>20, captures, all>>20)
	}
}

// mapped returns how much memory the process has mapped, in bytes.
func mapped(t *testing.T) int64 {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip(err)
	}
	var pages int64
	if _, err := fmt.Sscan(string(b), &pages); err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}

// SPDX-License-Identifier: Apache-2.0

package record_test

import (
	"testing"

	"github.com/argus-go/argus/record"
)

func TestHasPorts(t *testing.T) {
	for _, tt := range []struct {
		addr  record.AddrType
		proto uint8
		port  uint16
		want  bool
	}{
		{record.AddrIPv4, 6, 80, true},
		{record.AddrIPv4, 17, 0, true}, // a port of 0 is one
		{record.AddrIPv6, 17, 53, true},
		{record.AddrIPv4, 132, 2905, true},
		{record.AddrIPv6, 136, 7000, true},
		{record.AddrIPv6, 33, 5001, true},
		{record.AddrIPv4, 132, 0, false}, // as the original sensors write it
		{record.AddrIPv4, 1, 80, false},
		{record.AddrIPv4, 47, 80, false},
		{record.AddrEthernet, 6, 80, false},
	} {
		f := record.Flow{Addr: tt.addr, Proto: tt.proto, DstPort: tt.port}
		if got := f.HasPorts(); got != tt.want {
			t.Errorf("addresses %v, protocol %d, port %d: got %v, want %v", tt.addr, tt.proto, tt.port, got, tt.want)
		}
	}
}

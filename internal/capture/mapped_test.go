// SPDX-License-Identifier: Apache-2.0

package capture_test

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/packet"
)

// largeFile writes a pcap file of n packets of 1 to 1500 bytes, and cut bytes
// less.
func largeFile(t *testing.T, n, cut int) string {
	t.Helper()
	b := make([]byte, 24, n*800)
	binary.LittleEndian.PutUint32(b, 0xa1b2c3d4)
	b[4], b[6], b[20] = 2, 4, 1
	binary.LittleEndian.PutUint32(b[16:], 65535)
	for i := range n {
		size := 1 + i*7%1500
		var h [16]byte
		binary.LittleEndian.PutUint32(h[0:], uint32(i))
		binary.LittleEndian.PutUint32(h[8:], uint32(size))
		binary.LittleEndian.PutUint32(h[12:], uint32(size))
		b = append(b, h[:]...)
		for j := range size {
			b = append(b, byte(i+j))
		}
	}
	path := filepath.Join(t.TempDir(), "large.pcap")
	if err := os.WriteFile(path, b[:len(b)-cut], 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// digest reads all packets and returns their number, a hash of all that they
// are, and why the reading ended.
func digest(t *testing.T, path string, o capture.Options) (n int, sum uint64, end error) {
	t.Helper()
	r, err := capture.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	h := fnv.New64a()
	end = r.Guard(func() error {
		var p packet.Packet
		for {
			if err := r.Next(&p); err != nil {
				return err
			}
			n++
			binary.Write(h, binary.LittleEndian, p.Time)
			h.Write(p.Data)
		}
	})
	return n, h.Sum64(), end
}

// TestMapped reads a file over several windows, whole and cut, mapped and not.
func TestMapped(t *testing.T) {
	for _, cut := range []int{0, 1, 700, 1510} {
		path := largeFile(t, 9000, cut)
		n, sum, end := digest(t, path, capture.Options{})
		m, mapped, mappedEnd := digest(t, path, capture.Options{Map: true})
		if n != m || sum != mapped || end.Error() != mappedEnd.Error() {
			t.Errorf("cut by %d: read %d packets, %x, %v; mapped %d, %x, %v", cut, n, sum, end, m, mapped, mappedEnd)
		}
	}
}

// TestMappedCut cuts a file short while it is read.
func TestMappedCut(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("an open file cannot be cut on this system")
	}
	path := largeFile(t, 9000, 0)
	r, err := capture.Open(path, capture.Options{Map: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	n := 0
	err = r.Guard(func() error {
		var p packet.Packet
		for {
			if err := r.Next(&p); err != nil {
				return err
			}
			if n++; n == 10 {
				if err := os.Truncate(path, 0); err != nil {
					return err
				}
			}
		}
	})
	var cut *capture.TruncatedError
	if !errors.As(err, &cut) || n < 10 || n >= 9000 {
		t.Errorf("%d packets, then %v; want at least 10 and a TruncatedError", n, err)
	}
	if again := r.Next(new(packet.Packet)); again == nil || errors.Is(again, io.EOF) {
		t.Errorf("Next afterwards: %v, want the same fault", again)
	}
}

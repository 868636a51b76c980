// SPDX-License-Identifier: Apache-2.0

package capture_test

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/packet"
)

// packets make a file that is large enough to be taken in steps.
const packets = 24000

// large returns a pcap file of packets of 1 to 1500 bytes.
var large = sync.OnceValue(func() []byte {
	b := make([]byte, 24, packets*800)
	binary.LittleEndian.PutUint32(b, 0xa1b2c3d4)
	b[4], b[6], b[20] = 2, 4, 1
	binary.LittleEndian.PutUint32(b[16:], 65535)
	for i := range packets {
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
	return b
})

// file writes a file of b.
func file(t *testing.T, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "large")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// digest reads all packets and returns their number, a hash of all that they
// are, and why the reading ended. After ten packets it calls then.
func digest(t *testing.T, path, way string, then func()) (n int, sum uint32, end error) {
	t.Helper()
	r, err := capture.Open(path, capture.Options{Map: way != ""})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if r.InSteps() != (way != "" && capture.CanMap) {
		t.Fatalf("%s: taken in steps: %v", way, r.InSteps())
	}
	r.Force(way)
	h := crc32.NewIEEE()
	var at [8]byte
	end = r.Guard(func() error {
		var p packet.Packet
		for {
			if err := r.Next(&p); err != nil {
				if again := r.Next(&p); again.Error() != err.Error() {
					t.Errorf("%s: Next afterwards: %v, want %v again", way, again, err)
				}
				return err
			}
			if n++; n == 10 && then != nil {
				then()
			}
			binary.LittleEndian.PutUint64(at[:], uint64(p.Time))
			h.Write(at[:])
			h.Write(p.Data)
		}
	})
	return n, h.Sum32(), end
}

// TestSteps reads a large file in all ways, whole and cut. What they give is
// what reading from end to end gives.
func TestSteps(t *testing.T) {
	for _, cut := range []int{0, 1, 700, 1510} {
		path := file(t, large()[:len(large())-cut])
		n, sum, end := digest(t, path, "", nil)
		if want := packets - min(cut, 1); n != want {
			t.Errorf("cut by %d: %d packets, want %d", cut, n, want)
		}
		for _, way := range capture.Ways {
			m, got, err := digest(t, path, way, nil)
			if n != m || sum != got || end.Error() != err.Error() {
				t.Errorf("cut by %d, %s: %d packets, %x, %v; want %d, %x, %v", cut, way, m, got, err, n, sum, end)
			}
		}
	}
}

// TestStepsGrow appends to a file while it is read. All of it is read.
func TestStepsGrow(t *testing.T) {
	_, sum, _ := digest(t, file(t, append(large(), large()[24:]...)), "", nil)
	for _, way := range capture.Ways {
		path := file(t, large())
		n, got, end := digest(t, path, way, func() {
			f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			_, err = f.Write(large()[24:])
			if err := errors.Join(err, f.Close()); err != nil {
				t.Fatal(err)
			}
		})
		if n != 2*packets || got != sum || end != io.EOF {
			t.Errorf("%s: %d packets, %x, %v; want %d, %x and the end", way, n, got, end, 2*packets, sum)
		}
	}
}

// TestStepsCut cuts a file short while it is read.
func TestStepsCut(t *testing.T) {
	if !capture.CanMap {
		t.Skip("an open file cannot be cut on this system")
	}
	for _, way := range capture.Ways {
		for _, size := range []int64{0, 8 << 20} {
			path := file(t, large())
			n, _, err := digest(t, path, way, func() {
				if err := os.Truncate(path, size); err != nil {
					t.Fatal(err)
				}
			})
			var cut *capture.TruncatedError
			if !errors.As(err, &cut) || cut.Reason != capture.ErrCut.Error() || n < 10 || n >= packets {
				t.Errorf("%s, cut to %d: %d packets, then %v; want at least 10 and a TruncatedError", way, size, n, err)
			}
			if min := size - 64<<10; cut != nil && cut.Offset < min {
				t.Errorf("%s, cut to %d: ended at %d, want %d at least", way, size, cut.Offset, min)
			}
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package capture_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"
	"testing/iotest"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/packet"
)

// Foreign bytes give packets or an error: the same ones however the bytes
// arrive, and not more data than there were bytes.
func FuzzReader(f *testing.F) {
	for _, tests := range [][]captureTest{pcapTests, pcapngTests, snoopTests} {
		for _, tt := range tests {
			if len(tt.wire) < 1<<16 {
				f.Add(tt.wire)
			}
		}
	}
	f.Fuzz(func(t *testing.T, wire []byte) {
		if capture.Detect(wire).Compressed() {
			return
		}
		o := capture.Options{Buffer: 1 << 10}
		got, err := readAll(bytes.NewReader(wire), o)
		size := 0
		for _, p := range got {
			size += len(p.Data)
		}
		if size > len(wire) {
			t.Fatalf("% x: %d bytes of packets from %d", wire, size, len(wire))
		}
		again, errAgain := readAll(iotest.HalfReader(bytes.NewReader(wire)), o)
		if !slices.Equal(got, again) || errText(err) != errText(errAgain) {
			t.Fatalf("% x: %v, %v; read in small pieces: %v, %v", wire, got, err, again, errAgain)
		}
	})
}

// Decompressors end, with packets or an error. What they give is read to a
// bound, since small files may hold gigabytes.
func FuzzCompressed(f *testing.F) {
	for _, tt := range compressed {
		f.Add(tt.wire)
	}
	f.Fuzz(func(t *testing.T, wire []byte) {
		r, err := capture.NewReader(bytes.NewReader(wire), "test", capture.Options{Buffer: 1 << 10})
		if err != nil {
			return
		}
		defer r.Close()
		var p packet.Packet
		for r.Offset() < 1<<20 {
			if err := r.Next(&p); errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				if errText(err) == "" {
					t.Fatalf("% x: an error without text", wire)
				}
				return
			}
		}
	})
}

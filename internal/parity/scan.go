// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"encoding/binary"
	"fmt"
	"os"
)

// maxSnap is the largest packet that capture files of today hold; a longer one
// is a broken length.
const maxSnap = 262144

// ScanCapture walks a capture file's framing and returns where it is broken,
// with the offset, or "" when it is whole. It is written apart from the
// sensor's reader so that the two can be compared.
func ScanCapture(path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	if len(b) < 24 {
		return fmt.Sprintf("%d bytes, no file header", len(b))
	}
	for _, o := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		switch o.Uint32(b) {
		case 0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34:
			return scanPcap(b, o)
		case 0x0a0d0d0a:
			return scanPcapng(b)
		}
	}
	return fmt.Sprintf("unknown file type % x at offset 0", b[:4])
}

func scanPcap(b []byte, o binary.ByteOrder) string {
	head := 16
	if o.Uint32(b) == 0xa1b2cd34 {
		head = 24 // Kuznetzov's form
	}
	for at := 24; at < len(b); {
		if at+head > len(b) {
			return fmt.Sprintf("packet header cut at offset %d", at)
		}
		n, frac := int64(o.Uint32(b[at+8:])), o.Uint32(b[at+4:])
		switch {
		case n > maxSnap:
			return fmt.Sprintf("packet of %d bytes at offset %d", n, at)
		case int64(at+head)+n > int64(len(b)):
			return fmt.Sprintf("packet cut at offset %d", at)
		case frac >= 1e9:
			return fmt.Sprintf("time fraction %d at offset %d", frac, at)
		}
		at += head + int(n)
	}
	return ""
}

func scanPcapng(b []byte) string {
	var o binary.ByteOrder = binary.LittleEndian
	for at := 0; at < len(b); {
		if at+12 > len(b) {
			return fmt.Sprintf("block header cut at offset %d", at)
		}
		if o.Uint32(b[at:]) == 0x0a0d0d0a {
			o = binary.LittleEndian
			if o.Uint32(b[at+8:]) != 0x1a2b3c4d {
				o = binary.BigEndian
			}
		}
		n := int64(o.Uint32(b[at+4:]))
		switch {
		case n < 12 || n%4 != 0:
			return fmt.Sprintf("block of %d bytes at offset %d", n, at)
		case int64(at)+n > int64(len(b)):
			return fmt.Sprintf("block cut at offset %d", at)
		case int64(o.Uint32(b[at+int(n)-4:])) != n:
			return fmt.Sprintf("block lengths differ at offset %d", at)
		}
		at += int(n)
	}
	return ""
}

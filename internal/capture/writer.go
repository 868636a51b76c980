// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"encoding/binary"
	"io"

	"github.com/argus-go/argus/packet"
)

// A Writer writes packets as a pcap file: little-endian, version 2.4, times in
// microseconds. It collects packets in memory; the last ones are written by
// [Writer.Flush].
type Writer struct {
	w       io.Writer
	buf     []byte
	snaplen uint32
	err     error // the first failure; nothing is written after it
}

// writeSize is the number of bytes that a Writer collects.
const writeSize = 64 << 10

// NewWriter returns a Writer of a file whose packets all are of one link type
// and hold at most snaplen bytes each; 0 means 262144.
func NewWriter(w io.Writer, link packet.LinkType, snaplen uint32) *Writer {
	if snaplen == 0 {
		snaplen = maxPacket
	}
	b := make([]byte, 0, writeSize)
	b = binary.LittleEndian.AppendUint32(b, magicPcap)
	b = binary.LittleEndian.AppendUint16(b, 2)
	b = binary.LittleEndian.AppendUint16(b, 4)
	b = append(b, make([]byte, 8)...) // time zone and accuracy, always 0
	b = binary.LittleEndian.AppendUint32(b, snaplen)
	b = binary.LittleEndian.AppendUint32(b, uint32(link))
	return &Writer{w: w, buf: b, snaplen: snaplen}
}

// Write writes one packet: its Time, Data, cut to the snapshot length, and
// WireLen.
func (w *Writer) Write(p *packet.Packet) error {
	data := p.Data
	if len(data) > int(w.snaplen) {
		data = data[:w.snaplen]
	}
	if len(w.buf)+pcapHeaderLen+len(data) > cap(w.buf) {
		if err := w.Flush(); err != nil {
			return err
		}
	}
	sec, nano := p.Time/1e9, p.Time%1e9
	if nano < 0 {
		sec, nano = sec-1, nano+1e9
	}
	b := w.buf
	b = binary.LittleEndian.AppendUint32(b, uint32(sec))
	b = binary.LittleEndian.AppendUint32(b, uint32(nano/1000))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(data)))
	b = binary.LittleEndian.AppendUint32(b, p.WireLen)
	w.buf = append(b, data...)
	return w.err
}

// Flush writes what was collected.
func (w *Writer) Flush() error {
	if w.err == nil && len(w.buf) > 0 {
		_, w.err = w.w.Write(w.buf)
	}
	w.buf = w.buf[:0]
	return w.err
}

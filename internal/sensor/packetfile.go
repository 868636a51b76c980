// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/packet"
)

// A packetFile is the capture file that packets are copied to
// (ARGUS_PACKET_CAPTURE_FILE). All its packets have the link type of the first.
type packetFile struct {
	path   string
	file   *os.File
	w      *capture.Writer
	link   packet.LinkType
	errs   bool // only packets that were not decoded in full
	protos []uint8
	err    error
	other  uint64 // packets of another link type, left out
}

func openPacketFile(c *Config) (*packetFile, error) {
	f, err := os.OpenFile(c.PacketFile, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return nil, packetFileError(c.PacketFile, err)
	}
	return &packetFile{path: c.PacketFile, file: f, errs: c.PacketErrors, protos: c.PacketProtos}, nil
}

func packetFileError(path string, err error) error {
	var e *fs.PathError
	if errors.As(err, &e) {
		err = e.Err
	}
	return fmt.Errorf("packet capture file %s: %w", path, err)
}

// write copies the decoded packet p if it is one of those wanted.
func (f *packetFile) write(p *packet.Packet) {
	if f.err != nil || f.errs && !damaged(p) || len(f.protos) > 0 && !f.wants(p) {
		return
	}
	if f.w == nil {
		f.link = p.Link
		f.w = capture.NewWriter(f.file, p.Link, 0)
	}
	if p.Link != f.link {
		f.other++
		return
	}
	f.err = f.w.Write(p)
}

func (f *packetFile) wants(p *packet.Packet) bool {
	return (p.Kind == packet.KindIPv4 || p.Kind == packet.KindIPv6) && slices.Contains(f.protos, p.Proto)
}

// damaged reports whether the headers of p could not be decoded in full: what
// its link layer or IP header announces is not there.
func damaged(p *packet.Packet) bool {
	switch p.Kind {
	case packet.KindMAC:
		t := p.Ether.KeyType
		return t == 0x0800 || t == 0x86dd || t == 0x0806
	case packet.KindIPv4, packet.KindIPv6:
		if p.HasFrag && p.FragOff != 0 {
			return false
		}
		switch p.Proto {
		case packet.ProtoTCP:
			return !p.HasTCP
		case packet.ProtoUDP:
			return !p.HasPorts
		case packet.ProtoICMP, packet.ProtoICMPv6:
			return len(p.Transport) < 4
		}
	}
	return false
}

func (f *packetFile) close() error {
	if f.w == nil { // no packet came: a capture file all the same
		f.w = capture.NewWriter(f.file, packet.LinkEthernet, 0)
	}
	if f.err == nil {
		f.err = f.w.Flush()
	}
	if err := f.file.Close(); f.err == nil {
		f.err = err
	}
	switch {
	case f.err != nil:
		return packetFileError(f.path, f.err)
	case f.other > 0:
		return packetFileError(f.path, fmt.Errorf("%d packets of another link type than %d were left out", f.other, f.link))
	}
	return nil
}

// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/packet"
)

// A packetFile is the capture file that packets are copied to
// (ARGUS_PACKET_CAPTURE_FILE). All its packets have the link type of the first
// one.
type packetFile struct {
	path   string
	file   *os.File
	w      *capture.Writer
	link   packet.LinkType
	errs   bool // only packets that were not decoded in full
	protos []uint8
	err    error
	other  uint64 // packets left out because their link type differs

	created bool // the file is new
}

// openPacketFile opens the file, and creates it if it does not exist. What it
// holds is replaced when the first packet is written, or at the end. Only a
// capture is replaced.
func openPacketFile(c *Config) (*packetFile, error) {
	_, err := os.Stat(c.PacketFile)
	f := &packetFile{path: c.PacketFile, created: errors.Is(err, fs.ErrNotExist), errs: c.PacketErrors, protos: c.PacketProtos}
	if err == nil {
		err = replaceable(c.PacketFile)
	} else if f.created {
		err = nil
	}
	if err == nil {
		f.file, err = os.OpenFile(c.PacketFile, os.O_WRONLY|os.O_CREATE, 0o644)
	}
	if err != nil {
		return nil, packetFileError(c.PacketFile, err)
	}
	return f, nil
}

// replaceable returns an error if path is a regular file that is not empty and
// not a capture.
func replaceable(path string) error {
	if st, err := os.Stat(path); err != nil || !st.Mode().IsRegular() || st.Size() == 0 {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var head [16]byte
	n, err := io.ReadFull(f, head[:])
	if err != nil && err != io.ErrUnexpectedEOF {
		return err
	}
	if !capture.Detect(head[:n]).Capture() {
		return errors.New("the file is not empty and not a capture; only captures are replaced")
	}
	return nil
}

func packetFileError(path string, err error) error {
	var e *fs.PathError
	if errors.As(err, &e) {
		err = e.Err
	}
	return fmt.Errorf("packet capture file %s: %w", path, err)
}

// write copies the decoded packet p if it is wanted.
func (f *packetFile) write(p *packet.Packet) {
	if f.err != nil || f.errs && !damaged(p) || len(f.protos) > 0 && !f.wants(p) {
		return
	}
	if f.w == nil {
		f.begin(p.Link)
	}
	if p.Link != f.link {
		f.other++
		return
	}
	if f.err == nil {
		f.err = f.w.Write(p)
	}
}

// begin empties the file and starts a capture of a link type.
func (f *packetFile) begin(link packet.LinkType) {
	f.link = link
	f.w = capture.NewWriter(f.file, link, 0)
	if st, err := f.file.Stat(); err == nil && st.Mode().IsRegular() {
		f.err = f.file.Truncate(0)
	}
}

// discard closes the file when nothing was written, and removes it if it is new.
func (f *packetFile) discard() {
	if f.created {
		os.Remove(f.path) // a file that cannot be removed stays, empty
	}
	f.file.Close() // nothing was written
}

// wants reports whether the IP protocol of p is one to copy.
func (f *packetFile) wants(p *packet.Packet) bool {
	return (p.Kind == packet.KindIPv4 || p.Kind == packet.KindIPv6) && slices.Contains(f.protos, p.Proto)
}

// damaged reports whether a header that the link layer or the IP header of p
// announces could not be decoded.
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

// close completes the file.
func (f *packetFile) close() error {
	if f.w == nil { // no packet: still a capture file
		f.begin(packet.LinkEthernet)
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
		return packetFileError(f.path, fmt.Errorf("left out %d packets whose link type is not %d, that of the first packet", f.other, f.link))
	}
	return nil
}

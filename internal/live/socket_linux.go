// SPDX-License-Identifier: Apache-2.0

package live

import (
	"errors"
	"fmt"
	"sync/atomic"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// A ring is a packet socket and the ring of blocks that it shares with the kernel.
type ring struct {
	fd     int
	mem    []byte
	block  int // bytes of one block
	blocks int
	at     int  // number of the current block
	held   bool // the current block is being read

	packets, drops uint64 // since the ring was opened, drops included in packets
}

// Sizes of blocks in bytes. A ring has at least minBlocks.
const (
	maxBlock  = 1 << 20
	minBlock  = 64 << 10
	minBlocks = 4
	frameUnit = 2048 // nominal size of a frame; frames of version 3 have any size
)

// htons converts a number to the byte order of the network.
func htons(v uint16) uint16 {
	b := [2]byte{byte(v >> 8), byte(v)}
	return *(*uint16)(unsafe.Pointer(&b))
}

// openRing opens a packet socket that is not bound to an interface, and its ring of
// about size bytes.
func openRing(size int64) (*ring, error) {
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) {
			return nil, errors.New("no permission to capture packets: this needs root or the capability CAP_NET_RAW")
		}
		return nil, fmt.Errorf("packet socket: %w", err)
	}
	r := &ring{fd: fd}
	if err := r.share(size); err != nil {
		unix.Close(fd)
		return nil, err
	}
	return r, nil
}

// share makes the ring and maps it.
func (r *ring) share(size int64) error {
	if err := unix.SetsockoptInt(r.fd, unix.SOL_PACKET, unix.PACKET_VERSION, unix.TPACKET_V3); err != nil {
		return fmt.Errorf("packet socket: TPACKET_V3: %w", err)
	}
	// Room to put a VLAN tag back.
	if err := unix.SetsockoptInt(r.fd, unix.SOL_PACKET, unix.PACKET_RESERVE, tagLen); err != nil {
		return fmt.Errorf("packet socket: PACKET_RESERVE: %w", err)
	}
	r.block = maxBlock
	for r.block > minBlock && size/int64(r.block) < 2*minBlocks {
		r.block /= 2
	}
	r.blocks = int(max((size+int64(r.block)-1)/int64(r.block), minBlocks))
	req := unix.TpacketReq3{
		Block_size: uint32(r.block), Block_nr: uint32(r.blocks),
		Frame_size: frameUnit, Frame_nr: uint32(r.block / frameUnit * r.blocks),
		Retire_blk_tov: uint32(retire.Milliseconds()),
	}
	if err := unix.SetsockoptTpacketReq3(r.fd, unix.SOL_PACKET, unix.PACKET_RX_RING, &req); err != nil {
		return fmt.Errorf("capture buffer of %d bytes: %w (ARGUS_PCAP_BUF_SIZE sets its size)", r.block*r.blocks, err)
	}
	var err error
	r.mem, err = unix.Mmap(r.fd, 0, r.block*r.blocks, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return fmt.Errorf("capture buffer of %d bytes: %w", r.block*r.blocks, err)
	}
	return nil
}

func (r *ring) close() {
	_ = unix.Munmap(r.mem)
	unix.Close(r.fd)
}

// bind attaches the socket to an interface; 0 is all of them.
func (r *ring) bind(index int) error {
	return unix.Bind(r.fd, &unix.SockaddrLinklayer{Protocol: htons(unix.ETH_P_ALL), Ifindex: index})
}

// bound returns the index of the interface that the socket is bound to, 0 or less
// for none.
func (r *ring) bound() int {
	sa, err := unix.Getsockname(r.fd)
	if ll, ok := sa.(*unix.SockaddrLinklayer); err == nil && ok {
		return ll.Ifindex
	}
	return 0
}

// promiscuous asks for the packets to other hosts.
func (r *ring) promiscuous(index int) error {
	m := unix.PacketMreq{Ifindex: int32(index), Type: unix.PACKET_MR_PROMISC}
	return unix.SetsockoptPacketMreq(r.fd, unix.SOL_PACKET, unix.PACKET_ADD_MEMBERSHIP, &m)
}

// ignoreOutgoing chooses whether packets that this host sends are left out, which
// on a loopback interface would be seen a second time.
func (r *ring) ignoreOutgoing(on bool) error {
	v := 0
	if on {
		v = 1
	}
	return unix.SetsockoptInt(r.fd, unix.SOL_PACKET, unix.PACKET_IGNORE_OUTGOING, v)
}

// attach sets the socket filter.
func (r *ring) attach(code []bpf.Instruction) error {
	raw, err := bpf.Assemble(code)
	if err != nil {
		return err
	}
	list := make([]unix.SockFilter, len(raw))
	for i, c := range raw {
		list[i] = unix.SockFilter{Code: c.Op, Jt: c.Jt, Jf: c.Jf, K: c.K}
	}
	return unix.SetsockoptSockFprog(r.fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER,
		&unix.SockFprog{Len: uint16(len(list)), Filter: &list[0]})
}

// status returns the word of the current block that says who owns it.
func (r *ring) status() *uint32 {
	return (*uint32)(unsafe.Pointer(&r.mem[r.at*r.block+blockStatus]))
}

// take returns the current block if the kernel has handed it over.
func (r *ring) take() ([]byte, bool) {
	if r.held || atomic.LoadUint32(r.status())&statusOwner == 0 {
		return nil, false
	}
	r.held = true
	return r.mem[r.at*r.block : (r.at+1)*r.block], true
}

// give returns the current block to the kernel, if it was taken.
func (r *ring) give() {
	if !r.held {
		return
	}
	atomic.StoreUint32(r.status(), 0)
	r.held = false
	r.at = (r.at + 1) % r.blocks
}

// count adds the kernel's counters, which reading sets to zero.
func (r *ring) count() {
	st, err := unix.GetsockoptTpacketStatsV3(r.fd, unix.SOL_PACKET, unix.PACKET_STATISTICS)
	if err != nil {
		return
	}
	r.packets += uint64(st.Packets)
	r.drops += uint64(st.Drops)
}

// clearError reads and clears the error that a state change of the interface left.
func (r *ring) clearError() {
	_, _ = unix.GetsockoptInt(r.fd, unix.SOL_SOCKET, unix.SO_ERROR)
}

// SPDX-License-Identifier: Apache-2.0

package live

import (
	"fmt"

	"golang.org/x/sys/unix"

	"github.com/argus-go/argus/filter/bpf"
	"github.com/argus-go/argus/packet"
)

// A state is what is known of an interface.
type state int

const (
	stateNew state = iota // not looked at yet
	stateMissing
	stateDown
	stateUp
)

// A device is one interface and its ring.
type device struct {
	name  string
	opts  *Options
	ring  *ring
	state state
	index int // of the interface that the ring is bound to, 0 for none
	link  packet.LinkType
	prog  *bpf.Program // packet filter for link, nil accepts all

	others map[packet.LinkType]*bpf.Program // of packets of other link types ("any")

	blk     block
	head    frame // the packet to be read next
	has     bool  // head is valid
	changed bool  // the interface was down or away since the start
	told    uint64
}

// openDevice opens the ring of an interface, which need not exist.
func openDevice(name string, o *Options) (*device, error) {
	if len(name) >= unix.IFNAMSIZ {
		return nil, fmt.Errorf("%q is too long for the name of an interface (want at most %d characters)", name, unix.IFNAMSIZ-1)
	}
	d := &device{name: name, opts: o, others: map[packet.LinkType]*bpf.Program{}}
	size := o.Buffer
	if size <= 0 {
		size = DefaultBuffer
	}
	var err error
	if d.ring, err = openRing(size); err != nil {
		return nil, fmt.Errorf("interface %s: %w", name, err)
	}
	if err := d.look(); err != nil {
		d.ring.close()
		return nil, err
	}
	return d, nil
}

// log reports something about the interface.
func (d *device) log(format string, args ...any) {
	if d.opts.Log != nil {
		d.opts.Log("interface " + d.name + ": " + fmt.Sprintf(format, args...))
	}
}

// look compares the interface with what is known of it, attaches the ring to a new
// one of that name, and reports what changed. Its errors are those of the packet
// filter.
func (d *device) look() error {
	if d.name == Any {
		if d.state == stateUp {
			return nil
		}
		return d.bindAny()
	}
	index, up, hw, ok := d.query()
	if ok && (index != d.index || d.ring.bound() != index) {
		if err := d.bind(index, hw); err != nil {
			return err
		}
		ok = d.index != 0
	}
	now := stateMissing
	switch {
	case ok && up:
		now = stateUp
	case ok:
		now = stateDown
	default:
		d.index = 0
	}
	d.enter(now)
	return nil
}

// enter notes and reports the state of the interface.
func (d *device) enter(now state) {
	old := d.state
	d.state = now
	if old == now {
		return
	}
	if now != stateUp {
		d.changed = true
	}
	switch {
	case now == stateMissing && old == stateNew:
		d.log("does not exist; waiting for it")
	case now == stateMissing:
		d.log("was removed; waiting for one of that name")
	case now == stateDown:
		d.log("is down; waiting until it is up")
	case old != stateNew:
		d.log("is up")
	}
}

// query asks the kernel about the interface. ok is false if there is none.
func (d *device) query() (index int, up bool, hw uint16, ok bool) {
	ifr, err := unix.NewIfreq(d.name)
	if err != nil || unix.IoctlIfreq(d.ring.fd, unix.SIOCGIFINDEX, ifr) != nil {
		return 0, false, 0, false
	}
	index = int(ifr.Uint32())
	if unix.IoctlIfreq(d.ring.fd, unix.SIOCGIFFLAGS, ifr) != nil {
		return 0, false, 0, false
	}
	up = ifr.Uint16()&unix.IFF_UP != 0
	if unix.IoctlIfreq(d.ring.fd, unix.SIOCGIFHWADDR, ifr) != nil {
		return 0, false, 0, false
	}
	return index, up, ifr.Uint16(), true
}

// bind attaches the ring to an interface with an index and a hardware type. If the
// interface vanishes meanwhile, d.index is 0 afterwards.
func (d *device) bind(index int, hw uint16) error {
	d.index = 0
	d.link = linkType(hw)
	if err := d.filter(d.link); err != nil {
		return err
	}
	_ = d.ring.ignoreOutgoing(hw == hwLoopback)
	if err := d.ring.bind(index); err != nil {
		return nil // removed or down meanwhile: the next look tries again
	}
	if d.opts.Promiscuous && hw != hwLoopback {
		if err := d.ring.promiscuous(index); err != nil {
			d.log("promiscuous mode: %v; only packets to this host are captured", err)
		}
	}
	d.index = index
	return nil
}

// bindAny attaches the ring to all interfaces. Their packets are filtered here,
// because each may have a link type of its own.
func (d *device) bindAny() error {
	if err := d.ring.attach(kernelFilter(nil, wholePacket)); err != nil {
		return fmt.Errorf("socket filter: %w", err)
	}
	if err := d.ring.bind(0); err != nil {
		return fmt.Errorf("all interfaces: %w", err)
	}
	d.state, d.link = stateUp, unknownLink
	_, err := d.program(packet.LinkEthernet)
	return err
}

// count reads the kernel's counters, and reports drops that are new.
func (d *device) count() (drops uint64) {
	d.ring.count()
	if n := d.ring.drops - d.told; n > 0 {
		d.told = d.ring.drops
		d.log("the kernel dropped %d packets, %d in all: the capture buffer was full (ARGUS_PCAP_BUF_SIZE sets its size)", n, d.told)
	}
	return d.ring.drops + d.blk.bad
}

// filter makes the kernel filter packets of a link type.
func (d *device) filter(l packet.LinkType) (err error) {
	snap := d.opts.SnapLen
	if snap <= 0 {
		snap = wholePacket
	}
	if d.prog, err = d.program(l); err != nil {
		return err
	}
	code := kernelFilter(nil, uint32(snap))
	switch {
	case d.prog == nil:
	case l == unknownLink: // its packets are filtered here, each by the type it has
		code = kernelFilter(nil, wholePacket)
	default:
		code = kernelFilter(d.prog.Instructions(), uint32(snap))
	}
	if len(code) > maxKernelCode {
		return fmt.Errorf("interface %s: the packet filter has %d instructions (want at most %d)", d.name, len(code), maxKernelCode)
	}
	if err := d.ring.attach(code); err != nil {
		return fmt.Errorf("interface %s: socket filter: %w", d.name, err)
	}
	return nil
}

// program returns the packet filter for a link type.
func (d *device) program(l packet.LinkType) (*bpf.Program, error) {
	if d.opts.Filter == nil {
		return nil, nil
	}
	p, ok := d.others[l]
	if ok {
		return p, nil
	}
	p, err := d.opts.Filter(l)
	if err != nil {
		return nil, fmt.Errorf("interface %s: %w", d.name, err)
	}
	d.others[l] = p
	return p, nil
}

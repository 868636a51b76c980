// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"unsafe"

	"github.com/argus-go/argus/internal/arena"
	"github.com/argus-go/argus/record"
)

// A slab holds values of T, which has no pointers, in pieces of an arena. A value
// is named by a number from 1; 0 is none.
type slab[T any] struct {
	pieces [][]T
	made   uint32
	free   []uint32
}

const slabPiece = 512

// add returns the number of a new value, which may hold what an old one had.
func (s *slab[T]) add(a *arena.Arena) uint32 {
	if n := len(s.free); n > 0 {
		i := s.free[n-1]
		s.free = s.free[:n-1]
		return i
	}
	if s.made%slabPiece == 0 {
		s.pieces = append(s.pieces, arena.Slice[T](a, slabPiece))
	}
	s.made++
	return s.made
}

func (s *slab[T]) at(i uint32) *T {
	i--
	return &s.pieces[i/slabPiece][i%slabPiece]
}

func (s *slab[T]) remove(i uint32) {
	if i != 0 {
		s.free = append(s.free, i)
	}
}

// A heap holds values that have pointers, by number.
type heap[T any] struct {
	list []*T
	free []uint32
}

func (h *heap[T]) add(v *T) uint32 {
	if n := len(h.free); n > 0 {
		i := h.free[n-1]
		h.free = h.free[:n-1]
		h.list[i-1] = v
		return i
	}
	h.list = append(h.list, v)
	return uint32(len(h.list))
}

// at returns a value, nil for 0.
func (h *heap[T]) at(i uint32) *T {
	if i == 0 {
		return nil
	}
	return h.list[i-1]
}

func (h *heap[T]) remove(i uint32) {
	if i != 0 {
		h.list[i-1] = nil
		h.free = append(h.free, i)
	}
}

// A pool holds the parts of states that not all of them have. What has no pointers
// lies in an arena, where it costs few page faults and the garbage collector does
// not look.
type pool struct {
	arena arena.Arena
	ips   slab[ipFlow]
	flows slab[record.Flow] // those that are not of IP
	tcps  slab[record.TCP]
	stats slab[stats]
	nets  heap[record.Net]
	mores heap[more]
	// sources are the different sensors, and numbers their places, from 1.
	sources []source
	numbers map[source]uint32
}

// A source is the transport part without its sequence number.
type source struct {
	id             record.SourceID
	hasSrc, hasSeq bool
}

// source returns the number of a transport part without its sequence number, from 1.
func (p *pool) source(t *record.Transport) uint32 {
	x := source{t.Src, t.HasSrc, t.HasSeq}
	n := uint32(len(p.sources))
	if n > 0 && p.sources[n-1] == x { // most streams have one sensor
		return n
	}
	if i, ok := p.numbers[x]; ok {
		return i
	}
	if p.numbers == nil {
		p.numbers = make(map[source]uint32)
	}
	p.sources = append(p.sources, x)
	p.numbers[x] = n + 1
	return n + 1
}

// addTCP returns the number of a copy of TCP state.
func (p *pool) addTCP(t *record.TCP) uint32 {
	i := p.tcps.add(&p.arena)
	*p.tcps.at(i) = *t
	return i
}

// forget gives back what belongs to s.
func (p *pool) forget(s *State) {
	p.ips.remove(s.ip)
	p.flows.remove(s.flow)
	p.stats.remove(s.stats)
	p.tcps.remove(s.tcp)
	p.nets.remove(s.net)
	p.mores.remove(s.more)
}

// memory returns about how many bytes s takes beside itself.
func (p *pool) memory(s *State) int64 {
	n := int64(0)
	if s.ip != 0 {
		n += int64(unsafe.Sizeof(ipFlow{}))
	}
	if s.stats != 0 {
		n += int64(unsafe.Sizeof(stats{}))
	}
	if s.flow != 0 {
		n += int64(unsafe.Sizeof(record.Flow{}))
	}
	if s.tcp != 0 {
		n += int64(unsafe.Sizeof(record.TCP{}))
	}
	if x := p.nets.at(s.net); x != nil {
		n += int64(unsafe.Sizeof(*x)) + int64(len(x.Raw))
	}
	m := p.mores.at(s.more)
	if m == nil {
		return n
	}
	n += int64(unsafe.Sizeof(*m)) + int64(len(m.label)+int(m.src.Size)+int(m.dst.Size))
	if m.jitter != nil {
		n += int64(unsafe.Sizeof(*m.jitter))
	}
	if m.rare != nil {
		n += int64(unsafe.Sizeof(*m.rare)) + int64(len(m.rare.unknown))
	}
	return n + 128 // sizes, link addresses, mapped ICMP
}

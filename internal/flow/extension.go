// SPDX-License-Identifier: Apache-2.0

package flow

import (
	"github.com/argus-go/argus/internal/arena"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// extension holds what few flows need, or all flows if the settings ask for
// more than counters.
type extension struct {
	ether    packet.Ether
	hasEther bool
	link     *linkLevel // of kinds that have more than link addresses

	responder    [6]byte
	hasResponder bool

	hasSrcVNI, hasDVNI bool
	srcVNI, dstVNI     uint32

	hasICMP bool
	hasMap  bool
	icmp    record.ICMP // form of the network DSR
	mapped  record.ICMP

	measures *measures // where the settings ask for them
	data     [2][]byte

	rtp     *rtpFlow
	esp     espFlow
	frag    *fragment
	kids    *flow // fragment flows that this flow adopted
	parent  *flow // of a fragment flow
	sib     *flow // next child of the same parent
	prevSib *flow // the child before it
	keys    *keystrokes
}

// linkLevel is what identifies a flow below IP.
type linkLevel struct {
	wlan packet.WLAN
	isis packet.ISIS
	arp  packet.ARP
}

// measures are taken of each packet.
type measures struct {
	sizes  [2]sizeStats
	jitter [2]jitterSide
}

const (
	extSlab    = 16
	maxFreeExt = 4096 // how many deleted extensions keep their buffers

	// maxSmallData is the most bytes of user data that there is room for from
	// the start.
	maxSmallData = 512
)

// extend returns f's extension, making it where there is none.
func (t *table) extend(f *flow) *extension {
	if f.ext == nil {
		f.ext = t.newExt()
	}
	return f.ext
}

func (t *table) newExt() *extension {
	if n := len(t.freeExt); n > 0 {
		x := t.freeExt[n-1]
		t.freeExt = t.freeExt[:n-1]
		return x
	}
	if t.madeExt%extSlab == 0 {
		t.exts = append(t.exts, t.newExts())
	}
	x := &t.exts[len(t.exts)-1][t.madeExt%extSlab]
	t.madeExt++
	return x
}

// newExts makes extensions with room for what the settings ask for.
func (t *table) newExts() []extension {
	xs := make([]extension, extSlab)
	if t.measured {
		ms := arena.Slice[measures](&t.memory, extSlab)
		for i := range xs {
			xs[i].measures = &ms[i]
		}
	}
	if n := t.userData; n > 0 && n <= maxSmallData {
		b := arena.Slice[byte](&t.memory, extSlab*2*n)
		for i := range xs {
			xs[i].data = [2][]byte{b[:0:n], b[n : n : 2*n]}
			b = b[2*n:]
		}
	}
	return xs
}

// reset makes x as if it were new, but for its memory.
func (x *extension) reset() {
	m := x.measures
	if m != nil {
		*m = measures{}
	}
	*x = extension{measures: m, link: x.link, data: [2][]byte{x.data[0][:0], x.data[1][:0]}}
}

// releaseExt keeps x for another flow, with the user data of as many as a busy
// time needs.
func (t *table) releaseExt(x *extension) {
	x.reset()
	if len(t.freeExt) >= maxFreeExt {
		for i := range x.data {
			if cap(x.data[i]) > maxSmallData {
				x.data[i] = nil
			}
		}
	}
	t.freeExt = append(t.freeExt, x)
}

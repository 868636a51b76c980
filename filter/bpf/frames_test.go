// SPDX-License-Identifier: Apache-2.0

package bpf_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/internal/oracle"
	"github.com/argus-go/argus/packet"
)

// testLinks are the link types that expressions are compared on: all that have
// filters of their own, and some that have none.
var testLinks = []packet.LinkType{
	packet.LinkEthernet, packet.LinkSLL, packet.LinkSLL2, packet.LinkRaw, packet.LinkNull, packet.LinkLoop,
	packet.LinkPPP, packet.LinkPPPSerial, packet.LinkPPPEther, packet.LinkCHDLC, packet.LinkFRelay,
	packet.LinkIEEE80211, packet.LinkRadiotap, packet.LinkPrism, packet.LinkAVS, packet.LinkPPI,
	packet.LinkFDDI, packet.LinkTokenRing, packet.LinkARCNET, packet.LinkARCNETLinux, packet.LinkSLIP,
	packet.LinkATMRFC1483File, packet.LinkATMCLIP, packet.LinkSunATM, packet.LinkENC, packet.LinkPFLog,
	packet.LinkIPNet, packet.LinkIPv4, packet.LinkIPv6, packet.LinkJuniperEth, packet.LinkIPoIB,
	packet.LinkNFLog, packet.LinkDSA, packet.LinkPKTAP, packet.LinkPPPDir, packet.LinkCHDLCDir,
	114, 122, 130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 140, 147, 164, 165, 166, 167, 168, 179,
	180, 181, 182, 183, 187, 189, 194, 195, 197, 200, 220, 232, 233, 234, 238, 240, 241, 251, 289,
}

// expressions are the packet filters that the parity check compares, too.
func expressions(t testing.TB) []string {
	t.Helper()
	b, err := os.ReadFile("../../internal/parity/filters.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(b)), "\n")
}

// A frame is a packet: its captured bytes and its length on the wire.
type frame struct {
	data []byte
	wire uint32
}

// framesPerLink bounds the packets of a link type that a test compares.
const framesPerLink = 1500

// frames returns packets of each link type: those of the public captures where
// they are at hand, the same cut short or changed, and random ones.
var frames = sync.OnceValue(func() map[packet.LinkType][]frame {
	rng := rand.New(rand.NewPCG(1, 2))
	all := make(map[packet.LinkType][]frame)
	if dir, err := oracle.Find(); err == nil {
		names, _ := dir.Captures()
		for _, name := range names {
			readFrames(dir.Capture(name), all)
		}
	}
	for _, l := range testLinks {
		list := all[l]
		rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		list = list[:min(len(list), framesPerLink)]
		genuine := len(list)
		for i := range 300 {
			f := randomFrame(rng)
			if genuine > 0 && i%4 != 0 {
				f = damagedFrame(rng, list[rng.IntN(genuine)])
			}
			list = append(list, f)
		}
		all[l] = list
	}
	return all
})

func randomFrame(rng *rand.Rand) frame {
	b := make([]byte, rng.IntN(120))
	for i := range b {
		b[i] = byte(rng.Uint32())
	}
	return frame{b, uint32(len(b) + rng.IntN(3)*100)}
}

// damagedFrame returns f cut short, changed in a few places, or both.
func damagedFrame(rng *rand.Rand, f frame) frame {
	b := bytes.Clone(f.data)
	how := rng.IntN(3)
	if how != 0 {
		b = b[:rng.IntN(len(b)+1)]
	}
	if how != 1 && len(b) > 0 {
		for range 1 + rng.IntN(4) {
			b[rng.IntN(min(len(b), 60))] = byte(rng.Uint32())
		}
	}
	return frame{b, f.wire}
}

// readFrames adds the first packets of a capture.
func readFrames(file string, all map[packet.LinkType][]frame) {
	r, err := capture.Open(file, capture.Options{})
	if err != nil {
		return
	}
	defer r.Close()
	var p packet.Packet
	for range 200 {
		if r.Next(&p) != nil {
			return
		}
		all[p.Link] = append(all[p.Link], frame{bytes.Clone(p.Data), p.WireLen})
	}
}

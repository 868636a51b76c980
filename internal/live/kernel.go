// SPDX-License-Identifier: Apache-2.0

package live

import (
	"golang.org/x/net/bpf"
)

// kernelFilter returns the socket filter for packets of one link type. code is the
// packet filter for whole frames, or nil to accept everything; snap is the snap
// length.
//
// The kernel runs it on frames without the outer VLAN tag, which it keeps beside
// the frame. Packets with such a tag are accepted whole: this process filters them
// after it has put the tag back, and the result is that of the same filter for a
// file. All others are filtered by the kernel alone.
func kernelFilter(code []bpf.Instruction, snap uint32) []bpf.Instruction {
	if len(code) == 0 {
		return []bpf.Instruction{bpf.RetConstant{Val: snap}}
	}
	prologue := []bpf.Instruction{
		bpf.LoadExtension{Num: bpf.ExtVLANTagPresent},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: 0, SkipTrue: 1},
		bpf.RetConstant{Val: wholePacket},
	}
	return append(prologue, code...)
}

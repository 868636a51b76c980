// SPDX-License-Identifier: Apache-2.0

package record

// Protocols whose headers begin with a source and a destination port, besides
// TCP and UDP (RFC 9260, RFC 3828, RFC 4340).
const (
	protoDCCP    = 33
	protoSCTP    = 132
	protoUDPLite = 136
)

// HasPorts reports whether SrcPort and DstPort are ports: in flows of TCP, UDP,
// SCTP, UDP-Lite and DCCP over IP. The original sensors write no ports for the
// last three; such flows have none.
func (v *Flow) HasPorts() bool {
	if v.Addr != AddrIPv4 && v.Addr != AddrIPv6 {
		return false
	}
	switch v.Proto {
	case protoTCP, protoUDP:
		return true
	case protoSCTP, protoUDPLite, protoDCCP:
		return v.SrcPort|v.DstPort != 0
	}
	return false
}

// SPDX-License-Identifier: Apache-2.0

// Package lazy gives the packages of this module what package record offers only
// for speed: decoding just the parts of a record that a run needs, skipping the
// records that a test rejects, and writing a record as it was read.
//
// The functions and methods of package record that do so take a [Key]. Importers of
// this module cannot import this package, and so cannot make one.
package lazy

// A Key opens the functions of package record that exist for speed.
type Key struct{ _ byte }

// A Number is a number of a flow record that a clause can test.
type Number uint8

// The numbers of flow records that a clause can test. Addresses and ports are those
// of IPv4 keys, ports those of TCP and UDP.
const (
	NumSrcAddr Number = iota // big-endian
	NumDstAddr
	NumProto
	NumSrcPort
	NumDstPort
	NumSrcPackets
	NumSrcBytes
	NumSrcAppBytes
	NumDstPackets
	NumDstBytes
	NumDstAppBytes
	NumStart // of the record, nanoseconds since 1970
	NumEnd
)

// A Term holds for a record if Lo <= n & Mask <= Hi for its number n.
type Term struct {
	Number       Number
	Mask, Lo, Hi uint64
}

// A Clause holds for a record if one of its terms does; one without terms holds
// for none.
type Clause []Term

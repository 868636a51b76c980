// SPDX-License-Identifier: Apache-2.0

package filter

import (
	"net/netip"
	"time"
)

// An Expr is a filter: [And], [Or], [Not], [Primitive], [Word] or [Compare].
type Expr interface {
	// Pos returns the offset in the filter text that messages about the
	// expression should point to.
	Pos() int
	// String returns text that parses back to the same tree.
	String() string

	appendTo(dst []byte) []byte
}

// An And is true where X and Y are. X is evaluated first.
type And struct{ X, Y Expr }

// An Or is true where X or Y is. X is evaluated first.
type Or struct{ X, Y Expr }

// A Not is true where X is false.
type Not struct {
	At int
	X  Expr
}

// A Primitive tests something that its qualifiers name against a value.
type Primitive struct {
	At   int
	Qual Qual
	Rel  Rel
	Val  Value
}

// A Word is a test that a keyword makes alone or with arguments: `tcp`,
// `vlan 10`, `ip broadcast`, `src syn`.
type Word struct {
	At    int
	Proto string // protocol qualifier, "" if none
	Dir   Dir
	Name  string
	Args  []Value
}

// A Compare compares two arithmetic expressions, as unsigned 32-bit numbers.
type Compare struct {
	At   int
	Op   string // = != < <= > >=
	X, Y Arith
}

// A Qual holds the qualifiers of a primitive by their canonical keywords.
type Qual struct {
	Proto string // "" if none
	Dir   Dir
	Sel   string // what the value is: host, net, port, ...; "" if none
}

// A Dir is the direction a primitive looks at.
type Dir uint8

// Directions. The last six are for 802.11 frames.
const (
	DirNone Dir = iota
	DirSrc
	DirDst
	DirOr  // src or dst
	DirAnd // src and dst
	DirRA
	DirTA
	DirAddr1
	DirAddr2
	DirAddr3
	DirAddr4
)

var dirNames = [...]string{
	"", "src", "dst", "src or dst", "src and dst", "ra", "ta",
	"addr1", "addr2", "addr3", "addr4",
}

func (d Dir) String() string { return dirNames[d] }

// A Rel is the relation between a field and the value of a primitive.
type Rel uint8

// Relations. Packet primitives only know RelEq.
const (
	RelEq Rel = iota
	RelNe
	RelGt
	RelGe
	RelLt
	RelLe
)

var relNames = [...]string{"eq", "neq", "gt", "gte", "lt", "lte"}

func (r Rel) String() string { return relNames[r] }

// A ValueKind is the kind of a [Value].
type ValueKind uint8

// Kinds of values and the fields that hold them.
const (
	ValNone     ValueKind = iota
	ValName               // Text
	ValNumber             // Num, and for the record dialect Float; Text if it has a unit or is too large
	ValFloat              // Float, Text as written
	ValIPv4               // Text (1 to 4 dotted numbers), Bits, Mask
	ValIPv6               // Addr, Bits
	ValEther              // Text
	ValARCnet             // Num
	ValString             // Text
	ValOp                 // Text: the operator of `byte`
	ValDuration           // Duration, Text as written
)

// A Value is what a primitive compares with.
type Value struct {
	Kind  ValueKind
	Text  string
	Num   uint32
	Neg   bool // ValNumber: written with a minus sign
	Float float64
	Addr  netip.Addr
	Bits  int    // prefix length after a slash, -1 if none
	Mask  string // dotted mask after `mask`, "" if none
	At    int    // offset in the filter text

	Duration time.Duration
}

// An Arith is an arithmetic expression: [Number], [Len], [Load], [Binary] or
// [Neg].
type Arith interface {
	appendArith(dst []byte, level int) []byte
}

// A Number is a constant.
type Number struct{ N uint32 }

// A Len is the length of the packet on the wire.
type Len struct{}

// A Load reads Size bytes (1, 2 or 4, big-endian) of a protocol's header.
type Load struct {
	At    int
	Proto string
	Index Arith
	Size  int
}

// A Binary is one of + - * / % & | ^ << >>.
type Binary struct {
	At   int
	Op   string
	X, Y Arith
}

// A Neg is the two's complement of X.
type Neg struct{ X Arith }

// Pos returns the offset of the left operand.
func (e *And) Pos() int { return e.X.Pos() }

// Pos returns the offset of the left operand.
func (e *Or) Pos() int { return e.X.Pos() }

// Pos returns the offset of the negation.
func (e *Not) Pos() int { return e.At }

// Pos returns the offset of the first qualifier or the value.
func (e *Primitive) Pos() int { return e.At }

// Pos returns the offset of the first qualifier or the word.
func (e *Word) Pos() int { return e.At }

// Pos returns where the left operand starts.
func (e *Compare) Pos() int { return e.At }

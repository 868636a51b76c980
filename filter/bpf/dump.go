// SPDX-License-Identifier: Apache-2.0

package bpf

import (
	"fmt"
	"strings"

	"github.com/argus-go/argus/internal/lookup"
	"golang.org/x/net/bpf"
)

var loadNames = lookup.Table[int, string]{{1, "ldb"}, {2, "ldh"}, {4, "ld"}}

var aluNames = lookup.Table[bpf.ALUOp, string]{
	{bpf.ALUOpAdd, "add"},
	{bpf.ALUOpSub, "sub"},
	{bpf.ALUOpMul, "mul"},
	{bpf.ALUOpDiv, "div"},
	{bpf.ALUOpMod, "mod"},
	{bpf.ALUOpAnd, "and"},
	{bpf.ALUOpOr, "or"},
	{bpf.ALUOpXor, "xor"},
	{bpf.ALUOpShiftLeft, "lsh"},
	{bpf.ALUOpShiftRight, "rsh"},
}

var jumpNames = lookup.Table[bpf.JumpTest, string]{
	{bpf.JumpEqual, "jeq"}, {bpf.JumpGreaterThan, "jgt"}, {bpf.JumpGreaterOrEqual, "jge"}, {bpf.JumpBitsSet, "jset"},
}

// dump writes one instruction as a line.
func dump(b *strings.Builder, pc int, ins bpf.Instruction) {
	op, arg := dumpParts(pc, ins)
	switch i := ins.(type) {
	case bpf.JumpIf:
		fmt.Fprintf(b, "(%03d) %-8s %-16s jt %d\tjf %d\n", pc, op, arg, pc+1+int(i.SkipTrue), pc+1+int(i.SkipFalse))
	case bpf.JumpIfX:
		fmt.Fprintf(b, "(%03d) %-8s %-16s jt %d\tjf %d\n", pc, op, arg, pc+1+int(i.SkipTrue), pc+1+int(i.SkipFalse))
	default:
		fmt.Fprintf(b, "(%03d) %-8s %s\n", pc, op, arg)
	}
}

// dumpParts returns the instruction's name and operand.
func dumpParts(pc int, ins bpf.Instruction) (op, arg string) {
	reg := func(r bpf.Register, a, x string) string {
		if r == bpf.RegX {
			return x
		}
		return a
	}
	switch i := ins.(type) {
	case bpf.LoadAbsolute:
		return loadNames.Of(i.Size), fmt.Sprintf("[%d]", i.Off)
	case bpf.LoadIndirect:
		return loadNames.Of(i.Size), fmt.Sprintf("[x + %d]", i.Off)
	case bpf.LoadConstant:
		return reg(i.Dst, "ld", "ldx"), fmt.Sprintf("#0x%x", i.Val)
	case bpf.LoadScratch:
		return reg(i.Dst, "ld", "ldx"), fmt.Sprintf("M[%d]", i.N)
	case bpf.LoadExtension:
		return "ld", "#pktlen"
	case bpf.LoadMemShift:
		return "ldxb", fmt.Sprintf("4*([%d]&0xf)", i.Off)
	case bpf.StoreScratch:
		return reg(i.Src, "st", "stx"), fmt.Sprintf("M[%d]", i.N)
	case bpf.ALUOpConstant:
		switch i.Op {
		case bpf.ALUOpAnd, bpf.ALUOpOr, bpf.ALUOpXor:
			return aluNames.Of(i.Op), fmt.Sprintf("#0x%x", i.Val)
		}
		return aluNames.Of(i.Op), fmt.Sprintf("#%d", i.Val)
	case bpf.ALUOpX:
		return aluNames.Of(i.Op), "x"
	case bpf.NegateA:
		return "neg", ""
	case bpf.TAX:
		return "tax", ""
	case bpf.TXA:
		return "txa", ""
	case bpf.Jump:
		return "ja", fmt.Sprint(pc + 1 + int(i.Skip))
	case bpf.JumpIf:
		return jumpNames.Of(i.Cond), fmt.Sprintf("#0x%x", i.Val)
	case bpf.JumpIfX:
		return jumpNames.Of(i.Cond), "x"
	case bpf.RetConstant:
		return "ret", fmt.Sprintf("#%d", i.Val)
	}
	return "unimp", ""
}

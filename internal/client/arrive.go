// SPDX-License-Identifier: Apache-2.0

package client

import "github.com/argus-go/argus/record"

// Stats counts the records of a run.
type Stats struct {
	Inputs     uint64 // that held records
	Flows      uint64 // flow records, before the filter
	Management uint64 // management records, before the filter
	Passed     uint64 // records that passed the filter, without the first of each input
}

// An arrival counts the records that are read and knows which of them is the
// first of its input.
type arrival struct {
	Stats
	inputs []inputState
}

// An inputState is what is known of an input while it is read.
type inputState struct {
	begun bool // its first record came
	piped bool // it is standard input or a part of a file
}

// A place is where in the inputs a record stands.
type place uint8

const (
	within place = iota
	firstOfInput
	firstOfAll
)

// arrive counts a record of an input.
func (a *arrival) arrive(input int, r *record.Record) place {
	if r.Type == record.TypeMAR {
		a.Management++
	} else {
		a.Flows++
	}
	in := &a.inputs[input]
	if in.begun {
		return within
	}
	in.begun = true
	a.Inputs++
	if a.Inputs == 1 {
		return firstOfAll
	}
	return firstOfInput
}

// hidden reports whether the first record of an input is neither shown nor
// counted.
//
// Compat: that is so for the management record that opens standard input or
// precedes a part of a file.
func (a *arrival) hidden(input int, r *record.Record) bool {
	if !a.inputs[input].piped || r.Type != record.TypeMAR {
		return false
	}
	a.Management--
	return true
}

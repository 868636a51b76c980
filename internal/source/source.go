// SPDX-License-Identifier: Apache-2.0

// Package source reads records from inputs of every kind through one interface,
// [Source]: files, captures (whose flows are made on the spot), pipes and
// standard input.
//
// A regular file is read by whoever calls Read, one batch per call. An input
// that may be silent for long (it is Live) is read by a goroutine of a [Merge],
// which puts the batches of several such inputs in the order of time.
package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/lazy"
	"github.com/argus-go/argus/internal/progress"
	"github.com/argus-go/argus/record"
)

// A Source is one input of records. It is used by one goroutine at a time.
type Source interface {
	// Name is the input's name for messages.
	Name() string
	// Live reports whether Read may have to wait for long.
	Live() bool
	// Read lends the records of the next batch to emit, one after the other; each
	// is valid until emit returns. It returns io.EOF after the last record, an
	// error of emit as it is, an [*OpenError] if the input cannot be opened, and
	// otherwise what is wrong with the input, with its name. A source whose context
	// is done ends with io.EOF. idle is called before each wait; it may be nil if
	// the source is not Live.
	Read(emit func(*record.Record) error, idle func()) error
	// Valid reports whether the input was recognised as one of records.
	Valid() bool
	// Close releases what the source holds.
	Close() error
}

// Config says how inputs are read.
type Config struct {
	Stdin *os.File
	// Written, if it is set, reports which files are written at the same time.
	// They are not read.
	Written func(fs.FileInfo) bool
	// Poll reads nothing but the START record of a record server, and does not try
	// again if there is none.
	Poll bool
	// Flow holds the settings of the flow model for captures.
	Flow flow.Config
	// Meter, if it is set, shows how far files are read.
	Meter *progress.Meter
	// Warn gets one line for each problem that does not end the reading.
	Warn func(string)
	// Damaged, if it is set, is called with the number of damaged records when an
	// input ends that had some.
	Damaged func(n int64)
	// Skip are the parts of flow records that nobody looks at before they are
	// completed ([record.Record.Complete]).
	Skip record.Parts
	// Over, if it is set, selects flow records that need not be emitted, where that
	// is cheap ([record.Selection]), with clauses that hold for all others;
	// Passed is called with the number of those that were not emitted. Live inputs
	// ignore them.
	Over   func(*record.Record) bool
	Must   []lazy.Clause
	Passed func(n int64)
	// Once makes the end of a connection to a record server the end of the source,
	// which otherwise connects again.
	Once bool
	// Linked, if it is set, is called by the goroutine that reads a record server
	// when the connection was made (nil), and with the reason when there is none.
	Linked func(problem error)
}

// An OpenError reports that an input could not be opened. Others may be fine.
type OpenError struct{ Err error }

func (e *OpenError) Error() string { return e.Err.Error() }
func (e *OpenError) Unwrap() error { return e.Err }

// ErrStop is what a callee returns to end the reading without an error.
var ErrStop = errors.New("stop")

// batchRecords is how many records a batch holds at most.
const batchRecords = 512

// Each lends every record of the input called name to emit. It reports whether
// the input was recognised as one of records.
func Each(ctx context.Context, name string, cfg Config, emit func(*record.Record) error) (valid bool, err error) {
	s := Open(ctx, name, cfg)
	defer s.Close()
	for err == nil {
		err = s.Read(emit, func() {})
	}
	if err == io.EOF || errors.Is(err, ErrStop) {
		err = nil
	}
	return s.Valid(), err
}

// A span is the part of a file between two record boundaries, by offsets in the
// uncompressed file; 0 leaves an end open.
type span struct{ start, stop int64 }

// splitRange splits FILE::START[:STOP]. If a file has that whole name, the
// whole file is meant.
func splitRange(name string) (path string, part span) {
	i := strings.LastIndex(name, "::")
	if i < 0 {
		return name, span{}
	}
	if _, err := os.Stat(name); err == nil {
		return name, span{}
	}
	first, last, both := strings.Cut(name[i+2:], ":")
	start, err := strconv.ParseInt(first, 10, 64)
	stop, errStop := int64(0), error(nil)
	if both {
		stop, errStop = strconv.ParseInt(last, 10, 64)
	}
	if err != nil || errStop != nil || start < 0 || stop < 0 {
		return name, span{}
	}
	return name[:i], span{start, stop}
}

// Ranged reports whether name means a part of a file.
func Ranged(name string) bool {
	_, part := splitRange(name)
	return part != span{}
}

// openError is an OpenError with the name of the input as it was given.
func openError(name string, err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return &OpenError{fmt.Errorf("%s: %w", name, err)}
}

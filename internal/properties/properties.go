// SPDX-License-Identifier: Apache-2.0

// Package properties checks what must hold for the programs that merge, bin, sort
// and split records, whatever the records are: nothing is lost or counted twice,
// orders are stable, and a result does not depend on how the work was divided.
//
// The programs run whole, in this process. What they should write is computed here
// from the records that they read, without the packages that they use.
package properties

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/program"
	"github.com/argus-go/argus/record"
)

// mostFaults is how many faults of one check are listed.
const mostFaults = 3

// A Checker checks record files. It is used by one goroutine.
type Checker struct {
	// Dir is a folder for temporary files.
	Dir string
	// Runs counts the programs that were run, Flows the flow records that were
	// checked.
	Runs, Flows int

	faults []string
	what   string // what is being checked
	count  int    // faults of it
}

// Check checks one record file with flows and returns what is wrong.
func (c *Checker) Check(file string) []string {
	c.faults = nil
	flows := c.records("ra", "-M", "nocorrect", "-r", file)
	if len(flows) == 0 {
		return c.faults
	}
	c.Flows += len(flows)
	c.checkMerging(file, flows)
	c.checkBins(file, flows)
	c.checkParts(file)
	flows = c.records("ra", "-r", file)
	c.checkSorting(file, flows)
	c.checkSplitting(file, flows)
	return c.faults
}

// begin names what is checked next.
func (c *Checker) begin(format string, args ...any) {
	c.what, c.count = fmt.Sprintf(format, args...), 0
}

// fault notes that something is wrong.
func (c *Checker) fault(format string, args ...any) {
	if c.count++; c.count <= mostFaults {
		c.faults = append(c.faults, c.what+": "+fmt.Sprintf(format, args...))
	}
}

// run runs a program and returns what it wrote to standard output. No record is a
// result like others, although the exit status is then 1.
func (c *Checker) run(args ...string) []byte {
	var out, errs bytes.Buffer
	c.Runs++
	status := client.Main(program.All, client.Env{
		Args: append([]string{args[0], "-X", "-n", "-M", "TZ=UTC"}, args[1:]...), Stdout: &out, Stderr: &errs,
		Getenv: func(string) string { return "" }, Now: time.Now,
	})
	if status != 0 && (status != 1 || errs.Len() > 0) {
		c.fault("%s: status %d: %s", strings.Join(args, " "), status, strings.TrimSpace(errs.String()))
	}
	return out.Bytes()
}

// records runs a program that writes records, and returns the flows among them.
func (c *Checker) records(args ...string) []*field.Row {
	return c.read(args[0], c.run(append([]string{args[0], "-w", "-"}, args[1:]...)...))
}

// read returns the flows of a stream of records, prepared without correcting their
// directions.
func (c *Checker) read(what string, stream []byte) (rows []*field.Row) {
	if len(stream) == 0 {
		return nil // there was no flow
	}
	prep := field.Preparer{}
	rd := record.NewReader(bytes.NewReader(stream))
	for {
		r, err := rd.Next()
		if err != nil {
			if err != io.EOF {
				c.fault("reading what %s wrote: %v", what, err)
			}
			return rows
		}
		if r.Type == record.TypeMAR {
			continue
		}
		row := new(field.Row)
		prep.Prepare(r.Clone(), row)
		rows = append(rows, row)
	}
}

// write makes a file of flows and returns its name.
func (c *Checker) write(name string, rows []*field.Row) string {
	b := begin()
	for _, row := range rows {
		b = append(b, encoded(row)...)
	}
	name = filepath.Join(c.Dir, name)
	if err := os.WriteFile(name, b, 0o600); err != nil {
		c.fault("%v", err)
	}
	return name
}

// begin returns the management record that a file begins with.
func begin() []byte {
	r := record.Record{Type: record.TypeMAR, Version: 3, Cause: record.CauseStart}
	r.Man = record.Management{Cookie: record.Cookie3, Major: 3}
	b, err := r.Append(nil, record.V3Common)
	if err != nil {
		panic(err)
	}
	return b
}

// encoded returns a flow as a byte string, by which equal flows are found.
func encoded(row *field.Row) string {
	b, err := row.Append(nil, record.V3Common)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// options are those by which columns are turned into text.
var options = field.Options{Names: field.NamesNone, Precision: 6}

// text returns the text of a column.
func text(row *field.Row, column string) string {
	f, ok := field.Lookup(column)
	if !ok {
		panic("no column " + column)
	}
	return string(f.Append(nil, &options, row))
}

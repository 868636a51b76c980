// SPDX-License-Identifier: Apache-2.0

// Package oracle reads the measured output of the original programs for the public
// captures: flow rows of both releases, packet counts and record files.
//
// The data lie outside the repository, in the folder that the environment
// variable ARGUS_SHARED names, or else in ../shared beside the repository's
// root. Callers must work without them: [Find] then returns an error, with whose
// text tests are skipped.
package oracle

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// ErrAbsent is returned by [Find] on a machine without the measured data.
var ErrAbsent = errors.New("measured data absent: set ARGUS_SHARED or put the folder shared beside the repository")

// Dir is the root of the measured data.
type Dir string

// Find returns the folder that ARGUS_SHARED names, or the folder shared beside
// the repository that holds the working directory.
func Find() (Dir, error) {
	if d := os.Getenv("ARGUS_SHARED"); d != "" {
		return check(d)
	}
	root, err := Root()
	if err != nil {
		return "", err
	}
	return check(filepath.Join(filepath.Dir(root), "shared"))
}

func check(d string) (Dir, error) {
	if _, err := os.Stat(filepath.Join(d, "captures", "MANIFEST.tsv")); err != nil {
		return "", ErrAbsent
	}
	return Dir(d), nil
}

// Root returns the repository's root: the nearest folder at or above the
// working directory that holds go.mod.
func Root() (string, error) {
	d, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(d, "go.mod")); err == nil {
			return d, nil
		}
		up := filepath.Dir(d)
		if up == d {
			return "", errors.New("no go.mod at or above the working directory")
		}
		d = up
	}
}

// Path joins elements to the root.
func (d Dir) Path(elem ...string) string {
	return filepath.Join(append([]string{string(d)}, elem...)...)
}

// Capture returns the path of the capture with the given name, such as
// "ndpi/1kxun.pcap".
func (d Dir) Capture(name string) string {
	return d.Path("captures", filepath.FromSlash(name))
}

// Captures lists the names of all captures in the order of the manifest.
func (d Dir) Captures() ([]string, error) {
	var names []string
	err := eachLine(d.Path("captures", "MANIFEST.tsv"), func(f []string) error {
		names = append(names, f[0])
		return nil
	})
	return names, err
}

// Packets returns the number of packets in each capture that an independent
// reader could read; a capture it could not read is not in the map.
func (d Dir) Packets() (map[string]int64, error) {
	m := make(map[string]int64)
	err := eachLine(d.Path("oracle", "packets.tsv"), func(f []string) error {
		if len(f) < 2 || f[1] == "" {
			return nil
		}
		n, err := strconv.ParseInt(f[1], 10, 64)
		m[f[0]] = n
		return err
	})
	return m, err
}

// eachLine calls fn with the tab-separated fields of each line that is not a
// comment.
func eachLine(path string, fn func(fields []string) error) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		if err := fn(strings.Split(line, "\t")); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

// Flows holds the rows that both releases print for one capture. A nil list means that
// the release wrote no file or crashed; an empty one means no records.
type Flows struct {
	Capture string   `json:"capture"`
	Argus3  []string `json:"argus3"` // rows of release 3.0.8.2, fields joined by tabs
	Argus5  []string `json:"argus5"` // rows of release 5.0.3
}

// Table is one file of measured rows.
type Table struct {
	Fields []string // names of the columns
	Flows  []Flows  // in the order of the file
}

// ByCapture returns the table's flows by name of capture.
func (t *Table) ByCapture() map[string]*Flows {
	m := make(map[string]*Flows, len(t.Flows))
	for i := range t.Flows {
		m[t.Flows[i].Capture] = &t.Flows[i]
	}
	return m
}

// Default reads the rows of 13 fields made with the sensor's default options.
func (d Dir) Default() (*Table, error) { return readTable(d.Path("oracle", "flows.jsonl.gz")) }

// Rich reads the rows of 72 fields made with all of the sensor's metrics.
func (d Dir) Rich() (*Table, error) { return readTable(d.Path("oracle", "flows-rich.jsonl.gz")) }

func readTable(path string) (*Table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	t, err := decodeTable(z)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, nil
}

func decodeTable(r io.Reader) (*Table, error) {
	d := json.NewDecoder(bufio.NewReaderSize(r, 1<<20))
	t := new(Table)
	if err := d.Decode(t); err != nil {
		return nil, fmt.Errorf("field names: %w", err)
	}
	if len(t.Fields) == 0 {
		return nil, errors.New("no field names in the first line")
	}
	for {
		var f Flows
		switch err := d.Decode(&f); {
		case errors.Is(err, io.EOF):
			return t, nil
		case err != nil:
			return nil, fmt.Errorf("line %d: %w", len(t.Flows)+2, err)
		}
		t.Flows = append(t.Flows, f)
	}
}

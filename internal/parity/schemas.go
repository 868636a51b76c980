// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/render"
)

// A MachineResult is what came of checking machine output.
type MachineResult struct {
	mu       sync.Mutex
	Files    int
	Compared int // values
	Bytes    int // of XML documents
	Faults   []string
	Skipped  string // why documents were not validated against the XML schema, "" if they were
}

func (r *MachineResult) add(what string, bytes, compared int, faults []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Files++
	r.Bytes += bytes
	r.Compared += compared
	for _, f := range faults {
		r.Faults = append(r.Faults, what+": "+f)
	}
}

// Write prints the outcome and returns the number of failures.
func (r *MachineResult) Write(w io.Writer) int {
	fmt.Fprintf(w, "machine output of %d record files: %d values compared with records and columns, %.1f MB of XML; %d faults\n",
		r.Files, r.Compared, float64(r.Bytes)/1e6, len(r.Faults))
	for _, f := range r.Faults {
		fmt.Fprintf(w, "  FAULT %s\n", f)
	}
	if r.Skipped != "" {
		fmt.Fprintf(w, "SKIPPED validation of XML: %s\n", r.Skipped)
	}
	return len(r.Faults)
}

// Machine checks the machine output of all records of the captures: those of
// our sensor and of both originals', with default options and with all
// metrics. xmllint is the program that validates XML documents, "" for none.
func (s *Suite) Machine(p Peers, names []string, xmllint string) (*MachineResult, error) {
	m, err := NewMachine()
	if err != nil {
		return nil, err
	}
	xsd, _ := render.Schema("xml")
	schema := filepath.Join(s.Temp, render.XSDFile)
	if err := os.WriteFile(schema, []byte(xsd), 0o666); err != nil {
		return nil, err
	}
	r := new(MachineResult)
	if xmllint == "" {
		r.Skipped = "xmllint is not installed (libxml2-utils)"
	}
	their := s.Programs
	their.Argus, their.Env = p.Argus, nil
	of := func(i int) *exchange {
		return &exchange{Suite: s, Peers: p, their: their, name: names[i/2], rich: i%2 == 1}
	}
	Each(2*len(names), sleepers, func(i int) { of(i).theirFile() })
	Each(2*len(names), s.Jobs, func(i int) {
		x := of(i)
		ours := filepath.Join(s.Temp, fmt.Sprintf("%d.arg", i))
		defer os.Remove(ours)
		s.Sense(x.Data.Capture(x.name), ours, x.options())
		for _, f := range []struct{ whose, file string }{
			{"ours", ours},
			{"3.0.8.2's", x.theirFile()},
			{"5.0.3's", x.Data.Path("oracle", "argus5-files", x.flat()+"."+x.kind()+".arg")},
		} {
			if st, err := os.Stat(f.file); err != nil || st.Size() == 0 {
				continue // no capture, or its sensor crashed
			}
			doc, n, faults := m.Check(f.file, client.OS())
			faults = append(faults, s.validate(xmllint, schema, doc, fmt.Sprintf("%d.xml", i))...)
			r.add(f.whose+" of "+x.name+", "+x.kind(), len(doc), n, faults)
		}
	})
	return r, nil
}

// validate checks an XML document with the schema.
func (s *Suite) validate(xmllint, schema string, document []byte, name string) (faults []string) {
	if xmllint == "" || len(document) == 0 {
		return nil
	}
	file := filepath.Join(s.Temp, name)
	defer os.Remove(file)
	if err := os.WriteFile(file, document, 0o666); err != nil {
		return []string{err.Error()}
	}
	o := s.Exec(xmllint, "--noout", "--huge", "--nonet", "--schema", schema, file)
	if o.Err == nil {
		return nil
	}
	for line := range strings.Lines(o.Stderr) {
		if what, ok := strings.CutPrefix(line, file+":"); ok && len(faults) < maxFaults {
			faults = append(faults, "xml, line "+strings.TrimSuffix(what, "\n"))
		}
	}
	return append(faults, "xmllint: "+o.Err.Error())
}

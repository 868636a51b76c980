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

func (r *MachineResult) note(what string, faults ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, f := range faults {
		r.Faults = append(r.Faults, what+": "+f)
	}
}

// Write prints the outcome and returns the number of failures.
func (r *MachineResult) Write(w io.Writer) int {
	fmt.Fprintf(w, "machine output of %d captures: %d values are those of the columns, %.1f MB of XML; %d faults\n",
		r.Files, r.Compared, float64(r.Bytes)/1e6, len(r.Faults))
	for _, f := range r.Faults {
		fmt.Fprintf(w, "  FAULT %s\n", f)
	}
	if r.Skipped != "" {
		fmt.Fprintf(w, "SKIPPED validation of XML: %s\n", r.Skipped)
	}
	return len(r.Faults)
}

// Machine checks the machine output of all records that our sensor makes of
// the captures, with all metrics. xmllint is the program that validates XML
// documents, "" for none.
func (s *Suite) Machine(names []string, xmllint string) (*MachineResult, error) {
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
	documents := make([]string, len(names))
	Each(len(names), s.Jobs, func(i int) {
		file := filepath.Join(s.Temp, fmt.Sprintf("%d.arg", i))
		defer os.Remove(file)
		if o := s.Sense(s.Data.Capture(names[i]), file, RichOptions); o.Err != nil {
			return // no capture: the sensor says so
		}
		doc, n, faults := m.Check(file, client.OS())
		r.note(names[i], faults...)
		path := filepath.Join(s.Temp, fmt.Sprintf("%d.xml", i))
		if len(doc) > 0 {
			if err := os.WriteFile(path, doc, 0o666); err != nil {
				r.note(names[i], err.Error())
			}
			documents[i] = path
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.Files++
		r.Compared += n
		r.Bytes += len(doc)
	})
	s.validateXML(r, xmllint, schema, names, documents)
	return r, nil
}

// documentsAtOnce is how many documents one run of xmllint validates.
const documentsAtOnce = 50

// validateXML validates documents against the schema. Their places in the list
// are those of names; "" is none.
func (s *Suite) validateXML(r *MachineResult, xmllint, schema string, names, documents []string) {
	if xmllint == "" {
		r.Skipped = "there is no xmllint (libxml2-utils)"
		return
	}
	owner := map[string]string{}
	var list []string
	for i, d := range documents {
		if d != "" {
			owner[d] = names[i]
			list = append(list, d)
		}
	}
	Each((len(list)+documentsAtOnce-1)/documentsAtOnce, s.Jobs, func(i int) {
		part := list[i*documentsAtOnce : min((i+1)*documentsAtOnce, len(list))]
		o := s.Exec(xmllint, append([]string{"--noout", "--huge", "--schema", schema}, part...)...)
		if o.Err == nil {
			return
		}
		for line := range strings.Lines(o.Stderr) {
			line = strings.TrimSuffix(line, "\n")
			if d, what, ok := strings.Cut(line, ":"); ok && owner[d] != "" {
				r.note(owner[d], "xml, line "+what)
			}
		}
		r.note(filepath.Base(part[0]), "xmllint: "+o.Err.Error())
	})
}

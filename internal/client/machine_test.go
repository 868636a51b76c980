// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/program"
)

// A stopper is an output that interrupts the program at its first write.
type stopper struct {
	bytes.Buffer
	stop func()
}

func (s *stopper) Write(b []byte) (int, error) {
	s.stop()
	return s.Buffer.Write(b)
}

// TestMachineInterrupted: what was printed before an interrupt is a whole
// document, or whole lines.
func TestMachineInterrupted(t *testing.T) {
	file := copies(t, 50)
	for _, format := range []string{"xml", "json", "ecs", "zeek"} {
		var out stopper
		e := env(&out, io.Discard, "-X", "-n", "-M", format, "-r", file)
		e.Context, out.stop = context.WithCancel(context.Background())
		if status := client.Main(program.All, e); status != 130 {
			t.Errorf("%s: status %d, want that of an interrupt, 130", format, status)
		}
		if format == "xml" {
			if n, err := elements(&out.Buffer); err != nil || n == 0 {
				t.Errorf("xml: %d elements, %v", n, err)
			}
			continue
		}
		for line := range strings.Lines(out.String()) {
			if !json.Valid([]byte(line)) || !strings.HasSuffix(line, "\n") {
				t.Errorf("%s: no whole line: %q", format, line)
			}
		}
	}
}

// elements reads a document to its end and counts the flows.
func elements(r io.Reader) (n int, err error) {
	dec := xml.NewDecoder(r)
	for {
		t, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "ArgusFlowRecord" {
			n++
		}
	}
}

// A closedPipe is an output whose reader has gone.
type closedPipe struct{ writes int }

func (p *closedPipe) Write([]byte) (int, error) {
	p.writes++
	return 0, syscall.EPIPE
}

// TestMachineClosedPipe: a reader that has gone is no word of complaint, and
// nothing more is written.
func TestMachineClosedPipe(t *testing.T) {
	file := copies(t, 50)
	for _, format := range []string{"xml", "json"} {
		var out closedPipe
		var errs bytes.Buffer
		status := client.Main(program.All, env(&out, &errs, "-X", "-n", "-M", format, "-r", file))
		if status != 141 || errs.Len() > 0 || out.writes != 1 {
			t.Errorf("%s: status %d, %d writes, %q; want 141, 1, nothing", format, status, out.writes, &errs)
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// A pipeline is the sensor's inner loop without files and processes, so that
// many thousand damaged captures take minutes: capture, decoder, flow engine,
// record encoder, and the record decoder over what was encoded.
type pipeline struct {
	cfg    flow.Config
	dec    *packet.Decoder
	wire   []byte
	back   record.Record
	counts int64  // packets in the records
	bad    string // the first record that did not come back as it was
}

func newPipeline() *pipeline {
	cfg := flow.DefaultConfig()
	cfg.AppBytes, cfg.Jitter, cfg.MAC, cfg.Sizes = true, true, true, true
	cfg.UserData = 64
	return &pipeline{cfg: cfg, dec: packet.NewDecoder(packet.Options{TunnelDiscovery: true})}
}

// emit encodes a record in both dialects and decodes it again.
func (p *pipeline) emit(r *record.Record) {
	p.counts += int64(r.Metrics.Src.Packets + r.Metrics.Dst.Packets)
	for _, d := range []record.Dialect{record.V3Common, record.V5} {
		var err error
		if p.wire, err = r.Append(p.wire[:0], d); err != nil {
			p.note("encode: %v", err)
			continue
		}
		if err := p.back.Unmarshal(p.wire, d.Generation()); err != nil {
			p.note("decode of %d bytes: %v", len(p.wire), err)
			continue
		}
		if p.back.Metrics.Src != r.Metrics.Src || p.back.Metrics.Dst != r.Metrics.Dst || p.back.Flow.Kind != r.Flow.Kind {
			p.note("decoded again: %+v, was %+v", p.back.Metrics, r.Metrics)
		}
	}
}

func (p *pipeline) note(format string, a ...any) {
	if p.bad == "" {
		p.bad = fmt.Sprintf(format, a...)
	}
}

// run takes one capture file through all stages. The error describes a fault of
// the program: a panic, packets that are in no record, or a record that does
// not come back. Faults of the file are none.
func (p *pipeline) run(file []byte) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v at %s", r, origin(string(debug.Stack())))
		}
	}()
	p.counts, p.bad = 0, ""
	in, err := capture.NewReader(bytes.NewReader(file), "damaged", capture.Options{})
	if err != nil {
		return nil // not recognised as a capture any more
	}
	defer in.Close()
	eng := flow.New(p.cfg, p.emit)
	defer eng.Close()
	var pkt packet.Packet
	var n int64
	for {
		if err := in.Next(&pkt); err != nil {
			if !errors.Is(err, io.EOF) && err.Error() == "" {
				return errors.New("the reader ends with an error that says nothing")
			}
			break
		}
		n++
		p.dec.Decode(&pkt)
		eng.Packet(&pkt)
	}
	eng.Flush()
	switch {
	case p.bad != "":
		return errors.New(p.bad)
	case p.counts != n:
		return fmt.Errorf("%d packets in records, %d read", p.counts, n)
	}
	return nil
}

// origin returns the source line that panicked, out of a stack trace.
func origin(stack string) string {
	_, after, _ := strings.Cut(stack, "\npanic(")
	for line := range strings.Lines(after) {
		if strings.HasPrefix(line, "\t") && !strings.Contains(line, "/src/runtime/") {
			return strings.TrimSpace(line)
		}
	}
	return "unknown place"
}

// InProcess runs every capture, whole and in damaged copies, through the
// pipeline.
func (s *Suite) InProcess(names []string, limit time.Duration) *CorpusResult {
	c := new(CorpusResult)
	Each(len(names), s.Jobs, func(i int) {
		name := names[i]
		b, err := os.ReadFile(s.Data.Capture(name))
		if err != nil {
			c.note(name, &Outcome{Err: err}, limit)
			return
		}
		p := newPipeline()
		try := func(kind string, b []byte) {
			what := name + " " + kind
			watch := time.AfterFunc(s.Timeout, func() { panic("hangs: " + what) })
			defer watch.Stop()
			start := time.Now()
			err := p.run(b)
			for try := 0; try < 2 && time.Since(start) > limit; try++ {
				start = time.Now() // other work may have held it up
				err = p.run(b)
			}
			c.note(what, &Outcome{Took: time.Since(start), Err: err}, limit)
		}
		try("whole", b)
		Damage(name, b, try)
	})
	return c
}

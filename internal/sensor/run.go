// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync/atomic"
	"time"

	"github.com/argus-go/argus/internal/live"
	"github.com/argus-go/argus/internal/modeler"
	"github.com/argus-go/argus/internal/progress"
	"github.com/argus-go/argus/internal/service"
	"github.com/argus-go/argus/internal/sink"
	"github.com/argus-go/argus/packet"
	"github.com/argus-go/argus/record"
)

// A sensor is one run of the program.
type sensor struct {
	cfg    *Config
	env    Env
	log    *logger
	inputs []*input
	outs   []*sink.Output   // those that did not fail
	packs  *packetFile      // nil without ARGUS_PACKET_CAPTURE_FILE
	server *recordServer    // nil without -P
	svc    *service.Service // nil if the run ends by itself
	net    *live.Source     // nil without live capture
	filter packetFilter
	driver *modeler.Driver

	ran    bool // an input was a capture: outputs hold records
	failed bool // an error was reported

	ctx     context.Context // canceled by a signal
	cancel  context.CancelFunc
	drained context.CancelFunc // ends a live capture whose packets were all read
	stop    atomic.Bool        // set after ctx was canceled

	reloadAsked, reportAsked atomic.Bool // by signals
}

func newSensor(c *Config, env Env, log *logger) (*sensor, error) {
	s := &sensor{cfg: c, env: env, log: log}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	for _, path := range c.Inputs {
		in := &input{name: path, path: path}
		if path == "-" {
			in.name = "stdin"
		}
		s.inputs = append(s.inputs, in)
	}
	conf := modeler.Config{
		Flow: c.Flow, Decode: packet.Options{TunnelDiscovery: c.Tunnels},
		Release5: c.Dialect == record.V5, MARInterval: c.MARInterval, MARStatus: c.MARStatus,
		Idle: s.rest,
	}
	if c.PacketFile != "" {
		conf.Decoded = func(p *packet.Packet) { s.packs.write(p) }
	}
	s.driver = modeler.New(conf, s.emit)
	return s, s.filter.parse(c.Filter, c.Optimize)
}

// run reads all inputs and writes their records.
func (s *sensor) run() error {
	defer s.cancel()
	if err := s.startService(); err != nil {
		return err
	}
	defer s.svc.Close()
	defer s.closeServer()
	if !s.cfg.serves() { // other goroutines report what clients do; a Meter is used by one
		s.log.meter = progress.New(s.env.Stderr, "argus", time.Now)
		s.log.meter.Inputs(len(s.inputs))
	}
	if err := s.prepare(); err != nil {
		s.discard()
		return err
	}
	s.interrupts()
	if err := s.ready(); err != nil {
		s.discard()
		return err
	}
	if s.net != nil {
		s.finish(s.capture())
		return s.status()
	}
	defer s.log.meter.Hide()
	for i, in := range s.inputs {
		if s.ctx.Err() != nil || s.dead() {
			break
		}
		err := s.read(in)
		if i > 0 && errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("%w (if it belongs to a packet filter, put - before the filter)", err)
		}
		if err != nil {
			s.fail(err)
		}
	}
	s.finish(nil)
	return s.status()
}

// finish completes the outputs. err is what ended a live capture.
func (s *sensor) finish(err error) {
	if err != nil {
		s.fail(err)
	}
	if s.ran {
		_ = s.driver.Close() // an output that failed was reported
		s.closeOutputs()
	} else {
		s.discard()
	}
}

// status returns an error if one was reported.
func (s *sensor) status() error {
	if s.failed {
		return errReported
	}
	return nil
}

// prepare opens what the run needs and gives up privileges.
func (s *sensor) prepare() error {
	if err := s.checkInputs(); err != nil {
		return err
	}
	if err := s.openOutputs(); err != nil {
		return err
	}
	if err := s.openInterfaces(); err != nil {
		return err
	}
	if err := s.listen(); err != nil {
		return err
	}
	s.filter.resolve()
	if err := s.dropPrivileges(); err != nil {
		return err
	}
	s.confine()
	return nil
}

// interrupts cancels the run at the first INT or TERM. In a live capture, HUP and
// USR1 leave a request to the goroutine that reads packets; otherwise HUP cancels,
// too.
func (s *sensor) interrupts() {
	if s.env.Listen == nil {
		return
	}
	h := service.Handlers{Stop: func() {
		s.cancel()
		s.stop.Store(true)
	}}
	if s.net != nil {
		h.Reload = func() { s.reloadAsked.Store(true) }
	}
	if s.svc != nil {
		h.Report = func() { s.reportAsked.Store(true) }
	}
	s.env.Listen(h)
}

// fail reports an error that does not end the run at once.
func (s *sensor) fail(err error) {
	s.failed = true
	s.log.errorf("%v", err)
}

// read reads one capture from its start to its end.
func (s *sensor) read(in *input) error {
	if err := in.open(s.env.Stdin); err != nil {
		return err
	}
	defer in.close()
	r, err := s.reader(in)
	switch {
	case s.ctx.Err() != nil: // while it waited for the first bytes
		return nil
	case err != nil:
		return err
	}
	defer r.Close()
	s.ran = true
	t, err := s.driver.Run(s.ctx, s.stages(r, in.name), s.sourceID(in))
	s.log.notef("%s: %d packets (%d captured in part, %d lost), %d bytes, %d flows, %d records, %d flows reported early",
		in.name, t.Packets, t.Truncated, t.Drops, t.Bytes, t.Flows, t.Records, t.Early)
	return fault(err)
}

// stages returns the packets of r that the configuration asks for.
func (s *sensor) stages(r modeler.Source, name string) modeler.Source {
	if s.cfg.Scale > 0 {
		r = newPlayback(r, s.cfg.Scale, s.ctx.Done())
	}
	if s.filter.active() && s.net == nil { // else the capture filters
		s.filter.input = name
		r = filtered{r, &s.filter}
	}
	if s.cfg.Last > 0 {
		r = &selection{Source: r, skip: s.cfg.Skip, last: s.cfg.Last}
	}
	return r
}

// sourceID returns the source id in the records of an input.
func (s *sensor) sourceID(in *input) record.SourceID {
	id := s.cfg.Source
	if s.cfg.Dialect != record.V5 || id.Kind == record.IDNone {
		return id
	}
	id.Inf = fileInterface(in.path)
	if s.cfg.Interface != "" {
		id.Inf = [4]byte{}
		copy(id.Inf[:], s.cfg.Interface)
	}
	return id
}

// emit takes the records of the driver.
func (s *sensor) emit(r *record.Record) error {
	if r.Type == record.TypeMAR && r.Cause == record.CauseStart {
		s.greet(s.startRecord(nil, false))
		return nil // each output writes its own
	}
	if r.Parts&record.PartHash != 0 {
		r.Hash.Bucket = r.Hash.Value % s.cfg.HashSize
	}
	s.write(r)
	if s.dead() {
		return errReported
	}
	return nil
}

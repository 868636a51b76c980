// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync/atomic"
	"time"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/progress"
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
	outs   []*sink.Output // those that did not fail
	packs  *packetFile    // nil without ARGUS_PACKET_CAPTURE_FILE
	man    *management
	failed bool

	seqBase uint32 // sequence number of the latest record of earlier inputs

	filters filters
	dec     *packet.Decoder
	eng     *flow.Engine
	drops   uint64 // of earlier inputs
	play    playback

	stop atomic.Bool
	done chan struct{}
}

func newSensor(c *Config, env Env, log *logger) (*sensor, error) {
	s := &sensor{cfg: c, env: env, log: log, done: make(chan struct{})}
	s.man = newManagement(c)
	s.dec = packet.NewDecoder(packet.Options{TunnelDiscovery: c.Tunnels})
	s.play = playback{scale: c.Scale}
	for _, path := range c.Inputs {
		in := &input{name: path, path: path}
		if path == "-" {
			in.name = "stdin"
		}
		s.inputs = append(s.inputs, in)
	}
	if err := s.filters.parse(c.Filter, c.Optimize); err != nil {
		return nil, err
	}
	return s, nil
}

// openOutputs opens every output of the configuration.
func (s *sensor) openOutputs() error {
	for _, o := range s.cfg.Outputs {
		conf := sink.Config{Target: o.Target, Start: s.startRecord, Encode: s.encode, Stdout: s.env.Stdout}
		if o.Filter != "" {
			m, err := compileRecordFilter(o.Filter)
			if err != nil {
				return fmt.Errorf("output %s: %w", o.Target, err)
			}
			conf.Match = m
		}
		out, err := sink.Open(conf)
		if err != nil {
			return err
		}
		s.outs = append(s.outs, out)
	}
	if s.cfg.PacketFile != "" {
		var err error
		if s.packs, err = openPacketFile(s.cfg); err != nil {
			return err
		}
	}
	if len(s.cfg.Outputs) == 0 && s.packs == nil {
		s.log.warnf("no output is named: records go nowhere (add -w FILE)")
	}
	return nil
}

func (s *sensor) startRecord(dst []byte, again bool) []byte {
	b, err := s.encode(dst, s.man.start(again))
	if err != nil {
		panic(err) // a start record has no variable part
	}
	return b
}

// checkInputs refuses to read a file that is written too.
func (s *sensor) checkInputs() error {
	for _, in := range s.inputs {
		var st fs.FileInfo
		var err error
		if in.path == "-" {
			if s.env.Stdin == nil {
				continue
			}
			st, err = s.env.Stdin.Stat()
		} else {
			st, err = os.Stat(in.path)
		}
		if err != nil {
			continue // opening it tells
		}
		targets := []string{s.cfg.PacketFile}
		for _, o := range s.cfg.Outputs {
			targets = append(targets, o.Target)
		}
		for _, t := range targets {
			if t != "" && sink.Same(t, st) {
				return fmt.Errorf("%s: is read and written", in.name)
			}
		}
	}
	return nil
}

// run reads all inputs and writes their records.
func (s *sensor) run() error {
	if err := s.checkInputs(); err != nil {
		return err
	}
	if err := s.openOutputs(); err != nil {
		return err
	}
	if err := s.dropPrivileges(); err != nil {
		return err
	}
	s.interrupts()
	s.log.meter = progress.New(s.env.Stderr, "argus", time.Now)
	s.log.meter.Inputs(len(s.inputs))
	defer s.log.meter.Hide()
	for _, in := range s.inputs {
		if s.stop.Load() || s.dead() {
			break
		}
		if err := s.input(in); err != nil {
			s.log.errorf("%v", err)
			s.failed = true
		}
	}
	s.write(s.man.report(record.CauseStop, s.man.last, flow.Stats{}, s.drops))
	return s.close()
}

// dead reports whether every output failed, so that going on is useless.
func (s *sensor) dead() bool {
	return len(s.outs) == 0 && len(s.cfg.Outputs) > 0 && s.packs == nil
}

// input reads one capture from its start to its end. The error is one of
// opening it.
func (s *sensor) input(in *input) error {
	if err := in.open(s.env.Stdin); err != nil {
		return err
	}
	defer in.close()
	r, err := s.reader(in)
	if err != nil {
		return err
	}
	defer r.Close()
	s.filters.input = in.name
	s.eng = flow.New(s.flowConfig(in), s.emit)
	defer s.closeEngine()
	if err := s.packets(r); s.fault(err) {
		s.failed = true
	}
	if s.stop.Load() {
		s.eng.Shutdown()
	} else {
		s.eng.Flush()
	}
	st := s.eng.Stats()
	s.man.end(st)
	s.drops += r.Drops()
	if !s.cfg.Flow.Compat {
		s.seqBase = s.man.seq
	}
	s.log.notef("%s: %d packets, %d bytes, %d flows, %d records, %d flows reported early",
		in.name, st.Packets, st.Bytes, st.Flows, st.Records, st.Early)
	return nil
}

func (s *sensor) closeEngine() {
	s.eng.Close()
	s.eng = nil
}

// flowConfig is the engine's configuration for one input.
func (s *sensor) flowConfig(in *input) flow.Config {
	c := s.cfg.Flow
	if s.cfg.Dialect != record.V5 || c.Source.Kind == record.IDNone {
		return c
	}
	c.Source.Inf = fileInterface(in.path)
	if s.cfg.Interface != "" {
		c.Source.Inf = [4]byte{}
		copy(c.Source.Inf[:], s.cfg.Interface)
	}
	return c
}

// packets reads packets to the end of r and returns why it ended. This is the
// sensor's inner loop; what most runs do without is in [sensor.chosen].
func (s *sensor) packets(r *capture.Reader) error {
	var p packet.Packet
	if err := r.Next(&p); err != nil {
		return err
	}
	s.man.begin(p.Time)
	s.play.begin(p.Time)
	if s.filters.active() || s.cfg.Last > 0 || s.packs != nil || s.cfg.Scale > 0 {
		return s.chosen(r, &p)
	}
	for {
		s.man.last = p.Time
		s.dec.Decode(&p)
		s.count(&p, r)
		if err := r.Next(&p); err != nil {
			return err
		}
		if s.stop.Load() {
			return errStopped
		}
	}
}

// chosen is the inner loop of runs that take some of the packets only, keep
// them, or wait for their time. p is the first.
func (s *sensor) chosen(r *capture.Reader, p *packet.Packet) error {
	sel := selection{skip: s.cfg.Skip, last: s.cfg.Last}
	for {
		s.man.last = p.Time
		take, err := s.choose(p, &sel)
		if take {
			s.count(p, r)
		}
		if err == nil {
			err = r.Next(p)
		}
		if err != nil {
			return err
		}
		if s.stop.Load() {
			return errStopped
		}
	}
}

// count gives p to the flow engine, after a management record that is due.
func (s *sensor) count(p *packet.Packet, r *capture.Reader) {
	if p.Time >= s.man.next {
		s.status(p, r)
	}
	s.eng.Packet(p)
}

// status writes a management record at the time of p, which is not counted
// yet.
func (s *sensor) status(p *packet.Packet, r *capture.Reader) {
	s.man.link = uint8(p.Link)
	s.write(s.man.report(record.CauseStatus, p.Time, s.eng.Stats(), s.drops+r.Drops()))
}

// A selection counts the packets of one input for -N.
type selection struct{ seen, skip, last uint64 }

// choose waits for the time of p, filters and counts it and decodes it if it
// is to be taken. The error ends the input.
func (s *sensor) choose(p *packet.Packet, sel *selection) (take bool, err error) {
	if s.cfg.Scale > 0 {
		s.hold(p.Time)
	}
	if s.filters.active() {
		if take, err = s.filters.match(p); !take {
			return false, err
		}
	}
	sel.seen++
	if sel.last > 0 {
		if sel.seen == sel.last {
			err = io.EOF
		}
		if sel.seen <= sel.skip {
			return false, err
		}
	}
	s.dec.Decode(p)
	if s.packs != nil {
		s.packs.write(p)
	}
	return true, err
}

func (s *sensor) encode(dst []byte, r *record.Record) ([]byte, error) {
	return r.Append(dst, s.cfg.Dialect)
}

// outputError tells that an output failed and leaves it out from now on.
func (s *sensor) outputError(err error) {
	s.failed = true
	s.log.errorf("%v", err)
	alive := s.outs[:0:0]
	for _, o := range s.outs {
		if o.Err() == nil {
			alive = append(alive, o)
		} else {
			o.Close() // its error was told
		}
	}
	s.outs = alive
	if s.dead() {
		s.stop.Store(true)
	}
}

func (s *sensor) flushOutputs() {
	for _, o := range s.outs {
		if err := o.Flush(); err != nil {
			s.outputError(err)
		}
	}
}

// close completes the outputs.
func (s *sensor) close() error {
	for _, o := range s.outs {
		if err := o.Close(); err != nil {
			s.failed = true
			s.log.errorf("%v", err)
		}
	}
	if s.packs != nil {
		if err := s.packs.close(); err != nil {
			s.failed = true
			s.log.errorf("%v", err)
		}
	}
	if s.failed {
		return errReported
	}
	return nil
}

// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"fmt"

	"github.com/argus-go/argus/internal/service"
)

// defaultPIDPath is the folder of process id files (ARGUS_PID_PATH).
const defaultPIDPath = "/var/run"

// detaches reports whether the program is to run in the background. With -r it
// never does.
func (c *Config) detaches() bool { return c.Live.Daemon && c.live() && !c.ListLinks && !c.DumpCode }

// startService prepares for running until a signal comes, if the run does not end
// by itself, and writes the file with the process id.
func (s *sensor) startService() (err error) {
	if !s.cfg.live() && !s.cfg.serves() {
		return nil
	}
	if s.cfg.detaches() && s.env.Detach == nil {
		return fmt.Errorf("-d: this program cannot run in the background here; let a service manager run it without -d")
	}
	if s.svc, err = service.New(s.log.out, s.env.Getenv); err != nil || !s.cfg.detaches() || !s.cfg.Live.SetPID {
		return err
	}
	names := s.cfg.Live.Names
	return s.svc.WritePID(s.cfg.Live.PIDPath, "argus."+names[len(names)-1])
}

// ready tells whoever started the program that the start is complete.
func (s *sensor) ready() error {
	if s.svc != nil {
		s.log.notef("started")
	}
	return s.svc.Ready()
}

// rest does what is due several times a second: it answers signals and flushes the
// outputs.
func (s *sensor) rest() {
	s.svc.Alive()
	if s.reloadAsked.Swap(false) {
		s.svc.Reload(s.reload)
	}
	if s.reportAsked.Swap(false) {
		s.report()
	}
	s.flushOutputs()
}

// report writes the counters of the run to the log (USR1).
func (s *sensor) report() {
	t := s.driver.Stats()
	s.log.answerf("statistics: %d packets (%d captured in part, %d lost), %d bytes, %d flows, %d in the flow table (at most %d), %d records, %d flows reported early",
		t.Packets, t.Truncated, t.Drops, t.Bytes, t.Flows, t.Active, s.driver.MaxFlows(), t.Records, t.Early)
	for _, o := range s.outs {
		st := o.Stats()
		s.log.answerf("statistics: output %s: %d records, %d lost, %d bytes waiting", o.Target(), st.Records, st.Lost, st.Waiting)
	}
	if s.server != nil {
		t := s.server.Stats()
		s.log.answerf("statistics: record server: %d clients, %d connections, %d refused, %d without START; %d records queued, %d lost by slow clients",
			t.Clients, t.Accepted, t.Refused, t.Expired, t.Queued, t.Lost)
	}
}

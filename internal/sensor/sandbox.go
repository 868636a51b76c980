// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"net/netip"
	"strings"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/sandbox"
	"github.com/argus-go/argus/packet"
)

// confine puts the process into a sandbox, once everything is open and privileges
// are given up.
func (s *sensor) confine() {
	switch {
	case s.env.Sandbox == nil:
		return
	case s.cfg.NoSandbox:
		s.log.warnf("the sandbox is off (--no-sandbox)")
		return
	}
	p := s.cfg.policy()
	if path := s.svc.PIDFile(); path != "" {
		p.Remove = append(p.Remove, path)
	}
	r := s.env.Sandbox(p)
	if len(r.Applied) > 0 {
		s.log.notef("sandbox: in force: %s", strings.Join(r.Applied, ", "))
	}
	if len(r.Missing) == 0 {
		return
	}
	report := s.log.warnf
	if p.AnyFile { // a run that ends soon
		report = s.log.notef
	}
	report("sandbox: not in force: %s", strings.Join(r.Missing, "; "))
}

// policy returns what the sensor may do after its start. A run that reads capture
// files and serves nobody opens files as it goes on, and must start quickly.
func (c *Config) policy() sandbox.Policy {
	if !c.live() && !c.serves() {
		return sandbox.Policy{AnyFile: true}
	}
	p := sandbox.Policy{
		Read:  c.ConfFiles,
		Local: c.Live.Daemon, // the system log may have to be connected to again
	}
	for _, path := range c.Inputs {
		if path != "-" {
			p.Read = append(p.Read, path)
		}
	}
	for _, o := range c.Outputs {
		if o.Target != "-" && !strings.Contains(o.Target, "://") {
			p.Outputs = append(p.Outputs, o.Target)
		}
	}
	if c.PacketFile != "" {
		p.Outputs = append(p.Outputs, c.PacketFile)
	}
	return p
}

// A remembering resolver asks for each host once. The packet filter is compiled
// again for each new link type, also when the sandbox refuses to ask a name server.
type remembering struct {
	*filter.System
	hosts map[string][]netip.Addr
}

func newRemembering() *remembering {
	return &remembering{filter.NewSystem(), map[string][]netip.Addr{}}
}

// Host implements [filter.Resolver].
func (r *remembering) Host(name string) ([]netip.Addr, bool) {
	list, asked := r.hosts[name]
	if !asked {
		list, _ = r.System.Host(name)
		r.hosts[name] = list
	}
	return list, len(list) > 0
}

// resolve asks for the hosts in the filter, before the sandbox forbids it. It keeps
// the program for Ethernet. An error is reported when a packet needs the program.
func (f *packetFilter) resolve() {
	if f.active() && f.compile(packet.LinkEthernet) != nil {
		f.prog = nil
	}
}

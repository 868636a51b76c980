// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"strings"

	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/internal/sink"
)

// Settings that a reload changes, by their names in [Config], and settings that need
// a new start, with the names that users know.
const reloaded = "reloaded"

var reloadable = lookup.Table[string, string]{
	{"Filter", reloaded},
	{"Optimize", reloaded},
	{"Outputs", reloaded},
	{"Flow.MaxFlows", reloaded},
	{"MaxMemory", reloaded}, // is part of Flow.MaxFlows
	{"Priority", reloaded},
	{"Debug", reloaded},

	{"Inputs", "-r"},
	{"TSH", "-t"},
	{"Follow", "-f"},
	{"Scale", "-T"},
	{"DumpCode", "-b"},
	{"ListLinks", "-l"},
	{"Skip", "-N"},
	{"Last", "-N"},
	{"MARInterval", "ARGUS_MAR_STATUS_INTERVAL"},
	{"MARStatus", "-M"},
	{"Source", "ARGUS_MONITOR_ID"},
	{"Interface", "ARGUS_MONITOR_ID_INCLUDE_INF"},
	{"Dialect", "ARGUS_OUTPUT_VERSION"},
	{"HashSize", "ARGUS_HASHTABLE_SIZE"},
	{"Tunnels", "ARGUS_TUNNEL_DISCOVERY"},
	{"TypeSet", "ARGUS_FLOW_TYPE"},
	{"PacketFile", "ARGUS_PACKET_CAPTURE_FILE"},
	{"PacketErrors", "ARGUS_PACKET_CAPTURE_ON_ERROR"},
	{"PacketProtos", "ARGUS_PACKET_CAPTURE_ON_PROTO"},
	{"Events", "ARGUS_EVENT_DATA"},
	{"ConfFiles", "-F"},
	{"NoSandbox", "--no-sandbox"},
	{"Chroot", "ARGUS_CHROOT_DIR"},
	{"User", "ARGUS_SETUSER_ID"},
	{"Group", "ARGUS_SETGROUP_ID"},

	{"Flow.StatusInterval", "ARGUS_FLOW_STATUS_INTERVAL"},
	{"Flow.Timeouts", "ARGUS_..._TIMEOUT"},
	{"Flow.Unidirectional", "ARGUS_FLOW_TYPE"},
	{"Flow.FlowKey", "ARGUS_FLOW_KEY"},
	{"Flow.AppBytes", "ARGUS_GENERATE_APPBYTE_METRIC"},
	{"Flow.Jitter", "ARGUS_GENERATE_JITTER_DATA"},
	{"Flow.MAC", "ARGUS_GENERATE_MAC_DATA"},
	{"Flow.Sizes", "ARGUS_GENERATE_PACKET_SIZE"},
	{"Flow.SizeHist", "ARGUS_PACKET_SIZE_HISTOGRAM"},
	{"Flow.BidirTimes", "ARGUS_GENERATE_BIDIRECTIONAL_TIMESTAMPS"},
	{"Flow.StartRecords", "ARGUS_GENERATE_START_RECORDS"},
	{"Flow.HashMetrics", "ARGUS_GENERATE_HASH_METRICS"},
	{"Flow.UserData", "ARGUS_CAPTURE_DATA_LEN"},
	{"Flow.FullControlData", "ARGUS_CAPTURE_FULL_CONTROL_DATA"},
	{"Flow.ControlPorts", "ARGUS_CONTROLPLANE_PROTO"},
	{"Flow.Keystroke", "ARGUS_KEYSTROKE"},
	{"Flow.TrackDuplicates", "ARGUS_TRACK_DUPLICATES"},
	{"Flow.Compat", "ARGUS_COMPAT"},
	{"Flow.Source", "ARGUS_MONITOR_ID"},
	{"Flow.Tunnels", "ARGUS_TUNNEL_DISCOVERY"},

	{"Live.Interfaces", "ARGUS_INTERFACE"},
	{"Live.Names", "ARGUS_INTERFACE"},
	{"Live.Promiscuous", "ARGUS_GO_PROMISCUOUS"},
	{"Live.SnapLen", "-s"},
	{"Live.BufferSize", "ARGUS_PCAP_BUF_SIZE"},
	{"Live.Dispatch", "ARGUS_PCAP_DISPATCH_NUM"},
	{"Live.TimestampTyp", "ARGUS_TIMESTAMP_TYPE"},
	{"Live.Scan", "ARGUS_INTERFACE_SCAN_INTERVAL"},
	{"Live.Daemon", "ARGUS_DAEMON"},
	{"Live.SetPID", "ARGUS_SET_PID"},
	{"Live.PIDPath", "ARGUS_PID_PATH"},
	{"Live.Port", "ARGUS_ACCESS_PORT"},
	{"Live.Bind", "ARGUS_BIND_IP"},
	{"Live.MinSSF", "ARGUS_MIN_SSF"},
	{"Live.MaxSSF", "ARGUS_MAX_SSF"},
}

// leaves calls f for each setting of two configurations that have the same type.
func leaves(a, b reflect.Value, prefix string, f func(name string, a, b any)) {
	for i := range a.NumField() {
		name := a.Type().Field(i).Name
		if prefix == "" && (name == "Flow" || name == "Live") {
			leaves(a.Field(i), b.Field(i), name+".", f)
			continue
		}
		f(prefix+name, a.Field(i).Interface(), b.Field(i).Interface())
	}
}

// changed returns the names of the settings that differ and need a new start.
func changed(from, to *Config) (names []string) {
	last := ""
	leaves(reflect.ValueOf(*from), reflect.ValueOf(*to), "", func(name string, a, b any) {
		known := reloadable.Of(name)
		if known == reloaded || known == last || reflect.DeepEqual(a, b) {
			return
		}
		last = known
		names = append(names, known)
	})
	return names
}

// reload reads the configuration again (HUP), applies what can be applied, and
// reopens the outputs. If the configuration is not valid, everything stays as it
// was, and the outputs are reopened, too.
func (s *sensor) reload() {
	debug, priority := s.log.debug, s.log.priority
	s.log.debug, s.log.priority = 0, defaultPriority
	c, err := parse(s.env.Args, s.env.SystemConf, s.log)
	if err == nil {
		err = c.environment(s.env.Getenv)
	}
	if err == nil {
		err = s.apply(c)
	}
	if errors.Is(err, fs.ErrPermission) && !s.cfg.NoSandbox {
		err = fmt.Errorf("%w (in its sandbox, the sensor can create outputs only in the folders of those that it had at its start)", err)
	}
	if err != nil {
		s.log.debug, s.log.priority = debug, priority
		s.log.errorf("configuration not reloaded, the one before stays: %v", err)
	}
	for _, o := range s.outs {
		if err := o.Reopen(); err != nil {
			s.outputError(err)
		}
	}
	if err == nil {
		s.log.answerf("configuration reloaded, outputs reopened")
	}
}

// apply changes the settings that can change while the sensor runs, all or none of
// them.
func (s *sensor) apply(c *Config) error {
	outs, added, err := s.planOutputs(c.Outputs)
	if err != nil {
		return err
	}
	if c.Filter != s.cfg.Filter || c.Optimize != s.cfg.Optimize {
		if err := s.refilter(c.Filter, c.Optimize); err != nil {
			for _, o := range added {
				o.Discard()
			}
			return err
		}
	}
	s.useOutputs(c.Outputs, outs)
	s.driver.SetMaxFlows(c.Flow.MaxFlows)
	if names := changed(s.cfg, c); len(names) > 0 {
		s.log.warnf("these settings have changed and need a new start: %s", strings.Join(names, ", "))
	}
	s.cfg.Filter, s.cfg.Optimize, s.cfg.Outputs = c.Filter, c.Optimize, c.Outputs
	s.cfg.Flow.MaxFlows, s.cfg.MaxMemory = c.Flow.MaxFlows, c.MaxMemory
	s.cfg.Priority, s.cfg.Debug = c.Priority, c.Debug
	return nil
}

// refilter changes the packet filter.
func (s *sensor) refilter(text string, optimise bool) error {
	old := s.filter
	s.filter = packetFilter{}
	err := s.filter.parse(text, optimise)
	if err == nil {
		err = s.net.SetFilter(s.liveOptions().Filter)
	}
	if err != nil {
		s.filter = old
	}
	return err
}

// planOutputs returns the outputs of a new configuration: those that are open
// already, and new ones, which are opened.
func (s *sensor) planOutputs(list []Output) (outs, added []*sink.Output, err error) {
	have := append([]*sink.Output(nil), s.outs...)
	for _, o := range list {
		if _, err = o.match(); err != nil {
			break
		}
		i := 0
		for i < len(have) && have[i].Target() != o.Target {
			i++
		}
		if i < len(have) {
			outs = append(outs, have[i])
			have = append(have[:i], have[i+1:]...)
			continue
		}
		var out *sink.Output
		if out, err = s.openOutput(o); err != nil {
			break
		}
		outs, added = append(outs, out), append(added, out)
	}
	if err != nil {
		for _, o := range added {
			o.Discard()
		}
		return nil, nil, fmt.Errorf("outputs: %w", err)
	}
	return outs, added, nil
}

// useOutputs makes outs, which list describes, the outputs, and closes all others.
func (s *sensor) useOutputs(list []Output, outs []*sink.Output) {
	for _, old := range s.outs {
		used := false
		for _, o := range outs {
			used = used || o == old
		}
		if used {
			continue
		}
		if err := old.Close(); err != nil {
			s.fail(err)
		}
	}
	for i, o := range outs {
		match, _ := list[i].match() // planOutputs compiled it
		o.SetMatch(match)
	}
	s.outs = outs
}

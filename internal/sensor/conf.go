// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"errors"
	"fmt"
	"math"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/rarc"
)

// A setter follows one variable of a configuration file.
type setter func(p *parser, value string) error

// variables is the table of all variables (sensor options, section 6).
var variables = map[string]setter{
	"ARGUS_MONITOR_ID":             setMonitorID,
	"ARGUS_MONITOR_ID_INCLUDE_INF": setIncludeInf,
	"ARGUS_OUTPUT_FILE":            setOutput,
	"ARGUS_OUTPUT_STREAM":          setOutput,
	"ARGUS_FILTER":                 text(func(p *parser) *string { return &p.Filter }),
	"ARGUS_FILTER_OPTIMIZER":       flag(func(p *parser) *bool { return &p.Optimize }),
	"ARGUS_CHROOT_DIR":             text(func(p *parser) *string { return &p.Chroot }),
	"ARGUS_SETUSER_ID":             text(func(p *parser) *string { return &p.User }),
	"ARGUS_SETGROUP_ID":            text(func(p *parser) *string { return &p.Group }),
	"ARGUS_ENV":                    setEnv,
	"ARGUS_EVENT_DATA":             setEvent,

	"ARGUS_FLOW_STATUS_INTERVAL": func(p *parser, v string) error {
		p.statusInterval("ARGUS_FLOW_STATUS_INTERVAL", v)
		return nil
	},
	"ARGUS_MAR_STATUS_INTERVAL": duration(func(p *parser) *time.Duration { return &p.MARInterval }),
	"ARGUS_IP_TIMEOUT":          timeout(func(t *flow.Timeouts) *time.Duration { return &t.IP }),
	"ARGUS_TCP_TIMEOUT":         timeout(func(t *flow.Timeouts) *time.Duration { return &t.TCP }),
	"ARGUS_ICMP_TIMEOUT":        timeout(func(t *flow.Timeouts) *time.Duration { return &t.ICMP }),
	"ARGUS_ARP_TIMEOUT":         timeout(func(t *flow.Timeouts) *time.Duration { return &t.ARP }),
	"ARGUS_IGMP_TIMEOUT":        timeout(func(t *flow.Timeouts) *time.Duration { return &t.IGMP }),
	"ARGUS_OTHER_TIMEOUT":       timeout(func(t *flow.Timeouts) *time.Duration { return &t.Other }),

	"ARGUS_CAPTURE_DATA_LEN":                  count(0, maxUserData, func(p *parser) *int { return &p.Flow.UserData }),
	"ARGUS_GENERATE_START_RECORDS":            flag(func(p *parser) *bool { return &p.Flow.StartRecords }),
	"ARGUS_GENERATE_PACKET_SIZE":              flag(func(p *parser) *bool { return &p.Flow.Sizes }),
	"ARGUS_PACKET_SIZE_HISTOGRAM":             flag(func(p *parser) *bool { return &p.Flow.SizeHist }),
	"ARGUS_GENERATE_JITTER_DATA":              flag(func(p *parser) *bool { return &p.Flow.Jitter }),
	"ARGUS_GENERATE_MAC_DATA":                 flag(func(p *parser) *bool { return &p.Flow.MAC }),
	"ARGUS_GENERATE_APPBYTE_METRIC":           flag(func(p *parser) *bool { return &p.Flow.AppBytes }),
	"ARGUS_GENERATE_HASH_METRICS":             flag(func(p *parser) *bool { return &p.Flow.HashMetrics }),
	"ARGUS_HASHTABLE_SIZE":                    (*parser).hashSize,
	"ARGUS_CAPTURE_FULL_CONTROL_DATA":         flag(func(p *parser) *bool { return &p.Flow.FullControlData }),
	"ARGUS_CONTROLPLANE_PROTO":                setControlPorts,
	"ARGUS_KEYSTROKE":                         setKeystroke,
	"ARGUS_KEYSTROKE_CONF":                    setKeystrokeConf,
	"ARGUS_TUNNEL_DISCOVERY":                  flag(func(p *parser) *bool { return &p.Tunnels }),
	"ARGUS_TRACK_DUPLICATES":                  flag(func(p *parser) *bool { return &p.Flow.TrackDuplicates }),
	"ARGUS_FLOW_TYPE":                         setFlowType,
	"ARGUS_FLOW_KEY":                          setFlowKey,
	"ARGUS_GENERATE_BIDIRECTIONAL_TIMESTAMPS": flag(func(p *parser) *bool { return &p.Flow.BidirTimes }),

	"ARGUS_MAX_FLOWS":  count(1, maxFlows, func(p *parser) *int { return &p.Flow.MaxFlows }),
	"ARGUS_MAX_MEMORY": bytes(func(p *parser) *int64 { return &p.MaxMemory }),

	"ARGUS_PACKET_CAPTURE_FILE":     text(func(p *parser) *string { return &p.PacketFile }),
	"ARGUS_PACKET_CAPTURE_ON_ERROR": flag(func(p *parser) *bool { return &p.PacketErrors }),
	"ARGUS_PACKET_CAPTURE_ON_PROTO": setPacketProtos,

	"ARGUS_TCP_FALLOW_TIMEOUT": notOffered("the second idle queue of closed TCP flows"),
	"ARGUS_ENCAPS_CAPTURE":     notOffered("the capture of encapsulation headers"),

	"ARGUS_DEBUG_LEVEL": func(p *parser, v string) (err error) {
		p.Debug, err = number(v, 0, math.MaxInt32)
		p.log.debug = p.Debug
		return err
	},
	"ARGUS_LOG_DISPLAY_PRIORITY": func(p *parser, v string) (err error) {
		p.Priority, err = number(v, 0, 7)
		p.log.priority = p.Priority
		return err
	},

	// Without effect in the originals too.
	"ARGUS_MAR_INTERFACE_INTERVAL":      nil,
	"ARGUS_GENERATE_RESPONSE_TIME_DATA": nil,
	"ARGUS_JITTER_HISTOGRAM":            nil,
	"ARGUS_GENERATE_TCP_PERF_METRIC":    nil, // always on
	"ARGUS_SELF_SYNCHRONIZE":            nil,
	"ARGUS_TUNNEL_PARSING":              nil,
	"ARGUS_TUNNEL_INFORMATION":          nil,
	"ARGUS_DEDUP":                       nil,
	"ARGUS_FRAG_TIMEOUT":                nil, // they live as long as other IP flows
	"ARGUS_OS_FINGERPRINTING":           nil,
	"ARGUS_COLLECTOR":                   nil,
}

// liveVariables are of use to live captures and the record server only; for
// capture files they are checked and passed over.
var liveVariables = map[string]setter{
	"ARGUS_DAEMON":                  flag(func(p *parser) *bool { return &p.Live.Daemon }),
	"ARGUS_ACCESS_PORT":             count(0, 65535, func(p *parser) *int { return &p.Live.Port }),
	"ARGUS_BIND_IP":                 list(func(p *parser) *[]string { return &p.Live.Bind }),
	"ARGUS_INTERFACE":               setInterface,
	"ARGUS_SET_PID":                 flag(func(p *parser) *bool { return &p.Live.SetPID }),
	"ARGUS_PID_PATH":                text(func(p *parser) *string { return &p.Live.PIDPath }),
	"ARGUS_GO_PROMISCUOUS":          flag(func(p *parser) *bool { return &p.Live.Promiscuous }),
	"ARGUS_PCAP_BUF_SIZE":           bytes(func(p *parser) *int64 { return &p.Live.BufferSize }),
	"ARGUS_PCAP_DISPATCH_NUM":       count(1, math.MaxInt32, func(p *parser) *int { return &p.Live.Dispatch }),
	"ARGUS_TIMESTAMP_TYPE":          text(func(p *parser) *string { return &p.Live.TimestampTyp }),
	"ARGUS_INTERFACE_SCAN_INTERVAL": duration(func(p *parser) *time.Duration { return &p.Live.Scan }),
	"ARGUS_MIN_SSF":                 count(0, math.MaxInt32, func(p *parser) *int { return &p.Live.MinSSF }),
	"ARGUS_MAX_SSF":                 count(0, math.MaxInt32, func(p *parser) *int { return &p.Live.MaxSSF }),
}

// maxFlows is the largest bound of the flow table.
const maxFlows = 1 << 28

// variable follows one assignment. Unknown names are told and passed over, as
// files may be written for another release.
func (p *parser) variable(v rarc.Var) error {
	set, known := variables[v.Name]
	if live, ok := liveVariables[v.Name]; ok {
		p.log.notef("configuration variable %s does not apply to capture files", v.Name)
		set, known = live, true
	}
	switch {
	case !known && p.system:
		p.log.notef("configuration variable %s is unknown", v.Name)
	case !known:
		p.log.warnf("configuration variable %s is unknown", v.Name)
	case set == nil:
		p.log.notef("configuration variable %s has no effect", v.Name)
	default:
		return set(p, v.Value)
	}
	return nil
}

func flag(at func(*parser) *bool) setter {
	return func(p *parser, v string) error {
		*at(p) = rarc.Yes(v)
		return nil
	}
}

func text(at func(*parser) *string) setter {
	return func(p *parser, v string) error {
		*at(p) = v
		return nil
	}
}

func list(at func(*parser) *[]string) setter {
	return func(p *parser, v string) error {
		*at(p) = splitList(v)
		return nil
	}
}

func count(low, high int, at func(*parser) *int) setter {
	return func(p *parser, v string) (err error) {
		*at(p), err = number(v, low, high)
		return err
	}
}

func bytes(at func(*parser) *int64) setter {
	return func(p *parser, v string) (err error) {
		*at(p), err = size(v)
		return err
	}
}

func duration(at func(*parser) *time.Duration) setter {
	return func(p *parser, v string) (err error) {
		*at(p), err = interval(v)
		return err
	}
}

// timeout reads an idle timeout in seconds; 0 or less forgets a flow with its
// report.
func timeout(at func(*flow.Timeouts) *time.Duration) setter {
	return func(p *parser, v string) error {
		s, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(v), "s"), 64)
		if err != nil || s != s {
			return fmt.Errorf("have %q, want a number of seconds", v)
		}
		*at(&p.Flow.Timeouts) = seconds(max(s, 0))
		return nil
	}
}

func setMonitorID(p *parser, v string) (err error) {
	p.Source, p.Interface, err = parseSourceID(v)
	return err
}

// setIncludeInf reads no, yes or a name of at most four characters; yes and
// no leave the name to the input.
func setIncludeInf(p *parser, v string) error {
	switch {
	case strings.EqualFold(v, "yes"), strings.EqualFold(v, "no"):
		p.Interface = ""
	case len(v) > 4:
		return fmt.Errorf("have %q, want yes, no or at most 4 characters", v)
	default:
		p.Interface = v
	}
	return nil
}

// setOutput adds an output; the first of each file replaces those before.
func setOutput(p *parser, v string) error {
	target, filter := rarc.FileFilter(v)
	if target == "" {
		return errors.New("names no file")
	}
	if !p.fileOut {
		p.Outputs, p.fileOut = nil, true
	}
	p.Outputs = append(p.Outputs, Output{Target: target, Filter: filter})
	return nil
}

func setInterface(p *parser, v string) error {
	if !p.fileDev {
		p.Live.Interfaces, p.fileDev = nil, true
	}
	p.Live.Interfaces = append(p.Live.Interfaces, v)
	return nil
}

func setEnv(_ *parser, v string) error {
	name, value, ok := strings.Cut(v, "=")
	if !ok {
		return fmt.Errorf("have %q, want NAME=value", v)
	}
	return os.Setenv(name, value)
}

// setFlowType reads Unidirectional or Bidirectional; three letters are enough.
func setFlowType(p *parser, v string) error {
	switch s := strings.ToLower(v); {
	case strings.HasPrefix(s, "uni"):
		p.Flow.Unidirectional = true
	case strings.HasPrefix(s, "bi"):
		p.Flow.Unidirectional = false
	default:
		return fmt.Errorf("have %q, want Bidirectional or Unidirectional", v)
	}
	p.TypeSet = true
	return nil
}

var flowKeys = map[string]flow.Key{
	"CLASSIC_5_TUPLE": 0,
	"VLAN":            flow.KeyVLAN,
	"LOCAL_MPLS":      flow.KeyLocalMPLS,
	"COMPLETE_MPLS":   flow.KeyCompleteMPLS,
	"LAYER_2":         flow.KeyLayer2,
	"LAYER_2_MATRIX":  flow.KeyLayer2Matrix,
	"LAYER_3_MATRIX":  flow.KeyLayer3Matrix,
}

// setFlowKey reads tokens joined by + (flow model, section 4.9).
func setFlowKey(p *parser, v string) error {
	var keys flow.Key
	for token := range strings.SplitSeq(v, "+") {
		k, ok := flowKeys[strings.ToUpper(strings.TrimSpace(token))]
		if !ok {
			return fmt.Errorf("%q is no part of a flow key", token)
		}
		keys |= k
	}
	p.Flow.FlowKey = keys
	return nil
}

// notOffered refuses a setting that would change records and is not offered,
// unless it is off.
func notOffered(what string) setter {
	return func(p *parser, v string) error {
		if v == "" || v == "0" || strings.EqualFold(v, "no") {
			return nil
		}
		p.log.warnf("%s is not offered", what)
		return nil
	}
}

var ipProtocols = map[string]uint8{
	"icmp": 1, "igmp": 2, "ipip": 4, "tcp": 6, "udp": 17, "ipv6": 41, "gre": 47, "esp": 50, "ah": 51,
	"icmpv6": 58, "ipv6-icmp": 58, "icmp6": 58, "ospf": 89, "pim": 103, "vrrp": 112, "sctp": 132,
}

func setPacketProtos(p *parser, v string) error {
	for _, s := range splitList(v) {
		n, err := strconv.ParseUint(s, 10, 8)
		proto := uint8(n)
		if err != nil {
			var ok bool
			if proto, ok = ipProtocols[strings.ToLower(s)]; !ok {
				return fmt.Errorf("%q is no IP protocol", s)
			}
		}
		p.PacketProtos = append(p.PacketProtos, proto)
	}
	return nil
}

// setControlPorts reads tcp:port,udp:port,port,service.
func setControlPorts(p *parser, v string) error {
	p.Flow.ControlPorts = nil
	for _, s := range splitList(v) {
		proto, name, ok := strings.Cut(s, ":")
		if !ok {
			proto, name = "", s
		}
		c := flow.ControlPort{Proto: ipProtocols[strings.ToLower(proto)]}
		if ok && c.Proto == 0 {
			return fmt.Errorf("%q: unknown protocol %q", s, proto)
		}
		port, err := servicePort(strings.ToLower(proto), name)
		if err != nil {
			return fmt.Errorf("%q: no port and no service of that name", s)
		}
		c.Port = port
		p.Flow.ControlPorts = append(p.Flow.ControlPorts, c)
	}
	return nil
}

// servicePort is the port of a service of the system's list, or a number.
func servicePort(proto, name string) (uint16, error) {
	if proto != "" {
		n, err := net.LookupPort(proto, name)
		return uint16(n), err
	}
	n, err := net.LookupPort("tcp", name)
	if err != nil {
		n, err = net.LookupPort("udp", name)
	}
	return uint16(n), err
}

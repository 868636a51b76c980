// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/internal/nearest"
	"github.com/argus-go/argus/internal/rarc"
	"github.com/argus-go/argus/internal/sourceid"
)

// maxFlows is the largest allowed size of the flow table.
const maxFlows = 1 << 28

// variable applies one assignment. Unknown names are reported and ignored,
// because the file may be written for another release.
func (p *parser) variable(v rarc.Var) error {
	i := slices.IndexFunc(variables, func(x Variable) bool { return x.Name == v.Name })
	switch {
	case i < 0:
		p.unknownVariable(v.Name)
		return nil
	case variables[i].set == nil:
		p.log.notef("configuration variable %s has no effect", v.Name)
		return nil
	case variables[i].Group == groupLive:
		p.explicitVars = append(p.explicitVars, v.Name)
	}
	return variables[i].set.set(p, v.Value)
}

// unknownVariable reports a name that is not in the table. The file of the
// system is read by every run, so its names are reported only on request.
func (p *parser) unknownVariable(name string) {
	names := make([]string, len(variables))
	for i, v := range variables {
		names[i] = v.Name
	}
	hint := ""
	if near := nearest.Word(name, names); near != "" {
		hint = fmt.Sprintf(": did you mean %s?", near)
	}
	report := p.log.warnf
	if p.system {
		report = p.log.notef
	}
	report("unknown configuration variable %s ignored%s", name, hint)
}

// A flag is on if its value is yes.
type flag func(*parser) *bool

func (at flag) set(p *parser, v string) error {
	*at(p) = rarc.Yes(v)
	return nil
}

// A text takes any value.
type text func(*parser) *string

func (at text) set(p *parser, v string) error {
	*at(p) = v
	return nil
}

// A list is separated by commas or blanks.
type list func(*parser) *[]string

func (at list) set(p *parser, v string) error {
	*at(p) = splitList(v)
	return nil
}

// A count is a whole number from low to high.
type count struct {
	low, high int
	at        func(*parser) *int
}

func (c count) set(p *parser, v string) (err error) {
	*c.at(p), err = number(v, c.low, c.high)
	return err
}

// A bytes is a number of bytes, such as 500M.
type bytes func(*parser) *int64

func (at bytes) set(p *parser, v string) (err error) {
	*at(p), err = size(v)
	return err
}

// A duration is a number of seconds.
type duration func(*parser) *time.Duration

func (at duration) set(p *parser, v string) (err error) {
	*at(p), err = interval(v)
	return err
}

// A timeout is an idle timeout in seconds; with 0 or less a flow is forgotten as
// soon as it is reported.
type timeout func(*flow.Timeouts) *time.Duration

func (at timeout) set(p *parser, v string) error {
	s, err := decimal(strings.TrimSuffix(strings.TrimSpace(v), "s"))
	if err != nil {
		return fmt.Errorf("%q is not a number of seconds", v)
	}
	*at(&p.Flow.Timeouts) = seconds(max(s, 0))
	return nil
}

func setMonitorID(p *parser, v string) (err error) {
	p.Source, p.Interface, err = sourceid.Parse(v)
	return err
}

// setIncludeInf reads yes, no, or a name of at most four characters. With yes and
// no, the name is that of the input.
func setIncludeInf(p *parser, v string) error {
	switch {
	case strings.EqualFold(v, "yes"), strings.EqualFold(v, "no"):
		p.Interface = ""
	case len(v) > 4:
		return fmt.Errorf("%q is too long (want yes, no, or a name of at most 4 characters)", v)
	default:
		p.Interface = v
	}
	return nil
}

// setOutput adds an output; the first one of each file replaces earlier ones.
func setOutput(p *parser, v string) error {
	target, filter := rarc.FileFilter(v)
	if target == "" {
		return errors.New("no file name")
	}
	if !p.fileOut {
		p.Outputs, p.fileOut = nil, true
	}
	p.Outputs = append(p.Outputs, Output{Target: target, Filter: filter})
	return nil
}

// setInterface adds an interface, as setOutput adds an output.
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
		return fmt.Errorf("%q is not of the form NAME=value", v)
	}
	return os.Setenv(name, value)
}

// setFlowType reads Bidirectional or Unidirectional; the first letters, bi or uni,
// are enough.
func setFlowType(p *parser, v string) error {
	switch s := strings.ToLower(v); {
	case strings.HasPrefix(s, "uni"):
		p.Flow.Unidirectional = true
	case strings.HasPrefix(s, "bi"):
		p.Flow.Unidirectional = false
	default:
		return fmt.Errorf("unknown flow type %q (want Bidirectional or Unidirectional)", v)
	}
	p.TypeSet = true
	return nil
}

var flowKeys = lookup.Table[string, flow.Key]{
	{"CLASSIC_5_TUPLE", 0},
	{"VLAN", flow.KeyVLAN},
	{"LOCAL_MPLS", flow.KeyLocalMPLS},
	{"COMPLETE_MPLS", flow.KeyCompleteMPLS},
	{"LAYER_2", flow.KeyLayer2},
	{"LAYER_2_MATRIX", flow.KeyLayer2Matrix},
	{"LAYER_3_MATRIX", flow.KeyLayer3Matrix},
}

// setFlowKey reads tokens joined by + (flow model, section 4.9).
func setFlowKey(p *parser, v string) error {
	var keys flow.Key
	for token := range strings.SplitSeq(v, "+") {
		k, ok := flowKeys.Find(strings.ToUpper(strings.TrimSpace(token)))
		if !ok {
			return fmt.Errorf("%q is not part of a flow key (want one or more of CLASSIC_5_TUPLE, VLAN, LOCAL_MPLS, COMPLETE_MPLS, LAYER_2, LAYER_2_MATRIX and LAYER_3_MATRIX, joined by +)", token)
		}
		keys |= k
	}
	p.Flow.FlowKey = keys
	return nil
}

// An unsupported setting would change the records, so it is reported unless it
// is off.
type unsupported string

func (what unsupported) set(p *parser, v string) error {
	if v == "" || v == "0" || strings.EqualFold(v, "no") {
		return nil
	}
	p.log.warnf("%s is not supported", string(what))
	return nil
}

var ipProtocols = lookup.Table[string, uint8]{
	{"icmp", 1},
	{"igmp", 2},
	{"ipip", 4},
	{"tcp", 6},
	{"udp", 17},
	{"ipv6", 41},
	{"gre", 47},
	{"esp", 50},
	{"ah", 51},
	{"icmpv6", 58},
	{"ipv6-icmp", 58},
	{"icmp6", 58},
	{"ospf", 89},
	{"pim", 103},
	{"vrrp", 112},
	{"sctp", 132},
}

// setPacketProtos reads a list of IP protocols, by name or number.
func setPacketProtos(p *parser, v string) error {
	for _, s := range splitList(v) {
		n, err := strconv.ParseUint(s, 10, 8)
		proto := uint8(n)
		if err != nil {
			var ok bool
			if proto, ok = ipProtocols.Find(strings.ToLower(s)); !ok {
				return fmt.Errorf("unknown IP protocol %q", s)
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
		c := flow.ControlPort{Proto: ipProtocols.Of(strings.ToLower(proto))}
		if ok && c.Proto == 0 {
			return fmt.Errorf("%q: unknown protocol %q", s, proto)
		}
		port, err := servicePort(strings.ToLower(proto), name)
		if err != nil {
			return fmt.Errorf("%q is neither a port number nor a known service", s)
		}
		c.Port = port
		p.Flow.ControlPorts = append(p.Flow.ControlPorts, c)
	}
	return nil
}

// servicePort returns a port by its number or by the name of its service, from
// the services list of the system.
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

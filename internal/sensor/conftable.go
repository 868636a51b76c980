// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"math"
	"time"

	"github.com/argus-go/argus/internal/flow"
)

// A setter follows one variable of a configuration file. Its kinds are types, for
// which the linker lays the table out.
type setter interface {
	set(p *parser, value string) error
}

// A setFunc is the setter of one variable alone.
type setFunc func(p *parser, value string) error

func (f setFunc) set(p *parser, value string) error { return f(p, value) }

// A Variable is one name of a configuration file and what users are told of
// it.
type Variable struct {
	Group, Name string
	Default     string // "" for none
	About       string // a phrase, with backquotes as in [getopt.Doc]
	set         setter // nil for one without effect
}

// Variables returns the names that a configuration file may hold, in the order
// that help has them.
func Variables() []Variable { return variables }

// variables is the table of all variables (sensor options, section 6).
var variables = []Variable{
	{groupIdentity, "ARGUS_OUTPUT_FILE", "", "an output, as `-w`; a record filter may follow the file's name, within the same quotes, without quotes, or in quotes of its own", setFunc(setOutput)},
	{groupIdentity, "ARGUS_OUTPUT_STREAM", "", "an output, as `-w`; a record filter may follow the file's name, within the same quotes, without quotes, or in quotes of its own", setFunc(setOutput)},
	{groupIdentity, "ARGUS_FILTER", "", "packet filter where the command line has none", text(func(p *parser) *string { return &p.Filter })},
	{groupIdentity, "ARGUS_FILTER_OPTIMIZER", "yes", "optimise the packet filter; `-O` switches it off", flag(func(p *parser) *bool { return &p.Optimize })},
	{groupIdentity, "ARGUS_MONITOR_ID", "", "source id, as `-e`", setFunc(setMonitorID)},
	{groupIdentity, "ARGUS_MONITOR_ID_INCLUDE_INF", "no", "interface name in records of release 5: a name of up to 4 characters; yes and no leave it to the input's name", setFunc(setIncludeInf)},
	{groupIdentity, "ARGUS_PACKET_CAPTURE_FILE", "", "write the packets read to this pcap file", text(func(p *parser) *string { return &p.PacketFile })},
	{groupIdentity, "ARGUS_PACKET_CAPTURE_ON_ERROR", "no", "write only packets that cannot be decoded in full to it", flag(func(p *parser) *bool { return &p.PacketErrors })},
	{groupIdentity, "ARGUS_PACKET_CAPTURE_ON_PROTO", "all", "write only packets of these IP protocols to it, a list of names or numbers", setFunc(setPacketProtos)},
	{groupIdentity, "ARGUS_CHROOT_DIR", "", "root directory, as `-c`", text(func(p *parser) *string { return &p.Chroot })},
	{groupIdentity, "ARGUS_SETUSER_ID", "", "user, as `-u`", text(func(p *parser) *string { return &p.User })},
	{groupIdentity, "ARGUS_SETGROUP_ID", "", "group, as `-g`", text(func(p *parser) *string { return &p.Group })},
	{groupIdentity, "ARGUS_ENV", "", "`NAME=value` to put in the environment", setFunc(setEnv)},
	{groupIdentity, "ARGUS_EVENT_DATA", "", "host events; collected in live captures only", setFunc(setEvent)},
	{groupIdentity, "ARGUS_DEBUG_LEVEL", "0", "tell what is passed over, as `-D`", setFunc(func(p *parser, v string) (err error) {
		p.Debug, err = number(v, 0, math.MaxInt32)
		p.log.debug = p.Debug
		return err
	})},
	{groupIdentity, "ARGUS_LOG_DISPLAY_PRIORITY", "4", "highest syslog priority of messages shown, as `-k`", setFunc((*parser).setPriority)},
	{groupRecords, "ARGUS_FLOW_STATUS_INTERVAL", "5", "longest time in one record, in seconds, as `-S`", setFunc(func(p *parser, v string) error {
		p.statusInterval("ARGUS_FLOW_STATUS_INTERVAL", v)
		return nil
	})},
	{groupRecords, "ARGUS_MAR_STATUS_INTERVAL", "60", "seconds between management records, with `-f`, `-T` or `-M`", duration(func(p *parser) *time.Duration { return &p.MARInterval })},
	{groupRecords, "ARGUS_FLOW_TYPE", "Bidirectional", "`Bidirectional` or `Unidirectional`: whether both directions of a flow are one record", setFunc(setFlowType)},
	{groupRecords, "ARGUS_FLOW_KEY", "CLASSIC_5_TUPLE", "what keeps flows apart, words joined by `+`: `CLASSIC_5_TUPLE`, `VLAN`, `LOCAL_MPLS`, `COMPLETE_MPLS`, `LAYER_2`, `LAYER_2_MATRIX`, `LAYER_3_MATRIX`", setFunc(setFlowKey)},
	{groupRecords, "ARGUS_GENERATE_APPBYTE_METRIC", "no", "count application bytes, as `-A`", flag(func(p *parser) *bool { return &p.Flow.AppBytes })},
	{groupRecords, "ARGUS_GENERATE_JITTER_DATA", "no", "inter-packet times, as `-J`", flag(func(p *parser) *bool { return &p.Flow.Jitter })},
	{groupRecords, "ARGUS_GENERATE_MAC_DATA", "no", "link addresses, as `-m`", flag(func(p *parser) *bool { return &p.Flow.MAC })},
	{groupRecords, "ARGUS_GENERATE_PACKET_SIZE", "no", "smallest and largest packet, as `-Z`", flag(func(p *parser) *bool { return &p.Flow.Sizes })},
	{groupRecords, "ARGUS_PACKET_SIZE_HISTOGRAM", "no", "a histogram of packet sizes too, in records of release 5", flag(func(p *parser) *bool { return &p.Flow.SizeHist })},
	{groupRecords, "ARGUS_GENERATE_BIDIRECTIONAL_TIMESTAMPS", "no", "first and last time of each direction", flag(func(p *parser) *bool { return &p.Flow.BidirTimes })},
	{groupRecords, "ARGUS_GENERATE_START_RECORDS", "no", "a record after the first packet of each flow", flag(func(p *parser) *bool { return &p.Flow.StartRecords })},
	{groupRecords, "ARGUS_GENERATE_HASH_METRICS", "no", "flow hash, in records of release 5", flag(func(p *parser) *bool { return &p.Flow.HashMetrics })},
	{groupRecords, "ARGUS_HASHTABLE_SIZE", "16777216", "buckets that flow hashes are counted in, as `-H`", setFunc((*parser).hashSize)},
	{groupRecords, "ARGUS_CAPTURE_DATA_LEN", "0", "first payload bytes of each direction, as `-U`", count{0, maxUserData, func(p *parser) *int { return &p.Flow.UserData }}},
	{groupRecords, "ARGUS_CAPTURE_FULL_CONTROL_DATA", "no", "all payload of control traffic, as `-C`", flag(func(p *parser) *bool { return &p.Flow.FullControlData })},
	{groupRecords, "ARGUS_CONTROLPLANE_PROTO", "", "ports of control traffic, besides ARP, IS-IS and PPP control: `tcp:PORT`, `udp:PORT`, a port or a service, joined by commas", setFunc(setControlPorts)},
	{groupRecords, "ARGUS_KEYSTROKE", "no", "detect keystrokes: yes or tcp for all of TCP, ssh for SSH alone, or no", setFunc(setKeystroke)},
	{groupRecords, "ARGUS_KEYSTROKE_CONF", "", "settings of keystroke detection, NAME=VALUE joined by `;`, after `ARGUS_KEYSTROKE`: `DC_MIN`, `DC_MAX`, `GS_MAX`, `DS_MIN`, `DS_MAX`, `IC_MIN`, `LCS_MAX`, `GPC_MAX`, `ICR_MIN`, `ICR_MAX`", setFunc(setKeystrokeConf)},
	{groupRecords, "ARGUS_TRACK_DUPLICATES", "no", "find duplicated TCP packets by IP id", flag(func(p *parser) *bool { return &p.Flow.TrackDuplicates })},
	{groupRecords, "ARGUS_TUNNEL_DISCOVERY", "no", "open Teredo, VXLAN, Geneve and L2TP", flag(func(p *parser) *bool { return &p.Tunnels })},
	{groupTable, "ARGUS_MAX_FLOWS", "4194304", "flows tracked at a time, as `--max-flows`; in a full table the flow that was idle longest is reported early and forgotten, and management records count these", count{1, maxFlows, func(p *parser) *int { return &p.Flow.MaxFlows }}},
	{groupTable, "ARGUS_MAX_MEMORY", "", "the same by memory, as `--max-memory`: 500M, 2G", bytes(func(p *parser) *int64 { return &p.MaxMemory })},
	{groupTable, "ARGUS_IP_TIMEOUT", "30", "seconds that an idle flow is remembered after its record: UDP, other IP, and fragments whose first one is missing", timeout(func(t *flow.Timeouts) *time.Duration { return &t.IP })},
	{groupTable, "ARGUS_TCP_TIMEOUT", "60", "the same for TCP", timeout(func(t *flow.Timeouts) *time.Duration { return &t.TCP })},
	{groupTable, "ARGUS_ICMP_TIMEOUT", "5", "the same for ICMP and ICMPv6", timeout(func(t *flow.Timeouts) *time.Duration { return &t.ICMP })},
	{groupTable, "ARGUS_IGMP_TIMEOUT", "30", "the same for IGMP", timeout(func(t *flow.Timeouts) *time.Duration { return &t.IGMP })},
	{groupTable, "ARGUS_ARP_TIMEOUT", "5", "the same for ARP and RARP", timeout(func(t *flow.Timeouts) *time.Duration { return &t.ARP })},
	{groupTable, "ARGUS_OTHER_TIMEOUT", "30", "the same for what is not IP", timeout(func(t *flow.Timeouts) *time.Duration { return &t.Other })},
	{groupLive, "ARGUS_DAEMON", "", "run as a daemon, as `-d`", flag(func(p *parser) *bool { return &p.Live.Daemon })},
	{groupLive, "ARGUS_ACCESS_PORT", "", "port of the record server, as `-P`", count{0, 65535, func(p *parser) *int { return &p.Live.Port }}},
	{groupLive, "ARGUS_BIND_IP", "", "its address, as `-B`", list(func(p *parser) *[]string { return &p.Live.Bind })},
	{groupLive, "ARGUS_INTERFACE", "", "interface, as `-i`", setFunc(setInterface)},
	{groupLive, "ARGUS_SET_PID", "", "write a file of the process number", flag(func(p *parser) *bool { return &p.Live.SetPID })},
	{groupLive, "ARGUS_PID_PATH", "", "folder of that file", text(func(p *parser) *string { return &p.Live.PIDPath })},
	{groupLive, "ARGUS_GO_PROMISCUOUS", "", "all packets, whoever they are for, as `-p`", flag(func(p *parser) *bool { return &p.Live.Promiscuous })},
	{groupLive, "ARGUS_PCAP_BUF_SIZE", "", "size of the capture buffer", bytes(func(p *parser) *int64 { return &p.Live.BufferSize })},
	{groupLive, "ARGUS_PCAP_DISPATCH_NUM", "", "packets taken at a time", count{1, math.MaxInt32, func(p *parser) *int { return &p.Live.Dispatch }}},
	{groupLive, "ARGUS_TIMESTAMP_TYPE", "", "clock that packets are stamped by", text(func(p *parser) *string { return &p.Live.TimestampTyp })},
	{groupLive, "ARGUS_INTERFACE_SCAN_INTERVAL", "", "seconds between looks for interfaces", duration(func(p *parser) *time.Duration { return &p.Live.Scan })},
	{groupLive, "ARGUS_MIN_SSF", "", "strength of protection that clients need", count{0, math.MaxInt32, func(p *parser) *int { return &p.Live.MinSSF }}},
	{groupLive, "ARGUS_MAX_SSF", "", "the most that they may ask for", count{0, math.MaxInt32, func(p *parser) *int { return &p.Live.MaxSSF }}},
	{groupNothing, "ARGUS_MAR_INTERFACE_INTERVAL", "", "as in earlier releases", nil},
	{groupNothing, "ARGUS_GENERATE_RESPONSE_TIME_DATA", "", "as in earlier releases", nil},
	{groupNothing, "ARGUS_JITTER_HISTOGRAM", "", "as in earlier releases", nil},
	{groupNothing, "ARGUS_GENERATE_TCP_PERF_METRIC", "", "always on", nil},
	{groupNothing, "ARGUS_SELF_SYNCHRONIZE", "", "as in earlier releases", nil},
	{groupNothing, "ARGUS_TUNNEL_PARSING", "", "as in earlier releases", nil},
	{groupNothing, "ARGUS_TUNNEL_INFORMATION", "", "as in earlier releases", nil},
	{groupNothing, "ARGUS_DEDUP", "", "as in earlier releases", nil},
	{groupNothing, "ARGUS_FRAG_TIMEOUT", "", "fragments live as long as other IP flows", nil},
	{groupNothing, "ARGUS_OS_FINGERPRINTING", "", "as in earlier releases", nil},
	{groupNothing, "ARGUS_COLLECTOR", "", "as in earlier releases", nil},
	{groupNothing, "ARGUS_TCP_FALLOW_TIMEOUT", "", "the second idle queue of closed TCP flows is not offered; a warning tells", notOffered("the second idle queue of closed TCP flows")},
	{groupNothing, "ARGUS_ENCAPS_CAPTURE", "", "the capture of encapsulation headers is not offered; a warning tells", notOffered("the capture of encapsulation headers")},
}

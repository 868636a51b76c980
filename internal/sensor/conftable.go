// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"math"
	"time"

	"github.com/argus-go/argus/internal/flow"
)

// A setter applies one variable of a configuration file. Its kinds are types, so
// that the linker can lay out the table.
type setter interface {
	set(p *parser, value string) error
}

// A setFunc is the setter of a single variable.
type setFunc func(p *parser, value string) error

func (f setFunc) set(p *parser, value string) error { return f(p, value) }

// A Variable is one variable of a configuration file and its help text.
type Variable struct {
	Group, Name string
	Default     string // "" for none
	About       string // a phrase, with backquotes as in [getopt.Doc]
	set         setter // nil for a variable without effect
}

// Variables returns the variables of configuration files, in the order of the
// help text.
func Variables() []Variable { return variables }

// variables is the table of all variables (sensor options, section 6).
var variables = []Variable{
	{groupIdentity, "ARGUS_OUTPUT_FILE", "", "an output, like `-w`; a record filter may follow the file name, inside the same quotes, without quotes, or in quotes of its own", setFunc(setOutput)},
	{groupIdentity, "ARGUS_OUTPUT_STREAM", "", "an output, like `-w`; a record filter may follow the file name, inside the same quotes, without quotes, or in quotes of its own", setFunc(setOutput)},
	{groupIdentity, "ARGUS_FILTER", "", "packet filter, if the command line has none", text(func(p *parser) *string { return &p.Filter })},
	{groupIdentity, "ARGUS_FILTER_OPTIMIZER", "yes", "optimise the packet filter; `-O` switches it off", flag(func(p *parser) *bool { return &p.Optimize })},
	{groupIdentity, "ARGUS_MONITOR_ID", "", "source id, like `-e`", setFunc(setMonitorID)},
	{groupIdentity, "ARGUS_MONITOR_ID_INCLUDE_INF", "no", "interface name in release 5 records: a name of up to 4 characters; with yes or no it is derived from the input's name", setFunc(setIncludeInf)},
	{groupIdentity, "ARGUS_PACKET_CAPTURE_FILE", "", "copy the packets to this pcap file; it replaces an older capture", text(func(p *parser) *string { return &p.PacketFile })},
	{groupIdentity, "ARGUS_PACKET_CAPTURE_ON_ERROR", "no", "copy only packets that cannot be decoded completely", flag(func(p *parser) *bool { return &p.PacketErrors })},
	{groupIdentity, "ARGUS_PACKET_CAPTURE_ON_PROTO", "all", "copy only packets of these IP protocols, a list of names or numbers", setFunc(setPacketProtos)},
	{groupIdentity, "ARGUS_CHROOT_DIR", "", "root directory, like `-c`", text(func(p *parser) *string { return &p.Chroot })},
	{groupIdentity, "ARGUS_SETUSER_ID", "", "user, like `-u`", text(func(p *parser) *string { return &p.User })},
	{groupIdentity, "ARGUS_SETGROUP_ID", "", "group, like `-g`", text(func(p *parser) *string { return &p.Group })},
	{groupIdentity, "ARGUS_ENV", "", "set an environment variable: `NAME=value`", setFunc(setEnv)},
	{groupIdentity, "ARGUS_EVENT_DATA", "", "host events, `METHOD:PATH:INTERVAL[:compress]`; checked but not collected in this release, which is reported in live captures", setFunc(setEvent)},
	{groupIdentity, "ARGUS_DEBUG_LEVEL", "0", "report settings that are ignored, like `-D`", setFunc((*parser).debugLevel)},
	{groupIdentity, "ARGUS_LOG_DISPLAY_PRIORITY", "4", "highest syslog priority of messages that are shown, like `-k`", setFunc((*parser).setPriority)},
	{groupRecords, "ARGUS_FLOW_STATUS_INTERVAL", "5", "longest time that one record covers, in seconds, like `-S`", setFunc((*parser).statusInterval)},
	{groupRecords, "ARGUS_MAR_STATUS_INTERVAL", "60", "seconds between management records, with `-f`, `-T` or `-M`", duration(func(p *parser) *time.Duration { return &p.MARInterval })},
	{groupRecords, "ARGUS_FLOW_TYPE", "Bidirectional", "`Bidirectional` or `Unidirectional`: whether both directions of a flow are one record", setFunc(setFlowType)},
	{groupRecords, "ARGUS_FLOW_KEY", "CLASSIC_5_TUPLE", "what distinguishes flows, one or more words joined by `+`: `CLASSIC_5_TUPLE`, `VLAN`, `LOCAL_MPLS`, `COMPLETE_MPLS`, `LAYER_2`, `LAYER_2_MATRIX`, `LAYER_3_MATRIX`", setFunc(setFlowKey)},
	{groupRecords, "ARGUS_GENERATE_APPBYTE_METRIC", "no", "count application bytes, like `-A`", flag(func(p *parser) *bool { return &p.Flow.AppBytes })},
	{groupRecords, "ARGUS_GENERATE_JITTER_DATA", "no", "measure the times between packets, like `-J`", flag(func(p *parser) *bool { return &p.Flow.Jitter })},
	{groupRecords, "ARGUS_GENERATE_MAC_DATA", "no", "record link (MAC) addresses, like `-m`", flag(func(p *parser) *bool { return &p.Flow.MAC })},
	{groupRecords, "ARGUS_GENERATE_PACKET_SIZE", "no", "record the smallest and largest packet size, like `-Z`", flag(func(p *parser) *bool { return &p.Flow.Sizes })},
	{groupRecords, "ARGUS_PACKET_SIZE_HISTOGRAM", "no", "also a histogram of packet sizes, in release 5 records", flag(func(p *parser) *bool { return &p.Flow.SizeHist })},
	{groupRecords, "ARGUS_GENERATE_BIDIRECTIONAL_TIMESTAMPS", "no", "record the first and last time of each direction", flag(func(p *parser) *bool { return &p.Flow.BidirTimes })},
	{groupRecords, "ARGUS_GENERATE_START_RECORDS", "no", "write a record after the first packet of each flow", flag(func(p *parser) *bool { return &p.Flow.StartRecords })},
	{groupRecords, "ARGUS_GENERATE_HASH_METRICS", "no", "record a hash of the flow key, in release 5 records", flag(func(p *parser) *bool { return &p.Flow.HashMetrics })},
	{groupRecords, "ARGUS_HASHTABLE_SIZE", "16777216", "number of buckets for flow hashes, like `-H`", setFunc((*parser).hashSize)},
	{groupRecords, "ARGUS_CAPTURE_DATA_LEN", "0", "number of payload bytes to keep of each direction, like `-U`", count{0, maxUserData, func(p *parser) *int { return &p.Flow.UserData }}},
	{groupRecords, "ARGUS_CAPTURE_FULL_CONTROL_DATA", "no", "keep all payload of control traffic, like `-C`", flag(func(p *parser) *bool { return &p.Flow.FullControlData })},
	{groupRecords, "ARGUS_CONTROLPLANE_PROTO", "", "ports of control traffic, in addition to ARP, IS-IS and PPP control: `tcp:PORT`, `udp:PORT`, ports or services, separated by commas", setFunc(setControlPorts)},
	{groupRecords, "ARGUS_KEYSTROKE", "no", "detect keystrokes: yes or tcp for all of TCP, ssh for SSH only, or no", setFunc(setKeystroke)},
	{groupRecords, "ARGUS_KEYSTROKE_CONF", "", "settings of keystroke detection, NAME=VALUE separated by `;`; must follow `ARGUS_KEYSTROKE`: `DC_MIN`, `DC_MAX`, `GS_MAX`, `DS_MIN`, `DS_MAX`, `IC_MIN`, `LCS_MAX`, `GPC_MAX`, `ICR_MIN`, `ICR_MAX`", setFunc(setKeystrokeConf)},
	{groupRecords, "ARGUS_TRACK_DUPLICATES", "no", "find duplicated TCP packets by IP id", flag(func(p *parser) *bool { return &p.Flow.TrackDuplicates })},
	{groupRecords, "ARGUS_TUNNEL_DISCOVERY", "no", "decode the packets inside Teredo, VXLAN, Geneve, L2TP, ERSPAN I and III, and IP in IP", flag(func(p *parser) *bool { return &p.Tunnels })},
	{groupTable, "ARGUS_MAX_FLOWS", "4194304", "track at most this many flows at a time, like `--max-flows`", count{1, maxFlows, func(p *parser) *int { return &p.Flow.MaxFlows }}},
	{groupTable, "ARGUS_MAX_MEMORY", "", "limit the flow table to this much memory, like `--max-memory`", bytes(func(p *parser) *int64 { return &p.MaxMemory })},
	{groupTable, "ARGUS_IP_TIMEOUT", "30", "how long an idle flow is remembered after its record, in seconds: UDP, other IP, and fragments whose first one is missing", timeout(func(t *flow.Timeouts) *time.Duration { return &t.IP })},
	{groupTable, "ARGUS_TCP_TIMEOUT", "60", "the same for TCP", timeout(func(t *flow.Timeouts) *time.Duration { return &t.TCP })},
	{groupTable, "ARGUS_ICMP_TIMEOUT", "5", "the same for ICMP and ICMPv6", timeout(func(t *flow.Timeouts) *time.Duration { return &t.ICMP })},
	{groupTable, "ARGUS_IGMP_TIMEOUT", "30", "the same for IGMP", timeout(func(t *flow.Timeouts) *time.Duration { return &t.IGMP })},
	{groupTable, "ARGUS_ARP_TIMEOUT", "5", "the same for ARP and RARP", timeout(func(t *flow.Timeouts) *time.Duration { return &t.ARP })},
	{groupTable, "ARGUS_OTHER_TIMEOUT", "30", "the same for all that is not IP", timeout(func(t *flow.Timeouts) *time.Duration { return &t.Other })},
	{groupLive, "ARGUS_DAEMON", "", "run in the background, like `-d`", flag(func(p *parser) *bool { return &p.Live.Daemon })},
	{groupLive, "ARGUS_ACCESS_PORT", "", "TCP port to serve records on, like `-P`", count{0, 65535, func(p *parser) *int { return &p.Live.Port }}},
	{groupLive, "ARGUS_BIND_IP", "", "address to serve records on, like `-B`", list(func(p *parser) *[]string { return &p.Live.Bind })},
	{groupLive, "ARGUS_INTERFACE", "", "interface to capture from, like `-i`", setFunc(setInterface)},
	{groupLive, "ARGUS_SET_PID", "", "write a file with the process id if the sensor runs in the background: argus.DEV.N.pid, where DEV is the last interface and N the first free number from 0 to 4; it is removed at the end", flag(func(p *parser) *bool { return &p.Live.SetPID })},
	{groupLive, "ARGUS_PID_PATH", "/var/run", "directory of that file", text(func(p *parser) *string { return &p.Live.PIDPath })},
	{groupLive, "ARGUS_GO_PROMISCUOUS", "yes", "yes or no: capture packets to other hosts too; `-p` switches it off", flag(func(p *parser) *bool { return &p.Live.Promiscuous })},
	{groupLive, "ARGUS_PCAP_BUF_SIZE", "67108864", "size of the capture buffer of each interface in bytes, such as 128M", bytes(func(p *parser) *int64 { return &p.Live.BufferSize })},
	{groupLive, "ARGUS_PCAP_DISPATCH_NUM", "", "accepted and ignored: packets are read in the blocks that the kernel fills", count{1, math.MaxInt32, func(p *parser) *int { return &p.Live.Dispatch }}},
	{groupLive, "ARGUS_TIMESTAMP_TYPE", "", "only host and default: packets have the time of the system's clock; other values are reported and ignored", text(func(p *parser) *string { return &p.Live.TimestampTyp })},
	{groupLive, "ARGUS_INTERFACE_SCAN_INTERVAL", "", "seconds between looks at the state of interfaces, 0.5 by default", duration(func(p *parser) *time.Duration { return &p.Live.Scan })},
	{groupLive, "ARGUS_MIN_SSF", "", "weakest protection that clients may use", count{0, math.MaxInt32, func(p *parser) *int { return &p.Live.MinSSF }}},
	{groupLive, "ARGUS_MAX_SSF", "", "strongest protection that clients may ask for", count{0, math.MaxInt32, func(p *parser) *int { return &p.Live.MaxSSF }}},
	{groupNothing, "ARGUS_MAR_INTERFACE_INTERVAL", "", "accepted and ignored, as in earlier releases", nil},
	{groupNothing, "ARGUS_GENERATE_RESPONSE_TIME_DATA", "", "accepted and ignored, as in earlier releases", nil},
	{groupNothing, "ARGUS_JITTER_HISTOGRAM", "", "accepted and ignored, as in earlier releases", nil},
	{groupNothing, "ARGUS_GENERATE_TCP_PERF_METRIC", "", "always on", nil},
	{groupNothing, "ARGUS_SELF_SYNCHRONIZE", "", "accepted and ignored, as in earlier releases", nil},
	{groupNothing, "ARGUS_TUNNEL_PARSING", "", "accepted and ignored, as in earlier releases", nil},
	{groupNothing, "ARGUS_TUNNEL_INFORMATION", "", "accepted and ignored, as in earlier releases", nil},
	{groupNothing, "ARGUS_DEDUP", "", "accepted and ignored, as in earlier releases", nil},
	{groupNothing, "ARGUS_FRAG_TIMEOUT", "", "ignored: fragments are remembered as long as other IP flows", nil},
	{groupNothing, "ARGUS_OS_FINGERPRINTING", "", "accepted and ignored, as in earlier releases", nil},
	{groupNothing, "ARGUS_COLLECTOR", "", "accepted and ignored, as in earlier releases", nil},
	{groupNothing, "ARGUS_TCP_FALLOW_TIMEOUT", "", "not supported: a warning is printed", unsupported("the second idle queue of closed TCP flows")},
	{groupNothing, "ARGUS_ENCAPS_CAPTURE", "", "not supported: a warning is printed", unsupported("the capture of encapsulation headers")},
}

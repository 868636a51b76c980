// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"time"

	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/record"
)

// A Config is what the command line and the configuration files say.
type Config struct {
	Inputs []string // capture files, in reading order; "-" is standard input
	TSH    bool     // inputs are NLANR TSH files
	Follow bool     // go on reading inputs that grow
	// Scale plays captures at Scale times their speed; 0 is as fast as
	// possible.
	Scale float64

	Outputs []Output

	Filter    string // packet filter
	Optimize  bool   // of the packet filter
	DumpCode  bool   // print the packet filter's code and end
	ListLinks bool   // print the names of the interfaces and end

	Skip uint64 // packets of each input that pass unseen after the filter
	Last uint64 // number of the last packet of each input, 0 for no limit

	MARInterval time.Duration // between management records, 0 for none
	// MARStatus asks for management records between the first and the last.
	// Captures that are read at once have none unless -M is given.
	MARStatus bool
	Source    record.SourceID
	// Interface is the interface name that goes with Source in 5.x records,
	// "" to make one of the input's name.
	Interface string
	Dialect   record.Dialect
	HashSize  uint32 // buckets that flow hashes are counted in
	Tunnels   bool   // open Teredo, VXLAN, Geneve, L2TP
	Flow      flow.Config

	TypeSet bool // the flow type was chosen, not left to its default

	MaxMemory int64 // bytes that flow tables may take; 0 is the built-in bound

	PacketFile   string // capture file of the packets read
	PacketErrors bool   // only packets that could not be decoded in full
	PacketProtos []uint8

	Events []Event

	Chroot, User, Group string

	Debug    int // notices on standard error
	Priority int // highest syslog priority shown on standard error

	Live Live
}

// A Live holds the settings of captures from interfaces and of the record
// server. Reading files needs none of them.
type Live struct {
	Interfaces   []string
	Promiscuous  bool
	SnapLen      int // bytes
	BufferSize   int64
	Dispatch     int
	TimestampTyp string
	Scan         time.Duration
	Daemon       bool
	SetPID       bool
	PIDPath      string
	Port         int
	Bind         []string
	MinSSF       int
	MaxSSF       int
}

// An Output is one -w: a target and the filter of its records.
type Output struct{ Target, Filter string }

// An Event is one host event to collect (ARGUS_EVENT_DATA).
type Event struct {
	Method   string // prog or file
	Path     string
	Interval time.Duration
	Compress bool
}

// Defaults of the sensor (sensor options, sections 1 and 6).
const (
	defaultMARInterval = 60 * time.Second
	defaultHashSize    = 1 << 24
	defaultSnapLen     = 96
	defaultPriority    = 4 // warnings
	maxUserData        = 65535
)

// DefaultConfig returns the built-in settings: what -X goes back to.
func DefaultConfig() Config {
	return Config{
		Optimize:    true,
		MARInterval: defaultMARInterval,
		HashSize:    defaultHashSize,
		Flow:        flow.DefaultConfig(),
		Priority:    defaultPriority,
		Live:        Live{SnapLen: defaultSnapLen, Scan: 2 * time.Second, Dispatch: 1, MaxSSF: 128},
	}
}

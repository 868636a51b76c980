// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"strings"

	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/sourceid"
)

// Headings of options and variables. Those of groupLive are checked, and
// ignored when capture files are read.
const (
	groupInput         = "Input"
	groupOutput        = "Output"
	groupRecords       = "Records"
	groupConfiguration = "Configuration"
	groupLive          = "Live capture only"
	groupNothing       = "No effect"
	groupIdentity      = "Inputs, outputs, identity"
	groupTable         = "Flow table"
)

// An option is one option of the command line: how it is written, what help
// says, and what it does.
type option struct {
	getopt.Option
	getopt.Doc
	set func(p *parser, it getopt.Item) error
}

// options is the table of options (sensor options, section 2) in the order of
// the help text.
var options = []option{
	{
		getopt.Option{Letter: 'r', Kind: getopt.List},
		getopt.Doc{
			Group: groupInput, Args: "FILE...",
			About: "read these capture files in this order; `-` is standard input; all words up to the next option are file names",
			More:  "Formats are pcap, pcapng and snoop, plain or compressed with gzip, zstd, bzip2, xz, lz4 or compress. The format is recognised by the file's content. Each file has a flow table of its own.",
			Value: getopt.Files,
		},
		func(p *parser, it getopt.Item) error { p.Inputs = append(p.Inputs, it.Args...); return nil },
	},
	{
		getopt.Option{Letter: 't'},
		getopt.Doc{Group: groupInput, About: "the files are NLANR TSH files, 44 bytes per packet"},
		func(p *parser, _ getopt.Item) error { p.TSH = true; return nil },
	},
	{
		getopt.Option{Letter: 'N', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupInput, Args: "N|A-B",
			About: "read packets 1 to N, or A+1 to B, of each file",
			More:  "Only packets that match the packet filter count.",
		},
		func(p *parser, it getopt.Item) (err error) {
			p.Skip, p.Last, err = packetRange(it.Arg())
			return err
		},
	},
	{
		getopt.Option{Letter: 'f'},
		getopt.Doc{Group: groupInput, About: "at the end of a file, wait for more packets until interrupted"},
		func(p *parser, _ getopt.Item) error { p.Follow = true; return nil },
	},
	{
		getopt.Option{Letter: 'T', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupInput, Args: "FACTOR",
			About: "play files at FACTOR times their speed; 1 is real time",
		},
		func(p *parser, it getopt.Item) (err error) { p.Scale, err = scale(it.Arg()); return err },
	},
	{
		getopt.Option{Letter: 'O'},
		getopt.Doc{Group: groupInput, About: "do not optimise the packet filter"},
		func(p *parser, _ getopt.Item) error { p.Optimize = false; return nil },
	},
	{
		getopt.Option{Letter: 'b'},
		getopt.Doc{Group: groupInput, About: "print the code of the packet filter and exit"},
		func(p *parser, _ getopt.Item) error { p.DumpCode = true; return nil },
	},
	{
		getopt.Option{Letter: 'w', Kind: getopt.Pair},
		getopt.Doc{
			Group: groupOutput, Args: "OUTPUT [FILTER]",
			About: "append records that match FILTER to the file OUTPUT; `-` is standard output; may be repeated",
			More:  "FILTER is described in ra-filter(7); without it all records are written. A file that is not empty must be an Argus file. Without `-w` and without an output in the configuration, no records are written.",
			Value: getopt.Files,
		},
		setOutputOption,
	},
	{
		getopt.Option{Letter: 'e', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupOutput, Args: "ID",
			About: "source id of the records",
			More:  "ID is an IPv4 address, a number, \"text\" of up to 4 characters in double quotes (quote it for the shell as well), a host name, a UUID, an IPv6 address, hostname or hostuuid in backquotes, or TYPE:/ID[/IF] where TYPE is ipv4, ipv6, uuid, int or str. Release 3 records hold 4 bytes: the four words of a UUID or IPv6 address are combined by exclusive or into a number.",
		},
		func(p *parser, it getopt.Item) (err error) {
			p.Source, p.Interface, err = sourceid.Parse(it.Arg())
			return err
		},
	},
	{
		getopt.Option{Letter: 'M', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupOutput, Args: "SECONDS",
			About: "write a management record every SECONDS of packet time, in a live capture by the clock",
			More:  "By default there is one at the start and one at the end; with `-f`, `-T` and in live captures there is also one every 60 s.",
		},
		func(p *parser, it getopt.Item) (err error) {
			p.MARInterval, err = interval(it.Arg())
			p.MARStatus = true
			return err
		},
	},
	{
		getopt.Option{Letter: 'S', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupRecords, Args: "SECONDS",
			About: "longest time that one record covers; fractions are allowed (default 5)",
			More:  "0 makes a record of every packet; -1.0 makes one record per flow.",
		},
		func(p *parser, it getopt.Item) error { return p.statusInterval(it.Arg()) },
	},
	{
		getopt.Option{Letter: 'A'},
		getopt.Doc{Group: groupRecords, About: "count application bytes"},
		func(p *parser, _ getopt.Item) error { p.Flow.AppBytes = true; return nil },
	},
	{
		getopt.Option{Letter: 'J'},
		getopt.Doc{Group: groupRecords, About: "measure the times between packets"},
		func(p *parser, _ getopt.Item) error { p.Flow.Jitter = true; return nil },
	},
	{
		getopt.Option{Letter: 'm'},
		getopt.Doc{Group: groupRecords, About: "record link (MAC) addresses"},
		func(p *parser, _ getopt.Item) error { p.Flow.MAC = true; return nil },
	},
	{
		getopt.Option{Letter: 'Z'},
		getopt.Doc{Group: groupRecords, About: "record the smallest and largest packet size"},
		func(p *parser, _ getopt.Item) error { p.Flow.Sizes = true; return nil },
	},
	{
		getopt.Option{Letter: 'U', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupRecords, Args: "BYTES",
			About: "keep the first BYTES of payload of each direction (default 0)",
		},
		func(p *parser, it getopt.Item) (err error) {
			p.Flow.UserData, err = number(it.Arg(), 0, maxUserData)
			return err
		},
	},
	{
		getopt.Option{Letter: 'C'},
		getopt.Doc{
			Group: groupRecords,
			About: "keep all payload of control traffic: ARP, IS-IS, PPP control, and the ports in ARGUS_CONTROLPLANE_PROTO",
		},
		func(p *parser, _ getopt.Item) error { p.Flow.FullControlData = true; return nil },
	},
	{
		getopt.Option{Letter: 'H', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupRecords, Args: "N",
			About: "number of buckets for flow hashes (default 16777216)",
		},
		func(p *parser, it getopt.Item) error { return p.hashSize(it.Arg()) },
	},
	{
		getopt.Option{Long: "max-flows", Kind: getopt.Arg},
		getopt.Doc{
			Group: groupRecords, Args: "N",
			About: "track at most N flows at a time (default 4194304)",
			More:  "When the table is full, the flow that has been idle longest is reported early and forgotten. Management records count these flows.",
		},
		func(p *parser, it getopt.Item) (err error) {
			p.Flow.MaxFlows, err = number(it.Arg(), 1, maxFlows)
			return err
		},
	},
	{
		getopt.Option{Long: "max-memory", Kind: getopt.Arg},
		getopt.Doc{
			Group: groupRecords, Args: "BYTES",
			About: "limit the flow table to about BYTES of memory, such as 500M or 2G",
		},
		func(p *parser, it getopt.Item) (err error) { p.MaxMemory, err = size(it.Arg()); return err },
	},
	{
		getopt.Option{Letter: 'F', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupConfiguration, Args: "FILE",
			About: "read the configuration file FILE at this point",
			More:  "/etc/argus.conf is then not read. See argus.conf(5).",
			Value: getopt.Files,
		},
		func(p *parser, it getopt.Item) error { return p.file(it.Arg()) },
	},
	{
		getopt.Option{Letter: 'X'},
		getopt.Doc{
			Group: groupConfiguration,
			About: "reset all settings to the built-in ones at this point; /etc/argus.conf is not read",
			More:  "Options before `-X` are lost, so put it first.",
		},
		func(p *parser, _ getopt.Item) error { p.reset(); return nil },
	},
	{
		getopt.Option{Letter: 'c', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupConfiguration, Args: "DIR",
			About: "change the root directory once all files are open (needs root)",
			Value: getopt.Dirs,
		},
		func(p *parser, it getopt.Item) error { p.Chroot = it.Arg(); return nil },
	},
	{
		getopt.Option{Letter: 'u', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupConfiguration, Args: "USER",
			About: "change to this user once all files are open (needs root)",
		},
		func(p *parser, it getopt.Item) error { p.User = it.Arg(); return nil },
	},
	{
		getopt.Option{Letter: 'g', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupConfiguration, Args: "GROUP",
			About: "change to this group once all files are open (needs root)",
		},
		func(p *parser, it getopt.Item) error { p.Group = it.Arg(); return nil },
	},
	{
		getopt.Option{Long: "no-sandbox"},
		getopt.Doc{
			Group: groupConfiguration,
			About: "do not restrict what the process may do after its start",
			More:  "By default, argus gives up on Linux what it does not need any more, once everything is open. It cannot run programs, change its user or privileges, make processes, or connect to anything. In a live capture, and with `-P`, it has no capabilities; it can write only in the folders of its outputs, and read only there, in the folders of its configuration files and inputs, and in /etc. If the kernel does not support a part of this, a warning says so. With `--no-sandbox`, a line says that the sandbox is off.",
		},
		func(p *parser, _ getopt.Item) error { p.NoSandbox = true; return nil },
	},
	{
		getopt.Option{Letter: 'D', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupConfiguration, Args: "LEVEL",
			About: "level 1 and above: report settings that are ignored, and a summary of each file",
		},
		func(p *parser, it getopt.Item) error { return p.debugLevel(it.Arg()) },
	},
	{
		getopt.Option{Letter: 'k', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupConfiguration, Args: "PRIORITY",
			About: "show messages up to this syslog priority, 0 to 7 (default 4, warnings)",
		},
		func(p *parser, it getopt.Item) error { return p.setPriority(it.Arg()) },
	},
	{
		getopt.Option{Letter: 'l'},
		getopt.Doc{Group: groupConfiguration, About: "list the network interfaces and exit"},
		func(p *parser, _ getopt.Item) error { p.ListLinks = true; return nil },
	},
	{
		getopt.Option{Letter: 'h', Long: "help", Kind: getopt.Optional},
		getopt.Doc{
			Group: groupConfiguration, Args: "[TOPIC]",
			About: "print help, or help on a TOPIC: options or variables",
			Value: getopt.Topics,
		},
		nil, // it prints this table
	},
	{
		getopt.Option{Long: "completion", Kind: getopt.Arg},
		getopt.Doc{
			Group: groupConfiguration, Args: "SHELL",
			About: "print the completion script for a shell: bash, zsh or fish",
			Value: getopt.Fixed,
			Words: []getopt.Word{{Word: "bash"}, {Word: "zsh"}, {Word: "fish"}},
		},
		nil, // it prints this table
	},
	{
		getopt.Option{Long: "version"},
		getopt.Doc{Group: groupConfiguration, About: "print the version"},
		func(*parser, getopt.Item) error { return request{"argus " + Version + "\n"} },
	},
	{
		getopt.Option{Letter: 'i', Kind: getopt.List},
		getopt.Doc{
			Group: groupLive, Args: "DEVICE...",
			About: "capture from these interfaces; `any` and `all` are all of them",
			More:  "Names may be separated by commas and begin with `bond:` or `dup:`. All interfaces share one flow table. A source id may follow a name after a slash. `any` and `all` include interfaces that are made later, without promiscuous mode. An interface that does not exist or is down is waited for. One that is removed while argus runs is waited for too, and captured again when there is one of that name. A line on standard error reports each change.",
		},
		setDevices,
	},
	{
		getopt.Option{Letter: 'p'},
		getopt.Doc{Group: groupLive, About: "do not capture in promiscuous mode"},
		func(p *parser, _ getopt.Item) error { p.Live.Promiscuous = false; return nil },
	},
	{
		getopt.Option{Letter: 's', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupLive, Args: "BYTES", About: "capture at most BYTES of each packet",
			More: "The default is 96 bytes more than the payload that `-U` keeps, or 65535 with `-C`.",
		},
		func(p *parser, it getopt.Item) (err error) {
			p.Live.SnapLen, err = number(it.Arg(), 1, maxSnapLen)
			return err
		},
	},
	{
		getopt.Option{Letter: 'd'},
		getopt.Doc{
			Group: groupLive, About: "run in the background",
			More: "The command returns when the sensor captures, with status 0, or with the error of a start that failed. Messages then go to the system log. `-d` reverses `ARGUS_DAEMON`. With `-r` it is ignored.",
		},
		func(p *parser, _ getopt.Item) error { p.Live.Daemon = !p.Live.Daemon; return nil },
	},
	{
		getopt.Option{Letter: 'P', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupLive, Args: "PORT", About: "serve records on this TCP port",
			More: "This works in live captures, and with files that are played back (`-T`) or followed (`-f`). Clients are `ra -S` and programs of earlier releases; the usual port is 561. A client may send a filter; names of hosts in it are not resolved. A client that does not read fast enough loses records. It receives a management record in their place, which counts them as dropped packets.",
		},
		func(p *parser, it getopt.Item) (err error) {
			p.Live.Port, err = number(it.Arg(), 0, 65535)
			return err
		},
	},
	{
		getopt.Option{Letter: 'B', Kind: getopt.Arg},
		getopt.Doc{Group: groupLive, Args: "ADDRESS", About: "serve records on this address"},
		func(p *parser, it getopt.Item) error { p.Live.Bind = splitList(it.Arg()); return nil },
	},
	{
		getopt.Option{Letter: 'R'},
		getopt.Doc{Group: groupNothing, About: "accepted and ignored, as in earlier releases"},
		nil,
	},
	{
		getopt.Option{Letter: 'E'},
		getopt.Doc{Group: groupNothing, About: "accepted and ignored, as in earlier releases"},
		nil,
	},
}

// Options returns the options and their help texts, in the order of the help
// text.
func Options() []getopt.Documented {
	list := make([]getopt.Documented, len(options))
	for i, o := range options {
		list[i] = getopt.Documented{Option: o.Option, Doc: o.Doc}
	}
	return list
}

// follow applies one option.
func (p *parser) follow(it getopt.Item) error {
	for _, o := range options {
		if o.Letter != it.Letter || o.Long != it.Long {
			continue
		}
		switch {
		case o.Group == groupLive:
			p.explicit = append(p.explicit, it.Name())
		case o.set == nil:
			p.log.notef("%s has no effect", it.Name())
			return nil
		}
		return o.set(p, it)
	}
	return nil
}

// setOutputOption follows -w. The first one replaces the outputs of
// configuration files.
func setOutputOption(p *parser, it getopt.Item) error {
	if !p.outputsSet {
		p.Outputs, p.outputsSet = nil, true
	}
	p.Outputs = append(p.Outputs, Output{Target: it.Args[0], Filter: strings.Join(it.Args[1:], " ")})
	return nil
}

// setDevices follows -i, as setOutputOption does -w.
func setDevices(p *parser, it getopt.Item) error {
	if !p.devicesSet {
		p.Live.Interfaces, p.devicesSet = nil, true
	}
	p.Live.Interfaces = append(p.Live.Interfaces, it.Args...)
	return nil
}

// SPDX-License-Identifier: Apache-2.0

package sensor

import "github.com/argus-go/argus/internal/getopt"

// Headings of options and variables. What is below groupLive is passed over
// when capture files are read.
const (
	groupInput         = "Input"
	groupOutput        = "Output"
	groupRecords       = "Records"
	groupConfiguration = "Configuration"
	groupLive          = "Not for capture files"
	groupNothing       = "Without effect"
	groupIdentity      = "Inputs, outputs, identity"
	groupTable         = "Flow table"
)

// options is the option table (sensor options, section 2) in the order that
// help has them.
var options = []getopt.Documented{
	{
		Option: getopt.Option{Letter: 'r', Kind: getopt.List},
		Doc: getopt.Doc{
			Group: groupInput, Args: "FILE...",
			About: "read these capture files in this order; - is standard input; all words up to the next option are files",
			More:  "Formats are pcap, pcapng and snoop, plain or compressed with gzip, zstd, bzip2, xz, lz4 or compress; a file's content tells. Each file has a flow table of its own.",
			Value: getopt.Files,
		},
	},
	{
		Option: getopt.Option{Letter: 't'},
		Doc: getopt.Doc{
			Group: groupInput,
			About: "the files are NLANR TSH files, 44 bytes a packet",
		},
	},
	{
		Option: getopt.Option{Letter: 'N', Kind: getopt.Arg},
		Doc: getopt.Doc{
			Group: groupInput, Args: "N|A-B",
			About: "take packets 1 to N, or A+1 to B, of each file",
			More:  "Those that pass the packet filter are counted.",
		},
	},
	{
		Option: getopt.Option{Letter: 'f'},
		Doc: getopt.Doc{
			Group: groupInput,
			About: "at a file's end wait for more packets until interrupted",
		},
	},
	{
		Option: getopt.Option{Letter: 'T', Kind: getopt.Arg},
		Doc: getopt.Doc{
			Group: groupInput, Args: "FACTOR",
			About: "play files at FACTOR times their speed; 1 is real time",
		},
	},
	{
		Option: getopt.Option{Letter: 'O'},
		Doc: getopt.Doc{
			Group: groupInput,
			About: "do not optimise the packet filter",
		},
	},
	{
		Option: getopt.Option{Letter: 'b'},
		Doc: getopt.Doc{
			Group: groupInput,
			About: "print the packet filter's code and end",
		},
	},
	{
		Option: getopt.Option{Letter: 'w', Kind: getopt.Pair},
		Doc: getopt.Doc{
			Group: groupOutput, Args: "OUTPUT [FILTER]",
			About: "append records that match FILTER to the file OUTPUT, - is standard output; may be repeated",
			More:  "The filter is that of ra-filter(7); without it all records are written. Without `-w` and a configured output nothing is.",
			Value: getopt.Files,
		},
	},
	{
		Option: getopt.Option{Letter: 'e', Kind: getopt.Arg},
		Doc: getopt.Doc{
			Group: groupOutput, Args: "ID",
			About: "source id in the records",
			More:  "An IPv4 address, a number, \"text\" of up to 4 characters in quotes, which the shell must not take, a host's name, a UUID or IPv6 address, hostname or hostuuid between backquotes, or TYPE:/ID[/IF] with TYPE ipv4, ipv6, uuid, int or str. Records of release 3 hold 4 bytes: the four words of a UUID or IPv6 address are then joined by exclusive or into a number.",
		},
	},
	{
		Option: getopt.Option{Letter: 'M', Kind: getopt.Arg},
		Doc: getopt.Doc{
			Group: groupOutput, Args: "SECONDS",
			About: "a management record every SECONDS of packet time",
			More:  "Without it files have one at start and end; with `-f` and `-T` there is one every 60 s.",
		},
	},
	{
		Option: getopt.Option{Letter: 'S', Kind: getopt.Arg},
		Doc: getopt.Doc{
			Group: groupRecords, Args: "SECONDS",
			About: "longest time in one record, fractions allowed (default 5)",
			More:  "0 makes a record of every packet, -1.0 one record of a flow.",
		},
	},
	{
		Option: getopt.Option{Letter: 'A'},
		Doc: getopt.Doc{
			Group: groupRecords,
			About: "count application bytes",
		},
	},
	{
		Option: getopt.Option{Letter: 'J'},
		Doc: getopt.Doc{
			Group: groupRecords,
			About: "inter-packet times",
		},
	},
	{
		Option: getopt.Option{Letter: 'm'},
		Doc: getopt.Doc{
			Group: groupRecords,
			About: "link (MAC) addresses",
		},
	},
	{
		Option: getopt.Option{Letter: 'Z'},
		Doc: getopt.Doc{
			Group: groupRecords,
			About: "smallest and largest packet",
		},
	},
	{
		Option: getopt.Option{Letter: 'U', Kind: getopt.Arg},
		Doc: getopt.Doc{
			Group: groupRecords, Args: "BYTES",
			About: "first payload bytes of each direction (default 0)",
		},
	},
	{
		Option: getopt.Option{Letter: 'C'},
		Doc: getopt.Doc{
			Group: groupRecords,
			About: "all payload of control traffic: ARP, IS-IS, PPP control, ports of ARGUS_CONTROLPLANE_PROTO",
		},
	},
	{
		Option: getopt.Option{Letter: 'H', Kind: getopt.Arg},
		Doc: getopt.Doc{
			Group: groupRecords, Args: "N",
			About: "buckets that flow hashes are counted in (default 16777216)",
		},
	},
	{
		Option: getopt.Option{Long: "max-flows", Kind: getopt.Arg},
		Doc: getopt.Doc{
			Group: groupRecords, Args: "N",
			About: "flows tracked at a time (default 4194304)",
			More:  "Beyond it the flow that was idle longest is reported early. Management records count these.",
		},
	},
	{
		Option: getopt.Option{Long: "max-memory", Kind: getopt.Arg},
		Doc: getopt.Doc{
			Group: groupRecords, Args: "BYTES",
			About: "the same by memory: 500M, 2G",
		},
	},
	{
		Option: getopt.Option{Letter: 'F', Kind: getopt.Arg},
		Doc: getopt.Doc{
			Group: groupConfiguration, Args: "FILE",
			About: "read a configuration file at this point",
			More:  "/etc/argus.conf is then not read. See argus.conf(5).",
			Value: getopt.Files,
		},
	},
	{
		Option: getopt.Option{Letter: 'X'},
		Doc: getopt.Doc{
			Group: groupConfiguration,
			About: "go back to the built-in settings at this point; /etc/argus.conf is not read",
			More:  "Options before it do not count: put it first.",
		},
	},
	{
		Option: getopt.Option{Letter: 'c', Kind: getopt.Arg},
		Doc: getopt.Doc{
			Group: groupConfiguration, Args: "DIR",
			About: "change the root directory once all files are open (needs root)",
			Value: getopt.Dirs,
		},
	},
	{
		Option: getopt.Option{Letter: 'u', Kind: getopt.Arg},
		Doc: getopt.Doc{
			Group: groupConfiguration, Args: "USER",
			About: "then change the user (needs root)",
		},
	},
	{
		Option: getopt.Option{Letter: 'g', Kind: getopt.Arg},
		Doc: getopt.Doc{
			Group: groupConfiguration, Args: "GROUP",
			About: "and the group",
		},
	},
	{
		Option: getopt.Option{Letter: 'D', Kind: getopt.Arg},
		Doc: getopt.Doc{
			Group: groupConfiguration, Args: "LEVEL",
			About: "from 1 on tell what is passed over",
		},
	},
	{
		Option: getopt.Option{Letter: 'k', Kind: getopt.Arg},
		Doc: getopt.Doc{
			Group: groupConfiguration, Args: "PRIORITY",
			About: "show messages up to this syslog priority (default 4, warnings)",
		},
	},
	{
		Option: getopt.Option{Letter: 'l'},
		Doc: getopt.Doc{
			Group: groupConfiguration,
			About: "list the network interfaces and end",
		},
	},
	{
		Option: getopt.Option{Letter: 'h', Long: "help", Kind: getopt.Optional},
		Doc: getopt.Doc{
			Group: groupConfiguration, Args: "[TOPIC]",
			About: "help, on a topic too: options, variables",
			Value: getopt.Topics,
		},
	},
	{
		Option: getopt.Option{Long: "completion", Kind: getopt.Arg},
		Doc: getopt.Doc{
			Group: groupConfiguration, Args: "SHELL",
			About: "print the completion of a shell: bash, zsh or fish",
			Value: getopt.Fixed,
			Words: []getopt.Word{{Word: "bash"}, {Word: "zsh"}, {Word: "fish"}},
		},
	},
	{
		Option: getopt.Option{Long: "version"},
		Doc: getopt.Doc{
			Group: groupConfiguration,
			About: "print the version",
		},
	},
	{
		Option: getopt.Option{Letter: 'i', Kind: getopt.List},
		Doc: getopt.Doc{
			Group: groupLive, Args: "DEVICE...",
			About: "capture from interfaces",
		},
	},
	{
		Option: getopt.Option{Letter: 'p'},
		Doc: getopt.Doc{
			Group: groupLive,
			About: "all packets, whoever they are for",
		},
	},
	{
		Option: getopt.Option{Letter: 's', Kind: getopt.Arg},
		Doc: getopt.Doc{
			Group: groupLive, Args: "BYTES",
			About: "bytes to capture of each packet",
		},
	},
	{
		Option: getopt.Option{Letter: 'd'},
		Doc: getopt.Doc{
			Group: groupLive,
			About: "run as a daemon",
		},
	},
	{
		Option: getopt.Option{Letter: 'P', Kind: getopt.Arg},
		Doc: getopt.Doc{
			Group: groupLive, Args: "PORT",
			About: "serve records on a port",
		},
	},
	{
		Option: getopt.Option{Letter: 'B', Kind: getopt.Arg},
		Doc: getopt.Doc{
			Group: groupLive, Args: "ADDRESS",
			About: "and at an address",
		},
	},
	{
		Option: getopt.Option{Letter: 'R'},
		Doc: getopt.Doc{
			Group: groupNothing,
			About: "response times, passed over as in earlier releases",
		},
	},
	{
		Option: getopt.Option{Letter: 'E'},
		Doc: getopt.Doc{
			Group: groupNothing,
			About: "passed over as in earlier releases",
		},
	},
}

// SPDX-License-Identifier: Apache-2.0

package client

import "github.com/argus-go/argus/internal/getopt"

// olderOptions are switches of release 2, letters of other programs, and what
// this release does not have.
var olderOptions = []option{
	{
		getopt.Option{Letter: 'c', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Classic.Counts = true; return nil },
		getopt.Doc{
			Group: groupClassic,
			About: "packets and bytes of either side",
			More:  "Meant where no delimiter follows.",
		},
	},
	{
		getopt.Option{Letter: 'g', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Classic.Duration = true; return nil },
		getopt.Doc{
			Group: groupClassic,
			About: "duration",
			More:  "It asks for the classic dialect.",
		},
	},
	{
		getopt.Option{Letter: 'G', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Classic.LastTime = true; return nil },
		getopt.Doc{
			Group: groupClassic,
			About: "start and last time",
			More:  "It asks for the classic dialect.",
		},
	},
	{
		getopt.Option{Letter: 'I', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Classic.Flags = true; return nil },
		getopt.Doc{
			Group: groupClassic,
			About: "flags",
		},
	},
	{
		getopt.Option{Letter: 'l', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Classic.Probe = true; return nil },
		getopt.Doc{
			Group: groupClassic,
			About: "source id of the sensor",
		},
	},
	{
		getopt.Option{Letter: 'm', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Classic.MAC = true; return nil },
		getopt.Doc{
			Group: groupClassic,
			About: "link addresses",
			More:  "Meant where no name of a column follows.",
		},
	},
	{
		getopt.Option{Letter: 'R', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Classic.Response = true; return nil },
		getopt.Doc{
			Group: groupClassic,
			About: "what routers and hosts answered with ICMP",
			More:  "Meant where no folder or file that is there follows.",
		},
	},
	{
		getopt.Option{Letter: 'd', Kind: getopt.Arg},
		setDataLength,
		getopt.Doc{
			Group: groupClassic, Args: "N|sN|dN|sN:dN",
			About: "bytes of payload to print: of either side, the source, the destination, or both",
		},
	},
	{
		getopt.Option{Letter: 'j', Kind: getopt.Flag},
		passOver,
		getopt.Doc{
			Group: groupOthers,
			About: "taken for the sake of scripts, with a note",
		},
	},
	{
		getopt.Option{Letter: 'J', Kind: getopt.Flag},
		passOver,
		getopt.Doc{
			Group: groupOthers,
			About: "the same",
		},
	},
	{
		getopt.Option{Letter: 'O', Kind: getopt.Flag},
		passOver,
		getopt.Doc{
			Group: groupOthers,
			About: "the same",
		},
	},
	{
		getopt.Option{Letter: 'Q', Kind: getopt.Arg},
		passOver,
		getopt.Doc{
			Group: groupOthers, Args: "N",
			About: "the same",
		},
	},
	{
		getopt.Option{Letter: 'U', Kind: getopt.Arg},
		passOver,
		getopt.Doc{
			Group: groupOthers, Args: "N",
			About: "the same",
		},
	},
	{
		getopt.Option{Letter: 'v', Kind: getopt.Flag},
		passOver,
		getopt.Doc{
			Group: groupOthers,
			About: "the same",
		},
	},
	{
		getopt.Option{Letter: 'V', Kind: getopt.Flag},
		passOver,
		getopt.Doc{
			Group: groupOthers,
			About: "the same",
		},
	},
	{
		getopt.Option{Letter: 'S', Kind: getopt.Arg},
		func(c *Config, it getopt.Item) error { c.Servers = append(c.Servers, it.Arg()); return nil },
		getopt.Doc{
			Group: groupAbsent, Args: "URI",
			About: "record servers",
		},
	},
	{
		getopt.Option{Letter: 'P', Kind: getopt.Arg},
		setPort,
		getopt.Doc{
			Group: groupAbsent, Args: "PORT",
			About: "their port",
		},
	},
	{
		getopt.Option{Letter: 'C', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Cisco = true; return nil },
		getopt.Doc{
			Group: groupAbsent,
			About: "NetFlow over the network",
		},
	},
	{
		getopt.Option{Letter: 'C', Kind: getopt.Arg},
		func(c *Config, it getopt.Item) error { c.Cisco, c.Collector = true, it.Arg(); return nil },
		getopt.Doc{
			Group: groupAbsent, Args: "[HOST]:PORT",
			About: "the same",
		},
	},
	{
		getopt.Option{Letter: 'd', Kind: getopt.Flag},
		setDaemon,
		getopt.Doc{
			Group: groupAbsent,
			About: "running as a daemon",
		},
	},
	{
		getopt.Option{Letter: 'm', Kind: getopt.List},
		refuseKeys,
		getopt.Doc{
			Group: groupAbsent, Args: "KEY...",
			About: "keys of programs that aggregate",
		},
	},
	{
		getopt.Option{Letter: 'P', Kind: getopt.List},
		refuseKeys,
		getopt.Doc{
			Group: groupAbsent, Args: "KEY...",
			About: "keys of programs that sort",
		},
	},
	{
		getopt.Option{Letter: 'B', Kind: getopt.Flag},
		nil,
		getopt.Doc{
			Group: groupAbsent,
			About: "holding times",
		},
	},
	{
		getopt.Option{Letter: 'f', Kind: getopt.Flag},
		nil,
		getopt.Doc{
			Group: groupAbsent,
			About: "files of programs that aggregate",
		},
	},
}

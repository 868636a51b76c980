// SPDX-License-Identifier: Apache-2.0

package client

import "github.com/argus-go/argus/internal/getopt"

// otherOptions are letters that other programs of the family use, which are
// accepted with a note, and options whose feature this release lacks.
var otherOptions = []Option{
	{
		getopt.Option{Letter: 'j', Kind: getopt.Flag},
		ignore,
		getopt.Doc{Group: groupOthers, About: ignoredAbout},
	},
	{
		getopt.Option{Letter: 'J', Kind: getopt.Flag},
		ignore,
		getopt.Doc{Group: groupOthers, About: ignoredAbout},
	},
	{
		getopt.Option{Letter: 'O', Kind: getopt.Flag},
		ignore,
		getopt.Doc{Group: groupOthers, About: ignoredAbout},
	},
	{
		getopt.Option{Letter: 'Q', Kind: getopt.Arg},
		ignore,
		getopt.Doc{Group: groupOthers, Args: "N", About: ignoredAbout},
	},
	{
		getopt.Option{Letter: 'U', Kind: getopt.Arg},
		ignore,
		getopt.Doc{Group: groupOthers, Args: "N", About: ignoredAbout},
	},
	{
		getopt.Option{Letter: 'v', Kind: getopt.Flag},
		ignore,
		getopt.Doc{Group: groupOthers, About: ignoredAbout},
	},
	{
		getopt.Option{Letter: 'V', Kind: getopt.Flag},
		ignore,
		getopt.Doc{Group: groupOthers, About: ignoredAbout},
	},
	{
		getopt.Option{Letter: 'C', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Input.netflow = true; return nil },
		getopt.Doc{Group: groupAbsent, About: "NetFlow over the network"},
	},
	{
		getopt.Option{Letter: 'C', Kind: getopt.Arg},
		func(c *Config, _ getopt.Item) error { c.Input.netflow = true; return nil },
		getopt.Doc{Group: groupAbsent, Args: "[HOST]:PORT", About: "NetFlow over the network"},
	},
	{
		getopt.Option{Letter: 'd', Kind: getopt.Flag},
		rejectDaemon,
		getopt.Doc{Group: groupAbsent, About: "running as a daemon"},
	},
	{
		getopt.Option{Letter: 'm', Kind: getopt.List},
		rejectKeys,
		getopt.Doc{Group: groupAbsent, Args: "KEY...", About: "keys of programs that aggregate"},
	},
	{
		getopt.Option{Letter: 'P', Kind: getopt.List},
		rejectKeys,
		getopt.Doc{Group: groupAbsent, Args: "KEY...", About: "keys of programs that sort"},
	},
	{
		getopt.Option{Letter: 'B', Kind: getopt.Flag},
		nil,
		getopt.Doc{Group: groupAbsent, About: "hold times"},
	},
	{
		getopt.Option{Letter: 'f', Kind: getopt.Flag},
		nil,
		getopt.Doc{Group: groupAbsent, About: "rule files of programs that aggregate"},
	},
}

// ignoredAbout describes an option of another program.
const ignoredAbout = "accepted for compatibility with scripts; a note says that it has no effect"

// SPDX-License-Identifier: Apache-2.0

package client

import "github.com/argus-go/argus/internal/getopt"

// otherOptions are options that this client lacks. Some letters of other clients
// are accepted with a note, because they make no difference; the others are errors,
// and so are options whose feature is not in this release.
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
		getopt.Option{Letter: 'm', Kind: getopt.List},
		rejectOther,
		getopt.Doc{Group: groupOthers, Args: "KEY...", About: "keys of racluster, rabins and rasort; an error in other clients"},
	},
	{
		getopt.Option{Letter: 'P', Kind: getopt.List},
		rejectOther,
		getopt.Doc{Group: groupOthers, Args: "KEY...", About: "order of the rows of racluster, rabins and rasort; an error in other clients"},
	},
	{
		getopt.Option{Letter: 'B', Kind: getopt.Flag},
		rejectOther,
		getopt.Doc{Group: groupOthers, About: "how long rabins waits for late records; an error in other clients"},
	},
	{
		getopt.Option{Letter: 'f', Kind: getopt.Flag},
		rejectOther,
		getopt.Doc{Group: groupOthers, About: "rule file of racluster; an error in clients that do not merge records"},
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
}

// ignoredAbout describes an option of another program.
const ignoredAbout = "accepted for compatibility with scripts; a note says that it has no effect"

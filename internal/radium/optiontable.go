// SPDX-License-Identifier: Apache-2.0

package radium

import (
	"errors"
	"strings"

	"github.com/argus-go/argus/internal/getopt"
)

// Headings of options and variables.
const (
	groupSources       = "Sources"
	groupRecords       = "Records"
	groupOutput        = "Output"
	groupConfiguration = "Configuration"
	groupNothing       = "No effect"
)

// An option is one option of the command line: how it is written, what help
// says, and what it does.
type option struct {
	getopt.Option
	getopt.Doc
	set func(p *parser, it getopt.Item) error
}

// options is the table of options in the order of the help text.
var options = []option{
	{
		getopt.Option{Letter: 'S', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupSources, Args: "SOURCE",
			About: "read the records of this record server; may be repeated",
			More:  "SOURCE is HOST, HOST:PORT, or argus://HOST:PORT for a server; the default port is 561. `argus-udp://ADDRESS:PORT` receives datagrams on an address of this machine, which may be a multicast group; ADDRESS is any for all addresses. `HOST:PORT/FILE` asks another radium for a file. A filter may follow SOURCE after a blank, in the same quotes; it selects the records of this source, and the server applies it too. A connection that is lost is made again, at first after a quarter of a second, later after up to 5 s.",
		},
		func(p *parser, it getopt.Item) error { return p.addServer(it.Arg(), false) },
	},
	{
		getopt.Option{Letter: 'r', Kind: getopt.List},
		getopt.Doc{
			Group: groupSources, Args: "FILE...",
			About: "read these files of records; `-` is standard input; all words up to the next option are file names",
			More:  "Files may be compressed. They are read in turn, before or beside the sources of `-S`. Without `-S`, radium ends after the last one.",
			Value: getopt.Files,
		},
		func(p *parser, it getopt.Item) error { p.addFiles(it.Args); return nil },
	},
	{
		getopt.Option{Letter: 'p'},
		getopt.Doc{Group: groupSources, About: "end when a server closes its connection, instead of connecting again"},
		func(p *parser, _ getopt.Item) error { p.Once = true; return nil },
	},
	{
		getopt.Option{Long: "lag", Kind: getopt.Arg},
		getopt.Doc{
			Group: groupSources, Args: "SECONDS",
			About: "put the records of all sources in the order of time; each waits at most SECONDS for older ones",
			More:  "Without this option records are passed on as they come.",
		},
		func(p *parser, it getopt.Item) (err error) { p.Lag, err = getopt.Interval(it.Arg()); return err },
	},
	{
		getopt.Option{Letter: 'T', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupRecords, Args: "SECONDS[smh]",
			About: "correct the times of a sensor whose clock differs from ours by SECONDS or more",
			More:  "The difference is measured with the management records that sensors send at intervals, so flow records are corrected from the first of them on. Flow records whose times were corrected are marked. The unit is s, m for minutes, or h for hours.",
		},
		func(p *parser, it getopt.Item) error { return p.setAdjust(it.Arg()) },
	},
	{
		getopt.Option{Letter: 'e', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupRecords, Args: "ID",
			About: "source id of the management records that radium itself makes",
			More:  "ID is an IPv4 address, a number, \"text\" of up to 4 characters in double quotes (quote it for the shell as well), a host name, or hostname in backquotes. The records of sources keep their own ids.",
		},
		func(p *parser, it getopt.Item) error { return p.setID(it.Arg()) },
	},
	{
		getopt.Option{Letter: 'M', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupRecords, Args: "SECONDS",
			About: "make a management record every SECONDS (default 60; 0 makes none)",
			More:  "Clients take a server for dead if they receive nothing for twice this time.",
		},
		func(p *parser, it getopt.Item) error { return p.setMARInterval(it.Arg()) },
	},
	{
		getopt.Option{Letter: 'w', Kind: getopt.Pair},
		getopt.Doc{
			Group: groupOutput, Args: "OUTPUT [FILTER]",
			About: "append records that match FILTER to the file OUTPUT; `-` is standard output; may be repeated",
			More:  "FILTER is described in ra-filter(7); without it all records are written. A file that is not empty must be an Argus file.",
			Value: getopt.Files,
		},
		func(p *parser, it getopt.Item) error {
			p.addOutput(Output{Target: it.Args[0], Filter: strings.Join(it.Args[1:], " ")}, false)
			return nil
		},
	},
	{
		getopt.Option{Letter: 'P', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupOutput, Args: "PORT", About: "serve records on this TCP port; 0 serves none",
			More: "Clients are `ra -S`, another radium, and programs of earlier releases; the usual port is 561. A client may send a filter; names of hosts in it are not resolved. A client that does not read fast enough loses records. It receives a management record in their place, which counts them as dropped packets.",
		},
		func(p *parser, it getopt.Item) (err error) {
			p.Port, err = getopt.Number(it.Arg(), 0, 65535)
			return err
		},
	},
	{
		getopt.Option{Letter: 'B', Kind: getopt.Arg},
		getopt.Doc{Group: groupOutput, Args: "ADDRESS", About: "serve records on this address; several are separated by commas (default: all addresses)"},
		func(p *parser, it getopt.Item) error { p.Bind = getopt.SplitList(it.Arg()); return nil },
	},
	{
		getopt.Option{Long: "archive", Kind: getopt.Arg},
		getopt.Doc{
			Group: groupOutput, Args: "DIR",
			About: "send clients the files below DIR that they ask for",
			More:  "`ra -S HOST:PORT/FILE` reads DIR/FILE. Links and names that lead out of DIR, and everything that is not a regular file, are refused. Without this option no files are sent.",
			Value: getopt.Dirs,
		},
		func(p *parser, it getopt.Item) error { p.Archive = it.Arg(); return nil },
	},
	{
		getopt.Option{Letter: 'f', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupConfiguration, Args: "FILE",
			About: "read the configuration file FILE; its values override those of options",
			More:  "See radium.conf(5).",
			Value: getopt.Files,
		},
		func(p *parser, it getopt.Item) error { p.confs = append(p.confs, it.Arg()); return nil },
	},
	{
		getopt.Option{Letter: 'X'},
		getopt.Doc{
			Group: groupConfiguration,
			About: "reset all settings to the built-in ones at this point; /etc/radium.conf is not read",
			More:  "Options before `-X` are lost, so put it first.",
		},
		func(p *parser, _ getopt.Item) error { p.reset(); return nil },
	},
	{
		getopt.Option{Letter: 'D', Kind: getopt.Arg},
		getopt.Doc{
			Group: groupConfiguration, Args: "LEVEL",
			About: "level 1 and above: report settings that are ignored, and each client that comes and goes",
		},
		func(p *parser, it getopt.Item) error { return p.setDebug(it.Arg()) },
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
		func(*parser, getopt.Item) error { return request{"radium " + Version + "\n"} },
	},
	{
		getopt.Option{Letter: 'O'},
		getopt.Doc{Group: groupNothing, About: "accepted and ignored: record filters have no optimiser"},
		nil,
	},
	{
		getopt.Option{Letter: 'n'},
		getopt.Doc{Group: groupNothing, About: "accepted and ignored: radium prints no names"},
		nil,
	},
	{
		getopt.Option{Letter: 'd'},
		getopt.Doc{Group: groupNothing, About: "run as a daemon: refused in this release; let a service manager run radium"},
		func(*parser, getopt.Item) error { return errDaemon },
	},
	{
		getopt.Option{Letter: 'C'},
		getopt.Doc{Group: groupNothing, About: "read NetFlow: refused in this release"},
		func(*parser, getopt.Item) error { return errNetFlow },
	},
	{
		getopt.Option{Letter: 'F', Kind: getopt.Arg},
		getopt.Doc{Group: groupNothing, Args: "FILE", About: "refused: `-f` names the configuration file of radium"},
		func(*parser, getopt.Item) error {
			return errors.New("reads a configuration file of clients; use -f to name one of radium")
		},
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

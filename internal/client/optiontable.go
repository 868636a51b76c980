// SPDX-License-Identifier: Apache-2.0

package client

import (
	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/getopt"
)

// Headings of the options.
const (
	groupInput         = "Input"
	groupSelection     = "Selection of records"
	groupText          = "Text"
	groupRecords       = "Records"
	groupConfiguration = "Configuration"
	groupClassic       = "Columns of release 2"
	groupOthers        = "Letters of other programs of the family"
	groupAbsent        = "Not in this release"
)

// options are the options of all clients (clients: options, section 3; classic
// mode, section 3), in the order that help has them. A letter with several
// readings has a row for each; a [chooser] picks among them.
var options = [...][]option{mainOptions, olderOptions}

// mainOptions are those that are of use today.
var mainOptions = []option{
	{
		getopt.Option{Letter: 'r', Kind: getopt.List},
		func(c *Config, it getopt.Item) error { return c.addInputs(it.Args) },
		getopt.Doc{
			Group: groupInput, Args: "FILE...",
			About: "read these files, - is standard input; all words up to the next option are files",
			More:  "Records of release 3 and 5, captures (pcap, pcapng, snoop), and either of them compressed with gzip, zstd, bzip2, xz or lz4 are told apart by what is in them. The flows of captures are made on the spot, as `argus` makes them without options. `FILE::START` or `FILE::START:STOP` takes the records from one offset of a file on, or between two, as the column `offset` tells them. Without `-r` and `-R` records come from standard input, unless it is a terminal.",
			Value: getopt.Files,
		},
	},
	{
		getopt.Option{Letter: 'R', Kind: getopt.List},
		func(c *Config, it getopt.Item) error { return c.addDirs(it.Args) },
		getopt.Doc{
			Group: groupInput, Args: "DIR...",
			About: "read all files below these folders, by the order of their names",
			More:  "A word that is no folder and no file is taken as the switch `-R` of release 2, with a filter after it.",
			Value: getopt.Dirs,
		},
	},
	{
		getopt.Option{Letter: 'N', Kind: getopt.Arg},
		setCount,
		getopt.Doc{
			Group: groupInput, Args: "[i|o]RANGE",
			About: "records to take: N, A-B, or A+N (N more after A)",
			More:  "Records are counted where they come in (`i`, which is meant if there is no letter) or where they are put out (`o`). Reading ends after the last.",
		},
	},
	{
		getopt.Option{Letter: 'T', Kind: getopt.Arg},
		setRunTime,
		getopt.Doc{
			Group: groupInput, Args: "SECONDS",
			About: "read standard input for so long",
			More:  "What came until then is put out.",
		},
	},
	{
		getopt.Option{Letter: 't', Kind: getopt.Arg},
		func(c *Config, it getopt.Item) error { c.rangeText = it.Arg(); return nil },
		getopt.Doc{
			Group: groupSelection, Args: "RANGE",
			About: "records of a time range: 2026/11/25, 11/25.14:30, 14:30 (today), 2026-11-25T14:30Z, -10m (until now), A-B, A+30s",
			More:  "The manual page has all forms, below TIME RANGES.",
		},
	},
	{
		getopt.Option{Letter: 'e', Kind: getopt.Arg},
		setPattern,
		getopt.Doc{
			Group: groupSelection, Args: "[s:|d:]REGEX",
			About: "records whose payload matches",
			More:  "The payload is that of the source (`s:`), the destination (`d:`) or either; the sensor keeps it if it is told to (`argus -U`). Expressions are those of POSIX, extended.",
		},
	},
	{
		getopt.Option{Letter: 'i', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.FoldCase = true; return nil },
		getopt.Doc{
			Group: groupSelection,
			About: "`-e` and `-M label=` ignore case",
			More:  "For `-M label=` it has to stand before.",
		},
	},
	{
		getopt.Option{Letter: 's', Kind: getopt.List},
		func(c *Config, it getopt.Item) error { return c.setColumns(it.Args) },
		getopt.Doc{
			Group: groupText, Args: "FIELD...",
			About: "columns to print: NAME[:WIDTH]; +NAME adds one, +3NAME at place 3, -NAME removes it",
			More:  "Blanks or commas separate them. A format for the numbers of addresses, ports and VLAN ids may follow the width, as in `saddr::%u`. `--help fields` lists the columns, and so does ra-fields(7).",
			Value: getopt.Columns,
		},
	},
	{
		getopt.Option{Letter: 'c', Kind: getopt.Arg},
		setDelimiter,
		getopt.Doc{
			Group: groupText, Args: "CHAR",
			About: "put CHAR between columns and do not pad; \\t is a tab",
			More:  "CHAR is one character that is neither a letter nor a digit, for `-c` before anything else is the switch of release 2; `--delimiter` takes any. With '' columns have their natural widths.",
		},
	},
	{
		getopt.Option{Long: "delimiter", Kind: getopt.Arg},
		setDelimiter,
		getopt.Doc{
			Group: groupText, Args: "CHAR",
			About: "the same, whatever the character is",
		},
	},
	{
		getopt.Option{Long: "csv-safe", Kind: getopt.Flag},
		setCSVSafe,
		getopt.Doc{
			Group: groupText,
			About: "CSV for spreadsheets",
			More:  "Values that a spreadsheet would run as a formula have a quote before them. The delimiter is a comma if no other is set.",
		},
	},
	{
		getopt.Option{Long: "preset", Kind: getopt.Arg},
		setPreset,
		getopt.Doc{
			Group: groupText, Args: "NAME",
			About: "rows as a published data set has them; `--help presets` lists them",
			Value: getopt.Fixed,
		},
	},
	{
		getopt.Option{Letter: 'L', Kind: getopt.Arg},
		setHeader,
		getopt.Doc{
			Group: groupText, Args: "N",
			About: "header: 0 once (default), N every N lines, -1 never",
			More:  "In the classic dialect -1 is the default.",
		},
	},
	{
		getopt.Option{Letter: 'n', Kind: getopt.Flag},
		setNumbers,
		getopt.Doc{
			Group: groupText,
			About: "ports as numbers; -nn protocols too; -nnn all with names, hosts too",
			More:  "A fourth one begins anew, without names. In the classic dialect hosts have names without it, `-n` prints hosts and ports as numbers, `-nn` protocols too.",
		},
	},
	{
		getopt.Option{Letter: 'u', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Options.UnixTime = true; return nil },
		getopt.Doc{
			Group: groupText,
			About: "times in seconds since 1970",
		},
	},
	{
		getopt.Option{Letter: 'p', Kind: getopt.Arg},
		setPrecision,
		getopt.Doc{
			Group: groupText, Args: "N",
			About: "digits after the point (default 6)",
			More:  "Times have 6 at most. In the classic dialect times have none by default.",
		},
	},
	{
		getopt.Option{Letter: 'H', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Options.Abbreviate = true; return nil },
		getopt.Doc{
			Group: groupText,
			About: "counters, rates, loads and sizes as 2.682K, 14.108M",
			More:  "Three digits after the point at most; those beyond `-p` are cut off.",
		},
	},
	{
		getopt.Option{Letter: '%', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Options.Sums = new(field.Sums); return nil },
		getopt.Doc{
			Group: groupText,
			About: "counters in percent of their sums, losses in percent of packets",
			More:  "The sums are of the flows that filter, `-e` and `-t` take. Inputs are read twice, so that they cannot be standard input.",
		},
	},
	{
		getopt.Option{Letter: 'z', Kind: getopt.Flag},
		setStates,
		getopt.Doc{
			Group: groupText,
			About: "TCP state as letters",
			More:  "s: SYN, S: SYN-ACK, E: established, f: FIN, F: FIN answered, C: closed, R: reset.",
		},
	},
	{
		getopt.Option{Letter: 'Z', Kind: getopt.Arg},
		setFlagsForm,
		getopt.Doc{
			Group: groupText, Args: "s|d|b",
			About: "TCP state as flags seen from the source, the destination, both",
			More:  "`-z` has precedence.",
			Value: getopt.Fixed,
			Words: []getopt.Word{{Word: "s", About: "of the source"}, {Word: "d", About: "of the destination"}, {Word: "b", About: "of both"}},
		},
	},
	{
		getopt.Option{Letter: 'A', Kind: getopt.Flag},
		setSummary,
		getopt.Doc{
			Group: groupText,
			About: "totals at the end",
			More:  "Where the classic dialect was asked for by name: application bytes in place of those on the wire.",
		},
	},
	{
		getopt.Option{Letter: 'a', Kind: getopt.Flag},
		setTotals,
		getopt.Doc{
			Group: groupText,
			About: "totals of each protocol at the end",
			More:  "As release 2 printed them; alone it asks for the classic dialect.",
		},
	},
	{
		getopt.Option{Letter: 'a', Kind: getopt.Arg},
		setTotals,
		getopt.Doc{
			Group: groupText, Args: "N",
			About: "the same with `--modern`; N is passed over",
		},
	},
	{
		getopt.Option{Letter: 'q', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Quiet = true; return nil },
		getopt.Doc{
			Group: groupText,
			About: "print no records",
		},
	},
	{
		getopt.Option{Letter: 'M', Kind: getopt.List},
		setModes,
		getopt.Doc{
			Group: groupText, Args: "MODE...",
			About: "modes, one word or several",
			More:  "They may be one argument or several.",
			Value: getopt.Modes,
		},
	},
	{
		getopt.Option{Letter: 'w', Kind: getopt.Pair},
		addOutput,
		getopt.Doc{
			Group: groupRecords, Args: "FILE [FILTER]",
			About: "write records, those that match FILTER, to FILE instead of printing; - is standard output; may be repeated",
			More:  "They are appended to a file that is there. Records are written as they were read, so that nothing is lost in a copy; a capture's flows are written as `argus` writes them.",
			Value: getopt.Files,
		},
	},
	{
		getopt.Option{Letter: 'E', Kind: getopt.Arg},
		func(c *Config, it getopt.Item) error { c.Exceptions = it.Arg(); return nil },
		getopt.Doc{
			Group: groupRecords, Args: "FILE",
			About: "write records that the filter does not take to FILE",
			Value: getopt.Files,
		},
	},
	{
		getopt.Option{Letter: '3', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Release3 = true; return nil },
		getopt.Doc{
			Group: groupRecords,
			About: "write records of release 5 in the form of release 3",
		},
	},
	{
		getopt.Option{Letter: 'F', Kind: getopt.Arg},
		func(c *Config, it getopt.Item) error { return c.readRC(it.Arg(), true) },
		getopt.Doc{
			Group: groupConfiguration, Args: "FILE",
			About: "read a configuration file at this point",
			More:  "See ra.conf(5).",
			Value: getopt.Files,
		},
	},
	{
		getopt.Option{Letter: 'o', Kind: getopt.Arg},
		setVariable,
		getopt.Doc{
			Group: groupConfiguration, Args: "NAME=VALUE",
			About: "one line of a configuration file",
			More:  "`--help variables` lists the names.",
			Value: getopt.Fixed,
		},
	},
	{
		getopt.Option{Letter: 'X', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.restart(); return nil },
		getopt.Doc{
			Group: groupConfiguration,
			About: "start from the built-in settings; read neither /etc/ra.conf nor .rarc",
			More:  "Options before it do not count, but for `-c`, `-e` and the modes man, rmon, uni and TZ.",
		},
	},
	{
		getopt.Option{Long: "classic", Kind: getopt.Flag},
		decided,
		getopt.Doc{
			Group: groupConfiguration,
			About: "rows and options of release 2",
			More:  "The manual page tells more, below Classic dialect.",
		},
	},
	{
		getopt.Option{Long: "modern", Kind: getopt.Flag},
		decided,
		getopt.Doc{
			Group: groupConfiguration,
			About: "rows and options of later releases, whatever the options say",
		},
	},
	{
		getopt.Option{Letter: 'b', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.DumpFilter = true; return nil },
		getopt.Doc{
			Group: groupConfiguration,
			About: "print the filter as it was understood and end",
		},
	},
	{
		getopt.Option{Letter: 'D', Kind: getopt.Arg},
		setDebug,
		getopt.Doc{
			Group: groupConfiguration, Args: "LEVEL",
			About: "tell of the program's own work, from 1 to 8",
		},
	},
	{
		getopt.Option{Letter: 'h', Long: "help", Kind: getopt.Optional},
		func(c *Config, it getopt.Item) error { t := it.Arg(); c.topic = &t; return nil },
		getopt.Doc{
			Group: groupConfiguration, Args: "[TOPIC]",
			About: "help, on options or a topic; `--help topics` lists them",
			Value: getopt.Topics,
		},
	},
	{
		getopt.Option{Long: "completion", Kind: getopt.Arg},
		setCompletion,
		getopt.Doc{
			Group: groupConfiguration, Args: "SHELL",
			About: "print the completion of a shell: bash, zsh or fish",
			Value: getopt.Fixed,
			Words: []getopt.Word{{Word: "bash"}, {Word: "zsh"}, {Word: "fish"}},
		},
	},
	{
		getopt.Option{Long: "version", Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.version = true; return nil },
		getopt.Doc{
			Group: groupConfiguration,
			About: "print the version",
		},
	},
}

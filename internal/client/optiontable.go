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
	groupOthers        = "Options of other clients"
	groupAbsent        = "Not in this release"
)

// mainOptions are the options of all clients (clients: options, section 3), in
// the order that help lists them. A letter with several meanings has a row for
// each; see dialect.Reader.
var mainOptions = []Option{
	{
		getopt.Option{Letter: 'r', Kind: getopt.List},
		func(c *Config, it getopt.Item) error { return c.addInputs(it.Args, false) },
		getopt.Doc{
			Group: groupInput, Args: "FILE...",
			About: "read these files; - is standard input; all words up to the next option are file names",
			More:  "The content decides what a file is: records of release 3 or 5, or a capture (pcap, pcapng, snoop), whose flows are built directly, with the measurements that the run needs. If it needs the times of each direction (`sstime`, `sltime`, `dstime`, `dltime`), flows have them, as with `ARGUS_GENERATE_BIDIRECTIONAL_TIMESTAMPS=yes` of argus.conf(5); `sdur`, `srate`, `sload` and the like are then computed from them, and differ from those in records that argus writes by default. Files may be compressed with gzip, zstd, bzip2, xz or lz4. `FILE::START` and `FILE::START:STOP` read only the records from an offset on, or between two offsets; the column `offset` shows offsets. Without `-r` and `-R`, records are read from standard input, unless that is a terminal.",
			Value: getopt.Files,
		},
	},
	{
		getopt.Option{Letter: 'R', Kind: getopt.List},
		func(c *Config, it getopt.Item) error { return c.addDirs(it.Args) },
		getopt.Doc{
			Group: groupInput, Args: "DIR...",
			About: "read all files below these folders, in the order of their paths",
			More:  "If no folder or file of that name exists, `-R` is the switch of release 2, and the word begins the filter.",
			Value: getopt.Dirs,
		},
	},
	{
		getopt.Option{Letter: 'S', Kind: getopt.Arg},
		func(c *Config, it getopt.Item) error { c.addServer(it.Arg(), false); return nil },
		getopt.Doc{
			Group: groupInput, Args: "[SCHEME://]HOST[:PORT][/FILE]",
			About: "read from this record server: argus, radium, or records that come over UDP",
			More:  "The scheme `argus`, the default, connects over TCP; `argus-tcp` is the same. The scheme `argus-udp` waits for records that a sensor sends to HOST: an address of this machine, a multicast group, or `any` for all addresses. Without a port, that of `-P` is used, or else 561. An IPv6 address with a port needs brackets. `/FILE` asks a radium for a file of its archive. Several `-S` are read at the same time, after all files. If a connection is lost or cannot be made, one line on standard error says so, and `ra` tries again until it is interrupted. The filter is also sent to TCP servers, so that only matching records are transferred. It is not sent if it contains names of hosts, or begins with the word `local`.",
		},
	},
	{
		getopt.Option{Letter: 'P', Kind: getopt.Arg},
		setPort,
		getopt.Doc{Group: groupInput, Args: "PORT", About: "the port of record servers for which -S names none"},
	},
	{
		getopt.Option{Letter: 'N', Kind: getopt.Arg},
		setCount,
		getopt.Doc{
			Group: groupInput, Args: "[i|o]RANGE",
			About: "select records by number: the first N, A-B, or A+N (N more after A)",
			More:  "With `i`, or without a letter, records are counted as they are read; with `o`, as they are printed or written. Reading ends after the last one.",
		},
	},
	{
		getopt.Option{Letter: 'T', Kind: getopt.Arg},
		setRunTime,
		getopt.Doc{
			Group: groupInput, Args: "SECONDS",
			About: "read pipes and other live inputs for SECONDS",
			More:  "What has been read by then is printed or written.",
		},
	},
	{
		getopt.Option{Long: "lag", Kind: getopt.Arg},
		setLag,
		getopt.Doc{
			Group: groupInput, Args: "DURATION",
			About: "read all inputs at once, merged by time; a record waits at most DURATION for other inputs",
			More:  "Records are sorted by their end times. DURATION is a number of seconds, or has a unit: `500ms`, `2s`, `1m`. A record that arrives more than DURATION after a later one is out of order, but not lost. By default, files and pipes are read one after the other, and then all servers of `-S` at once, with a DURATION of one second. Servers that are not connected are not waited for.",
		},
	},
	{
		getopt.Option{Letter: 't', Kind: getopt.Arg},
		func(c *Config, it getopt.Item) error { c.Select.Time.text = it.Arg(); return nil },
		getopt.Doc{
			Group: groupSelection, Args: "RANGE",
			About: "select records of a time range: 2026/11/25, 11/25.14:30, 14:30 (today), 2026-11-25T14:30Z, -10m (until now), A-B, A+30s",
			More:  "See TIME RANGES in ra(1) for all forms.",
		},
	},
	{
		getopt.Option{Letter: 'e', Kind: getopt.Arg},
		setPattern,
		getopt.Doc{
			Group: groupSelection, Args: "[s:|d:]REGEX",
			About: "select records whose payload matches",
			More:  "The payload of the source (`s:`), the destination (`d:`) or either is searched. Records hold payload if the sensor was run with `argus -U`. REGEX is a POSIX extended regular expression.",
		},
	},
	{
		getopt.Option{Letter: 'i', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Select.foldCase = true; return nil },
		getopt.Doc{
			Group: groupSelection,
			About: "ignore case in `-e` and `-M label=`",
			More:  "It must come before the `-M label=` that it is meant for.",
		},
	},
	{
		getopt.Option{Letter: 's', Kind: getopt.List},
		func(c *Config, it getopt.Item) error { return c.Print.setColumns(it.Args) },
		getopt.Doc{
			Group: groupText, Args: "FIELD...",
			About: "columns to print: NAME[:WIDTH]; +NAME adds one, +3NAME at place 3, -NAME removes it",
			More:  "Separate columns with blanks or commas. A format for addresses, ports and VLAN ids may follow the width, as in `saddr::%u`. `--help fields` and ra-fields(7) list the columns.",
			Value: getopt.Columns,
		},
	},
	{
		getopt.Option{Letter: 'c', Kind: getopt.Arg},
		setDelimiter,
		getopt.Doc{
			Group: groupText, Args: "CHAR",
			About: "put CHAR between columns instead of padding them; \\t is a tab",
			More:  "Before a letter or a digit, `-c` is the switch of release 2; use `--delimiter` to separate columns with one. An empty CHAR ('') gives columns their natural widths.",
		},
	},
	{
		getopt.Option{Long: "delimiter", Kind: getopt.Arg},
		setDelimiter,
		getopt.Doc{
			Group: groupText, Args: "CHAR",
			About: "like `-c`, but accepts any character",
		},
	},
	{
		getopt.Option{Long: "csv-safe", Kind: getopt.Flag},
		setCSVSafe,
		getopt.Doc{
			Group: groupText,
			About: "CSV for spreadsheets",
			More:  "Values that a spreadsheet would run as a formula are prefixed with a quote. The delimiter defaults to a comma.",
		},
	},
	{
		getopt.Option{Long: "preset", Kind: getopt.Arg},
		setPreset,
		getopt.Doc{
			Group: groupText, Args: "NAME",
			About: "rows in the form of a published data set; `--help presets` lists them",
			Value: getopt.Fixed,
		},
	},
	{
		getopt.Option{Letter: 'L', Kind: getopt.Arg},
		setHeader,
		getopt.Doc{
			Group: groupText, Args: "N",
			About: "print the header: 0 once (default), N every N lines, -1 never",
			More:  "In the classic dialect the default is -1.",
		},
	},
	{
		getopt.Option{Letter: 'n', Kind: getopt.Flag},
		setNumbers,
		getopt.Doc{
			Group: groupText,
			About: "print ports as numbers; -nn protocols too; -nnn everything as names, and look up host names",
			More:  "A fourth `-n` restores the default. In the classic dialect `-n` prints ports as numbers and `-nn` protocols too.",
		},
	},
	{
		getopt.Option{Long: "resolve", Kind: getopt.Flag},
		setResolve,
		getopt.Doc{
			Group: groupText,
			About: "look up host names, as with -nnn",
			More:  "The addresses of records are sent to the name server of this machine. Without `--resolve`, `-nnn` or RA_PRINT_NAMES=all no host name is looked up.",
		},
	},
	{
		getopt.Option{Letter: 'u', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Print.Options.UnixTime = true; return nil },
		getopt.Doc{
			Group: groupText,
			About: "print times in seconds since 1970",
		},
	},
	{
		getopt.Option{Letter: 'p', Kind: getopt.Arg},
		setPrecision,
		getopt.Doc{
			Group: groupText, Args: "N",
			About: "digits after the decimal point (default 6)",
			More:  "Times have at most 6. In the classic dialect, times have none by default.",
		},
	},
	{
		getopt.Option{Letter: 'H', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Print.Options.Abbreviate = true; return nil },
		getopt.Doc{
			Group: groupText,
			About: "print counters, rates, loads and sizes as 2.682K, 14.108M",
			More:  "At most three digits follow the decimal point; `-p` can shorten them.",
		},
	},
	{
		getopt.Option{Letter: '%', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Print.Options.Sums = new(field.Sums); return nil },
		getopt.Doc{
			Group: groupText,
			About: "print counters as percentages of their sums, and losses as percentages of packets",
			More:  "The sums are those of the flows that the filter, `-e` and `-t` select. Inputs are read twice, so standard input cannot be used.",
		},
	},
	{
		getopt.Option{Letter: 'z', Kind: getopt.Flag},
		setStates,
		getopt.Doc{
			Group: groupText,
			About: "print the TCP state as letters",
			More:  "s: SYN, S: SYN-ACK, E: established, f: FIN, F: FIN answered, C: closed, R: reset.",
		},
	},
	{
		getopt.Option{Letter: 'Z', Kind: getopt.Arg},
		setFlagsForm,
		getopt.Doc{
			Group: groupText, Args: "s|d|b",
			About: "print the TCP state as the flags seen from the source, the destination, or both",
			More:  "`-z` takes precedence.",
			Value: getopt.Fixed,
			Words: []getopt.Word{{Word: "s", About: "of the source"}, {Word: "d", About: "of the destination"}, {Word: "b", About: "of both"}},
		},
	},
	{
		getopt.Option{Letter: 'A', Kind: getopt.Flag},
		setSummary,
		getopt.Doc{
			Group: groupText,
			About: "print totals at the end: of all records read, and packets and bytes of those selected",
			More:  "As in release 3, the management record at the start of each input counts twice. With `--classic`, `-A` makes the byte columns count application bytes instead.",
		},
	},
	{
		getopt.Option{Letter: 'a', Kind: getopt.Flag},
		setTotals,
		getopt.Doc{
			Group: groupText,
			About: "print totals of the selected records at the end, by protocol",
		},
	},
	{
		getopt.Option{Letter: 'a', Kind: getopt.Arg},
		setTotals,
		getopt.Doc{
			Group: groupText, Args: "N",
			About: "like `-a`, with `--modern` only; N is ignored",
		},
	},
	{
		getopt.Option{Letter: 'q', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Print.Quiet = true; return nil },
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
			About: "set modes; see `--help modes`",
			More:  "Several modes may be given as one argument or as several.",
			Value: getopt.Modes,
		},
	},
	{
		getopt.Option{Letter: 'w', Kind: getopt.Pair},
		addOutput,
		getopt.Doc{
			Group: groupRecords, Args: "FILE [FILTER]",
			About: "write records that match FILTER to FILE instead of printing them; - is standard output; may be repeated",
			More:  "Records are appended if FILE exists and holds Argus records; any other non-empty file is an error and stays as it is. Records are written exactly as they were read, so a copy loses nothing; the flows of a capture are written as `argus` writes them.",
			Value: getopt.Files,
		},
	},
	{
		getopt.Option{Letter: 'E', Kind: getopt.Arg},
		func(c *Config, it getopt.Item) error { c.Write.Exceptions = it.Arg(); return nil },
		getopt.Doc{
			Group: groupRecords, Args: "FILE",
			About: "write records that the filter rejects to FILE",
			Value: getopt.Files,
		},
	},
	{
		getopt.Option{Letter: '3', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.Write.Release3 = true; return nil },
		getopt.Doc{
			Group: groupRecords,
			About: "write release-5 records in the format of release 3",
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
			About: "set a configuration variable, like a line of a configuration file",
			More:  "`--help variables` lists the names.",
			Value: getopt.Fixed,
		},
	},
	{
		getopt.Option{Letter: 'X', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.restart(); return nil },
		getopt.Doc{
			Group: groupConfiguration,
			About: "start from the built-in settings: do not read /etc/ra.conf or .rarc",
			More:  "Options before it are ignored, except `-c`, `-e`, the modes man, rmon, uni and TZ, and options with long names.",
		},
	},
	{
		getopt.Option{Long: "classic", Kind: getopt.Flag},
		decided,
		getopt.Doc{
			Group: groupConfiguration,
			About: "use the rows and options of release 2",
			More:  "See \"Classic dialect\" in ra(1).",
		},
	},
	{
		getopt.Option{Long: "modern", Kind: getopt.Flag},
		decided,
		getopt.Doc{
			Group: groupConfiguration,
			About: "use the rows and options of later releases, whatever other options say",
		},
	},
	{
		getopt.Option{Letter: 'b', Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.task.dumpFilter = true; return nil },
		getopt.Doc{
			Group: groupConfiguration,
			About: "print the filter as it was understood and exit",
		},
	},
	{
		getopt.Option{Letter: 'D', Kind: getopt.Arg},
		setDebug,
		getopt.Doc{
			Group: groupConfiguration, Args: "LEVEL",
			About: "report what the program does; 1 is brief, 8 most detailed",
		},
	},
	{
		getopt.Option{Letter: 'h', Long: "help", Kind: getopt.Optional},
		func(c *Config, it getopt.Item) error { c.task.help, c.task.topic = true, it.Arg(); return nil },
		getopt.Doc{
			Group: groupConfiguration, Args: "[TOPIC]",
			About: "print help on options or a topic; `--help topics` lists the topics",
			Value: getopt.Topics,
		},
	},
	{
		getopt.Option{Long: "completion", Kind: getopt.Arg},
		setCompletion,
		getopt.Doc{
			Group: groupConfiguration, Args: "SHELL",
			About: "print the completion script for a shell: bash, zsh or fish",
			Value: getopt.Fixed,
			Words: []getopt.Word{{Word: "bash"}, {Word: "zsh"}, {Word: "fish"}},
		},
	},
	{
		getopt.Option{Long: "version", Kind: getopt.Flag},
		func(c *Config, _ getopt.Item) error { c.task.version = true; return nil },
		getopt.Doc{
			Group: groupConfiguration,
			About: "print the version",
		},
	},
}

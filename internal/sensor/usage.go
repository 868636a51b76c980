// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"fmt"
	"strings"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/completion"
	"github.com/argus-go/argus/internal/getopt"
)

// Version is the version of this release of the sensor.
const Version = "0.1.0"

const usageHead = `Usage: argus -r FILE... [-w OUTPUT [RECORD-FILTER]]... [OPTIONS] [- PACKET-FILTER]

Argus reads captured packets and writes a record of every network flow in them.
Print the records with ra(1).

Examples:
  argus -r office.pcap -w office.argus        records of a capture, into a file
  argus -r office.pcap -w - | ra -n           straight to the printer
  argus -r a.pcap b.pcap -w ab.argus          two captures, one after the other
  argus -r a.pcap -w web.argus - tcp port 80  only these packets
  argus -r a.pcap -w t.argus "tcp" -w all.argus   only TCP records into the first
  zcat big.pcap.gz | argus -r - -w big.argus  a capture from standard input
  argus -AJZm -U 64 -r a.pcap -w a.argus      with all measurements

  - PACKET-FILTER  as tcpdump's, see pcap-filter(7); it follows all options.
                   After -r put - before it
`

const usageTail = `
Live capture, the daemon and the record server are not available in this
release; with -r their options are passed over.

Environment:
  ARGUS_COMPAT=3.0.8        timers, numbers, times and marks as release 3.0.8
  ARGUS_OUTPUT_VERSION=5    records for 5.0 clients: nanoseconds, long source ids

Exit status: 0 on success, 1 after any error; damaged input is an error, but what
comes before the damage is read.
`

// topics are those of --help.
var topics = []getopt.Word{
	{Word: "options", About: "all options in full"},
	{Word: "variables", About: "configuration files"},
}

// Options returns the options and what users are told of them, in the order
// that help has them.
func Options() []getopt.Documented { return options }

// help returns the help on a topic, "" for the options in short.
func help(topic string) (string, error) {
	switch topic {
	case "":
		return usageHead + getopt.Help(options, false) + usageTail, nil
	case "options":
		return strings.TrimPrefix(getopt.Help(options, true), "\n"), nil
	case "variables":
		return variableHelp(), nil
	}
	return "", usageError{fmt.Errorf("no help on %q: there is options and variables", topic)}
}

func variableHelp() string {
	docs := make([]getopt.VariableDoc, len(variables))
	for i, v := range variables {
		docs[i] = getopt.VariableDoc{Group: v.Group, Name: v.Name, Default: v.Default, About: v.About}
	}
	return getopt.VariableHelp("argus.conf(5)", 34, docs)
}

// complete returns the completion of the program for a shell.
func complete(shell string) (string, error) {
	if !completion.Known(shell) {
		return "", usageError{fmt.Errorf("option --completion: have %q, want bash, zsh or fish", shell)}
	}
	spec := completion.Spec{Program: "argus", Options: options, Topics: topics, Filter: filter.Words(filter.Packet)}
	return spec.Script(shell), nil
}

// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"fmt"
	"strings"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/completion"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/nearest"
)

// Version is the version of this release of the sensor.
const Version = "0.1.0"

const usageHead = `Usage: argus -r FILE... [-w OUTPUT [RECORD-FILTER]]... [OPTIONS] [- PACKET-FILTER]
       argus -i DEV... [-w OUTPUT [RECORD-FILTER]]... [OPTIONS] [- PACKET-FILTER]

Argus reads packets, from captures or from network interfaces, and writes a record
of each network flow.
ra(1) prints the records.

Examples:
  argus -r office.pcap -w office.argus        write the records of a capture
  argus -r office.pcap -w - | ra              print them at once
  argus -r a.pcap b.pcap -w ab.argus          read two captures in turn
  argus -r a.pcap -w web.argus - tcp port 80  read only some of the packets
  argus -r a.pcap -w t.argus "tcp" -w all.argus   write TCP flows to a file too
  zcat big.pcap.gz | argus -r - -w big.argus  read standard input
  argus -i eth0 -w - | ra -n                  watch the flows of an interface
  argus -AJZm -U 64 -r a.pcap -w a.argus      record all measurements

  - PACKET-FILTER  which packets to read, in the language of tcpdump, see
                   pcap-filter(7). It follows all options; after -r, put -
                   before it
`

const usageTail = `
Live capture needs Linux, and root or the capability CAP_NET_RAW. With -r its
options are checked and ignored, and records are served (-P) only with -f or -T.

Environment:
  ARGUS_COMPAT=3.0.8        timers, sequence numbers, times and flags as in
                            release 3.0.8
  ARGUS_OUTPUT_VERSION=5    records of release 5, with nanoseconds and long
                            source ids

Exit status: 0 on success, 1 after any error. A damaged input is an error; the
packets before the damage are read.
`

// topics are the topics of --help.
var topics = []getopt.Word{
	{Word: "options", About: "all options in full"},
	{Word: "variables", About: "configuration files"},
}

// help returns the help on a topic; "" is the summary of the options.
func help(topic string) (string, error) {
	switch topic {
	case "":
		return usageHead + getopt.Help(Options(), false) + usageTail, nil
	case "options":
		return strings.TrimPrefix(getopt.Help(Options(), true), "\n"), nil
	case "variables":
		return variableHelp(), nil
	}
	if near := nearest.Word(topic, []string{"options", "variables"}); near != "" {
		return "", usageError{fmt.Errorf("unknown help topic %q: did you mean %q?", topic, near)}
	}
	return "", usageError{fmt.Errorf("unknown help topic %q (want options or variables)", topic)}
}

func variableHelp() string {
	docs := make([]getopt.VariableDoc, len(variables))
	for i, v := range variables {
		docs[i] = getopt.VariableDoc{Group: v.Group, Name: v.Name, Default: v.Default, About: v.About}
	}
	return getopt.VariableHelp("argus.conf(5)", 34, docs)
}

// complete returns the completion script for a shell.
func complete(shell string) (string, error) {
	if !completion.Known(shell) {
		return "", usageError{fmt.Errorf("--completion: unknown shell %q (want bash, zsh or fish)", shell)}
	}
	spec := completion.Spec{Program: "argus", Options: Options(), Topics: topics, Filter: filter.Words(filter.Packet)}
	return spec.Script(shell), nil
}

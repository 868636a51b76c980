// SPDX-License-Identifier: Apache-2.0

package radium

import (
	"fmt"
	"strings"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/internal/completion"
	"github.com/argus-go/argus/internal/getopt"
	"github.com/argus-go/argus/internal/nearest"
)

const usageHead = `Usage: radium -S SOURCE... [-P PORT] [-w OUTPUT [FILTER]]... [OPTIONS] [- FILTER]
       radium -r FILE... [-P PORT] [-w OUTPUT [FILTER]]... [OPTIONS] [- FILTER]

Radium collects flow records from sensors, other collectors and files. It serves
them to clients and writes them to files, as one stream.

Examples:
  radium -S east -S west:562 -P 563           serve the records of two sensors
  radium -S east -w all.argus -w dns.argus "port 53"   write two files
  radium -S 'east tcp' -S 'west udp' -P 563   a filter for each source
  radium -S argus-udp://any:561 -P 561        receive datagrams
  radium -S east -P 561 -B 127.0.0.1 - not arp    serve on one address
  ra -n -S localhost:563                      print what radium serves

  - FILTER  which records to pass on, see ra-filter(7). It follows all options;
            after -r, put - before it. Management records always pass
`

const usageTail = `
Environment:
  ARGUS_OUTPUT_VERSION=5    write and serve records of release 5, with nanoseconds
                            and long source ids
  RADIUMPATH, RADIUMHOME    where radium.conf is searched for, see radium.conf(5)

Exit status: 0 on success, 1 after any error.
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
	return getopt.VariableHelp("radium.conf(5)", 29, docs)
}

// complete returns the completion script for a shell.
func complete(shell string) (string, error) {
	if !completion.Known(shell) {
		return "", usageError{fmt.Errorf("--completion: unknown shell %q (want bash, zsh or fish)", shell)}
	}
	spec := completion.Spec{Program: "radium", Options: Options(), Topics: topics, Filter: filter.Words(filter.Record)}
	return spec.Script(shell), nil
}

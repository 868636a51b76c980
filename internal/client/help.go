// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"
	"io"

	"github.com/argus-go/argus/field"
)

// usageText is what --help prints; %[1]s is the program's name.
const usageText = `usage: %[1]s [options] [- filter]

%[1]s %[2]s. It reads files of records,
and captures, whose flows it makes on the spot.

  %[1]s -r flows.arg                        all flows, one a line
  %[1]s -r capture.pcap.gz - tcp port 443   flows of a capture
  %[1]s -r flows.arg -s stime saddr daddr bytes:14 - dst port domain
  %[1]s -r day.arg -w web.arg "tcp port 80" -w dns.arg "udp port 53"

Input (standard input if there is none and it is no terminal):
  -r FILE...       files to read, - is standard input; compressed or not. All
                   words up to the next option are files. FILE::START:STOP
                   takes the records between two offsets (-s offset tells them)
  -R DIR...        all files below the folders, by the order of their names
  - FILTER         take records that match FILTER; %[1]s --help filter
  -t RANGE         take records of a time range: 2026/11/25, 11/25.14:30, 14:30
                   (today), -10m (until now), A-B, A+30s; c before it: wholly
                   within, s: throughout, x: not
  -N [i|o]RANGE    records to take: N, A-B, or A+N (N more after A); o counts
                   those that are put out
  -e [s:|d:]REGEX  take records whose payload of source, destination or either
                   matches; -i ignores case
  -M label=REGEX   take records whose label matches

Output:
  -s FIELD...      columns to print: NAME[:WIDTH]; +NAME adds one, +3NAME at
                   place 3, -NAME removes it; %[1]s --help fields
  -c CHAR          put CHAR between columns and do not pad; \t is a tab
  -L N             header: 0 once (default), N every N lines, -1 never
  -n -nn -nnn      ports as numbers; protocols too; all with names, hosts too
  -u               times in seconds since 1970
  -p N             digits after the point (default 6)
  -z               TCP state as letters; -Z s|d|b as TCP flags seen from the
                   source, the destination, both
  -A               totals at the end
  -q               print no records
  -M man           print management records too; -M noman does not
  -M printer=FORM  payload as ascii, obfuscate (passwords), encode32, encode64
  -M rmon          each flow twice, from either side; -M uni each direction
                   that has packets by itself
  -M TZ=ZONE       times of a time zone
  -w FILE [FILTER] write records, those that match FILTER, to FILE instead of
                   printing; - is standard output; may be repeated
  -E FILE          write records that FILTER does not take to FILE
  -M dsrs=LIST     keep these parts of records; dsrs=-suser,duser removes some

Configuration:
  -F FILE          read a configuration file at this point
  -X               start from the built-in settings; read neither /etc/ra.conf
                   nor .rarc
  -b               print the filter as it was understood and end
  -h, --help [fields|filter|NAME]
  --version

Exit status: 0; 1 after an error, or if no record matched or none was found;
2 if an input could not be opened.
`

const filterText1 = `A filter is made of primitives, joined by and, or, not and ( ).

  host 192.0.2.7    src host A    dst host A    net 10.0.0.0/8    ether host E
  port 80    dst port https    tcp port 1000-2000    src port gt 1024
  tcp  udp  icmp  arp  ip  ipv6  igmp  rtp  vlan  mpls    proto 47
  pkts gt 10    src bytes gte 1000    dur lt 0.5    rate gt 100.0
  ttl 64    tos 0    vid 10    seq lt 100    trans gt 1
  syn  fin  rst  src ack  retrans  outoforder  frag  multicast  ip broadcast
  est  con  synack  timeout  start  status  stop  man  icmpmap  unreach

A number may carry k, M, G or T: bytes gt 10M. After and/or a value alone takes
the words before the previous one: port 80 or 443. Relations: eq neq gt gte lt
lte. A keyword that is meant as a name needs a backslash: proto \udp.
`

// help prints the help on a topic: "" the options, "fields" all columns, a
// column's name that column.
func help(p *Program, w io.Writer, topic string) error {
	var err error
	f, isField := field.Lookup(topic)
	schema, isSchema := schemaHelp(topic)
	switch {
	case isSchema:
		_, err = io.WriteString(w, schema)
	case topic == "":
		_, err = fmt.Fprintf(w, usageText, p.Name, p.About)
	case topic == "filter":
		_, err = io.WriteString(w, filterText1)
	case topic == "fields":
		_, err = io.WriteString(w, fieldList())
	case isField:
		err = fieldHelp(w, f)
	default:
		return fmt.Errorf("no help on %q: there is fields, filter and each field's name", topic)
	}
	return err
}

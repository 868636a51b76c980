// SPDX-License-Identifier: Apache-2.0

package sensor

// Version is the version of this release of the sensor.
const Version = "0.1.0"

const usageText = `Usage: argus -r FILE... [-w OUTPUT [RECORD-FILTER]]... [OPTIONS] [- PACKET-FILTER]

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

Input:
  -r FILE...       read capture files in the order given (pcap, pcapng, snoop;
                   compressed ones too); - is standard input. All words up to
                   the next option are files
  -t               the files are NLANR TSH files (44 bytes a packet)
  -N N | -N A-B    take packets 1 to N, or A+1 to B, of each file (of those
                   that pass the packet filter)
  -f               at a file's end wait for more packets until interrupted
  -T FACTOR        play files at FACTOR times their speed; 1 is real time
  - FILTER         packet filter, as tcpdump's; it follows all options. After
                   -r put - before it
  -O               do not optimise the packet filter
  -b               print the packet filter's code and end

Output:
  -w OUTPUT [FILTER]
                   append records that match FILTER (as ra's; all without it) to
                   the file OUTPUT, - is standard output; may be repeated
  -e ID            source id in the records: an IPv4 address, a number, "text"
                   (4 characters; the quotes belong to it), a host's name,
                   a UUID or IPv6 address, ` + "`hostname` or `hostuuid`" + `, or
                   TYPE:/ID[/IF] with TYPE ipv4, ipv6, uuid, int or str.
                   Without ARGUS_OUTPUT_VERSION=5 records hold 4 bytes: the
                   four words of a UUID or IPv6 address are then joined by
                   exclusive or into a number
  -M SECONDS       a management record every SECONDS of packet time; without it
                   files have one at start and end, -f and -T every 60 s

Records:
  -S SECONDS       longest time in one record, fractions allowed (default 5);
                   0: a record of every packet; -1.0: one record a flow
  -A               count application bytes
  -J               inter-packet times
  -m               link (MAC) addresses
  -Z               smallest and largest packet
  -U BYTES         first payload bytes of each direction (default 0)
  -C               all payload of control traffic: ARP, IS-IS, PPP control,
                   ports of ARGUS_CONTROLPLANE_PROTO
  -H N             buckets that flow hashes are counted in (default 16777216)
  --max-flows N    flows tracked at a time (default 4194304); beyond it the
                   flow idle longest is reported early
  --max-memory N   the same by memory: 500M, 2G

Configuration:
  -F FILE          read a configuration file (argus.conf) at this point;
                   /etc/argus.conf is then not read
  -X               go back to the built-in settings at this point (put it
                   first); /etc/argus.conf is not read
  -c DIR           change the root directory once all files are open (needs root)
  -u USER, -g GROUP
                   then change user and group (needs root)
  -D LEVEL         from 1 on tell what is passed over
  -k PRIORITY      show messages up to this syslog priority (default 4, warnings)
  -l               list the network interfaces and end
  -h, --help       this text
  --version        print the version

Not for capture files, where these are passed over; live capture, the daemon and
the record server are not available in this release:
  -i DEVICE...  -p  -s BYTES  -d  -P PORT  -B ADDRESS

Accepted without effect, as in earlier releases:
  -R (response times)  -E

Environment:
  ARGUS_COMPAT=3.0.8        timers, numbers, times and marks as release 3.0.8
  ARGUS_OUTPUT_VERSION=5    records for 5.0 clients: nanoseconds, long source ids

Exit status: 0, also after a capture cut short at its end; 1 after any error.
`

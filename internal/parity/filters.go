// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// packetFilters are expressions of the capture library's filter language. Each
// must select the same packets in the sensor as in tcpdump.
var packetFilters = strings.Split(strings.TrimSpace(`
ip
ip6
arp
arp or rarp
tcp
udp
icmp
icmp6
igmp
tcp or udp
not tcp
not (tcp or udp) and ip
ip proto 17
ip proto \tcp
ip6 proto 58
ip protochain 6
proto 47
ether proto 0x0806
ether proto \ip
ether broadcast
ether multicast
ip multicast
ip6 multicast
broadcast
multicast
host 192.168.1.1
src host 192.168.1.2
dst host 8.8.8.8
ip host 192.168.115.8
host ff02::fb
net 192.168
src net 10.0.0.0/8
dst net 192.168.0.0 mask 255.255.0.0
net 224.0.0.0/4 or net ff00::/8
net fe80::/10
port 53
port 53 or 80
src port 443
dst port 80
tcp port 443
udp port 53 or udp port 5353
tcp dst port 80 or 443
portrange 1-1023
udp portrange 5000-6000
tcp src portrange 1024-65535
not port 22
port http
tcp port https
ether host ff:ff:ff:ff:ff:ff
ether src 00:00:00:00:00:00
ether dst ff:ff:ff:ff:ff:ff
greater 1000
less 64
len > 500
len <= 60
vlan
vlan and ip
vlan 10 and tcp
vlan and vlan
not vlan
mpls
pppoes
pppoes and ip
tcp[tcpflags] & tcp-syn != 0
tcp[tcpflags] & (tcp-syn|tcp-ack) = tcp-syn
tcp[13] & 2 != 0 and tcp[13] & 16 = 0
tcp[tcpflags] = tcp-ack
tcp[((tcp[12] & 0xf0) >> 2):4] = 0x47455420
ip[0] & 0xf > 5
ip[6:2] & 0x1fff != 0
ip[6] & 0x20 != 0
ip[8] < 64
ip[2:2] - ((ip[0] & 0xf) << 2) > 100
ip6[6] = 17
icmp[icmptype] = icmp-echo
icmp[icmptype] = icmp-unreach or icmp[icmptype] = icmp-timxceed
icmp6[icmp6type] = icmp6-neighborsolicit
udp[4:2] > 100
ether[0] & 1 = 1
ether[12:2] > 1500
link[0] & 1 != 0
(src host 192.168.1.1 or dst host 192.168.1.1) and not port 53
host 10.0.0.1 and (port 80 or port 443)
tcp and len / 2 > 100
tcp and len % 2 = 0
ip and ip[9] = 6 xor tcp
src 192.168.1.1 or 192.168.1.2
dst port 53 or src port 53 and udp
tcp and not host 192.168.1.1 and not net 10
sctp
esp
ah
ip proto 50
vrrp
pim
llc
stp
isis
iso
ipx
atalk
gateway 192.168.1.1
inbound
ip broadcast
(((tcp)))
tcp && !(port 80 || port 443)
`), "\n")

// FilterResult counts the comparisons of packet filters.
type FilterResult struct {
	PeerResult
	Refused int // pairs of filter and capture that tcpdump does not take
}

// Filters compares, on every nth capture, the packets that the sensor's packet
// filter lets through with those of tcpdump: what tcpdump selects is written
// to a file, and the sensor must make the same records of that file as of the
// whole capture under the filter.
func (s *Suite) Filters(tcpdump string, names []string, nth int) *FilterResult {
	r := new(FilterResult)
	var mu sync.Mutex
	n := (len(names) + nth - 1) / nth
	Each(n*len(packetFilters), s.Jobs, func(i int) {
		name, expr := names[i/len(packetFilters)*nth], packetFilters[i%len(packetFilters)]
		problem, refused := s.filter(tcpdump, name, expr, i)
		if refused {
			mu.Lock()
			r.Refused++
			mu.Unlock()
		}
		r.note("sensor's packet filter selects what tcpdump's does", name+" "+expr, problem)
	})
	return r
}

// filter compares one pair.
func (s *Suite) filter(tcpdump, name, expr string, i int) (problem string, refused bool) {
	base := filepath.Join(s.Temp, fmt.Sprintf("filter%d", i))
	chosen, want, have := base+".pcap", base+".want", base+".have"
	defer os.Remove(chosen)
	defer os.Remove(want)
	defer os.Remove(have)
	capture := s.Data.Capture(name)
	dump := s.Exec(tcpdump, "--time-stamp-precision=nano", "-r", capture, "-w", chosen, expr)
	ours := s.Exec(s.Argus, "-X", "-r", capture, "-w", have, "-", expr)
	if ours.Crashed() {
		return problemOf("sensor", ours), false
	}
	if refuses(dump) {
		return "", true
	}
	if ours.Err != nil {
		return problemOf("sensor", ours), false
	}
	if o := s.Sense(chosen, want, DefaultOptions); o.Err != nil {
		return problemOf("sensor over tcpdump's choice", o), false
	}
	a, _ := s.Print(have, DefaultFields)
	b, _ := s.Print(want, DefaultFields)
	return firstDifference(a, b), false
}

func problemOf(what string, o *Outcome) string {
	return fmt.Sprintf("%s: %v %s", what, o.Err, firstLine(o.Stderr))
}

// refuses reports whether tcpdump did not take the expression or the file. A
// file that breaks off is no refusal: its packets up to there are compared.
func refuses(o *Outcome) bool {
	return o.Err != nil && !strings.Contains(o.Stderr, "pcap_loop")
}

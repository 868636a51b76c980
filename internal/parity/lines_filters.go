// SPDX-License-Identifier: Apache-2.0

package parity

// filterLines select records.
var filterLines = lines("-X -n -r {F} -", `
	ip
	ipv4
	ipv6
	arp
	rarp
	icmp
	igmp
	rtcp
	vlan
	mpls
	isis
	udt
	far
	event
	not man
	! tcp
	not udp and not tcp
	tcp or udp
	( tcp and port 80 ) or udp
	tcp and ( port 80 or port 443 )
	tcp && not synack
	tcp || arp
	tcp and not ( port 80 or 443 )
	not ( host 10.0.0.1 or port 53 )
	udp and port 53 or port 5355
	port 80
	src port 80
	dst port 80
	src and dst port 137
	src or dst port 137
	port domain
	port http
	udp port ntp
	tcp dst port https
	port 80-443
	dst port 0-1023
	src port 1024-65535
	dst port gt 1024
	dst port gte 1024
	dst port lte 1024
	dst port eq 53
	port gt 30000
	src port 0
	port ( 80 or 443 or 53 )
	dst port 80 or 443 or 53
	host 192.168.5.16
	src host 192.168.5.16
	dst host 192.168.1.1
	src 192.168.5.16
	host 192.168.5.16 or 192.168.5.44
	host ff02::1
	host fe80::1
	ipv6 host ff02::c
	ip host 10.0.0.1
	tcp host 10.0.0.1
	host nosuch.invalid
	net 10.0.0.0/8
	src net 192.168.0.0/16
	dst net 224.0.0.0/4
	net 192.168.5.0 mask 255.255.255.0
	src net 192.168.0.0/16 and not dst net 192.168.0.0/16
	net fe80::/10
	dst net ff00::/8
	net 192.168
	192.168.5.16
	multicast
	ip multicast
	ip broadcast
	ether broadcast
	broadcast
	ether src host ff:ff:ff:ff:ff:ff
	ether dst ff:ff:ff:ff:ff:ff
	ether dst 01:00:5e:00:00:fb
	proto 17
	proto 6
	proto \udp
	proto \esp
	proto esp
	proto gre
	proto ospf
	ip proto \tcp
	proto ipv6-icmp
	ether proto 2054
	ether proto 0x0800
	syn
	src syn
	dst syn
	synack
	fin
	src fin
	dst fin
	finack
	rst
	src reset
	push
	dst push
	ack
	urg
	ece
	cwr
	ecn
	src syn and dst ack
	src ack and fin
	fin and src ack
	con
	normal
	wait
	retrans
	src retrans
	dst retrans
	outoforder
	src outoforder
	winshut
	start
	stop
	status
	shut
	timeout
	error
	echo
	unreach
	redirect
	timexed
	multipath
	cocode
	tcpopt
	tcp and mss and wscale
	tcp and selackok or tcp and wscale
	tcp and not tcptimestamp
	hello
	lsp or csnp
	pkts gt 10
	src pkts gt 10
	dst pkts gt 10
	src and dst pkts gt 10
	pkts lt 2
	pkts 1
	pkts eq 2
	pkts equal 2
	pkts greater 10
	pkts less 2
	pkts gte 2 and pkts lte 5
	pkts gt 5 or 3
	bytes gt 1000
	src bytes gte 1000
	dst bytes lt 100
	bytes gt 0x100
	bytes gt 070
	appbytes gt 1000
	dst appbytes 0
	data gt 100
	dur gt 1
	dur lt 0.001
	dur eq 0.0
	dur gt 4.5 and dur lt 5.5
	rate gt 10
	rate lt 1.0
	src rate gt 5.5
	load gt 1000.0
	load eq 0.0
	src load gt 1000.0 and dst load gt 1000.0
	pcr lt 0.0
	pcr 1.0
	abr gt 0.5
	trans gt 1
	trans 1
	seq 5
	seq lt 10
	seq gte 3 and seq lt 8
	ttl 64
	src ttl 128
	src ttl gt 64
	dst ttl gt 0
	src and dst ttl gt 50
	tos 0
	src tos gt 0
	dsb cs0
	dsb 0
	dsb ef
	ipid 0
	ipid gt 30000
	base gt 0
	tcp and src base gt 2147483647
	inter gt 100.0
	intpkt gt 100.0
	src intpkt gt 100.0
	src intpktact gt 10.0
	src intpktidle gt 10.0
	jit gt 10.0
	src jitter gt 10.0
	src jitact gt 10.0
	encaps eth
	encaps 802q
	encaps mpls
	encaps nosuch
	encaps 4
	vid 10
	vid 100
	src vid 32
	vpri 0
	mid 100
	spi gt 0
	spi 1
	srcid 0.0.0.0
	srcid 1.2.3.4
	inode 1.2.3.4
	co US
	as 1
	icmp and echo
	icmp host 192.168.154.131
	arp host 192.168.154.131
	arp and host 192.168.154.131
	igmp and multicast
	src host 192.168.5.16 and dst port 80
	tcp and src pkts gt 5 and dst bytes gt 500
	udp and not multicast and not port 53
	tcp and ( src port 443 or dst port 443 ) and bytes gt 2000
	ip and not ( net 192.168.0.0/16 or net 10.0.0.0/8 )
	svc
	dup
	established
	stime gt 0
	cor
	pim
	ether
	link
	tcp tcp
	tcp or
	and tcp
	not
	( tcp
	tcp )
	port
	host
	port 99999
	port nosuchservice
	pkts
	pkts gt
	pkts foo
	net 300.1.1.1/8
	host 1.2.3.4.5
	foo
	&&
	tcp[0] = 1
	len > 10
`)

// rangeLines select records by their times.
var rangeLines = lines("-X -n -r {F}", `
	-t {at:2006:0}
	-t {at:2006/01:0}
	-t {at:2006/01/02:0}
	-t {at:2006/01/02.15:0}
	-t {at:2006/01/02.15:04:0}
	-t {at:2006/01/02.15:04:05:0}
	-t {at:2006/01/02.15:04:05:1}
	-t {at:2006/01/02.15:04:05.5:0}
	-t {at:2006/01/02.15:04:05.:0}
	-t {at:2006/01/02.15:04:60}
	-t {at:2006/01/02.15:04:05:0}+1s
	-t {at:2006/01/02.15:04:05:0}+5s
	-t {at:2006/01/02.15:04:05:0}+60s
	-t {at:2006/01/02.15:04:05:0}+1m
	-t {at:2006/01/02.15:04:05:0}+2m
	-t {at:2006/01/02.15:04:0}+30s
	-t {at:2006/01/02.15:04:0}+1h
	-t {at:2006/01/02:0}+1d
	-t {at:2006/01:0}+1M
	-t {at:2006/01/02.15:04:05:0}-{at:2006/01/02.15:04:05:3}
	-t {at:2006/01/02.15:04:05:1}-{at:2006/01/02.15:04:05:10}
	-t {at:2006/01/02.15:04:0}-{at:2006/01/02.15:04:120}
	-t {at:2006/01/02.15:04:0} - {at:2006/01/02.15:04:120}
	-t {at:2006/01/02.15:0}-{at:2006/01/02.15:7200}
	-t {at:2006/01/02:0}-{at:2006/01/02:86400}
	-t {at:2006/01/02.15:04:05:5}-{at:2006/01/02.15:04:05:0}
	-t {at:u:0}-{at:u:2}
	-t {at:u:0}-{at:u:30}
	-t {at:u:1}-{at:u:3}
	-t {at:u:0}
	-t {at:u:0}+1s
	-t {at:u:0}+10s
	-t {at:u:0}+1m
	-t {at:u:-5}+10s
	-t x{at:2006/01/02.15:04:0}
	-t x{at:u:0}-{at:u:2}
	-t c{at:2006/01/02.15:04:0}
	-t c{at:u:0}-{at:u:2}
	-t c{at:u:0}-{at:u:30}
	-t xc{at:u:0}-{at:u:2}
	-t i{at:u:0}-{at:u:2}
	-t xi{at:u:0}-{at:u:2}
	-t s{at:u:1}-{at:u:2}
	-t n{at:u:1}-{at:u:2}
	-t xs{at:u:1}-{at:u:2}
	-t s{at:2006/01/02.15:04:05:1}+1s
	-t {at:2006y1M2d:0}
	-t {at:2006y1M2d15h:0}
	-t {at:2006y1M2d15h4m:0}
	-t {at:2006/01/02.*:04:0}
	-t {at:2006/01/02.**:04:0}
	-t {at:2006/**/02:0}
	-t {at:****/01/02:0}
	-t {at:****/**/02:0}
	-t {at:2006/01/02.15:*:05:0}
	-t *:{at:04:0}
	-t 24
	-t 2016/13/02
	-t 2016/08/32
	-t */*/02.02
	-t 02:20:10-02:20:11
	-t -1d
	-t -1M
	-t -30y
	-t -100d
	-t {at:2006/01/02.15:04:0} - tcp
	-t {at:2006/01/02.15:04:0} -M man
	-t x{at:2006/01/02.15:04:0} -M man
	-t c{at:u:0}-{at:u:20} -M man
	-t {at:2006/01/02.15:04:0} -c , -s stime ltime dur
	-t {at:u:0}-{at:u:5} -A
	-t {at:u:0}-{at:u:5} -N 2
	-t {at:u:0}-{at:u:5} -N o2
	-t {at:2006/01/02.15:04:0} -q
`)

// writeLines write files of records.
var writeLines = lines("-X", `
	-r {F} -w - -N 1
	-r {F} -w {W} -N 0
	-r {F} -w {W} - port 53
	-r {F} -w {W} - nosuch
	-r {F} -w {W} not_man
	-r {F} -w {W} nosuch_filter
	-r {Z} -w {W} - udp
	-r {F} -w {W} -t 1970/01/01
	-r {F} -E {W} - nosuch
	-r {F} -E {W} - port 53
	-r {F} -E {W} -w {V} port_53 - udp
	-r {F} -w {F}/not/possible
`)

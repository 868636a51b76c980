// SPDX-License-Identifier: Apache-2.0

package parity

import "strings"

// lines returns one command line for each line of text, with the words before
// it.
func lines(before, text string) []Line {
	var list []Line
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" {
			list = append(list, Line{Args: before + " " + l})
		}
	}
	return list
}

// fieldLines choose columns, their widths and places.
var fieldLines = lines("-X -n -r {F} -s", `
	stime ltime dur
	stime:20 ltime:30 saddr sport daddr dport
	stime:12 saddr:15 dir:4 daddr:15
	saddr:1 daddr:2 sport:1 dport:2
	saddr:60 sport:30 daddr:60 dport:30
	pkts:1 bytes:2 spkts:3 dpkts:4
	pkts:30 bytes:30 spkts:30 dpkts:30
	dur:1 sdur:2 ddur:3
	dur:20 mean:20 rate:20 load:20 pcr:20
	flgs:20 proto:20 dir:20 state:20
	saddr:7 daddr:9 sport:3
	cause:3 seq:3 srcid:5 trans:2
	cause:20 seq:20 srcid:30 trans:20
	smac:12 dmac:12
	smac:30 dmac:30
	swin:3 dwin:2 stcpb:5 dtcpb:3
	swin:20 dwin:20 stcpb:20 dtcpb:20 tcpopt:20
	tcpopt:5 tcprtt:3 synack:8 ackdat:9
	sttl:1 dttl:2 stos:1 sipid:3
	sttl:10 dttl:10 stos:10 dtos:10 sipid:12 dipid:12
	sdsb:2 ddsb:3
	sdsb:12 ddsb:12 shops:10 dhops:10
	suser:1 duser:1 saddr
	suser:8 duser:9 saddr
	suser:10 duser:10 saddr
	suser:11 duser:11 saddr
	suser:100 duser:100 saddr
	suser:64 duser:64
	duser saddr suser
	label:20 sco dco sas das
	icmpid:10 inode:20
	senc:3 denc:20
	svlan:3 dvlan:12 svid:2 dvid:12 smpls:3 dmpls:20
	smeansz:5 dmeansz:20 smaxsz:2 dminsz:20
	srate:4 drate:20 sload:5 dload:20
	sintpkt:5 dintpkt:20 sjitact:4 djitidl:20
	sappbytes:2 dappbytes:20 appbytes:3
	loss:1 sloss:20 dloss:3 ploss:4 sploss:20 dploss:5
	proto saddr sport
	sport saddr dport daddr
	saddr sport saddr sport
	saddr dport daddr sport
	daddr dport saddr sport
	saddr,sport,dir,daddr,dport
	saddr:20,sport:8 daddr:20,dport:8
	stime,dur proto,saddr daddr
	stime dur:8 -proto
	+bytes:20
	+3bytes:4
	+0seq
	+1seq +2cause
	+seq -stime
	-flgs -s -dir -s -state
	-flgs,-dir
	-pkts -s -bytes -s +spkts +dpkts +sbytes +dbytes
	+smac +dmac
	+sttl +dttl +stos
	+suser:20 +duser:20
	+suser +duser:8
	+trans -trans
	-nosuch
	+nosuch
	nosuch
	stime nosuch saddr
	saddr saddr saddr
	saddr:10 daddr saddr
	rank stime saddr
	rank rank:3
	seq seq:8 seq
	sum min max mean stddev
	runtime:20 idle:1
	trans:12 mean:12 sum:12
	pcr:5 pcr:30
	dur sstime sltime dstime dltime
	sstime:5 dltime:30
	smaxsz sminsz dmaxsz dminsz
	sjit djit
	sintpktact sintpktidl dintpktact dintpktidl
	nstroke snstroke dnstroke
	sgap dgap
	srcid:8 srcid
	offset
	autoid
	spktsz dpktsz
	spktsz:16 dpktsz:20
	sintdist dintdist
	soui doui
	snet dnet
	snet:20 dnet:8
	laddr raddr
	retrans sretrans dretrans pretrans
	abr
	stf dtf tf
	resp
	stime resp saddr
	bins binnum stime
	svpri dvpri saddr
	sco dco ico
	sas:8 das:8 ias:8
	stcpmax dtcpmax
	stcpmax:20 dtcpmax:5
`)

// delimitedLines choose columns of natural width.
var delimitedLines = lines("-X -n -r {F}", `
	-c , -s stime ltime dur saddr sport dir daddr dport
	-c , -s flgs proto dir state
	-c , -s +seq +cause
	-c , -s saddr:5 daddr:30 bytes:2
	-c | -s suser:8 duser:8 saddr
	-c | -s suser duser
	-c | -s smac dmac svlan smpls
	-c | -s tcpopt swin dwin stcpb dtcpb
	-c ; -s sttl dttl stos dtos sipid dipid sdsb
	-c : -s saddr daddr smac
	-c . -s saddr daddr stime
	-c _ -s saddr daddr state
	-c \t -s saddr sport daddr dport bytes
	-c , -s rate srate drate load sload dload
	-c , -s loss sloss dloss ploss sploss dploss
	-c , -s sintpkt dintpkt sintpktact dintpktidl
	-c , -s spkts dpkts sbytes dbytes sappbytes dappbytes
	-c , -s label sco dco sas das inode icmpid
	-c , -s spktsz dpktsz sintdist
	-c , -s trans mean min max sum stddev runtime
	-c , -s stcpmax dtcpmax sgap dgap
	-c , -s sstime sltime dstime dltime
	-c , -s rank seq offset
	-c , -s snet dnet soui doui
	-c , -p 0 -s dur rate load mean
	-c , -p 2 -s dur rate load mean pcr
	-c , -p 9 -s dur rate load mean pcr stime
	-c , -u -s stime ltime sstime dltime
	-c , -u -p 3 -s stime ltime
	-c , -z -s state proto
	-c , -Z b -s state proto
	-c , -L 3 -s saddr daddr
	-c , -L -1 -s saddr daddr
	-c , -L 0 -s stime flgs state
	-c , -M man
	-c , -M man -s stime ltime state saddr daddr spkts dpkts sbytes dbytes
	-c , -M man -s seq cause dur srcid proto
	-c , - tcp
	-c , - udp and dst port 53
	-c , -N 5
	-c , -N o3
	-c , -A
	-c , -q -A
	-c , -M printer=encode64 -s suser:32 duser:32
	-c , -M printer=encode32 -s suser:32 duser:32
	-c , -M TZ=America/New{_}York -s stime ltime
`)

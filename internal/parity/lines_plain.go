// SPDX-License-Identifier: Apache-2.0

package parity

import "slices"

// plainLines do without -X, as most people type them. The configuration file of
// Debian makes management records print, and turns flows by their ports.
var plainLines = slices.Concat(lines("", `
	-nr {F}
	-n -r {F} {G}
	-nr {F} -L 0
	-nr {F} - tcp
	-nr {F} -- udp and port 53
	-n -c , -r {F}
	-n -u -r {F}
	-n -p 3 -u -r {F} -s stime ltime dur saddr sport dir daddr dport spkts dpkts
	-n -q -r {F}
	-n -A -r {F}
	-n -qA -r {F} - tcp
	-n -z -r {F}
	-n -Z b -r {F}
	-n -N 3 -r {F}
	-n -N 1-1 -r {F}
	-n -N 2-4 -r {F} {G}
	-n -N 2+2 -r {F}
	-n -N 5-2 -r {F} {G}
	-n -N 1-100000 -r {F} {G}
	-n -N 3-3 -r {F} {G} -A
	-n -N 100000-100001 -r {F}
	-n -N o2 -r {F}
	-n -N o2-3 -r {F} - tcp
	-n -N 0 -r {F}
	-n -t 2016/01-2030/01 -r {F}
	-n -t -40y -r {F}
	-n -r {F} -s dur sdur ddur mean min max stddev sum runtime
	-n -r {F} -s dur:1 sdur:2 ddur:3
	-n -r {F} -s snet dnet autoid
	-n -r {F} -s stime resp saddr
	-n -c , -r {F} -s stime resp autoid snet soui doui saddr
	-n -r {F} -s rank seq srcid cause trans
	-n -r {F} -s rate srate drate load sload dload
	-n -p 2 -r {F} -s rate srate drate load:20 sload:20 dload:20
	-n -r {F} -s loss sloss dloss ploss pcr abr
	-n -r {F} -s sappbytes dappbytes smeansz dmeansz smac dmac sttl dttl
	-n -r {F} -s sintpkt dintpkt sjit djit swin dwin stcpb dtcpb tcprtt
	-n -r {F} -s suser:16 duser:16
	-n -M printer=hex -r {F} -s proto suser:20 duser
	-n -H -p 1 -r {F} -s pkts bytes rate load sload dload swin dwin
	-n -F {rc:RA_FIELD_WIDTH=variable} -r {F}
	-n -F {rc:RA_FIELD_WIDTH=variable} -r {F} -s dir stime dir:9 saddr
	-n -F {rc:RA_FIELD_WIDTH=variable;RA_PORT_DIRECTION=registered} -r {F} -s stime dir:2 saddr daddr
	-n -F {rc:RA_PORT_DIRECTION=registered} -r {F}
	-n -F {rc:RA_PRINT_MAN_RECORDS=no} -r {F}
	-n -F {rc:RA_PRINT_LABELS=-1} -r {F}
	-n -r {F} - not tcp
	-n -r {F} - man
	-n -r {F} - src port 443
	-n -r {F} - dst pkts gt 2
	-n -r {F} - src bytes gt 500 and dst bytes lt 5000
	-n -r {F} - src net 192.168.0.0/16
	-n -r {F} - dst ttl gt 60
	-n -r {F} - est or rst
	-n -r {F} -N o2-3 -w {W} - udp
	-n -r {F} -N o1 -w {W} - udp
	-n -r {F} -N 2-3 -w {W} - udp
	-n -r {F} -N 1 -w {W} - udp
	-n -r {F} -w {W} - udp or icmp
	-n -r {F} {G} -w {W} - ip and not tcp
	-n -r {F} -M dsrs=-suser,duser -w {W} - not tcp
`), []Line{
	{Args: "-r {F}"},
	{Args: "-r {F} -c ,"},
	{Args: "-n -r {F} -s offset", Differs: "`-s offset` of management records"},
	{Args: "-n -r {F} - pcr gt 0.5", Differs: "filters: `rate`, `load`, `pcr` and `abr` of flows that `RA_PORT_DIRECTION` turns"},
	{Args: "-n -r {F} - vpri 0", Differs: "filters: `vid`, `vpri` and `mid` without such a tag, `len`, `icmpmap`"},
	{Args: "-n -r {F} - icmpmap", Differs: "filters: `vid`, `vpri` and `mid` without such a tag, `len`, `icmpmap`"},
	{Args: "-n -r {F} -w {W} - tcp", Differs: "written flows that `RA_PORT_DIRECTION` turns"},
	{Args: "-n -r {F} -E {W} - udp", Differs: "written flows that `RA_PORT_DIRECTION` turns"},
})

// SPDX-License-Identifier: Apache-2.0

package field

import "github.com/argus-go/argus/internal/lookup"

// xmlNames are the names that columns have in XML. Release 3.0.8 has no name
// for those marked new, and uses one name for several columns where it says
// other.
var xmlNames = lookup.Table[string, string]{
	{"stime", "StartTime"}, {"ltime", "LastTime"}, {"sstime", "SrcStartTime"}, {"sltime", "SrcLastTime"},
	{"dstime", "DstStartTime"}, {"dltime", "DstLastTime"}, {"rtime", "RelativeDate"},
	{"dur", "Duration"}, {"sdur", "SrcDuration"}, {"ddur", "DstDuration"}, {"idle", "Idle"},
	{"mean", "Mean"}, {"min", "Min"}, {"max", "Max"}, {"stddev", "StdDev"}, {"sum", "Sum"}, {"runtime", "Run"}, {"trans", "Trans"},
	{"flgs", "Flags"}, {"proto", "Proto"}, {"dir", "Dir"}, {"state", "State"}, {"cause", "Cause"}, {"srcid", "SourceId"}, {"seq", "SeqNumber"},
	{"saddr", "SrcAddr"}, {"daddr", "DstAddr"}, {"sport", "SrcPort"}, {"dport", "DstPort"},
	{"snet", "SrcNet"}, {"dnet", "DstNet"}, // other: SrcAddr, DstAddr
	{"laddr", "LocalAddr"}, {"raddr", "RemoteAddr"}, {"lnet", "LocalNet"}, {"rnet", "RemoteNet"}, // new
	{"inode", "InodeAddr"}, {"smac", "SrcMacAddr"}, {"dmac", "DstMacAddr"}, {"soui", "SrcOui"}, {"doui", "DstOui"},
	{"resp", "Response"}, {"bssid", "Bssid"}, {"ssid", "Ssid"}, // new
	{"pkts", "Pkts"}, {"spkts", "SrcPkts"}, {"dpkts", "DstPkts"}, {"bytes", "Bytes"}, {"sbytes", "SrcBytes"}, {"dbytes", "DstBytes"},
	{"appbytes", "AppBytes"}, {"sappbytes", "SrcAppBytes"}, {"dappbytes", "DstAppBytes"},
	{"rate", "Rate"}, {"srate", "SrcRate"}, {"drate", "DstRate"}, {"load", "Load"}, {"sload", "SrcLoad"}, {"dload", "DstLoad"},
	{"loss", "Loss"}, {"sloss", "SrcLoss"}, {"dloss", "DstLoss"}, {"ploss", "PctLoss"}, {"sploss", "SrcPctLoss"}, {"dploss", "DstPctLoss"},
	{"retrans", "Retrans"}, {"sretrans", "SrcRetrans"}, {"dretrans", "DstRetrans"}, {"pretrans", "PctRetrans"}, {"spretrans", "SrcPctRetrans"}, {"dpretrans", "DstPctRetrans"},
	{"nacks", "Nacks"}, {"snacks", "SrcNacks"}, {"dnacks", "DstNacks"}, {"pnacks", "PctNacks"}, {"spnacks", "SrcPctNacks"}, {"dpnacks", "DstPctNacks"},
	{"solo", "Solo"}, {"ssolo", "SrcSolo"}, {"dsolo", "DstSolo"}, {"psolo", "PctSolo"}, {"spsolo", "SrcPctSolo"}, {"dpsolo", "DstPctSolo"},
	{"first", "First"}, {"sfirst", "SrcFirst"}, {"dfirst", "DstFirst"}, {"pfirst", "PctFirst"}, {"spfirst", "SrcPctFirst"}, {"dpfirst", "DstPctFirst"},
	{"pcr", "PCR"}, {"abr", "ABR"}, // other: PCR
	{"tf", "TransEff"}, {"stf", "SrcTransEff"}, {"dtf", "DstTransEff"}, // other: TransEff
	{"smeansz", "SrcMeanPktSize"}, {"dmeansz", "DstMeanPktSize"}, {"smaxsz", "SrcMaxPktSize"}, {"dmaxsz", "DstMaxPktSize"},
	{"sminsz", "SrcMinPktSize"}, {"dminsz", "DstMinPktSize"}, {"spktsz", "SrcPktSize"}, {"dpktsz", "DstPktSize"},
	{"sintpkt", "SrcIntPkt"}, {"dintpkt", "DstIntPkt"}, {"sintpktact", "SrcActiveIntPkt"}, {"dintpktact", "DstActiveIntPkt"},
	{"sintpktidl", "SrcIdleIntPkt"}, {"dintpktidl", "DstIdleIntPkt"},
	{"sintpktmax", "SrcIntPktMax"}, {"sintpktmin", "SrcIntPktMin"}, {"dintpktmax", "DstIntPktMax"}, {"dintpktmin", "DstIntPktMin"},
	{"sintpktactmax", "SrcActIntPktMax"}, {"sintpktactmin", "SrcActIntPktMin"}, {"dintpktactmax", "DstActIntPktMax"}, {"dintpktactmin", "DstActIntPktMin"},
	{"sintpktidlmax", "SrcIdleIntPktMax"}, {"sintpktidlmin", "SrcIdleIntPktMin"}, {"dintpktidlmax", "DstIdleIntPktMax"}, {"dintpktidlmin", "DstIdleIntPktMin"}, // new
	{"sintdist", "SrcIntDist"}, {"dintdist", "DstIntDist"}, // other: all six are SrcIntDist
	{"sintdistact", "SrcActIntDist"}, {"dintdistact", "DstActIntDist"}, {"sintdistidl", "SrcIdleIntDist"}, {"dintdistidl", "DstIdleIntDist"},
	{"sjit", "SrcJitter"}, {"djit", "DstJitter"}, {"sjitact", "SrcActJitter"}, {"djitact", "DstActJitter"}, {"sjitidl", "SrcIdleJitter"}, {"djitidl", "DstIdleJitter"}, // new
	{"swin", "SrcWin"}, {"dwin", "DstWin"}, {"stcpb", "SrcTCPBase"}, {"dtcpb", "DstTCPBase"}, {"stcpmax", "SrcTCPMax"}, {"dtcpmax", "DstTCPMax"}, // new
	{"tcprtt", "TcpRtt"}, {"synack", "TcpSynAck"}, {"ackdat", "TcpAckDat"}, {"tcpopt", "TcpOptions"}, {"sgap", "SrcGap"}, {"dgap", "DstGap"},
	{"sttl", "SrcTtl"}, {"dttl", "DstTtl"}, {"shops", "SrcHops"}, {"dhops", "DstHops"}, {"stos", "SrcTos"}, {"dtos", "DstTos"},
	{"sdsb", "SrcDSByte"}, {"ddsb", "DstDSByte"}, {"sipid", "SrcIpId"}, {"dipid", "DstIpId"}, {"icmpid", "IcmpId"},
	{"svlan", "SrcVlan"}, {"dvlan", "DstVlan"}, {"svid", "SrcVid"}, {"dvid", "DstVid"}, {"svpri", "SrcVpri"}, {"dvpri", "DstVpri"}, {"smpls", "SrcMpls"}, {"dmpls", "DstMpls"}, // new
	{"senc", "SrcEncaps"}, {"denc", "DstEncaps"},
	{"nstroke", "KeyStrokeNStroke"}, {"snstroke", "KeyStrokeSrcNStroke"}, {"dnstroke", "KeyStrokeDstNStroke"},
	{"suser", "SrcUserData"}, {"duser", "DstUserData"}, {"label", "Label"},
	{"sas", "SrcASNum"}, {"das", "DstASNum"}, {"ias", "InodeASNum"}, {"sco", "SrcCoCode"}, {"dco", "DstCoCode"},
	{"ico", "InodeCoCode"}, // other: DstCoCode
	{"offset", "ByteOffset"}, {"rank", "Rank"}, {"autoid", "AutoId"}, {"bins", "Bins"}, {"binnum", "BinNum"},
	{"srng", "StartRange"}, {"erng", "EndRange"}, // other: DstRange
	{"jdelay", "JDelay"}, {"ldelay", "LDelay"}, // new
}

// SPDX-License-Identifier: Apache-2.0

package preset

// The columns of the data sets (data sets, sections 2 to 5): each word is
// TITLE=COLUMN, or a title that is also the label of a column. A column that
// begins with @ is made here; @label is what somebody has to know who saw the
// traffic. In titles ~ stands for a blank.
const (
	ctu13Columns = `
StartTime Dur Proto SrcAddr Sport Dir DstAddr Dport State sTos dTos TotPkts TotBytes SrcBytes Label=label`

	ctu13DataColumns = `
StartTime Dur Proto SrcAddr Sport Dir DstAddr Dport State sTos dTos TotPkts TotBytes SrcBytes
srcUdata=suser:480 dstUdata=duser:480 Label=label`

	ctu13SlipsColumns = `
StartTime Dur Proto SrcAddr Sport Dir DstAddr Dport State sTos dTos TotPkts TotBytes SrcBytes SrcPkts Label=label`

	ctu13FormatColumns = `
SrcAddr DstAddr Proto Sport Dport State sTos dTos SrcWin DstWin sHops dHops StartTime LastTime sTtl dTtl TcpRtt
SynAck AckDat SrcPkts DstPkts SrcBytes DstBytes SAppBytes DAppBytes Dur TotPkts TotBytes TotAppByte Rate SrcRate
DstRate Label=label`

	unswColumns = `
srcip=saddr sport=@sport dstip=daddr dsport=@dport proto=proto state=state dur=@dur sbytes=@sbytes dbytes=@dbytes
sttl=@sttl dttl=@dttl sloss=@sloss dloss=@dloss service=@service Sload=@sload Dload=@dload Spkts=@spkts Dpkts=@dpkts
swin=@swin dwin=@dwin stcpb=@stcpb dtcpb=@dtcpb smeansz=@smeansz dmeansz=@dmeansz trans_depth=@http
res_bdy_len=@http Sjit=@sjit Djit=@djit Stime=@stime Ltime=@ltime Sintpkt=@sintpkt Dintpkt=@dintpkt
tcprtt=@tcprtt synack=@synack ackdat=@ackdat is_sm_ips_ports=@same ct_state_ttl=@statettl
ct_flw_http_mthd=@methods is_ftp_login=@login ct_ftp_cmd=@commands ct_srv_src=@srvsrc ct_srv_dst=@srvdst
ct_dst_ltm=@dst ct_src_ltm=@src ct_src_dport_ltm=@srcdport ct_dst_sport_ltm=@dstsport ct_dst_src_ltm=@dstsrc
attack_cat=@label Label=@label`

	unswTrainColumns = `
id=@row dur=@dur proto=proto service=@service state=state spkts=@spkts dpkts=@dpkts sbytes=@sbytes dbytes=@dbytes
rate=@rate sttl=@sttl dttl=@dttl sload=@sload dload=@dload sloss=@sloss dloss=@dloss sinpkt=@sintpkt
dinpkt=@dintpkt sjit=@sjit djit=@djit swin=@swin stcpb=@stcpb dtcpb=@dtcpb dwin=@dwin tcprtt=@tcprtt
synack=@synack ackdat=@ackdat smean=@smeansz dmean=@dmeansz trans_depth=@http response_body_len=@http
ct_srv_src=@srvsrc ct_state_ttl=@statettl ct_dst_ltm=@dst ct_src_dport_ltm=@srcdport ct_dst_sport_ltm=@dstsport
ct_dst_src_ltm=@dstsrc is_ftp_login=@login ct_ftp_cmd=@commands ct_flw_http_mthd=@methods ct_src_ltm=@src
ct_srv_dst=@srvdst is_sm_ips_ports=@same attack_cat=@label label=@label`

	botIoTColumns = `
pkSeqID=@row stime=stime flgs=flgs flgs_number=@flgsnumber proto=proto proto_number=@protonumber saddr=saddr
sport=sport daddr=daddr dport=dport pkts=pkts bytes=bytes state=state state_number=@statenumber ltime=ltime
seq=seq dur=dur mean=mean stddev=stddev sum=sum min=min max=max spkts=spkts dpkts=dpkts sbytes=sbytes
dbytes=dbytes rate=rate srate=srate drate=drate TnBPSrcIP=@srcbytes TnBPDstIP=@dstbytes TnP_PSrcIP=@srcpkts
TnP_PDstIP=@dstpkts TnP_PerProto=@protopkts TnP_Per_Dport=@dportpkts AR_P_Proto_P_SrcIP=@srcrate
AR_P_Proto_P_DstIP=@dstrate N_IN_Conn_P_DstIP=@dst N_IN_Conn_P_SrcIP=@src AR_P_Proto_P_Sport=@sportrate
AR_P_Proto_P_Dport=@dportrate Pkts_P_State_P_Protocol_P_DestIP=@dststate
Pkts_P_State_P_Protocol_P_SrcIP=@srcstate attack=@label category=@label subcategory=@label`

	botIoTBestColumns = `
pkSeqID=@row proto=proto saddr=saddr sport=sport daddr=daddr dport=dport seq=seq stddev=stddev
N_IN_Conn_P_SrcIP=@src min=min state_number=@statenumber mean=mean N_IN_Conn_P_DstIP=@dst drate=drate
srate=srate max=max attack=@label category=@label subcategory=@label`

	botIoTPlainColumns = `
pkSeqID=@row stime=stime flgs=flgs proto=proto saddr=saddr sport=sport daddr=daddr dport=dport pkts=pkts
bytes=bytes state=state ltime=ltime seq=seq dur=dur mean=mean stddev=stddev sum=sum min=min max=max
spkts=spkts dpkts=dpkts sbytes=sbytes dbytes=dbytes rate=rate srate=srate drate=drate
attack=@label category=@label subcategory=@label`

	wustlIIoTColumns = `
StartTime LastTime SrcAddr DstAddr Mean Sport Dport SrcPkts DstPkts TotPkts DstBytes SrcBytes TotBytes SrcLoad
DstLoad Load SrcRate DstRate Rate SrcLoss DstLoss Loss pLoss SrcJitter DstJitter SIntPkt DIntPkt Proto Dur TcpRtt
IdleTime Sum Min Max sDSb sTtl dTtl sIpId dIpId SAppBytes DAppBytes TotAppByte SynAck RunTime sTos SrcJitAct
DstJitAct Traffic=@label Target=@label`

	wustlEHMSColumns = `
Dir Flgs SrcAddr DstAddr Sport Dport SrcBytes DstBytes SrcLoad DstLoad SrcGap DstGap SIntPkt DIntPkt SIntPktAct
DIntPktAct SrcJitter DstJitter sMaxPktSz dMaxPktSz sMinPktSz dMinPktSz Dur Trans TotPkts TotBytes Load Loss pLoss
pSrcLoss pDstLoss Rate SrcMac DstMac Packet_num=@label Temp=@label SpO2=@label Pulse_Rate=@label SYS=@label
DIA=@label Heart_rate=@label Resp_Rate=@label ST=@label Attack~Category=@label Label=@label`

	nidd5GColumns = `
Seq Dur RunTime Mean Sum Min Max Proto sTos dTos sDSb dDSb sTtl dTtl sHops dHops Cause TotPkts SrcPkts DstPkts
TotBytes SrcBytes DstBytes Offset sMeanPktSz dMeanPktSz Load SrcLoad DstLoad Loss SrcLoss DstLoss pLoss SrcGap
DstGap Rate SrcRate DstRate State SrcWin DstWin sVid dVid SrcTCPBase DstTCPBase TcpRtt SynAck AckDat
Label=@label Attack~Type=@label Attack~Tool=@label`

	genisColumns = `
FlowID=@row Rank StartTime LastTime Proto SrcAddr Sport DstAddr Dport Trans Flgs Seq Dur RunTime IdleTime Mean
StdDev Sum Min Max SrcMac DstMac SrcOui DstOui sTos dTos sDSb dDSb sCo dCo sTtl dTtl sHops dHops sIpId dIpId sMpls
dMpls AutoId sAS dAS iAS Cause NStrok sNStrok dNStrok TotPkts SrcPkts DstPkts TotBytes SrcBytes DstBytes TotAppByte
SAppBytes DAppBytes PCRatio Load SrcLoad DstLoad Loss SrcLoss DstLoss pLoss Retrans SrcRetra=sretrans
DstRetra=dretrans pRetran=pretrans SrcGap DstGap Rate SrcRate DstRate Dir SIntPkt SIntPktMin SIntPktMax SIntDist
SIntPktAct SIntActDist SIntPktIdl SIntIdlDist DIntPkt DIntPktMin DIntPktMax DIntDist DIntPktAct DIntActDist
DIntPktIdl DIntIdlDist SrcJitter SrcJitAct DstJitter DstJitAct State srcUdata dstUdata SrcWin DstWin sVlan dVlan
sVid dVid sVpri dVpri SRange ERange SrcTCPBase DstTCPBase TcpRtt SynAck AckDat TcpOpt Inode Offset sMeanPktSz
dMeanPktSz sMaxPktSz dMaxPktSz sMinPktSz dMinPktSz Ssaddr=@label Sdaddr=@label BinaryLabel=@label
CategoryLabel=@label SubCategoryLabel=@label`
)

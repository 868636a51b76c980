// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"encoding/csv"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/preset"
	"github.com/argus-go/argus/record"
)

// headerTests are the titles of the data sets document (sections 2 to 5) and
// how many columns it counts.
var headerTests = []struct {
	preset  string
	columns int
	header  string
}{
	{"ctu13", 15, "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,Label"},
	{"ctu13-udata", 17, "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,srcUdata,dstUdata,Label"},
	{"ctu13-slips", 16, "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,SrcPkts,Label"},
	{"unsw-nb15", 49, `srcip sport dstip dsport proto state dur sbytes dbytes sttl dttl sloss dloss service Sload Dload Spkts Dpkts
swin dwin stcpb dtcpb smeansz dmeansz trans_depth res_bdy_len Sjit Djit Stime Ltime Sintpkt Dintpkt tcprtt synack ackdat
is_sm_ips_ports ct_state_ttl ct_flw_http_mthd is_ftp_login ct_ftp_cmd ct_srv_src ct_srv_dst ct_dst_ltm ct_src_ltm
ct_src_dport_ltm ct_dst_sport_ltm ct_dst_src_ltm attack_cat Label`},
	{"unsw-nb15-train", 45, `id dur proto service state spkts dpkts sbytes dbytes
rate sttl dttl sload dload sloss dloss sinpkt dinpkt sjit djit swin stcpb dtcpb dwin tcprtt synack ackdat smean dmean
trans_depth response_body_len ct_srv_src ct_state_ttl ct_dst_ltm ct_src_dport_ltm ct_dst_sport_ltm ct_dst_src_ltm is_ftp_login
ct_ftp_cmd ct_flw_http_mthd ct_src_ltm ct_srv_dst is_sm_ips_ports attack_cat label`},
	{"bot-iot", 46, `pkSeqID stime flgs flgs_number proto proto_number saddr sport daddr dport pkts bytes state state_number
ltime seq dur mean stddev sum min max spkts dpkts sbytes dbytes rate srate drate TnBPSrcIP TnBPDstIP TnP_PSrcIP TnP_PDstIP
TnP_PerProto TnP_Per_Dport AR_P_Proto_P_SrcIP AR_P_Proto_P_DstIP N_IN_Conn_P_DstIP N_IN_Conn_P_SrcIP AR_P_Proto_P_Sport
AR_P_Proto_P_Dport Pkts_P_State_P_Protocol_P_DestIP Pkts_P_State_P_Protocol_P_SrcIP attack category subcategory`},
	{"bot-iot-10best", 19, `pkSeqID proto saddr sport daddr dport seq stddev
N_IN_Conn_P_SrcIP min state_number mean N_IN_Conn_P_DstIP drate srate max attack category subcategory`},
	{"wustl-iiot", 49, `StartTime LastTime SrcAddr DstAddr Mean Sport Dport SrcPkts DstPkts TotPkts DstBytes
SrcBytes TotBytes SrcLoad DstLoad Load SrcRate DstRate Rate SrcLoss DstLoss Loss pLoss SrcJitter DstJitter SIntPkt DIntPkt
Proto Dur TcpRtt IdleTime Sum Min Max sDSb sTtl dTtl sIpId dIpId SAppBytes DAppBytes TotAppByte SynAck RunTime sTos
SrcJitAct DstJitAct Traffic Target`},
	{"wustl-ehms", 45, `Dir Flgs SrcAddr DstAddr Sport Dport SrcBytes DstBytes SrcLoad DstLoad SrcGap DstGap SIntPkt
DIntPkt SIntPktAct DIntPktAct SrcJitter DstJitter sMaxPktSz dMaxPktSz sMinPktSz dMinPktSz Dur Trans TotPkts TotBytes Load
Loss pLoss pSrcLoss pDstLoss Rate SrcMac DstMac Packet_num Temp SpO2 Pulse_Rate SYS DIA Heart_rate Resp_Rate ST
Attack~Category Label`},
	{"5g-nidd", 51, `Seq Dur RunTime Mean Sum Min Max Proto sTos dTos sDSb dDSb sTtl dTtl sHops dHops Cause TotPkts SrcPkts
DstPkts TotBytes SrcBytes DstBytes Offset sMeanPktSz dMeanPktSz Load SrcLoad DstLoad Loss SrcLoss DstLoss pLoss SrcGap
DstGap Rate SrcRate DstRate State SrcWin DstWin sVid dVid SrcTCPBase DstTCPBase TcpRtt SynAck AckDat Label Attack~Type
Attack~Tool`},
	{"genis", 125, `FlowID Rank StartTime LastTime Proto SrcAddr Sport DstAddr Dport Trans Flgs Seq
Dur RunTime IdleTime Mean StdDev Sum Min Max SrcMac DstMac SrcOui DstOui sTos dTos sDSb dDSb sCo dCo sTtl dTtl sHops dHops
sIpId dIpId sMpls dMpls AutoId sAS dAS iAS Cause NStrok sNStrok dNStrok TotPkts SrcPkts DstPkts TotBytes SrcBytes DstBytes
TotAppByte SAppBytes DAppBytes PCRatio Load SrcLoad DstLoad Loss SrcLoss DstLoss pLoss Retrans SrcRetra DstRetra pRetran
SrcGap DstGap Rate SrcRate DstRate Dir SIntPkt SIntPktMin SIntPktMax SIntDist SIntPktAct SIntActDist SIntPktIdl SIntIdlDist
DIntPkt DIntPktMin DIntPktMax DIntDist DIntPktAct DIntActDist DIntPktIdl DIntIdlDist
SrcJitter SrcJitAct DstJitter DstJitAct State srcUdata dstUdata SrcWin DstWin sVlan dVlan sVid dVid
sVpri dVpri SRange ERange SrcTCPBase DstTCPBase TcpRtt SynAck AckDat TcpOpt Inode Offset sMeanPktSz dMeanPktSz sMaxPktSz
dMaxPktSz sMinPktSz dMinPktSz Ssaddr Sdaddr BinaryLabel CategoryLabel SubCategoryLabel`},
}

func TestPresetHeaders(t *testing.T) {
	for _, tt := range headerTests {
		got, stderr, status := ra(t, "-r", "testdata/demo.arg", "-L", "0", "--preset", tt.preset)
		lines := strings.SplitAfter(got, "\n")
		want := strings.ReplaceAll(strings.Join(strings.Fields(tt.header), ","), "~", " ") + "\n"
		if lines[0] != want || status != 0 {
			t.Errorf("%s: status %d, %s\n got %swant %s", tt.preset, status, stderr, lines[0], want)
		}
		rows := csv.NewReader(strings.NewReader(got))
		rows.FieldsPerRecord = tt.columns
		if all, err := rows.ReadAll(); err != nil || len(all) < 10 {
			t.Errorf("%s: %d rows, %v", tt.preset, len(all), err)
		}
	}
	for _, p := range preset.All() {
		header, _, _ := ra(t, "-r", "testdata/demo.arg", "--preset", p.Name, "-N", "1")
		if titled := strings.ContainsAny(header[:8], "SsFipD"); titled != (p.Header >= 0) {
			t.Errorf("%s begins with %q", p.Name, header[:8])
		}
	}
}

// A flowRecord is what the rows of tests are made of.
func flowRecord(proto uint8, src, dst string, start time.Time, dur time.Duration) *record.Record {
	s, d := netip.MustParseAddrPort(src), netip.MustParseAddrPort(dst)
	r := &record.Record{
		Type: record.TypeFAR, Version: 3, Cause: record.CauseStatus,
		Parts: record.PartTransport | record.PartFlow | record.PartTime | record.PartMetrics | record.PartIPAttr,
		Flow: record.Flow{
			Kind: record.FlowFiveTuple, Addr: record.AddrIPv4, Decided: true, Proto: proto,
			SrcPort: s.Port(), DstPort: d.Port(),
		},
		Time:      record.Time{Start: start.UnixNano(), End: start.Add(dur).UnixNano()},
		Transport: record.Transport{Seq: 1, HasSeq: true},
		IPAttr:    record.IPAttr{Src: record.IPSide{Has: true}, Dst: record.IPSide{Has: true}},
	}
	copy(r.Flow.Src[:], s.Addr().AsSlice())
	copy(r.Flow.Dst[:], d.Addr().AsSlice())
	return r
}

func counters(r *record.Record, spkts, sbytes, dpkts, dbytes uint64) {
	r.Metrics.Src = record.Counter{Packets: spkts, Bytes: sbytes}
	r.Metrics.Dst = record.Counter{Packets: dpkts, Bytes: dbytes}
}

// recordFile writes records to a file.
func recordFile(t *testing.T, list ...*record.Record) string {
	t.Helper()
	start := &record.Record{Type: record.TypeMAR, Version: 3, Cause: record.CauseStart}
	start.Man.Now = list[0].Time.Start
	var b []byte
	for _, r := range append([]*record.Record{start}, list...) {
		var err error
		if b, err = r.Append(b, record.V3Common); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "rows.arg")
	if err := os.WriteFile(file, b, 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

const (
	fin, syn, rst, psh, ack = 1, 2, 4, 8, 16
)

// tcp adds the state of a TCP connection.
func tcp(r *record.Record, status uint32, src, dst record.TCPSide) {
	r.Parts |= record.PartNet
	r.Net.Kind = record.NetTCPPerf
	r.Net.TCP = record.TCP{Status: status, State: 1, Src: src, Dst: dst}
}

// TestPublishedCTU13 prints the rows of the data sets document, section 2. How
// the packets divide between the sides is not published.
func TestPublishedCTU13(t *testing.T) {
	label := "flow=Background-Established-cmpgw-CVUT"
	r1 := flowRecord(6, "94.44.127.113:1577", "147.32.84.59:6881", time.Date(2011, 8, 10, 9, 46, 59, 607825000, time.UTC), 1026539*time.Microsecond)
	counters(r1, 2, 156, 2, 120)
	tcp(r1, record.TCPSyn|record.TCPDstReset, record.TCPSide{Flags: syn}, record.TCPSide{Flags: rst | ack})
	r2 := flowRecord(6, "147.32.3.93:443", "147.32.84.59:51790", time.Date(2011, 8, 10, 9, 46, 53, 58760000, time.UTC), 20360268*time.Microsecond)
	counters(r2, 66, 67597, 67, 81929-67597)
	tcp(r2, record.TCPFin, record.TCPSide{Flags: fin | psh | ack}, record.TCPSide{Flags: fin | rst | psh | ack})
	for _, r := range []*record.Record{r1, r2} {
		r.Parts |= record.PartLabel
		r.Label = []byte(label)
	}
	const header = "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,Label\n"
	const rows = `2011/08/10 09:46:59.607825,1.026539,tcp,94.44.127.113,1577,   ->,147.32.84.59,6881,S_RA,0,0,4,276,156,flow=Background-Established-cmpgw-CVUT
2011/08/10 09:46:53.058760,20.360268,tcp,147.32.3.93,443,  <?>,147.32.84.59,51790,FPA_FRPA,0,0,133,81929,67597,flow=Background-Established-cmpgw-CVUT
`
	file := recordFile(t, r1, r2)
	got, stderr, _ := ra(t, "-n", "-r", file, "--preset", "ctu13")
	if got != header+rows || stderr != "" {
		t.Errorf("%s\n got:\n%swant:\n%s", stderr, got, header+rows)
	}
	// The corrected variant: dir without blanks, told in the first line.
	got, _, _ = ra(t, "-r", file, "--preset", "ctu13:corrected")
	if want := strings.NewReplacer("   ->", "->", "  <?>", "<?>").Replace(header + rows); !strings.HasPrefix(got, "# ctu13:corrected: ") || !strings.HasSuffix(got, "\n"+want) {
		t.Errorf("corrected\n got:\n%swant:\n%s", got, want)
	}
	// Variants: tabs, no label, another column; -c and -s before the preset.
	got, _, _ = ra(t, "-c", "|", "-s", "-label", "+0srcid", "--preset", "ctu13", "-r", file, "-L", "-1", "-N", "1")
	if want := "0.0.0.0|2011/08/10 09:46:59.607825|1.026539|tcp|94.44.127.113|1577|   ->|147.32.84.59|6881|S_RA|0|0|4|276|156\n"; got != want {
		t.Errorf("edited\n got %swant %s", got, want)
	}
	got, _, _ = ra(t, "--preset", "ctu13", "-s", "stime", "dur:3", "-r", file, "-N", "1")
	if want := "StartTime,Dur\n2011/08/10 09:46:59.607825,1.026539\n"; got != want {
		t.Errorf("other columns\n got %swant %s", got, want)
	}
}

// unswRows are the records of the rows of UNSW-NB15 that the data sets document
// checks its formulas with (section 1). Each side has times of its own, which
// must not matter: the set's loads are over the duration of the record.
func unswRows() []*record.Record {
	big := flowRecord(17, "59.166.0.0:1390", "149.171.126.6:53", time.Unix(1421927414, 0), 1055*time.Microsecond)
	counters(big, 2, 132, 2, 164)
	big.IPAttr.Src.TTL, big.IPAttr.Dst.TTL = 31, 29
	big.Label = []byte("service=dns:Label=0")
	interval(&big.Jitter.SrcActive, 1, 17, 0)
	interval(&big.Jitter.DstActive, 1, 13, 0)

	one := flowRecord(6, "10.0.0.1:1000", "10.0.0.2:2000", time.Unix(1421927500, 0), 121478*time.Microsecond)
	counters(one, 6, 258, 4, 172)
	one.IPAttr.Src.TTL, one.IPAttr.Dst.TTL = 252, 254
	one.Label = []byte("attack_cat=Normal:label=0")
	tcp(one, record.TCPFin, record.TCPSide{Flags: fin | ack, Window: 255, SeqBase: 621772692}, record.TCPSide{Flags: fin | ack, Window: 255, SeqBase: 2202533631})
	interval(&one.Jitter.SrcActive, 5, 121478./5, 30177.547)
	interval(&one.Jitter.DstActive, 3, 8375, 11830.604)

	two := flowRecord(6, "10.0.0.3:1000", "10.0.0.4:2000", time.Unix(1421927600, 0), 649902*time.Microsecond)
	counters(two, 14, 734, 38, 42014)
	two.IPAttr.Src.TTL, two.IPAttr.Dst.TTL = 62, 252
	two.Label = []byte("attack_cat=Normal:label=0")
	tcp(two, record.TCPFin, record.TCPSide{Flags: fin | ack, Window: 255}, record.TCPSide{Flags: fin | ack, Window: 255})
	list := []*record.Record{big, one, two}
	for _, r := range list {
		r.Parts |= record.PartJitter | record.PartLabel
		r.Jitter.Has = 5
		v := &r.Time
		v.Sides = record.TimeSrcStart | record.TimeSrcEnd | record.TimeDstStart | record.TimeDstEnd
		v.SrcStart, v.SrcEnd, v.DstStart, v.DstEnd = v.Start, v.End-1000000, v.Start+500000, v.End
	}
	return list
}

func interval(s *record.JitterStats, n int32, mean, deviation float32) {
	s.N, s.Mean, s.Min, s.Max, s.StdDev = n, mean, mean, mean, deviation
}

// TestPublishedUNSW prints the published rows. In the first row the seven
// counts of other flows were 3,7,1,3,1,1,1; alone in its window it counts
// itself.
func TestPublishedUNSW(t *testing.T) {
	rows := unswRows()
	got, _, _ := ra(t, "-r", recordFile(t, rows[0]), "--preset", "unsw-nb15")
	const big = "59.166.0.0,1390,149.171.126.6,53,udp,CON,0.001055,132,164,31,29,0,0,dns,500473.9375,621800.9375,2,2,0,0,0,0,66,82,0,0,0,0," +
		"1421927414,1421927414,0.017,0.013,0,0,0,0,0,0,0,0,1,1,1,1,1,1,1,,0\n"
	if got != big {
		t.Errorf("part 1, first row\n got %swant %s", got, big)
	}
	got, _, _ = ra(t, "-r", recordFile(t, rows[1]), "--preset", "unsw-nb15-train", "-L", "-1")
	const one = "1,0.121478,tcp,-,FIN,6,4,258,172,74.08749,252,254,14158.94238,8495.365234,0,0,24.2956,8.375,30.177547,11.830604," +
		"255,621772692,2202533631,255,0,0,0,43,43,0,0,1,0,1,1,1,1,0,0,0,1,1,0,Normal,0\n"
	if got != one {
		t.Errorf("training part, first row\n got %swant %s", got, one)
	}
	// ct_state_ttl: 62 and 252 with FIN is 1.
	got, _, _ = ra(t, "-r", recordFile(t, rows[2]), "--preset", "unsw-nb15-train", "-L", "-1")
	f := strings.Split(got, ",")
	for i, want := range map[int]string{9: "78.473372", 12: "8395.112305", 13: "503571.3125", 27: "52", 28: "1106", 32: "1"} {
		if f[i] != want {
			t.Errorf("training part, second row, column %d: %s, want %s", i+1, f[i], want)
		}
	}
}

// TestUNSWWindow counts by hand: records are put in the order of their last
// time and count those of the last 100 that have the key in common.
func TestUNSWWindow(t *testing.T) {
	var list []*record.Record
	at := time.Unix(1421927414, 0)
	add := func(seconds int, src, dst string) {
		r := flowRecord(17, src, dst, at, time.Duration(seconds)*time.Second)
		counters(r, 1, 60, 1, 60)
		list = append(list, r)
	}
	// By last time: A (1 s), B (2 s), C (3 s); written as C, A, B.
	add(3, "10.0.0.1:7", "10.0.0.9:53")
	add(1, "10.0.0.1:5", "10.0.0.9:53")
	add(2, "10.0.0.2:7", "10.0.0.9:80")
	got, _, _ := ra(t, "-r", recordFile(t, list...), "--preset", "unsw-nb15", "-L", "-1",
		"-s", "saddr,sport,daddr,dport", "--", "udp")
	if want := "10.0.0.1,5,10.0.0.9,53\n10.0.0.2,7,10.0.0.9,80\n10.0.0.1,7,10.0.0.9,53\n"; got != want {
		t.Errorf("order\n got %swant %s", got, want)
	}
	got, _, _ = ra(t, "-r", recordFile(t, list...), "--preset", "unsw-nb15")
	// ct_srv_src ct_srv_dst ct_dst_ltm ct_src_ltm ct_src_dport_ltm ct_dst_sport_ltm ct_dst_src_ltm
	want := []string{"1,1,1,1,1,1,1", "1,2,2,1,1,1,1", "2,3,3,2,2,2,2"}
	for i, l := range strings.Split(strings.TrimSpace(got), "\n") {
		if c := strings.Join(strings.Split(l, ",")[40:47], ","); c != want[i] {
			t.Errorf("row %d: counts %s, want %s", i+1, c, want[i])
		}
	}
	// 150 records of one source: the window holds 100.
	list = nil
	for i := range 150 {
		add(i, "10.0.0.1:5", fmt.Sprintf("10.0.1.%d:53", i))
	}
	got, _, _ = ra(t, "-r", recordFile(t, list...), "--preset", "unsw-nb15")
	for i, l := range strings.Split(strings.TrimSpace(got), "\n") {
		if c := strings.Split(l, ",")[43]; c != fmt.Sprint(min(i+1, 100)) {
			t.Errorf("row %d: ct_src_ltm %s, want %d", i+1, c, min(i+1, 100))
		}
	}
}

// TestUNSWPayload: services, methods and commands from payload.
func TestUNSWPayload(t *testing.T) {
	var list []*record.Record
	at := time.Unix(1421927414, 0)
	add := func(dport uint16, src, dst string) {
		r := flowRecord(6, "10.0.0.1:1024", fmt.Sprintf("10.0.0.2:%d", dport), at, 0)
		counters(r, 2, 120, 2, 120)
		r.Parts |= record.PartSrcData | record.PartDstData
		r.SrcData.Data, r.DstData.Data = []byte(src), []byte(dst)
		list = append(list, r)
	}
	add(80, "GET / HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n")
	add(80, "GET /x HTTP/1.1\r\n", "")
	add(80, "POST /x HTTP/1.1\r\n", "")
	add(21, "USER a\r\nPASS b\r\n", "220 ready\r\n")
	add(21, "USER a\r\n", "220 ready\r\n")
	add(25, "EHLO x\r\n", "220 mail\r\n")
	add(22, "SSH-2.0-x\r\n", "SSH-2.0-y\r\n")
	add(20, "anything", "")
	add(9999, "anything", "")
	got, _, _ := ra(t, "-r", recordFile(t, list...), "--preset", "unsw-nb15")
	// service, trans_depth, ct_flw_http_mthd, is_ftp_login, ct_ftp_cmd
	want := []string{
		"http,,1,0,0", "http,,2,0,0", "http,,1,0,0", "ftp,0,0,1,1", "ftp,0,0,0,2", "smtp,0,0,0,0", "ssh,0,0,0,0",
		"ftp-data,0,0,0,0", "-,0,0,0,0",
	}
	for i, l := range strings.Split(strings.TrimSpace(got), "\n") {
		f := strings.Split(l, ",")
		if c := strings.Join([]string{f[13], f[24], f[37], f[38], f[39]}, ","); c != want[i] {
			t.Errorf("row %d: %s, want %s", i+1, c, want[i])
		}
	}
}

// TestBotIoTWindow computes by hand. Records: A 10.0.0.1:5 to 10.0.0.9:53, 4
// packets and 240 bytes in 2 s (2 packets a second); B 10.0.0.1:6 to
// 10.0.0.8:53, 3 packets of the source alone and 180 bytes in 1 s (3 a second);
// C 10.0.0.2:5 to 10.0.0.9:80, TCP, 2 packets and 120 bytes in no time (0).
func TestBotIoTWindow(t *testing.T) {
	at := time.Unix(1528099351, 945870000)
	a := flowRecord(17, "10.0.0.1:5", "10.0.0.9:53", at, 2*time.Second)
	counters(a, 2, 120, 2, 120)
	b := flowRecord(17, "10.0.0.1:6", "10.0.0.8:53", at, time.Second)
	counters(b, 3, 180, 0, 0)
	b.Cause = record.CauseStart
	c := flowRecord(6, "10.0.0.2:5", "10.0.0.9:80", at, 0)
	counters(c, 2, 120, 0, 0)
	tcp(c, record.TCPSyn, record.TCPSide{Flags: syn}, record.TCPSide{})
	for _, r := range []*record.Record{a, b, c} {
		r.Label = []byte("attack=1:category=DoS:subcategory=UDP")
		r.Parts |= record.PartLabel
	}
	got, _, _ := ra(t, "-r", recordFile(t, a, b, c), "--preset", "bot-iot")
	rows := strings.Split(strings.TrimSpace(got), "\n")[1:]
	// pkSeqID flgs_number proto_number state state_number, then TnBPSrcIP TnBPDstIP TnP_PSrcIP
	// TnP_PDstIP TnP_PerProto TnP_Per_Dport AR_P_Proto_P_SrcIP AR_P_Proto_P_DstIP N_IN_Conn_P_DstIP
	// N_IN_Conn_P_SrcIP AR_P_Proto_P_Sport AR_P_Proto_P_Dport Pkts..DestIP Pkts..SrcIP and the labels.
	want := []string{
		"1,1,1,CON,1 240,240,4,4,4,4,2.000000,2.000000,1,1,2.000000,2.000000,4,4,1,DoS,UDP",
		"2,1,1,INT,2 420,180,7,3,7,7,2.500000,3.000000,1,2,3.000000,2.500000,3,3,1,DoS,UDP",
		"3,1,2,REQ,3 120,360,2,6,2,2,0.000000,0.000000,2,1,0.000000,0.000000,2,2,1,DoS,UDP",
	}
	if len(rows) != len(want) {
		t.Fatalf("got %d rows:\n%s", len(rows), got)
	}
	for i, l := range rows {
		f := strings.Split(l, ",")
		head := strings.Join([]string{f[0], f[3], f[5], f[12], f[13]}, ",")
		if g := head + " " + strings.Join(f[29:], ","); g != want[i] {
			t.Errorf("row %d\n got %s\nwant %s", i+1, g, want[i])
		}
		if f[1] != "1528099351.945870" {
			t.Errorf("row %d: stime %s", i+1, f[1])
		}
	}
}

// TestPresetErrors: what does not go with a preset.
func TestPresetErrors(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"--preset kdd99", `ra: --preset: unknown preset "kdd99" (want one of ctu13, `},
		{"--preset ctu13 --preset genis", "ra: --preset: ctu13 and genis exclude each other\n"},
		{"--preset ctu13 -M json", "ra: --preset prints text: it excludes -M json, ecs, zeek and xml\n"},
		{"--preset ctu13 --delimiter=\x01", "ra: --preset needs a delimiter: a tab or a printable character\n"},
	} {
		_, stderr, status := ra(t, append([]string{"-r", "testdata/demo.arg"}, strings.Fields(tt.args)...)...)
		if !strings.HasPrefix(stderr, tt.want) || status != 1 || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: status %d, %q", tt.args, status, stderr)
		}
	}
	// -X resets what comes before it, but no option with a long name.
	args := []string{"-X", "-r", "testdata/demo.arg", "-N", "2"}
	want, _, _ := ra(t, append(slices.Clone(args), "--preset", "ctu13")...)
	if got, _, _ := ra(t, append([]string{"--preset", "ctu13"}, args...)...); got != want || !strings.HasPrefix(got, "StartTime,Dur,Proto,") {
		t.Errorf("before -X: %q, want %q", got, want)
	}
}

// SPDX-License-Identifier: Apache-2.0

package field_test

import (
	"encoding/hex"
	"fmt"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// described writes a value for comparisons in tests, "-" if it is absent.
func described(v *field.Value) string {
	switch v.Kind() {
	case field.Absent:
		return "-"
	case field.Int:
		return "int " + strconv.FormatInt(v.Int(), 10)
	case field.Uint:
		if v.Hexadecimal() {
			return "hex " + strconv.FormatUint(v.Uint(), 16)
		}
		return "uint " + strconv.FormatUint(v.Uint(), 10)
	case field.Float:
		return "float " + strconv.FormatFloat(v.Float(), 'g', 7, 64)
	case field.Time:
		return "time " + v.Time().Format("15:04:05.000000")
	case field.Duration:
		return "dur " + v.Duration().String()
	case field.Addr:
		if a, ok := v.Link(); ok {
			return "link " + hex.EncodeToString(a[:])
		}
		return "addr " + v.Addr().String()
	case field.Text:
		return "text " + string(v.Bytes())
	case field.Bytes:
		return "bytes " + string(v.Bytes())
	}
	return "?"
}

// valueOf returns the described value of a column.
func valueOf(t *testing.T, name string, o *field.Options, row *field.Row) string {
	t.Helper()
	f, ok := field.Lookup(name)
	if !ok {
		t.Fatalf("no column %q", name)
	}
	v := f.Value(o, row)
	if k := v.Kind(); k != field.Absent && k != f.Kind && k != field.Text && f.Name != "proto" && f.Name[1:] != "dsb" && f.Name != "daddr" {
		t.Errorf("%s: a value of kind %d, the column's is %d", name, k, f.Kind)
	}
	return described(&v)
}

// TestTypedValues: the values of columns by kind of record. Each list has
// "column value" for columns, separated by semicolons. The values follow from
// the records in samples_test.go and clients: fields, sections 4 to 10.
func TestTypedValues(t *testing.T) {
	for _, tt := range []struct {
		name   string
		record *record.Record
		want   string
	}{
		{"TCP", flow(), `stime time 09:00:00.250000; ltime time 09:00:01.750000; sstime time 09:00:00.250000; sltime time 09:00:01.750000;
			dstime time 09:00:00.750000; dltime time 09:00:01.250000; flgs text  e       ; proto text tcp; saddr addr 192.0.2.1;
			sport uint 4000; dir text ->; daddr addr 198.51.100.2; dport uint 80; state text CON; cause text Status; srcid text 0.0.0.0;
			seq uint 7; dur dur 1.5s; sdur dur 1.5s; ddur dur 500ms; pkts uint 5; spkts uint 3; dpkts uint 2; bytes uint 800;
			sbytes uint 200; dbytes uint 600; appbytes -; sappbytes -; dappbytes -; pcr -; abr -; tf -; stf -; dtf -;
			rate float 2.666667; srate float 1.333333; drate float 2; load float 2314.667; sload float 714.6667; dload float 4800;
			loss uint 1; sloss uint 0; dloss uint 1; ploss float 16.66667; sploss float 0; dploss float 33.33333;
			smeansz float 66.66666; dmeansz float 300; smaxsz -; spktsz -; sintpkt -; sjit -; sjitidl -; sintdist -; swin uint 800; dwin uint 50;
			stcpb uint 1000; dtcpb uint 2000; tcprtt dur 50ms; synack dur 20ms; ackdat dur 30ms; tcpopt -; sgap uint 0; dgap uint 0;
			stcpmax float 8; dtcpmax float 128000; sttl uint 60; dttl -; shops uint 4; dhops -; stos uint 184; sdsb text ef; sipid hex 3412; dipid -;
			smac link 00005e005301; dmac link ffffffffffff; svlan -; svid -; smpls -; senc -; icmpid -; inode -; nstroke -; suser -; label -;
			sas -; sco -; offset int 0; rank -; trans uint 1; mean float 1.5; min float 1.5; max float 1.5; stddev float 0; sum float 1.5;
			snet addr 192.0.2.0; dnet addr 198.51.100.0; resp -; bssid -; ssid -; rtime dur 491001h0m0.25s`},
		{"TCP with all parts", rich(), `appbytes uint 150; sappbytes uint 50; dappbytes uint 100; pcr float -0.3333333; abr float -0.3333333;
			tf float 0.1875; stf float 0.25; dtf float 0.1666667; smaxsz uint 90; sminsz uint 60; dmaxsz uint 900; dminsz uint 61;
			spktsz text 30000000; dpktsz text 04000000; sintdist text 24000000; sintdistact text 12000000; sintdistidl text 12000000; dintdist text 24000000;
			dintdistact text 12000000; dintdistidl text 12000000;
			sintpkt float 2.333333; dintpkt float 8; sintpktact float 1; sintpktidl float 3; dintpktact float 5; dintpktidl float 9;
			sintpktmax float 6; sintpktmin float 1.5; dintpktmax float 10; dintpktmin float 2.5; sintpktactmax float 2; sintpktactmin float 0.5;
			sintpktidlmax float 6; sintpktidlmin float 1.5; dintpktactmax float 10; dintpktactmin float 2.5; dintpktidlmax float 18; dintpktidlmin float 4.5;
			sjitact float 0.3333333; sjitidl float 1; djitact float 1.666667; djitidl float 3; tcpopt text M;
			svlan hex 6005; dvlan hex 6006; svid uint 5; dvid uint 6; smpls uint 77; dmpls uint 78; senc text me; denc text me;
			nstroke uint 9; snstroke uint 4; dnstroke uint 5; suser bytes GET /; duser bytes HTTP/1.1; label text x=y;
			sas uint 64500; das uint 64501; ias uint 64502; sco text DE; dco text FR; trans uint 3; mean float 2; min float 1; max float 4;
			stddev float 0.5; sum float 6; runtime float 6; dttl uint 50; dhops uint 14; dtos uint 40; ddsb text af11; dipid hex aa55; srcid text 9`},
		{"TCP over IPv6", ipv6(6), `saddr addr 2001:db8::1; daddr addr 2001:db8:0:1::ff; snet addr 2001:db8::1; sport uint 40000; dport uint 443;
			proto text tcp; stcpb uint 1000`},
		{"UDP", other(17, 3, 2), `proto text udp; loss -; sloss -; ploss -; tcprtt -; stcpmax -; swin -; stcpb -; sgap -; tcpopt -; state text CON; dir text <->`},
		{"UDP of the destination", other(17, 0, 2), `sstime -; sltime -; dstime time 09:00:00.750000; sdur dur 0s; dir text <-; state text RSP; smeansz float 0`},
		{"ICMP", icmp(8, 0), `sport hex 8; dport hex 3412; icmpid uint 13330; state text ECO; proto text icmp`},
		{"ICMPv6", icmpv6(128, 3), `sport uint 128; dport uint 3; icmpid -; state text ECO; proto text ipv6-icmp`},
		{"ESP", esp(), `sport -; dport hex 2020cdef; loss uint 7; sloss uint 7; dloss uint 7; proto text esp`},
		{"ARP", arp(), `saddr addr 192.0.2.1; daddr addr 192.0.2.9; snet addr 0.0.0.0; dnet addr 0.0.0.0; resp link 00005e005307; proto text arp; dir text who; sport -`},
		{"RARP", rarp(), `saddr link 00005e005301; daddr link 00005e005302; snet link 00005e005302; proto text rarp; dir text who`},
		{"Ethernet", ethernet(0x88cc, 0, 0), `saddr link 00005e005301; daddr link ffffffffffff; proto text lldp; sport uint 0`},
		{"LLC", ethernet(0, 0xaa, 0x43), `proto text llc; sport uint 170; dport uint 67`},
		{"IS-IS hello", isis(15), `saddr text 1921.6800.1001; daddr text 1921.6800.1002.03; state text L1-IIH; dport hex cd9; sport -; proto text isis`},
		{"IS-IS LSP", isis(20), `saddr text 1921.6800.1001.19-21; daddr hex 68001002; state text L2-LSP`},
		{"IS-IS CSNP", isis(24), `saddr text 1921.6800.1001.19; daddr -; dnet -; state text L1-CSNP`},
		{"802.11", wlan(), `bssid link 00005e005308; ssid text cafe 1; proto text wlan; saddr link 00005e005301`},
		{"RTP", rtp(record.NetRTP, 7, 7), `proto text rtp; loss uint 7; sloss uint 3; dloss uint 4; ploss float 33.33333`},
		{"RTP of few packets", rtp(record.NetRTP, 4, 4), `proto text udp; loss -`},
		{"RTCP", rtp(record.NetRTCP, 1, 1), `proto text rtcp; loss -`},
	} {
		row := prepared(tt.record)
		for want := range strings.SplitSeq(tt.want, ";") {
			name, value, _ := strings.Cut(strings.TrimLeft(want, " \t\n"), " ")
			if got := valueOf(t, name, options(), row); got != value {
				t.Errorf("%s: %s: got %q, want %q", tt.name, name, got, value)
			}
		}
	}
}

// TestManagementValues: management records have counters of the sensor in some
// columns and print others as 0 (clients: fields, sections 4 to 7).
func TestManagementValues(t *testing.T) {
	row := prepared(man())
	const values = `stime time 09:00:02.750000; ltime time 09:00:00.250000; sstime time 09:00:00.250000; dstime time 09:00:00.250000;
		sltime time 09:00:02.750000; dltime time 09:00:02.750000; proto text man; state text CON; cause text Status; srcid text 192.0.2.254;
		seq uint 11; dur dur 2.5s; sdur dur 2.5s; ddur dur 2.5s; pkts uint 3; spkts uint 3; dpkts uint 5; bytes uint 9000; sbytes uint 400; dbytes uint 6;
		appbytes uint 9000; sappbytes uint 8; dappbytes uint 7; loss uint 6; offset int 40`
	const texts = `stime 09:00:02.750000; ltime 09:00:00.250000; rtime 09:00:02.750000; saddr 7; daddr 8; sport 6; dport 10; snet 0; dnet 0;
		dur 2.500000; sloss 0; dloss 0; ploss 0.000000; sploss 0.000000; dploss 0.000000; rate 0.000000; srate 0.000000; drate 0.000000; load 0.000000;
		sload 0.000000; dload 0.000000; smeansz 0.000000; dmeansz 0.000000; tcprtt 0.000000; synack 0.000000; ackdat 0.000000;
		stcpmax 0.000000; dtcpmax 0.000000; flgs          `
	known := map[string]string{}
	for want := range strings.SplitSeq(values, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(want), " ")
		known[name] = value
	}
	shown := map[string]string{}
	for want := range strings.SplitSeq(texts, ";") {
		name, value, _ := strings.Cut(strings.TrimLeft(want, " \t\n"), " ")
		shown[name] = value
	}
	for _, f := range field.All() {
		want, ok := known[f.Name]
		if !ok {
			want = "-"
		}
		if got := valueOf(t, f.Name, options(), row); got != want {
			t.Errorf("%s: value %q, want %q", f.Name, got, want)
		}
		text := string(f.Append(nil, options(), row))
		w, ok := shown[f.Name]
		switch {
		case ok:
		case strings.HasPrefix(f.About, "UDT") || f.Name == "autoid":
			if w = "0"; f.Kind == field.Float {
				w = "0.000000"
			}
		case known[f.Name] != "":
			_, w, _ = strings.Cut(known[f.Name], " ")
			if f.Kind == field.Time || f.Kind == field.Duration {
				continue // above
			}
		}
		if text != w {
			t.Errorf("%s: text %q, want %q", f.Name, text, w)
		}
	}
}

// TestValuesAgreeWithText: a value that is there is what its text says, for all
// columns of all samples.
func TestValuesAgreeWithText(t *testing.T) {
	o := options()
	o.UnixTime = true
	for _, s := range samples() {
		row := prepared(s.make())
		for _, f := range field.All() {
			v := f.Value(o, row)
			text := strings.TrimSpace(string(f.Append(nil, o, row)))
			ok := true
			switch v.Kind() {
			case field.Int:
				ok = text == strconv.FormatInt(v.Int(), 10)
			case field.Uint:
				n, err := strconv.ParseUint(text, 0, 64)
				ok = err == nil && n == v.Uint() && v.Hexadecimal() == strings.HasPrefix(text, "0x")
			case field.Float, field.Duration:
				ok = numberAgrees(text, v.Float())
			case field.Time:
				ok = text == fmt.Sprintf("%d.%06d", v.Int()/1e6, v.Int()%1e6)
			case field.Addr:
				a, link := v.Link()
				ok = link && text == "Broadcast" || link && text == strings.ReplaceAll(fmt.Sprintf("% x", a[:]), " ", ":") || text == v.Addr().String()
			case field.Text:
				ok = text == strings.TrimSpace(string(v.Bytes()))
			case field.Bytes:
				ok = strings.HasSuffix(text, "]="+string(v.Bytes()))
			}
			if !ok {
				t.Errorf("%s: %s: value %s, text %q", s.name, f.Name, described(&v), text)
			}
		}
	}
}

// numberAgrees reports whether a text of six decimals is that of a number, within
// the precision of a float32.
func numberAgrees(text string, v float64) bool {
	if math.IsNaN(v) {
		return strings.HasSuffix(text, "nan")
	}
	n, err := strconv.ParseFloat(text, 64)
	return err == nil && math.Abs(n-v) <= 0.51e-6+math.Abs(v)*1e-7
}

// TestSourceIDs: every kind of sensor id.
func TestSourceIDs(t *testing.T) {
	f, _ := field.Lookup("srcid")
	id := func(text string) (b [16]byte) { copy(b[:], text); return b }
	for _, tt := range []struct {
		src         record.SourceID
		text, value string
	}{
		{record.SourceID{Kind: record.IDIPv4, ID: [16]byte{10, 0, 0, 255}}, "10.0.0.255", "text 10.0.0.255"},
		{record.SourceID{Kind: record.IDInt, ID: [16]byte{0xff, 0, 0, 1}}, "4278190081", "text 4278190081"},
		{record.SourceID{Kind: record.IDString, ID: id("en\x1b0")}, "en.0", "text en\x1b0"},
		{record.SourceID{Kind: record.IDString, ID: id("sixteen letters.")}, "sixteen letters.", "text sixteen letters."},
		{record.SourceID{Kind: record.IDIPv6, ID: [16]byte{0x20, 1, 15: 9}}, "2001::9", "text 2001::9"},
		// The longest text of an address: 8 groups of 4 digits.
		{
			record.SourceID{Kind: record.IDIPv6, ID: [16]byte{0x2a, 0x01, 0x11, 0x11, 0x22, 0x22, 0x33, 0x33, 0x44, 0x44, 0x55, 0x55, 0x66, 0x66, 0x77, 0x77}},
			"2a01:1111:2222:3333:4444:5555:6666:7777", "text 2a01:1111:2222:3333:4444:5555:6666:7777",
		},
		{record.SourceID{Kind: record.IDUUID, ID: [16]byte{0x12, 0x34, 15: 0xef}}, "12340000-0000-0000-0000-0000000000ef", "text 12340000-0000-0000-0000-0000000000ef"},
	} {
		r := flow()
		r.Transport.Src = tt.src
		row := prepared(r)
		v := f.Value(options(), row)
		if text := string(f.Append(nil, options(), row)); text != tt.text || described(&v) != tt.value {
			t.Errorf("%v: got %q and %q, want %q and %q", tt.src, text, described(&v), tt.text, tt.value)
		}
		if got := string(field.AppendSourceID(nil, options(), row)); got != tt.text {
			t.Errorf("AppendSourceID of %v: got %q, want %q", tt.src, got, tt.text)
		}
	}
	r := flow()
	r.Parts &^= record.PartTransport
	if row := prepared(r); field.SourceOf(row) != nil || len(f.Append(nil, options(), row)) > 0 {
		t.Error("a record without transport has a source id")
	}
}

// TestValueMethods: what each kind of value returns, and its zero results.
func TestValueMethods(t *testing.T) {
	long := strings.Repeat("x", 40)
	for _, tt := range []struct {
		v      field.Value
		want   string
		number bool
		float  float64
	}{
		{field.Value{}, "-", false, 0},
		{field.IntValue(-5), "int -5", true, -5},
		{field.UintValue(math.MaxUint64), "uint 18446744073709551615", true, 18446744073709551615},
		{field.FloatValue(-0.25), "float -0.25", true, -0.25},
		{field.DurationValue(-1_500_000), "dur -1.5s", true, -1.5},
		{field.TimeValue(1), "time 00:00:00.000001", false, 0},
		{field.TextValue("  a b "), "text a b", false, 0},
		{field.TextValue("   "), "-", false, 0},
		{field.TextValue(long), "text " + long, false, 0},
		{field.TextValue(long[:36]), "text " + long[:36], false, 0},
	} {
		v := tt.v
		if got := described(&v); got != tt.want || v.IsNumber() != tt.number || v.Float() != tt.float {
			t.Errorf("got %q, number %v, %v; want %q, %v, %v", got, v.IsNumber(), v.Float(), tt.want, tt.number, tt.float)
		}
		if _, link := v.Link(); link || v.Addr() != (netip.Addr{}) || v.Hexadecimal() {
			t.Errorf("%s: is an address or hexadecimal", tt.want)
		}
		c := v.Clone()
		if described(&c) != tt.want {
			t.Errorf("a clone is %s, want %s", described(&c), tt.want)
		}
	}
	if n := testing.AllocsPerRun(10, func() { v := field.TextValue(long[:36]); _ = v.Bytes() }); n > 0 {
		t.Errorf("a text of 36 characters allocates %v times", n)
	}
	if at := field.TimeValue(1_700_000_000_000_001); at.Time() != time.UnixMicro(1_700_000_000_000_001).UTC() {
		t.Errorf("Time: got %v", at.Time())
	}
}

// TestCloneKeeps: a clone of a value that borrows from a record stays the same
// when the record changes.
func TestCloneKeeps(t *testing.T) {
	r := rich()
	f, _ := field.Lookup("label")
	v := f.Value(options(), prepared(r))
	c := v.Clone()
	r.Label[0] = 'Z'
	if described(&c) != "text x=y" || described(&v) != "text Z=y" {
		t.Errorf("the clone is %s, the value %s", described(&c), described(&v))
	}
}

// TestCompare: the order of values; each is less than all that follow it.
func TestCompare(t *testing.T) {
	addr := func(r *record.Record, name string) field.Value {
		f, _ := field.Lookup(name)
		return f.Value(options(), prepared(r))
	}
	payload := addr(rich(), "suser")
	ordered := []field.Value{
		{},
		field.FloatValue(math.NaN()),
		field.FloatValue(math.Inf(-1)),
		field.IntValue(math.MinInt64),
		field.IntValue(-1),
		field.FloatValue(-0.5),
		field.UintValue(0),
		field.DurationValue(1), // 1 µs
		field.FloatValue(0.5),
		field.IntValue(1),
		field.DurationValue(1_500_000),
		field.IntValue(2),
		field.UintValue(10),
		field.IntValue(math.MaxInt64),
		field.UintValue(math.MaxInt64 + 1),
		field.UintValue(math.MaxUint64 - 1),
		field.UintValue(math.MaxUint64),
		field.FloatValue(math.Inf(1)),
		field.TimeValue(-1),
		field.TimeValue(5),
		addr(flow(), "saddr"),  // 192.0.2.1
		addr(flow(), "daddr"),  // 198.51.100.2
		addr(ipv6(6), "daddr"), // 2001:db8:0:1::ff
		addr(flow(), "smac"),
		addr(flow(), "dmac"),
		field.TextValue("B"),
		field.TextValue("a"),
		field.TextValue("ab"),
		field.TextValue(strings.Repeat("b", 40)),
		payload,
	}
	for i := range ordered {
		for k := range ordered {
			want := 0
			switch {
			case i < k:
				want = -1
			case i > k:
				want = 1
			}
			if got := field.Compare(&ordered[i], &ordered[k]); got != want {
				t.Errorf("Compare(%s, %s) = %d, want %d", described(&ordered[i]), described(&ordered[k]), got, want)
			}
		}
	}
	for _, equal := range [][2]field.Value{
		{field.IntValue(7), field.UintValue(7)},
		{field.UintValue(7), field.FloatValue(7)},
		{field.DurationValue(2_000_000), field.UintValue(2)},
	} {
		if got := field.Compare(&equal[0], &equal[1]); got != 0 {
			t.Errorf("Compare(%s, %s) = %d, want 0", described(&equal[0]), described(&equal[1]), got)
		}
	}
}

// TestValuesAllocateNothing: no value of any column of any sample costs memory.
func TestValuesAllocateNothing(t *testing.T) {
	all := field.All()
	o := options()
	for _, s := range samples() {
		row := prepared(s.make())
		for i := range all {
			f := &all[i]
			if n := testing.AllocsPerRun(10, func() { v := f.Value(o, row); _ = v }); n > 0 {
				t.Errorf("%s: %s allocates %v times", s.name, f.Name, n)
			}
		}
	}
}

// TestNearest: misspelt names of columns.
func TestNearest(t *testing.T) {
	for _, tt := range [][2]string{{"sadr", "saddr"}, {"SBYTE", "sbytes"}, {"stme", "stime"}, {"xyzzy", ""}} {
		if got := field.Nearest(tt[0]); got != tt[1] {
			t.Errorf("Nearest(%q) = %q, want %q", tt[0], got, tt[1])
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package field_test

import (
	"math"
	"strings"
	"testing"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/record"
)

// TestAbbreviated: -H divides by 1000 until less than 1000 is left and cuts three
// decimals to the precision (clients: fields, section 3).
func TestAbbreviated(t *testing.T) {
	f, _ := field.Lookup("sbytes")
	for _, tt := range []struct {
		n         uint64
		precision int
		want      string
	}{
		{0, 6, "0.000 "},
		{999, 6, "999.000 "},
		{999, 1, "999.0 "},
		{999, 0, "999. "},
		{1000, 6, "1.000K"},
		{1999, 2, "1.99K"},
		{5432, 0, "5.K"},
		{999_999, 3, "999.999K"},
		{1_000_000, 3, "1.000M"},
		{2_500_000_000, 1, "2.5G"},
		{3_000_000_000_000, 3, "3.000T"},
		{4_000_000_000_000_000, 3, "4.000P"},
		{5_000_000_000_000_000_000, 3, "5.000E"},
		{math.MaxUint64, 3, "18.447E"},
	} {
		r := flow()
		r.Metrics.Src.Bytes = tt.n
		o := &field.Options{Precision: tt.precision}
		if got := string(f.Abbreviated()(nil, o, prepared(r))); got != tt.want {
			t.Errorf("%d with %d digits: got %q, want %q", tt.n, tt.precision, got, tt.want)
		}
	}
	// Y is the last letter: 10^28 is 10000 of 10^24.
	for v, want := range map[float64]string{5e23: "500.00Z", 5e24: "5.00Y", 1e28: "10000.00Y"} {
		if got := string(field.AppendAbbreviated(nil, v, 2)); got != want {
			t.Errorf("%g: got %q, want %q", v, got, want)
		}
	}
	rate, inf := flow(), flow()
	rate.Metrics.Src.Packets = 3001 // 3000/1.5
	inf.Net.TCP.Src.Window, inf.Net.TCP.Src.WScale = 60000, 14
	for _, tt := range []struct {
		column string
		r      *record.Record
		want   string
	}{
		{"srate", rate, "2.000K"},
		{"tcprtt", flow(), "0.050 "},
		{"tcprtt", other(17, 1, 1), "0.000 "},
		{"swin", inf, "983.040M"},
		{"swin", other(17, 1, 1), ""},
		{"sbytes", bare(), ""},
		{"appbytes", rich(), "150.000 "},
		{"sbytes", man(), "400"},
		{"srate", man(), "0.000 "},
		{"stcpb", flow(), "1000"},
		{"dur", flow(), "1.500000"},
	} {
		f, _ := field.Lookup(tt.column)
		if got := string(f.Abbreviated()(nil, options(), prepared(tt.r))); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.column, got, tt.want)
		}
	}
}

// TestShares: -% prints percent of the sums over all records.
func TestShares(t *testing.T) {
	var sums field.Sums
	merged := rich() // of 3 records
	sums.Add(flow())
	sums.Add(merged)
	sums.Add(man())
	sums.Add(bare())
	want := field.Sums{Src: record.Counter{Packets: 6, Bytes: 400, AppBytes: 100}, Dst: record.Counter{Packets: 4, Bytes: 1200, AppBytes: 200}, Trans: 4}
	if sums != want {
		t.Errorf("sums: got %+v, want %+v", sums, want)
	}
	sums = field.Sums{
		Src: record.Counter{Packets: 30, Bytes: 800, AppBytes: 500}, Dst: record.Counter{Packets: 10, Bytes: 1200, AppBytes: 300}, Trans: 8,
	}
	for _, tt := range []struct{ column, label, text string }{
		{"pkts", "pTotPkts", "12.500000"},      // 5 of 40
		{"spkts", "pSrcPkts", "10.000000"},     // 3 of 30
		{"dpkts", "pDstPkts", "20.000000"},     // 2 of 10
		{"bytes", "pTotBytes", "40.000000"},    // 800 of 2000
		{"sbytes", "pSrcBytes", "25.000000"},   // 200 of 800
		{"dbytes", "pDstBytes", "50.000000"},   // 600 of 1200
		{"appbytes", "pAppBytes", "18.750000"}, // 150 of 800
		{"sappbytes", "pSAppBytes", "10.000000"},
		{"dappbytes", "pDAppBytes", "33.333333"},
		{"trans", "pTrans", "12.500000"},
		{"loss", "pLoss", "16.666667"}, // 1 of 6
		{"sloss", "pSrcLoss", "0.000000"},
		{"dloss", "pDstLoss", "33.333333"},
		{"retrans", "pRetrans", "0.000000"},
		{"sfirst", "pSrcFirst", "0.000000"},
		{"saddr", "SrcAddr", "192.0.2.1"},
	} {
		f, _ := field.Lookup(tt.column)
		label, values := f.Share(&sums)
		if got := string(values(nil, options(), prepared(flow()))); label != tt.label || got != tt.text {
			t.Errorf("%s: got %s %q, want %s %q", tt.column, label, got, tt.label, tt.text)
		}
	}
	f, _ := field.Lookup("spkts")
	_, values := f.Share(&sums)
	_, none := f.Share(&field.Sums{})
	for _, tt := range []struct{ what, got, want string }{
		{"management record", string(values(nil, options(), prepared(man()))), "3"},
		{"no counters", string(values(nil, options(), prepared(bare()))), ""},
		{"a sum of 0", string(none(nil, options(), prepared(flow()))), "0.000000"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.what, tt.got, tt.want)
		}
	}
}

// TestUserData: the forms of captured payload (clients: fields, section 11).
func TestUserData(t *testing.T) {
	data := func(text string) *field.Row {
		r := rich()
		r.SrcData.Data = []byte(text)
		return prepared(r)
	}
	for _, tt := range []struct {
		form  field.UserData
		text  string
		limit int
		want  string
	}{
		{field.UserASCII, "a\x00b\x7f~ \xff", 16, "s[7]=a.b.~ ."},
		{field.UserASCII, "abcdef", 4, "s[4]=abcd"},
		{field.UserASCII, "", 4, ""},
		{field.UserHex, "\x01\xab\x0f", 16, "s[8]=01AB0F"}, // Compat: whole pairs
		{field.UserHex, "ab", 16, "s[4]=6162"},
		{field.UserHex, "abc", 1, "s[4]=61"},
		{field.UserDump, "ab", 16, "s[4]=6162"},
		{field.UserBase64, "abc", 16, "s[4]=YWJj"},
		{field.UserBase64, "abcd", 16, "s[8]=YWJjZA=="},
		{field.UserObfuscate, "USER me PASS secret x", 40, "s[21]=USER me PASS xxxxxx x"},
		{field.UserObfuscate, "PASS a\rPASS bc", 40, "s[14]=PASS x.PASS xx"},
		{field.UserObfuscate, "PASS ", 40, "s[5]=PASS "},
	} {
		o := &field.Options{UserData: tt.form}
		if got := string(field.AppendUserData(nil, o, data(tt.text), false, tt.limit)); got != tt.want {
			t.Errorf("form %d of %q: got %q, want %q", tt.form, tt.text, got, tt.want)
		}
	}
	if got := textOf("duser", options(), rich()); got != "d[8]=HTTP/1.1" {
		t.Errorf("duser: got %q", got)
	}
	row := data(strings.Repeat("0123456789abcdef", 1) + "\x00 ~")
	want := "      0x0000\t 3031 3233 3435 3637 3839 6162 6364 6566\t0123456789abcdef\n" +
		"      0x0010\t 0020 7e                                \t..~\n\n"
	if got := string(field.AppendUserDump(nil, row, false, 100)); got != want {
		t.Errorf("dump:\ngot  %q\nwant %q", got, want)
	}
	if got := string(field.AppendUserDump(nil, row, false, 2)); got != "      0x0000\t 3031"+strings.Repeat(" ", 35)+"\t01\n\n" {
		t.Errorf("dump of 2 bytes: got %q", got)
	}
	if got := string(field.AppendUserDump(nil, data(""), false, 9)); got != "\n" {
		t.Errorf("dump of no bytes: got %q, want an empty line", got)
	}
	if got := string(field.AppendUserDump(nil, prepared(flow()), true, 9)); got != "" {
		t.Errorf("dump of no payload: got %q, want nothing", got)
	}
}

// TestClean: foreign text as it may be shown on a terminal.
func TestClean(t *testing.T) {
	for _, tt := range [][2]string{
		{"plain ~", "plain ~"}, {"a\x1b[2J\x7f", "a.[2J."}, {"a\x00b", "a"}, {"é…", "é…"}, {"\xe9x", ".x"}, {"a\u202eb", "a...b"}, {"\U000e0001", "...."}, {"", ""},
	} {
		if got := string(field.AppendClean(nil, []byte(tt[0]))); got != tt[1] {
			t.Errorf("%q: got %q, want %q", tt[0], got, tt[1])
		}
	}
	if got := field.Line("one\ntwo\t"); got != "one; two." {
		t.Errorf("Line: got %q", got)
	}
	r := rich()
	r.Label, r.Country.Src = []byte("k=\x1bv\x00hidden"), [2]byte{'Z', 0}
	row := prepared(r)
	if got := textOf("label", options(), r) + "|" + valueOf(t, "label", options(), row); got != "k=.v|text k=\x1bv" {
		t.Errorf("label: got %q", got)
	}
	if got := textOf("sco", options(), r) + "|" + valueOf(t, "sco", options(), row); got != "Z|text Z" {
		t.Errorf("sco: got %q", got)
	}
}

// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"
)

func TestRepair(t *testing.T) {
	for _, tt := range []struct{ name, wire, want string }{
		{"nothing to repair", "13100006 02410105 0a000001 0a000002 06000050 00510000", "13100006 02410105 0a000001 0a000002 06000050 00510000"},
		{
			"short ARP and turned time",
			"13100008 02060404 00010825 00040001 250029da 03180103 4b9c1be2 000847d2",
			"13100009 02060405 00010825 00040001 250029da 00000000 03011803 4b9c1be2 000847d2",
		},
		{ // 0xffea9138 = -1404616 us
			"signed fraction", "13100004 03011803 74720bb5 ffea9138", "13100004 03011803 74720bb3 000915b8",
		},
		{
			"signed fraction of an end",
			"13100006 03021805 54872e59 000f423f 54872e5a 80000000", "13100006 03021805 54872e59 000f423f 54872e5a 000f423f",
		},
		{"fraction of 2 s", "13100004 03011803 54872e59 001e8480", "13100004 03011803 54872e59 000f423f"},
		{"damaged", "13100003 02410105 0a000001", "13100003 02410105 0a000001"},
		{"management record", "83820001", "83820001"},
	} {
		wire, want := unhex(t, tt.wire), unhex(t, tt.want)
		got, changed := repair(wire)
		if !bytes.Equal(got, want) || changed != !bytes.Equal(wire, want) {
			t.Errorf("%s: got %x, %v\nwant %x", tt.name, got, changed, want)
		}
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRecodeTo(t *testing.T) {
	mar := "83100020 00000000 e5712dcb" + strings.Repeat("00000000", 5) + "00000000 00000000 03000000 0005003c" +
		strings.Repeat("00000000", 19) + "ffffffff"
	wire := unhex(t, mar+"13100006 02410105 0a000001 0a000002 06000050 00510000")
	var raw, anew bytes.Buffer
	if err := recodeTo(wire, &raw, &anew); err != nil {
		t.Fatal(err)
	}
	want := unhex(t, mar+"13100006 02010105 0a000002 0a000001 06000051 00500000")
	if !bytes.Equal(raw.Bytes(), wire) || !bytes.Equal(anew.Bytes(), want) {
		t.Errorf("copied %x, want %x\nanew %x, want %x", raw.Bytes(), wire, anew.Bytes(), want)
	}
	for _, damaged := range [][]byte{wire[:140], append(wire[:128:128], 0, 0, 0, 0), {}} {
		if err := recodeTo(damaged, &raw, &anew); err == nil {
			t.Errorf("%d bytes: no error", len(damaged))
		}
	}
}

func TestSteady(t *testing.T) {
	if got := steady("00000000\t\t00000000\t\t12345678\t\t00000000"); got != "\t\t\t\t12345678\t\t00000000" {
		t.Errorf("histograms: %q", got)
	}
	for _, row := range []string{"00000000", "1\t00000000"} {
		if got := steady(row); got != row {
			t.Errorf("%q became %q", row, got)
		}
	}
	if got := noClock(`  BeginDate = "x" CurrentDate = "y"`); got != `  BeginDate = "x" ` {
		t.Errorf("clock: %q", got)
	}
}

// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/oracle"
	"github.com/argus-go/argus/internal/program"
	"github.com/argus-go/argus/record"
)

// TestVariablesOfDocuments: each variable that the documents on options and on
// classic mode name is known, or refused as no variable of a client.
func TestVariablesOfDocuments(t *testing.T) {
	dir, err := oracle.Find()
	if err != nil {
		t.Skip(err)
	}
	names := map[string]bool{}
	for _, file := range []string{"clients-options-and-time.md", "classic-2x.md"} {
		b, err := os.ReadFile(dir.Path("spec", file))
		if err != nil {
			t.Skip(err)
		}
		text := string(b)
		if file == "clients-options-and-time.md" {
			_, text, _ = strings.Cut(text, "## 4. rc files")
			text, _, _ = strings.Cut(text, "## 5. Exit status")
		}
		for _, n := range regexp.MustCompile(`\b(?:RA|RATOP|RADIUM|RAMON|MYSQL)_[A-Z_]*[A-Z]\b|\bARGUS_ARCHIVE\b`).FindAllString(text, -1) {
			names[n] = true
		}
	}
	if len(names) < 70 {
		t.Fatalf("%d names", len(names))
	}
	for n := range names {
		known := slices.ContainsFunc(program.All[0].Variables(), func(v client.Variable) bool { return v.Name == n })
		if strings.HasPrefix(n, "RADIUM_") == known {
			t.Errorf("%s: known %v", n, known)
		}
	}
}

// TestASNForms: 65546 is 1.10 (RFC 5396, section 2), 10 stays or is 0.10.
func TestASNForms(t *testing.T) {
	r := flowRecord(17, "192.0.2.1:1025", "192.0.2.53:53", time.Unix(1700000000, 0), 0)
	counters(r, 1, 60, 1, 60)
	r.Parts |= record.PartASN
	r.ASN.Src, r.ASN.Dst = 65546, 10
	file := recordFile(t, r)
	for _, tt := range []struct{ form, want string }{
		{"asplain", "65546,10\n"}, {"asdot", "1.10,10\n"}, {"asdot+", "1.10,0.10\n"},
	} {
		got, _, _ := ra(t, "-o", "RA_ASN_PRINT_FORMAT="+tt.form, "-r", file, "-c", ",", "-L", "-1", "-s", "sas,das")
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.form, got, tt.want)
		}
	}
}

// TestLocalDirection: the tables of clients: options, section 4, for a
// connection between 192.0.2.80, which is local, and 198.51.100.7, whose
// beginning was not seen.
func TestLocalDirection(t *testing.T) {
	r := flowRecord(6, "198.51.100.7:50000", "192.0.2.80:60000", time.Unix(1700000000, 0), time.Second)
	counters(r, 9, 900, 8, 800)
	tcp(r, record.TCPEstablished, record.TCPSide{Flags: ack}, record.TCPSide{Flags: ack})
	file := recordFile(t, r)
	const asRead, turned = "198.51.100.7 192.0.2.80\n", "192.0.2.80 198.51.100.7\n"
	for _, tt := range []struct{ rule, ports, want string }{
		{"src", "", turned},
		{"suggest:dst", "", turned},
		{"force:src", "", turned},
		{"force:dst", "", asRead},
		{"no", "", asRead},
		// Measured: rules of ports leave none to addresses.
		{"src", "wellknown", asRead},
	} {
		got, stderr, _ := ra(t, "-o", "RA_LOCAL=192.0.2.0/24", "-o", "RA_LOCAL_DIRECTION="+tt.rule, "-o", "RA_PORT_DIRECTION="+tt.ports,
			"-r", file, "-c", " ", "-L", "-1", "-s", "saddr,daddr")
		if got != tt.want {
			t.Errorf("%s %s: got %q, want %q; %s", tt.rule, tt.ports, got, tt.want, stderr)
		}
	}
}

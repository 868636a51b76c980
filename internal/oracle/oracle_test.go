// SPDX-License-Identifier: Apache-2.0

package oracle

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDecodeTable(t *testing.T) {
	in := `{"fields": ["stime", "state"]}
{"capture": "a.pcap", "sha256": "00", "argus3": ["1\tINT"], "argus5": null}
{"capture": "b.pcap", "sha256": "00", "argus3": [], "argus5": ["2\tCON"]}
`
	tab, err := decodeTable(strings.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	if len(tab.Fields) != 2 || len(tab.Flows) != 2 {
		t.Fatalf("table of %d fields and %d captures, want 2 and 2", len(tab.Fields), len(tab.Flows))
	}
	m := tab.ByCapture()
	if a := m["a.pcap"]; a.Argus3[0] != "1\tINT" || a.Argus5 != nil {
		t.Errorf("a.pcap: %+v", a)
	}
	if b := m["b.pcap"]; b.Argus3 == nil || len(b.Argus3) != 0 || b.Argus5[0] != "2\tCON" {
		t.Errorf("b.pcap: an empty list must not be nil: %+v", b)
	}
	for _, bad := range []string{"", "{}", `{"fields":["a"]}` + "\n[1]"} {
		if _, err := decodeTable(strings.NewReader(bad)); err == nil {
			t.Errorf("decodeTable(%q): no error", bad)
		}
	}
}

func TestFind(t *testing.T) {
	d := t.TempDir()
	t.Setenv("ARGUS_SHARED", d)
	if _, err := Find(); err == nil {
		t.Error("Find in an empty folder: no error")
	}
	if err := os.MkdirAll(filepath.Join(d, "captures"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(d, "oracle"), 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(text string, elem ...string) {
		t.Helper()
		if err := os.WriteFile(Dir(d).Path(elem...), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("# file\tbytes\tsha256\nndpi/a.pcap\t24\t00\n", "captures", "MANIFEST.tsv")
	write("# capture\tpackets\nndpi/a.pcap\t7\nndpi/b.pcap\t\n", "oracle", "packets.tsv")
	dir, err := Find()
	if err != nil {
		t.Fatal(err)
	}
	names, err := dir.Captures()
	if err != nil || len(names) != 1 || names[0] != "ndpi/a.pcap" {
		t.Errorf("Captures() = %q, %v", names, err)
	}
	n, err := dir.Packets()
	if err != nil || len(n) != 1 || n["ndpi/a.pcap"] != 7 {
		t.Errorf("Packets() = %v, %v", n, err)
	}
}

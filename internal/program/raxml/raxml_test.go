// SPDX-License-Identifier: Apache-2.0

package raxml_test

import (
	"bytes"
	"encoding/xml"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/program/raxml"
)

const demo = "../../client/testdata/demo.arg"

// run runs raxml and returns the document.
func run(t *testing.T, args ...string) []byte {
	t.Helper()
	var out, errs bytes.Buffer
	status := client.Main([]client.Program{raxml.Program}, client.Env{
		Args: append([]string{"raxml"}, args...), Stdout: &out, Stderr: &errs,
		Getenv: func(name string) string { return map[string]string{"TZ": "UTC"}[name] },
		Now:    func() time.Time { return time.Unix(0, 0) },
	})
	if status != 0 || errs.Len() > 0 {
		t.Fatalf("raxml %s: status %d, %q", strings.Join(args, " "), status, &errs)
	}
	return out.Bytes()
}

// A flow is what the test reads of an element.
type flow struct {
	Proto   string `xml:",attr"`
	SrcAddr string `xml:",attr"`
	SrcPort string `xml:",attr"`
	Dir     string `xml:",attr"`
	Payload []struct {
		Dir      string `xml:"dir,attr"`
		Encoding string `xml:"encoding,attr"`
		Text     string `xml:",chardata"`
	} `xml:"ArgusUserData"`
}

type stream struct {
	XMLName xml.Name
	Flows   []flow     `xml:"ArgusFlowRecord"`
	Man     []struct{} `xml:"ArgusManagementRecord"`
}

func parse(t *testing.T, doc []byte) (s stream) {
	t.Helper()
	if err := xml.Unmarshal(doc, &s); err != nil {
		t.Fatalf("%v in\n%s", err, doc)
	}
	if s.XMLName.Local != "ArgusDataStream" {
		t.Fatalf("the root is %s", s.XMLName.Local)
	}
	return s
}

// TestDocument reads documents with a parser. The numbers of records, and the payload,
// are what ra 3.0.8.2 prints of the file.
func TestDocument(t *testing.T) {
	s := parse(t, run(t, "-X", "-n", "-M", "man", "-r", demo))
	if len(s.Flows) != 68 || len(s.Man) != 2 {
		t.Errorf("%d flows and %d management records, want 68 and 2", len(s.Flows), len(s.Man))
	}
	for form, want := range map[string][2]string{
		"ascii":    {"Ascii", "GET / HTTP/1.1.."},
		"encode32": {"Encode32", "474554202F20485454502F312E310D0A"},
		"encode64": {"Encode64", "R0VUIC8gSFRUUC8xLjENCg=="},
	} {
		s = parse(t, run(t, "-X", "-n", "-d", "16", "-M", "printer="+form, "-r", demo, "-", "src", "port", "51000"))
		if len(s.Flows) != 1 {
			t.Fatalf("%d flows, want 1", len(s.Flows))
		}
		f := s.Flows[0]
		if f.Proto != "tcp" || f.SrcAddr != "192.0.2.10" || f.SrcPort != "51000" || f.Dir != " ->" {
			t.Errorf("flow %+v", f)
		}
		if len(f.Payload) != 2 || f.Payload[0].Dir != "src" || f.Payload[1].Dir != "dst" {
			t.Fatalf("payload %+v", f.Payload)
		}
		if p := f.Payload[0]; p.Encoding != want[0] || p.Text != want[1] {
			t.Errorf("%s: %q as %s, want %q as %s", form, p.Text, p.Encoding, want[1], want[0])
		}
	}
	if s = parse(t, run(t, "-X", "-n", "-d", "s8", "-r", demo, "-", "src", "port", "51000")); len(s.Flows) != 1 || len(s.Flows[0].Payload) != 1 {
		t.Errorf("with -d s8: %+v", s.Flows)
	}
}

// TestSchema holds documents of all columns against the schema.
func TestSchema(t *testing.T) {
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("documents are not held against their schema: there is no xmllint")
	}
	for _, args := range []string{"-X -r " + demo, "-X -u -n -d 64 -m -c -g -G -I -l -A -M man -r " + demo, "-X -d 64 -M printer=encode64 -r ../../../testdata/demo.pcap"} {
		cmd := exec.Command("xmllint", "--noout", "--nonet", "--schema", "../../../docs/schema/argus-xml-1.xsd", "-")
		cmd.Stdin = bytes.NewReader(run(t, strings.Fields(args)...))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("raxml %s: %v: %s", args, err, out)
		}
	}
}

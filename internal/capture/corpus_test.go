// SPDX-License-Identifier: Apache-2.0

package capture_test

import (
	"errors"
	"io"
	"testing"

	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/internal/oracle"
	"github.com/argus-go/argus/packet"
)

// notCounted are captures that the independent reader refuses, for their link
// types, with the number of packets that libpcap 1.10.3 counts in them.
var notCounted = map[string]int64{
	"tcpdump/brcm-tag-prepend.pcap":                      15,
	"tcpdump/brcm-tag.pcap":                              23,
	"tcpdump/dsa-high-vid.pcap":                          4,
	"tcpdump/dsa.pcap":                                   8,
	"tcpdump/edsa-high-vid.pcap":                         4,
	"tcpdump/edsa.pcap":                                  10,
	"tcpdump/frf16_magic_ie-oobr.pcap":                   1,
	"tcpdump/hoobr_juniper3.pcap":                        1,
	"tcpdump/juniper_es_oobr.pcap":                       1,
	"tcpdump/juniper_monitor_invalid_cookie_length.pcap": 1,
	"tcpdump/kday6.pcap":                                 1,
	"tcpdump/vtp_asan-2.pcap":                            1,
	"tcpdump/vtp_asan-3.pcap":                            1,
	"tcpdump/vtp_asan.pcap":                              5,
}

// damaged are the captures that do not end well, and how.
var damaged = map[string]string{
	"ndpi/fuzz-2021-10-13.pcap": "truncated at byte 237: packet header needs 16 bytes, 2 are left",
}

// Every packet of the public captures is read.
func TestCorpus(t *testing.T) {
	d, err := oracle.Find()
	if err != nil {
		t.Skip(err)
	}
	names, err := d.Captures()
	if err != nil {
		t.Fatal(err)
	}
	counts, err := d.Packets()
	if err != nil {
		t.Fatal(err)
	}
	total := int64(0)
	for _, name := range names {
		want, ok := counts[name]
		if !ok {
			want, ok = notCounted[name]
		}
		if !ok {
			t.Errorf("%s: number of packets not known", name)
		}
		path := d.Capture(name)
		got, err := count(path)
		if got != want {
			t.Errorf("%s: %d packets, want %d", name, got, want)
		}
		fault := ""
		if damaged[name] != "" {
			fault = path + ": " + damaged[name]
		}
		if errText(err) != fault {
			t.Errorf("%s: error %v, want %q", name, err, fault)
		}
		total += got
	}
	t.Logf("%d packets in %d captures", total, len(names))
}

func count(path string) (int64, error) {
	r, err := capture.Open(path, capture.Options{})
	if err != nil {
		return 0, err
	}
	defer r.Close()
	var p packet.Packet
	for n := int64(0); ; n++ {
		if err := r.Next(&p); errors.Is(err, io.EOF) {
			return n, nil
		} else if err != nil {
			return n, err
		}
	}
}

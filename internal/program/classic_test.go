// SPDX-License-Identifier: Apache-2.0

package program_test

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/pkttest"
	"github.com/argus-go/argus/internal/program"
	"github.com/argus-go/argus/internal/sensor"
)

// The tests of this file go through the table of the introduction's lines
// (spec: classic 2.x, section 12). The header and the rows are the printed ones.
const (
	classicHeader = "    Start_Time      Duration Type     SrcAddr    Sport  Dir       DstAddr  port  SrcPkt   Dstpkt    Response Information    State\n"

	rowEcho = "14 Feb 02 13:33:39        0  icmp    192.168.3.75       <->    192.168.3.33       1        1         98           98          ECO\n"
	rowDNS  = "14 Feb 02 13:44:32        0   udp    192.168.3.75.1493  <->    192.168.2.99.53    1        1         66           121         ACC\n"
	rowNTP  = "14 Feb 02 13:50:46        0   udp    192.168.3.75.123   <->    192.168.3.33.123   4        4         360          360         CON\n"

	mergedSilent   = "13 Feb 02 20:01:41  14 Feb 02 09:27:27  icmp    192.168.0.11        ->     172.16.3.33       85       0         5610         0           ECO\n"
	mergedAnswered = "13 Feb 02 18:47:47  14 Feb 02 09:22:57  icmp   192.168.22.68       <->     172.16.3.25       352      352       34496        34496       ECO\n"
)

// inCaptures makes a new folder the working folder, with a capture file of each
// name.
func inCaptures(t *testing.T, names ...string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, name := range names {
		c, err := pkttest.Captures(name)
		if err != nil {
			t.Fatal(err)
		}
		save(t, name+".pcap", c)
	}
}

func save(t *testing.T, file string, c *pkttest.Capture) {
	t.Helper()
	if err := os.WriteFile(file, c.Pcap(binary.LittleEndian, false), 0o600); err != nil {
		t.Fatal(err)
	}
}

// argus runs the sensor with the words of a command line.
func argus(t *testing.T, words ...string) (stdout string) {
	t.Helper()
	var out, errs bytes.Buffer
	status := sensor.Main(sensor.Env{
		Args: append([]string{"-X"}, words...), Stdout: &out, Stderr: &errs,
		Getenv: func(string) string { return "" },
	})
	if status != 0 {
		t.Fatalf("argus %q: status %d, %s", words, status, errs.String())
	}
	return out.String()
}

// classic runs a client in UTC, without configuration files, and fails the test if
// it does not end with status 0.
func classic(t *testing.T, words ...string) string {
	t.Helper()
	args := append([]string{words[0], "-X", "-M", "TZ=UTC"}, words[1:]...)
	stdout, stderr, status := run(args...)
	if status != 0 {
		t.Fatalf("%q: status %d, %s", words, status, stderr)
	}
	return stdout
}

// check compares what a command printed.
func check(t *testing.T, command, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s\n got:\n%swant:\n%s", command, got, want)
	}
}

// TestIntroRa: the three rows of ra with their header, each option of the
// introduction alone, and the unquoted time ranges.
func TestIntroRa(t *testing.T) {
	inCaptures(t, "intro")
	argus(t, "-r", "intro.pcap", "-w", "trace.arg")
	// Without -g and -c the duration and the four counters are not there.
	plain := func(row string) string { return row[:18] + row[27:82] + row[126:] }
	const times = "-t 02/14.13:40 - 02/14.13:46"
	for _, tt := range []struct{ command, want string }{
		{"ra -n -g -c -L 0 -r trace.arg", classicHeader + rowEcho + rowDNS + rowNTP},
		{"ra -n -g -c -L 0 -r trace.arg - udp", classicHeader + rowDNS + rowNTP},
		{"ra -ngcL0 -r trace.arg - udp port 53", classicHeader + rowDNS},
		{"ra -n -g -c -t 02/14 -r trace.arg", rowEcho + rowDNS + rowNTP},
		{"ra -n -g -c -t 02/13 -r trace.arg", ""},
		{"ra -n -g -c -t 13 -r trace.arg", rowEcho + rowDNS + rowNTP},
		{"ra -n -g -c -t 14 -r trace.arg", ""},
		{"ra -n -g -c -r trace.arg " + times, rowDNS},
		{"ra -n -g -c " + times + " -r trace.arg - udp", rowDNS},
		{"ra -n -g -c " + times + " -r trace.arg - icmp", ""},
		{"ra --classic -n -r trace.arg - icmp", plain(rowEcho)},
	} {
		check(t, tt.command, classic(t, strings.Fields(tt.command)...), tt.want)
	}
}

// TestIntroConfiguration: -F names a configuration file, and RA_PRINT_LABELS=0 is
// -L 0, which was documented only there.
func TestIntroConfiguration(t *testing.T) {
	inCaptures(t, "intro")
	argus(t, "-r", "intro.pcap", "-w", "trace.arg")
	if err := os.WriteFile("rarc", []byte("RA_PRINT_LABELS=0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	command := "ra -F rarc -n -g -c -r trace.arg - icmp"
	check(t, command, classic(t, strings.Fields(command)...), classicHeader+rowEcho)
}

// TestIntroPipe: the line that connects the sensor to ra, with the network that the
// French edition has and without one, as the English edition prints it.
func TestIntroPipe(t *testing.T) {
	inCaptures(t, "intro")
	records := argus(t, "-r", "intro.pcap", "-w", "-")
	for _, filter := range []string{"ip and src net 192.168.3.0/24", "ip and src net"} {
		in, pipe, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			_, _ = io.WriteString(pipe, records)
			pipe.Close()
		}()
		var out, errs bytes.Buffer
		status := client.Main(program.All, client.Env{
			Args:  []string{"ra", "-X", "-M", "TZ=UTC", "-n", "-g", "-c", "-L", "0", "-", filter},
			Stdin: in, Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }, Now: time.Now,
		})
		in.Close()
		if status != 0 {
			t.Errorf("%s: status %d, %s", filter, status, errs.String())
		}
		check(t, filter, out.String(), classicHeader+rowEcho+rowDNS+rowNTP)
	}
}

// TestIntroOutputs: five outputs in one run, each with a filter of its own, hold the
// records that their filters select.
func TestIntroOutputs(t *testing.T) {
	inCaptures(t, "intro")
	argus(
		t, "-r", "intro.pcap", "-w", "all", "-w", "udp", "udp", "-w", "icmp", "icmp",
		"-w", "dns", "udp port 53", "-w", "net", "dst net 192.168.3.0/24",
	)
	for _, tt := range []struct{ file, want string }{
		{"all", rowEcho + rowDNS + rowNTP},
		{"udp", rowDNS + rowNTP},
		{"icmp", rowEcho},
		{"dns", rowDNS},
		{"net", rowEcho + rowNTP},
	} {
		check(t, tt.file, classic(t, "ra", "-n", "-g", "-c", "-r", tt.file), tt.want)
	}
}

// TestIntroSnoop: -r takes files of snoop (RFC 1761) too.
func TestIntroSnoop(t *testing.T) {
	inCaptures(t)
	b := []byte("snoop\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x04")
	for _, f := range pkttest.Intro().Frames {
		padded := (len(f.Data) + 3) / 4 * 4
		for _, n := range []int64{
			int64(len(f.Data)), int64(len(f.Data)), int64(24 + padded), 0, f.Time.Unix(), int64(f.Time.Nanosecond() / 1000),
		} {
			b = binary.BigEndian.AppendUint32(b, uint32(n))
		}
		b = append(append(b, f.Data...), make([]byte, padded-len(f.Data))...)
	}
	if err := os.WriteFile("in.snoop", b, 0o600); err != nil {
		t.Fatal(err)
	}
	argus(t, "-r", "in.snoop", "-w", "trace.arg")
	check(t, "snoop", classic(t, "ra", "-n", "-g", "-c", "-r", "trace.arg"), rowEcho+rowDNS+rowNTP)
}

// TestIntroRagator: the two rows of ragator, the slow scan over 14 hours among
// them. The sensor, which reports a flow after five seconds, writes a record for
// each of the 85 + 352 requests; ragator merges them. Rows are in the order of
// their starts. -R is followed by an option, so it asks for responses.
func TestIntroRagator(t *testing.T) {
	inCaptures(t, "night")
	if err := os.Mkdir("data", 0o700); err != nil {
		t.Fatal(err)
	}
	argus(t, "-r", "night.pcap", "-w", "data/trace3.arg")
	if n := strings.Count(classic(t, "ra", "-n", "-g", "-r", "data/trace3.arg"), "\n"); n != 85+352 {
		t.Errorf("%d records, want %d", n, 85+352)
	}
	header := strings.Replace(classicHeader, "      Duration Type", "          Last_Time       Type", 1)
	command := "ragator -n -G -c -L 0 -R -r data/trace3.arg"
	check(t, command, classic(t, strings.Fields(command)...), header+mergedAnswered+mergedSilent)
	command += " - src host 192.168.0.11"
	check(t, command, classic(t, strings.Fields(command)...), header+mergedSilent)
	// From the capture, without the sensor between.
	command = "ragator -n -G -c -r night.pcap"
	check(t, command, classic(t, strings.Fields(command)...), mergedAnswered+mergedSilent)
}

// webCapture has what the flow file of section 7.3 is about. From 9:00 on, three
// clients ask the two proxies in 192.0.2.16/28 for six pages each, one every 25
// minutes, and one client asks a server outside that network for a page.
func webCapture() *pkttest.Capture {
	c := &pkttest.Capture{Link: 1}
	start := time.Date(2002, 2, 14, 9, 0, 0, 0, time.UTC)
	for i := range 6 {
		t := start.Add(time.Duration(25*i) * time.Minute)
		page(c, t, 40, 17, uint16(5000+i))
		page(c, t.Add(1*time.Minute), 41, 17, uint16(5100+i))
		page(c, t.Add(2*time.Minute), 42, 30, uint16(5200+i))
		if i == 0 {
			page(c, t.Add(5*time.Minute), 40, 80, 6000)
		}
	}
	return c
}

// page adds a web page: a SYN and its answer, frames of 60 bytes, then a request
// and an answer of 10 bytes in frames of 64. That is 2 packets and 124 bytes for each
// side.
func page(c *pkttest.Capture, t time.Time, client, server byte, port uint16) {
	k := pkttest.NewConn(c, t, webHost(client), port, webHost(server), 80)
	k.Send(pkttest.Client, pkttest.SYN, nil, nil)
	k.Send(pkttest.Server, pkttest.SYN|pkttest.ACK, nil, nil)
	k.Send(pkttest.Client, pkttest.ACK|pkttest.PSH, nil, make([]byte, 10))
	k.Send(pkttest.Server, pkttest.ACK|pkttest.PSH, nil, make([]byte, 10))
}

func webHost(last byte) pkttest.Host {
	return pkttest.Host{MAC: pkttest.MAC{0, 0, 0x5e, 0, 0x53, last}, Addr: netip.AddrFrom4([4]byte{192, 0, 2, last})}
}

// TestIntroFlowFile: the flow file of the introduction as the project ships it, "all
// $HTTP flows going to the $PROXY_DMZ", with a row for each proxy and hour. A group
// begins with its first flow and lasts an hour: the pages of minutes 0, 25 and 50 are in
// the first, those of minutes 75, 100 and 125 in the second. Proxy 17 has two clients,
// so 6 pages in each row, proxy 30 has one. A page is 2 packets and 124 bytes each way.
func TestIntroFlowFile(t *testing.T) {
	flowfile, err := filepath.Abs("../../support/Config/flowfile")
	if err != nil {
		t.Fatal(err)
	}
	inCaptures(t)
	save(t, "web.pcap", webCapture())
	argus(t, "-r", "web.pcap", "-w", "trace.arg")
	const want = `
09:00:00 09:51:00 192.0.2.17.80 12 12 744 744
09:02:00 09:52:00 192.0.2.30.80 6 6 372 372
09:05:00 09:05:00 192.0.2.80.80 2 2 124 124
10:15:00 11:06:00 192.0.2.17.80 12 12 744 744
10:17:00 11:07:00 192.0.2.30.80 6 6 372 372
`
	got := "\n"
	for line := range strings.Lines(classic(t, "ragator", "-n", "-G", "-c", "-f", flowfile, "-r", "trace.arg")) {
		f := strings.Fields(line)
		if len(f) < 10 {
			t.Fatalf("a row of %d words: %q", len(f), line)
		}
		// The two times, and the words behind the direction.
		f = append([]string{f[3], f[7]}, f[len(f)-6:len(f)-1]...)
		got += strings.Join(f, " ") + "\n"
	}
	check(t, "ragator -f", got, want)
}

// TestIntroSort: rasort with several keys, in the form of the questions and answers
// (-s key -s key) and in that of the manual (-M key key). Port 53 is below 123; of the
// destinations, 192.168.2.99 is below 192.168.3.33, and there the NTP flow has 8
// packets and the echo 2. Counters descend, and -v turns the order round.
func TestIntroSort(t *testing.T) {
	inCaptures(t, "intro")
	argus(t, "-r", "intro.pcap", "-w", "trace.arg")
	for _, tt := range []struct{ command, want string }{
		{"rasort -n -g -c -s dstaddr -s packets -r trace.arg - ip", rowDNS + rowNTP + rowEcho},
		{"rasort -n -g -c -s dstaddr -s dport -s packets -r trace.arg - udp", rowDNS + rowNTP},
		{"rasort -n -g -c -r trace.arg -M daddr pkts saddr - ip", rowDNS + rowNTP + rowEcho},
		{"rasort -n -g -c -r trace.arg -M daddr dport saddr - udp", rowDNS + rowNTP},
		{"rasort -n -g -c -s packets -s startime -r trace.arg", rowNTP + rowEcho + rowDNS},
		{"rasort -n -g -c -s startime -v -r trace.arg", rowNTP + rowDNS + rowEcho},
		{"rasort -n -g -c -r trace.arg", rowEcho + rowDNS + rowNTP},
		{"rasort -n -g -c -m saddr -m bytes -r trace.arg", rowNTP + rowEcho + rowDNS},
	} {
		check(t, tt.command, classic(t, strings.Fields(tt.command)...), tt.want)
	}
	// The output is text, or with -w records.
	classic(t, "rasort", "-s", "packets", "-s", "startime", "-r", "trace.arg", "-w", "sorted.arg")
	check(t, "rasort -w", classic(t, "ra", "-n", "-g", "-c", "-r", "sorted.arg"), rowNTP+rowEcho+rowDNS)
}

// TestIntroXML: a parser reads the XML of ra and raxml, and finds the flows in it.
func TestIntroXML(t *testing.T) {
	inCaptures(t, "intro")
	argus(t, "-r", "intro.pcap", "-w", "trace.arg")
	commands := []string{"ra -M xml -n -s proto saddr daddr spkts dpkts sbytes dbytes -r trace.arg"}
	if slices.ContainsFunc(program.All, func(p client.Program) bool { return p.Name == "raxml" }) {
		commands = append(commands, "raxml -n -r trace.arg")
	}
	want := []string{
		"icmp 192.168.3.75 192.168.3.33 1 1 98 98", "udp 192.168.3.75 192.168.2.99 1 1 66 121", "udp 192.168.3.75 192.168.3.33 4 4 360 360",
	}
	for _, command := range commands {
		root, flows := parseXML(t, classic(t, strings.Fields(command)...))
		if root != "ArgusDataStream" || !slices.Equal(flows, want) {
			t.Errorf("%s: %s with %q, want ArgusDataStream with %q", command, root, flows, want)
		}
	}
}

// parseXML returns the outer element of a document and the flows in it.
func parseXML(t *testing.T, text string) (root string, flows []string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return root, flows
		}
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if root == "" {
			root = e.Name.Local
		}
		if e.Name.Local != "ArgusFlowRecord" {
			continue
		}
		values := map[string]string{}
		for _, a := range e.Attr {
			values[a.Name.Local] = a.Value
		}
		flow := values["Proto"]
		for _, name := range []string{"SrcAddr", "DstAddr", "SrcPkts", "DstPkts", "SrcBytes", "DstBytes"} {
			flow += " " + values[name]
		}
		flows = append(flows, flow)
	}
}

// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/argus-go/argus/internal/client"
	"github.com/argus-go/argus/internal/pkttest"
	"github.com/argus-go/argus/internal/program"
	"github.com/argus-go/argus/internal/sensor"
)

// at returns a time of the published examples.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.Parse("2 Jan 06 15:04:05", s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func host(last byte, addr string) pkttest.Host {
	return pkttest.Host{MAC: pkttest.MAC{0x00, 0xd0, 0x58, 0xfb, 0x81, last}, Addr: netip.MustParseAddr(addr)}
}

// echo adds an echo request of size bytes of frame and, if answered, its reply.
func echo(c *pkttest.Capture, when time.Time, a, b pkttest.Host, size int, seq uint32, answered bool) {
	body := make([]byte, size-14-20-8)
	c.Add(when, a.Frame(b, pkttest.ProtoICMP, pkttest.ICMP(8, 0, 0x12340000|seq, body)))
	if answered {
		c.Add(when.Add(time.Millisecond), b.Frame(a, pkttest.ProtoICMP, pkttest.ICMP(0, 0, 0x12340000|seq, body)))
	}
}

// sensed writes the records that the sensor makes of a capture to a file.
func sensed(t testing.TB, c *pkttest.Capture, args ...string) string {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.pcap"), filepath.Join(dir, "out.arg")
	if err := os.WriteFile(in, c.Pcap(binary.LittleEndian, false), 0o666); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	status := sensor.Main(sensor.Env{
		Args:   append([]string{"-X", "-r", in, "-w", out}, args...),
		Stdout: io.Discard, Stderr: &stderr, Getenv: func(string) string { return "" },
	})
	if status != 0 {
		t.Fatalf("the sensor ended with %d: %s", status, stderr.String())
	}
	return out
}

// ra runs ra in UTC and returns what it printed.
func ra(t testing.TB, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, errs bytes.Buffer
	status = client.Main(program.All, env(&out, &errs, append([]string{"-X", "-M", "TZ=UTC"}, args...)...))
	return out.String(), errs.String(), status
}

const publishedHeader = "    Start_Time      Duration Type     SrcAddr    Sport  Dir       DstAddr  port  SrcPkt   Dstpkt    Response Information    State\n"

const publishedRows = `14 Feb 02 13:33:39        0  icmp    192.168.3.75       <->    192.168.3.33       1        1         98           98          ECO
14 Feb 02 13:44:32        0   udp    192.168.3.75.1493  <->    192.168.2.99.53    1        1         66           121         ACC
14 Feb 02 13:50:46        0   udp    192.168.3.75.123   <->    192.168.3.33.123   4        4         360          360         CON
`

// TestClassicRows prints the rows that were published (classic mode, section
// 4.2) and the header (section 4.3).
func TestClassicRows(t *testing.T) {
	file := sensed(t, pkttest.Intro())
	if n := len(publishedHeader); n != 129+1 {
		t.Fatalf("the header has %d characters, want 129", n-1)
	}
	got, stderr, status := ra(t, "-n", "-g", "-c", "-L", "0", "-r", file)
	if want := publishedHeader + publishedRows; got != want || status != 0 || stderr != "" {
		t.Errorf("status %d, %s\n got:\n%swant:\n%s", status, stderr, got, want)
	}
	if got, want := collapse(got), collapse(publishedHeader+publishedRows); got != want {
		t.Errorf("without runs of blanks\n got:\n%swant:\n%s", got, want)
	}
	// The header is off by default.
	if got, _, _ := ra(t, "-ngc", "-r", file); got != publishedRows {
		t.Errorf("without -L\n got:\n%swant:\n%s", got, publishedRows)
	}
}

// collapse makes each run of blanks one blank.
func collapse(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.Join(strings.Fields(l), " ")
	}
	return strings.Join(lines, "\n")
}

const mergedRows = `13 Feb 02 20:01:41  14 Feb 02 09:27:27  icmp    192.168.0.11        ->     172.16.3.33       85       0         5610         0           ECO
13 Feb 02 18:47:47  14 Feb 02 09:22:57  icmp   192.168.22.68       <->     172.16.3.25       352      352       34496        34496       ECO
`

// TestClassicMerged prints the two rows of flows of many hours. The sensor is
// told to keep them for that long, so that it does what merging does.
func TestClassicMerged(t *testing.T) {
	const want = mergedRows
	conf := filepath.Join(t.TempDir(), "argus.conf")
	if err := os.WriteFile(conf, []byte("ARGUS_FLOW_STATUS_INTERVAL=86400\nARGUS_ICMP_TIMEOUT=86400\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	var got string
	for _, f := range []struct {
		src, dst    string
		first, last string
		n, size     int
		answered    bool
	}{
		{"192.168.0.11", "172.16.3.33", "13 Feb 02 20:01:41", "14 Feb 02 09:27:27", 85, 66, false},
		{"192.168.22.68", "172.16.3.25", "13 Feb 02 18:47:47", "14 Feb 02 09:22:57", 352, 98, true},
	} {
		c := &pkttest.Capture{Link: 1}
		a, b := at(t, f.first), at(t, f.last)
		for i := range f.n {
			when := a.Add(b.Sub(a) / time.Duration(f.n-1) * time.Duration(i)).Truncate(time.Second)
			if i == f.n-1 {
				when = b
			}
			echo(c, when, host(1, f.src), host(2, f.dst), f.size, 0, f.answered)
		}
		out, stderr, status := ra(t, "-n", "-G", "-c", "-R", "-r", sensed(t, c, "-F", conf))
		if status != 0 || stderr != "" {
			t.Errorf("%s: status %d, %s", f.src, status, stderr)
		}
		got += out
	}
	if got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

// TestClassicOptions prints the DNS row with other columns. Where no row was
// published, the expected one follows from the grid of section 4.1.
func TestClassicOptions(t *testing.T) {
	file := sensed(t, pkttest.Intro(), "-AmU", "16")
	const dns = "udp and port 53"
	for _, tt := range []struct{ args, want string }{
		{"-n --classic", "14 Feb 02 13:44:32   udp    192.168.3.75.1493  <->    192.168.2.99.53    ACC"},
		{"-n -G", "14 Feb 02 13:44:32  14 Feb 02 13:44:32   udp    192.168.3.75.1493  <->    192.168.2.99.53    ACC"},
		{"-n -g -G", "14 Feb 02 13:44:32  14 Feb 02 13:44:32        0   udp    192.168.3.75.1493  <->    192.168.2.99.53    ACC"},
		{"-n -g -p 3", "14 Feb 02 13:44:32.000    0.020   udp    192.168.3.75.1493  <->    192.168.2.99.53    ACC"},
		{"-n -g -u", "        1013694272        0   udp    192.168.3.75.1493  <->    192.168.2.99.53    ACC"},
		{"-n -g -u -p 2", "        1013694272.00     0.02   udp    192.168.3.75.1493  <->    192.168.2.99.53    ACC"},
		{"-nn -g", "14 Feb 02 13:44:32        0    17    192.168.3.75.1493  <->    192.168.2.99.53    ACC"},
		{"-n -m", "14 Feb 02 13:44:32   udp   0:d0:58:fb:81:8   0:d0:58:fb:81:9    192.168.3.75.1493  <->    192.168.2.99.53    ACC"},
		{"--classic -n -A -c", "14 Feb 02 13:44:32   udp    192.168.3.75.1493  <->    192.168.2.99.53    1        1         24           79          ACC"},
		{"-n -g -d s4", `14 Feb 02 13:44:32        0   udp    192.168.3.75.1493  <->    192.168.2.99.53    ACC s[4]="...."`},
		{"-n -g -d 2", `14 Feb 02 13:44:32        0   udp    192.168.3.75.1493  <->    192.168.2.99.53    ACC s[2]=".." d[2]=".."`},
		{"--classic -n -I", "14 Feb 02 13:44:32e          udp    192.168.3.75.1493  <->    192.168.2.99.53    ACC"},
		{"--classic -n -l", "14 Feb 02 13:44:32   udp         0.0.0.0    192.168.3.75.1493  <->    192.168.2.99.53    ACC"},
		{"--classic -n -c -c ,", "14 Feb 02 13:44:32,udp,192.168.3.75,1493,<->,192.168.2.99,53,1,1,66,121,ACC"},
	} {
		got, stderr, status := ra(t, append(strings.Fields(tt.args), "-r", file, "-", dns)...)
		if got != tt.want+"\n" || stderr != "" || status != 0 {
			t.Errorf("%s: status %d, %s\n got %q\nwant %q", tt.args, status, stderr, got, tt.want+"\n")
		}
	}
}

// TestClassicHeaders builds headers from the parts of section 4.3.
func TestClassicHeaders(t *testing.T) {
	file := sensed(t, pkttest.Intro())
	const addrs = "     SrcAddr    Sport  Dir       DstAddr  port  "
	for _, tt := range []struct{ args, want string }{
		{"--classic -L0", "    Start_Time      Type" + addrs + "State"},
		{"-g -L0", "    Start_Time      Duration Type" + addrs + "State"},
		{"-G -L0", "    Start_Time          Last_Time       Type" + addrs + "State"},
		{"-m -L0", "    Start_Time      Type        SrcMacAddr        DstMacAddr" + addrs + "State"},
		{"--classic -c -L0", "    Start_Time      Type" + addrs + "SrcPkt   Dstpkt    Response Information    State"},
	} {
		got, _, _ := ra(t, append(strings.Fields("-n "+tt.args), "-r", file, "-N", "1")...)
		if got, _, _ := strings.Cut(got, "\n"); got != tt.want {
			t.Errorf("%s\n got %q\nwant %q", tt.args, got, tt.want)
		}
	}
	// Every two rows, and alone where no row matches but -L 0 asked for it.
	got, _, _ := ra(t, "-ngcL2", "-r", file)
	rows := strings.SplitAfter(publishedRows, "\n")
	if want := publishedHeader + rows[0] + rows[1] + publishedHeader + rows[2]; got != want {
		t.Errorf("-L 2\n got:\n%swant:\n%s", got, want)
	}
	if got, _, _ := ra(t, "-ngc", "-L", "0", "-r", file, "-", "tcp"); got != publishedHeader {
		t.Errorf("no row, -L 0: got %q", got)
	}
	if got, _, _ := ra(t, "-ngc", "-L", "1", "-r", file, "-", "tcp"); got != publishedHeader {
		t.Errorf("no row, -L 1: got %q", got)
	}
	if got, _, _ := ra(t, "-ngc", "-r", file, "-", "tcp"); got != "" {
		t.Errorf("no row: got %q", got)
	}
}

// TestClassicTotals adds up by hand: one pair of 98, one of 66 and 121, four of
// 90 (section 4.4). The sensor writes a start and a stop record.
func TestClassicTotals(t *testing.T) {
	file := sensed(t, pkttest.Intro())
	const want = ` Totalrecords 5         TotalManRecords 2         TotalFarRecords 3
 udp   SrcPkts 5         DstPkts 5         SrcBytes 426       DstBytes 481
 icmp  SrcPkts 1         DstPkts 1         SrcBytes 98        DstBytes 98
`
	got, stderr, status := ra(t, "-ngca", "-r", file)
	if got != publishedRows+want || stderr != "" || status != 0 {
		t.Errorf("status %d, %s\n got:\n%swant:\n%s", status, stderr, got, publishedRows+want)
	}
}

// TestClassicStates makes one connection for each state of section 4.6.
func TestClassicStates(t *testing.T) {
	c := &pkttest.Capture{Link: 1}
	a, b := host(1, "192.0.2.1"), host(2, "192.0.2.2")
	when := at(t, "14 Feb 02 12:00:00")
	const rtt = 10 * time.Millisecond
	conn := func(port uint16) *pkttest.Conn {
		when = when.Add(time.Second)
		return pkttest.NewConn(c, when, a, port, b, 80)
	}
	conn(1001).Send(pkttest.Client, pkttest.SYN, nil, nil)
	x := conn(1002)
	x.Send(pkttest.Client, pkttest.SYN, nil, nil)
	x.Send(pkttest.Server, pkttest.SYN|pkttest.ACK, nil, nil)
	x = conn(1003)
	x.Open(rtt)
	x = conn(1004)
	x.Open(rtt)
	x.Close(pkttest.Client, rtt)
	x = conn(1005)
	x.Open(rtt)
	x.Send(pkttest.Client, pkttest.FIN|pkttest.ACK, nil, nil)
	conn(1006).Refuse(rtt)
	x = conn(1007) // data both ways, no handshake
	x.Send(pkttest.Client, pkttest.ACK|pkttest.PSH, nil, []byte("a"))
	x.Send(pkttest.Server, pkttest.ACK|pkttest.PSH, nil, []byte("b"))
	x = conn(1008) // one side, no handshake
	x.Send(pkttest.Client, pkttest.ACK|pkttest.PSH, nil, []byte("a"))
	when = when.Add(time.Second)
	echo(c, when, b, a, 98, 1, true)
	arp := pkttest.ARP(1, a.MAC, a.Addr, pkttest.MAC{}, b.Addr)
	c.Add(when, pkttest.Ethernet(pkttest.Broadcast, a.MAC, pkttest.TypeARP, arp))
	// Keep the clock going for less than the idle time of TCP.
	echo(c, when.Add(30*time.Second), b, a, 98, 2, false)
	file := sensed(t, c, "-S", "3600")

	got, _, _ := ra(t, "--classic", "-n", "-r", file)
	var states []string
	for _, line := range strings.Split(strings.TrimSpace(got), "\n") {
		f := strings.Fields(line)
		states = append(states, fmt.Sprintf("%s %s %s", f[4], strings.Join(f[6:len(f)-2], " "), f[len(f)-1]))
	}
	// Records come as flows end; the state of each is what counts.
	for _, want := range []string{
		"tcp -> REQ", "tcp -> ACC", "tcp -> EST", "tcp -> CLO", "tcp -> FIN", "tcp <| RST", "tcp <?> EST", "tcp ?> INT",
		"icmp <-> ECO", "arp who-has INT", "icmp -> ECO",
	} {
		n := 0
		for _, s := range states {
			if s == want {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d rows of %q, want one; rows:\n%s", n, want, got)
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package sensor_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/argus-go/argus/internal/pkttest"
	"github.com/argus-go/argus/internal/sensor"
	"github.com/argus-go/argus/record"
)

// systemConf names the file that stands for the system's configuration.
const systemConf = "SENSOR_TEST_SYSTEM_CONF"

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"argus": func() {
			env := sensor.OS()
			env.SystemConf = os.Getenv(systemConf)
			os.Exit(sensor.Main(env))
		},
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"capture": writeCapture,
			"records": printRecords,
			"cut":     cutFile,
			"patch":   patchFile,
			"full":    writeFull,
			"early":   readEarly,
			"signal":  sendSignal,
			"fifo":    readFIFO,
			"play":    interruptPlayback,
		},
		Condition: func(cond string) (bool, error) {
			switch cond {
			case "root":
				return os.Geteuid() == 0, nil
			case "full":
				return hasFull() || makeFull(filepath.Join(t.TempDir(), "full")) == nil, nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
	})
}

var (
	t0     = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	client = pkttest.Host{MAC: pkttest.MAC{2, 0, 0, 0, 0, 1}, Addr: netip.MustParseAddr("192.0.2.1")}
	server = pkttest.Host{MAC: pkttest.MAC{2, 0, 0, 0, 0, 2}, Addr: netip.MustParseAddr("192.0.2.2")}
)

// captures are the captures that scripts name.
var captures = map[string]func(*pkttest.Capture){
	// One UDP packet each way a second for 12 s, then nothing: with a status
	// interval of 5 s records begin at 0, 5 and 10 s.
	"steady": func(c *pkttest.Capture) {
		for i := range 12 {
			at := t0.Add(time.Duration(i) * time.Second)
			c.Add(at, udp(client, server, 4000, 7, "question"))
			c.Add(at.Add(time.Millisecond), udp(server, client, 7, 4000, "answer"))
		}
	},
	// A TCP connection of ten segments and a UDP exchange.
	"mixed": func(c *pkttest.Capture) {
		conn := pkttest.NewConn(c, t0, client, 40000, server, 80)
		conn.Open(10 * time.Millisecond)
		conn.Write(pkttest.Client, 10*time.Millisecond, []byte("GET / HTTP/1.0\r\n\r\n"))
		conn.Write(pkttest.Server, 10*time.Millisecond, []byte("HTTP/1.0 204\r\n\r\n"))
		conn.Close(pkttest.Client, 10*time.Millisecond)
		c.Add(conn.Now.Add(time.Second), udp(client, server, 4000, 7, "question"))
		c.Add(conn.Now.Add(time.Second+time.Millisecond), udp(server, client, 7, 4000, "answer"))
	},
	// 1000 UDP flows of one packet each, within a second.
	"scan": func(c *pkttest.Capture) {
		for i := range 1000 {
			c.Add(t0.Add(time.Duration(i)*time.Millisecond), udp(client, server, 4000, uint16(1+i), "x"))
		}
	},
	// Nothing.
	"none": func(*pkttest.Capture) {},
	// A whole UDP packet, then one whose IP header says UDP and whose UDP
	// header is missing.
	"damaged": func(c *pkttest.Capture) {
		c.Add(t0, udp(client, server, 4000, 7, "question"))
		ip := pkttest.IP{Src: client.Addr, Dst: server.Addr, Proto: pkttest.ProtoUDP}
		frame := pkttest.Ethernet(server.MAC, client.MAC, pkttest.TypeIPv4, ip.Packet([]byte{0x0f, 0xa0}))
		c.Add(t0.Add(time.Second), frame[:36])
	},
}

func udp(from, to pkttest.Host, sport, dport uint16, text string) []byte {
	return from.Frame(to, pkttest.ProtoUDP, pkttest.UDP(
		netip.AddrPortFrom(from.Addr, sport), netip.AddrPortFrom(to.Addr, dport), []byte(text)))
}

// capture name [pcapng] file: writes a capture.
func writeCapture(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 || captures[args[0]] == nil {
		ts.Fatalf("usage: capture name [pcapng|tsh] file")
	}
	c := &pkttest.Capture{Link: 1}
	captures[args[0]](c)
	b := c.Pcap(binary.LittleEndian, false)
	switch {
	case len(args) == 3 && args[1] == "pcapng":
		b = c.Pcapng(binary.LittleEndian)
	case len(args) == 3 && args[1] == "tsh":
		b = tsh(c)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[len(args)-1]), b, 0o644))
}

// tsh is the capture in the TSH format: time, IP header and 16 bytes more of
// each packet.
func tsh(c *pkttest.Capture) (b []byte) {
	for _, f := range c.Frames {
		b = binary.BigEndian.AppendUint32(b, uint32(f.Time.Unix()))
		b = binary.BigEndian.AppendUint32(b, 1<<24|uint32(f.Time.Nanosecond()/1000))
		b = append(b, f.Data[14:50]...)
	}
	return b
}

// cut file n: keeps the first n bytes, or drops the last -n.
func cutFile(ts *testscript.TestScript, _ bool, args []string) {
	var n int
	b := []byte(ts.ReadFile(args[0]))
	_, err := fmt.Sscan(args[1], &n)
	ts.Check(err)
	if n < 0 {
		n += len(b)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b[:n], 0o644))
}

// patch file offset byte...: overwrites bytes, given in hexadecimal.
func patchFile(ts *testscript.TestScript, _ bool, args []string) {
	var n int
	b := []byte(ts.ReadFile(args[0]))
	_, err := fmt.Sscan(args[1], &n)
	ts.Check(err)
	for i, s := range args[2:] {
		_, err := fmt.Sscanf(s, "%x", &b[n+i])
		ts.Check(err)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o644))
}

// records file: prints one line for each record: its kind, start time within
// the capture in seconds, counters and ports.
func printRecords(ts *testscript.TestScript, _ bool, args []string) {
	out, err := describe([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	_, err = io.WriteString(ts.Stdout(), out)
	ts.Check(err)
}

func describe(b []byte) (string, error) {
	var out strings.Builder
	r := record.NewReader(bytes.NewReader(b))
	for {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out.String(), nil
		}
		if err != nil {
			return out.String(), err
		}
		if rec.Type == record.TypeMAR {
			m := &rec.Man
			fmt.Fprintf(&out, "man %s start=%s now=%s seq=%d packets=%d bytes=%d records=%d flows=%d active=%d early=%d interval=%d/%d src=%d:%x\n",
				causes[rec.Cause], since(m.Start), since(m.Now), m.NextSeq, m.Packets, m.Bytes, m.Records, m.Flows,
				m.Queue, m.Bufs, m.FlowInterval, m.MARInterval, m.Src.Kind, m.Src.ID[:4])
			continue
		}
		fmt.Fprintf(&out, "flow %s seq=%d proto=%d %d-%d time=%s-%s src=%d/%d dst=%d/%d",
			causes[rec.Cause], rec.Transport.Seq, rec.Flow.Proto, rec.Flow.SrcPort, rec.Flow.DstPort,
			since(rec.Time.Start), since(rec.Time.End), rec.Metrics.Src.Packets, rec.Metrics.Src.Bytes,
			rec.Metrics.Dst.Packets, rec.Metrics.Dst.Bytes)
		out.WriteString(extras(rec) + "\n")
	}
}

var causes = map[record.Cause]string{
	record.CauseStart: "start", record.CauseStatus: "status", record.CauseStop: "stop",
	record.CauseTimeout: "timeout", record.CauseShutdown: "shutdown",
}

// since is a time in seconds after t0, or 0 for none.
func since(ns int64) string {
	if ns == 0 {
		return "none"
	}
	return fmt.Sprintf("%.6f", float64(ns-t0.UnixNano())/1e9)
}

// extras describes the parts of a record that options add.
func extras(r *record.Record) string {
	var s string
	if r.Metrics.HasApp {
		s += fmt.Sprintf(" app=%d/%d", r.Metrics.Src.AppBytes, r.Metrics.Dst.AppBytes)
	}
	if r.Has(record.PartSrcData) {
		s += fmt.Sprintf(" srcdata=%q", r.SrcData.Data)
	}
	if r.Has(record.PartDstData) {
		s += fmt.Sprintf(" dstdata=%q", r.DstData.Data)
	}
	if r.Has(record.PartMAC) {
		s += fmt.Sprintf(" mac=%x-%x", r.MAC.Src, r.MAC.Dst)
	}
	if r.Has(record.PartSizes) {
		s += fmt.Sprintf(" sizes=%d-%d/%d-%d", r.Sizes.SrcMin, r.Sizes.SrcMax, r.Sizes.DstMin, r.Sizes.DstMax)
	}
	if r.Has(record.PartJitter) {
		s += fmt.Sprintf(" jitter=%d/%.0f", r.Jitter.SrcActive.N, r.Jitter.SrcActive.Mean)
	}
	if r.Time.Sides != 0 {
		s += fmt.Sprintf(" sides=%#x", uint8(r.Time.Sides))
	}
	if id := r.Transport.Src; id.Kind != record.IDNone && id.ID != [16]byte{} {
		s += fmt.Sprintf(" src=%d:%x", id.Kind, bytes.TrimRight(id.ID[:], "\x00"))
		if id.Inf != [4]byte{} {
			s += fmt.Sprintf("/%s", bytes.TrimRight(id.Inf[:], "\x00"))
		}
	}
	return s
}

// full name: makes a device on which no write succeeds, or a link to it.
func writeFull(ts *testscript.TestScript, _ bool, args []string) {
	if !hasFull() {
		ts.Check(makeFull(ts.MkAbs(args[0])))
		return
	}
	ts.Check(os.Symlink("/dev/full", ts.MkAbs(args[0])))
}

func hasFull() bool {
	_, err := os.Stat("/dev/full")
	return err == nil
}

// makeFull makes the device that Linux calls /dev/full.
func makeFull(path string) error {
	return exec.Command("mknod", path, "c", "1", "7").Run()
}

// program is the sensor as scripts run it, in the script's folder.
func program(ts *testscript.TestScript, args []string) *exec.Cmd {
	path, err := exec.LookPath(filepath.Join(strings.Split(ts.Getenv("PATH"), string(os.PathListSeparator))[0], "argus"))
	ts.Check(err)
	c := exec.Command(path, args...)
	c.Dir = ts.Getenv("WORK")
	c.Env = append(os.Environ(), "HOME=/nonexistent")
	return c
}

// early n args...: runs the sensor, reads n bytes of its output, closes the
// pipe and prints the exit status and the messages.
func readEarly(ts *testscript.TestScript, _ bool, args []string) {
	var n int64
	_, err := fmt.Sscan(args[0], &n)
	ts.Check(err)
	c := program(ts, args[1:])
	var messages bytes.Buffer
	c.Stderr = &messages
	out, err := c.StdoutPipe()
	ts.Check(err)
	ts.Check(c.Start())
	_, err = io.CopyN(io.Discard, out, n)
	ts.Check(err)
	ts.Check(out.Close())
	_ = c.Wait() // the status is printed
	fmt.Fprintf(ts.Stdout(), "status %d\n%s", c.ProcessState.ExitCode(), messages.String())
}

// signal name args...: runs the sensor with a standard input that gets the
// capture steady.pcap and stays open, sends it a signal once it has read all,
// and prints the exit status and the messages.
func sendSignal(ts *testscript.TestScript, _ bool, args []string) {
	c := program(ts, args[1:])
	var messages bytes.Buffer
	c.Stderr = &messages
	in, err := c.StdinPipe()
	ts.Check(err)
	ts.Check(c.Start())
	_, err = io.WriteString(in, ts.ReadFile("steady.pcap"))
	ts.Check(err)
	// While it waits for more the sensor writes what it has: the output
	// holds the start record once everything was read.
	for range 100 {
		time.Sleep(50 * time.Millisecond)
		if st, err := os.Stat(ts.MkAbs("out")); err == nil && st.Size() >= 128 {
			break
		}
	}
	ts.Check(c.Process.Signal(signals[args[0]]))
	_ = c.Wait() // the status is printed
	in.Close()   // Wait closed it
	fmt.Fprintf(ts.Stdout(), "status %d\n%s", c.ProcessState.ExitCode(), messages.String())
}

// fifo signal: runs the sensor on a named pipe that no program writes to, sends
// it a signal once it waits, and prints the exit status and the messages.
func readFIFO(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(exec.Command("mkfifo", ts.MkAbs("pipe")).Run())
	c := program(ts, []string{"-X", "-r", "pipe", "-w", "out"})
	var messages bytes.Buffer
	c.Stderr = &messages
	ts.Check(c.Start())
	for range 100 { // signals are handled soon after the output was created
		time.Sleep(50 * time.Millisecond)
		if _, err := os.Stat(ts.MkAbs("out")); err == nil {
			break
		}
	}
	time.Sleep(200 * time.Millisecond)
	ts.Check(c.Process.Signal(signals[args[0]]))
	_ = c.Wait() // the status is printed
	fmt.Fprintf(ts.Stdout(), "status %d\n%s", c.ProcessState.ExitCode(), messages.String())
}

// play n args...: runs the sensor with a pipe as its output, sends it INT as soon
// as n bytes have come through the pipe, and prints the records and the exit
// status.
func interruptPlayback(ts *testscript.TestScript, _ bool, args []string) {
	var n int
	_, err := fmt.Sscan(args[0], &n)
	ts.Check(err)
	c := program(ts, args[1:])
	out, err := c.StdoutPipe()
	ts.Check(err)
	ts.Check(c.Start())
	b := make([]byte, n)
	_, err = io.ReadFull(out, b)
	ts.Check(err)
	ts.Check(c.Process.Signal(os.Interrupt))
	rest, err := io.ReadAll(out)
	ts.Check(err)
	_ = c.Wait() // the status is printed
	text, err := describe(append(b, rest...))
	ts.Check(err)
	fmt.Fprintf(ts.Stdout(), "%sstatus %d\n", text, c.ProcessState.ExitCode())
}

// SPDX-License-Identifier: Apache-2.0

package sensor_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/argus-go/argus/record"
)

// newNamespace moves the goroutine of the test, and the programs that it starts, to
// a network namespace of their own, whose loopback interface is up. The namespace
// goes away with its last user: the thread is never used for anything else.
func newNamespace(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("network namespaces need root")
	}
	runtime.LockOSThread() // for good
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		t.Skipf("no network namespace: %v", err)
	}
	setUp(t, "lo", true)
}

// setUp sets an interface up or down.
func setUp(t *testing.T, name string, up bool) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	ifr, err := unix.NewIfreq(name)
	if err != nil {
		t.Fatal(err)
	}
	if up {
		ifr.SetUint16(unix.IFF_UP)
	}
	if err := unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, ifr); err != nil {
		t.Fatalf("set %s up: %v: %v", name, up, err)
	}
}

// ip runs the program ip, which makes and removes interfaces.
func ip(t *testing.T, args ...string) {
	t.Helper()
	path, err := exec.LookPath("ip")
	if err != nil {
		t.Skip("the program ip is not installed")
	}
	if out, err := exec.Command(path, args...).CombinedOutput(); err != nil {
		t.Fatalf("ip %s: %v: %s", strings.Join(args, " "), err, out)
	}
}

// A liveSensor is the program, capturing.
type liveSensor struct {
	t    *testing.T
	cmd  *exec.Cmd
	out  string
	errs syncBuffer
}

// startLive starts the program with these arguments and waits until it captures.
func startLive(t *testing.T, args ...string) *liveSensor {
	t.Helper()
	s := &liveSensor{t: t, out: filepath.Join(t.TempDir(), "out")}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s.cmd = exec.Command(exe, append([]string{"-X", "-w", s.out}, args...)...)
	s.cmd.Args[0] = "argus"
	s.cmd.Env = append(os.Environ(), "TESTSCRIPT_COMMAND=argus")
	s.cmd.Stderr = &s.errs
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
	})
	s.await(func() bool { st, err := os.Stat(s.out); return err == nil && st.Size() > 0 }, "the START record")
	return s
}

// await waits until something holds.
func (s *liveSensor) await(done func() bool, what string) {
	s.t.Helper()
	for end := time.Now().Add(10 * time.Second); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			_ = s.cmd.Process.Kill()
			_ = s.cmd.Wait()
			s.t.Fatalf("%s did not come within 10 s; messages: %s", what, s.errs.String())
		}
	}
}

// stop ends the program and returns its records.
func (s *liveSensor) stop() []*record.Record {
	s.t.Helper()
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("the sensor ended with %v: %s", err, s.errs.String())
	}
	return s.records()
}

func (s *liveSensor) records() (list []*record.Record) {
	s.t.Helper()
	b, err := os.ReadFile(s.out)
	if err != nil {
		s.t.Fatal(err)
	}
	r := record.NewReader(bytes.NewReader(b))
	for {
		rec, err := r.Next()
		if err != nil {
			return list
		}
		list = append(list, rec.Clone())
	}
}

// sum returns the packets of all flows, and the packets and drops that management
// records count.
func sum(list []*record.Record) (flows, packets, drops uint64) {
	for _, r := range list {
		if r.Type == record.TypeMAR {
			packets += r.Man.Packets
			drops += uint64(r.Man.Dropped)
			continue
		}
		flows += r.Metrics.Src.Packets + r.Metrics.Dst.Packets
	}
	return flows, packets, drops
}

// send sends n datagrams over loopback to a port at which somebody listens.
func send(t *testing.T, n int) {
	t.Helper()
	l, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := net.DialUDP("udp4", nil, l.LocalAddr().(*net.UDPAddr))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for i := range n {
		if _, err := fmt.Fprintf(c, "datagram %d", i); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLiveLoopback: each packet on the loopback interface is counted once. Packets
// that arrived just before the signal are counted, too, and the STOP record has the
// counts since the last management record.
func TestLiveLoopback(t *testing.T) {
	newNamespace(t)
	s := startLive(t, "-i", "lo")
	send(t, 100)
	list := s.stop()
	flows, packets, drops := sum(list)
	if flows != 100 || packets != 100 || drops != 0 {
		t.Errorf("%d packets in flows, %d in management records, %d drops; want 100, 100, 0", flows, packets, drops)
	}
	if last := list[len(list)-1]; last.Type != record.TypeMAR || last.Cause != record.CauseStop || last.Man.Packets != 100 {
		t.Errorf("the last record is of type %v, cause %v, with %d packets; want STOP with 100", last.Type, last.Cause, last.Man.Packets)
	}
}

// TestLiveIdle: flows and management records are written while no packet comes.
func TestLiveIdle(t *testing.T) {
	newNamespace(t)
	s := startLive(t, "-i", "lo", "-S", "1", "-M", "1")
	send(t, 1)
	s.await(func() bool {
		flows, packets, _ := sum(s.records())
		return flows == 1 && packets == 1
	}, "the records of an idle flow and of its packets")
	s.stop()
}

// TestLiveFilter: the kernel filters, and the snap length leaves counts as they are.
func TestLiveFilter(t *testing.T) {
	newNamespace(t)
	s := startLive(t, "-i", "lo", "-s", "40", "-", "tcp")
	send(t, 10)
	if flows, packets, _ := sum(s.stop()); flows != 0 || packets != 0 {
		t.Errorf("%d packets in flows, %d in management records; want none", flows, packets)
	}
	s = startLive(t, "-i", "lo", "-s", "40", "-", "udp")
	send(t, 10)
	list := s.stop()
	var length uint64
	for _, r := range list {
		if r.Has(record.PartMetrics) {
			length += r.Metrics.Src.Bytes
		}
	}
	// 14 bytes of Ethernet, 20 of IP, 8 of UDP, and 10 bytes of text.
	if flows, _, _ := sum(list); flows != 10 || length != 10*(14+20+8+10) {
		t.Errorf("%d packets of %d bytes; want 10 of 520", flows, length)
	}
}

// TestLiveStates: an interface that is missing, is made, goes down and up, is removed
// and made again is captured whenever it is there. Each change has a line.
func TestLiveStates(t *testing.T) {
	newNamespace(t)
	ip(t, "link", "add", "probe", "type", "veth", "peer", "name", "probe2")
	ip(t, "link", "del", "probe")
	s := startLive(t, "-i", "here", "-M", "1")
	inject := func() {
		t.Helper()
		raw(t, "there", 3)
	}
	add := func() {
		t.Helper()
		ip(t, "link", "add", "here", "type", "veth", "peer", "name", "there")
		for _, n := range []string{"here", "there"} {
			ip(t, "link", "set", n, "arp", "off", "addrgenmode", "none")
			setUp(t, n, true)
		}
		time.Sleep(time.Second) // the state of interfaces is looked at every half second
	}
	add()
	inject()
	setUp(t, "here", false)
	time.Sleep(time.Second)
	setUp(t, "here", true)
	time.Sleep(time.Second)
	inject()
	ip(t, "link", "del", "here")
	time.Sleep(time.Second)
	add()
	inject()
	list := s.stop()
	if flows, packets, _ := sum(list); flows != 9 || packets != 9 {
		t.Errorf("%d packets in flows, %d in management records; want 9", flows, packets)
	}
	if last := list[len(list)-1]; last.Man.LinkStatus != 1 {
		t.Errorf("interface status %d in the last record; want 1", last.Man.LinkStatus)
	}
	want := []string{"does not exist", "is up", "is down", "is up", "was removed", "is up"}
	rest := s.errs.String()
	for _, w := range want {
		_, after, ok := strings.Cut(rest, "argus: interface here: "+w)
		if !ok {
			t.Errorf("messages lack %q, or in another order:\n%s", w, s.errs.String())
			break
		}
		rest = after
	}
}

// raw sends n frames through an interface: type 0x88b5 is for experiments (IEEE 802).
func raw(t *testing.T, name string, n int) {
	t.Helper()
	i, err := net.InterfaceByName(name)
	if err != nil {
		t.Fatal(err)
	}
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	frame := append([]byte("\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02\x88\xb5"), make([]byte, 46)...)
	for range n {
		if err := unix.Sendto(fd, frame, 0, &unix.SockaddrLinklayer{Ifindex: i.Index}); err != nil {
			t.Fatal(err)
		}
	}
}

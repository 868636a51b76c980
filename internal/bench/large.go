// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"time"

	"github.com/argus-go/argus/record"
)

// recordsPerFlow is the mean number of records of a flow in a large file.
const recordsPerFlow = 4

// WriteLarge writes n flow records of TCP, UDP and ICMP over IPv4 and IPv6 to w.
// There are four records of a flow on average, far apart. The same n gives the same
// bytes.
func WriteLarge(w io.Writer, n int) error {
	buffer := bufio.NewWriterSize(w, 1<<20)
	out := record.NewWriter(buffer, record.V3Common)
	const start = 1_700_000_000_000_000_000 // ns since 1970
	if err := out.Write(&record.Record{
		Type: record.TypeMAR, Version: 3, Cause: record.CauseStart,
		Man: record.Management{Start: start, Now: start, FlowInterval: 5, MARInterval: 60},
	}); err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(1, 2))
	flows := uint64(max(n/recordsPerFlow, 1))
	for i := range n {
		r := largeRecord(rng.Uint64N(flows), rng)
		r.Time.Start = start + int64(i)*100_000
		r.Time.End = r.Time.Start + int64(rng.IntN(5_000_000))*1000
		if err := out.Write(r); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return buffer.Flush()
}

// largeRecord returns a record of the flow with a number, which decides its key;
// rng decides the rest.
func largeRecord(number uint64, rng *rand.Rand) *record.Record {
	r := &record.Record{Type: record.TypeFAR, Version: 3, Cause: record.CauseStatus}
	r.Parts = record.PartFlow | record.PartTime | record.PartMetrics
	m := &r.Metrics
	m.Src.Packets, m.Dst.Packets = 1+rng.Uint64N(100), rng.Uint64N(100)
	m.Src.Bytes, m.Dst.Bytes = m.Src.Packets*(60+rng.Uint64N(1400)), m.Dst.Packets*(60+rng.Uint64N(1400))
	mixed := rand.New(rand.NewPCG(number, 3))
	f := &r.Flow
	f.Kind, f.Addr = record.FlowFiveTuple, record.AddrIPv4
	binary.BigEndian.PutUint32(f.Src[:], 10<<24|uint32(mixed.IntN(1<<20)))
	binary.BigEndian.PutUint32(f.Dst[:], mixed.Uint32())
	if number%8 == 0 {
		f.Addr = record.AddrIPv6
		copy(f.Src[8:], f.Src[:4])
		copy(f.Dst[8:], f.Dst[:4])
		f.Src[0], f.Dst[0] = 0x20, 0x20
	}
	switch number % 16 {
	case 1:
		f.Proto, f.ICMPType, f.ICMPID = 1, 8, uint16(mixed.Uint32())
	case 2, 3, 4, 5, 6, 7, 8:
		f.Proto, f.SrcPort, f.DstPort = 17, uint16(1024+mixed.IntN(60000)), 53
	default:
		f.Proto, f.SrcPort, f.DstPort = 6, uint16(1024+mixed.IntN(60000)), 443
		r.Parts |= record.PartNet
		r.Net.Kind = record.NetTCPStatus
		r.Net.TCP.Status = record.TCPEstablished
		r.Net.TCP.Src.Flags, r.Net.TCP.Dst.Flags = 0x18, 0x18
	}
	return r
}

// MeasureOutput runs a command, and returns its cost and the SHA-256 sum of its
// standard output.
func MeasureOutput(args []string) (c Cost, sum string, err error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "TZ=UTC")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return c, "", err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return c, "", err
	}
	h := sha256.New()
	_, copied := io.CopyBuffer(h, out, make([]byte, 1<<20))
	if err := cmd.Wait(); err != nil {
		return c, "", fmt.Errorf("%s: %w", args[0], err)
	}
	st := cmd.ProcessState
	return Cost{CPU: st.UserTime() + st.SystemTime(), Wall: time.Since(began), RSS: maxRSS(st)}, fmt.Sprintf("%x", h.Sum(nil)), copied
}

// SPDX-License-Identifier: Apache-2.0

package parity

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/argus-go/argus/record"
)

// recodeFields are all columns that the original printer knows, but for those
// that depend on the run and not on the record: offset, idle (time since now) and
// cor (unset memory). They are in groups, since the printer's line is bounded.
var recodeFields = [][]string{
	strings.Fields(`stime ltime sstime sltime dstime dltime rtime dur sdur ddur runtime sum mean min max stddev
		trans saddr daddr snet dnet laddr raddr lnet rnet inode proto sport dport smac dmac soui doui resp
		bssid ssid srcid dir flgs state seq cause`),
	strings.Fields(`pkts spkts dpkts bytes sbytes dbytes appbytes sappbytes dappbytes rate srate drate sload
		dload load loss sloss dloss ploss sploss dploss retrans sretrans dretrans pretrans spretrans dpretrans
		nacks solo first pcr abr tf stf dtf smeansz dmeansz smaxsz sminsz dmaxsz dminsz spktsz:16 dpktsz:16`),
	strings.Fields(`sintpkt dintpkt sintpktact dintpktact sintpktidl dintpktidl sintpktmax sintpktmin dintpktmax
		dintpktmin sintpktactmax sintpktactmin dintpktactmax dintpktactmin sintpktidlmax sintpktidlmin
		dintpktidlmax dintpktidlmin sjit djit sjitact djitact sjitidl djitidl suser:512 duser:512`),
	strings.Fields(`swin dwin tcprtt synack ackdat stcpmax dtcpmax stcpb dtcpb sgap dgap tcpopt sttl dttl shops
		dhops stos dtos sdsb ddsb sipid dipid svlan dvlan svid dvid svpri dvpri smpls dmpls senc denc icmpid
		sco dco ico sas das ias rank autoid label:64 nstroke snstroke dnstroke dldur dlstime dlltime dlspkt
		dldpkt bins binnum srng erng jdelay ldelay`),
	strings.Fields("sintdist dintdist sintdistact dintdistact sintdistidl dintdistidl seq"),
}

// recodeClients are runs of the originals' other clients whose output must be
// the same for a file and its recoded form.
var recodeClients = [][]string{
	{"ra", "-nn", "-Z", "b", "-L", "0"},
	{"ra", "-nn", "-z", "-L", "0", "-", "man"},
	{"ra", "-M", "xml", "-"},
	{"racount"},
	{"racluster", "-n", "-c", ",", "-L", "0", "-s", "stime dur trans flgs proto saddr sport dir daddr dport pkts bytes loss state sjit min max"},
	{"racluster", "-n", "-m", "proto", "-c", ",", "-L", "0", "-s", "stime dur trans proto spkts dpkts sbytes dbytes appbytes mean stddev sintpkt dintpkt smaxsz"},
	{"rasort", "-n", "-m", "bytes", "saddr", "dur", "-c", ",", "-L", "0", "-s", "stime proto saddr sport daddr dport bytes dur"},
	{"rabins", "-n", "-M", "time", "1h", "-c", ",", "-L", "0", "-s", "stime ltime proto saddr sport daddr dport spkts dpkts sbytes dbytes load"},
}

// Recode reads every nth record file of the original sensor, of both option
// sets, with the package record, writes each record anew in the common dialect
// and compares what the original clients make of both files.
func (s *Suite) Recode(p Peers, names []string, nth int) *PeerResult {
	r := new(PeerResult)
	their := s.Programs
	their.Argus, their.RA, their.Env = p.Argus, filepath.Join(p.Dir, "ra"), nil
	n := (len(names) + nth - 1) / nth
	of := func(i int) *exchange {
		return &exchange{Suite: s, PeerResult: r, Peers: p, their: their, name: names[i/2*nth], rich: i%2 == 1}
	}
	Each(2*n, sleepers, func(i int) { of(i).theirFile() })
	Each(2*n, s.Jobs, func(i int) {
		x := of(i)
		if file := x.theirFile(); file != "" {
			x.recode(file, filepath.Join(s.Temp, fmt.Sprintf("recode%d.arg", i)))
		}
	})
	return r
}

func (x *exchange) recode(file, again string) {
	wire, err := os.ReadFile(file)
	if err != nil || len(wire) == 0 {
		return
	}
	var raw, anew bytes.Buffer
	bad := ""
	if err := recodeTo(wire, &raw, &anew); err != nil {
		bad = err.Error()
	}
	x.note("recoded without error, "+x.kind(), x.name, bad)
	bad = ""
	if !bytes.Equal(raw.Bytes(), wire) {
		bad = fmt.Sprintf("%d bytes, want the %d of the file", raw.Len(), len(wire))
	}
	x.note("copied by Reader and WriteRaw, same bytes, "+x.kind(), x.name, bad)
	if err := os.WriteFile(again, anew.Bytes(), 0o600); err != nil {
		x.note("recoded without error, "+x.kind(), x.name, err.Error())
		return
	}
	defer os.Remove(again)
	if fixed, changed := repair(wire); changed {
		file = again + ".fixed"
		if err := os.WriteFile(file, fixed, 0o600); err != nil {
			x.note("recoded without error, "+x.kind(), x.name, err.Error())
			return
		}
		defer os.Remove(file)
	}
	for i, group := range recodeFields {
		args := append([]string{"ra", "-M", "man", "-n", "-u", "-c", "\t", "-L", "-1", "-s"}, group...)
		x.sameOutput(fmt.Sprintf("columns %d by ra", i+1), file, again, args)
	}
	for i, args := range recodeClients {
		x.sameOutput(fmt.Sprintf("clients %d: %s", i+1, strings.Join(args[:min(3, len(args))], " ")), file, again, args)
	}
}

// sameOutput runs an original client over both files.
func (x *exchange) sameOutput(check, file, again string, args []string) {
	run := func(f string) *Outcome {
		a := []string{"-X", "-r", f}
		for _, s := range args[1:] {
			if strings.Contains(s, " ") {
				a = append(a, strings.Fields(s)...)
			} else {
				a = append(a, s)
			}
		}
		return x.their.Exec(filepath.Join(x.Dir, args[0]), a...)
	}
	want, have := run(file), run(again)
	bad := firstDifference(Map(Map(Lines(have.Stdout), noClock), steady), Map(Lines(want.Stdout), noClock))
	if bad == "" && fmt.Sprint(have.Err) != fmt.Sprint(want.Err) {
		bad = fmt.Sprintf("%v, want %v", have.Err, want.Err)
	}
	x.note("recoded, same output of "+check+", "+x.kind(), x.name, bad)
}

// recodeTo copies a stream twice: as it is and with every record encoded anew.
func recodeTo(wire []byte, raw, anew io.Writer) error {
	rd := record.NewReader(bytes.NewReader(wire))
	copied, recoded := record.NewWriter(raw, record.V3Common), record.NewWriter(anew, record.V3Common)
	for {
		r, err := rd.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if err := copied.WriteRaw(rd.Raw()); err != nil {
			return err
		}
		if err := recoded.Write(r); err != nil {
			return err
		}
	}
	if n := rd.Damaged(); n > 0 {
		return fmt.Errorf("%d damaged places", n)
	}
	if err := copied.Flush(); err != nil {
		return err
	}
	return recoded.Flush()
}

// repair returns a copy of a stream without what the original clients are known
// to misread, so that their output for it can be compared with that for the
// recoded stream, which avoids the same places (record format, section 6.2.4):
//   - the wanted address of an ARP key without room for it is taken from what
//     follows, whose header is byte-reversed;
//   - a time whose fraction is a second or more is printed in part; it is signed,
//     or the last moment of its second where that is before the start.
func repair(wire []byte) (fixed []byte, changed bool) {
	for b := wire; len(b) >= 4; {
		n := int(binary.BigEndian.Uint16(b[2:])) * 4
		if n < 4 || n > len(b) {
			break
		}
		at := len(fixed)
		if b[0]&0x80 != 0 {
			fixed = append(fixed, b[:n]...)
		} else {
			fixed = append(fixed, b[:4]...)
			for p := b[4:n]; len(p) > 0; {
				k := partLen(p)
				end := len(fixed)
				fixed = append(fixed, p[:k]...)
				fixed = repairPart(fixed, end)
				p = p[k:]
			}
			binary.BigEndian.PutUint16(fixed[at+2:], uint16((len(fixed)-at)/4))
		}
		changed = changed || !bytes.Equal(fixed[at:], b[:n])
		b = b[n:]
	}
	return fixed, changed
}

// partLen returns the length of the DSR at the start of p, all of p if it is
// damaged.
func partLen(p []byte) int {
	n := len(p)
	if n >= 4 {
		n = int(p[3]) * 4
		if p[0] == 0x50 {
			n = int(binary.BigEndian.Uint16(p[2:])) * 4
		}
	}
	if n < 4 || n > len(p) {
		return len(p)
	}
	return n
}

// repairPart repairs the DSR that is the end of b from at.
func repairPart(b []byte, at int) []byte {
	p := b[at:]
	switch addr := p[2] & 31; {
	case p[0] == 2 && addr == 4 && len(p) == 16:
		p[3] = 5
		return append(b, 0, 0, 0, 0)
	case p[0] == 3 && p[1] == 0x18 && p[2] == 1:
		p[1], p[2] = p[2], p[1]
	case p[0] == 3:
		for i := 8; i+4 <= len(p); i += 8 {
			if f := p[i : i+4]; binary.BigEndian.Uint32(f) > 999999 {
				sec, us := int64(binary.BigEndian.Uint32(p[i-4:])), int64(int32(binary.BigEndian.Uint32(f)))
				at := time.Unix(sec, us*1000)
				if us > 0 || i > 8 && at.Unix() < int64(binary.BigEndian.Uint32(p[i-12:])) {
					at = time.Unix(sec, 999999e3)
				}
				binary.BigEndian.PutUint32(p[i-4:], uint32(at.Unix()))
				binary.BigEndian.PutUint32(f, uint32(at.Nanosecond()/1000))
			}
		}
	}
	return b
}

// steady gives a row of the recoded file the form of the original file's row:
// the common dialect's jitter form has room for histograms, printed as zeros,
// and the original sensor's has not.
func steady(row string) string {
	f := strings.Split(row, "\t")
	if len(f) != len(recodeFields[4]) {
		return row
	}
	for i := range f[:6] {
		if f[i] == "00000000" {
			f[i] = ""
		}
	}
	return strings.Join(f, "\t")
}

// noClock cuts the time of the run out of a line of XML.
func noClock(line string) string {
	before, _, _ := strings.Cut(line, "CurrentDate")
	return before
}

// SPDX-License-Identifier: Apache-2.0

package record_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/argus-go/argus/internal/oracle"
	"github.com/argus-go/argus/record"
)

// Record files of release 5.0.3: every byte belongs to a sound record, every
// record comes back in both dialects, and times, counters, addresses and ports
// are those that the release's own client prints.
func TestArgus5Files(t *testing.T) {
	data, err := oracle.Find()
	if err != nil {
		t.Skip(err)
	}
	def, err := data.Default()
	if err != nil {
		t.Fatal(err)
	}
	rich, err := data.Rich()
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	for kind, table := range map[string]*oracle.Table{"default": def, "rich": rich} {
		column := make(map[string]int)
		for i, name := range table.Fields {
			column[name] = i
		}
		for i := range table.Flows {
			f := &table.Flows[i]
			name := strings.ReplaceAll(f.Capture, "/", "_") + "." + kind + ".arg"
			wire, err := os.ReadFile(filepath.Join(data.Path("oracle", "argus5-files"), name))
			if err != nil {
				continue
			}
			files++
			checkFile(t, name, wire, column, f.Argus5)
		}
	}
	if files == 0 {
		t.Error("no record file of release 5.0.3 in the measured data")
	}
}

func checkFile(t *testing.T, name string, wire []byte, column map[string]int, rows []string) {
	t.Helper()
	rd := record.NewReader(bytes.NewReader(wire))
	end, n := int64(0), 0
	for {
		r, err := rd.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if r.Offset != end || len(r.Unknown) > 0 {
			t.Errorf("%s: record at %d, want %d; unknown %x", name, r.Offset, end, r.Unknown)
		}
		end += int64(len(rd.Raw()))
		comesBack(t, rd.Raw(), r)
		if r.Type != record.TypeFAR {
			continue
		}
		if n < len(rows) {
			f := strings.Split(rows[n], "\t")
			for col, got := range printed(r) {
				if want := f[column[col]]; got != want {
					t.Errorf("%s: record at %d: %s %q, want %q", name, r.Offset, col, got, want)
				}
			}
		}
		n++
	}
	if end != int64(len(wire)) || rd.Damaged() > 0 || rd.Generation() != record.Gen5 || n != len(rows) {
		t.Errorf("%s: ends at %d of %d, %d damaged, generation %d, %d flows of %d",
			name, end, len(wire), rd.Damaged(), rd.Generation(), n, len(rows))
	}
}

// printed is what a client prints of the record's numbers.
func printed(r *record.Record) map[string]string {
	m := map[string]string{
		"spkts": fmt.Sprint(r.Metrics.Src.Packets), "dpkts": fmt.Sprint(r.Metrics.Dst.Packets),
		"sbytes": fmt.Sprint(r.Metrics.Src.Bytes), "dbytes": fmt.Sprint(r.Metrics.Dst.Bytes),
	}
	if r.Time.Start <= r.Time.End {
		us := r.Time.Start / 1000
		m["stime"] = fmt.Sprintf("%d.%06d", us/1e6, us%1e6)
	}
	f := &r.Flow
	if f.Addr == record.AddrIPv4 {
		m["saddr"], m["daddr"] = fmt.Sprintf("%d.%d.%d.%d", f.Src[0], f.Src[1], f.Src[2], f.Src[3]), fmt.Sprintf("%d.%d.%d.%d", f.Dst[0], f.Dst[1], f.Dst[2], f.Dst[3])
	}
	if f.Addr == record.AddrEthernet {
		m["saddr"], m["daddr"] = fmt.Sprintf("% x", f.Src[:6]), fmt.Sprintf("% x", f.Dst[:6])
		m["saddr"], m["daddr"] = strings.ReplaceAll(m["saddr"], " ", ":"), strings.ReplaceAll(m["daddr"], " ", ":")
	}
	if (f.Proto == 6 || f.Proto == 17) && !f.Fragment && f.SrcPort != 0 && f.DstPort != 0 {
		m["sport"], m["dport"] = fmt.Sprint(f.SrcPort), fmt.Sprint(f.DstPort)
	}
	return m
}

// comesBack writes a record in its own dialect and reads it again.
func comesBack(t *testing.T, wire []byte, r *record.Record) {
	t.Helper()
	b, err := r.Append(nil, record.V5)
	if err != nil {
		t.Fatal(err)
	}
	var again record.Record
	if err := again.Unmarshal(b, record.Gen5); err != nil {
		t.Fatalf("%x\nbecame %x: %v", wire, b, err)
	}
	want := r.Clone()
	want.Offset = 0
	normal(want, record.V5)
	clean(want)
	clean(&again)
	same(t, wire, &again, want)
}

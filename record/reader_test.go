// SPDX-License-Identifier: Apache-2.0

package record_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/argus-go/argus/record"
)

// stream is a START management record and the records given.
func stream(t testing.TB, records ...string) []byte {
	b := unhex(t, wireMAR3)
	for _, r := range records {
		b = append(b, unhex(t, r)...)
	}
	return b
}

// readAll returns the offsets of all records and how reading ended.
func readAll(rd *record.Reader) (offsets []int64, err error) {
	for {
		r, err := rd.Next()
		if err != nil {
			return offsets, err
		}
		offsets = append(offsets, r.Offset)
	}
}

func equal(a, b []int64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestReader(t *testing.T) {
	whole := stream(t, wireTCP, wireEcho) // at 128 and 128 + 0x35*4 = 340, to 340 + 0x20*4 = 468
	for _, tt := range []struct {
		name    string
		wire    []byte
		offsets []int64
		damaged int64
	}{
		{"whole", whole, []int64{0, 128, 340}, 0},
		{"management record alone", whole[:128], []int64{0}, 0},
		{"zero words between", join(whole[:340], make([]byte, 8), whole[340:]), []int64{0, 128, 348}, 2},
		{"zero words at the end", join(whole, make([]byte, 4)), []int64{0, 128, 340}, 1},
		{"second start record", join(whole, whole), []int64{0, 128, 340, 468, 596, 808}, 0},
		{"short error record", join(whole, unhex(t, manError3)), []int64{0, 128, 340, 468}, 0},
		{"a record without DSRs", join(whole, unhex(t, "13100001")), []int64{0, 128, 340, 468}, 0},
		{"a damaged record", join(whole, unhex(t, "13100002 02010105"), whole[340:]), []int64{0, 128, 340, 468, 476}, 1},
		{"index and foreign types", join(whole, unhex(t, "23100001 53100001")), []int64{0, 128, 340, 468, 472}, 0},
	} {
		for _, src := range []io.Reader{
			bytes.NewReader(tt.wire), iotest.OneByteReader(bytes.NewReader(tt.wire)),
			iotest.DataErrReader(bytes.NewReader(tt.wire)),
		} {
			rd := record.NewReader(src)
			offsets, err := readAll(rd)
			if err != io.EOF || !equal(offsets, tt.offsets) || rd.Damaged() != tt.damaged {
				t.Errorf("%s: %v, %v, %d damaged; want %v, %v, %d", tt.name, offsets, err, rd.Damaged(), tt.offsets, io.EOF, tt.damaged)
			}
		}
	}
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func TestReaderTruncated(t *testing.T) {
	whole := stream(t, wireTCP)
	for n := range len(whole) {
		offsets, err := readAll(record.NewReader(bytes.NewReader(whole[:n])))
		var cut *record.TruncatedError
		switch {
		case n == 0:
			if err != record.ErrEmpty {
				t.Errorf("nothing: %v, want %v", err, record.ErrEmpty)
			}
		case n < 12: // the cookie is not there
			if err != record.ErrFormat {
				t.Errorf("%d bytes: %v, want %v", n, err, record.ErrFormat)
			}
		case n < 128:
			if want := (record.TruncatedError{Have: n, Want: 128}); !errors.As(err, &cut) || *cut != want {
				t.Errorf("%d bytes: %v, want %v", n, err, &want)
			}
		case n == 128:
			if err != io.EOF || len(offsets) != 1 {
				t.Errorf("%d bytes: %v, %v", n, offsets, err)
			}
		default:
			want := record.TruncatedError{Offset: 128, Have: n - 128, Want: 212}
			if n < 132 {
				want.Want = 0 // not even its length is there
			}
			if !errors.As(err, &cut) || *cut != want {
				t.Errorf("%d bytes: %v, want %v", n, err, &want)
			}
		}
	}
}

func TestReaderFormats(t *testing.T) {
	v3 := unhex(t, wireMAR3)
	netflow := bytes.Clone(v3) // numbers of the first record are little-endian
	netflow[0] = 0xb3
	for at := 4; at < 128; at += 4 {
		netflow[at], netflow[at+1], netflow[at+2], netflow[at+3] = v3[at+3], v3[at+2], v3[at+1], v3[at]
	}
	copy(netflow[40:], []byte{3, 0, 0, 0, 2, 0, 3, 0})
	v2 := make([]byte, 128)
	copy(v2, unhex(t, "80010080 20000000 e5617acb"))
	for _, tt := range []struct {
		name string
		wire []byte
		gen  record.Generation
		err  error
	}{
		{"3.0", v3, record.Gen3, nil},
		{"5.0", unhex(t, manStart5), record.Gen5, nil},
		{"made from NetFlow", netflow, record.Gen3, nil},
		{"2.x", v2, 0, record.ErrVersion2},
		{"text", []byte(strings.Repeat("StartTime ", 20)), 0, record.ErrFormat},
		{"a flow record first", unhex(t, wireTCP), 0, record.ErrFormat},
		{"a stop record first", unhex(t, manStop3), 0, record.ErrFormat},
		{"a wrong length", append(unhex(t, "83100021"), v3[4:]...), 0, record.ErrFormat},
	} {
		rd := record.NewReader(bytes.NewReader(tt.wire))
		r, err := rd.Next()
		if err != tt.err || rd.Generation() != tt.gen {
			t.Errorf("%s: generation %d, %v; want %d, %v", tt.name, rd.Generation(), err, tt.gen, tt.err)
		}
		if err == nil && (r.Man.FlowInterval != 2 || r.Man.MARInterval != 3 || r.Man.Src.ID[3] != 7) {
			t.Errorf("%s: %+v", tt.name, r.Man)
		}
		if got := record.Detect(tt.wire); got != (tt.gen != 0 || tt.err == record.ErrVersion2) {
			t.Errorf("%s: Detect %v", tt.name, got)
		}
	}
}

// The generation of the first record holds for all.
func TestReaderGeneration(t *testing.T) {
	rd := record.NewReader(bytes.NewReader(join(unhex(t, manStart5), unhex(t, wireDNS5), unhex(t, wireMAR3), unhex(t, wireDNS5))))
	for range 4 {
		r, err := rd.Next()
		if err != nil {
			t.Fatal(err)
		}
		if r.Type == record.TypeFAR && r.Time.Start != 1486012624_242985000 {
			t.Errorf("record at %d begins at %d, want nanoseconds", r.Offset, r.Time.Start)
		}
	}
	if rd.Generation() != record.Gen5 {
		t.Errorf("generation %d", rd.Generation())
	}
}

// The ranges and what 3.0.8.2 returns for them: one record even where stop is
// before start, and none after the end of the input.
func TestReaderRange(t *testing.T) {
	whole := stream(t, wireTCP, wireEcho, wireVLAN) // at 128, 340, 468, to 468 + 0x36*4 = 684
	for _, tt := range []struct {
		start, stop int64
		want        []int64 // after the first management record
	}{
		{0, 0, []int64{128, 340, 468}},
		{128, 0, []int64{128, 340, 468}},
		{340, 0, []int64{340, 468}},
		{340, 100, []int64{340}},
		{340, 340, []int64{340}},
		{340, 341, []int64{340}},
		{340, 468, []int64{340}},
		{340, 469, []int64{340, 468}},
		{128, 340, []int64{128}},
		{0, 128, nil},
		{0, 129, []int64{128}},
		{684, 700, nil},
		{5000, 0, nil},
		{5000, 6000, nil},
	} {
		for _, src := range []io.Reader{bytes.NewReader(whole), iotest.OneByteReader(bytes.NewReader(whole))} {
			rd := record.NewReader(src)
			rd.SetRange(tt.start, tt.stop)
			offsets, err := readAll(rd)
			if err != io.EOF || !equal(offsets, append([]int64{0}, tt.want...)) {
				t.Errorf("%d to %d: %v, %v; want 0 and %v", tt.start, tt.stop, offsets, err, tt.want)
			}
		}
	}
}

// A range of a large file is reached by seeking.
func TestReaderSeeks(t *testing.T) {
	large := stream(t)
	tcp := unhex(t, wireTCP)
	for range 10000 {
		large = append(large, tcp...)
	}
	start := int64(128 + 9999*len(tcp))
	src := &counter{ReadSeeker: bytes.NewReader(large)}
	rd := record.NewReader(src)
	rd.SetRange(start, 0)
	offsets, err := readAll(rd)
	if err != io.EOF || !equal(offsets, []int64{0, start}) || src.n > len(large)/2 {
		t.Errorf("%v, %v, %d bytes read; want the last record and fewer than %d bytes", offsets, err, src.n, len(large)/2)
	}
}

type counter struct {
	io.ReadSeeker
	n int
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.ReadSeeker.Read(b)
	c.n += n
	return n, err
}

// Records up to the longest that 16 bits of words can tell.
func TestReaderLongRecords(t *testing.T) {
	for _, n := range []int{64 << 10, 70000, record.MaxLen} {
		wire := stream(t)
		at := len(wire)
		wire = append(wire, 0x13, 0x10, byte(n/4>>8), byte(n/4))
		data := n - 4 - 8
		wire = append(wire, 0x50, 0x90, byte((data+8)/4>>8), byte((data+8)/4), 0xff, 0xff, 0xff, 0xff)
		wire = append(wire, bytes.Repeat([]byte{'x'}, data)...)
		wire = append(wire, unhex(t, wireTCP)...)
		rd := record.NewReader(bytes.NewReader(wire))
		if _, err := rd.Next(); err != nil {
			t.Fatal(err)
		}
		r, err := rd.Next()
		if want := min(data, 65535); err != nil || len(r.SrcData.Data) != want || r.Offset != int64(at) || len(rd.Raw()) != n {
			t.Errorf("%d bytes: %d of user data, %d raw, %v", n, len(r.SrcData.Data), len(rd.Raw()), err)
		}
		if r, err = rd.Next(); err != nil || r.Offset != int64(at+n) || r.Flow.SrcPort != 45848 {
			t.Errorf("behind %d bytes: %v", n, err)
		}
	}
}

func TestReaderError(t *testing.T) {
	broken := errors.New("broken")
	offsets, err := readAll(record.NewReader(io.MultiReader(bytes.NewReader(stream(t, wireTCP)[:200]), iotest.ErrReader(broken))))
	if err != broken || len(offsets) != 1 {
		t.Errorf("%v, %v, want %v after one record", offsets, err, broken)
	}
	if _, err = record.NewReader(iotest.ErrReader(broken)).Next(); err != broken {
		t.Errorf("at once: %v, want %v", err, broken)
	}
}

// A source that gives nothing and no error does not hang the reader.
func TestReaderNoProgress(t *testing.T) {
	offsets, err := readAll(record.NewReader(io.MultiReader(bytes.NewReader(stream(t, wireTCP)), stuck{})))
	if err != io.ErrNoProgress || len(offsets) != 2 {
		t.Errorf("%v, %v; want %v after two records", offsets, err, io.ErrNoProgress)
	}
}

type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

func TestWriter(t *testing.T) {
	wire := stream(t, wireTCP, wireEcho)
	var raw bytes.Buffer
	w, rd := record.NewWriter(&raw, record.V3Common), record.NewReader(bytes.NewReader(wire))
	for {
		if _, err := rd.Next(); err != nil {
			break
		}
		if err := w.WriteRaw(rd.Raw()); err != nil {
			t.Fatal(err)
		}
	}
	if raw.Len() != 0 {
		t.Errorf("%d bytes are out before Flush", raw.Len())
	}
	if err := w.Flush(); err != nil || !bytes.Equal(raw.Bytes(), wire) {
		t.Errorf("copied %x, %v; want %x", raw.Bytes(), err, wire)
	}

	r := decode(t, wireTCP, record.Gen3)
	r.Unknown = make([]byte, record.MaxLen)
	for at := 0; at < len(r.Unknown); at += 200 * 4 {
		r.Unknown[at], r.Unknown[at+3] = 0x3a, 200
	}
	if err := w.Write(r); err != record.ErrTooLong {
		t.Errorf("a record of more than %d bytes: %v, want %v", record.MaxLen, err, record.ErrTooLong)
	}
	raw.Reset()
	r.Unknown = nil
	if err := errors.Join(w.Write(r), w.Flush()); err != nil || binary.BigEndian.Uint32(raw.Bytes()) != 0x13100035 {
		t.Errorf("after the long one: %x, %v", raw.Bytes(), err)
	}
	for range 3000 { // more than the buffer holds
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if raw.Len() < 400<<10 {
		t.Errorf("%d bytes are out, want most of %d", raw.Len(), 3000*212)
	}

	broken := errors.New("broken")
	w = record.NewWriter(failing{broken}, record.V5)
	err1, err2 := w.Write(r), w.Flush()
	err3, err4 := w.Write(r), w.WriteRaw(nil)
	if err1 != nil || err2 != broken || err3 != broken || err4 != broken {
		t.Errorf("a broken destination: %v, %v, %v, %v", err1, err2, err3, err4)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

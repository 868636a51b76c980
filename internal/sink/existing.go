// SPDX-License-Identifier: Apache-2.0

package sink

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/capture"
	"github.com/argus-go/argus/record"
)

// startLen is the length of a START record in bytes (record format, section 3.1).
const startLen = 128

// An existing is a file that records are appended to.
type existing struct {
	size  int64 // of the file when it was opened
	whole int64 // end of its last whole record
}

// errForeign is the reason for refusing every file that is not an Argus file.
var errForeign = errors.New("records are appended only to Argus files; choose another file name")

// inspect checks that records of generation gen can be appended to the regular
// file at path, and finds the end of its last whole record. An empty or missing
// file passes. gen 0 accepts both generations.
func inspect(path string, gen record.Generation) (e existing, err error) {
	st, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && (!st.Mode().IsRegular() || st.Size() == 0) {
		return e, nil
	}
	if err != nil {
		return e, err
	}
	f, err := os.Open(path)
	if err != nil {
		return e, fmt.Errorf("the file is not empty and must be readable to check that it is an Argus file: %w", reason(err))
	}
	defer f.Close()
	b := bufio.NewReaderSize(f, 1<<20)
	head, err := b.Peek(startLen)
	if err != nil && err != io.EOF {
		return e, err
	}
	if err := checkHead(head, gen); err != nil {
		return e, err
	}
	return frames(b)
}

// checkHead reports why records of generation gen cannot be appended to a file
// that begins with head.
func checkHead(head []byte, gen record.Generation) error {
	have, ok := generation(head)
	switch {
	case ok && (gen == 0 || have == gen):
		return nil
	case ok:
		return fmt.Errorf("the file holds records of release %d, so records of release %d cannot be appended; choose another file name",
			have, gen)
	case len(head) >= 12 && binary.BigEndian.Uint32(head[8:]) == record.Cookie2:
		return fmt.Errorf("the file holds records of release 2; %w", errForeign)
	}
	// From a dozen bytes Detect finds the compression, not what is compressed.
	if f := capture.Detect(head[:min(len(head), 12)]); f != capture.FormatUnknown {
		return fmt.Errorf("the file is not empty and contains %s data; %w", f, errForeign)
	}
	return fmt.Errorf("the file is not empty and starts with %q; %w", field.Line(string(head[:min(len(head), 16)])), errForeign)
}

// generation returns the generation of the records in a file that begins with
// b, by its START record (record format, section 1.1). A START record that is
// cut off after its cookie is enough. Cookies of streams that clients made of
// NetFlow are little-endian.
func generation(b []byte) (record.Generation, bool) {
	if len(b) < 12 || b[0]&0x80 == 0 || record.Cause(b[1]&0xf0) != record.CauseStart || binary.BigEndian.Uint16(b[2:]) != startLen/4 {
		return 0, false
	}
	for _, c := range []uint32{binary.BigEndian.Uint32(b[8:]), binary.LittleEndian.Uint32(b[8:])} {
		switch c {
		case record.Cookie3:
			return record.Gen3, true
		case record.Cookie5:
			return record.Gen5, true
		}
	}
	return 0, false
}

// frames walks over the records of an Argus file by their lengths.
func frames(b *bufio.Reader) (e existing, err error) {
	for {
		head, err := b.Peek(4)
		if err != nil {
			e.size += int64(len(head))
			if err == io.EOF {
				err = nil
			}
			return e, err
		}
		n := int(binary.BigEndian.Uint16(head[2:])) * 4
		if n == 0 && binary.BigEndian.Uint32(head) == 0 {
			n = 4 // readers skip words that are zero
		}
		if n == 0 {
			return e, fmt.Errorf("the file is damaged at byte %d: a record of length 0, so readers would not find records that are appended; choose another file name",
				e.size)
		}
		got, err := b.Discard(n)
		e.size += int64(got)
		if err != nil {
			if err == io.EOF {
				err = nil
			}
			return e, err
		}
		e.whole = e.size
	}
}

// Repair removes the incomplete record at the end of an Argus file that no program
// writes to any more, and removes the file if it holds no whole record. It returns
// how many bytes it took away. Files that are no Argus files are left alone.
func Repair(path string) (removed int64, err error) {
	e, err := inspect(path, 0)
	st, errStat := os.Stat(path)
	switch {
	case errStat != nil:
		return 0, reason(errStat)
	case err == nil && st.Size() == 0:
		return 0, os.Remove(path)
	case err != nil || e.whole == e.size || st.Size() != e.size:
		return 0, nil
	case e.whole == 0:
		return e.size, os.Remove(path)
	}
	return e.size - e.whole, os.Truncate(path, e.whole)
}

// Appends reports whether the first record will be written after others.
func (o *Output) Appends() bool { return o.existing.whole > 0 }

// mend removes the incomplete record at the end of the file, which a writer
// that was killed leaves: no reader would find records behind it. It does so
// just before the first write, and only if no other program wrote to the file
// since it was inspected.
func (o *Output) mend() error {
	e := o.existing
	o.existing = existing{}
	if e.whole == e.size {
		return nil
	}
	st, err := o.file.Stat()
	if err != nil {
		return err
	}
	if st.Size() != e.size {
		return fmt.Errorf("its last record was incomplete, and another program is writing to the file")
	}
	if err := o.file.Truncate(e.whole); err != nil {
		o.existing = e // a persistent output tries again
		return err
	}
	if o.cfg.Warn != nil {
		o.cfg.Warn(fmt.Sprintf("output %s: removed the incomplete last record, %d bytes at byte %d", o.cfg.Target, e.size-e.whole, e.whole))
	}
	return nil
}

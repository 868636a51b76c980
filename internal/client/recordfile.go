// SPDX-License-Identifier: Apache-2.0

package client

import "github.com/argus-go/argus/record"

// A RecordFile is a file of records that a program writes beside those of -w.
type RecordFile struct {
	session *Session
	out     *outputFile
}

// OpenRecords opens a file for appending, and makes it and the folder that it is
// in if there is none. It begins with start, the management record that began an
// input. known is the size that the file had when the program closed it
// before, 0 if it did not: a file that still has it need not be inspected.
func (s *Session) OpenRecords(name string, start *record.Record, known int64) (*RecordFile, error) {
	f := &RecordFile{s, newOutputFile(s, name, nil)}
	f.out.cfg.Known = known
	f.out.begin(start, s.Config.Write.Release3)
	return f, f.out.open()
}

// Write adds a record: that which the handler was called with as it was read, if
// nothing changed it.
func (f *RecordFile) Write(r *record.Record) error {
	f.out.asRead = nil
	if r == f.session.current.Record && f.session.current.asRead {
		f.out.asRead = r
	}
	return f.out.sink.Write(r)
}

// WriteOwn adds a record that the program changed.
func (f *RecordFile) WriteOwn(r *record.Record) error {
	f.out.asRead = nil
	return f.out.sink.Write(r)
}

// Append appends a record to dst as Write would write it.
func (f *RecordFile) Append(dst []byte, r *record.Record) ([]byte, error) {
	f.out.asRead = nil
	if r == f.session.current.Record && f.session.current.asRead {
		f.out.asRead = r
	}
	return f.out.cfg.Encode(dst, r)
}

// WriteEncoded adds a record by what Append made of it.
func (f *RecordFile) WriteEncoded(b []byte) error { return f.out.sink.WriteEncoded(b) }

// WriteKept adds a record that [Session.Keep] kept.
func (f *RecordFile) WriteKept(b []byte) error {
	f.out.asRead = nil
	it, err := f.session.keptItem(b)
	if err != nil {
		return err
	}
	return f.out.sink.Write(it.Record)
}

// Size returns how many bytes the file has with what was added to it.
func (f *RecordFile) Size() int64 { return f.out.sink.Size() }

// Flush writes what was gathered: whole records.
func (f *RecordFile) Flush() error { return f.out.sink.Flush() }

// Close flushes and closes the file.
func (f *RecordFile) Close() error { return f.out.sink.Close() }

// Target is the name of the file.
func (f *RecordFile) Target() string { return f.out.cfg.Target }

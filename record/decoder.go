// SPDX-License-Identifier: Apache-2.0

package record

// A Decoder lends the records of batches. It is for the batches of one stream, in
// their order. The zero value has no batch yet.
type Decoder struct {
	data         []byte // of the batch
	at           int    // of the next record in data
	offset       int64  // of data in the stream
	gen          Generation
	littleEndian bool // the batch's first record
	rough        bool // the batch may end within a record, which is no damage
	raw          []byte
	rec          Record
	damaged      int64
	sel          *selection // nil decodes everything
}

// Reset makes the decoder go on with the records of b, whose memory it borrows.
func (d *Decoder) Reset(b *Batch) {
	if d.gen != b.Generation {
		d.gen = b.Generation
		if d.sel != nil {
			d.sel.layouts = [256][4]*layout{} // which are of the other generation
		}
		d.rec.filled = everything
	}
	d.data, d.at, d.offset, d.littleEndian = b.Bytes[:len(b.Bytes):len(b.Bytes)], 0, b.Offset, b.littleEndian
}

// Next returns the next record of the batch, or nil after the last one. It is lent
// until the next call of Next or Reset. A record with a damaged part is returned
// with what else it holds.
func (d *Decoder) Next() *Record {
	skips := d.sel != nil && d.sel.Skip != nil
	for {
		if skips {
			if r := d.skipRecords(); r != nil {
				return r
			}
		}
		left := len(d.data) - d.at
		if left < headerLen {
			return d.end(left)
		}
		n := int(be.Uint16(d.data[d.at+2:])) * 4
		if n == 0 {
			d.damaged++
			d.at += headerLen
			continue
		}
		if n > left {
			return d.end(left)
		}
		r := d.take(n)
		if skips && r.Type != TypeMAR && d.sel.Skip(r) {
			d.sel.skipped++
			continue
		}
		return r
	}
}

// end ends the batch; its last left bytes are not a whole record. Batches of a
// [Framer] have no such bytes.
func (d *Decoder) end(left int) *Record {
	if left > 0 && !d.rough {
		d.damaged++
		d.at = len(d.data)
	}
	return nil
}

// rest returns the bytes at the end of a rough batch that are not a whole record,
// and ends the batch.
func (d *Decoder) rest() []byte {
	rest := d.data[d.at:]
	d.at = len(d.data)
	return rest
}

// take decodes the n bytes that are next.
func (d *Decoder) take(n int) *Record {
	wire, r := d.data[d.at:d.at+n], &d.rec
	if r.unmarshal(wire, d.gen, d.sel) != nil {
		d.damaged++
	}
	if d.littleEndian && d.at == 0 {
		_ = r.Man.unmarshal(wire, d.gen, r.Cause, le) // it is long enough
	}
	d.lend(wire)
	return r
}

// lend notes that the record at hand is wire.
func (d *Decoder) lend(wire []byte) {
	d.raw = wire[:len(wire):len(wire)]
	d.rec.Offset = d.offset + int64(d.at)
	d.at += len(wire)
}

// Raw returns the bytes of the record that Next returned last. They are the
// batch's.
func (d *Decoder) Raw() []byte { return d.raw }

// Damaged returns how many damaged places were skipped, or records returned with
// a damaged part.
func (d *Decoder) Damaged() int64 { return d.damaged }

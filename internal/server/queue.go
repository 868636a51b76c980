// SPDX-License-Identifier: Apache-2.0

package server

import "net"

// chunkSize is the size of the memory that records are kept in. A record that is
// longer has a chunk of its own.
const chunkSize = 64 << 10

// A chunk holds encoded records. Its bytes are written once and not changed
// while anybody refers to them.
type chunk struct {
	number uint64 // of the window; 0 for a chunk of a single client
	b      []byte
}

// A place is where an encoded record is.
type place struct {
	chunk    *chunk
	from, to int
}

// A window is the newest chunks, up to a limit.
type window struct {
	chunks []*chunk // from the oldest on
	next   uint64   // number of the next chunk
	bytes  int      // memory of all chunks
	limit  int
}

// append copies a record to the newest chunk that has room.
func (w *window) append(b []byte) place {
	var c *chunk
	if n := len(w.chunks); n > 0 {
		c = w.chunks[n-1]
	}
	if c == nil || cap(c.b)-len(c.b) < len(b) {
		w.next = max(w.next, 1)
		c = &chunk{number: w.next, b: make([]byte, 0, max(chunkSize, len(b)))}
		w.next++
		w.bytes += cap(c.b)
		w.chunks = append(w.chunks, c)
	}
	from := len(c.b)
	c.b = append(c.b, b...)
	return place{c, from, len(c.b)}
}

// full reports whether the limit is exceeded and there is a chunk to drop besides
// the newest.
func (w *window) full() bool { return w.bytes > w.limit && len(w.chunks) > 1 }

// drop removes the oldest chunk and returns its number.
func (w *window) drop() uint64 {
	c := w.chunks[0]
	w.chunks[0] = nil
	w.chunks = w.chunks[1:]
	w.bytes -= cap(c.b)
	return c.number
}

// trim removes the chunks before number, but not the newest.
func (w *window) trim(number uint64) {
	for len(w.chunks) > 1 && w.chunks[0].number < number {
		w.drop()
	}
}

// A span is a range of a chunk that holds whole records.
type span struct {
	place
	records uint64
}

// A queue is what waits for one client.
type queue struct {
	spans []span
	bytes int // including what a span itself costs
}

const spanCost = 48

// add appends a record.
func (q *queue) add(at place) {
	if n := len(q.spans); n > 0 {
		if s := &q.spans[n-1]; s.chunk == at.chunk && s.to == at.from {
			s.to = at.to
			s.records++
			q.bytes += at.to - at.from
			return
		}
	}
	q.spans = append(q.spans, span{at, 1})
	q.bytes += at.to - at.from + spanCost
}

// own appends bytes that only this client receives, and that are no records of
// the window.
func (q *queue) own(b []byte) {
	q.spans = append(q.spans, span{place{&chunk{b: b}, 0, len(b)}, 0})
	q.bytes += len(b) + spanCost
}

// oldest returns the number of the oldest chunk that is waited for, or else if
// there is none.
func (q *queue) oldest(none uint64) uint64 {
	for _, s := range q.spans {
		if s.chunk.number != 0 {
			return s.chunk.number
		}
	}
	return none
}

// dropChunk removes the records of a chunk, and returns how many there were.
func (q *queue) dropChunk(number uint64) (records uint64) {
	keep := q.spans[:0]
	for _, s := range q.spans {
		if s.chunk.number == number {
			records += s.records
			q.bytes -= s.to - s.from + spanCost
		} else {
			keep = append(keep, s)
		}
	}
	clear(q.spans[len(keep):])
	q.spans = keep
	return records
}

// take moves spans of at least one and, from the second on, at most limit bytes
// from the queue to dst.
func (q *queue) take(dst net.Buffers, limit int) net.Buffers {
	n := 0
	for i := range q.spans {
		s := &q.spans[i]
		size := s.to - s.from
		if n > 0 && limit < size {
			break
		}
		dst = append(dst, s.chunk.b[s.from:s.to:s.to])
		limit -= size
		q.bytes -= size + spanCost
		n++
	}
	rest := copy(q.spans, q.spans[n:])
	clear(q.spans[rest:])
	q.spans = q.spans[:rest]
	return dst
}

// SPDX-License-Identifier: Apache-2.0

package server

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/netip"
	"os"
	"slices"
	"time"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/filter/match"
)

const (
	// gather is how long the first record of an empty queue may wait for others,
	// so that they are sent together.
	gather = 10 * time.Millisecond
	// piece is about how much is sent with one system call, in bytes.
	piece = 256 << 10
	// grace is how long the rest of a command may take to come.
	grace = time.Second
)

// A client is one connection. Its goroutine read receives commands, and its
// goroutine write sends what is in the queue.
type client struct {
	server *Server
	conn   net.Conn
	addr   netip.Addr
	since  time.Time
	wake   chan struct{} // has room for one: there is something to write
	junk   bool          // an invalid command was logged

	// Under the mutex of the server:
	queue    queue
	filter   *match.Filter
	started  bool
	full     bool   // records are dropped until half of the queue was sent
	lost     uint64 // newest records that were lost, and not reported yet
	evicted  uint64 // the same of the oldest records
	lostAll  uint64
	ending   bool     // disconnect when the queue is empty
	gone     bool     // disconnected
	file     *os.File // is sent after START in place of records
	fileSize int64
}

func newClient(s *Server, conn net.Conn, addr netip.Addr) *client {
	c := &client{server: s, conn: conn, addr: addr, since: time.Now(), wake: make(chan struct{}, 1)}
	c.queue.own(s.cfg.Start(nil))
	c.signal()
	return c
}

// signal wakes the goroutine that writes.
func (c *client) signal() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// logf logs a line about the client.
func (c *client) logf(format string, args ...any) {
	c.server.cfg.Log(fmt.Sprintf("client %s: %s", c.conn.RemoteAddr(), field.Line(fmt.Sprintf(format, args...))))
}

// add queues a record, or counts it as lost. The server's mutex is held.
func (c *client) add(at place) {
	limit := c.server.cfg.Limits.Queue
	if c.full && c.queue.bytes > limit/2 || c.queue.bytes+at.to-at.from > limit {
		if !c.full {
			c.full = true
			c.logf("reads too slowly: %d bytes wait, records are dropped", c.queue.bytes)
		}
		c.lost++
		c.countLost(1)
		return
	}
	c.full = false
	c.report(&c.lost)
	if len(c.queue.spans) == 0 {
		c.signal()
	}
	c.queue.add(at)
}

// evict drops the records of a chunk, which are the oldest in the queue. The
// server's mutex is held.
func (c *client) evict(number uint64) {
	if n := c.queue.dropChunk(number); n > 0 {
		c.evicted += n
		c.countLost(n)
	}
}

// countLost counts lost records. The server's mutex is held.
func (c *client) countLost(records uint64) {
	c.lostAll += records
	c.server.stats.Lost += records
}

// report queues a management record about lost records, if there are some. The
// server's mutex is held.
func (c *client) report(lost *uint64) {
	if *lost > 0 && c.server.cfg.Lost != nil {
		c.queue.own(c.server.cfg.Lost(nil, *lost))
	}
	*lost = 0
}

// finish lets the client be disconnected when its queue is empty. The server's
// mutex is held.
func (c *client) finish() {
	c.report(&c.lost)
	c.ending = true
	c.signal()
}

// reply queues an answer. A client that sends commands and reads no answers is
// disconnected when its queue is full.
func (c *client) reply(b []byte, finish bool) {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	c.queue.own(b)
	if c.queue.bytes > s.cfg.Limits.Queue+maxCommand {
		c.conn.Close()
	}
	if finish {
		c.finish()
	}
	c.signal()
}

// read is the goroutine that receives commands.
func (c *client) read() {
	defer c.leave()
	buf := make([]byte, 0, 4096)
	for {
		c.setDeadline(len(buf) > 0)
		buf = slices.Grow(buf, 1)
		n, err := c.conn.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if len(buf) > 0 && n == 0 && errors.Is(err, os.ErrDeadlineExceeded) && !c.late() {
			err = nil // of the grace of a command
			n = -1
		}
		if buf = c.obey(buf, n < 0 || len(buf) > maxCommand); buf == nil {
			return
		}
		if err != nil {
			c.ended(err)
			return
		}
	}
}

// late reports whether START did not come in time.
func (c *client) late() bool {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return !c.started && time.Since(c.since) >= c.server.cfg.Limits.Handshake
}

// setDeadline bounds the wait for START, and for the rest of a command.
func (c *client) setDeadline(partial bool) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	var d time.Time
	if !c.started {
		d = c.since.Add(c.server.cfg.Limits.Handshake)
	}
	if rest := time.Now().Add(grace); partial && (d.IsZero() || rest.Before(d)) {
		d = rest
	}
	c.conn.SetReadDeadline(d)
}

// obey executes the commands in buf and returns what is left: the beginning of
// one. It returns nil if the client wants to end.
func (c *client) obey(buf []byte, last bool) []byte {
	for len(buf) > 0 {
		cmd, n := parse(buf, last)
		if n == 0 {
			break
		}
		buf = buf[:copy(buf, buf[n:])]
		if !c.do(cmd) {
			return nil
		}
	}
	return buf
}

// do executes a command. It reports false if the client wants to end.
func (c *client) do(cmd command) bool {
	switch cmd.verb {
	case verbStart:
		c.start()
	case verbFilter:
		c.setFilter(cmd.text)
	case verbDone:
		c.logf("said that it is done")
		return false
	case verbFile:
		c.open(cmd.text)
	case "":
		if cmd.text != "" && !c.junk {
			c.junk = true // one line is enough
			c.logf("sent an invalid command, which is ignored: %.40q", cmd.text)
		}
	}
	return true
}

// start lets records flow.
func (c *client) start() {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.started || c.ending || c.gone {
		return
	}
	c.started = true
	s.started = append(s.started, c)
	s.stats.Waiting--
	s.stats.Clients++
	if c.file != nil {
		c.finish()
	}
	c.logf("started")
}

// setFilter sets the filter. If the text is not a filter, the client gets an error and
// disconnected.
func (c *client) setFilter(text string) {
	f, err := compile(text)
	if err != nil {
		answer := "SY"
		if errors.Is(err, errNames) {
			answer = "ER"
		}
		c.logf("filter %q: %v", text, err)
		c.reply([]byte(answer), true)
		return
	}
	s := c.server
	s.mu.Lock()
	c.filter = f
	s.mu.Unlock()
	c.logf("filter %q", text)
	c.reply([]byte("OK"), false)
}

// open prepares a file to be sent in place of records: its length is the answer.
func (c *client) open(path string) {
	s := c.server
	f, size := (*os.File)(nil), int64(0)
	err := errors.New("this server sends no files")
	if s.cfg.Open != nil {
		if f, err = s.cfg.Open(path); err == nil {
			size, err = f.Seek(0, io.SeekEnd)
		}
		if err == nil && size > math.MaxUint32 {
			err = fmt.Errorf("it has %d bytes, more than the protocol can announce", size)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil || c.started || c.file != nil || c.gone {
		if f != nil {
			f.Close()
		}
		c.logf("file %q: refused: %v", path, err)
		c.queue.own([]byte("KO"))
		c.signal()
		return
	}
	c.logf("file %q: %d bytes", path, size)
	c.file, c.fileSize = f, size
	c.queue.own(binary.BigEndian.AppendUint32(nil, uint32(size)))
	c.signal()
}

// ended logs why nothing more was received.
func (c *client) ended(err error) {
	s := c.server
	s.mu.Lock()
	expired := !c.started && !c.gone && errors.Is(err, os.ErrDeadlineExceeded)
	if expired {
		s.stats.Expired++
	}
	ending := c.ending
	s.mu.Unlock()
	switch {
	case ending:
	case expired:
		c.logf("did not send START within %v", s.cfg.Limits.Handshake)
	case err == io.EOF:
		c.logf("closed the connection")
	case !errors.Is(err, net.ErrClosed):
		c.logf("%v", err)
	}
}

// leave disconnects the client, unless its last answer is still to be sent, and
// forgets it.
func (c *client) leave() {
	s := c.server
	s.mu.Lock()
	ending := c.ending
	s.mu.Unlock()
	if !ending {
		c.disconnect()
	}
}

// disconnect closes the connection, which ends both goroutines.
func (c *client) disconnect() {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.gone {
		return
	}
	c.gone = true
	c.conn.Close()
	c.signal()
	if c.file != nil {
		c.file.Close()
	}
	delete(s.clients, c)
	if s.addresses[c.addr]--; s.addresses[c.addr] == 0 {
		delete(s.addresses, c.addr)
	}
	if c.started {
		s.started = slices.DeleteFunc(s.started, func(o *client) bool { return o == c })
		s.stats.Clients--
	} else {
		s.stats.Waiting--
	}
	c.queue = queue{}
	if c.lostAll > 0 {
		c.logf("disconnected; it lost %d records, because it read too slowly", c.lostAll)
	} else {
		c.logf("disconnected")
	}
}

// write is the goroutine that sends what is queued.
func (c *client) write() {
	defer c.disconnect()
	for range c.wake {
		time.Sleep(gather)
		for {
			b, more := c.next()
			if len(b) == 0 && !more {
				c.sendFile()
				return
			}
			if len(b) == 0 {
				break
			}
			if err := c.send(b); err != nil {
				return
			}
		}
	}
}

// next takes what is to be sent now. more says whether there will be more later
// if there is nothing.
func (c *client) next() (b net.Buffers, more bool) {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.gone {
		return nil, false
	}
	if c.evicted > 0 {
		behind := c.queue
		c.queue = queue{}
		c.report(&c.evicted)
		c.queue.spans = append(c.queue.spans, behind.spans...)
		c.queue.bytes += behind.bytes
	}
	return c.queue.take(nil, piece), !c.ending
}

// sendFile sends the file that the client asked for, if there is one.
func (c *client) sendFile() {
	s := c.server
	s.mu.Lock()
	f, size, gone := c.file, c.fileSize, c.gone || !c.started
	s.mu.Unlock()
	if f == nil || gone {
		return
	}
	var b [64 << 10]byte
	for at := int64(0); at < size; {
		n, err := f.ReadAt(b[:min(int64(len(b)), size-at)], at)
		if n == 0 {
			c.logf("reading the file: %v", err)
			return
		}
		if c.send(net.Buffers{b[:n]}) != nil {
			return
		}
		at += int64(n)
	}
}

// send writes b. A client that takes nothing for the time of the limit Stall is
// given up.
func (c *client) send(b net.Buffers) error {
	for len(b) > 0 {
		c.conn.SetWriteDeadline(time.Now().Add(c.server.cfg.Limits.Stall))
		n, err := b.WriteTo(c.conn)
		c.server.mu.Lock()
		c.server.stats.Sent += uint64(n)
		c.server.mu.Unlock()
		if err != nil && n == 0 {
			if errors.Is(err, os.ErrDeadlineExceeded) {
				c.logf("took nothing for %v", c.server.cfg.Limits.Stall)
			}
			return err
		}
	}
	return nil
}

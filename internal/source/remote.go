// SPDX-License-Identifier: Apache-2.0

package source

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/argus-go/argus/record"
)

// Times of a [remote] source.
const (
	connectLimit = 10 * time.Second // for a connection, and for each answer
	firstPause   = 250 * time.Millisecond
	longestPause = 5 * time.Second
)

// A remote is a [Source] of a record server (record format, section 9). When the
// connection is lost, it connects again, for as long as its context is not done.
type remote struct {
	ctx    context.Context
	cfg    Config
	to     Address
	filter string // in the language of the server; "" for none
	once   bool   // the end of the connection is the end: the server sends a file, or [Config.Once]

	conn   net.Conn
	framer *record.Framer
	silent time.Duration // the longest silence of the server; 0 is any
	idle   func()
	pause  time.Duration // before the next attempt
	told   string        // the latest message, which is not repeated
	valid  bool
	abort  atomic.Bool
	up     atomic.Bool // connected
	stopIt func() bool
}

// Connect returns the source of a record server. filter is sent to the server,
// unless it is empty. The server is connected to by the first Read.
func Connect(ctx context.Context, to Address, filter string, cfg Config) Source {
	if to.UDP {
		return newDatagrams(ctx, to, cfg)
	}
	return &remote{ctx: ctx, cfg: cfg, to: to, filter: filter, once: cfg.Once || to.File != "", pause: firstPause}
}

func (s *remote) Name() string { return s.to.String() }

// Live reports true: a server is silent while there are no flows.
func (s *remote) Live() bool { return true }

func (s *remote) Valid() bool { return s.valid }

// connected reports whether records can come now. Any goroutine may call it.
func (s *remote) connected() bool { return s.up.Load() }

// Read returns io.EOF: the records are read as bytes, with frame.
func (s *remote) Read(func(*record.Record) error, func()) error { return io.EOF }

// stop makes a frame that waits return.
func (s *remote) stop() { s.abort.Store(true) }

func (s *remote) stopped() bool { return s.ctx.Err() != nil || s.abort.Load() }

// Close says DONE to the server and disconnects.
func (s *remote) Close() error {
	if s.conn == nil {
		return nil
	}
	s.stopIt()
	s.conn.SetWriteDeadline(time.Now().Add(time.Second))
	io.WriteString(s.conn, "DONE: ")
	err := s.conn.Close()
	s.conn = nil
	return err
}

// selection is what is decoded of the records: everything that is looked at.
func (s *remote) selection() record.Selection {
	return record.Selection{Parts: ^s.cfg.Skip}
}

func (s *remote) skipped(int64) {}

func (s *remote) damage(n int64) {
	s.cfg.Warn(fmt.Sprintf("%s: skipped %d damaged records", s.Name(), n))
}

// frame implements framer. It returns io.EOF only when the source is stopped, or
// the file that was asked for has ended.
func (s *remote) frame(b *record.Batch, idle func()) (bool, error) {
	s.idle = idle
	for !s.stopped() {
		if s.conn == nil {
			err := s.connect()
			if s.cfg.Linked != nil && !s.stopped() {
				s.cfg.Linked(err)
			}
			if err != nil {
				if s.once || s.cfg.Poll {
					return true, fmt.Errorf("%s: %w", s.Name(), err)
				}
				s.wait(err)
				continue
			}
		}
		err := s.framer.Next(b)
		s.up.Store(err == nil)
		if err == nil {
			s.valid, s.told, s.pause = true, "", firstPause
			return true, nil
		}
		if s.stopped() || err == io.EOF && (s.once || s.cfg.Poll) {
			break
		}
		if s.once { // to begin again would repeat records
			return true, fmt.Errorf("%s: %w", s.Name(), s.lost(err))
		}
		s.stopIt()
		s.conn.Close()
		s.conn = nil
		err = s.lost(err)
		if s.cfg.Linked != nil {
			s.cfg.Linked(err)
		}
		s.wait(err)
	}
	if !s.valid {
		return true, &OpenError{fmt.Errorf("%s: no records were received", s.Name())}
	}
	return true, io.EOF
}

// lost says why a connection ended.
func (s *remote) lost(err error) error {
	var cut *record.TruncatedError
	switch {
	case err == io.EOF, errors.As(err, &cut), errors.Is(err, record.ErrEmpty):
		return errors.New("the server closed the connection")
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("the server sent nothing for %v, although it promised to", s.silent)
	}
	return err
}

// wait reports why there is no connection, once, and waits before the next
// attempt: each time twice as long, and not all clients equally long.
func (s *remote) wait(err error) {
	if text := fmt.Sprintf("%s: %v; trying again", s.Name(), err); text != s.told {
		s.told = text
		s.cfg.Warn(text)
	}
	d := s.pause/2 + rand.N(s.pause/2+1)
	s.pause = min(2*s.pause, longestPause)
	for end := time.Now().Add(d); !s.stopped() && time.Now().Before(end); {
		select {
		case <-s.ctx.Done():
		case <-time.After(min(50*time.Millisecond, d)):
		}
	}
}

// connect connects and asks for records.
func (s *remote) connect() error {
	d := net.Dialer{Timeout: connectLimit}
	conn, err := d.DialContext(s.ctx, "tcp", net.JoinHostPort(s.to.Host, strconv.Itoa(s.to.Port)))
	if err != nil {
		var op *net.OpError
		if errors.As(err, &op) {
			err = op.Err
		}
		return fmt.Errorf("cannot connect: %w", err)
	}
	s.stopIt = context.AfterFunc(s.ctx, func() { conn.SetReadDeadline(time.Now()) })
	s.up.Store(true)
	start, err := s.ask(conn)
	if err != nil {
		s.up.Store(false)
		s.stopIt()
		conn.Close()
		return err
	}
	s.conn = conn
	s.framer = record.NewFramer(&listening{s, io.MultiReader(bytes.NewReader(start), conn)})
	if s.cfg.Poll {
		s.framer = record.NewFramer(bytes.NewReader(start))
	}
	return nil
}

// startLen is the length of a START record, in bytes.
const startLen = 128

// ask is the dialogue up to START. It returns the bytes of the START record, with
// which the stream begins.
func (s *remote) ask(conn net.Conn) (start []byte, err error) {
	conn.SetDeadline(time.Now().Add(connectLimit))
	defer conn.SetDeadline(time.Time{})
	start = make([]byte, startLen)
	if _, err := io.ReadFull(conn, start[:4]); err != nil {
		return nil, answered(err)
	}
	if start[0]&0x80 != 0 && record.Cause(start[1]&0xf0) == record.CauseError {
		return nil, refusal(start[1] & 0x0f)
	}
	if _, err := io.ReadFull(conn, start[4:]); err != nil {
		return nil, answered(err)
	}
	var first record.Record
	if start[0]&0x80 == 0 || binary.BigEndian.Uint16(start[2:]) != startLen/4 {
		return nil, errors.New("the program that answers there is not a record server")
	}
	gen := record.Gen3
	if start[0]&0x0f == 5 {
		gen = record.Gen5
	}
	if err := first.Unmarshal(start, gen); err != nil {
		return nil, err
	}
	if first.Man.Status&record.ManSASL != 0 {
		return nil, errors.New("the server wants a login, which is not available in this release")
	}
	if s.silent = 2 * time.Duration(first.Man.MARInterval) * time.Second; s.silent > 0 {
		s.silent += time.Second
	}
	switch {
	case s.to.File != "":
		return s.askFile(conn)
	case s.filter != "":
		if err := s.askFilter(conn); err != nil {
			return nil, err
		}
	}
	_, err = io.WriteString(conn, "START: ")
	return start, err
}

// askFilter sends the filter. Management records pass, as the original's clients
// ask.
func (s *remote) askFilter(conn net.Conn) error {
	if _, err := io.WriteString(conn, "FILTER: man or ("+s.filter+")"); err != nil {
		return err
	}
	var answer [2]byte
	if _, err := io.ReadFull(conn, answer[:]); err != nil {
		return answered(err)
	}
	switch string(answer[:]) {
	case "OK":
		return nil
	case "SY": // it may be of another release
		text := s.filter
		s.filter = ""
		return fmt.Errorf("the server does not understand the filter %q, which is applied here only", text)
	case "TI":
		return fmt.Errorf("the server took too long to compile the filter %q", s.filter)
	case "ER":
		return fmt.Errorf("the server refuses the filter %q; names of hosts may be the reason", s.filter)
	}
	return fmt.Errorf("the server answered %q to the filter", answer[:])
}

// askFile asks for a file, whose bytes follow START.
func (s *remote) askFile(conn net.Conn) ([]byte, error) {
	if _, err := io.WriteString(conn, "FILE: "+s.to.File); err != nil {
		return nil, err
	}
	var size [4]byte
	if _, err := io.ReadFull(conn, size[:2]); err != nil {
		return nil, answered(err)
	}
	if string(size[:2]) == "KO" {
		return nil, errors.New("the server does not send this file")
	}
	if _, err := io.ReadFull(conn, size[2:]); err != nil {
		return nil, answered(err)
	}
	s.silent = 0
	_, err := io.WriteString(conn, "START: ")
	return nil, err
}

// answered says what a failed answer means.
func answered(err error) error {
	switch {
	case err == io.EOF, err == io.ErrUnexpectedEOF:
		return errors.New("the server closed the connection without an answer")
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("the server did not answer within %v", connectLimit)
	}
	return err
}

// refusal says what the code of an ERROR record means (record format, section
// 9.1).
func refusal(code byte) error {
	switch code {
	case 0x01:
		return errors.New("the server denies access")
	case 0x02, 0x0a:
		return errors.New("the server has too many clients")
	}
	return fmt.Errorf("the server refuses, with the code %d", code)
}

// A listening reads a connection, and ends when the server is silent for too long
// or the source is stopped.
type listening struct {
	s *remote
	r io.Reader
}

func (l *listening) Read(b []byte) (int, error) {
	s := l.s
	for wait := s.silent; ; {
		if s.stopped() {
			return 0, io.EOF
		}
		// In short steps, because stop cannot interrupt a read.
		step := 200 * time.Millisecond
		s.conn.SetReadDeadline(time.Now().Add(step))
		n, err := l.r.Read(b)
		if n > 0 || err == nil || !errors.Is(err, os.ErrDeadlineExceeded) || s.stopped() {
			return n, err
		}
		if wait -= step; s.silent > 0 && wait <= 0 {
			return 0, err
		}
		s.idle()
	}
}

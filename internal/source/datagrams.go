// SPDX-License-Identifier: Apache-2.0

package source

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"sync/atomic"
	"time"

	"github.com/argus-go/argus/record"
)

// A datagrams is a [Source] of records that come over UDP, one in each datagram
// (record format, section 9.6). Whoever begins to listen late never sees a START
// record, so the version in each record says its generation.
type datagrams struct {
	ctx  context.Context
	cfg  Config
	at   Address
	conn *net.UDPConn

	abort  atomic.Bool
	valid  bool
	buf    []byte
	kept   []byte // a datagram of another generation, which begins the next batch
	odd    int64  // datagrams that hold no whole record
	warned bool
}

func newDatagrams(ctx context.Context, at Address, cfg Config) *datagrams {
	return &datagrams{ctx: ctx, cfg: cfg, at: at, buf: make([]byte, 64<<10)}
}

func (s *datagrams) Name() string { return s.at.String() }

func (s *datagrams) Live() bool { return true }

func (s *datagrams) Valid() bool { return s.valid }

// Read returns io.EOF: the records are read as bytes, with frame.
func (s *datagrams) Read(func(*record.Record) error, func()) error { return io.EOF }

func (s *datagrams) stop() { s.abort.Store(true) }

func (s *datagrams) stopped() bool { return s.ctx.Err() != nil || s.abort.Load() }

func (s *datagrams) Close() error {
	if s.conn == nil {
		return nil
	}
	if s.odd > 0 {
		s.cfg.Warn(fmt.Sprintf("%s: ignored %d datagrams that do not hold one Argus record", s.Name(), s.odd))
	}
	err := s.conn.Close()
	s.conn = nil
	return err
}

func (s *datagrams) selection() record.Selection { return record.Selection{Parts: ^s.cfg.Skip} }

func (s *datagrams) skipped(int64) {}

func (s *datagrams) damage(n int64) {
	s.cfg.Warn(fmt.Sprintf("%s: skipped %d damaged records", s.Name(), n))
}

// listen opens the socket; of a multicast address, it joins the group.
func (s *datagrams) listen() error {
	addr, err := net.ResolveUDPAddr("udp", net.JoinHostPort(s.at.Host, fmt.Sprint(s.at.Port)))
	if err == nil {
		if a, ok := netip.AddrFromSlice(addr.IP); ok && a.Unmap().IsMulticast() {
			s.conn, err = net.ListenMulticastUDP("udp", nil, addr)
		} else {
			s.conn, err = net.ListenUDP("udp", addr)
		}
	}
	if err != nil {
		return &OpenError{fmt.Errorf("%s: %w", s.Name(), err)}
	}
	s.conn.SetReadBuffer(4 << 20) // as much as the system allows: a burst must fit
	return nil
}

// frame implements framer. A batch holds the records that have arrived, all of
// one generation.
func (s *datagrams) frame(b *record.Batch, idle func()) (bool, error) {
	if s.conn == nil {
		if err := s.listen(); err != nil {
			return true, err
		}
	}
	b.Bytes, b.Generation = append(b.Bytes[:0], s.kept...), generation(s.kept)
	s.kept = s.kept[:0]
	for !s.stopped() && len(b.Bytes) < 128<<10 {
		wait := 200 * time.Millisecond
		if len(b.Bytes) > 0 {
			wait = time.Microsecond // only what is there already
		}
		s.conn.SetReadDeadline(time.Now().Add(wait))
		n, _, err := s.conn.ReadFromUDPAddrPort(s.buf)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			if len(b.Bytes) > 0 {
				s.valid = true
				return true, nil
			}
			idle()
			continue
		case err != nil:
			return true, fmt.Errorf("%s: %w", s.Name(), err)
		}
		g := generation(s.buf[:n])
		switch {
		case g == 0:
			s.ignore(n)
		case b.Generation != 0 && g != b.Generation:
			s.kept = append(s.kept, s.buf[:n]...)
			return true, nil
		default:
			b.Generation = g
			b.Bytes = append(b.Bytes, s.buf[:n]...)
		}
	}
	if len(b.Bytes) > 0 {
		return true, nil
	}
	return true, io.EOF
}

// ignore counts a datagram that holds no record.
func (s *datagrams) ignore(n int) {
	s.odd++
	if !s.warned {
		s.warned = true
		s.cfg.Warn(fmt.Sprintf("%s: a datagram of %d bytes does not hold one Argus record; such datagrams are ignored", s.Name(), n))
	}
}

// generation returns the generation of the one record that b consists of, 0 if it
// is none.
func generation(b []byte) record.Generation {
	if len(b) < 4 || int(binary.BigEndian.Uint16(b[2:]))*4 != len(b) {
		return 0
	}
	switch b[0] & 0x0f {
	case 3:
		return record.Gen3
	case 5:
		return record.Gen5
	}
	return 0
}

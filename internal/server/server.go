// SPDX-License-Identifier: Apache-2.0

// Package server serves records to clients over TCP (record format, section 9).
//
// A [Server] receives each record once, encoded, with [Server.Publish], and
// keeps it in chunks of memory that all clients share. A client's queue consists
// of ranges of these chunks, so a record costs its bytes once, however many
// clients want it. Queues are limited per client and in total. A client that
// does not read fast enough loses records: they are counted, the client is told
// how many they were, and neither Publish nor another client waits for it.
//
// A client that connects receives a START record, and nothing more until it
// sends START. Until then it has a deadline, whatever else it sends.
//
// All methods may be called by any goroutine.
package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"sync"
	"time"

	"github.com/argus-go/argus/record"
)

// DefaultPort is the TCP and UDP port of Argus streams.
const DefaultPort = 561

// Limits bound what clients can use up. A field of 0 has its default value.
type Limits struct {
	Clients    int           // connections at the same time (256)
	PerAddress int           // connections of one address (64)
	Queue      int           // bytes that wait for one client (16 MiB)
	Total      int           // bytes that wait for all clients together (256 MiB)
	Handshake  time.Duration // from connecting to START (5 s)
	Stall      time.Duration // without any progress in sending, before a client is disconnected (2 min)
}

func (l *Limits) setDefaults() {
	set(&l.Clients, 256)
	set(&l.PerAddress, 64)
	set(&l.Queue, 16<<20)
	set(&l.Total, 256<<20)
	set(&l.Handshake, 5*time.Second)
	set(&l.Stall, 2*time.Minute)
}

func set[T int | time.Duration](v *T, to T) {
	if *v == 0 {
		*v = to
	}
}

// A Config describes a server. All functions may be called by several goroutines
// at once.
type Config struct {
	Generation record.Generation // of the records: it is in the messages of refusals
	// Encode appends a record as clients receive it.
	Encode func(dst []byte, r *record.Record) ([]byte, error)
	// Start appends the START record for a client that connects now.
	Start func(dst []byte) []byte
	// Lost appends a management record that tells a client how many records it
	// lost. The client receives it in the place of the lost records.
	Lost func(dst []byte, records uint64) []byte
	// Allow reports why an address may not connect. nil allows all.
	Allow func(remote netip.Addr) error
	// Open opens a file that a client asks for with FILE. nil refuses all.
	Open func(path string) (*os.File, error)
	// Log receives one line for each event: a client came, left, was refused, or
	// lost records. nil drops them. It must not call the server.
	Log    func(line string)
	Limits Limits
}

// Stats are counters since the start of a server.
type Stats struct {
	Clients  int    // connected now and past START
	Waiting  int    // connected now and before START
	Accepted uint64 // connections
	Refused  uint64 // connections: denied, or more than the limits allow
	Expired  uint64 // connections that did not send START in time
	Queued   uint64 // records put into the queues of clients
	Lost     uint64 // records that slow clients lost
	Sent     uint64 // bytes
}

// A Server serves records to clients.
type Server struct {
	cfg Config

	mu        sync.Mutex
	log       window
	clients   map[*client]bool
	started   []*client // those that receive records
	scratch   []byte
	addresses map[netip.Addr]int // connections of each address
	listeners []net.Listener
	closing   bool
	stats     Stats

	wait sync.WaitGroup // of all goroutines
}

// New returns a server without listeners.
func New(cfg Config) *Server {
	cfg.Limits.setDefaults()
	if cfg.Log == nil {
		cfg.Log = func(string) {}
	}
	return &Server{
		cfg: cfg, clients: map[*client]bool{}, addresses: map[netip.Addr]int{},
		log: window{limit: cfg.Limits.Total},
	}
}

// Listen opens a TCP listener on each of the addresses, which are names or
// numbers of hosts without a port; none stands for all addresses of this
// machine. If one fails, it closes the others.
func Listen(hosts []string, port int) ([]net.Listener, error) {
	if len(hosts) == 0 {
		hosts = []string{""}
	}
	var all []net.Listener
	for _, h := range hosts {
		l, err := net.Listen("tcp", net.JoinHostPort(h, fmt.Sprint(port)))
		if err != nil {
			for _, l := range all {
				l.Close()
			}
			return nil, err
		}
		all = append(all, l)
	}
	return all, nil
}

// Serve accepts the clients of l until the server is closed. It takes over l.
// It returns at once; the server owns the goroutine that accepts.
func (s *Server) Serve(l net.Listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		l.Close()
		return
	}
	s.listeners = append(s.listeners, l)
	s.wait.Go(func() { s.accept(l) })
}

// accept is the goroutine of a listener.
func (s *Server) accept(l net.Listener) {
	pause := 5 * time.Millisecond
	for {
		conn, err := l.Accept()
		switch {
		case err == nil:
			pause = 5 * time.Millisecond
			s.admit(conn)
		case errors.Is(err, net.ErrClosed):
			return
		default: // for example: too many open files
			s.cfg.Log(fmt.Sprintf("server %s: %v; trying again", l.Addr(), err))
			time.Sleep(pause)
			pause = min(2*pause, time.Second)
		}
	}
}

// Refusals are sent as the cause ERROR with one of these codes (record format,
// section 9.1).
const (
	refusedDenied  = 0x01
	refusedTooMany = 0x02
)

// admit starts the goroutines of a client, or refuses it.
func (s *Server) admit(conn net.Conn) {
	addr := remote(conn)
	if s.cfg.Allow != nil {
		if err := s.cfg.Allow(addr); err != nil {
			s.refuse(conn, refusedDenied, err.Error())
			return
		}
	}
	c := newClient(s, conn, addr)
	s.mu.Lock()
	code, reason := s.room(addr)
	if code == 0 {
		s.stats.Accepted++
		s.stats.Waiting++
		s.clients[c] = true
		s.addresses[addr]++
		s.wait.Go(c.read)
		s.wait.Go(c.write)
	}
	s.mu.Unlock()
	if code != 0 {
		s.refuse(conn, code, reason)
	}
}

// room reports why there is no room for one more client of addr; the code is 0
// if there is. s.mu is held.
func (s *Server) room(addr netip.Addr) (code byte, reason string) {
	switch l := &s.cfg.Limits; {
	case s.closing:
		return refusedTooMany, "the server is closing"
	case len(s.clients) >= l.Clients:
		return refusedTooMany, fmt.Sprintf("there are %d clients, which is the limit", l.Clients)
	case s.addresses[addr] >= l.PerAddress:
		return refusedTooMany, fmt.Sprintf("there are %d clients of this address, which is the limit", l.PerAddress)
	}
	return 0, ""
}

// refuse tells a client that it is not served, and closes the connection.
func (s *Server) refuse(conn net.Conn, code byte, reason string) {
	s.mu.Lock()
	s.stats.Refused++
	s.mu.Unlock()
	s.cfg.Log(fmt.Sprintf("client %s: refused: %s", conn.RemoteAddr(), reason))
	// The few bytes fit into the socket's buffer: nothing waits for the client.
	conn.SetWriteDeadline(time.Now().Add(time.Second))
	conn.Write([]byte{byte(record.TypeMAR) | byte(s.cfg.Generation), byte(record.CauseError) | code, 0, 1})
	conn.Close()
}

// remote returns the address of a connection's peer; IPv4 in IPv6 is IPv4.
func remote(conn net.Conn) netip.Addr {
	if a, ok := conn.RemoteAddr().(*net.TCPAddr); ok {
		return a.AddrPort().Addr().Unmap().WithZone("")
	}
	return netip.Addr{}
}

// Publish queues r for each client whose filter accepts it; it is encoded once,
// and not at all if nobody wants it. Publish never waits for a client. The error
// is that of encoding.
func (s *Server) Publish(r *record.Record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var at place
	for _, c := range s.started {
		if !c.filter.Match(r) {
			continue
		}
		if at.chunk == nil {
			var err error
			if s.scratch, err = s.cfg.Encode(s.scratch[:0], r); err != nil || len(s.scratch) == 0 {
				return err
			}
			if at = s.log.append(s.scratch); at.from == 0 {
				s.evict()
			}
		}
		s.stats.Queued++
		c.add(at)
	}
	return nil
}

// evict drops the chunks that nobody waits for, and then the oldest ones as long
// as all of them together exceed the limit. Clients that still wait for records in
// these lose them. s.mu is held.
func (s *Server) evict() {
	oldest := s.log.next
	for _, c := range s.started {
		oldest = min(oldest, c.queue.oldest(s.log.next))
	}
	s.log.trim(oldest)
	for s.log.full() {
		gone := s.log.drop()
		for _, c := range s.started {
			c.evict(gone)
		}
	}
}

// Stats returns the counters.
func (s *Server) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stats
}

// Close stops accepting clients, sends what waits for those that there are,
// and disconnects them; what is not sent when ctx ends is lost. It returns when
// all goroutines have ended.
func (s *Server) Close(ctx context.Context) {
	s.mu.Lock()
	s.closing = true
	for _, l := range s.listeners {
		l.Close()
	}
	for c := range s.clients {
		c.finish()
	}
	s.mu.Unlock()
	defer context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		for c := range s.clients {
			c.conn.Close()
		}
	})()
	s.wait.Wait()
}

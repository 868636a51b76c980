// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/argus-go/argus/internal/server"
	"github.com/argus-go/argus/record"
)

// A recordServer is what the sensor needs to serve records to clients (-P). All
// methods work on nil, which serves nobody.
type recordServer struct {
	*server.Server
	greeting atomic.Pointer[[]byte] // the START record
}

// farewell is how long clients may take to read what waits for them when the
// sensor ends.
const farewell = 5 * time.Second

// serves reports whether records are served: the sensor runs for long enough that a
// client can connect.
func (c *Config) serves() bool { return c.Live.Port != 0 && (c.Scale > 0 || c.Follow || c.live()) }

// listen opens the ports of the record server, before privileges are given up.
func (s *sensor) listen() error {
	if !s.cfg.serves() {
		return nil
	}
	listeners, err := server.Listen(s.cfg.Live.Bind, s.cfg.Live.Port)
	if err != nil {
		return fmt.Errorf("-P: %w", err)
	}
	s.server = new(recordServer)
	s.greet(s.startRecord(nil, false))
	s.server.Server = server.New(server.Config{
		Generation: s.cfg.Dialect.Generation(),
		Encode:     s.encode,
		Start:      func(dst []byte) []byte { return append(dst, *s.server.greeting.Load()...) },
		Lost:       s.lostRecords,
		Log:        func(line string) { s.log.notef("%s", line) },
	})
	for _, l := range listeners {
		s.log.notef("serving records on %s", l.Addr())
		s.server.Serve(l)
	}
	return nil
}

// greet sets the START record for clients that connect from now on.
func (s *sensor) greet(start []byte) {
	if s.server != nil {
		s.server.greeting.Store(&start)
	}
}

// lostRecords makes the management record that tells a client how many records it
// lost: they are in the place of the packets that the kernel dropped.
func (s *sensor) lostRecords(dst []byte, n uint64) []byte {
	v := uint8(s.cfg.Dialect.Generation())
	r := record.Record{Type: record.TypeMAR, Cause: record.CauseStatus, Version: v}
	now := time.Now().UnixNano()
	r.Man = record.Management{
		Src: s.cfg.Source, Major: v, Start: now, Now: now, Dropped: uint32(min(n, 1<<32-1)),
	}
	b, err := s.encode(dst, &r)
	if err != nil {
		panic(err) // a management record has no variable part
	}
	return b
}

// publish gives r to the clients of the record server.
func (s *sensor) publish(r *record.Record) {
	if s.server == nil {
		return
	}
	if err := s.server.Publish(r); err != nil {
		s.fail(err)
	}
}

// closeServer sends clients what waits for them, and disconnects them.
func (s *sensor) closeServer() {
	if s.server == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), farewell)
	defer cancel()
	s.server.Close(ctx)
	if t := s.server.Stats(); t.Accepted+t.Refused > 0 {
		s.log.notef("record server: %d connections, %d refused, %d without START; %d records queued, %d lost by slow clients",
			t.Accepted, t.Refused, t.Expired, t.Queued, t.Lost)
	}
}

// SPDX-License-Identifier: Apache-2.0

package radium

import (
	"context"
	"fmt"
	"time"

	"github.com/argus-go/argus/internal/server"
	"github.com/argus-go/argus/record"
)

// A recordServer is the server of -P.
type recordServer struct {
	*server.Server
	archive *archive // nil without --archive
}

// farewell is how long clients may take to read what waits for them when the
// collector ends.
const farewell = 5 * time.Second

// listen opens the ports of the record server.
func (c *collector) listen() error {
	if c.cfg.Port == 0 {
		return nil
	}
	conf := server.Config{
		Generation: c.cfg.Dialect.Generation(),
		Encode:     c.encode,
		Start:      func(dst []byte) []byte { return c.startRecord(dst, true) },
		Lost:       c.lostRecords,
		Log:        func(line string) { c.log.notef("%s", line) },
	}
	s := new(recordServer)
	if c.cfg.Archive != "" {
		var err error
		if s.archive, err = openArchive(c.cfg.Archive); err != nil {
			return fmt.Errorf("--archive: %w", err)
		}
		conf.Open = s.archive.open
	}
	listeners, err := server.Listen(c.cfg.Bind, c.cfg.Port)
	if err != nil {
		return fmt.Errorf("-P: %w", err)
	}
	s.Server = server.New(conf)
	c.server = s
	for _, l := range listeners {
		c.log.notef("serving records on %s", l.Addr())
		s.Serve(l)
	}
	return nil
}

// startRecord appends a START record. Any goroutine may call it.
func (c *collector) startRecord(dst []byte, _ bool) []byte {
	b, err := c.mars.start(time.Now()).Append(dst, c.cfg.Dialect)
	if err != nil {
		panic(err) // a START record has no variable part
	}
	return b
}

// lostRecords makes the management record that tells a client how many records it
// lost: they are in the place of the packets that the kernel dropped. Any goroutine
// may call it.
func (c *collector) lostRecords(dst []byte, n uint64) []byte {
	r := c.mars.start(time.Now())
	r.Cause, r.Man.Start = record.CauseStatus, r.Man.Now
	r.Man.Dropped = uint32(min(n, 1<<32-1))
	b, err := r.Append(dst, c.cfg.Dialect)
	if err != nil {
		panic(err) // a management record has no variable part
	}
	return b
}

// closeServer sends clients what waits for them, and disconnects them.
func (c *collector) closeServer() {
	if c.server == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), farewell)
	defer cancel()
	c.server.Close(ctx)
	c.server.archive.close()
	if t := c.server.Stats(); t.Accepted+t.Refused > 0 {
		c.log.notef("record server: %d connections, %d refused, %d without START; %d records queued, %d lost by slow clients",
			t.Accepted, t.Refused, t.Expired, t.Queued, t.Lost)
	}
}

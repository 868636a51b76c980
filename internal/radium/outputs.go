// SPDX-License-Identifier: Apache-2.0

package radium

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/argus-go/argus/internal/lazy"
	"github.com/argus-go/argus/internal/sink"
	"github.com/argus-go/argus/record"
)

// openOutputs opens every output of the configuration. Nothing is written yet.
func (c *collector) openOutputs() error {
	for _, o := range c.cfg.Outputs {
		f, err := compile(o.Filter)
		if err != nil {
			return fmt.Errorf("output %s: %w", o.Target, err)
		}
		out, err := sink.Open(sink.Config{
			Target: o.Target, Start: c.startRecord, Encode: c.encode, Generation: c.cfg.Dialect.Generation(),
			Match: f.Match, Stdout: c.env.Stdout, Warn: func(text string) { c.log.warnf("%s", text) },
		})
		if err != nil {
			return err
		}
		c.outs = append(c.outs, out)
	}
	if len(c.outs) == 0 && c.cfg.Port == 0 {
		c.log.warnf("no output: the records go nowhere (add -P PORT or -w FILE)")
	}
	return nil
}

// encode appends a record as it is written and served: from the bytes that were
// read, if it was not changed.
func (c *collector) encode(dst []byte, r *record.Record) ([]byte, error) {
	if c.asRead && c.cfg.Dialect == record.V3Common {
		if b, ok := r.AppendAsRead(lazy.Key{}, dst); ok {
			return b, nil
		}
	}
	return r.Append(dst, c.cfg.Dialect)
}

// writes reports whether the file that st describes is an output.
func (c *collector) writes(st fs.FileInfo) bool {
	for _, o := range c.cfg.Outputs {
		if sink.Same(o.Target, st) {
			return true
		}
	}
	return false
}

// outputError reports that an output failed, and drops the output. After Ctrl-C
// the reader of a pipe may have gone too, which is not an error then.
func (c *collector) outputError(err error) {
	if c.ctx.Err() == nil || !errors.Is(err, syscall.EPIPE) {
		c.fail(err)
	}
	alive := c.outs[:0:0]
	for _, o := range c.outs {
		if o.Err() == nil {
			alive = append(alive, o)
		} else {
			o.Close() // its error was reported
		}
	}
	c.outs = alive
}

// dead reports whether every output has failed, so that going on is useless.
func (c *collector) dead() bool {
	return len(c.outs) == 0 && len(c.cfg.Outputs) > 0 && c.server == nil
}

func (c *collector) flushOutputs() {
	for _, o := range c.outs {
		if err := o.Flush(); err != nil {
			c.outputError(err)
		}
	}
}

func (c *collector) closeOutputs() {
	for _, o := range c.outs {
		if err := o.Close(); err != nil {
			c.outputError(err)
		}
	}
}

// discard closes outputs that nothing was written to, and removes the files that
// were created for them.
func (c *collector) discard() {
	for _, o := range c.outs {
		o.Discard()
	}
}

// SPDX-License-Identifier: Apache-2.0

package radium

import (
	"strings"
	"sync"
	"time"

	"github.com/argus-go/argus/filter"
	"github.com/argus-go/argus/filter/match"
	"github.com/argus-go/argus/internal/flow"
	"github.com/argus-go/argus/internal/source"
)

// An input is one source and what is known about it.
type input struct {
	source source.Source
	filter *match.Filter
	live   bool // a server or datagrams, not a file

	mu    sync.Mutex
	why   string // why there is no connection; "" if there is one, or none is needed
	since time.Time
	over  bool // it has ended
}

// open makes the inputs. Nothing is read or connected to yet.
func (c *collector) open() {
	for _, s := range c.cfg.Servers {
		in := &input{filter: s.filter, live: true, since: time.Now()}
		conf := c.sourceConfig()
		conf.Once, conf.Linked = c.cfg.Once, in.linked
		if !s.Address.UDP {
			in.why = "not connected yet"
		}
		in.source = source.Connect(c.ctx, s.Address, c.remote(s), conf)
		c.inputs = append(c.inputs, in)
	}
	for _, name := range c.cfg.Files {
		conf := c.sourceConfig()
		c.inputs = append(c.inputs, &input{source: source.Open(c.ctx, name, conf)})
	}
}

func (c *collector) sourceConfig() source.Config {
	return source.Config{
		Stdin: c.env.Stdin, Flow: flow.DefaultConfig(), Written: c.writes,
		Warn:   func(text string) { c.log.warnf("%s", text) },
		Passed: func(int64) {},
	}
}

// remote returns the filter that a server is asked to apply: that of the source
// and that of all sources. Both are applied here too.
func (c *collector) remote(s Server) string {
	var parts []string
	for _, text := range []string{s.Filter, c.cfg.Filter} {
		if text == "" {
			continue
		}
		// The original's sensor ends if it cannot resolve a name.
		r := filter.NewOffline()
		if _, err := match.Compile(text, match.Options{Precision: match.DefaultPrecision, Resolver: r}); err != nil || r.Asked {
			c.log.notef("%s: the filter %q is not sent to the server, because it contains names of hosts", s.Text, text)
			continue
		}
		parts = append(parts, text)
	}
	if len(parts) == 2 {
		return "(" + parts[0] + ") and (" + parts[1] + ")"
	}
	return strings.Join(parts, "")
}

// linked notes that the connection was made, or why there is none. The goroutine
// that reads the source calls it.
func (in *input) linked(problem error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	why := ""
	if problem != nil {
		why = problem.Error()
	}
	if (why == "") != (in.why == "") {
		in.since = time.Now()
	}
	in.why = why
}

// end notes that the source has ended.
func (in *input) end() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.over = true
}

// missing returns why there is no connection to the source, "" if it is not
// missing.
func (in *input) missing() string {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.over {
		return ""
	}
	return in.why
}

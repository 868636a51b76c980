// SPDX-License-Identifier: Apache-2.0

package client

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/names"
)

// Bounds of looking up names: for one address, and for all addresses without
// an answer of a run, after which no more are asked for.
const (
	hostTimeout  = 2 * time.Second
	hostPatience = 5
	hostsKept    = 1 << 16
)

// hosts looks up the names of addresses and remembers them.
type hosts struct {
	names  map[netip.Addr]string
	failed int // look-ups in a row that ended in a time out
	lookup func(ctx context.Context, addr string) ([]string, error)
}

func newHosts() *hosts {
	return &hosts{names: map[netip.Addr]string{}, lookup: net.DefaultResolver.LookupAddr}
}

// name returns the name of an address, "" if it has none.
func (h *hosts) name(a netip.Addr) string {
	name, ok := h.names[a]
	if ok || h.failed >= hostPatience {
		return name
	}
	ctx, cancel := context.WithTimeout(context.Background(), hostTimeout)
	defer cancel()
	list, err := h.lookup(ctx, a.String())
	switch {
	case ctx.Err() != nil:
		h.failed++
	case err == nil && len(list) > 0:
		name = names.Printable(strings.TrimSuffix(list[0], "."))
		fallthrough
	default:
		h.failed = 0
	}
	if len(h.names) >= hostsKept {
		clear(h.names)
	}
	h.names[a] = name
	return name
}

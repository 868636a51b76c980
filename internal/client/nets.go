// SPDX-License-Identifier: Apache-2.0

package client

import (
	"net"
	"net/netip"

	"github.com/argus-go/argus/internal/dialect"
)

// interfaceNets returns the nets of the machine's interfaces, loopback and link
// local ones apart.
func interfaceNets() []netip.Prefix {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var list []netip.Prefix
	for _, a := range addrs {
		p, err := netip.ParsePrefix(a.String())
		if err == nil && p.Addr().IsGlobalUnicast() {
			list = append(list, p.Masked())
		}
	}
	return list
}

// completeNets gives the filters' nets without an address that of the local
// nets (classic mode, section 12).
func (c *Config) completeNets(env Env) {
	why := "those of RA_LOCAL"
	if c.Select.Local == nil {
		why = "those of the interfaces and of private use"
	}
	var nets []netip.Prefix // asked for where they are needed
	local := func() []netip.Prefix {
		switch {
		case nets != nil:
		case c.Select.Local != nil:
			nets = c.Select.Local
		default:
			if env.Nets != nil {
				nets = env.Nets()
			}
			nets = append(nets[:len(nets):len(nets)], dialect.PrivateNets()...)
		}
		return nets
	}
	found := false
	complete := func(filter *string) {
		text, ok := dialect.CompleteNets(*filter, local)
		*filter, found = text, found || ok
	}
	complete(&c.Select.Filter)
	for i := range c.Write.Outputs {
		complete(&c.Write.Outputs[i].Filter)
	}
	if found {
		c.note("note: net without an address in the filter means the local nets: " + why)
	}
}

// setLocal reads RA_LOCAL.
func setLocal(c *Config, value string) (err error) {
	c.Select.Local, err = dialect.LocalNets(value)
	return err
}

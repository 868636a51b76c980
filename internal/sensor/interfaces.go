// SPDX-License-Identifier: Apache-2.0

package sensor

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/argus-go/argus/internal/live"
	"github.com/argus-go/argus/internal/sourceid"
	"github.com/argus-go/argus/record"
)

// Prefixes of lists of interfaces (sensor options, section 3): flow tables of their
// own, or one for all.
const (
	ownTables = "ind:"
	bonded    = "bond:"
	mirrored  = "dup:"
)

// resolveInterfaces reads the words of -i and ARGUS_INTERFACE: names, lists with
// commas or blanks, with a prefix, and with source ids. All interfaces share one
// flow table.
func (p *parser) resolveInterfaces() error {
	l := &p.Live
	l.Names = nil
	var ids []string
	for _, word := range l.Interfaces {
		own := strings.HasPrefix(word, ownTables)
		for _, prefix := range []string{ownTables, bonded, mirrored} {
			word = strings.TrimPrefix(word, prefix)
		}
		list := splitList(strings.TrimSuffix(strings.TrimPrefix(word, "["), "]"))
		if own && (len(list) > 1 || len(l.Interfaces) > 1) {
			return errors.New("flow tables for each interface (ind:) are not available in this release; use bond: for one table, or run argus once for each interface")
		}
		for _, name := range list {
			name, id, ok := strings.Cut(name, "/")
			if ok && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
			if name == "all" {
				name = live.Any
			}
			if !slices.Contains(l.Names, name) {
				l.Names = append(l.Names, name)
			}
		}
	}
	switch {
	case len(l.Names) == 0 || slices.Contains(l.Names, ""):
		return errors.New("-i: the name of an interface is empty")
	case len(l.Names) > 1 && slices.Contains(l.Names, live.Any):
		return errors.New("-i: any and all are all interfaces, so no other one can be named with them")
	case len(ids) > 1:
		return fmt.Errorf("-i: different source ids (%s and %s) need flow tables for each interface, which are not available in this release", ids[0], ids[1])
	case len(ids) == 1:
		return p.interfaceID(ids[0])
	}
	return nil
}

// interfaceID sets the source id that follows the name of an interface. /NAME is an
// interface name for release 5 records alone.
func (p *parser) interfaceID(s string) (err error) {
	id, inf, _ := strings.Cut(s, "/")
	if strings.HasSuffix(id, ":") { // a type
		p.Source, p.Interface, err = sourceid.Parse(s)
		return err
	}
	if id != "" {
		if p.Source, _, err = sourceid.Parse(id); err != nil {
			return err
		}
	}
	if len(inf) > len(record.SourceID{}.Inf) {
		return fmt.Errorf("source id %q: interface name %q is longer than 4 characters", s, inf)
	}
	p.Interface = inf
	return nil
}

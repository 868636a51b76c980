// SPDX-License-Identifier: Apache-2.0

// Package sourceid reads the source ids that sensors and collectors put into their
// records, in every form that users may write them.
package sourceid

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/record"
)

// machineIDPath names the host's UUID (machine-id(5)).
const machineIDPath = "/etc/machine-id"

// lookupTimeout limits the lookup of a host name.
const lookupTimeout = 5 * time.Second

// Parse reads a source id in any of its forms (sensor options, section 5)
// and the interface name that may follow a source id with a type.
func Parse(s string) (id record.SourceID, inf string, err error) {
	s = strings.TrimSpace(s)
	if t, rest, ok := strings.Cut(s, ":/"); ok && idTypes.Of(t) != nil {
		value, inf, _ := strings.Cut(rest, "/")
		if len(inf) > 4 {
			return id, "", fmt.Errorf("source id %q: interface name %q is longer than 4 characters", s, inf)
		}
		id, ok := idTypes.Of(t)(unquote(value))
		if !ok {
			return id, "", fmt.Errorf("source id %q: %q is not valid for the type %s", s, value, t)
		}
		return id, inf, nil
	}
	id, err = untypedID(s)
	return id, "", err
}

// idTypes has the parser of each type of source id.
var idTypes = lookup.Table[string, func(string) (record.SourceID, bool)]{
	{"ipv4", func(s string) (record.SourceID, bool) {
		id, ok := addrID(s)
		return id, ok && id.Kind == record.IDIPv4
	}},
	{"ipv6", func(s string) (record.SourceID, bool) {
		id, ok := addrID(s)
		return id, ok && id.Kind == record.IDIPv6
	}},
	{"uuid", uuidID},
	{"int", intID},
	{"str", stringID},
}

func untypedID(s string) (record.SourceID, error) {
	if s == "" {
		return record.SourceID{}, fmt.Errorf("the source id is empty")
	}
	if s[0] == '`' {
		return hostID(strings.Trim(s, "`"))
	}
	if s[0] == '"' {
		id, ok := stringID(unquote(s))
		if !ok {
			return id, fmt.Errorf("source id %s has the wrong length (want 1 to 16 characters between the quotes)", s)
		}
		return id, nil
	}
	for _, parse := range []func(string) (record.SourceID, bool){intID, addrID, uuidID} {
		if id, ok := parse(s); ok {
			return id, nil
		}
	}
	return nameID(s)
}

func unquote(s string) string {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}

// hostID returns the source id for a word in backquotes.
func hostID(word string) (record.SourceID, error) {
	switch word {
	case "hostname":
		name, err := os.Hostname()
		if err != nil {
			return record.SourceID{}, fmt.Errorf("source id `hostname`: %w", err)
		}
		name, _, _ = strings.Cut(name, ".")
		id, ok := stringID(name[:min(len(name), 16)])
		if !ok {
			return id, fmt.Errorf("source id `hostname`: this host has no name")
		}
		return id, nil
	case "hostuuid":
		b, err := os.ReadFile(machineIDPath)
		if err != nil {
			return record.SourceID{}, fmt.Errorf("source id `hostuuid`: %w", err)
		}
		id, ok := uuidID(strings.TrimSpace(string(b)))
		if !ok {
			return id, fmt.Errorf("source id `hostuuid`: %s does not contain a UUID", machineIDPath)
		}
		return id, nil
	}
	return record.SourceID{}, fmt.Errorf("unknown source id `%s` (want `hostname` or `hostuuid`)", word)
}

func addrID(s string) (id record.SourceID, ok bool) {
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" {
		return id, false
	}
	if a.Is4() {
		id.Kind = record.IDIPv4
		copy(id.ID[:], a.AsSlice())
		return id, true
	}
	return record.SourceID{Kind: record.IDIPv6, ID: a.As16()}, true
}

func intID(s string) (id record.SourceID, ok bool) {
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil {
		return id, false
	}
	id.Kind = record.IDInt
	binary.BigEndian.PutUint32(id.ID[:], uint32(n))
	return id, true
}

func stringID(s string) (id record.SourceID, ok bool) {
	if s == "" || len(s) > len(id.ID) {
		return id, false
	}
	id.Kind = record.IDString
	copy(id.ID[:], s)
	return id, true
}

func uuidID(s string) (id record.SourceID, ok bool) {
	if len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' {
		s = strings.ReplaceAll(s, "-", "")
	}
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(id.ID) {
		return id, false
	}
	id.Kind = record.IDUUID
	copy(id.ID[:], b)
	return id, true
}

// nameID returns the address of a host.
func nameID(name string) (record.SourceID, error) {
	ctx, cancel := context.WithTimeout(context.Background(), lookupTimeout)
	defer cancel()
	addrs, err := net.DefaultResolver.LookupNetIP(ctx, "ip4", name)
	if err != nil || len(addrs) == 0 {
		return record.SourceID{}, fmt.Errorf("source id %q is not a number, an address, a UUID, a text in double quotes, or a known host name", name)
	}
	id, _ := addrID(addrs[0].Unmap().String())
	return id, nil
}

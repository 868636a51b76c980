// SPDX-License-Identifier: Apache-2.0

package ratime

import (
	"encoding/binary"
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"
)

// posixZone is the form that POSIX gives the variable TZ: a name and how far
// behind UTC it is, and those of summer with the days on which they begin and
// end. It is compiled only when it is used, because that takes longer than
// everything else that a client does before it reads.
const posixZone = `^([A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)([+-]?)([0-9]{1,2})(?::([0-9]{2}))?(?::([0-9]{2}))?` +
	`(?:([A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)(?:[+-]?[0-9]{1,2}(?::[0-9]{2}){0,2})?(,[JM0-9.]+(?:/[0-9:+-]+)?,[JM0-9.]+(?:/[0-9:+-]+)?)?)?$`

// usualRule gives the days of summer time for a zone that does not name them, as
// the system's library does.
const usualRule = ",M3.2.0,M11.1.0"

// Zone returns the time zone of a name, as Europe/Berlin, or of the form that
// POSIX gives TZ, as CET-1CEST,M3.5.0,M10.5.0/3.
func Zone(name string) (*time.Location, error) {
	loc, err := time.LoadLocation(name)
	if err == nil {
		return loc, nil
	}
	m := regexp.MustCompile(posixZone).FindStringSubmatch(strings.TrimPrefix(name, ":"))
	if m == nil {
		return nil, err
	}
	shift, hours := 0, 0
	for _, part := range m[3:6] {
		n := 0
		for _, c := range part {
			n = n*10 + int(c-'0')
		}
		if part == m[3] {
			hours = n
		}
		shift = shift*60 + n
	}
	if hours > 24 || len(m[1]) > maxZoneName {
		return nil, fmt.Errorf("unknown time zone %s", name)
	}
	if m[2] != "-" {
		shift = -shift // it tells what is to be added for UTC
	}
	text := m[0]
	if m[6] != "" && m[7] == "" {
		text += usualRule
	}
	loc, err = time.LoadLocationFromTZData(name, zoneFile(strings.Trim(m[1], "<>"), shift, text))
	if err != nil {
		return nil, fmt.Errorf("unknown time zone %s", name)
	}
	return loc, nil
}

const maxZoneName = 32

// zoneFile returns a time zone as a file of version 2 (RFC 8536): one type of
// local time, one change to it long ago, and the rule for all that follows.
func zoneFile(name string, shift int, rule string) []byte {
	header := func(b []byte, changes, types, chars uint32) []byte {
		b = append(append(b, "TZif2"...), make([]byte, 15)...)
		for _, n := range [6]uint32{0, 0, 0, changes, types, chars} {
			b = binary.BigEndian.AppendUint32(b, n)
		}
		return b
	}
	b := header(nil, 0, 0, 0)
	b = header(b, 1, 1, uint32(len(name)+1))
	b = binary.BigEndian.AppendUint64(b, uint64(math.MaxUint64-1<<59+1)) // -2^59
	b = append(b, 0)                                                     // the change is to the first type
	b = binary.BigEndian.AppendUint32(b, uint32(int32(shift)))
	b = append(b, 0, 0) // not of summer; its name begins at 0
	b = append(append(b, name...), 0)
	return append(append(append(b, '\n'), rule...), '\n')
}

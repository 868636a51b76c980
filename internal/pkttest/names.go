// SPDX-License-Identifier: Apache-2.0

package pkttest

import (
	"fmt"
	"strings"

	"github.com/argus-go/argus/internal/lookup"
)

// captures are the captures that the documentation uses.
var captures = lookup.Table[string, func() *Capture]{
	{"demo", Demo}, {"week", Week}, {"intro", Intro}, {"night", IntroNight},
}

// Names are the names that [Captures] knows.
func Names() []string {
	var names []string
	for _, c := range captures {
		names = append(names, c.Key)
	}
	return names
}

// Captures returns the capture of a name. The documentation uses these captures.
func Captures(name string) (*Capture, error) {
	if build := captures.Of(name); build != nil {
		return build(), nil
	}
	return nil, fmt.Errorf("unknown capture %q (want %s)", name, strings.Join(Names(), ", "))
}

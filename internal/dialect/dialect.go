// SPDX-License-Identifier: Apache-2.0

// Package dialect decides between the command lines and rows of release 2 and
// those of later releases (spec: classic mode).
//
// Some letters mean one thing in release 2 and another in release 3: -c is a
// switch in the first and takes a delimiter in the second. [Scan] reads a
// command line with the meaning that fits its words, and [Decide] says in which
// form rows print. A [Switches] holds the columns that the letters of release 2
// ask for.
package dialect

import (
	"fmt"
	"os"
	"strings"

	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/internal/rarc"
)

// A Dialect says what options mean and how rows look: as in release 3 and
// later, or as in release 2 (classic mode, section 5).
type Dialect uint8

// Dialects.
const (
	Undecided Dialect = iota
	Modern
	Classic
)

func (d Dialect) String() string {
	return [...]string{"undecided", "modern", "classic"}[d]
}

// Variable is the environment variable that chooses the dialect.
const Variable = "ARGUS_DIALECT"

// Parse reads the value of ARGUS_DIALECT and RA_DIALECT.
func Parse(name string) (Dialect, error) {
	switch strings.ToLower(name) {
	case "modern":
		return Modern, nil
	case "classic":
		return Classic, nil
	}
	return Undecided, fmt.Errorf("%q is not a dialect (want classic or modern)", name)
}

// Environment reads ARGUS_DIALECT; it is Undecided if that is not set.
func Environment(getenv func(string) string) (Dialect, error) {
	v := getenv(Variable)
	if v == "" {
		return Undecided, nil
	}
	d, err := Parse(v)
	if err != nil {
		return d, fmt.Errorf("%s: %w", Variable, err)
	}
	return d, nil
}

// OfFile returns the dialect that a configuration file names with RA_DIALECT,
// or else if it names none or cannot be read: who reads it later reports that.
func OfFile(file string, or Dialect) Dialect {
	if _, err := os.Stat(file); err != nil {
		return or
	}
	vars, err := rarc.ReadFile(file)
	if err != nil {
		return or
	}
	for _, v := range vars {
		if v.Name != "RA_DIALECT" {
			continue
		}
		if d, err := Parse(v.Value); err == nil {
			or = d
		}
	}
	return or
}

// classicNames are the programs that are classic by their name (section 5, rule
// 3).
var classicNames = lookup.Table[string, bool]{{"ragator", true}, {"raxml", true}, {"ramon", true}}

// Fixed applies rules 1 to 3 of section 5, in this order: --classic or --modern
// on the command line, the environment, a configuration file, and the name of
// the command. It is Undecided if none of them says anything.
func Fixed(args []string, env, rc Dialect, command string) Dialect {
	for _, a := range args {
		if a == "-" || a == "--" {
			break
		}
		switch a {
		case "--classic":
			return Classic
		case "--modern":
			return Modern
		}
	}
	switch {
	case env != Undecided:
		return env
	case rc != Undecided:
		return rc
	case classicNames.Of(command):
		return Classic
	}
	return Undecided
}

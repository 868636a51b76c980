// SPDX-License-Identifier: Apache-2.0

package field

import (
	"net/netip"
	"strings"
	"time"

	"github.com/argus-go/argus/internal/names"
	"github.com/argus-go/argus/internal/nearest"
	"github.com/argus-go/argus/record"
)

// Name levels of Options.Names (-n).
const (
	NamesAll   = 0 // host, port and protocol names
	NamesPorts = 1 // port and protocol names
	NamesProto = 2 // protocol names
	NamesNone  = 3
)

// State forms of Options.State.
const (
	StateNormal  = iota
	StateLetters // -z
	StateFlagsBoth
	StateFlagsSrc
	StateFlagsDst
)

// Options choose how values become text.
type Options struct {
	Precision int    // digits after the point (-p)
	UnixTime  bool   // seconds since 1970 (-u)
	Names     int    // name level
	State     int    // form of the state column (-z, -Z)
	Delimited bool   // a delimiter is set: values print at natural length
	Format    string // time format; "" is %T.%f
	Location  *time.Location
	Services  *names.Services
	UserData  UserData
	Rmon      bool // flows are shown from both sides
	Broadcast bool // ff:ff:ff:ff:ff:ff prints as Broadcast in address columns too
	DISA      bool // names of differentiated services as DISA has them (-M disa)
	ASN       ASNForm
	Masks     Masks // lengths of masks after addresses
	// HostName returns the name of an address, "" if it has none. It is nil
	// where addresses print as numbers.
	HostName func(netip.Addr) string
	// Abbreviate is -H, Sums what the shares of -% are of, nil without. Both
	// are for who lays out rows: see [Field.Abbreviated] and [Field.Share].
	Abbreviate bool
	Sums       *Sums
	// Begin is the start of the first record printed and Now the current time,
	// in microseconds since 1970.
	Begin, Now int64
}

// An ASNForm is how numbers of autonomous systems print (RFC 5396).
type ASNForm uint8

// Forms of them.
const (
	ASPlain   ASNForm = iota
	ASDot             // those above 65535 as two numbers
	ASDotPlus         // all
)

// Masks says which addresses have the length of their mask after them.
type Masks uint8

// Masks that print.
const (
	MasksNone   Masks = iota
	MasksPart         // those that leave a part of the address
	MasksStrict       // all
)

// A Field is one column.
type Field struct {
	Name  string // as in field lists
	Label string // in headers
	Width int
	Left  bool // left-justified
	Kind  Kind
	About string // what the value is, in a few words; Doc has the details
	// Append appends the column's text for row. It appends nothing where there
	// is nothing to print.
	Append func(dst []byte, o *Options, row *Row) []byte
	// Value returns the column's value for row. Of the options only those count
	// that choose which value is shown: Names, State, Rmon and DISA, Begin and
	// Now. With [NamesNone] a value never depends on a database of names.
	Value func(o *Options, row *Row) Value

	parts record.Parts
	known bool // parts is set
}

// Lookup returns the column with exactly this name, in any case.
func Lookup(name string) (*Field, bool) {
	name = strings.ToLower(name)
	for _, columns := range table {
		for i := range columns {
			if columns[i].name == name {
				f := columns[i].field()
				return &f, true
			}
		}
	}
	return nil, false
}

// All returns every column in the order of the table.
func All() []Field {
	var all []Field
	for _, columns := range table {
		for i := range columns {
			all = append(all, columns[i].field())
		}
	}
	return all
}

// Default lists the columns that clients print without a field list.
var Default = []string{"stime", "flgs", "proto", "saddr", "sport", "dir", "daddr", "dport", "pkts", "bytes", "state"}

// Nearest returns the name of the column that was probably meant by an unknown
// name, "" if no name is near enough.
func Nearest(name string) string {
	var all []string
	for _, columns := range table {
		for i := range columns {
			all = append(all, columns[i].name)
		}
	}
	return nearest.Word(strings.ToLower(name), all)
}

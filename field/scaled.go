// SPDX-License-Identifier: Apache-2.0

package field

import (
	"strconv"
	"strings"

	"github.com/argus-go/argus/internal/lookup"
	"github.com/argus-go/argus/record"
)

// abbreviated names the columns that -H abbreviates (clients: fields, section
// 3).
const abbreviated = `pkts spkts dpkts bytes sbytes dbytes appbytes sappbytes dappbytes rate srate drate
	load sload dload smeansz dmeansz swin dwin tcprtt synack ackdat sgap dgap stcpmax dtcpmax`

// Abbreviated returns how the column prints with -H: its value divided by 1000
// until it is less, with a letter for what it was divided by.
func (f *Field) Abbreviated() func(dst []byte, o *Options, row *Row) []byte {
	if !hasWord(abbreviated, f.Name) {
		return f.Append
	}
	return func(dst []byte, o *Options, row *Row) []byte {
		at := len(dst)
		dst = f.Append(dst, o, row)
		v := f.Value(o, row)
		n := v.Float() // not negative; 0 where an absent value prints as 0
		if !isFlow(row) && f.Kind == Uint || len(dst) == at {
			return dst
		}
		return appendAbbreviated(dst[:at], n, o.Precision)
	}
}

const (
	thousands         = " KMGTPEZY"
	abbreviatedDigits = 3
)

// appendAbbreviated appends v with at most three decimals, those beyond
// precision cut.
func appendAbbreviated(dst []byte, v float64, precision int) []byte {
	i := 0
	for v >= 1000 && i < len(thousands)-1 {
		v /= 1000
		i++
	}
	dst = strconv.AppendFloat(dst, v, 'f', abbreviatedDigits, 64)
	dst = dst[:len(dst)-abbreviatedDigits+min(precision, abbreviatedDigits)]
	return append(dst, thousands[i])
}

// Sums are the totals that the shares of -% are of.
type Sums struct {
	Src, Dst record.Counter
	Trans    uint64
}

// Add adds a record.
func (s *Sums) Add(r *record.Record) {
	if r.Type == record.TypeMAR {
		return
	}
	m := countersOf(r)
	s.Src.Packets += m.Src.Packets
	s.Src.Bytes += m.Src.Bytes
	s.Src.AppBytes += m.Src.AppBytes
	s.Dst.Packets += m.Dst.Packets
	s.Dst.Bytes += m.Dst.Bytes
	s.Dst.AppBytes += m.Dst.AppBytes
	s.Trans += transactions(r)
}

// shares are the counters that -% prints as shares of their sums.
var shares = lookup.Table[string, func(src, dst *record.Counter) uint64]{
	{"pkts", func(s, d *record.Counter) uint64 { return s.Packets + d.Packets }},
	{"spkts", func(s, _ *record.Counter) uint64 { return s.Packets }},
	{"dpkts", func(_, d *record.Counter) uint64 { return d.Packets }},
	{"bytes", func(s, d *record.Counter) uint64 { return s.Bytes + d.Bytes }},
	{"sbytes", func(s, _ *record.Counter) uint64 { return s.Bytes }},
	{"dbytes", func(_, d *record.Counter) uint64 { return d.Bytes }},
	{"appbytes", func(s, d *record.Counter) uint64 { return s.AppBytes + d.AppBytes }},
	{"sappbytes", func(s, _ *record.Counter) uint64 { return s.AppBytes }},
	{"dappbytes", func(_, d *record.Counter) uint64 { return d.AppBytes }},
}

// losses are the columns that -% prints as their percentages.
const losses = `loss sloss dloss retrans sretrans dretrans nacks snacks dnacks solo ssolo dsolo first sfirst dfirst`

// Share returns the label and the values of the column with -%: percent of the
// sum over all records, and of packets for losses.
func (f *Field) Share(s *Sums) (label string, values func(dst []byte, o *Options, row *Row) []byte) {
	label = "p" + f.Label
	switch f.Name {
	case "appbytes":
		label = "pAppBytes"
	case "trans":
		return label, shareOf(f.Append, float64(s.Trans), func(row *Row) uint64 { return transactions(row.Record) })
	}
	if get := shares.Of(f.Name); get != nil {
		return label, shareOf(f.Append, float64(get(&s.Src, &s.Dst)), func(row *Row) uint64 {
			return get(&row.Metrics.Src, &row.Metrics.Dst)
		})
	}
	if hasWord(losses, f.Name) {
		name := f.Name
		if c := name[0]; (c == 's' || c == 'd') && hasWord(losses, name[1:]) {
			name = name[:1] + "p" + name[1:]
		} else {
			name = "p" + name
		}
		percent, _ := Lookup(name)
		return label, percent.Append
	}
	return f.Label, f.Append
}

// shareOf makes a column of percents of sum; management records print as get
// prints them.
func shareOf(management appendFunc, sum float64, get func(*Row) uint64) appendFunc {
	return func(dst []byte, o *Options, row *Row) []byte {
		switch {
		case !isFlow(row):
			return management(dst, o, row)
		case !row.Has(record.PartMetrics):
			return dst
		case sum == 0:
			return fixed(dst, o.Precision, 0)
		}
		return fixed(dst, o.Precision, 100*float64(get(row))/sum)
	}
}

// hasWord reports whether a word is in a list of words with blanks between.
func hasWord(list, word string) bool {
	for at := 0; ; at++ {
		i := strings.Index(list[at:], word)
		if i < 0 {
			return false
		}
		at += i
		end := at + len(word)
		if (at == 0 || list[at-1] <= ' ') && (end == len(list) || list[end] <= ' ') {
			return true
		}
	}
}

// SPDX-License-Identifier: Apache-2.0

package rahisto

import (
	"encoding/binary"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/aggregate"
	"github.com/argus-go/argus/record"
)

// merged are the records of each class, merged into one.
type merged struct {
	h      *handler
	table  *aggregate.Table
	metric aggregate.Metric
	seq    uint64
}

func newMerged(h *handler) *merged {
	return &merged{h: h, table: aggregate.NewTable(), metric: aggregate.Metric{Of: func(row *field.Row) float64 {
		v, _ := h.spec.value(row)
		return v
	}}}
}

// add merges the record at hand, whose value is v, into its class.
func (m *merged) add(v float64) {
	i := m.h.spec.class(v)
	if outside := i < 0 || i == m.h.spec.bins; outside && !m.h.settings.outside {
		return
	}
	m.seq++
	m.table.Add(classKey(i), m.h.session.Row(), m.seq, m.metric)
}

// classKey returns the key of class i, which may be -1.
func classKey(i int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(i+1)) }

// close writes a record for each class that has any, in order.
func (m *merged) close() error {
	defer m.table.Close()
	for i := -1; i <= m.h.spec.bins; i++ {
		n := m.table.Find(classKey(i))
		if n == 0 {
			continue
		}
		var r record.Record
		m.table.Fill(n, &r)
		if err := m.h.session.EmitOwn(&r); err != nil {
			return err
		}
	}
	return nil
}

// SPDX-License-Identifier: Apache-2.0

package racount

import (
	"encoding/json"
	"fmt"
)

// appendText appends the tables, in the layout of the originals.
//
// Compat: the number of records in the sum is one more than there are flows.
func (h *handler) appendText(list []class) {
	h.buf = append(h.buf, "racount   records     total_pkts     src_pkts       dst_pkts       total_bytes        src_bytes          dst_bytes\n"...)
	sum := h.sum
	sum.records++
	h.appendRow("sum", &sum)
	if h.settings.protocols {
		h.buf = append(h.buf, "Protocol Summary\n"...)
		for _, p := range h.protocols.ordered() {
			h.appendRow(p.name(), h.protocols[p])
		}
	}
	if h.addresses == nil {
		return
	}
	h.buf = append(h.buf, "Address Summary\n"...)
	for _, c := range list {
		if h.addresses.joined {
			h.buf = fmt.Appendf(h.buf, "  %-25s %-10d\n", classNames[c.kind], c.src)
		} else {
			h.buf = fmt.Appendf(h.buf, "  %-25s src %-12ddst %-10d\n", classNames[c.kind], c.src, c.dst)
		}
	}
}

// nameWidth is where longer names of protocols are cut.
const nameWidth = 8

func (h *handler) appendRow(name string, c *counts) {
	if len(name) > nameWidth {
		name = name[:nameWidth]
	}
	h.buf = fmt.Appendf(h.buf, "%-10s%-12d%-15d%-15d%-15d%-19d%-19d%-18d\n", fmt.Sprintf("%7s", name), c.records,
		c.src.Packets+c.dst.Packets, c.src.Packets, c.dst.Packets, c.src.Bytes+c.dst.Bytes, c.src.Bytes, c.dst.Bytes)
}

// jsonCounts is the JSON form of counts.
type jsonCounts struct {
	Type    string  `json:"type"`
	Proto   string  `json:"proto,omitempty"`
	Number  *uint16 `json:"number,omitempty"`
	Records uint64  `json:"records"`
	Pkts    uint64  `json:"pkts"`
	SPkts   uint64  `json:"spkts"`
	DPkts   uint64  `json:"dpkts"`
	Bytes   uint64  `json:"bytes"`
	SBytes  uint64  `json:"sbytes"`
	DBytes  uint64  `json:"dbytes"`
}

func (c *counts) json(kind string) jsonCounts {
	return jsonCounts{
		Type: kind, Records: c.records, Pkts: c.src.Packets + c.dst.Packets, SPkts: c.src.Packets, DPkts: c.dst.Packets,
		Bytes: c.src.Bytes + c.dst.Bytes, SBytes: c.src.Bytes, DBytes: c.dst.Bytes,
	}
}

// jsonClass is the JSON form of a kind of addresses.
type jsonClass struct {
	Type      string  `json:"type"`
	Class     string  `json:"class"`
	Src       *uint64 `json:"src,omitempty"`
	Dst       *uint64 `json:"dst,omitempty"`
	Addresses *uint64 `json:"addresses,omitempty"`
}

// appendJSON appends an object for each row, a line each. Its sum counts the
// flows that there are.
func (h *handler) appendJSON(list []class) {
	h.appendObject(h.sum.json("sum"))
	for _, p := range h.protocols.ordered() {
		row := h.protocols[p].json("proto")
		row.Proto = p.name()
		if !p.link {
			row.Number = &p.number
		}
		h.appendObject(row)
	}
	for i := range list {
		c := &list[i]
		row := jsonClass{Type: "addresses", Class: classNames[c.kind]}
		if h.addresses.joined {
			row.Addresses = &c.src
		} else {
			row.Src, row.Dst = &c.src, &c.dst
		}
		h.appendObject(row)
	}
}

func (h *handler) appendObject(v any) {
	line, err := json.Marshal(v)
	if err != nil {
		panic(err) // not reached: these are numbers and constants
	}
	h.buf = append(append(h.buf, line...), '\n')
}

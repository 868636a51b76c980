// SPDX-License-Identifier: Apache-2.0

package record

import (
	"bytes"
	"os"
	"reflect"
	"testing"

	"github.com/argus-go/argus/internal/lazy"
)

// partFields are the fields of a record that its parts fill.
var partFields = map[Parts]string{
	PartTransport: "Transport", PartFlow: "Flow", PartTime: "Time", PartMetrics: "Metrics", PartAgg: "Agg", PartNet: "Net",
	PartVLAN: "VLAN", PartMPLS: "MPLS", PartJitter: "Jitter", PartIPAttr: "IPAttr", PartSizes: "Sizes", PartSrcData: "SrcData",
	PartDstData: "DstData", PartMAC: "MAC", PartICMPMap: "ICMPMap", PartEncaps: "Encaps", PartBehavior: "Behavior",
	PartCorrelation: "Cor", PartCountry: "Country", PartLabel: "Label", PartASN: "ASN", PartGeo: "Geo", PartLocality: "Locality",
	PartHash: "Hash", PartVXLAN: "VXLAN", PartGRE: "GRE", PartGeneve: "Geneve", PartScore: "Score",
}

// full returns a record with values in all parts.
func full() *Record {
	r := &Record{Type: TypeFAR, Parts: AllParts}
	v := reflect.ValueOf(r).Elem()
	for _, name := range partFields {
		setAll(v.FieldByName(name))
	}
	r.Man = absent.Man
	return r
}

// setAll gives all that is in v a value other than zero.
func setAll(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float32:
		v.SetFloat(1)
	case reflect.Int8, reflect.Int32, reflect.Int64:
		v.SetInt(1)
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(1)
	case reflect.Array:
		for i := range v.Len() {
			setAll(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			setAll(v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		setAll(v.Index(0))
	}
}

// checkAbsent checks that the parts that r does not have are those of absent, and
// that the others are not.
func checkAbsent(t *testing.T, what string, r *Record) {
	t.Helper()
	got, want := reflect.ValueOf(r).Elem(), reflect.ValueOf(&absent).Elem()
	check := func(name string, has bool) {
		x, y := got.FieldByName(name), want.FieldByName(name)
		same := reflect.DeepEqual(x.Interface(), y.Interface()) || x.Kind() == reflect.Slice && x.Len() == 0 && y.Len() == 0
		if !has && !same {
			t.Errorf("%s: has no %s, and it reads as %+v", what, name, x.Interface())
		}
	}
	for part, name := range partFields {
		check(name, r.Parts&part != 0)
	}
	check("Man", r.Type == TypeMAR)
}

// TestRemove: each part that is removed is cleared, and no other.
func TestRemove(t *testing.T) {
	if len(partFields) != 28 || AllParts != 1<<28-1 {
		t.Fatalf("%d fields, parts %x", len(partFields), uint64(AllParts))
	}
	for part, name := range partFields {
		r := full()
		r.Remove(part)
		if r.Has(part) || r.Carries(part) || !r.Has(AllParts&^part) {
			t.Errorf("without %s: parts %x", name, uint64(r.Parts))
		}
		checkAbsent(t, "without "+name, r)
		v := reflect.ValueOf(r).Elem()
		for other, name := range partFields {
			if other != part && v.FieldByName(name).IsZero() {
				t.Errorf("%s was cleared as well", name)
			}
		}
	}
}

// TestClearAbsent: a record that is filled again holds nothing of the record
// before, whether that was a flow or a management record.
func TestClearAbsent(t *testing.T) {
	r := full()
	r.ClearAbsent()
	if !r.Has(AllParts) {
		t.Fatalf("parts %x, want all", uint64(r.Parts))
	}
	r.Parts = PartFlow
	r.ClearAbsent()
	checkAbsent(t, "flow", r)
	r.Type = TypeMAR
	r.ClearAbsent()
	checkAbsent(t, "management record", r)
}

// TestUnmarshalClears: a Record that was used before holds nothing of that after
// Unmarshal, of whatever it is.
func TestUnmarshalClears(t *testing.T) {
	for what, wire := range map[string][]byte{
		"nothing":                       {},
		"a cut header":                  {0x13, 0x10, 0},
		"a length beyond the data":      {0x13, 0x10, 0, 5, 0, 0, 0, 0},
		"a record without parts":        {0x13, 0x10, 0, 1},
		"a cut key":                     {0x13, 0x10, 0, 3, dsrFlow, 1, 1, 2, 0, 0, 0, 0},
		"counters of no form":           {0x13, 0x10, 0, 3, dsrMetrics, 4, 13, 2, 1, 2, 3, 4},
		"a short management record":     {0x83, 0x80, 0, 1},
		"attributes without their word": {0x13, 0x10, 0, 2, dsrIPAttr, 0, 1, 1},
	} {
		r := full()
		r.Label = []byte("a=b")
		_ = r.Unmarshal(wire, Gen3)
		if r.Parts != 0 {
			t.Errorf("%s: parts %x, want none", what, uint64(r.Parts))
		}
		checkAbsent(t, what, r)
	}
}

// TestReaderClears: whatever a reader returns, the parts that a record does not
// have, or that were not decoded, are clear, in sound and in damaged streams.
func TestReaderClears(t *testing.T) {
	demo, err := os.ReadFile("../internal/client/testdata/demo.arg")
	if err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(demo)
	for i := 200; i < len(damaged); i += 61 {
		damaged[i] ^= 0x43
	}
	for _, wire := range [][]byte{demo, damaged} {
		for _, want := range []Parts{AllParts, 0, PartFlow | PartMetrics, PartTime, PartNet | PartIPAttr} {
			rd := NewReader(bytes.NewReader(wire))
			rd.Select(lazy.Key{}, Selection{Parts: want})
			for n := 0; ; n++ {
				r, err := rd.Next()
				if err != nil {
					break
				}
				checkAbsent(t, "stream", r)
				switch n % 4 {
				case 0: // a user may add a part
					r.Label, r.Parts = []byte("k=v"), r.Parts|PartLabel
				case 1:
					r.Swap()
					checkAbsent(t, "exchanged", r)
				case 2:
					r.Complete(lazy.Key{}, PartNet)
					checkAbsent(t, "completed", r)
				}
				if t.Failed() {
					return
				}
			}
		}
	}
}

// TestNetForms: of the forms of the network state only one holds values.
func TestNetForms(t *testing.T) {
	r := full()
	r.Net.Kind = NetTCPPerf
	wire := []byte{0x13, 0x10, 0, 4, dsrNet, uint8(NetARP), 0, 3, 1, 2, 3, 4, 5, 6, 0, 0}
	if err := r.Unmarshal(wire, Gen3); err != nil {
		t.Fatal(err)
	}
	if want := (Net{Kind: NetARP, ARP: [6]byte{1, 2, 3, 4, 5, 6}}); !reflect.DeepEqual(r.Net, want) {
		t.Errorf("got %+v, want %+v", r.Net, want)
	}
}

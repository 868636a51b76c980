// SPDX-License-Identifier: Apache-2.0

package render

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/argus-go/argus/field"
	"github.com/argus-go/argus/internal/lookup"
)

//go:generate go run ./gen ../../docs/schema

// Releases of the schemas. The first number is for changes that break a reader
// and is a part of the schema's name; the second one is for what is added.
const (
	JSONSchemaVersion = "1.0"
	ECSSchemaVersion  = "1.0"
	ZeekSchemaVersion = "1.0"
	XMLSchemaVersion  = "1.1"
)

// XSDFile is the name of the schema of XML.
const XSDFile = "argus-xml-1.xsd"

// SchemaFiles are the names of all schemas and of the files that hold them.
var SchemaFiles = []struct{ Name, File string }{
	{"json", "argus-json-1.schema.json"},
	{"ecs", "argus-ecs-1.schema.json"},
	{"zeek", "argus-zeek-1.schema.json"},
	{"xml", XSDFile},
}

// Schema returns the schema of a format: json, ecs, zeek or xml.
func Schema(name string) (text string, ok bool) {
	switch name {
	case "json":
		return document(jsonSchema()), true
	case "ecs":
		return document(ecsSchema()), true
	case "zeek":
		return document(zeekSchema()), true
	case "xml":
		return xsd(), true
	}
	return "", false
}

// An object is a JSON object whose keys keep their order.
type object []pair

type pair struct {
	key   string
	value any
}

// MarshalJSON writes the object.
func (o object) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, p := range o {
		if i > 0 {
			b = append(b, ',')
		}
		k, err := json.Marshal(p.key)
		if err != nil {
			return nil, err
		}
		v, err := json.Marshal(p.value)
		if err != nil {
			return nil, err
		}
		b = append(append(append(b, k...), ':'), v...)
	}
	return append(b, '}'), nil
}

func document(o object) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	if err := enc.Encode(o); err != nil {
		panic(err) // the schema is made of strings and lists
	}
	return b.String()
}

// head is the beginning of a schema.
func head(name, version, title, about string) object {
	return object{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"$id", fmt.Sprintf("urn:argus-go:schema:%s:%s", name, version)},
		{"title", title},
		{"description", about},
	}
}

const aboutText = " In texts, a byte from outside that is not part of a UTF-8 character is written as the character U+F700 plus the byte; those characters themselves as three such bytes."

// defs are the types of values, each of which may be missing: null or "" if
// -M null or -M empty ask for it.
func defs() object {
	types := func(t ...string) object {
		list := []any{}
		for _, name := range t {
			list = append(list, object{{"type", name}})
		}
		return object{{"anyOf", append(list, object{{"$ref", "#/$defs/missing"}})}}
	}
	return object{
		{"missing", object{{"enum", []any{nil, ""}}}},
		{"text", types("string")},
		{"integer", types("integer")},
		{"float", types("number")},
		{"mixed", types("integer", "string")},
		{"time", types("number", "string")},
		{"stamp", object{{"anyOf", []any{
			object{{"type", "string"}, {"pattern", `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$`}},
			object{{"$ref", "#/$defs/missing"}},
		}}}},
		{"flags", object{{"anyOf", []any{
			object{{"type", "string"}, {"minLength", 9}, {"maxLength", 9}},
			object{{"$ref", "#/$defs/missing"}},
		}}}},
	}
}

// mixed are the columns that hold names, or numbers that have no name.
var mixed = lookup.Table[string, bool]{{"proto", true}, {"sport", true}, {"dport", true}, {"sdsb", true}, {"ddsb", true}}

// hexadecimal are the columns of numbers that are written as texts.
var hexadecimal = lookup.Table[string, bool]{{"sipid", true}, {"dipid", true}, {"svlan", true}, {"dvlan", true}}

// formDef returns the name of the definition that holds a column's values.
func formDef(f *field.Field) string {
	switch {
	case mixed.Of(f.Name):
		return "mixed"
	case f.Name == "flgs":
		return "flags"
	case hexadecimal.Of(f.Name):
		return "text"
	}
	switch f.Kind {
	case field.Uint, field.Int:
		return "integer"
	case field.Float, field.Duration:
		return "float"
	case field.Time:
		return "time"
	}
	return "text"
}

func property(def, about string) object {
	return object{{"description", about}, {"$ref", "#/$defs/" + def}}
}

func jsonSchema() object {
	props := object{{"type", object{
		{"description", "kind of the record: a flow, a host event, or a management record of the sensor"},
		{"enum", []any{"flow", "event", "man"}},
	}}}
	for _, f := range field.All() {
		props = append(props, pair{f.Name, property(formDef(&f), f.About)})
	}
	return append(
		head("json", JSONSchemaVersion, "Argus record as JSON", "One line of -M json. Keys are those columns of the field list that have a value; times follow RFC 3339; they are numbers of seconds since 1970 with -u, and texts in the user's format if there is one; ports and protocols are numbers where no names print (-n)."+aboutText),
		pair{"type", "object"},
		pair{"required", []string{"type"}},
		pair{"properties", props},
		pair{"additionalProperties", false},
		pair{"$defs", defs()},
	)
}

// mappedDef is the name of the type of a mapped value.
func mappedDef(kind string) string {
	switch kind {
	case "integer":
		return "integer"
	case "number":
		return "float"
	case "time":
		return "stamp"
	}
	return "text"
}

// put adds a property under a path of objects.
func put(o object, path []string, p pair) object {
	if len(path) == 0 {
		return append(o, p)
	}
	for i := range o {
		if o[i].key == path[0] {
			inner := o[i].value.(object)
			for j := range inner {
				if inner[j].key == "properties" {
					inner[j].value = put(inner[j].value.(object), path[1:], p)
				}
			}
			return o
		}
	}
	inner := object{{"type", "object"}, {"properties", put(object{}, path[1:], p)}, {"additionalProperties", false}}
	return append(o, pair{path[0], inner})
}

func ecsSchema() object {
	words := func(list ...any) object { return object{{"enum", list}} }
	props := object{{"@timestamp", object{{"description", "start of the record, or time when a management record was written"}, {"$ref", "#/$defs/stamp"}}}}
	props = put(props, []string{"ecs"}, pair{"version", object{{"const", ECSVersion}}})
	props = put(props, []string{"observer"}, pair{"type", object{{"const", "sensor"}}})
	props = put(props, []string{"observer"}, pair{"vendor", object{{"const", "Argus"}}})
	props = put(props, []string{"observer"}, pair{"product", object{{"const", "argus"}}})
	props = put(props, []string{"event"}, pair{"module", object{{"const", "argus"}}})
	props = put(props, []string{"event"}, pair{"kind", words("event", "metric")})
	props = put(props, []string{"event"}, pair{"dataset", words("argus.flow", "argus.man", "argus.event")})
	props = put(props, []string{"event"}, pair{"category", object{{"type", "array"}, {"items", words("network", "host")}}})
	props = put(props, []string{"event"}, pair{"type", object{{"type", "array"}, {"items", words("connection", "start", "end", "info")}}})
	for _, m := range ecsNames() {
		parts := strings.Split(m.name, ".")
		last := len(parts) - 1
		props = put(props, parts[:last], pair{parts[last], property(mappedDef(m.kind), m.doc)})
	}
	for _, f := range field.All() {
		props = put(props, []string{"argus"}, pair{f.Name, property(formDef(&f), f.About)})
	}
	return append(
		head("ecs", ECSSchemaVersion, "Argus record with ECS names", "One line of -M ecs, with the names of the Elastic Common Schema "+ECSVersion+". Columns without a name there are under argus, by their own names. Management records are metrics of the sensor, whose counters are under argus."+aboutText),
		pair{"type", "object"},
		pair{"required", []string{"@timestamp", "ecs", "event", "observer"}},
		pair{"properties", props},
		pair{"additionalProperties", false},
		pair{"$defs", defs()},
	)
}

func zeekSchema() object {
	props := object{{"_path", object{{"description", "stats for management records, absent for connections"}, {"const", "stats"}}}}
	seen := map[string]bool{}
	for _, m := range append(zeekNames(), zeekStats()...) {
		if seen[m.name] {
			continue
		}
		seen[m.name] = true
		p := property(mappedDef(m.kind), m.doc)
		switch m.name {
		case "conn_state":
			p = object{{"description", m.doc}, {"enum", []any{"S0", "S1", "SF", "REJ", "S2", "S3", "RSTO", "RSTR", "RSTOS0", "RSTRH", "SH", "SHR", "OTH"}}}
		case "uid":
			p = object{{"description", m.doc}, {"type", "string"}, {"pattern", "^C[0-9A-Za-z]{17}$"}}
		case "proto":
			p = object{{"description", m.doc}, {"enum", []any{"tcp", "udp", "icmp", "unknown_transport"}}}
		}
		props = append(props, pair{m.name, p})
	}
	for _, f := range field.All() {
		props = append(props, pair{"argus." + f.Name, property(formDef(&f), f.About)})
	}
	return append(
		head("zeek", ZeekSchemaVersion, "Argus record with Zeek's names", "One line of -M zeek, with the names of Zeek's conn.log, and of its stats.log for management records. Columns without a name there have argus. before their own."+aboutText),
		pair{"type", "object"},
		pair{"properties", props},
		pair{"additionalProperties", false},
		pair{"$defs", defs()},
	)
}

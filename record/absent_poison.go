// SPDX-License-Identifier: Apache-2.0

//go:build poison

package record

import (
	"bytes"
	"reflect"
)

// poison is on in tests that are built with the tag of this name (make poison).
// Parts that a record does not have, or that were not decoded, then hold values
// that no capture has, and [Record.Has] panics when it is asked about a part that
// the program should have declared.
const poison = true

// absent has the values of parts that a record does not have.
var absent = func() (r Record) {
	v := reflect.ValueOf(&r).Elem()
	for i := range v.NumField() {
		switch f := v.Type().Field(i); f.Name {
		case "Type", "Version", "Cause", "Option", "Parts", "Offset", "Unknown":
		default:
			if f.IsExported() {
				fill(v.Field(i))
			}
		}
	}
	return r
}()

// fill sets all numbers in v to a value with the byte 0xa5, and the rest to match.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float32:
		v.SetFloat(-1.5e30)
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(0x25a5a5a5a5a5a5a5 >> (64 - v.Type().Bits()))
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(0xa5a5a5a5a5a5a5a5 >> (64 - v.Type().Bits()))
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes(bytes.Repeat([]byte("poison"), 3))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	default:
		panic("record: no poison for " + v.Kind().String())
	}
}

// SPDX-License-Identifier: Apache-2.0

// Package lookup holds small tables of constant keys and values.
//
// A map at package level is built each time a program starts, whether it is
// used or not. A [Table] whose keys and values are constants, functions and
// literals of them is laid out by the linker and costs nothing until it is
// read. Find is a linear search: use it a few times in a run, not for each record.
package lookup

// A Table is a list of keys and their values. No key occurs twice.
type Table[K comparable, V any] []struct {
	Key   K
	Value V
}

// Find returns the value of a key and whether there is one.
func (t Table[K, V]) Find(key K) (v V, ok bool) {
	for i := range t {
		if t[i].Key == key {
			return t[i].Value, true
		}
	}
	return v, false
}

// Of returns the value of a key, the zero value if there is none.
func (t Table[K, V]) Of(key K) V {
	v, _ := t.Find(key)
	return v
}

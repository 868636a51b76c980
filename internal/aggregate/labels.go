// SPDX-License-Identifier: Apache-2.0

package aggregate

import "bytes"

// mergeLabels joins two labels, which are lists of key=value,value with a colon
// between: values of equal keys are joined in order, once each, and new keys
// come last.
func mergeLabels(a, b []byte) []byte {
	if bytes.Equal(a, b) || len(b) == 0 {
		return a
	}
	if len(a) == 0 {
		return bytes.Clone(b)
	}
	groups := bytes.Split(a, []byte{':'})
	for _, g := range bytes.Split(b, []byte{':'}) {
		groups = addLabel(groups, g)
	}
	return bytes.Join(groups, []byte{':'})
}

func addLabel(groups [][]byte, g []byte) [][]byte {
	key, values, has := bytes.Cut(g, []byte{'='})
	for i, h := range groups {
		k, old, _ := bytes.Cut(h, []byte{'='})
		if !bytes.Equal(k, key) {
			continue
		}
		if has {
			groups[i] = joinValues(h, old, values)
		}
		return groups
	}
	return append(groups, g)
}

// joinValues appends to the group h, whose values are old, those it lacks.
func joinValues(h, old, values []byte) []byte {
	h = bytes.Clone(h)
	known := bytes.Split(old, []byte{','})
	for _, v := range bytes.Split(values, []byte{','}) {
		if containsValue(known, v) {
			continue
		}
		known = append(known, v)
		h = append(append(h, ','), v...)
	}
	return h
}

func containsValue(list [][]byte, v []byte) bool {
	for _, w := range list {
		if bytes.Equal(w, v) {
			return true
		}
	}
	return false
}

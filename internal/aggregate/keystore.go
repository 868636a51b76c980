// SPDX-License-Identifier: Apache-2.0

package aggregate

import "github.com/argus-go/argus/internal/arena"

// A keyStore holds the keys of a table in an arena, by classes of length, so that
// the place of a removed one serves another.
type keyStore struct {
	short  slab[[24]byte] // IPv4 addresses and ports
	medium slab[[64]byte] // IPv6 addresses and ports
	long   heap[[]byte]
}

// A keyRef is where a key lies; its length is 0 for a group without a key.
type keyRef struct {
	number uint32
	length uint32
}

func (k *keyStore) add(a *arena.Arena, key []byte) keyRef {
	r := keyRef{length: uint32(len(key))}
	switch {
	case len(key) <= 24:
		r.number = k.short.add(a)
		copy(k.short.at(r.number)[:], key)
	case len(key) <= 64:
		r.number = k.medium.add(a)
		copy(k.medium.at(r.number)[:], key)
	default:
		c := append([]byte(nil), key...)
		r.number = k.long.add(&c)
	}
	return r
}

func (k *keyStore) at(r keyRef) []byte {
	switch {
	case r.length <= 24:
		return k.short.at(r.number)[:r.length]
	case r.length <= 64:
		return k.medium.at(r.number)[:r.length]
	}
	return *k.long.at(r.number)
}

func (k *keyStore) remove(r keyRef) {
	switch {
	case r.length == 0:
	case r.length <= 24:
		k.short.remove(r.number)
	case r.length <= 64:
		k.medium.remove(r.number)
	default:
		k.long.remove(r.number)
	}
}

// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package arena

// mapLarge returns nil: memory comes from the garbage collector.
func mapLarge(int) (whole, b []byte) { return nil, nil }

func unmap([]byte) {}

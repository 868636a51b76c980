// SPDX-License-Identifier: Apache-2.0

//go:build !linux && !darwin

package program_test

// limitFiles does nothing where full_test.go is not built.
func limitFiles() {}

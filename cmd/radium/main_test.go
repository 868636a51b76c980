// SPDX-License-Identifier: Apache-2.0

package main

import (
	"testing"

	"github.com/argus-go/argus/internal/archtest"
)

// TestStart: what every run of the program waits for is not made for the few that
// need it.
func TestStart(t *testing.T) {
	bad, err := archtest.CheckStart()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range bad {
		t.Error(b)
	}
}

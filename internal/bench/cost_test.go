// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
)

// TestRunCost measures this test program running no test.
func TestRunCost(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := RunCost(&out, []string{self, "-test.run=^$"}); err != nil {
		t.Fatal(err)
	}
	var c Cost
	if err := json.Unmarshal(out.Bytes(), &c); err != nil {
		t.Fatal(err)
	}
	if c.CPU <= 0 || c.Wall <= 0 {
		t.Errorf("cost %+v; want processor time and time that passed", c)
	}
	if err := RunCost(&out, []string{self, "-test.wrong"}); err == nil {
		t.Error("a command that fails has a cost; want an error")
	}
	if err := RunCost(&out, nil); err == nil {
		t.Error("no command has a cost; want an error")
	}
}

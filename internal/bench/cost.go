// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// Cost is what one run of a program took.
type Cost struct {
	CPU  time.Duration // user and system
	Wall time.Duration
	RSS  int64 // largest resident set, bytes; 0 where the system does not report it
}

// CostCommand is the first argument with which a program that calls [Measure]
// calls itself; it must answer with [RunCost].
const CostCommand = "cost"

// Measure runs a command with its output thrown away and returns its cost. A
// system counts the memory of the process that starts a program as the
// program's own, so a fresh copy of this one starts it, which is small.
func Measure(args []string) (Cost, error) {
	self, err := os.Executable()
	if err != nil {
		return Cost{}, err
	}
	cmd := exec.Command(self, append([]string{CostCommand}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return Cost{}, fmt.Errorf("%s: %w", args[0], err)
	}
	var c Cost
	if err := json.Unmarshal(out, &c); err != nil {
		return Cost{}, fmt.Errorf("%s: %w", args[0], err)
	}
	return c, nil
}

// RunCost runs a command with its output thrown away and writes its cost to w,
// for [Measure].
func RunCost(w io.Writer, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("%s: no command", CostCommand)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "TZ=UTC")
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	st := cmd.ProcessState
	return json.NewEncoder(w).Encode(Cost{
		CPU: st.UserTime() + st.SystemTime(), Wall: time.Since(start), RSS: maxRSS(st),
	})
}

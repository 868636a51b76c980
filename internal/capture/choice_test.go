// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// Costs are of 1000 bytes, which is a turn. Turns 1, 4, 6, 7, 9 and 12 are read.
func TestChoice(t *testing.T) {
	type cost = time.Duration
	steady := func(read, mapped cost) func(int, way) cost {
		return func(_ int, w way) cost { return [2]cost{read, mapped}[w] }
	}
	disturbed := func(at ...int) func(int, way) cost {
		return func(turn int, w way) cost {
			if slices.Contains(at, turn) {
				return 1000
			}
			return steady(200, 100)(turn, w)
		}
	}
	for _, tt := range []struct {
		name  string
		cost  func(turn int, w way) cost
		want  way
		turns int // beside those that warm up
	}{
		{"reading costs less", steady(100, 200), byReading, 8},
		{"mapping costs less", steady(200, 100), byMapping, 8},
		{"by little", steady(1001, 1000), byMapping, 8},
		{"no clock", steady(0, 0), byReading, 8},
		{"one disturbance", disturbed(2), byMapping, 8},
		{"one in each round", disturbed(3, 5), byMapping, 8},
		{"a longer one", disturbed(2, 3), byMapping, 12},
		{"costs fall", func(turn int, w way) cost { return 2000 - cost(100*turn) + steady(150, 0)(turn, w) }, byMapping, 8},
		{"costs grow", func(turn int, w way) cost { return 2000 + cost(100*turn) + steady(0, 150)(turn, w) }, byReading, 8},
		{"odd turns write", func(turn int, w way) cost { return cost(turn&1*5000) + steady(101, 100)(turn, w) }, byMapping, 8},
		{"even turns write", func(turn int, w way) cost { return cost((turn+1)&1*5000) + steady(100, 101)(turn, w) }, byReading, 8},
		{"dear to begin with", func(turn int, w way) cost {
			if turn < 1 {
				return 1e6
			}
			return steady(100, 101)(turn, w)
		}, byReading, 8},
	} {
		now := time.Hour
		c := newChoice()
		c.clock, c.size = func() time.Duration { return now }, 1000
		turn := 1 - warmTurns
		w := c.next(0)
		for ; !c.decided() && turn < 100; turn++ {
			if turn < 1 && w != byReading {
				t.Errorf("%s: turn %d warms up by mapping", tt.name, turn)
			}
			now += tt.cost(turn, w)
			w = c.next(1000)
		}
		if w != tt.want || turn-1 != tt.turns {
			t.Errorf("%s: way %d after %d turns, want %d after %d", tt.name, w, turn-1, tt.want, tt.turns)
		}
		if now += time.Hour; c.next(1000) != tt.want || c.next(0) != tt.want {
			t.Errorf("%s: the choice is made anew", tt.name)
		}
	}
}

// A turn is as many steps as it takes to use its bytes, here four. It begins
// anew when bytes were passed over, since what that cost is not what its bytes
// cost.
func TestChoiceTurns(t *testing.T) {
	now := time.Duration(0)
	c := newChoice()
	c.clock, c.size = func() time.Duration { return now }, 1000
	const warm = 4 * warmTurns
	var got strings.Builder
	for w, used := c.next(0), int64(0); !c.decided(); w = c.next(used) {
		got.WriteByte("rm"[w])
		now += []time.Duration{200, 100}[w]
		switch used = 300; got.Len() {
		case warm + 6, warm + 12: // second steps of mapped turns
			now += time.Hour
			used = 0
		}
	}
	steps := func(w string, turns int) string { return strings.Repeat(w, 4*turns) }
	want := steps("r", warmTurns+1) + "mm" + steps("m", 1) + "mm" + steps("m", 1) +
		steps("r", 1) + steps("m", 1) + steps("r", 2) + steps("m", 1)
	if got.String() != want || c.way != byMapping {
		t.Errorf("the steps were\n%s, then way %d, want\n%s, then way %d", &got, c.way, want, byMapping)
	}
}

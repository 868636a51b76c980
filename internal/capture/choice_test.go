// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"strings"
	"testing"
	"time"
)

// Costs are of 1000 bytes, which is a turn. In the order mapped, read, read,
// mapped a round's cost is the sum of its first and last turn against that of
// the others.
func TestChoice(t *testing.T) {
	steady := func(read, mapped time.Duration) func(int, way) time.Duration {
		return func(_ int, w way) time.Duration { return [2]time.Duration{read, mapped}[w] }
	}
	for _, tt := range []struct {
		name  string
		cost  func(turn int, w way) time.Duration
		want  way
		turns int // of which two warm up
	}{
		{"reading costs less", steady(100, 200), byReading, 2 + 8},
		{"mapping costs less", steady(200, 100), byMapping, 2 + 8},
		{"by little", steady(1001, 1000), byMapping, 2 + 8},
		{"no clock", steady(0, 0), byReading, 2 + 8},
		{"a disturbance", func(turn int, w way) time.Duration {
			if turn == 4 { // the first round's last: 100+1000 against 200+200
				return 1000
			}
			return steady(200, 100)(turn, w)
		}, byMapping, 2 + 12},
		{"costs fall", func(turn int, w way) time.Duration {
			return time.Duration(10000-500*turn) + steady(1, 0)(turn, w)
		}, byMapping, 2 + 8},
		{"costs grow", func(turn int, w way) time.Duration {
			return time.Duration(10000+500*turn) + steady(0, 1)(turn, w)
		}, byReading, 2 + 8},
		{"every second turn writes", func(turn int, w way) time.Duration {
			return time.Duration(turn&1*5000) + steady(101, 100)(turn, w)
		}, byMapping, 2 + 8},
		{"every other second turn writes", func(turn int, w way) time.Duration {
			return time.Duration((turn+1)&1*5000) + steady(100, 101)(turn, w)
		}, byReading, 2 + 8},
		{"the first turns cost much", func(turn int, w way) time.Duration {
			if turn < 1 {
				return 1e6
			}
			return steady(100, 101)(turn, w)
		}, byReading, 2 + 8},
	} {
		now := time.Hour
		c := newChoice()
		c.clock, c.size = func() time.Duration { return now }, 1000
		w, turns := c.next(0), 0
		for ; !c.decided() && turns < 100; turns++ {
			if turn := turns - 1; turn < 1 && w != byReading {
				t.Errorf("%s: turn %d warms up by mapping", tt.name, turn)
			}
			now += tt.cost(turns-1, w)
			w = c.next(1000)
		}
		if w != tt.want || turns != tt.turns {
			t.Errorf("%s: way %d after %d turns, want %d after %d", tt.name, w, turns, tt.want, tt.turns)
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
	var got strings.Builder
	for w, used := c.next(0), int64(0); !c.decided(); w = c.next(used) {
		got.WriteByte("rm"[w])
		now += []time.Duration{200, 100}[w]
		if used = 300; got.Len() == 10 {
			now += time.Hour
			used = 0
		}
	}
	want := strings.Repeat("r", 8) + "mm" + strings.Repeat("mmmmrrrrrrrrmmmm", 2)
	if got.String() != want || c.way != byMapping {
		t.Errorf("the steps were\n%s, then way %d, want\n%s, then way %d", &got, c.way, want, byMapping)
	}
}

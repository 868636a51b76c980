// SPDX-License-Identifier: Apache-2.0

package capture

import "time"

// A way is how a part of a file comes into memory.
type way uint8

const (
	byReading way = iota // copied into a buffer that stays in the cache
	byMapping            // mapped, and fetched by the processor as it is used
)

const (
	// turnSize is how many bytes of the file a turn takes at least; a step of
	// trialSize bytes ends with a whole packet. Smaller steps would do mapping an
	// injustice: those of 256 KiB cost a tenth of the whole work more, those of
	// 512 KiB a twentieth.
	turnSize  = trialSize * 3 / 4
	trialSize = 512 << 10
	// warmTurns are read and not measured: tables grow in them, and buffers are
	// used for the first time.
	warmTurns = 8
	// wins is in how many rounds one way must be the cheaper one.
	wins = 2
)

// A choice finds out which way costs less: either may cost twice as much as the
// other, as the processor, the system and the use of the bytes will have it.
//
// The ways take turns, in rounds of four: read, mapped, mapped, read, and the
// other way round in every second one. The cost of a turn is the time until the
// next one begins, in which its bytes are used, for each byte. Now and then a
// turn costs many times more than others, such as each in which output is
// written; therefore the better turn of each way is compared.
type choice struct {
	clock func() time.Duration
	size  int64 // of a turn, in bytes
	wins  int   // that decide
	won   [2]int
	way   way           // of the turn, or the one that was chosen
	turn  int           // the first round begins with 1
	since time.Duration // the turn began
	used  int64         // bytes of the turn
	cost  [2][2]float64 // of the round's turns, by way: nanoseconds for each byte
}

func newChoice() choice {
	return choice{clock: cpuTime, size: turnSize, wins: wins, turn: 1 - warmTurns}
}

// decided reports whether the choice is made.
func (c *choice) decided() bool { return max(c.won[byReading], c.won[byMapping]) >= c.wins }

// decide makes the choice.
func (c *choice) decide(w way) { c.way, c.won[w] = w, c.wins }

// next returns the way to go on. used is how many bytes were used that came the
// way that was returned before, 0 if that is not known.
func (c *choice) next(used int64) way {
	if c.decided() {
		return c.way
	}
	if c.used += used; used > 0 && c.used < c.size {
		return c.way
	}
	now := c.clock()
	if used > 0 { // else the turn begins anew
		c.end(float64(now-c.since) / float64(c.used))
	}
	c.used, c.since = 0, now
	return c.way
}

// end ends a turn.
func (c *choice) end(cost float64) {
	if c.turn > 0 {
		c.cost[c.way][(c.turn-1)%4/2] = cost
		if c.turn%4 == 0 {
			c.judge()
		}
	}
	if c.decided() {
		return
	}
	c.turn++
	c.way = byReading
	if inner, odd := c.turn/2%2 == 1, (c.turn-1)/4%2 == 1; c.turn > 0 && inner != odd {
		c.way = byMapping
	}
}

// judge counts a round for its cheaper way.
func (c *choice) judge() {
	r, m := c.cost[byReading], c.cost[byMapping]
	c.way = byReading
	if min(m[0], m[1]) < min(r[0], r[1]) {
		c.way = byMapping
	}
	c.won[c.way]++
}

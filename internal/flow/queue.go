// SPDX-License-Identifier: Apache-2.0

package flow

import "time"

// statusQueue is the number of the status queue; idle queues are numbered from
// the next on.
const statusQueue = 1

// queue is a list of flows in the order in which they entered: the status
// queue holds flows with packets that were not reported yet, each idle queue
// the reported flows of one timeout. Where first is nil last has no meaning.
type queue struct {
	first, last *flow
	timeout     int64 // nanoseconds
	number      uint8 // from 1
}

func (q *queue) push(f *flow, now int64) {
	f.queue = q.number
	f.queued = now
	f.next, f.prev = nil, q.last
	if q.first != nil {
		q.last.next = f
	} else {
		q.first = f
	}
	q.last = f
}

// take removes f from the queue it is in, if any. Its link to the next flow
// stays.
func (e *Engine) take(f *flow) {
	if f.queue == 0 {
		return
	}
	q := e.queueOf(f)
	f.queue = 0
	if f == q.first { // mostly; the one after it need not be touched
		q.first = f.next
		return
	}
	f.prev.next = f.next
	if f.next != nil {
		f.next.prev = f.prev
	} else {
		q.last = f.prev
	}
}

// queueOf returns the queue that f is in.
func (e *Engine) queueOf(f *flow) *queue {
	if f.queue == statusQueue {
		return &e.status
	}
	return e.idle[f.queue-statusQueue-1]
}

// idleQueue returns the queue of flows that are forgotten after d.
func (e *Engine) idleQueue(d time.Duration) *queue {
	for _, q := range e.idle {
		if q.timeout == int64(d) {
			return q
		}
	}
	q := &queue{timeout: int64(d), number: statusQueue + 1 + uint8(len(e.idle))}
	e.idle = append(e.idle, q)
	return q
}

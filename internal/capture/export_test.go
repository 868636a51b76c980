// SPDX-License-Identifier: Apache-2.0

package capture

import "os"

// CanMap tells whether files can be mapped on this system.
const CanMap = canMap

// Ways are the ways to take a large file that Force knows.
var Ways = []string{"trial", "read", "mapped", "in turns"}

// Force makes r take its file in one way, where it takes it in steps.
func (r *Reader) Force(way string) { r.steps.force(way) }

// Force makes l take its file in one way.
func (l *Lender) Force(way string) { l.steps.force(way) }

func (s *steps) force(way string) {
	switch {
	case s == nil:
	case way == "read":
		s.choice.decide(byReading)
	case way == "mapped":
		s.choice.decide(byMapping)
	case way == "in turns": // to the end
		s.choice.wins, s.choice.size = 1<<30, 1
	}
}

// InSteps reports whether r takes its file in steps.
func (r *Reader) InSteps() bool { return r.steps != nil }

// Small makes r take its file, which may be small, in steps as small as can be,
// mapped and read in turns. It reports whether that was possible.
func (r *Reader) Small() bool {
	f, ok := r.src.(*os.File)
	if !ok || !canMap || r.compression != FormatUnknown || r.err != nil {
		return false
	}
	r.steps = &steps{choice: newChoice(), file: f, mapStep: 1, buf: r.buf, readStep: 1}
	r.steps.force("in turns")
	r.steps.choice.turn = 0
	r.closers = append(r.closers, r.steps)
	r.base, r.buf, r.pos, r.end = r.offset(), nil, 0, 0 // what was read ahead comes again
	return true
}

// SPDX-License-Identifier: Apache-2.0

package aggregate

import (
	"math"

	"github.com/argus-go/argus/record"
)

// mergeSizes widens the range of packet sizes and adds up their histograms.
func mergeSizes(a, b *record.Sizes) {
	mergeRange(&a.HasSrc, b.HasSrc, &a.SrcMin, &a.SrcMax, b.SrcMin, b.SrcMax)
	mergeRange(&a.HasDst, b.HasDst, &a.DstMin, &a.DstMax, b.DstMin, b.DstMax)
	if b.HasHist {
		a.HasHist = true
		mergeHist(&a.SrcHist, &b.SrcHist)
		mergeHist(&a.DstHist, &b.DstHist)
	}
}

func mergeRange(has *bool, more bool, least, most *uint16, least2, most2 uint16) {
	switch {
	case !more:
	case !*has:
		*has, *least, *most = true, least2, most2
	default:
		*least, *most = min(*least, least2), max(*most, most2)
	}
}

// mergeHist adds two histograms, scaled so that the largest class fits a byte.
func mergeHist(a, b *[8]uint8) {
	var sum [8]int
	most := 0
	for i := range a {
		sum[i] = int(a[i]) + int(b[i])
		most = max(most, sum[i])
	}
	for i, n := range sum {
		if most > math.MaxUint8 {
			n = n * math.MaxUint8 / most
		}
		a[i] = uint8(n)
	}
}

// mergeJitter merges inter-packet times, class by class.
func mergeJitter(a, b *record.Jitter) {
	for i, p := range [4][2]*record.JitterStats{
		{&a.SrcActive, &b.SrcActive},
		{&a.SrcIdle, &b.SrcIdle},
		{&a.DstActive, &b.DstActive},
		{&a.DstIdle, &b.DstIdle},
	} {
		bit := uint8(1) << i
		switch {
		case b.Has&bit == 0 || p[1].N <= 0:
		case a.Has&bit == 0 || p[0].N <= 0:
			*p[0] = *p[1]
		default:
			mergeIntervals(p[0], p[1])
		}
	}
	a.Has |= b.Has
}

// mergeIntervals merges two samples of inter-packet times in microseconds.
//
// Compat: mean and standard deviation are cut to whole microseconds.
func mergeIntervals(a, b *record.JitterStats) {
	n1, n2 := float64(a.N), float64(b.N)
	n := n1 + n2
	mean := (float64(a.Mean)*n1 + float64(b.Mean)*n2) / n
	sq := squares(a) + squares(b)
	a.Mean = float32(math.Trunc(mean))
	a.StdDev = float32(math.Trunc(math.Sqrt(math.Abs(sq/n - mean*mean))))
	a.N = int32(min(n, math.MaxInt32))
	a.Min, a.Max = min(a.Min, b.Min), max(a.Max, b.Max)
	mergeHist(&a.Hist, &b.Hist)
}

func squares(s *record.JitterStats) float64 {
	d, m := float64(s.StdDev), float64(s.Mean)
	if math.IsNaN(d) { // the original's sensor writes such
		d = 0
	}
	return float64(s.N) * (d*d + m*m)
}

package solver

import "math"

// random is a small seeded generator (splitmix64), quick enough to be asked at every step.
type random uint64

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below answers with a number from 0 to n-1.
func (r *random) below(n int) int { return int(r.next() >> 32 * uint64(n) >> 32) }

// share answers with a number of at least 0 and less than 1.
func (r *random) share() float64 { return float64(r.next()>>11) / (1 << 53) }

// logShare answers with the natural logarithm of a number above 0 and up to 1.
func (r *random) logShare() float64 { return math.Log(1 - r.share()) }

// wait answers with how many times something of the given probability does not
// happen before it does.
func (r *random) wait(probability float64) int {
	return int(r.logShare() / math.Log(1-probability))
}

package sim

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"time"
)

// draw is the chance of one booking, whoever else books.
type draw struct {
	random *rand.Rand
}

// newDraw begins a row of chances that the seed and some words give.
func newDraw(seed uint64, words ...string) *draw {
	h := fnv.New64a()
	for _, w := range words {
		_, _ = h.Write([]byte(w)) // a hash cannot fail
		_, _ = h.Write([]byte{0})
	}
	return &draw{rand.New(rand.NewPCG(seed, h.Sum64()))}
}

// between draws evenly between two numbers of hours.
func (d *draw) between(least, most float64) time.Duration {
	return hours(least + d.random.Float64()*(most-least))
}

// reach is how many standard deviations lie between the median and the 97th percentile.
const reach = 1.88

// leg draws how long a leg takes: log-normal with the usual time as its median and 97 of 100 parcels
// below the most, never more than twice the most.
func (d *draw) leg(usual, most int64) time.Duration {
	if usual <= 0 {
		return 0
	}
	spread := math.Log(math.Max(float64(most)/float64(usual), 1.05)) / reach
	took := float64(usual) * math.Exp(spread*d.random.NormFloat64())
	return hours(math.Min(took, 2*math.Max(float64(most), float64(usual))))
}

func hours(n float64) time.Duration { return time.Duration(n * float64(time.Hour)) }

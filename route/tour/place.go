package tour

import (
	"hash/fnv"
	"math"
	"strings"

	"crosslane/shipping"
)

// coarse is to what positions of addressees are rounded: a thousandth of a degree, about 100 m.
const coarse = 1000

// metresPerDegree is the length of a degree of latitude, in the mean.
const metresPerDegree = 111_195

// Position guesses where an addressee lives. There is no map of addresses at hand, so a postcode is
// given a point of its own within the depot's radius: always the same one, spread evenly over the
// disc by a hash (FNV-1a, 64 bits) of country and postcode. It is good enough to plan and to
// rehearse by, and no more true than that.
func (d *Depot) Position(to shipping.Place) shipping.Position {
	h := fnv.New64a()
	_, _ = h.Write([]byte(string(to.Country) + " " + strings.ToUpper(strings.ReplaceAll(to.Postcode, " ", "")))) // a hash never fails
	x := mix(h.Sum64())
	angle := float64(x&0xffffffff) / (1 << 32) * 2 * math.Pi
	away := math.Sqrt(float64(x>>32)/(1<<32)) * float64(d.Radius) / metresPerDegree * 1e6
	shrink := max(0.1, math.Cos(float64(d.Depot.Position.Lat)/1e6*math.Pi/180))
	return shipping.Position{
		Lon: round(float64(d.Depot.Position.Lon) + away*math.Cos(angle)/shrink),
		Lat: round(float64(d.Depot.Position.Lat) + away*math.Sin(angle)),
	}
}

func round(micro float64) int64 { return int64(math.Round(micro/coarse)) * coarse }

// mix spreads what differs in few bits over all of them (the finaliser of SplitMix64, Steele,
// Lea and Flood, OOPSLA 2014).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

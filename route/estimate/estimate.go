// Package estimate guesses roads where no map is at hand: great circles made
// longer by a factor, driven at speeds that grow with the distance.
package estimate

import (
	"math"

	"crosslane/route"
)

// The factors from great circle to road. The Swiss micro-census of mobility 2010
// found 1.33 below 10 km and 1.39 from 10 to 25 km.
const (
	cityFactor     = 1.35
	regionalFactor = 1.40
	cityRadius     = 10_000 // metres of great circle
	earthRadius    = 6_371_009
)

// bands are the stretches of a road in metres and the speeds on them in km/h: out
// of a side street, through the town, over land, and on a motorway.
var bands = []struct{ metres, speed float64 }{
	{1500, 25}, {3500, 40}, {10_000, 55}, {25_000, 70}, {math.Inf(1), 90},
}

// Metres is the estimated length of the road between two points.
func Metres(a, b route.Point) float64 {
	rad := math.Pi / 180
	dLat, dLon := (b.Lat-a.Lat)*rad/2, (b.Lon-a.Lon)*rad/2
	h := math.Pow(math.Sin(dLat), 2) + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*math.Pow(math.Sin(dLon), 2)
	straight := 2 * earthRadius * math.Asin(math.Sqrt(min(1, h)))
	if straight < cityRadius {
		return straight * cityFactor
	}
	return straight * regionalFactor
}

// Seconds is the estimated time on a road of the given length.
func Seconds(metres float64) float64 {
	sum := 0.0
	for _, b := range bands {
		part := min(metres, b.metres)
		sum += part / b.speed * 3.6
		metres -= part
	}
	return sum
}

// Matrix estimates travel between all points, rounded to whole seconds and metres.
func Matrix(points []route.Point) route.Matrix {
	n := len(points)
	m := route.Matrix{Size: n, Durations: make([]int32, n*n), Distances: make([]int32, n*n)}
	for i := range points {
		for k := range i {
			d := Metres(points[i], points[k])
			m.Distances[i*n+k], m.Durations[i*n+k] = int32(math.Round(d)), int32(math.Round(Seconds(d)))
			m.Distances[k*n+i], m.Durations[k*n+i] = m.Distances[i*n+k], m.Durations[i*n+k]
		}
	}
	return m
}

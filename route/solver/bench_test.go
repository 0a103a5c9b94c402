package solver_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"crosslane/route"
	"crosslane/route/check"
	"crosslane/route/solver"
)

// city is a day like a carrier's: stops in clusters around two depots, slots of two
// to four hours on a third of them, returns on 15 %, lockers, skills, breaks, and
// roads that differ by direction. The last two places are the depots.
func city(stops int, seed uint64) route.Problem {
	r := rand.New(rand.NewPCG(seed, 3))
	points := clustered(r, stops)
	p := route.Problem{Matrices: []route.Matrix{oneWays(r, points)}}
	for i := range stops {
		s := route.Stop{Place: i, Service: route.Duration{Base: 120 + r.Int64N(180)}, Setup: route.Duration{Base: 60}, Priority: r.IntN(3) * 10}
		if r.IntN(100) < 15 {
			s.Pickup = []int64{1 + r.Int64N(20), 1 + r.Int64N(40)}
		} else {
			s.Delivery = []int64{1 + r.Int64N(20), 1 + r.Int64N(40)}
		}
		if r.IntN(3) == 0 {
			open := 9*3600 + r.Int64N(6)*3600
			s.Windows = []route.Window{{Open: open, Close: open + 7200 + r.Int64N(2)*7200}}
		}
		if r.IntN(20) == 0 {
			s.Skills = []int{1}
		}
		p.Stops = append(p.Stops, s)
	}
	for first := 0; first+12 < stops; first += 60 {
		l := route.Locker{Compartments: []int{4, 3, 2}}
		for k := range 10 {
			l.Deposits = append(l.Deposits, route.Deposit{Stop: first + k, Size: r.IntN(3)})
			p.Stops[first+k].Place = first
		}
		p.Lockers = append(p.Lockers, l)
	}
	for i := range stops/35 + 2 {
		v := route.Vehicle{Start: stops + i%2, End: stops + i%2, Capacity: []int64{600, 1200}, Shift: &route.Window{Open: 8 * 3600, Close: 17 * 3600},
			Breaks: []route.Break{{Service: 1800, Windows: []route.Window{{Open: 11 * 3600, Close: 14 * 3600}}}},
			Costs:  route.Costs{Fixed: 5000, PerHour: 2800, PerTaskHour: 2800, PerKm: 32}}
		if i%3 == 0 {
			v.Skills = []int{1}
		}
		p.Vehicles = append(p.Vehicles, v)
	}
	return p
}

func clustered(r *rand.Rand, stops int) [][2]float64 {
	var points, centres [][2]float64
	for range 8 {
		centres = append(centres, [2]float64{r.Float64() * 30_000, r.Float64() * 30_000})
	}
	for range stops {
		c := centres[r.IntN(len(centres))]
		points = append(points, [2]float64{c[0] + r.NormFloat64()*2000, c[1] + r.NormFloat64()*2000})
	}
	return append(points, [2]float64{8000, 8000}, [2]float64{22_000, 22_000})
}

func oneWays(r *rand.Rand, points [][2]float64) route.Matrix {
	m := route.Matrix{Size: len(points)}
	for _, a := range points {
		for _, b := range points {
			d := 1.35 * math.Hypot(a[0]-b[0], a[1]-b[1]) * (1 + r.Float64()/5)
			m.Distances = append(m.Distances, int32(d))
			m.Durations = append(m.Durations, int32(d/9))
		}
	}
	return m
}

// A city day of any size is planned, by the time it is given, in little memory: all that a search
// allocates, its own copy of the matrix included, is told.
func BenchmarkCity(b *testing.B) {
	for _, stops := range []int{200, 1000, 6000} {
		for _, limit := range []time.Duration{time.Second, 5 * time.Second} {
			b.Run(fmt.Sprintf("stops=%d/limit=%s", stops, limit), func(b *testing.B) { benchCity(b, stops, limit) })
		}
	}
}

func benchCity(b *testing.B, stops int, limit time.Duration) {
	p := city(stops, 1)
	first := solve(b, p, solver.Options{Stop: solver.Iterations(1)})
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for b.Loop() {
		begun := time.Now()
		s := solve(b, p, solver.Options{Stop: solver.Within(func() time.Duration { return time.Since(begun) }, limit)})
		b.ReportMetric(100*(time.Since(begun).Seconds()/limit.Seconds()-1), "%over-time")
		runtime.ReadMemStats(&after)
		if _, err := check.Solution(p, s); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(s.Unassigned)), "left-out")
		b.ReportMetric(float64(s.Cost)/float64(first.Cost), "cost/first-plan")
		b.ReportMetric(float64(s.Iterations), "tries")
	}
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(b.N)/(1<<20), "MiB-allocated")
}

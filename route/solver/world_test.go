package solver_test

import (
	"math/rand/v2"

	"crosslane/route"
)

// day draws a small random problem with every feature somewhere in it.
func day(seed uint64) route.Problem {
	r := rand.New(rand.NewPCG(seed, 7))
	places := 3 + r.IntN(10)
	p := route.Problem{Matrices: roads(r, places)}
	dims := r.IntN(3)
	for range 1 + r.IntN(12) {
		p.Stops = append(p.Stops, stop(r, places, dims))
	}
	free := r.Perm(len(p.Stops))
	for len(free) > 1 && r.IntN(3) == 0 {
		p.Stops[free[0]].Delivery, p.Stops[free[0]].Pickup = nil, nil
		p.Stops[free[1]].Delivery, p.Stops[free[1]].Pickup = nil, nil
		p.Pairs = append(p.Pairs, route.Pair{Pickup: free[0], Delivery: free[1], Amount: amount(r, dims)})
		free = free[2:]
	}
	for _, pair := range p.Pairs {
		free = append([]int{pair.Delivery}, free...)
	}
	if len(free) > 2 && r.IntN(3) == 0 {
		l := route.Locker{Compartments: []int{r.IntN(2), r.IntN(2)}, Hours: windows(r)}
		for _, s := range free[:2] {
			l.Deposits = append(l.Deposits, route.Deposit{Stop: s, Size: r.IntN(2)})
		}
		p.Lockers = append(p.Lockers, l)
	}
	for range 1 + r.IntN(4) {
		p.Vehicles = append(p.Vehicles, vehicle(r, places, dims, len(p.Matrices)))
	}
	if r.IntN(4) == 0 {
		p.Vehicles = append(p.Vehicles, p.Vehicles[0])
	}
	return p
}

func roads(r *rand.Rand, places int) []route.Matrix {
	var all []route.Matrix
	for range 1 + r.IntN(2) {
		m := route.Matrix{Size: places}
		for i := range places * places {
			d := int32(r.IntN(1500))
			if i/places == i%places {
				d = 0
			} else if r.IntN(40) == 0 {
				d = route.Unreachable
			}
			m.Durations = append(m.Durations, d)
			m.Distances = append(m.Distances, min(d, 5000)*12+int32(r.IntN(100)))
		}
		if r.IntN(5) == 0 {
			for range places * places {
				m.Costs = append(m.Costs, int32(r.IntN(900)))
			}
		}
		all = append(all, m)
	}
	return all
}

func amount(r *rand.Rand, dims int) []int64 {
	var a []int64
	for range dims {
		a = append(a, r.Int64N(6))
	}
	return a
}

func windows(r *rand.Rand) []route.Window {
	var all []route.Window
	at := int64(r.IntN(6000))
	for range r.IntN(3) {
		w := route.Window{Open: at, Close: at + int64(r.IntN(6000))}
		all = append(all, w)
		at = w.Close + 1 + int64(r.IntN(3000))
	}
	return all
}

func stop(r *rand.Rand, places, dims int) route.Stop {
	s := route.Stop{Place: r.IntN(places), Service: route.Duration{Base: int64(r.IntN(300))}}
	if r.IntN(2) == 0 {
		s.Delivery = amount(r, dims)
	}
	if r.IntN(4) == 0 {
		s.Pickup = amount(r, dims)
	}
	if r.IntN(3) == 0 {
		s.Setup = route.Duration{Base: int64(r.IntN(200)), ByType: map[string]int64{"van": int64(r.IntN(300))}}
		s.Service.ByType = map[string]int64{"van": int64(r.IntN(500))}
	}
	if r.IntN(2) == 0 {
		s.Windows = windows(r)
	}
	if r.IntN(4) == 0 {
		s.Skills = []int{r.IntN(3)}
	}
	if r.IntN(3) == 0 {
		s.Priority = r.IntN(101)
	}
	return s
}

func vehicle(r *rand.Rand, places, dims, profiles int) route.Vehicle {
	v := route.Vehicle{Profile: r.IntN(profiles), Start: r.IntN(places+1) - 1, End: r.IntN(places)}
	if v.Start != route.Nowhere && r.IntN(3) == 0 {
		v.End = route.Nowhere
	}
	for range dims {
		v.Capacity = append(v.Capacity, 3+r.Int64N(15))
	}
	if r.IntN(2) == 0 {
		v.Type = "van"
	}
	for s := range 3 {
		if r.IntN(2) == 0 {
			v.Skills = append(v.Skills, s)
		}
	}
	if r.IntN(2) == 0 {
		open := int64(r.IntN(4000))
		v.Shift = &route.Window{Open: open, Close: open + int64(r.IntN(20000))}
	}
	for range max(0, r.IntN(5)-2) {
		v.Breaks = append(v.Breaks, route.Break{Windows: windows(r), Service: int64(r.IntN(600)), MaxLoad: someLoad(r, dims)})
	}
	if r.IntN(4) == 0 {
		v.Speed = 50 + r.IntN(150)
	}
	if r.IntN(4) == 0 {
		v.Traffic = &route.Traffic{Midnight: int64(r.IntN(4000)) - 2000}
		for h := range v.Traffic.SpeedByHour {
			v.Traffic.SpeedByHour[h] = 30 + r.IntN(120)
		}
	}
	v.Costs, v.Limits = spending(r)
	return v
}

func someLoad(r *rand.Rand, dims int) []int64 {
	if r.IntN(2) == 0 {
		return nil
	}
	return amount(r, dims)
}

func spending(r *rand.Rand) (route.Costs, route.Limits) {
	c, l := route.Costs{}, route.Limits{}
	if r.IntN(2) == 0 {
		c = route.Costs{Fixed: int64(r.IntN(5000)), PerHour: int64(r.IntN(5000)), PerTaskHour: int64(r.IntN(3000)), PerKm: int64(r.IntN(300))}
	}
	if r.IntN(4) == 0 {
		l = route.Limits{Stops: r.IntN(6), Travel: int64(r.IntN(9000)), Distance: int64(r.IntN(90000))}
	}
	return c, l
}

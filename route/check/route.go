package check

import (
	"fmt"
	"math/big"
	"slices"

	"crosslane/route"
)

// round is one route under way.
type round struct {
	c       *checker
	v       *route.Vehicle
	m       *route.Matrix
	route   *route.Route
	field   string
	place   int
	load    map[int]int64
	rested  []bool
	picked  map[int]bool
	served  int
	drive   int64 // seconds driven so far
	metres  int64
	price   int64 // of driving, from the matrix of costs
	tasks   int64 // seconds of setup and service
	covered int64 // hundredths of the leg to the next stop that are driven already
}

func (c *checker) route(r *route.Route, field string) (Report, error) {
	if r.Vehicle < 0 || r.Vehicle >= len(c.used) || c.used[r.Vehicle] {
		return Report{}, wrong(field+".vehicle", "does not exist or has another route")
	}
	c.used[r.Vehicle] = true
	v := &c.p.Vehicles[r.Vehicle]
	o := &round{c: c, v: v, m: &c.p.Matrices[v.Profile], route: r, field: field, place: v.Start,
		load: map[int]int64{}, rested: make([]bool, len(v.Breaks)), picked: map[int]bool{}}
	for _, step := range []func() error{o.ends, o.board, o.visits, o.done} {
		if err := step(); err != nil {
			return Report{}, err
		}
	}
	cost := o.cost()
	if cost != r.Cost {
		return Report{}, wrong(field+".cost", "is %d, should be %d", r.Cost, cost)
	}
	return Report{Cost: cost, Travel: o.drive, Distance: o.metres, Served: o.served}, nil
}

// ends verifies departure and return.
func (o *round) ends() error {
	k := len(o.route.Visits) - 1
	if k < 2 || o.route.Visits[0].Act != route.Depart || o.route.Visits[k].Act != route.Return {
		return wrong(o.field+".visits", "do not lead from a departure over a stop to a return")
	}
	first, last := o.route.Visits[0], o.route.Visits[k]
	if first.Travel != 0 || first.Distance != 0 || first.Leave() != first.Arrival {
		return wrong(o.field+".visits[0]", "is not a plain departure")
	}
	if last.Leave() != last.Arrival {
		return wrong(fmt.Sprintf("%s.visits[%d]", o.field, k), "is not a plain return")
	}
	if s := o.v.Shift; first.Arrival < 0 || s != nil && (first.Arrival < s.Open || last.Arrival > s.Close) {
		return wrong(o.field, "is not within the shift")
	}
	return nil
}

// board puts on board at the start what is delivered on the way.
func (o *round) board() error {
	for i, v := range o.route.Visits {
		if v.Act != route.Serve {
			continue
		}
		field := fmt.Sprintf("%s.visits[%d]", o.field, i)
		if v.Index < 0 || v.Index >= len(o.c.visited) || o.c.visited[v.Index] {
			return wrong(field, "stop %d does not exist or is visited twice", v.Index)
		}
		o.c.visited[v.Index] = true
		o.served++
		o.add(o.c.p.Stops[v.Index].Delivery, 1)
		for _, want := range o.c.p.Stops[v.Index].Skills {
			if !holds(o.v.Skills, want) {
				return wrong(field, "the vehicle lacks skill %d", want)
			}
		}
	}
	return o.loaded(0)
}

func holds(skills []int, want int) bool {
	return slices.Contains(skills, want)
}

func (o *round) add(amount []int64, sign int64) {
	for d, a := range amount {
		o.load[d] += sign * a
	}
}

// loaded verifies the load after a visit against the statement and the capacity.
func (o *round) loaded(i int) error {
	field := fmt.Sprintf("%s.visits[%d].load", o.field, i)
	for d, stated := range o.route.Visits[i].Load {
		if o.load[d] != stated {
			return wrong(field, "is %d in dimension %d, should be %d", stated, d, o.load[d])
		}
	}
	for d, bound := range o.v.Capacity {
		if o.load[d] > bound || o.load[d] < 0 {
			return wrong(field, "is %d of %d in dimension %d", o.load[d], bound, d)
		}
	}
	return nil
}

func (o *round) visits() error {
	for i := 1; i < len(o.route.Visits); i++ {
		if o.route.Visits[i].Wait < 0 {
			return wrong(fmt.Sprintf("%s.visits[%d].wait", o.field, i), "is negative")
		}
		step := o.stop
		switch o.route.Visits[i].Act {
		case route.Rest:
			step = o.rest
		case route.Return:
			step = o.home
		case route.Depart:
			return wrong(o.field, "departs twice")
		}
		if err := step(i); err != nil {
			return err
		}
		if err := o.loaded(i); err != nil {
			return err
		}
	}
	return nil
}

// arrive verifies a leg that ends at a place.
func (o *round) arrive(i, place int) error {
	v, before := o.route.Visits[i], o.route.Visits[i-1]
	field := fmt.Sprintf("%s.visits[%d]", o.field, i)
	need := int64(0)
	if o.place != route.Nowhere && place != route.Nowhere {
		at := o.place*o.m.Size + place
		if o.m.Durations[at] == route.Unreachable {
			return wrong(field, "no road leads there")
		}
		need = o.hundredths(int64(o.m.Durations[at]))
		if o.m.Distances != nil {
			o.metres += int64(o.m.Distances[at])
		}
		if o.m.Costs != nil {
			o.price += int64(o.m.Costs[at])
		}
	}
	seconds := o.seconds(before.Leave(), need-o.covered)
	o.covered = 0
	o.drive += seconds
	if v.Arrival != before.Leave()+seconds {
		return wrong(field+".arrival", "is %d, should be %d", v.Arrival, before.Leave()+seconds)
	}
	if v.Travel != o.drive || v.Distance != o.metres {
		return wrong(field, "states %d s and %d m driven, should be %d and %d", v.Travel, v.Distance, o.drive, o.metres)
	}
	o.place = place
	return nil
}

// hundredths is a time of the matrix for this vehicle's speed, in 1/100 s.
func (o *round) hundredths(seconds int64) int64 {
	if o.v.Speed == 0 {
		return seconds * 100
	}
	speed := int64(o.v.Speed)
	return (seconds*100 + speed/2) / speed * 100
}

// seconds is how long driving takes, second by second where traffic changes.
func (o *round) seconds(from, need int64) int64 {
	if o.v.Traffic == nil {
		return max(0, (need+99)/100)
	}
	now := from
	for need > 0 {
		speed, left := o.speed(now)
		if whole := need / speed; whole > left {
			now += left
			need -= left * speed
		} else if whole > 0 {
			now += whole
			need -= whole * speed
		} else {
			now++
			need = 0
		}
	}
	return now - from
}

// speed is the percentage at an instant, and the seconds for which it holds.
func (o *round) speed(now int64) (percent, left int64) {
	day := ((now-o.v.Traffic.Midnight)%86400 + 86400) % 86400
	return int64(o.v.Traffic.SpeedByHour[day/3600]), 3600 - day%3600
}

// way is the ground covered between two instants, in hundredths, as far as most.
func (o *round) way(from, to, most int64) int64 {
	if o.v.Traffic == nil {
		return min(most, to-from) * 100
	}
	sum := int64(0)
	for from < to && sum < most {
		speed, left := o.speed(from)
		left = min(left, to-from)
		sum += left * speed
		from += left
	}
	return sum
}

// cost prices the route exactly and rounds half up.
func (o *round) cost() int64 {
	c := o.v.Costs
	if c == (route.Costs{}) && o.m.Costs == nil {
		c.PerHour = 3600
	}
	sum := new(big.Rat).SetInt64(c.Fixed + o.price)
	for _, part := range []struct{ rate, amount, per int64 }{
		{c.PerHour, o.drive, 3600}, {c.PerTaskHour, o.tasks, 3600}, {c.PerKm, o.metres, 1000},
	} {
		sum.Add(sum, new(big.Rat).Mul(big.NewRat(part.rate, 1), big.NewRat(part.amount, part.per)))
	}
	sum.Add(sum, big.NewRat(1, 2))
	return new(big.Int).Div(sum.Num(), sum.Denom()).Int64()
}

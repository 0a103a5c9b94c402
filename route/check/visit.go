package check

import (
	"fmt"

	"crosslane/route"
)

// stop verifies a visit to a stop.
func (o *round) stop(i int) error {
	v := o.route.Visits[i]
	s := &o.c.p.Stops[v.Index]
	field := fmt.Sprintf("%s.visits[%d]", o.field, i)
	setup := s.Setup.For(o.v.Type)
	if o.place == s.Place {
		setup = 0
	}
	if err := o.arrive(i, s.Place); err != nil {
		return err
	}
	if v.Setup != setup || v.Service != s.Service.For(o.v.Type) {
		return wrong(field, "states %d s setup and %d s service, should be %d and %d", v.Setup, v.Service, setup, s.Service.For(o.v.Type))
	}
	if !within(s.Windows, v.Begin()) || !within(o.c.hours(v.Index), v.Begin()) {
		return wrong(field, "begins at %d, outside its windows", v.Begin())
	}
	o.tasks += v.Setup + v.Service
	o.add(s.Delivery, -1)
	o.add(s.Pickup, 1)
	return o.hand(v.Index, field)
}

// hours are the opening hours of a stop's locker.
func (c *checker) hours(stop int) []route.Window {
	for i := range c.p.Lockers {
		for _, d := range c.p.Lockers[i].Deposits {
			if d.Stop == stop {
				return c.p.Lockers[i].Hours
			}
		}
	}
	return nil
}

func within(windows []route.Window, at int64) bool {
	for _, w := range windows {
		if w.Open <= at && at <= w.Close {
			return true
		}
	}
	return len(windows) == 0
}

// hand takes a pair's goods on board or hands them over.
func (o *round) hand(stop int, field string) error {
	for k, pair := range o.c.p.Pairs {
		switch stop {
		case pair.Pickup:
			o.picked[k] = true
			o.add(pair.Amount, 1)
		case pair.Delivery:
			if !o.picked[k] {
				return wrong(field, "hands over pair %d before it is picked up", k)
			}
			delete(o.picked, k)
			o.add(pair.Amount, -1)
		}
	}
	return nil
}

// rest verifies a break between two stops or on the way.
func (o *round) rest(i int) error {
	v, before := o.route.Visits[i], o.route.Visits[i-1]
	field := fmt.Sprintf("%s.visits[%d]", o.field, i)
	if v.Index < 0 || v.Index >= len(o.rested) || o.rested[v.Index] {
		return wrong(field, "break %d does not exist or is taken twice", v.Index)
	}
	o.rested[v.Index] = true
	b := &o.v.Breaks[v.Index]
	driven := v.Arrival - before.Leave()
	if driven < 0 || v.Travel != o.drive+driven || v.Distance != o.metres {
		return wrong(field, "states %d s driven after %d s", v.Travel, o.drive)
	}
	o.drive = v.Travel
	if ahead := o.ahead(i); o.covered < ahead {
		o.covered = min(ahead, o.covered+o.way(before.Leave(), v.Arrival, ahead))
	} else if driven > 0 {
		return wrong(field, "drives on with nowhere to go")
	}
	if v.Setup != 0 || v.Service != b.Service || !within(b.Windows, v.Begin()) {
		return wrong(field, "lasts %d s from %d, against the break's rules", v.Service, v.Begin())
	}
	for d, bound := range b.MaxLoad {
		if o.load[d] > bound {
			return wrong(field, "rests with %d on board, allowed are %d", o.load[d], bound)
		}
	}
	return nil
}

// ahead is the length of the leg under way, in hundredths of a second.
func (o *round) ahead(i int) int64 {
	to := o.v.End
	for _, v := range o.route.Visits[i:] {
		if v.Act == route.Serve {
			to = o.c.p.Stops[v.Index].Place
			break
		}
	}
	if o.place == route.Nowhere || to == route.Nowhere {
		return 0
	}
	return o.hundredths(int64(o.m.Durations[o.place*o.m.Size+to]))
}

// home verifies the return.
func (o *round) home(i int) error {
	if i != len(o.route.Visits)-1 {
		return wrong(fmt.Sprintf("%s.visits[%d]", o.field, i), "returns before the end")
	}
	return o.arrive(i, o.v.End)
}

// done verifies what holds for the route as a whole.
func (o *round) done() error {
	l := o.v.Limits
	switch {
	case len(o.picked) > 0:
		return wrong(o.field, "does not hand over all it picks up")
	case l.Stops > 0 && o.served > l.Stops:
		return wrong(o.field, "has %d stops, allowed are %d", o.served, l.Stops)
	case l.Travel > 0 && o.drive > l.Travel:
		return wrong(o.field, "drives %d s, allowed are %d", o.drive, l.Travel)
	case l.Distance > 0 && o.metres > l.Distance:
		return wrong(o.field, "drives %d m, allowed are %d", o.metres, l.Distance)
	}
	for i, taken := range o.rested {
		if !taken {
			return wrong(o.field, "leaves out break %d", i)
		}
	}
	return nil
}

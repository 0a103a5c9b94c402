package solver

import "crosslane/route"

// nearness ranks the reasons: the more the nearer a stop came to being served.
var nearness = map[route.Reason]int{
	route.NoVehicle: 0, route.NoSkill: 1, route.NoRoad: 2, route.TooLarge: 3,
	route.OutOfHours: 4, route.BeyondLimits: 5, route.LockerFull: 6, route.NoRoom: 7,
}

// reason says why a stop is in no tour: what keeps the vehicle that comes closest
// from serving it alone, with its mate if it has one.
func (p *plan) reason(u int32) route.Reason {
	alone := []int32{u}
	if n := &p.m.day.Nodes[u]; n.Mate != none && n.First {
		alone = []int32{u, n.Mate}
	} else if n.Mate != none {
		alone = []int32{n.Mate, u}
	}
	why := route.NoVehicle
	for i := range p.m.day.Classes {
		r := p.judge.Keeps(&p.m.day.Classes[i], alone)
		if r == "" {
			r = route.NoRoom
			if !p.lockerHas(u) {
				r = route.LockerFull
			}
		}
		if nearness[r] > nearness[why] {
			why = r
		}
	}
	return why
}

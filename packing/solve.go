package packing

import (
	"cmp"
	"slices"

	"crosslane/packing/load"
)

// solve leaves the best solution found in s.best.
func (s *search) solve() {
	s.best = solution{}
	if len(s.kinds) == 0 {
		return
	}
	if s.request.Objective == MostVolume {
		s.fillInTurn()
		return
	}
	s.floor = s.floorSeveral()
	s.findOnes()
	s.try(load.Effort{Width: 1}, quickSteps)
	steps := int64(thoroughByCount)
	if s.request.minimisesPrice() {
		steps = thoroughByPrice
	}
	// Where somebody else says when to stop, effort doubles until then.
	for e := (load.Effort{Width: 4, Blocks: 100}); !s.settled() && !s.stopped(); steps *= 4 {
		s.try(e, steps)
		e.Width, e.Blocks = 2*e.Width, min(2*e.Blocks, maxBlocks)
		if s.request.Stop == nil || e.Width > maxBeamWidth {
			return
		}
	}
}

// try looks for a better solution, with so many steps.
func (s *search) try(e load.Effort, steps int64) {
	s.effort, s.budget = e, steps
	s.effort.Budget, s.effort.Stop = &s.budget, s.request.Stop
	s.single()
	if !s.best.found || s.floor.below(s.best.cost) {
		s.extend(s.count, cost{}, nil)
		s.shrink()
	}
}

func (s *search) stopped() bool { return s.request.Stop != nil && s.request.Stop() }

// settled says whether no solution can be better than the best found, or, where
// cartons are counted, needs fewer of them.
func (s *search) settled() bool {
	if s.request.Objective == FewestCartons && len(s.best.parcels) > 1 {
		return len(s.ones) == 0 && s.best.cost[0] == 0 && s.floor[1] == s.best.cost[1]
	}
	return !s.floor.below(s.best.cost) && (len(s.ones) == 0 || !s.price(s.ones[0]).below(s.best.cost))
}

// fillInTurn loads each carton, in the order given, as full as it gets.
func (s *search) fillInTurn() {
	s.effort = load.Effort{Width: maxBeamWidth, Blocks: maxBlocks, Stop: s.request.Stop}
	if s.request.BeamWidth > 0 {
		s.effort.Width = int(s.request.BeamWidth)
	}
	if s.request.Stop == nil {
		s.budget = volumeSteps
		s.effort.Budget = &s.budget
	}
	left := slices.Clone(s.count)
	for c := range s.fillers {
		for n := s.stock[c]; n > 0 && s.fillers[c].payloadG >= 0; n-- {
			p := s.fill(c, left, s.fillers[c].payloadG)
			if p.plan.Volume == 0 {
				break
			}
			subtract(left, p.plan.Used, 1)
			s.best.parcels = append(s.best.parcels, p)
		}
	}
}

// findOnes lists the cartons that might take everything, the cheapest first.
func (s *search) findOnes() {
	volume, weight := s.volume(s.count), s.weight(s.count)
	for c := range s.fillers {
		f := &s.fillers[c]
		if s.stock[c] > 0 && volume <= f.carton.Inner.VolumeMM3() && weight <= f.payloadG && s.mayTakeAll(c) {
			s.ones = append(s.ones, packed{c, load.Plan{Used: s.count}})
		}
	}
	slices.SortStableFunc(s.ones, func(a, b packed) int { return s.price(a).compare(s.price(b)) })
}

// single tries to pack everything into one carton, the cheapest first.
func (s *search) single() {
	volume, weight := s.volume(s.count), s.weight(s.count)
	for _, one := range s.ones {
		if s.best.found && !s.price(one).below(s.best.cost) {
			return
		}
		if p := s.fill(one.carton, s.count, weight); p.plan.Volume == volume {
			s.offer([]packed{p}, s.price(p))
			return
		}
	}
}

// offer keeps a solution if it is better than the best so far.
func (s *search) offer(parcels []packed, c cost) {
	if !s.best.found || c.below(s.best.cost) {
		s.best = solution{slices.Clone(parcels), c, true}
	}
}

// extend packs what is left into further cartons, the most promising first, and
// offers each solution that it reaches.
func (s *search) extend(left []int32, soFar cost, parcels []packed) {
	volume := s.volume(left)
	if volume == 0 {
		s.offer(parcels, soFar)
		return
	}
	options := s.options(left, soFar)
	if len(options) == 0 {
		s.offer(parcels, soFar.plus(cost{volume}))
	}
	for _, o := range options {
		if s.best.found && (s.budget <= 0 || !o.estimate.below(s.best.cost) || s.stopped()) {
			return
		}
		rest, chain, spent := slices.Clone(left), parcels, soFar
		n := s.repeats(left, o.packed)
		for range n {
			chain, spent = append(chain, o.packed), spent.plus(s.price(o.packed))
		}
		subtract(rest, o.plan.Used, int32(n))
		s.stock[o.carton] -= n
		s.extend(rest, spent, chain)
		s.stock[o.carton] += n
	}
}

// repeats is how often a filled carton is taken at once: where goods for many equal
// ones are left, all but the last, which may do better another way.
func (s *search) repeats(left []int32, p packed) int64 {
	n := int64(maxUnits)
	for k, used := range p.plan.Used {
		if used > 0 {
			n = min(n, int64(left[k]/used))
		}
	}
	return max(1, min(n-1, s.stock[p.carton]))
}

func subtract(left, used []int32, times int32) {
	for k := range left {
		left[k] -= used[k] * times
	}
}

// option is a next carton; the least that a solution with it can cost; and what it
// would cost to pack everything left as dearly as this carton does.
type option struct {
	packed
	estimate  cost
	projected float64
}

// options fills each carton there is with what is left, as full as it gets or up
// to a weight that the freight table favours.
func (s *search) options(left []int32, soFar cost) (out []option) {
	volume, weight := s.volume(left), s.weight(left)
	for c := range s.fillers {
		if s.stock[c] == 0 || s.fillers[c].payloadG < 0 {
			continue
		}
		for _, capG := range s.caps(c, weight) {
			p := s.fill(c, left, capG)
			if p.plan.Volume == 0 {
				continue
			}
			rest := slices.Clone(left)
			subtract(rest, p.plan.Used, 1)
			price := s.price(p)
			packed := float64(p.plan.Volume)/float64(volume) + float64(s.weight(p.plan.Used)+1)/float64(weight+1)
			out = append(out, option{p, soFar.plus(price).plus(s.bound(rest)), float64(price[1]) / packed})
		}
	}
	slices.SortStableFunc(out, func(a, b option) int {
		return cmp.Or(cmp.Compare(a.projected, b.projected), a.estimate.compare(b.estimate))
	})
	return out
}

// shrink moves the goods of each parcel into the cheapest carton that takes them.
func (s *search) shrink() {
	for i, p := range s.best.parcels {
		for c := range s.fillers {
			was := s.price(s.best.parcels[i])
			now := s.price(packed{c, load.Plan{Used: p.plan.Used}})
			if !now.below(was) || !s.spare(c) || s.weight(p.plan.Used) > s.fillers[c].payloadG {
				continue
			}
			if q := s.fill(c, p.plan.Used, s.fillers[c].payloadG); q.plan.Volume == p.plan.Volume {
				s.best.parcels[i] = q
				s.best.cost = s.best.cost.plus(now).minus(was)
			}
		}
	}
}

// spare says whether the best solution leaves a carton of this size unused.
func (s *search) spare(carton int) bool {
	n := s.stock[carton]
	for _, p := range s.best.parcels {
		if p.carton == carton {
			n--
		}
	}
	return n > 0
}

package check

// stack is what a piece rests on and what it bears.
type stack struct {
	below []int   // pieces that it rests on
	areas []int64 // the area of contact with each of them
	base  int64   // the sum of the areas
	above []int   // pieces that rest on it
	load  int64   // grams that it bears; valid once known
	known bool
}

// judgeStacks looks at support and at what each piece bears. Weight goes down in
// proportion to the areas of contact, rounded up to whole grams on each piece.
func (l *Load) judgeStacks(order []int, report reporter) {
	stacks := l.stacks(order)
	for i := range stacks {
		s, g := &stacks[i], &l.Goods[i]
		if base := g.Size[0] * g.Size[1]; g.At[2] > 0 && s.base*100 < l.SupportPercent*base {
			report(Support, "%s at %v rests on %d %% of its base, %d %% are asked", g.Name, g.At, s.base*100/base, l.SupportPercent)
		}
		if g.MaxLoadG != NoLimit && l.borne(stacks, i) > g.MaxLoadG {
			report(Stacking, "%s at %v bears %d g, %d g are allowed", g.Name, g.At, stacks[i].load, g.MaxLoadG)
		}
		for _, j := range s.above {
			if top := &l.Goods[j]; g.MaxLoadG == 0 || g.TopOnly && !top.TopOnly {
				report(Stacking, "%s lies on %s", top.Name, g.Name)
			}
		}
	}
}

// stacks finds who rests on whom, given the pieces from left to right.
func (l *Load) stacks(order []int) []stack {
	stacks := make([]stack, len(l.Goods))
	for n, i := range order {
		a := &l.Goods[i]
		for _, j := range order[n+1:] {
			b := &l.Goods[j]
			if b.At[0] >= a.At[0]+a.Size[0] {
				break
			}
			area := common(a, b, 0) * max(common(a, b, 1), 0)
			switch {
			case area == 0:
			case b.At[2]+b.Size[2] == a.At[2]:
				rest(stacks, i, j, area)
			case a.At[2]+a.Size[2] == b.At[2]:
				rest(stacks, j, i, area)
			}
		}
	}
	return stacks
}

// rest notes that the upper piece rests on the lower one.
func rest(stacks []stack, upper, lower int, area int64) {
	s := &stacks[upper]
	s.below, s.areas, s.base = append(s.below, lower), append(s.areas, area), s.base+area
	stacks[lower].above = append(stacks[lower].above, upper)
}

// borne is the weight on top of a piece: each piece that rests on it hands down its
// share of itself and of what it bears.
func (l *Load) borne(stacks []stack, i int) int64 {
	s := &stacks[i]
	if s.known {
		return s.load
	}
	for _, j := range s.above {
		total := l.Goods[j].WeightG + l.borne(stacks, j)
		upper := &stacks[j]
		for k, below := range upper.below {
			if below == i {
				s.load += (total*upper.areas[k] + upper.base - 1) / upper.base
			}
		}
	}
	s.known = true
	return s.load
}

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
func (l *Load) judgeStacks(report reporter) {
	stacks := l.stacks()
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

// stacks finds who rests on whom.
func (l *Load) stacks() []stack {
	stacks := make([]stack, len(l.Goods))
	for i := range l.Goods {
		for j := range l.Goods {
			a, b := &l.Goods[i], &l.Goods[j]
			if i == j || b.At[2]+b.Size[2] != a.At[2] {
				continue
			}
			x, y := common(a, b, 0), common(a, b, 1)
			if x > 0 && y > 0 {
				s := &stacks[i]
				s.below, s.areas, s.base = append(s.below, j), append(s.areas, x*y), s.base+x*y
				stacks[j].above = append(stacks[j].above, i)
			}
		}
	}
	return stacks
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

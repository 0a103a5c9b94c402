// Package check answers one question: does a packed carton, pallet or container
// keep all the rules? It shares no code with the packer that it judges, and takes
// the goods as they were declared, not as the packer saw them.
package check

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// NoLimit as a MaxG or MaxLoadG allows any weight.
const NoLimit = -1

// Rule names a rule that can be broken.
type Rule string

// The rules.
const (
	Bounds      Rule = "bounds"      // every piece lies inside
	Overlap     Rule = "overlap"     // no two pieces share room
	Orientation Rule = "orientation" // each piece has its own size and stands as it may
	Weight      Rule = "weight"      // the goods weigh no more than allowed
	Support     Rule = "support"     // enough of each base rests on something
	Stacking    Rule = "stacking"    // no piece bears what or more than it may
	Danger      Rule = "danger"      // classes of dangerous goods are apart
	Unloading   Rule = "unloading"   // no piece is in the way of an earlier stop
	Tally       Rule = "tally"       // nothing is lost, nothing is added
)

// Fault is a rule that a load breaks.
type Fault struct {
	Rule Rule `json:"rule"`
	// Parcel is the number of the parcel, from 0; -1 for a fault of the whole answer.
	Parcel  int    `json:"parcel"`
	Message string `json:"message"`
}

// Goods is one piece: as declared, and where it was put.
type Goods struct {
	// Name is how faults call it.
	Name string
	// Edges are its declared width, length and depth in millimetres, Upright says
	// which of them may stand upright.
	Edges   [3]int64
	Upright [3]bool
	// At is its low corner and Size its extent as it stands, in millimetres, across,
	// toward the door, and up.
	At, Size [3]int64
	// WeightG is its weight, MaxLoadG what it bears on top (or NoLimit), in grams.
	WeightG, MaxLoadG int64
	// TopOnly goods bear nothing but their like.
	TopOnly bool
	// Class is the class of dangerous goods, Stop when it is unloaded, 0 first.
	Class string
	Stop  int64
}

// Load is one carton, pallet or container and all that is in it.
type Load struct {
	// Size is the inner size in millimetres: across, toward the door, up.
	Size [3]int64
	// MaxG is what the goods may weigh together, in grams, or NoLimit.
	MaxG int64
	// SupportPercent is the share of its base on which each piece must rest.
	SupportPercent int64
	// ByStop says that goods must come out stop by stop.
	ByStop bool
	Goods  []Goods
}

// Faults lists the rules that the load breaks, none if it is in order. Parcel is
// left 0 in each.
func (l *Load) Faults() (faults []Fault) {
	report := func(rule Rule, format string, args ...any) {
		faults = append(faults, Fault{Rule: rule, Message: fmt.Sprintf(format, args...)})
	}
	var total int64
	for i := range l.Goods {
		g := &l.Goods[i]
		total += g.WeightG
		l.judgeAlone(g, report)
	}
	order := l.acrossOrder()
	for n, i := range order {
		g := &l.Goods[i]
		for _, j := range order[n+1:] {
			if l.Goods[j].At[0] >= g.At[0]+g.Size[0] {
				break
			}
			l.judgePair(g, &l.Goods[j], report)
		}
	}
	if l.MaxG != NoLimit && total > l.MaxG {
		report(Weight, "goods weigh %d g, %d g are allowed", total, l.MaxG)
	}
	l.judgeStacks(order, report)
	return faults
}

// acrossOrder lists the pieces from left to right, so that those that share some of
// the width are found without comparing all with all.
func (l *Load) acrossOrder() []int {
	order := make([]int, len(l.Goods))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(l.Goods[a].At[0], l.Goods[b].At[0]), cmp.Compare(a, b))
	})
	return order
}

type reporter func(rule Rule, format string, args ...any)

// judgeAlone looks at what can be said of a piece by itself.
func (l *Load) judgeAlone(g *Goods, report reporter) {
	for axis := range 3 {
		if g.At[axis] < 0 || g.At[axis]+g.Size[axis] > l.Size[axis] {
			report(Bounds, "%s at %v with size %v leaves %v", g.Name, g.At, g.Size, l.Size)
			break
		}
	}
	if first := &l.Goods[0]; g.Class != first.Class {
		report(Danger, "%s (class %q) and %s (class %q) are together", g.Name, g.Class, first.Name, first.Class)
	}
	if !g.standsRight() {
		report(Orientation, "%s of %v stands as %v", g.Name, g.Edges, g.Size)
	}
}

// standsRight says whether the size as it stands is the declared one with an edge
// upright that may be.
func (g *Goods) standsRight() bool {
	for up := range 3 {
		if !g.Upright[up] || g.Size[2] != g.Edges[up] {
			continue
		}
		a, b := g.Edges[(up+1)%3], g.Edges[(up+2)%3]
		if g.Size[0] == a && g.Size[1] == b || g.Size[0] == b && g.Size[1] == a {
			return true
		}
	}
	return false
}

// judgePair looks at what two pieces are to each other.
func (l *Load) judgePair(a, b *Goods, report reporter) {
	x, y, z := common(a, b, 0), common(a, b, 1), common(a, b, 2)
	if x > 0 && y > 0 && z > 0 {
		report(Overlap, "%s at %v and %s at %v overlap", a.Name, a.At, b.Name, b.At)
	}
	if l.ByStop && a.Stop != b.Stop {
		early, late := a, b
		if b.Stop < a.Stop {
			early, late = b, a
		}
		above := x > 0 && y > 0 && late.At[2] > early.At[2]
		before := x > 0 && z > 0 && late.At[1] > early.At[1]
		if above || before {
			report(Unloading, "%s of stop %d is in the way of %s of stop %d", late.Name, late.Stop, early.Name, early.Stop)
		}
	}
}

// common is the length that two pieces share along an axis, 0 or less if none.
func common(a, b *Goods, axis int) int64 {
	return min(a.At[axis]+a.Size[axis], b.At[axis]+b.Size[axis]) - max(a.At[axis], b.At[axis])
}

// Count compares what was to be packed with what was packed and what was left, by
// name, and reports what does not add up.
func Count(wanted, packed, left map[string]int64) (faults []Fault) {
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		if n := wanted[name]; packed[name]+left[name] != n {
			faults = append(faults, Fault{Tally, -1, fmt.Sprintf("of %d %s, %d are packed and %d left", n, name, packed[name], left[name])})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(packed)) {
		if _, known := wanted[name]; !known {
			faults = append(faults, Fault{Tally, -1, fmt.Sprintf("%s is packed, and nobody asked for it", name)})
		}
	}
	return faults
}

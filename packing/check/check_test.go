package check_test

import (
	"slices"
	"strings"
	"testing"

	"crosslane/packing/check"
)

// tower is a crate with a slab on the floor, a box upon it and a lid on top of that,
// in order by every rule.
func tower() check.Load {
	return check.Load{
		Size: [3]int64{100, 200, 100}, MaxG: 3000, SupportPercent: 80, ByStop: true,
		Goods: []check.Goods{
			{Name: "slab", Edges: [3]int64{100, 100, 20}, Upright: [3]bool{2: true}, Size: [3]int64{100, 100, 20}, WeightG: 1000, MaxLoadG: 1500, Stop: 1},
			{Name: "box", Edges: [3]int64{40, 80, 60}, Upright: [3]bool{true, true, true}, At: [3]int64{0, 0, 20}, Size: [3]int64{80, 60, 40}, WeightG: 900, MaxLoadG: check.NoLimit, Stop: 1},
			{Name: "lid", Edges: [3]int64{80, 60, 10}, Upright: [3]bool{true, true, true}, At: [3]int64{0, 0, 60}, Size: [3]int64{80, 60, 10}, WeightG: 600, MaxLoadG: 0},
			{Name: "bag", Edges: [3]int64{50, 50, 50}, Upright: [3]bool{true, true, true}, At: [3]int64{50, 100, 0}, Size: [3]int64{50, 50, 50}, WeightG: 500, MaxLoadG: check.NoLimit},
		},
	}
}

func TestSoundLoadHasNoFaults(t *testing.T) {
	l := tower()
	if faults := l.Faults(); len(faults) > 0 {
		t.Error(faults)
	}
}

func TestEachRuleIsSeen(t *testing.T) {
	const slab, box, lid, bag = 0, 1, 2, 3
	for name, c := range map[string]struct {
		breakIt func(*check.Load)
		rule    check.Rule
		words   string
	}{
		"out of the side":        {func(l *check.Load) { l.Goods[bag].At[0] = 51 }, check.Bounds, "bag"},
		"below the floor":        {func(l *check.Load) { l.Goods[bag].At[2] = -1 }, check.Bounds, "bag"},
		"out of the top":         {func(l *check.Load) { l.Size[2] = 69 }, check.Bounds, "lid"},
		"through each other":     {func(l *check.Load) { l.Goods[bag].At[1] = 99 }, check.Overlap, "bag"},
		"on its side":            {func(l *check.Load) { l.Goods[slab].Upright = [3]bool{0: true} }, check.Orientation, "slab"},
		"not its size":           {func(l *check.Load) { l.Goods[box].Edges = [3]int64{40, 80, 61} }, check.Orientation, "box"},
		"sum of the goods":       {func(l *check.Load) { l.MaxG = 2999 }, check.Weight, "3000 g"},
		"hanging over":           {func(l *check.Load) { l.Goods[lid].At[0] = 17; l.Goods[lid].Stop = 1 }, check.Support, "78 %"},
		"in the air":             {func(l *check.Load) { l.Goods[bag].At[2] = 10 }, check.Support, "0 %"},
		"load of two upon it":    {func(l *check.Load) { l.Goods[slab].MaxLoadG = 1499 }, check.Stacking, "1500 g"},
		"something on a no-load": {func(l *check.Load) { l.Goods[box].MaxLoadG = 0; l.Goods[lid].WeightG = 0 }, check.Stacking, "lid lies on box"},
		"other goods on top":     {func(l *check.Load) { l.Goods[box].TopOnly = true }, check.Stacking, "lid lies on box"},
		"classes together":       {func(l *check.Load) { l.Goods[bag].Class = "3" }, check.Danger, "bag"},
		"on an earlier stop":     {func(l *check.Load) { l.Goods[lid].Stop = 2 }, check.Unloading, "lid of stop 2 is in the way of box"},
		"before an earlier stop": {func(l *check.Load) { l.Goods[bag].Stop = 2 }, check.Unloading, "bag of stop 2 is in the way of slab"},
	} {
		t.Run(name, func(t *testing.T) {
			l := tower()
			c.breakIt(&l)
			for _, f := range l.Faults() {
				if f.Rule == c.rule && strings.Contains(f.Message, c.words) {
					return
				}
			}
			t.Errorf("%s is not reported: %v", c.rule, l.Faults())
		})
	}
}

// A plank over two boxes hands each its share of the weight by area, rounded up.
func TestWeightIsSharedByArea(t *testing.T) {
	free := [3]bool{true, true, true}
	l := check.Load{Size: [3]int64{100, 100, 100}, MaxG: check.NoLimit, SupportPercent: 40, Goods: []check.Goods{
		{Name: "wide", Edges: [3]int64{30, 10, 10}, Upright: free, Size: [3]int64{30, 10, 10}, MaxLoadG: 751},
		{Name: "slim", Edges: [3]int64{10, 10, 10}, Upright: free, At: [3]int64{50, 0, 0}, Size: [3]int64{10, 10, 10}, MaxLoadG: 251},
		{Name: "plank", Edges: [3]int64{60, 10, 10}, Upright: free, At: [3]int64{0, 0, 10}, Size: [3]int64{60, 10, 10}, WeightG: 1001, MaxLoadG: check.NoLimit},
	}}
	if faults := l.Faults(); len(faults) > 0 {
		t.Fatal(faults)
	}
	for i, name := range []string{"wide", "slim"} {
		l.Goods[i].MaxLoadG--
		if faults := l.Faults(); len(faults) != 1 || !strings.HasPrefix(faults[0].Message, name) {
			t.Errorf("one gram less allowed on %s: %v", name, faults)
		}
		l.Goods[i].MaxLoadG++
	}
}

func TestCount(t *testing.T) {
	wanted := map[string]int64{"a": 3, "b": 1}
	if faults := check.Count(wanted, map[string]int64{"a": 2, "b": 1}, map[string]int64{"a": 1}); len(faults) > 0 {
		t.Error(faults)
	}
	if faults := check.Count(wanted, map[string]int64{"a": 2, "b": 1}, nil); len(faults) != 1 {
		t.Errorf("one is lost: %v", faults)
	}
	for range 20 { // told in one order
		faults := check.Count(map[string]int64{"z": 1, "b": 1, "a": 1}, map[string]int64{"y": 1, "x": 1}, nil)
		if len(faults) != 5 || faults[0].Message[:7] != "of 1 a," || faults[2].Message[:7] != "of 1 z," || faults[3].Message[:4] != "x is" {
			t.Fatal(faults)
		}
	}
	if faults := check.Count(wanted, map[string]int64{"a": 3, "b": 1, "c": 1}, nil); len(faults) != 1 {
		t.Errorf("one is added: %v", faults)
	}
}

// cube is a piece of ten by ten by ten that weighs 100 g.
func cube(name string, at ...int64) check.Goods {
	return check.Goods{
		Name: name, Edges: [3]int64{10, 10, 10}, Size: [3]int64{10, 10, 10}, Upright: [3]bool{true, true, true},
		At: [3]int64(at), WeightG: 100, MaxLoadG: check.NoLimit,
	}
}

// What is just in order is in order, a step further it is not.
func TestWhereEachRuleBegins(t *testing.T) {
	wide := func(g check.Goods, w, l, d int64) check.Goods {
		g.Edges, g.Size = [3]int64{w, l, d}, [3]int64{w, l, d}
		return g
	}
	of := func(stop int64, g check.Goods) check.Goods { g.Stop = stop; return g }
	for name, c := range map[string]struct {
		goods []check.Goods
		rules []check.Rule
	}{
		"alone at the far end":               {[]check.Goods{cube("a", 40, 40, 0)}, nil},
		"too far across":                     {[]check.Goods{cube("a", 41, 0, 0)}, []check.Rule{check.Bounds}},
		"too far to the door":                {[]check.Goods{cube("a", 0, 41, 0)}, []check.Rule{check.Bounds}},
		"through the wall":                   {[]check.Goods{cube("a", -1, 0, 0)}, []check.Rule{check.Bounds}},
		"through the far wall":               {[]check.Goods{cube("a", 0, -1, 0)}, []check.Rule{check.Bounds}},
		"side by side":                       {[]check.Goods{cube("a", 0, 0, 0), cube("b", 10, 0, 0)}, nil},
		"one before the other":               {[]check.Goods{cube("a", 0, 0, 0), cube("b", 0, 10, 0)}, nil},
		"one upon the other":                 {[]check.Goods{cube("a", 0, 0, 0), cube("b", 0, 0, 10)}, nil},
		"in each other across":               {[]check.Goods{cube("a", 0, 0, 0), cube("b", 9, 0, 0)}, []check.Rule{check.Overlap}},
		"in each other to the door":          {[]check.Goods{cube("a", 0, 9, 0), cube("b", 0, 0, 0)}, []check.Rule{check.Overlap}},
		"in each other upwards":              {[]check.Goods{cube("a", 0, 0, 0), cube("b", 0, 0, 9)}, []check.Rule{check.Overlap, check.Support}},
		"corner on corner":                   {[]check.Goods{cube("a", 0, 0, 0), cube("b", 10, 10, 0), cube("c", 20, 20, 0)}, nil},
		"resting on half":                    {[]check.Goods{cube("a", 0, 0, 0), cube("b", 5, 0, 10)}, nil},
		"resting on half, to the door":       {[]check.Goods{cube("a", 0, 5, 0), cube("b", 0, 0, 10)}, nil},
		"resting on less":                    {[]check.Goods{cube("a", 0, 0, 0), cube("b", 6, 0, 10)}, []check.Rule{check.Support}},
		"resting on two":                     {[]check.Goods{cube("a", 0, 0, 0), cube("c", 12, 0, 0), cube("b", 6, 0, 10)}, nil},
		"beside what it might rest on":       {[]check.Goods{cube("a", 0, 0, 0), cube("b", 10, 0, 10)}, []check.Rule{check.Support}},
		"before what it might rest on":       {[]check.Goods{cube("a", 0, 0, 0), cube("b", 0, 10, 10)}, []check.Rule{check.Support}},
		"above what it might rest on":        {[]check.Goods{cube("a", 0, 0, 0), cube("b", 0, 0, 11)}, []check.Rule{check.Support}},
		"the later behind the earlier":       {[]check.Goods{of(1, cube("a", 0, 0, 0)), of(0, cube("b", 0, 10, 0))}, nil},
		"the later before the earlier":       {[]check.Goods{of(0, cube("a", 0, 0, 0)), of(1, cube("b", 0, 10, 0))}, []check.Rule{check.Unloading}},
		"before it, one row further":         {[]check.Goods{of(0, cube("a", 0, 0, 0)), of(1, cube("b", 10, 10, 0))}, nil},
		"before it, partly":                  {[]check.Goods{of(0, cube("a", 0, 0, 0)), of(1, cube("b", 9, 30, 0))}, []check.Rule{check.Unloading}},
		"before it, below":                   {[]check.Goods{of(1, cube("a", 0, 10, 0)), of(1, cube("c", 0, 0, 0)), of(0, cube("b", 0, 0, 10))}, nil},
		"the later upon the earlier":         {[]check.Goods{of(0, cube("a", 0, 0, 0)), of(1, cube("b", 0, 0, 10))}, []check.Rule{check.Unloading}},
		"the earlier upon the later":         {[]check.Goods{of(1, cube("a", 0, 0, 0)), of(0, cube("b", 0, 0, 10))}, nil},
		"two of one stop":                    {[]check.Goods{of(1, cube("a", 0, 0, 0)), of(1, cube("b", 0, 10, 0))}, nil},
		"a plank turned about":               {[]check.Goods{{Name: "a", Edges: [3]int64{5, 20, 40}, Size: [3]int64{20, 5, 40}, Upright: [3]bool{2: true}}}, nil},
		"a plank upright that may not be":    {[]check.Goods{{Name: "a", Edges: [3]int64{5, 20, 40}, Size: [3]int64{5, 40, 20}, Upright: [3]bool{2: true}}}, []check.Rule{check.Orientation}},
		"a plank on its long side":           {[]check.Goods{{Name: "a", Edges: [3]int64{5, 20, 40}, Size: [3]int64{40, 20, 5}, Upright: [3]bool{0: true}}}, nil},
		"a plank that was cut":               {[]check.Goods{{Name: "a", Edges: [3]int64{5, 20, 40}, Size: [3]int64{5, 5, 40}, Upright: [3]bool{2: true}}}, []check.Rule{check.Orientation}},
		"as heavy as can be":                 {[]check.Goods{cube("a", 0, 0, 0), cube("b", 10, 0, 0), cube("c", 20, 0, 0), cube("d", 30, 0, 0)}, nil},
		"heavier":                            {[]check.Goods{cube("a", 0, 0, 0), cube("b", 10, 0, 0), cube("c", 20, 0, 0), cube("d", 30, 0, 0), cube("e", 40, 0, 0)}, []check.Rule{check.Weight}},
		"an ordinary one, then dangerous":    {[]check.Goods{cube("a", 0, 0, 0), {Name: "b", Edges: [3]int64{1, 1, 1}, Size: [3]int64{1, 1, 1}, At: [3]int64{10, 0, 0}, Upright: [3]bool{0: true}, Class: "3"}}, []check.Rule{check.Danger}},
		"a shelf that two boards hold apart": {[]check.Goods{cube("a", 0, 0, 0), cube("b", 20, 0, 0), wide(cube("c", 0, 0, 10), 30, 10, 10)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			l := check.Load{Size: [3]int64{50, 50, 50}, MaxG: 400, SupportPercent: 50, ByStop: true, Goods: c.goods}
			var rules []check.Rule
			for _, f := range l.Faults() {
				rules = append(rules, f.Rule)
			}
			if !slices.Equal(rules, c.rules) {
				t.Errorf("%v, want %v", l.Faults(), c.rules)
			}
		})
	}
}

// A tower of three weighs on each stone below with all that is above it.
func TestATowerWeighsDown(t *testing.T) {
	tower := []check.Goods{cube("low", 0, 0, 0), cube("middle", 0, 0, 10), cube("high", 0, 0, 20)}
	for i, bears := range []int64{200, 100, 0} {
		goods := slices.Clone(tower)
		goods[i].MaxLoadG = bears
		l := check.Load{Size: [3]int64{10, 10, 30}, MaxG: check.NoLimit, Goods: goods}
		if faults := l.Faults(); len(faults) > 0 {
			t.Errorf("%s bears %d g: %v", goods[i].Name, bears, faults)
		}
		if goods[i].MaxLoadG--; i < 2 && len(l.Faults()) != 1 {
			t.Errorf("%s bears one gram less: %v", goods[i].Name, l.Faults())
		}
	}
}

package check_test

import (
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
	if faults := check.Count(wanted, map[string]int64{"a": 3, "b": 1, "c": 1}, nil); len(faults) != 1 {
		t.Errorf("one is added: %v", faults)
	}
}

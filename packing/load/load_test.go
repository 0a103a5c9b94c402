package load_test

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"crosslane/packing/load"
)

// container generates a container of 20 feet and goods of n kinds for it, about as
// much as it holds, in the manner of Bischoff and Ratcliff (Omega 23, 1995).
func container(seed uint64, n int) (load.Hold, []load.Kind, []int32) {
	rnd := rand.New(rand.NewPCG(seed, 7))
	hold := load.Hold{Size: [3]int32{233, 587, 220}, MaxG: load.NoLimit}
	room := 233 * 587 * 220
	kinds, left := make([]load.Kind, n), make([]int32, n)
	for k := range kinds {
		kinds[k] = load.Kind{
			Edge:     [3]int32{30 + rnd.Int32N(91), 25 + rnd.Int32N(76), 20 + rnd.Int32N(61)},
			Upright:  [3]bool{rnd.IntN(2) == 0, rnd.IntN(2) == 0, true},
			MaxLoadG: load.NoLimit,
		}
	}
	for k := 0; ; k = rnd.IntN(n) {
		e := kinds[k].Edge
		if room -= int(e[0] * e[1] * e[2]); room < 0 {
			return hold, kinds, left
		}
		kinds[k].Count++
		left[k]++
	}
}

func fill(seed uint64, support int32, width int) load.Plan {
	hold, kinds, left := container(seed, 4)
	l := load.New(hold, kinds, load.Rules{SupportPercent: support}, 500)
	return l.Fill(left, load.NoLimit, load.Effort{Width: width, Blocks: 500})
}

// A wider beam never does worse than the greedy load it starts from, and does well.
func TestBeamFillsContainers(t *testing.T) {
	const room = 233 * 587 * 220
	for _, support := range []int32{0, 100} {
		var mean float64
		for seed := range uint64(5) {
			greedy, beam := fill(seed, support, 1), fill(seed, support, 4)
			if beam.Volume < greedy.Volume {
				t.Errorf("seed %d: beam %d, greedy %d", seed, beam.Volume, greedy.Volume)
			}
			mean += float64(beam.Volume) / room / 5
		}
		if mean < 0.90 {
			t.Errorf("support %d %%: %.3f of the containers is filled, less than ever before", support, mean)
		}
	}
}

func TestEqualInputEqualPlan(t *testing.T) {
	if a, b := fill(3, 75, 3), fill(3, 75, 3); !reflect.DeepEqual(a.Pieces(), b.Pieces()) {
		t.Error("two plans for one hold")
	}
}

func TestBudgetAndStopEndTheSearch(t *testing.T) {
	hold, kinds, left := container(1, 4)
	l := load.New(hold, kinds, load.Rules{}, 500)
	greedy := l.Fill(left, load.NoLimit, load.Effort{Width: 1})
	budget, calls := int64(0), 0
	for name, e := range map[string]load.Effort{
		"no budget":       {Width: 1000, Budget: &budget},
		"stopped at once": {Width: 1000, Stop: func() bool { calls++; return true }},
	} {
		p := l.Fill(left, load.NoLimit, e)
		if p.Volume == 0 || p.Volume > greedy.Volume {
			t.Errorf("%s: volume %d, the greedy search has %d", name, p.Volume, greedy.Volume)
		}
	}
	if calls == 0 {
		t.Error("the stop criterion was not asked")
	}
}

// Many small goods in a large hold must not make blocks without number.
func TestManySmallGoods(t *testing.T) {
	hold := load.Hold{Size: [3]int32{2400, 12000, 2600}, MaxG: load.NoLimit}
	kinds := []load.Kind{{Edge: [3]int32{20, 30, 40}, Upright: [3]bool{true, true, true}, Count: 20_000, MaxLoadG: load.NoLimit}}
	p := load.New(hold, kinds, load.Rules{SupportPercent: 75}, 0).Fill([]int32{20_000}, load.NoLimit, load.Effort{})
	if p.Used[0] != 20_000 {
		t.Errorf("%d of 20000 loaded", p.Used[0])
	}
}

func BenchmarkContainer(b *testing.B) {
	var volume int64
	for b.Loop() {
		volume = fill(1, 75, 3).Volume
	}
	b.ReportMetric(100*float64(volume)/(233*587*220), "%used")
}

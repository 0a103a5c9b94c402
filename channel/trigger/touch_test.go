package trigger

import (
	"fmt"
	"testing"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// laneWith is a lane on which triggers stand so on the test's channel.
func laneWith(switches ...fact.Switch) *fact.LaneState {
	return &fact.LaneState{Channels: []fact.ChannelControl{{Channel: "other"}, {Channel: testChannel, Switches: switches}}}
}

func parcelNamed(i int) shipping.ParcelID {
	return shipping.ParcelID(fmt.Sprintf("par_018f2f66a%05d", i))
}

// TestSharesFallWithin: of those that stay away at a lower share all stayed away at a higher, and a share is
// about what it says.
func TestSharesFallWithin(t *testing.T) {
	s := compiled(t, bookWith(late()))
	const parcels = 20_000
	before := make([]bool, parcels)
	for i := range before {
		before[i] = true
	}
	for _, share := range []int64{100, 75, 50, 25, 1, 0} {
		st, n := laneWith(fact.Switch{Trigger: "late", Phase: fact.SwitchReturning, Share: share}), 0
		for i := range parcels {
			by, stop, off := s.Touches(st, testChannel, parcelNamed(i), &fact.ParcelPlan{})
			if off && (!before[i] || by != "late" || stop) || !off && by != "" {
				t.Fatalf("share %d, parcel %d: %q %v %v", share, i, by, stop, off)
			}
			if before[i] = off; off {
				n++
			}
		}
		if want := int(share) * parcels / 100; n < want-want/20-100 || n > want+want/20+100 {
			t.Errorf("share %d: %d of %d", share, n, parcels)
		}
	}
}

func TestTouches(t *testing.T) {
	heavy, stop := late(), late()
	heavy.Name, heavy.Parcels = "heavy", `parcel.weight > 2000 && parcel.value < 5000 && !("electronics" in parcel.classes)`
	stop.Name, stop.Then = "stop", book.Effect{Stop: true}
	b := bookWith(late(), heavy, stop)
	s := compiled(t, b)
	since := instant(t, "2026-07-01T00:00:00Z")
	big := &fact.ParcelPlan{Warehouse: "szx", Weight: 3000, Value: shipping.Money{Amount: 5000, Currency: "USD"}, HS: []string{"640399"}}
	small := &fact.ParcelPlan{Warehouse: "szx", Weight: 300}
	phone := &fact.ParcelPlan{Weight: 3000, HS: []string{"640399", "851713"}}
	priceless := &fact.ParcelPlan{Weight: 3000, Value: shipping.Money{Amount: 1, Currency: "XXX"}}
	on := func(name string, share int64, stop bool) fact.Switch {
		return fact.Switch{Trigger: name, Phase: fact.SwitchAway, Share: share, Stop: stop, Since: since}
	}
	for i, c := range []struct {
		st        *fact.LaneState
		plan      *fact.ParcelPlan
		by        string
		stop, off bool
	}{
		{nil, big, "", false, false},
		{&fact.LaneState{}, big, "", false, false},
		{laneWith(), big, "", false, false},
		{laneWith(on("late", 100, false)), big, "late", false, true},
		{laneWith(on("late", 0, false)), big, "", false, false},
		{laneWith(on("heavy", 100, false)), big, "heavy", false, true},
		{laneWith(on("heavy", 100, false)), small, "", false, false},
		{laneWith(on("heavy", 100, false)), phone, "", false, false},
		{laneWith(on("heavy", 100, false)), priceless, "", false, false},
		{laneWith(on("stop", 100, true), on("late", 100, false)), big, "late", true, true},
		{laneWith(on("heavy", 100, false), on("late", 100, false)), big, "heavy", false, true},
		{laneWith(on("late", 0, false), on("stop", 100, true)), big, "stop", true, true},
		{laneWith(on("stop", 0, true)), small, "stop", true, true},
		{laneWith(on("gone", 100, true)), small, "", false, false},
	} {
		by, stop, off := s.Touches(c.st, testChannel, "par_1", c.plan)
		if by != c.by || stop != c.stop || off != c.off {
			t.Errorf("%d: %q %v %v", i, by, stop, off)
		}
		if _, _, off := s.Touches(c.st, "szx-post", "par_1", c.plan); off {
			t.Errorf("%d: touches another channel", i)
		}
	}
}

func TestQuietLaneAllocatesNothing(t *testing.T) {
	s := compiled(t, bookWith(late()))
	st := laneWith(fact.Switch{Trigger: "late", Phase: fact.SwitchOver})
	plan := &fact.ParcelPlan{}
	if n := testing.AllocsPerRun(100, func() { s.Touches(st, testChannel, "par_1", plan) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

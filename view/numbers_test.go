package view

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view/share"
	"crosslane/view/trail"
)

func TestShare(t *testing.T) {
	for _, c := range []struct {
		part, whole int64
		want        share.Share
		text, coded string
	}{
		{0, 0, "", "-", "null"},
		{0, 7, "0.0000", "0.0000", "0.0000"},
		{37, 4936, "0.0075", "0.0075", "0.0075"}, // 0.00749594
		{2, 361, "0.0055", "0.0055", "0.0055"},   // 0.00554
		{1, 20000, "0.0001", "0.0001", "0.0001"}, // a half goes up
		{1, 20001, "0.0000", "0.0000", "0.0000"},
		{3, 3, "1.0000", "1.0000", "1.0000"},
		{5, 4, "1.2500", "1.2500", "1.2500"},
	} {
		s := share.Of(c.part, c.whole)
		coded, err := json.Marshal(s)
		if s != c.want || s.String() != c.text || err != nil || string(coded) != c.coded {
			t.Errorf("%d of %d: %q, %q, %s, %v", c.part, c.whole, s, s.String(), coded, err)
		}
		var again share.Share
		if err := json.Unmarshal(coded, &again); err != nil || again != s {
			t.Errorf("%s is read as %q, %v", coded, again, err)
		}
	}
	for _, c := range [][4]int64{{1, 1000, 0, 0}, {0, 1000, 5, 0}, {2, 1000, 3, 667}, {1, 1000, 3, 333}, {1, 1000, 2000, 1}, {1, 1000, 2001, 0}} {
		if got := share.Rounded(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("%d of %d in %d parts: %d, want %d", c[0], c[2], c[1], got, c[3])
		}
	}
}

func TestPeriodsAndHours(t *testing.T) {
	hour := Millis(3_600_000)
	for _, c := range [][2]int64{{-5, 0}, {0, 0}, {1, 1}, {47, 47}, {48, 48}, {49, 52}, {52, 52}, {53, 56}, {239, 240}, {240, 240}, {241, 252}, {252, 252}, {253, 264}} {
		if got := widened(c[0]); got != c[1] {
			t.Errorf("%d hours are counted as %d, want %d", c[0], got, c[1])
		}
	}
	for _, c := range [][2]int64{{0, 0}, {1, 0}, {2, 1}, {48, 47}, {52, 48}, {240, 236}, {252, 240}, {264, 252}} {
		if got := narrowed(c[0]); got != c[1] {
			t.Errorf("%d hours begin at %d, want %d", c[0], got, c[1])
		}
	}
	for _, c := range [][3]Millis{{0, 0, 0}, {5, 0, 0}, {0, 1, 1}, {0, hour, 1}, {0, hour + 1, 2}, {hour, 2*hour + 1, 2}} {
		if got := hoursUp(c[0], c[1]); got != int64(c[2]) {
			t.Errorf("from %d to %d: %d started hours, want %d", c[0], c[1], got, c[2])
		}
	}
	for _, c := range [][3]Millis{{0, 1, 1}, {0, 24 * hour, 1}, {0, 24*hour + 1, 2}, {hour, 25 * hour, 1}} {
		if got := startedDays(c[0], c[1]); got != int64(c[2]) {
			t.Errorf("from %d to %d: %d started days, want %d", c[0], c[1], got, c[2])
		}
	}
	december, january := millis(time.Date(2025, 12, 31, 23, 59, 59, 0, time.UTC)), millis(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	if monthOf(january)-monthOf(december) != 1 || monthOf(january) != 2026*12+1 || hourOf(hour-1) != 0 || hourOf(hour) != 1 || dayOf(24*hour-1) != 0 || dayOf(24*hour) != 1 {
		t.Error("a period begins at the wrong instant")
	}
	if millis(time.Time{}) != 0 || !Millis(0).Time().IsZero() || Millis(5).Time() != time.UnixMilli(5).UTC() {
		t.Error("no instant is not 0")
	}
	now := 1000 * hour
	for what, want := range map[string]int64{countAsked: 977, countAnswered: 977, countRefused: 977, countClearance: 35, countEnded: 833, countOnTime: 833, countLost: 833} {
		if got := since(what, now); got != want {
			t.Errorf("%s counts from %d, want %d", what, got, want)
		}
	}
}

func TestPercentiles(t *testing.T) {
	for _, c := range []struct {
		values  []int64
		percent int
		want    int64
	}{{nil, 50, 0}, {[]int64{7}, 50, 7}, {[]int64{9, 1}, 50, 1}, {[]int64{3, 1, 2}, 50, 2}, {[]int64{4, 3, 2, 1}, 50, 2},
		{[]int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 90, 9}, {[]int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 90, 10}} {
		if got := nth(c.values, c.percent); got != c.want {
			t.Errorf("%d %% of %v: %d, want %d", c.percent, c.values, got, c.want)
		}
	}
	by := []counter{{hours: 30, n: 2}, {hours: 10, n: 1}, {hours: 20, n: 1}}
	if all := sorted(by); all != 4 || by[0].hours != 10 || by[2].hours != 30 {
		t.Errorf("%d in %v", all, by)
	}
	for percent, want := range map[int64]int64{1: 10, 25: 10, 26: 20, 50: 20, 51: 30, 100: 30} {
		if got := quantile(by, 4, percent); got != want {
			t.Errorf("%d %%: %d, want %d", percent, got, want)
		}
	}
	if quantile(nil, 0, 50) != 0 {
		t.Error("a quantile of nothing")
	}
}

// TestEstimatesHoldAtTheEdge: the first and the last minute of a window are within it.
func TestEstimatesHoldAtTheEdge(t *testing.T) {
	for minute, want := range map[int64][2]int64{9: {0, 0}, 10: {0, 1}, 19: {0, 1}, 20: {1, 1}, 30: {1, 1}, 31: {0, 1}, 40: {0, 1}, 41: {0, 0}} {
		sum := newTally()
		sum.delivered(count{}, "1:0:k:u:a:14", trail.Of(minute)) // half from 20 to 30, most from 10 to 40
		var got [2]int64
		for c, n := range sum.counts {
			switch c.what {
			case countIn50 + string(shipping.PickedUp):
				got[0] = n
			case countIn90 + string(shipping.PickedUp):
				got[1] = n
			}
		}
		if got != want {
			t.Errorf("in minute %d: %v, want %v", minute, got, want)
		}
	}
	sum := newTally()
	sum.delivered(count{}, "1:0", trail.Of(61))
	if sum.counts[count{what: countFrom + string(shipping.PickedUp), period: monthOf(trail.Of(61)), hours: 2}] != 1 || len(sum.counts) != 1 {
		t.Errorf("counted %v", sum.counts)
	}
}

// TestColumnsAreNamedOnce: no two fields share a column, and what stands in an index is steady.
func TestColumnsAreNamedOnce(t *testing.T) {
	for _, row := range []any{OrderRow{}, ParcelRow{}, CaseRow{}, SwitchRow{}} {
		seen := map[string]bool{}
		for i, c := range columnsOf(reflect.TypeOf(row)) {
			if seen[c.name] || i == 0 && (c.name != "id" || !c.fixed) || c.fixed && !c.steady {
				t.Errorf("%T: %+v", row, c)
			}
			seen[c.name] = true
		}
	}
	inIndex := []string{"waybill", "order_id", "warehouse", "country", "channel", "ended", "promised", "case_id"}
	steady := map[string]bool{}
	for _, c := range parcelTable(nil).columns {
		steady[c.name] = c.steady
	}
	for _, name := range inIndex {
		if !steady[name] {
			t.Errorf("%s stands in an index and is not steady", name)
		}
	}
	if fields := reflect.VisibleFields(reflect.TypeFor[ParcelRow]()); len(fields) > 20 {
		t.Errorf("a parcel's row has %d fields, at most 20", len(fields))
	}
}

func TestPageLimit(t *testing.T) {
	for asked, want := range map[int64]int64{-1: 100, 0: 100, 1: 1, 999: 999, 1000: 1000, 1001: 1000} {
		if got := (Page{Limit: asked}).limit(); got != want {
			t.Errorf("a page of %d has %d rows, want %d", asked, got, want)
		}
	}
}

// TestBehind: a parcel is late by its last leg, or by the one that is overdue.
func TestBehind(t *testing.T) {
	for _, c := range [][4]Millis{{0, 0, 9, 0}, {5, 0, 5, 0}, {5, 0, 6, 1}, {5, 3, 6, 3}, {5, 3, 9, 4}, {0, 3, 9, 3}} {
		p := Progress{Due: c[0], Late: int64(c[1])}
		if got := p.behind(c[2]); got != time.Duration(c[3])*time.Millisecond {
			t.Errorf("due %d, late %d, at %d: %s", c[0], c[1], c[2], got)
		}
	}
}

// TestAwait: the nearest leg counts, one that is overdue stays so, and a leg that another follows ends.
func TestAwait(t *testing.T) {
	timer := func(name string, due int64) fact.Timer {
		return fact.Timer{Name: name, Due: time.UnixMilli(due)}
	}
	for i, c := range []struct {
		before Progress
		timers []fact.Timer
		want   Progress
	}{
		{Progress{}, nil, Progress{}},
		{Progress{}, []fact.Timer{timer("silence", 5)}, Progress{}},
		{Progress{}, []fact.Timer{timer("leg:b", 9), timer("handover", 7), timer("leg:c", 8)}, Progress{Due: 7, Awaits: "handover"}},
		{Progress{Due: 9, Awaits: "leg:b"}, []fact.Timer{timer("leg:b", 7)}, Progress{Due: 7, Awaits: "leg:b"}},
		{Progress{Due: 9, Awaits: "leg:b"}, []fact.Timer{timer("leg:b", 10)}, Progress{Due: 9, Awaits: "leg:b"}},
		{Progress{Due: 9, Awaits: "leg:b"}, nil, Progress{Due: 9, Awaits: "leg:b"}},
		{Progress{Due: 9, Awaits: "leg:b"}, []fact.Timer{timer("leg:c", 30)}, Progress{Due: 30, Awaits: "leg:c", Late: 11}},
		{Progress{Due: 90, Awaits: "leg:b", Late: 3}, []fact.Timer{timer("leg:c", 30)}, Progress{Due: 30, Awaits: "leg:c"}},
		{Progress{Late: 3}, []fact.Timer{timer("leg:c", 30)}, Progress{Due: 30, Awaits: "leg:c", Late: 3}},
	} {
		if c.before.await(c.timers, 20); c.before != c.want {
			t.Errorf("%d: %+v, want %+v", i, c.before, c.want)
		}
	}
}

// TestCustoms: when a parcel comes to import customs, and when it is released.
func TestCustoms(t *testing.T) {
	for i, c := range []struct {
		before Progress
		m      shipping.Milestone
		since  Millis
		want   Millis
	}{
		{Progress{}, shipping.ArrivedDestination, 0, 9},
		{Progress{Customs: 4}, shipping.ArrivedDestination, 0, 9},
		{Progress{Departed: 2}, shipping.ImportSubmitted, 0, 9},
		{Progress{Departed: 2, Customs: 4}, shipping.ImportSubmitted, 0, 4},
		{Progress{}, shipping.ImportSubmitted, 0, 0},
		{Progress{Customs: 4}, shipping.ImportReleased, 4, 0},
		{Progress{}, shipping.ImportReleased, 0, 0},
		{Progress{Customs: 4}, shipping.WithCourier, 0, 0},
		{Progress{Customs: 4}, shipping.Delayed, 0, 4},
	} {
		if since := c.before.cleared(c.m, 9); since != c.since || c.before.Customs != c.want {
			t.Errorf("%d: since %d, at customs %d", i, since, c.before.Customs)
		}
	}
}

// TestDeparted: who crosses a border departs with the first milestone abroad, who crosses none when it leaves the hub.
func TestDeparted(t *testing.T) {
	border := []fact.Timer{{Name: "arrive", Due: time.UnixMilli(50)}}
	for i, c := range []struct {
		before Progress
		b      fact.MilestoneReached
		want   Millis
	}{
		{Progress{}, fact.MilestoneReached{Milestone: shipping.DepartedOrigin}, 9},
		{Progress{Departed: 3}, fact.MilestoneReached{Milestone: shipping.DepartedOrigin}, 3},
		{Progress{}, fact.MilestoneReached{Milestone: shipping.PickedUp}, 0},
		{Progress{}, fact.MilestoneReached{Milestone: shipping.OriginHubOut}, 9},
		{Progress{Awaits: "leg:sorted"}, fact.MilestoneReached{Milestone: shipping.OriginHubOut}, 9},
		{Progress{Awaits: "leg:departed_origin"}, fact.MilestoneReached{Milestone: shipping.OriginHubOut}, 0},
		{Progress{}, fact.MilestoneReached{Milestone: shipping.OriginHubOut, Await: border}, 0},
		{Progress{}, fact.MilestoneReached{Milestone: shipping.OriginHubOut, Await: []fact.Timer{{Name: "depart"}}}, 0},
	} {
		if c.before.reached(&c.b, 9); c.before.Departed != c.want {
			t.Errorf("%d: departed %d, want %d", i, c.before.Departed, c.want)
		}
	}
	for _, s := range []shipping.Status{shipping.Returning, shipping.Delivered, shipping.InTransit} {
		p := Progress{Due: 5, Awaits: "leg:x", Customs: 4}
		if p.reached(&fact.MilestoneReached{Milestone: shipping.Delayed, Status: s}, 9); (p.Due == 0 && p.Awaits == "" && p.Customs == 0) == (s == shipping.InTransit) {
			t.Errorf("%s: %+v", s, p)
		}
	}
}

func TestFirstProblem(t *testing.T) {
	if got := firstProblem([]fact.Problem{{Field: "a", Message: "b"}, {Field: "c", Message: "d"}}); got != "a: b" || firstProblem(nil) != "" {
		t.Error(fmt.Sprint(got))
	}
}

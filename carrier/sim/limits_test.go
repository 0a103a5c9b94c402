package sim

import (
	"errors"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/shipping"
)

// A condition may say as much as is possible, and no more; the field that says more is named.
func TestLimitsOfConditions(t *testing.T) {
	for field, c := range map[string]struct {
		of          func(*Condition) *int64
		least, most int64
	}{
		"slow":               {func(c *Condition) *int64 { return &c.Slow }, 0, 10_000},
		"capacity_share":     {func(c *Condition) *int64 { return &c.CapacityShare }, 0, 10_000},
		"skew":               {func(c *Condition) *int64 { return &c.Skew }, -1440, 1440},
		"refuse":             {func(c *Condition) *int64 { return &c.Refuse }, 0, 1000},
		"lose":               {func(c *Condition) *int64 { return &c.Lose }, 0, 1000},
		"damage":             {func(c *Condition) *int64 { return &c.Damage }, 0, 1000},
		"hold":               {func(c *Condition) *int64 { return &c.Hold }, 0, 1000},
		"return":             {func(c *Condition) *int64 { return &c.Return }, 0, 1000},
		"faults.drop_answer": {func(c *Condition) *int64 { return &c.Faults.DropAnswer }, 0, 1000},
		"faults.busy":        {func(c *Condition) *int64 { return &c.Faults.Busy }, 0, 1000},
		"faults.duplicate":   {func(c *Condition) *int64 { return &c.Faults.Duplicate }, 0, 1000},
		"faults.late":        {func(c *Condition) *int64 { return &c.Faults.Late }, 0, 1000},
		"faults.malformed":   {func(c *Condition) *int64 { return &c.Faults.Malformed }, 0, 1000},
		"faults.unknown":     {func(c *Condition) *int64 { return &c.Faults.Unknown }, 0, 1000},
	} {
		for value, sound := range map[int64]bool{c.least - 1: false, c.least: true, c.most: true, c.most + 1: false} {
			one := Condition{From: start, Until: start.Add(1)}
			*c.of(&one) = value
			err, named := Check([]Condition{one}), ""
			if e, ok := errors.AsType[*shipping.Error](err); ok {
				named = e.Field
			}
			if sound != (err == nil) || !sound && (shipping.CodeOf(err) != shipping.Invalid || named != "conditions[0]."+field) {
				t.Errorf("%s of %d: %v of %q", field, value, err, named)
			}
		}
	}
}

// A condition holds from its first instant to the last before its end. What several say of slowness and capacity multiplies,
// clocks add up, and of rates the one that began last decides, where it says anything.
func TestSeveralConditionsAtOnce(t *testing.T) {
	long := &Condition{From: start, Until: days(9), Slow: 200, Lose: 30, Hold: 7, Skew: -90, NoArrival: true, Faults: Faults{Late: 5, Busy: 9}}
	short := &Condition{From: days(2), Until: days(3), Slow: 150, Lose: 10, Skew: 30, Faults: Faults{Late: 6, Busy: 8}}
	list := []*Condition{long, short}
	s := &Server{faults: Faults{Late: 1, Unknown: 4}}
	for _, c := range []struct {
		at               time.Time
		slow, lose, hold int64
		skew             int64
		faults           Faults
	}{
		{start.Add(-time.Second), 100, 1, 1, 0, Faults{Late: 1, Unknown: 4}},
		{start, 200, 30, 7, -5400, Faults{Late: 5, Busy: 9, Unknown: 4}},
		{days(2).Add(-time.Second), 200, 30, 7, -5400, Faults{Late: 5, Busy: 9, Unknown: 4}},
		{days(2), 300, 10, 7, -3600, Faults{Late: 6, Busy: 9, Unknown: 4}},
		{days(3), 200, 30, 7, -5400, Faults{Late: 5, Busy: 9, Unknown: 4}},
		{days(9), 100, 1, 1, 0, Faults{Late: 1, Unknown: 4}},
	} {
		at := c.at.Unix()
		slow := percent(list, at, func(c *Condition) int64 { return c.Slow })
		lose := rate(list, at, 1, func(c *Condition) int64 { return c.Lose })
		hold := rate(list, at, 1, func(c *Condition) int64 { return c.Hold })
		if slow != c.slow || lose != c.lose || hold != c.hold || skew(list, at) != c.skew || s.faultsOf(list, at) != c.faults {
			t.Errorf("at %v: %d %% of the time, %d lost, %d held, %d s wrong, %+v", c.at, slow, lose, hold, skew(list, at), s.faultsOf(list, at))
		}
	}
	closed := (*Condition).stopsArrival
	for _, c := range []struct{ due, may time.Time }{
		{start.Add(-time.Second), start.Add(-time.Second)},
		{start, days(9)},
		{days(5), days(10)}, // five times as fast as it came
		{days(9), days(9).Add(9 * 24 * time.Hour / 5)},
	} {
		if got := permit(list, c.due.Unix(), closed); got != c.may.Unix() {
			t.Errorf("what is due %v may happen %v, want %v", c.due, time.Unix(got, 0).UTC(), c.may)
		}
	}
	if forbidden(list, start.Unix()-1, closed) || !forbidden(list, start.Unix(), closed) || forbidden(list, days(9).Unix(), closed) || forbidden(list, start.Unix(), (*Condition).embargoes) {
		t.Error("arrivals are forbidden at another time than is said")
	}
}

// A cancellation whose answer is lost is done; asked for again it is answered, and is not another one.
func TestALostAnswerToACancellation(t *testing.T) {
	r := open(t, Config{Behave: always(plain), Conditions: []Condition{{From: start.Add(time.Hour), Until: days(1), Faults: Faults{DropAnswer: 1000, Busy: 1000}}}})
	yes := r.take(t, 1)
	r.pass(time.Hour)
	ask := &carrier.Cancellation{Key: "c", Waybill: yes.Waybill}
	for try, want := range []struct {
		code      shipping.Code
		cancelled int64
	}{{shipping.Unavailable, 0}, {shipping.Unavailable, 1}, {"", 1}, {"", 1}} { // busy, lost, and then twice an answer
		err := r.Cancel(t.Context(), ask)
		if shipping.CodeOf(err) != want.code || r.Stats().Channels[truck.ID].Cancelled != want.cancelled {
			t.Errorf("try %d: %v, %+v", try, err, r.Stats().Channels[truck.ID])
		}
	}
	if err := r.Cancel(t.Context(), &carrier.Cancellation{Key: "c", Waybill: "SX0"}); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("a number that is not known: %v", err)
	}
}

// A closing lists what is booked, and names what is not, or not any more.
func TestAClosingNamesWhatIsNotBooked(t *testing.T) {
	r := open(t, Config{Behave: always(plain)})
	one, two := r.take(t, 1).Waybill, r.take(t, 2).Waybill
	if err := r.Cancel(t.Context(), &carrier.Cancellation{Key: "c", Waybill: two}); err != nil {
		t.Fatal(err)
	}
	closed, err := r.Manifest(t.Context(), &carrier.Handover{Key: "m", Warehouse: "szx", Waybills: []string{one, two, "SX0"}})
	if err != nil || len(closed.Waybills) != 1 || closed.Waybills[0] != one || len(closed.Unknown) != 2 || closed.Unknown[0] != two || closed.Unknown[1] != "SX0" {
		t.Errorf("%+v, %v", closed, err)
	}
}

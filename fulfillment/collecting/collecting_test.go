package collecting

import (
	"testing"
	"time"

	"crosslane/book"
	"crosslane/calendar"
	"crosslane/fact"
	"crosslane/fact/pickup"
	"crosslane/shipping"
)

var rules = &book.Book{
	Warehouses: []book.Warehouse{{ID: "leipzig", Place: shipping.Place{Country: "DE", Postcode: "04109"}, Zone: "Europe/Berlin"}},
	Carriers:   []book.Carrier{{ID: "ups", Name: "UPS", PickupUntil: "13:00"}},
	Calendars:  []calendar.Calendar{{Country: "DE", Weekend: []string{"sat", "sun"}, Holidays: []string{"2026-05-14"}}},
}

// berlin is an instant of May 2026.
func berlin(day, hour, minute int) time.Time {
	zone, err := calendar.Zone("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return time.Date(2026, 5, day, hour, minute, 0, 0, zone)
}

func plan(day int) pickup.Plan {
	from := berlin(day, 14, 0)
	return pickup.Plan{Day: shipping.DateOf(from), Window: shipping.Window{From: from, To: from.Add(3 * time.Hour)}, Parcels: 5, Weight: 12_500}
}

// TestAPlanFits the calendar, the clocks of the warehouse, and the carrier's cut-off.
func TestAPlanFits(t *testing.T) {
	for name, c := range map[string]struct {
		now    time.Time
		change func(*pickup.Plan)
		field  string
	}{
		"tomorrow":                   {berlin(4, 12, 0), nil, ""},
		"today, before the cut-off":  {berlin(5, 12, 59), nil, ""},
		"tomorrow, behind it":        {berlin(4, 14, 0), nil, ""},
		"today, at the cut-off":      {berlin(5, 13, 0), nil, "day"},
		"yesterday":                  {berlin(6, 1, 0), nil, "day"},
		"still today there":          {time.Date(2026, 5, 4, 23, 0, 0, 0, time.UTC), nil, ""},
		"a Saturday":                 {berlin(4, 12, 0), func(p *pickup.Plan) { *p = plan(9) }, "day"},
		"a holiday":                  {berlin(4, 12, 0), func(p *pickup.Plan) { *p = plan(14) }, "day"},
		"the window of another day":  {berlin(4, 12, 0), func(p *pickup.Plan) { p.Day = "2026-05-06" }, "day"},
		"beyond midnight":            {berlin(4, 12, 0), func(p *pickup.Plan) { p.Window.To = p.Window.From.Add(12 * time.Hour) }, "day"},
		"the wrong way":              {berlin(4, 12, 0), func(p *pickup.Plan) { p.Window.To = p.Window.From }, "to"},
		"a year ahead":               {berlin(4, 12, 0), func(p *pickup.Plan) { *p = plan(375) }, "day"},
		"no parcels":                 {berlin(4, 12, 0), func(p *pickup.Plan) { p.Parcels = 0 }, "parcels"},
		"too many":                   {berlin(4, 12, 0), func(p *pickup.Plan) { p.Parcels = 100_001 }, "parcels"},
		"of no weight":               {berlin(4, 12, 0), func(p *pickup.Plan) { p.Weight = 0 }, "weight"},
		"heavier than a lorry loads": {berlin(4, 12, 0), func(p *pickup.Plan) { p.Weight = 40_000_001 }, "weight"},
	} {
		p := plan(5)
		if c.change != nil {
			c.change(&p)
		}
		err := Fits(rules, "ups", "leipzig", &p, c.now)
		e, _ := err.(*shipping.Error) //nolint:errorlint // as it is told
		if (err == nil) != (c.field == "") || e != nil && (e.Field != c.field || e.Hint == "") {
			t.Errorf("%s: %v", name, err)
		}
	}
	p := plan(5)
	for name, err := range map[string]error{"carrier": Fits(rules, "dhl", "leipzig", &p, berlin(4, 12, 0)), "warehouse": Fits(rules, "ups", "moon", &p, berlin(4, 12, 0)), "no warehouse": Fits(rules, "ups", "", &p, berlin(4, 12, 0))} {
		if shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWhatMayBeRecorded: one pick-up for a day, answers to what is open, and nothing of what is over.
func TestWhatMayBeRecorded(t *testing.T) {
	stream := shipping.PickupStream("ups", "leipzig")
	ask := &pickup.Asked{Pickup: "p", Carrier: "ups", Warehouse: "leipzig", Plan: plan(5)}
	second, ground, other := *ask, *ask, *ask
	second.Pickup, ground.Pickup, other.Warehouse = "q", "g", "moon"
	ground.Plan.Service = "ground"
	yes := &pickup.Answered{Pickup: "p", Answer: pickup.Answer{To: pickup.ToCome, Done: true, Number: "N1"}}
	numberless := &pickup.Answered{Pickup: "p", Answer: pickup.Answer{To: pickup.ToCome, Done: true}}
	no := &pickup.Answered{Pickup: "p", Answer: pickup.Answer{To: pickup.ToCome, Code: "E1"}}
	more := &pickup.ChangeAsked{Pickup: "p", Plan: plan(5)}
	more.Plan.Parcels = 9
	most, moved, same := *more, *more, *more
	most.Plan.Parcels, moved.Plan, same.Plan = 99, plan(6), plan(5)
	changed := &pickup.Answered{Pickup: "p", Answer: pickup.Answer{To: pickup.ToChange, Done: true}}
	cancel := &pickup.CancelAsked{Pickup: "p"}
	cancelled := &pickup.Answered{Pickup: "p", Answer: pickup.Answer{To: pickup.ToCancel, Done: true}}
	seen, unseen := *cancelled, *changed
	seen.Answer.Code, unseen.Answer.Code = pickup.SeenThere, pickup.SeenThere
	for name, c := range map[string]struct {
		given []fact.Body
		body  fact.Body
		code  shipping.Code
	}{
		"the first":                    {nil, ask, ""},
		"the same again":               {[]fact.Body{ask}, ask, shipping.Known},
		"a second for the day":         {[]fact.Body{ask, yes}, &second, shipping.Refused},
		"a second, without an answer":  {[]fact.Body{ask}, &second, shipping.Refused},
		"after a no":                   {[]fact.Body{ask, no}, &second, ""},
		"after a cancellation":         {[]fact.Body{ask, yes, cancel, cancelled}, &second, ""},
		"by another service":           {[]fact.Body{ask, yes}, &ground, ""},
		"in another's stream":          {nil, &other, shipping.Invalid},
		"an answer":                    {[]fact.Body{ask}, yes, ""},
		"a yes without a number":       {[]fact.Body{ask}, numberless, shipping.Invalid},
		"an answer again":              {[]fact.Body{ask, yes}, yes, shipping.Known},
		"an answer to nothing":         {nil, yes, shipping.Known},
		"a change":                     {[]fact.Body{ask, yes}, more, ""},
		"a change of what has no yes":  {[]fact.Body{ask}, more, shipping.Refused},
		"the change once more":         {[]fact.Body{ask, yes, more}, more, shipping.Known},
		"another change meanwhile":     {[]fact.Body{ask, yes, more}, &most, shipping.Refused},
		"another change behind it":     {[]fact.Body{ask, yes, more, changed}, &most, ""},
		"to another day":               {[]fact.Body{ask, yes}, &moved, shipping.Invalid},
		"a change of nothing":          {[]fact.Body{ask, yes}, &same, shipping.Invalid},
		"a change of nothing known":    {nil, more, shipping.NotFound},
		"a cancellation":               {[]fact.Body{ask, yes}, cancel, ""},
		"a cancellation while changed": {[]fact.Body{ask, yes, more}, cancel, ""},
		"the cancellation once more":   {[]fact.Body{ask, yes, cancel}, cancel, shipping.Known},
		"of what has no yes":           {[]fact.Body{ask}, cancel, shipping.Refused},
		"of what is cancelled":         {[]fact.Body{ask, yes, cancel, cancelled}, cancel, shipping.Refused},
		"of what was refused":          {[]fact.Body{ask, no}, cancel, shipping.Refused},
		"of nothing known":             {nil, cancel, shipping.NotFound},
		"an answer to another":         {[]fact.Body{ask, yes, cancel}, changed, shipping.Known},
		"a cancellation seen there":    {[]fact.Body{ask, yes}, &seen, ""},
		"of what is over":              {[]fact.Body{ask, no}, &seen, shipping.Known},
		"one that nobody saw":          {[]fact.Body{ask, yes}, cancelled, shipping.Known},
		"a change seen there":          {[]fact.Body{ask, yes}, &unseen, shipping.Known},
		"of another sort":              {nil, &fact.HandedOver{}, shipping.Invalid},
	} {
		st := &fact.PickupState{}
		for _, b := range c.given {
			st.Apply(&fact.Fact{At: berlin(4, 12, 0), Body: b})
		}
		f := &fact.Fact{Stream: stream, At: berlin(4, 12, 0), Recorded: berlin(4, 12, 0), Body: c.body}
		if err := Admit(rules, st, f); shipping.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

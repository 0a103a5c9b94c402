package history

import (
	"cmp"
	"slices"
	"time"

	"crosslane/shipping"
)

// Report is a history as others read it, in JSON.
type Report struct {
	Number   string          `json:"number,omitempty"`
	Unique   string          `json:"unique,omitempty"`
	Status   shipping.Status `json:"status"`
	Estimate *Estimate       `json:"estimate,omitempty"`
	Events   []Reported      `json:"events"`
	Onward   []Leg           `json:"onward,omitempty"`
	Problems []Problem       `json:"problems"`
	// Others are further histories under the same number, or of other numbers that the carrier told of, the newest first.
	Others []Report `json:"others,omitempty"`
}

// Reported is one event of a report.
type Reported struct {
	Time      string             `json:"time,omitempty"`
	Precision Precision          `json:"precision,omitempty"`
	Milestone shipping.Milestone `json:"milestone"`
	Reason    string             `json:"reason,omitempty"`
	Place     Place              `json:"place,omitzero"`
	Direction Direction          `json:"direction"`
	Code      string             `json:"code,omitempty"`
	Text      string             `json:"text,omitempty"`
	// Instant is when it happened, where the carrier told the clocks of a place and the place tells the zone: found, not said.
	Instant   string `json:"instant_by_place,omitempty"`
	Withdrawn bool   `json:"withdrawn,omitempty"` // the carrier took it back
	Carrier   string `json:"carrier,omitempty"`   // of the leg, where it is another
	Number    string `json:"number,omitempty"`
}

// Report tells what a carrier answered about a number, on a way. Without a number, it is the only one that it told of, or the one with the
// newest event. Of several histories under one number the newest is told first: a number is used again.
func (a *Answer) Report(number string, r Route) Report {
	list := make([]Report, 0, len(a.Histories))
	asked := map[string]bool{}
	for _, h := range a.Histories {
		r := h.report(r)
		list = append(list, r)
		asked[r.Number+" "+r.Unique] = h.bears(number) || h.Number == "" && len(a.Histories) == 1
	}
	isAsked := func(r *Report) bool { return asked[r.Number+" "+r.Unique] }
	slices.SortStableFunc(list, func(x, y Report) int {
		return cmp.Or(btoi(isAsked(&y))-btoi(isAsked(&x)), y.newest().Compare(x.newest()))
	})
	if len(list) == 0 || number != "" && !isAsked(&list[0]) {
		none := Report{Number: number, Status: shipping.Pending, Events: []Reported{}, Problems: append([]Problem{}, a.Problems...), Others: list}
		if len(list) > 0 {
			none.Problems = append(none.Problems, Problem{NotFound, "the answer tells nothing of " + number + "; what it tells of others is apart"})
		}
		return none
	}
	main := list[0]
	main.Others = list[1:]
	main.Problems = append(main.Problems, a.Problems...)
	for i := range main.Others {
		if main.Others[i].Number == main.Number {
			main.Problems = append(main.Problems, Problem{Contrary, "the number had another parcel before: its history is told apart"})
			break
		}
	}
	return main
}

// bears reports whether a number is one of the parcel's: that which was asked for, another of the same carrier, or of a later one.
func (h *History) bears(number string) bool {
	same := func(n string) bool { return n != "" && plain(n) == plain(number) }
	return same(h.Number) || slices.ContainsFunc(h.Also, same) || slices.ContainsFunc(h.Onward, func(l Leg) bool { return same(l.Number) })
}

// plain is a number without what people put between its signs.
func plain(number string) string {
	b := make([]byte, 0, len(number))
	for i := range len(number) {
		switch c := number[i]; {
		case c >= 'a' && c <= 'z':
			b = append(b, c-'a'+'A')
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z':
			b = append(b, c)
		}
	}
	return string(b)
}

func (r *Report) newest() time.Time {
	for _, e := range slices.Backward(r.Events) {
		if m := Read(e.Time); m.Precision != Unsaid {
			return m.Wall
		}
	}
	return time.Time{}
}

func (h *History) report(route Route) Report {
	r := Report{Number: h.Number, Unique: h.Unique, Status: h.Tell(route), Events: make([]Reported, len(h.Events)), Onward: h.Onward}
	if h.Estimate.Known() {
		r.Estimate = &h.Estimate
	}
	for i := range h.Events {
		e := &h.Events[i]
		r.Events[i] = Reported{Time: e.When.Text(), Precision: e.When.Precision, Milestone: e.Milestone, Reason: e.Reason, Place: e.Place, Direction: e.Direction,
			Code: e.Code, Text: e.Text, Withdrawn: e.Withdrawn, Carrier: e.Carrier, Number: e.Number}
		if at, said, ok := e.Instant(); ok && !said {
			r.Events[i].Instant = at.Format(time.RFC3339)
		}
	}
	r.Problems = append([]Problem{}, h.Problems...)
	return r
}

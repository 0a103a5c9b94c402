package tracking

import (
	"math"
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// EstimatedFrom are the milestones from which it is counted how long parcels take to the door.
var EstimatedFrom = []shipping.Milestone{
	shipping.LabelCreated, shipping.PickedUp, shipping.DepartedOrigin, shipping.ArrivedDestination,
	shipping.ImportReleased, shipping.AtDeliveryOffice, shipping.WithCourier,
}

// enough is from how many parcels on a spread is believed.
const enough = 20

// EstimateOf tells when a parcel comes that reached a milestone at an instant, by how long others
// took from there: the middle half of them, and nine in ten. It is the zero value when fewer than
// twenty did, or nobody counts from this milestone.
func EstimateOf(spreads []fact.Spread, m shipping.Milestone, at time.Time) fact.Estimate {
	for i := range spreads {
		if s := &spreads[i]; s.From == m && s.Sample >= enough {
			in := func(hours int64) time.Time { return at.Add(time.Duration(hours) * time.Hour) }
			return fact.Estimate{
				Half:   shipping.Window{From: in(s.P25), To: in(s.P75)},
				Most:   shipping.Window{From: in(s.P05), To: in(s.P95)},
				Sample: s.Sample,
			}
		}
	}
	return fact.Estimate{}
}

// estimate is when a parcel comes that reaches a milestone. What the lane has shown counts first: from
// this milestone, else from the newest one before it. Where it has shown too little, the channel's
// own legs count (Sample 0), from the begin of each.
func (w *Watch) estimate(t *step) fact.Estimate {
	if t.to.phase > moving || t.to.waits() {
		return fact.Estimate{}
	}
	if e := EstimateOf(w.Spreads, t.to.milestone, t.at); e.Sample > 0 {
		return e
	}
	leg, begins := w.running(t.p, t.from), false
	if !t.strays() {
		begins, leg = t.next != leg, t.next
	}
	if e := t.p.Estimate; t.from != nil && t.from.phase == moving && e.Half.To.After(t.at) && (e.Sample > 0 || !begins) {
		e.Half.From, e.Most.From = later(e.Half.From, t.at), later(e.Most.From, t.at)
		return e
	}
	if t.to.phase == announced {
		return w.byLegs(t.p, 0, w.handled(t.p, t.at, 0))
	}
	return w.byLegs(t.p, max(leg, 0), t.at)
}

// How far the windows reach from the usual time, as a share of the way from the usual to the most: the Book's
// usual is the median and its most the time that 97 of 100 keep, 1.88 standard deviations above it on a scale on
// which 0.674 hold the middle half and 1.645 nine in ten.
const (
	reachHalf = 0.674 / 1.88
	reachMost = 1.645 / 1.88
)

// byLegs is when a parcel comes whose leg begins at an instant, by the hours of this leg and of those
// after it. Legs are late independently of each other, so their spreads add up as squares do.
func (w *Watch) byLegs(p *fact.ParcelState, leg int, at time.Time) fact.Estimate {
	if w.leg(leg) == nil {
		return fact.Estimate{}
	}
	sum, squares := 0.0, 0.0
	for _, l := range w.Channel.Legs[leg:] {
		spread := float64(max(0, l.Most-l.Usual))
		sum, squares = sum+spread, squares+spread*spread
	}
	together := 1.0
	if sum > 0 {
		together = math.Sqrt(squares) / sum
	}
	when := func(reach float64) time.Time {
		t := at
		for i := leg; i < len(w.Channel.Legs); i++ {
			l := &w.Channel.Legs[i]
			spread := reach * together * float64(max(0, l.Most-l.Usual))
			t = w.after(p, i, t, max(0, l.Usual+int64(math.Round(spread))))
		}
		return t
	}
	return fact.Estimate{
		Half: shipping.Window{From: when(-reachHalf), To: when(reachHalf)},
		Most: shipping.Window{From: when(-reachMost), To: when(reachMost)},
	}
}

// AtRisk tells that the promise to a parcel that has reached a milestone at an instant is at risk: nil
// when it is not, or when that was said before. It is at risk when even the early end of the window in which
// half of the parcels come lies behind it, so that three of four come too late. Nine in ten would warn when
// nothing can be done any more; the middle of the window would be wrong about every second parcel.
func AtRisk(p *fact.ParcelState, at time.Time) *fact.Deviated {
	early := p.Estimate.Half.From
	i := slices.IndexFunc(p.Timers, func(t fact.Timer) bool { return t.Name == fact.TimerPromise })
	if i < 0 || early.IsZero() || over(p) {
		return nil
	}
	due := p.Timers[i].Due
	if !due.After(at) || !early.After(due) {
		return nil
	}
	await := slices.Clone(p.Timers)
	await[i].Name = fact.TimerPromiseAtRisk
	why := fact.Reason{Desk: fact.TrackingDesk, Rule: RuleAtRisk, About: string(p.Track.Milestone), Limit: hours(due.Sub(at)), Actual: hours(early.Sub(at))}
	return &fact.Deviated{What: fact.CaseAtRisk, Why: []fact.Reason{why}, Await: await}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

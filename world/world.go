// Package world is the simulated world: a virtual clock, buyers, suppliers, warehouses
// and carriers around the real ledger. What happens in it depends on the seed alone.
package world

import (
	"context"
	"hash/fnv"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/world/scenario"
)

// Config is what a run is made of.
type Config struct {
	Seed   uint64
	Days   int // on which orders are placed
	PerDay int // orders, on average
	Start  time.Time
	// Scenario is what befalls the world; nil: nothing out of the ordinary.
	Scenario *scenario.Scenario
}

// World runs the days.
type World struct {
	Config
	Clock    *Clock
	Merchant *merchant.Merchant
	Carriers *merchant.Carriers
	// Depots are those whose drivers the world plays.
	Depots []book.Depot
	// Assess is called at the end of every simulated hour, with the time; it may be nil.
	Assess func(context.Context, time.Time) error
	// Restart closes the ledger, the read tables and the carriers, wherever they stand, and puts others in their
	// place that go on with the same data. It is called where the scenario has crashes; nil: there are none.
	Restart func(context.Context) error
	// Passed is called after every simulated hour; it may be nil. It may wait, to let people watch. Its error ends the run.
	Passed func(at time.Time) error
	// Rests tells that what is asked of carriers and buyers now is left to other nodes; nil: nothing is.
	Rests func() bool

	demand *demand
}

// mostAfter bounds how long the world runs on after the last order.
const mostAfter = 45 * 24 * time.Hour

// givenUp is after how long a case about a parcel is no reason to wait for it any more.
const givenUp = 7 * 24 * time.Hour

// Run lets the days pass: orders come for Config.Days, then the world goes on until the parcels have
// arrived. A ledger in which a part has happened already goes on from there: whatever is told
// a second time is known, and changes nothing.
func (w *World) Run(ctx context.Context) error {
	w.demand = newDemand(w.Seed, w.Merchant.ID, w.PerDay)
	if w.Scenario != nil {
		if err := w.demand.bend(w.Start, w.Scenario.Demand); err != nil {
			return err
		}
	}
	from, err := w.begin(ctx)
	if err != nil {
		return err
	}
	last := w.Start.AddDate(0, 0, w.Days)
	for t := from; !t.After(last.Add(mostAfter)); t = t.Add(time.Hour) {
		if err := w.hour(ctx, t, t.After(w.Start) && !t.After(last)); err != nil {
			return err
		}
		if w.Passed != nil {
			if err := w.Passed(t); err != nil {
				return err
			}
		}
		if t.After(last) && t.Hour() == 0 {
			if err := w.Merchant.Fill(ctx); err != nil {
				return err
			}
			if n, err := w.Merchant.Views.OnTheWay(ctx, w.Merchant.ID, t.Add(-givenUp)); err != nil || n == 0 {
				return err
			}
		}
	}
	return w.Merchant.Fill(ctx)
}

// begin finds the hour to go on with.
func (w *World) begin(ctx context.Context) (time.Time, error) {
	if err := w.Merchant.Fill(ctx); err != nil {
		return w.Start, err
	}
	latest, err := w.Merchant.Views.Latest(ctx, w.Merchant.ID)
	if err != nil || latest.Before(w.Start) {
		return w.Start, err
	}
	return latest.Truncate(time.Hour), nil
}

// hour lets the hour that ends at t pass. buying tells that orders still come. When the program falls in the
// middle of it, the hour is gone through again.
func (w *World) hour(ctx context.Context, t time.Time, buying bool) error {
	w.Clock.Set(t)
	steps := w.steps(t, buying)
	if before, falls := w.crashes(t, len(steps)); falls {
		if err := pass(ctx, steps[:before]); err != nil {
			return err
		}
		if err := w.Restart(ctx); err != nil {
			return err
		}
		steps = w.steps(t, buying)
	}
	return pass(ctx, steps)
}

func pass(ctx context.Context, steps []func(context.Context) error) error {
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// steps is what happens in the hour that ends at t.
func (w *World) steps(t time.Time, buying bool) []func(context.Context) error {
	at := func(step func(context.Context, time.Time) error) func(context.Context) error {
		return func(ctx context.Context) error { return step(ctx, t) }
	}
	steps := []func(context.Context) error{w.ask, at(w.closures), at(w.supply)}
	if buying {
		steps = append(steps, at(w.buy))
	}
	if t.Hour() == office {
		steps = append(steps, w.repeat)
	}
	steps = append(steps, w.drain, w.listen, w.drive, w.sweep, w.drain)
	if w.Assess != nil { // last, so that an hour that is gone through again is assessed alike
		steps = append(steps, at(w.Assess))
	}
	return steps
}

// supply lists the products, once, and receives what suppliers deliver when a week begins.
func (w *World) supply(ctx context.Context, t time.Time) error {
	since := t.Sub(w.Start)
	if since%week != 0 {
		return nil
	}
	var entries []ledger.Entry
	if since == 0 {
		for i := range w.demand.wares {
			p := w.demand.wares[i].Product
			entries = append(entries, tell(&fact.Fact{Stream: p.SKU.Stream(), At: t, By: "seller", Body: &fact.ProductListed{Product: p}}))
		}
	}
	for _, f := range w.demand.supply(int(since/week), t) {
		if to := f.Body.(*fact.StockMoved).To; !w.closed(to.Warehouse(), t) {
			entries = append(entries, tell(f))
		}
	}
	return w.record(ctx, entries)
}

func tell(f *fact.Fact) ledger.Entry { return ledger.Entry{Facts: []*fact.Fact{f}} }

// buy records the orders that were placed in this hour, and those that are called off.
func (w *World) buy(ctx context.Context, t time.Time) error {
	var entries []ledger.Entry
	for _, p := range w.demand.hour(t.Add(-time.Hour)) {
		entries = append(entries, p.entry())
	}
	for _, p := range w.demand.hour(t.Add(-regret)) {
		if t.Add(-regret).Before(w.Start) || !p.regretted(w.Seed) {
			continue
		}
		entries = append(entries, tell(&fact.Fact{Stream: p.order.ID.Stream(), At: t, By: "buyer",
			Body: &fact.OrderCancelled{Why: "the buyer changed their mind"}}))
	}
	return w.record(ctx, entries)
}

// regret is after how long some buyers change their mind.
const regret = 5 * time.Hour

// regretted reports whether the buyer calls this order off: about one in a hundred.
func (p *purchase) regretted(seed uint64) bool {
	h := fnv.New64a()
	_, _ = h.Write([]byte(p.order.ID)) // a hash never fails
	return (h.Sum64()^seed)%100 == 0
}

// record tells the ledger, all at once, and waits. What is known already, or refused, is nobody's fault here.
func (w *World) record(ctx context.Context, entries []ledger.Entry) error {
	for _, p := range w.Merchant.Ledger.SubmitAll(w.Merchant.ID, entries) {
		_, err := p.Wait(ctx)
		switch shipping.CodeOf(err) {
		case "", shipping.Known, shipping.Refused, shipping.Conflict, shipping.NotFound:
		default:
			return err
		}
	}
	return nil
}

// office is the hour, in UTC, at which somebody looks at what could not be performed.
const office = 8

// repeat has jobs tried again that were given up, because a carrier was down for long.
func (w *World) repeat(ctx context.Context) error {
	dead, err := w.Merchant.Ledger.DeadJobs(ctx, w.Merchant.ID)
	for _, d := range dead {
		if err = w.Merchant.Ledger.Repeat(ctx, w.Merchant.ID, d.Fact.ID()); err != nil {
			return err
		}
	}
	return err
}

func (w *World) ask(ctx context.Context) error {
	w.Carriers.Ask(ctx)
	return nil
}

// drain performs what is asked of carriers and buyers.
func (w *World) drain(ctx context.Context) error {
	if w.Rests != nil && w.Rests() {
		return nil
	}
	_, err := w.Merchant.Ledger.Drain(ctx, w.Merchant.ID, append(w.Merchant.Workers(w.Carriers), &Postbox{})...)
	return err
}

func (w *World) sweep(ctx context.Context) error {
	_, err := w.Merchant.Ledger.Sweep(ctx, w.Merchant.ID, w.Clock.Now())
	return err
}

// listen records what carriers report.
func (w *World) listen(ctx context.Context) error { return w.Carriers.Listen(ctx) }

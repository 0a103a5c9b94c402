// Package world is the simulated world: a virtual clock, buyers, suppliers, warehouses
// and carriers around the real ledger. What happens in it depends on the seed alone.
package world

import (
	"context"
	"hash/fnv"
	"time"

	"crosslane/ledger"
	"crosslane/shipping"
	"crosslane/view"
)

// Config is what a run is made of.
type Config struct {
	Seed   uint64
	Days   int // on which orders are placed
	PerDay int // orders, on average
	Start  time.Time
	Tenant shipping.Tenant
}

// Carriers is the other side: the partners that are asked, told and listened to.
type Carriers interface {
	// Workers perform bookings and cancellations, and plan tours.
	Workers() []shipping.Worker
	// Ask begins to ask what happened until now, so that the answers are there when News wants them.
	Ask(ctx context.Context)
	// News are the facts that carriers have to report since the last time. The function is called
	// once they are recorded.
	News(ctx context.Context) ([]ledger.Entry, func(context.Context) error, error)
}

// World runs the days.
type World struct {
	Config
	Clock    *Clock
	Ledger   *ledger.Ledger
	Views    *view.Store
	Carriers Carriers
	// Depots are those whose drivers the world plays.
	Depots []shipping.Depot
	// CatchUp brings the read tables up to the last fact.
	CatchUp func(context.Context) error
	// Passed is called after every simulated hour; it may be nil. It may wait, to let people watch. Its error ends the run.
	Passed func(at time.Time) error

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
	w.demand = newDemand(w.Seed, w.Tenant, w.PerDay)
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
			if err := w.CatchUp(ctx); err != nil {
				return err
			}
			if n, err := w.Views.OnTheWay(ctx, w.Tenant, t.Add(-givenUp)); err != nil || n == 0 {
				return err
			}
		}
	}
	return w.CatchUp(ctx)
}

// begin finds the hour to go on with.
func (w *World) begin(ctx context.Context) (time.Time, error) {
	if err := w.CatchUp(ctx); err != nil {
		return w.Start, err
	}
	latest, err := w.Views.Latest(ctx)
	if err != nil || latest.Before(w.Start) {
		return w.Start, err
	}
	return latest.Truncate(time.Hour), nil
}

// hour lets the hour that ends at t pass. buying tells that orders still come.
func (w *World) hour(ctx context.Context, t time.Time, buying bool) error {
	w.Clock.Set(t)
	w.Carriers.Ask(ctx)
	if since := t.Sub(w.Start); since%(7*24*time.Hour) == 0 {
		if err := w.supply(ctx, int(since/(7*24*time.Hour)), t); err != nil {
			return err
		}
	}
	if buying {
		if err := w.buy(ctx, t); err != nil {
			return err
		}
	}
	for _, step := range []func(context.Context) error{w.drain, w.listen, w.drive, w.sweep, w.drain} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// supply lists the products, once, and receives what suppliers deliver this week.
func (w *World) supply(ctx context.Context, week int, t time.Time) error {
	var entries []ledger.Entry
	if week == 0 {
		for i := range w.demand.wares {
			p := w.demand.wares[i].Product
			entries = append(entries, tell(&shipping.Fact{Stream: p.SKU.Stream(), At: t, By: "seller", Body: &shipping.ProductListed{Product: p}}))
		}
	}
	for _, f := range w.demand.supply(week, t) {
		entries = append(entries, tell(f))
	}
	return w.record(ctx, entries)
}

func tell(f *shipping.Fact) ledger.Entry { return ledger.Entry{Facts: []*shipping.Fact{f}} }

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
		entries = append(entries, tell(&shipping.Fact{Stream: p.order.ID.Stream(), At: t, By: "buyer",
			Body: &shipping.OrderCancelled{Why: "the buyer changed their mind"}}))
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
	for _, p := range w.Ledger.SubmitAll(w.Tenant, entries) {
		_, err := p.Wait(ctx)
		switch shipping.CodeOf(err) {
		case "", shipping.Known, shipping.Refused, shipping.Conflict, shipping.NotFound:
		default:
			return err
		}
	}
	return nil
}

func (w *World) drain(ctx context.Context) error {
	_, err := w.Ledger.Drain(ctx, w.Carriers.Workers()...)
	return err
}

func (w *World) sweep(ctx context.Context) error {
	_, err := w.Ledger.Sweep(ctx, w.Clock.Now())
	return err
}

// listen records what carriers report.
func (w *World) listen(ctx context.Context) error {
	news, recorded, err := w.Carriers.News(ctx)
	if err != nil {
		return err
	}
	if err := w.record(ctx, news); err != nil {
		return err
	}
	return recorded(ctx)
}

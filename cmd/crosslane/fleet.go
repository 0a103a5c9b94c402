package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"crosslane/carrier"
	"crosslane/dispatch"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
	"crosslane/world"
)

// fleet is the carriers of the Book, each with the way to it.
type fleet struct {
	shop    *shop
	now     func() time.Time
	counter *carrier.Counter
	planner *dispatch.Planner
	// rebooker finds the parcels that leave a channel.
	rebooker *dispatch.Rebooker
	// postbox takes the messages of a simulated world; nil otherwise.
	postbox *world.Postbox
	// lookout knows the owners before the read tables do; nil: these are asked.
	lookout *lookout
	lines   map[shipping.CarrierID]*line
	order   []shipping.CarrierID // of the Book, so that the same world repeats itself
}

// line is the way to one carrier.
type line struct {
	carrier.Connector
	tracker carrier.Tracker // nil: it reports nothing by itself
	// silent tells that a carrier in this process has nothing to report behind a cursor, and need not be asked.
	silent func(cursor string) bool
	cursor string      // behind the last report that was recorded
	asked  chan *asked // the answer to what was asked ahead; nil: nothing was
	kept   string      // the cursor from which a restart goes on
	// strays are reports about parcels that are not known (yet): a booking whose answer was lost
	// is asked for again, and then its parcel is known.
	strays []stray
}

type stray struct {
	message carrier.Message
	polls   int
}

// mostPolls is how often a stray is looked up again before it is let go.
const mostPolls = 100

// Workers perform bookings and cancellations, plan the tours, and move parcels off a channel.
func (f *fleet) Workers() []fact.Worker {
	list := []fact.Worker{f.counter, f.planner, f.rebooker}
	if f.postbox != nil {
		list = append(list, f.postbox)
	}
	return list
}

// catchUp brings the read tables up to the last fact.
func (f *fleet) catchUp(ctx context.Context) error {
	if f.lookout != nil {
		return f.lookout.catchUp(ctx)
	}
	return f.shop.fillViews(ctx)
}

// connector finds the way to a carrier.
func (f *fleet) connector(id shipping.CarrierID) (carrier.Connector, error) {
	if l := f.lines[id]; l != nil {
		return l, nil
	}
	return nil, shipping.Fault(shipping.Unsupported, "there is no way to the carrier "+string(id), "name a connector for it in the Book")
}

// heard is what one carrier reported, and from where to read on once it is recorded.
type heard struct {
	id      shipping.CarrierID
	line    *line
	entries []ledger.Entry
	strays  []stray
	name    string // of the bookmark
	cursor  string
}

// asked is a carrier's answer that was fetched ahead.
type asked struct {
	carrier.Tracker
	cursor string
	batch  *carrier.Batch
	err    error
}

// Changes answers with what was fetched ahead, and else asks.
func (a *asked) Changes(ctx context.Context, cursor string) (*carrier.Batch, error) {
	if cursor == a.cursor {
		return a.batch, a.err
	}
	return a.Tracker.Changes(ctx, cursor)
}

// Ask asks the carriers that have something to report, and does not wait for their answers: News does.
func (f *fleet) Ask(ctx context.Context) {
	for _, l := range f.lines {
		if l.tracker == nil || l.asked != nil || l.cursor == "" || l.silent(l.cursor) {
			continue
		}
		l.asked = make(chan *asked, 1)
		go func(cursor string, answer chan<- *asked) {
			a := &asked{Tracker: l.tracker, cursor: cursor}
			a.batch, a.err = l.tracker.Changes(ctx, cursor)
			answer <- a
		}(l.cursor, l.asked)
	}
}

// ears is who answers for a carrier: what was fetched ahead, if anything was.
func (l *line) ears() carrier.Tracker {
	if l.asked == nil {
		return l.tracker
	}
	a := <-l.asked
	l.asked = nil
	return a
}

// News asks all carriers at once what happened since the last time; what they say comes in the order of
// the Book. Until the function that comes with it is called, because the news is recorded, the same news is told again.
func (f *fleet) News(ctx context.Context) ([]ledger.Entry, func(context.Context) error, error) {
	reports, errs := make([]*heard, len(f.order)), make([]error, len(f.order))
	var polls sync.WaitGroup
	for i, id := range f.order {
		if f.lines[id].tracker != nil {
			polls.Go(func() { reports[i], errs[i] = f.poll(ctx, id) })
		}
	}
	polls.Wait()
	for _, err := range errs {
		if shipping.CodeOf(err) == shipping.Unavailable {
			continue // it holds up no other; what it has to say it says when it answers again
		}
		if err != nil {
			return nil, nil, err
		}
	}
	reports = slices.DeleteFunc(reports, func(h *heard) bool { return h == nil })
	var all []ledger.Entry
	for _, h := range reports {
		all = append(all, h.entries...)
	}
	return all, func(ctx context.Context) error { return f.goOn(ctx, reports) }, nil
}

// goOn reads on behind what was recorded, and keeps the place for a restart, with the strays before it.
func (f *fleet) goOn(ctx context.Context, reports []*heard) error {
	places := map[string]string{}
	for _, h := range reports {
		if h.cursor != h.line.kept || len(h.strays)+len(h.line.strays) > 0 {
			strays, err := writeStrays(h.strays)
			if err != nil {
				return err
			}
			places[h.name], places[straysOf(h.id)], h.line.kept = h.cursor, strays, h.cursor
		}
		h.line.strays, h.line.cursor = h.strays, h.cursor
	}
	if f.lookout != nil {
		f.lookout.keep(places)
		return nil
	}
	return f.shop.views.KeepBookmarks(ctx, places)
}

func (f *fleet) poll(ctx context.Context, id shipping.CarrierID) (*heard, error) {
	l := f.lines[id]
	h := &heard{id: id, line: l, name: "carrier:" + string(id)}
	if l.cursor == "" {
		if err := f.recall(ctx, id, h.name); err != nil {
			return nil, err
		}
	}
	p := &carrier.Poller{Carrier: id, Tracker: l.ears(), Now: f.now, Owners: f.owners}
	if err := h.again(ctx, p); err != nil {
		return nil, err
	}
	h.cursor = l.cursor
	for more := !l.silent(l.cursor); more; {
		news, err := p.Poll(ctx, h.cursor)
		if err != nil {
			return nil, err
		}
		h.entries = append(h.entries, entriesOf(news)...)
		for _, m := range news.Strays {
			h.strays = append(h.strays, stray{message: m})
		}
		h.cursor, more = news.Next, news.More
	}
	return h, nil
}

// owners finds whose parcels these numbers are.
func (f *fleet) owners(ctx context.Context, by shipping.CarrierID, waybills []string) ([]carrier.Owner, error) {
	if len(waybills) == 0 {
		return nil, nil
	}
	ids, err := f.parcels(ctx, by, waybills)
	owners := make([]carrier.Owner, len(ids))
	for i, id := range ids {
		owners[i].Parcel = id
	}
	return owners, err
}

func (f *fleet) parcels(ctx context.Context, by shipping.CarrierID, waybills []string) ([]shipping.ParcelID, error) {
	if f.lookout != nil {
		return f.lookout.owners(ctx, by, waybills)
	}
	return f.shop.views.ParcelsOf(ctx, f.shop.tenant, by, waybills)
}

// again looks the carrier's strays up once more.
func (h *heard) again(ctx context.Context, p *carrier.Poller) error {
	for _, s := range h.line.strays {
		news, err := p.Read(ctx, []carrier.Message{s.message})
		if err != nil {
			return err
		}
		h.entries = append(h.entries, entriesOf(news)...)
		if s.polls++; len(news.Strays) > 0 && s.polls < mostPolls {
			h.strays = append(h.strays, s)
		}
	}
	return nil
}

// entriesOf makes an entry of each scan, so that one that is known already holds up no other.
func entriesOf(news *carrier.News) []ledger.Entry {
	entries := make([]ledger.Entry, len(news.Facts))
	for i, f := range news.Facts {
		entries[i].Facts = []*fact.Fact{f}
		raw := f.Body.(*fact.ScanReceived).Scan.Raw
		if k := slices.IndexFunc(news.Documents, func(p shipping.Document) bool { return raw != "" && p.ID == raw }); k >= 0 {
			entries[i].Documents = news.Documents[k : k+1]
		}
	}
	return entries
}

package main

import (
	"context"
	"slices"
	"time"

	"crosslane/carrier"
	"crosslane/ledger"
	"crosslane/shipping"
)

// fleet is the carriers of the Book, each with the way to it.
type fleet struct {
	shop    *shop
	now     func() time.Time
	counter *carrier.Counter
	lines   map[shipping.CarrierID]*line
	order   []shipping.CarrierID // of the Book, so that the same world repeats itself
}

// line is the way to one carrier.
type line struct {
	carrier.Connector
	tracker carrier.Tracker // nil: it reports nothing by itself
	cursor  string          // behind the last report that was read
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

// Workers perform bookings and cancellations.
func (f *fleet) Workers() []shipping.Worker { return []shipping.Worker{f.counter} }

// connector finds the way to a carrier.
func (f *fleet) connector(id shipping.CarrierID) (carrier.Connector, error) {
	if l := f.lines[id]; l != nil {
		return l, nil
	}
	return nil, shipping.Fault(shipping.Unsupported, "there is no way to the carrier "+string(id), "name a connector for it in the Book")
}

// News asks every carrier what happened since the last time. The function that comes with it keeps
// the places from which to read on, and is to be called once the news is recorded.
func (f *fleet) News(ctx context.Context) ([]ledger.Entry, func(context.Context) error, error) {
	var all []ledger.Entry
	places := map[string]string{}
	for _, id := range f.order {
		if f.lines[id].tracker == nil {
			continue
		}
		entries, err := f.poll(ctx, id, places)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, entries...)
	}
	return all, func(ctx context.Context) error { return f.shop.views.KeepBookmarks(ctx, places) }, nil
}

func (f *fleet) poll(ctx context.Context, id shipping.CarrierID, places map[string]string) ([]ledger.Entry, error) {
	l := f.lines[id]
	p := &carrier.Poller{Carrier: id, Tracker: l.tracker, Now: f.now, Owners: f.owners}
	entries, err := f.again(ctx, p, l)
	if err != nil {
		return nil, err
	}
	bookmark := "carrier:" + string(id)
	if l.cursor == "" {
		if l.cursor, err = f.shop.views.Bookmark(ctx, bookmark); err != nil {
			return nil, err
		}
	}
	kept := l.cursor
	for more := true; more; {
		news, err := p.Poll(ctx, l.cursor)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entriesOf(news)...)
		for _, m := range news.Strays {
			l.strays = append(l.strays, stray{message: m})
		}
		l.cursor, more = news.Next, news.More
	}
	if len(l.strays) == 0 && l.cursor != kept { // strays are told again after a restart, so that none is lost
		places[bookmark] = l.cursor
	}
	return entries, nil
}

// owners finds whose parcels these numbers are.
func (f *fleet) owners(ctx context.Context, by shipping.CarrierID, waybills []string) ([]carrier.Owner, error) {
	ids, err := f.shop.views.ParcelsOf(ctx, f.shop.tenant, by, waybills)
	owners := make([]carrier.Owner, len(ids))
	for i, id := range ids {
		owners[i].Parcel = id
	}
	return owners, err
}

// again looks the strays up once more.
func (f *fleet) again(ctx context.Context, p *carrier.Poller, l *line) ([]ledger.Entry, error) {
	if len(l.strays) == 0 {
		return nil, nil
	}
	var entries []ledger.Entry
	var still []stray
	for _, s := range l.strays {
		news, err := p.Read(ctx, []carrier.Message{s.message})
		if err != nil {
			return nil, err
		}
		entries = append(entries, entriesOf(news)...)
		if s.polls++; len(news.Strays) > 0 && s.polls < mostPolls {
			still = append(still, s)
		}
	}
	l.strays = still
	return entries, nil
}

// entriesOf makes an entry of each scan, so that one that is known already holds up no other.
func entriesOf(news *carrier.News) []ledger.Entry {
	entries := make([]ledger.Entry, len(news.Facts))
	for i, f := range news.Facts {
		entries[i].Facts = []*shipping.Fact{f}
		raw := f.Body.(*shipping.ScanReceived).Scan.Raw
		if k := slices.IndexFunc(news.Papers, func(p shipping.Paper) bool { return raw != "" && p.ID == raw }); k >= 0 {
			entries[i].Papers = news.Papers[k : k+1]
		}
	}
	return entries
}

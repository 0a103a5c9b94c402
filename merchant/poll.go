package merchant

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

// unmatched is the name under which the messages wait that a carrier's parcels are not known of.
const unmatched = "unmatched:"

// listened is the name under which it is kept how far a carrier was listened to.
const listened = "carrier:"

// poller reads what one carrier reports.
func (c *Carriers) poller(entry book.Carrier, t carrier.Tracker) *carrier.Poller {
	cursor, waiting := listened+carrier.Feed(entry), unmatched+string(entry.ID)
	return &carrier.Poller{
		Reader:  carrier.Reader{Carrier: entry.ID, Owners: c.o.Owners, Now: c.m.now},
		Tracker: t,
		Record:  c.m.RecordReports,
		Recall: func(ctx context.Context) (at, list string, err error) {
			if at, err = c.m.Views.Bookmark(ctx, c.m.ID, cursor); err != nil {
				return "", "", err
			}
			list, err = c.m.Views.Bookmark(ctx, c.m.ID, waiting)
			return at, list, err
		},
		Erased: func(ctx context.Context) (string, error) { return c.m.Views.Bookmark(ctx, c.m.ID, erased) },
		Keep: func(ctx context.Context, at, list, since string) error {
			places := map[string]string{cursor: at, waiting: list}
			if c.o.Keep != nil {
				return c.o.Keep(ctx, places)
			}
			return c.m.Views.KeepBookmarksWhile(ctx, c.m.ID, places, map[string]string{erased: since})
		},
	}
}

// RecordReports records scans, each by itself, so that one that is known already holds up no other.
func (m *Merchant) RecordReports(ctx context.Context, reports []carrier.Report) []error {
	entries := make([]ledger.Entry, len(reports))
	for i := range reports {
		entries[i] = ledger.Entry{Facts: []*fact.Fact{reports[i].Fact}, Documents: reports[i].Documents()}
	}
	errs := make([]error, len(reports))
	for i, p := range m.Ledger.SubmitAll(m.ID, entries) {
		_, errs[i] = p.Wait(ctx)
	}
	return errs
}

// Owners finds whose parcels these numbers are, by the read tables, and of which person each parcel speaks.
func (m *Merchant) Owners(ctx context.Context, by shipping.CarrierID, waybills []string) ([]carrier.Owner, error) {
	if len(waybills) == 0 {
		return nil, nil
	}
	numbers := make([]string, len(waybills))
	for i, n := range waybills {
		if n == shipping.Text(n) { // else it is nobody's
			numbers[i] = n
		}
	}
	bearers, err := m.Views.Bearers(ctx, m.ID, by, numbers)
	if err != nil {
		return nil, err
	}
	owners := make([]carrier.Owner, len(bearers))
	for i, b := range bearers {
		owners[i] = carrier.Owner{Parcel: b.Parcel, Booked: b.Booked}
	}
	if err := m.LastMile().Match(ctx, by, numbers, owners); err != nil {
		return nil, err
	}
	return owners, m.namePersons(ctx, owners)
}

// namePersons says of which person each parcel speaks, so that what a carrier says of it is found when that person is erased.
func (m *Merchant) namePersons(ctx context.Context, owners []carrier.Owner) error {
	var streams []shipping.Stream
	for _, o := range owners {
		if o.Parcel != "" {
			streams = append(streams, o.Parcel.Stream())
		}
	}
	if len(streams) == 0 {
		return nil
	}
	state, err := m.Ledger.Read(ctx, m.ID, streams...)
	if err != nil {
		return err
	}
	for i := range owners {
		if owners[i].Parcel == "" {
			continue
		}
		to := fact.ParcelIn(state, owners[i].Parcel).Plan.To
		address, err := m.Ledger.Document(ctx, m.ID, to)
		gone := shipping.CodeOf(err) == shipping.NotFound // erased, or there never was one
		if err != nil && !gone {
			return err
		}
		owners[i].Person, owners[i].Erased = address.Person, gone && to != ""
	}
	return nil
}

// Listen asks every carrier once, all together, and waits until they are open. A carrier that does not answer,
// or not in its own words, is passed over: it says what it has to say when it answers again.
func (c *Carriers) Listen(ctx context.Context) error {
	if err := c.refresh(ctx); err != nil {
		return err
	}
	var list []*carrier.Connection
	for _, w := range c.all() {
		w.Wait(ctx, time.Hour)
		list = append(list, w.Connection)
	}
	for _, err := range carrier.ListenTogether(ctx, list, c.m.RecordReports) {
		if err != nil && (ctx.Err() != nil || shipping.CodeOf(err) == shipping.Internal) {
			return err
		}
	}
	return ctx.Err()
}

// Ask begins to ask the carriers what happened until now, so that the answers are there when Listen wants them.
func (c *Carriers) Ask(ctx context.Context) {
	for _, w := range c.all() {
		w.Ask(ctx)
	}
}

// all are the connections in the order of the Book.
func (c *Carriers) all() []*connected {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := make([]*connected, len(c.order))
	for i, id := range c.order {
		list[i] = c.connections[id]
	}
	return list
}

// States tells how it stands with the news of each carrier, in the order of the Book.
func (c *Carriers) States() []carrier.State {
	var list []carrier.State
	for _, w := range c.all() {
		if s, ok := w.State(); ok {
			list = append(list, s)
		}
	}
	return list
}

// follow keeps the carriers open by the Book in force and asks each of them again and again, by itself, until ctx ends.
func (c *Carriers) follow(ctx context.Context, usual time.Duration, log *slog.Logger) error {
	var asks sync.WaitGroup
	defer asks.Wait()
	asking := map[*connected]bool{}
	told := map[shipping.CarrierID]string{}
	return again(ctx, 2*time.Second, log, "open the carriers of the Book", func(ctx context.Context) error {
		if err := c.refresh(ctx); err != nil {
			return err
		}
		list := c.all()
		maps.DeleteFunc(asking, func(w *connected, _ bool) bool { return !slices.Contains(list, w) })
		for _, w := range list {
			w.Wait(ctx, moment)
			tellFault(log, told, w.entry.ID, w.Trouble())
			if !asking[w] {
				asking[w] = true
				asks.Go(func() { w.Follow(ctx, w.entry.Polls(usual), log) })
			}
		}
		return nil
	})
}

// tellFault says once, in one line, why there is no way to a carrier.
func tellFault(log *slog.Logger, told map[shipping.CarrierID]string, id shipping.CarrierID, fault error) {
	text := ""
	if fault != nil {
		text = fault.Error()
	}
	if text != "" && text != told[id] {
		log.Warn("no way to a carrier", "carrier", string(id), "error", text)
	}
	told[id] = text
}

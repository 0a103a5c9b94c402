package merchant

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

// poller reads what one carrier reports.
func (c *Carriers) poller(id shipping.CarrierID, t carrier.Tracker) *carrier.Poller {
	cursor, unmatched := "carrier:"+string(id), "unmatched:"+string(id)
	return &carrier.Poller{
		Reader:  carrier.Reader{Carrier: id, Owners: c.o.Owners, Now: c.m.now},
		Tracker: t,
		Record:  c.m.recordReports,
		Recall: func(ctx context.Context) (at, waiting string, err error) {
			if at, err = c.m.Views.Bookmark(ctx, c.m.ID, cursor); err != nil {
				return "", "", err
			}
			waiting, err = c.m.Views.Bookmark(ctx, c.m.ID, unmatched)
			return at, waiting, err
		},
		Keep: func(ctx context.Context, at, waiting string) error {
			return c.o.Keep(ctx, map[string]string{cursor: at, unmatched: waiting})
		},
	}
}

// recordReports records scans, each by itself, so that one that is known already holds up no other.
func (m *Merchant) recordReports(ctx context.Context, reports []carrier.Report) []error {
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

// owners finds whose parcels these numbers are, by the read tables, and of which person each parcel speaks.
func (m *Merchant) owners(ctx context.Context, by shipping.CarrierID, waybills []string) ([]carrier.Owner, error) {
	if len(waybills) == 0 {
		return nil, nil
	}
	bearers, err := m.Views.Bearers(ctx, m.ID, by, waybills)
	if err != nil {
		return nil, err
	}
	owners := make([]carrier.Owner, len(bearers))
	for i, b := range bearers {
		owners[i] = carrier.Owner{Parcel: b.Parcel, Booked: b.Booked}
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
		address, err := m.Ledger.Document(ctx, m.ID, fact.ParcelIn(state, owners[i].Parcel).Plan.To)
		if err != nil && shipping.CodeOf(err) != shipping.NotFound { // erased, or there never was one
			return err
		}
		owners[i].Person = address.Person
	}
	return nil
}

// Listen asks every carrier once, in the order of the Book. A carrier that does not answer, or not in its own words,
// is passed over: it says what it has to say when it answers again.
func (c *Carriers) Listen(ctx context.Context) error {
	if err := c.refresh(ctx); err != nil {
		return err
	}
	for _, w := range c.all() {
		if w.poller == nil || w.fault != nil || w.quiet() {
			continue
		}
		if err := w.poller.Poll(ctx); ctx.Err() != nil || shipping.CodeOf(err) == shipping.Internal {
			return err
		}
	}
	return nil
}

// quiet reports whether a carrier in this process has nothing to say, and nothing waits to be matched.
func (w *way) quiet() bool {
	at, heard := w.ahead.place()
	return heard && w.silent != nil && w.poller.State().Unmatched == 0 && w.silent(at)
}

// Ask begins to ask the carriers what happened until now, so that the answers are there when Listen wants them.
func (c *Carriers) Ask(ctx context.Context) {
	for _, w := range c.all() {
		if w.ahead != nil && w.fault == nil && !w.quiet() {
			w.ahead.begin(ctx)
		}
	}
}

// all are the ways in the order of the Book.
func (c *Carriers) all() []*way {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := make([]*way, len(c.order))
	for i, id := range c.order {
		list[i] = c.ways[id]
	}
	return list
}

// States tells how it stands with the news of each carrier, in the order of the Book.
func (c *Carriers) States() []carrier.State {
	var list []carrier.State
	for _, w := range c.all() {
		switch {
		case w.fault != nil:
			list = append(list, carrier.State{Carrier: w.entry.ID, Trouble: w.fault})
		case w.poller != nil:
			list = append(list, w.poller.State())
		}
	}
	return list
}

// follow keeps the carriers open by the Book in force and asks each of them again and again, by itself, until ctx ends.
func (c *Carriers) follow(ctx context.Context, usual time.Duration, log *slog.Logger) error {
	var asks sync.WaitGroup
	defer asks.Wait()
	asking := map[*way]func(){} // ends what asks, and waits for it
	defer func() {
		for _, end := range asking {
			end()
		}
	}()
	told := map[shipping.CarrierID]string{}
	return again(ctx, 2*time.Second, log, "open the carriers of the Book", func(ctx context.Context) error {
		if err := c.refresh(ctx); err != nil {
			return err
		}
		ways := c.all()
		for w, end := range asking {
			if !slices.Contains(ways, w) {
				end()
				delete(asking, w)
			}
		}
		for _, w := range ways {
			tellFault(log, told, w)
			if w.poller != nil && w.fault == nil && asking[w] == nil {
				run, stop := context.WithCancel(ctx)
				ended := make(chan struct{})
				asking[w] = func() { stop(); <-ended }
				asks.Go(func() { defer close(ended); ask(run, w.poller, usual, log) })
			}
		}
		return nil
	})
}

// tellFault says once, in one line, why there is no way to a carrier.
func tellFault(log *slog.Logger, told map[shipping.CarrierID]string, w *way) {
	text := ""
	if w.fault != nil {
		text = w.fault.Error()
	}
	if text != "" && text != told[w.entry.ID] {
		log.Warn("no way to a carrier", "carrier", string(w.entry.ID), "error", text)
	}
	told[w.entry.ID] = text
}

// ask asks one carrier again and again until ctx ends.
func ask(ctx context.Context, p *carrier.Poller, usual time.Duration, log *slog.Logger) {
	said := ""
	for {
		err := p.Poll(ctx)
		if ctx.Err() != nil {
			return
		}
		text := ""
		if err != nil {
			text = err.Error()
		}
		if text != "" && text != said { // the same trouble is told once
			log.Warn("could not ask a carrier for news", "error", text)
		}
		said = text
		select {
		case <-ctx.Done():
			return
		case <-time.After(p.Pause(usual)):
		}
	}
}

// ahead is a tracker that can be asked before its answer is wanted.
type ahead struct {
	carrier.Tracker
	mu     sync.Mutex
	next   string // behind the last page
	heard  bool   // there was one
	asked  string
	answer chan page // nil: nothing was asked ahead
}

type page struct {
	batch *carrier.Batch
	err   error
}

// place is where the next page begins; false before anything was heard.
func (a *ahead) place() (next string, heard bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.next, a.heard
}

// begin asks for the next page, when it is known where that begins.
func (a *ahead) begin(ctx context.Context) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.answer != nil || !a.heard {
		return
	}
	a.asked, a.answer = a.next, make(chan page, 1)
	go func(cursor string, answer chan<- page) {
		batch, err := a.Tracker.Changes(ctx, cursor)
		answer <- page{batch, err}
	}(a.asked, a.answer)
}

// Changes answers with what was asked ahead, and else asks.
func (a *ahead) Changes(ctx context.Context, cursor string) (*carrier.Batch, error) {
	a.mu.Lock()
	asked, answer := a.asked, a.answer
	a.answer = nil
	a.mu.Unlock()
	var p page
	if answer != nil && asked == cursor {
		p = <-answer
	} else {
		p.batch, p.err = a.Tracker.Changes(ctx, cursor)
	}
	if p.err == nil {
		a.mu.Lock()
		a.next, a.heard = p.batch.Next, true
		a.mu.Unlock()
	}
	return p.batch, p.err
}

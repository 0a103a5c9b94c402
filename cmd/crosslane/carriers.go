package main

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/sim"
	"crosslane/carrier/table"
	"crosslane/channel"
	"crosslane/dispatch"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/world/scenario"
)

// partners is how carriers are spoken to, and how the simulated ones among them behave.
type partners struct {
	seed uint64
	// dir is where simulated carriers keep their bookings.
	dir string
	// labels asks for a label with each booking, which takes longer than the rest of it.
	labels bool
	// network is what simulated carriers are told of a scenario.
	network scenario.Network
}

// connect opens the way to every carrier of the Book in force. A simulated carrier without an
// address is started here, on loopback.
func (s *shop) connect(ctx context.Context, now func() time.Time, with partners) (*fleet, func(), error) {
	with.dir = filepath.Join(with.dir, "carriers")
	if err := os.MkdirAll(with.dir, 0o755); err != nil {
		return nil, func() {}, err
	}
	f := &fleet{shop: s, now: now, lines: map[shipping.CarrierID]*line{}}
	var stops []func()
	stop := func() {
		for _, one := range stops {
			one()
		}
	}
	current := s.book(now)
	f.planner = &dispatch.Planner{Book: current}
	f.rebooker = s.care(f.catchUp).Rebooker()
	f.counter = &carrier.Counter{Book: current, Connector: f.connector, Now: now}
	b, err := current(ctx)
	if err != nil {
		return nil, stop, err
	}
	for _, c := range b.Carriers {
		l, end, err := s.line(b, c, now, with)
		if err != nil {
			stop()
			return nil, stop, err
		}
		if end != nil {
			stops = append(stops, end)
		}
		f.lines[c.ID] = l
		f.order = append(f.order, c.ID)
	}
	return f, stop, nil
}

// bookAge is how long the list of published Books is believed: what another node publishes is followed
// after so long.
const bookAge = time.Second

// book answers with the Book in force at the moment of asking.
func (s *shop) book(now func() time.Time) func(context.Context) (*book.Book, error) {
	var mu sync.Mutex
	var books *fact.BookState
	var read time.Time
	published := func(ctx context.Context) (list *fact.BookState, err error) {
		mu.Lock()
		defer mu.Unlock()
		if books == nil || time.Since(read) > bookAge {
			if list, err = s.publishedBooks(ctx); err != nil {
				return nil, err
			}
			books, read = list, time.Now()
		}
		return books, nil
	}
	return func(ctx context.Context) (*book.Book, error) {
		books, err := published(ctx)
		if err != nil {
			return nil, err
		}
		if rules := s.shelf.Get(books.InForce(now())); rules != nil {
			return rules.Book, nil
		}
		return nil, shipping.Fault(shipping.Unavailable, "the Book in force is not loaded here", "try again in a moment")
	}
}

// price asks the channel's rate sheet, by the Book in force.
func (s *shop) price(now func() time.Time) carrier.Pricer {
	current := s.book(now)
	return func(plan *fact.ParcelPlan, ch *book.Channel, at time.Time) (shipping.Money, error) {
		b, err := current(context.Background())
		if err != nil {
			return shipping.Money{}, err
		}
		option, why := s.shelf.Get(b.Version).Channels.Quote(ch.ID, plan, at)
		if why.Rule != "" {
			return shipping.Money{}, carrier.Refuse(why.Rule, channel.Explain(why))
		}
		return option.Price, nil
	}
}

func (s *shop) line(b *book.Book, c book.Carrier, now func() time.Time, with partners) (*line, func(), error) {
	switch c.Connector {
	case "table":
		return &line{Connector: &table.Carrier{Who: c, Price: s.price(now), NoLabel: !with.labels}}, nil, nil
	case "sim":
		return s.simulated(b, c, now, with)
	}
	return nil, nil, shipping.BadField("carriers", "carrier "+string(c.ID)+" names the connector \""+c.Connector+"\"", "known are sim and table")
}

func (s *shop) simulated(b *book.Book, c book.Carrier, now func() time.Time, with partners) (*line, func(), error) {
	address, stop, silent := c.Address, func() {}, func(string) bool { return false }
	if address == "" {
		var sold []book.Channel
		for _, ch := range b.Channels {
			if ch.Carrier == c.ID {
				sold = append(sold, ch)
			}
		}
		server, err := sim.New(sim.Config{Name: c.Name, Seed: with.seed, Now: now, Channels: sold, Price: s.price(now), Capacity: with.network.Capacity,
			Conditions: with.network.Conditions, Journal: filepath.Join(with.dir, string(c.ID)+".jsonl")})
		if err != nil {
			return nil, nil, err
		}
		url, end, err := server.Listen("127.0.0.1:0")
		if err != nil {
			return nil, nil, err
		}
		address, stop, silent = url, func() { _, _ = end(), server.Close() }, server.Silent // the program ends
	}
	client := sim.Connect(address, 0)
	client.Labels = with.labels
	return &line{Connector: client, tracker: client, silent: silent}, func() { client.Close(); stop() }, nil
}

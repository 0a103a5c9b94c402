package main

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"crosslane/carrier"
	"crosslane/carrier/sim"
	"crosslane/carrier/table"
	"crosslane/channel"
	"crosslane/shipping"
	"crosslane/tour"
)

// connect opens the way to every carrier of the Book in force; labels asks for a label with each booking,
// which takes longer than the rest of it. A simulated carrier without an
// address is started here, on loopback, and keeps its bookings below the directory given.
func (s *shop) connect(ctx context.Context, now func() time.Time, seed uint64, dir string, labels bool) (*fleet, func(), error) {
	dir = filepath.Join(dir, "carriers")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, func() {}, err
	}
	f := &fleet{shop: s, now: now, lines: map[shipping.CarrierID]*line{}}
	var stops []func()
	stop := func() {
		for _, one := range stops {
			one()
		}
	}
	f.planner = &tour.Planner{Book: s.book(now)}
	f.rebooker = s.rebooker(s.fillViews)
	f.counter = &carrier.Counter{Book: s.book(now), Connector: f.connector, Now: now}
	b, err := s.book(now)(ctx)
	if err != nil {
		return nil, stop, err
	}
	for _, c := range b.Carriers {
		l, end, err := s.line(b, c, now, seed, dir, labels)
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

// book answers with the Book in force at the moment of asking.
func (s *shop) book(now func() time.Time) func(context.Context) (*shipping.Book, error) {
	return func(ctx context.Context) (*shipping.Book, error) {
		books, err := s.publishedBooks(ctx)
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
	book := s.book(now)
	return func(plan *shipping.ParcelPlan, ch *shipping.Channel, at time.Time) (shipping.Money, error) {
		b, err := book(context.Background())
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

func (s *shop) line(b *shipping.Book, c shipping.Carrier, now func() time.Time, seed uint64, dir string, labels bool) (*line, func(), error) {
	switch c.Connector {
	case "table":
		return &line{Connector: &table.Carrier{Who: c, Price: s.price(now), NoLabel: !labels}}, nil, nil
	case "sim":
		return s.simulated(b, c, now, seed, dir, labels)
	}
	return nil, nil, shipping.BadField("carriers", "carrier "+string(c.ID)+" names the connector \""+c.Connector+"\"", "known are sim and table")
}

func (s *shop) simulated(b *shipping.Book, c shipping.Carrier, now func() time.Time, seed uint64, dir string, labels bool) (*line, func(), error) {
	address, stop := c.Address, func() {}
	if address == "" {
		var sold []shipping.Channel
		for _, ch := range b.Channels {
			if ch.Carrier == c.ID {
				sold = append(sold, ch)
			}
		}
		server, err := sim.New(sim.Config{Name: c.Name, Seed: seed, Now: now, Channels: sold, Price: s.price(now), Journal: filepath.Join(dir, string(c.ID)+".jsonl")})
		if err != nil {
			return nil, nil, err
		}
		url, end, err := server.Listen("127.0.0.1:0")
		if err != nil {
			return nil, nil, err
		}
		address, stop = url, func() { _, _ = end(), server.Close() } // the program ends
	}
	client := sim.Connect(address, 0)
	client.Labels = labels
	return &line{Connector: client, tracker: client}, func() { client.Close(); stop() }, nil
}

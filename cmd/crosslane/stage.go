package main

import (
	"context"
	"time"

	"crosslane/book"
	"crosslane/shipping"
	"crosslane/world"
	"crosslane/world/scenario"
)

// play is what a world is made of, as the command line and the scenario have it.
type play struct {
	seed         uint64
	days, orders int
	start        time.Time
	scenario     *scenario.Scenario // nil: an ordinary world
	noBackup     bool
	book         []byte // file of the Book to play by; nil: the one that the program starts with
	labels       bool
	place        string // what the directory of its data is called
}

// stage is an opened world: its data, and the carriers around it.
type stage struct {
	play
	at    *commands
	clock *world.Clock

	shop  *shop
	fleet *fleet
	stop  func()
}

// open opens the data and starts the carriers.
func (s *stage) open(ctx context.Context) (err error) {
	if s.shop, err = s.at.open(ctx, s.clock.Now); err != nil {
		return err
	}
	if err := s.setBook(ctx); err != nil {
		return err
	}
	with := partners{seed: s.seed, dir: s.at.Data, labels: s.labels}
	if s.scenario != nil {
		b, err := s.shop.book(s.clock.Now)(ctx)
		if err != nil {
			return err
		}
		if with.network, err = s.scenario.On(b, s.start, s.orders); err != nil {
			return err
		}
	}
	if s.fleet, s.stop, err = s.shop.connect(ctx, s.clock.Now, with); err != nil {
		return err
	}
	s.fleet.postbox = &world.Postbox{}
	s.fleet.lookout = newLookout(s.shop, s.clock.Now())
	return nil
}

func (s *stage) close() {
	if s.stop != nil {
		s.stop()
	}
	if s.fleet != nil {
		_ = s.fleet.lookout.join() // what it was filling is whole; what was not filled is filled the next time
	}
	if s.shop != nil {
		s.shop.close()
	}
	s.stop, s.fleet, s.shop = nil, nil, nil
}

// setBook puts the Book of the play in force, once; the one that the program starts with where the play names none. Where
// it tells buyers nothing, they are told of delays, so that a world shows who would have known.
func (s *stage) setBook(ctx context.Context) error {
	books, err := s.shop.publishedBooks(ctx)
	if err != nil || len(books.Published) > 1 {
		return err
	}
	b, text, err := s.rules()
	if err != nil {
		return err
	}
	if err := s.shop.publish(ctx, b, text, s.start); shipping.CodeOf(err) != shipping.Known {
		return err
	}
	return nil
}

// rules are the Book to play by, and its file.
func (s *stage) rules() (b *book.Book, text []byte, err error) {
	if text = s.book; text == nil {
		text = book.DefaultFile()
	}
	if s.noBackup {
		if text, err = book.WithoutBackups(text); err != nil {
			return nil, nil, err
		}
	}
	if b, err = book.Read(text); err != nil || b.Messages.Enabled {
		return b, text, err
	}
	if text, err = book.TellingOfDelays(text); err != nil {
		return nil, nil, err
	}
	b, err = book.Read(text)
	return b, text, err
}

// world makes the world that is played here.
func (s *stage) world(ctx context.Context) (*world.World, error) {
	b, err := s.shop.book(s.clock.Now)(ctx)
	if err != nil {
		return nil, err
	}
	w := &world.World{
		Config: world.Config{Seed: s.seed, Days: s.days, PerDay: s.orders, Start: s.start, Tenant: s.shop.tenant, Scenario: s.scenario},
		Clock:  s.clock, Depots: b.Depots,
	}
	s.enter(w)
	return w, nil
}

// enter puts what is open now into a world.
func (s *stage) enter(w *world.World) {
	w.Ledger, w.Views, w.Carriers, w.CatchUp = s.shop.ledger, s.shop.views, s.fleet, s.fleet.lookout.catchUp
	w.Assess = s.fleet.lookout.assess
}

// restart lets everything fall, and begins again with the same data.
func (s *stage) restart(w *world.World) func(context.Context) error {
	return func(ctx context.Context) error {
		s.close()
		if err := s.open(ctx); err != nil {
			return err
		}
		s.enter(w)
		return nil
	}
}

package merchant

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"crosslane/dispatch"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/ledger/upkeep"
	"crosslane/notify"
	"crosslane/shipping"
)

// mostAsked is how often a carrier is asked to book or to cancel before somebody must look: hourly, for about two weeks. It
// may be down for days, and what nobody answered may have been done.
const mostAsked = 350

// RunOptions sets how a merchant's business is run.
type RunOptions struct {
	Carriers *Carriers
	// Poll is how often carriers are asked for news.
	Poll time.Duration
	// Messages tells buyers; nil: no way to them is set up, which each job says, and the log. MessageAttempts is how often it tries.
	Messages        fact.Worker
	MessageAttempts int
	Log             *slog.Logger
}

// Run performs the merchant's jobs, polls its carriers, watches its timers, fills its read tables and assesses its
// channels, until it is told to end. It fails only when the database does not answer for long.
func (m *Merchant) Run(told context.Context, o RunOptions) error {
	ctx, stop := context.WithCancelCause(told)
	defer stop(nil)
	watch := m.Watch(m.now())
	if err := upkeep.Reaches(ctx, m.place.ledgerDB, m.ID); err != nil {
		o.Log.Warn("the record is not in order: crosslane audit", "merchant", string(m.ID), "error", err)
	}
	if o.Messages == nil {
		o.Messages = &notify.Worker{}
		if b, err := m.Book(ctx); err == nil && b.Messages.Enabled {
			o.Log.Warn("the Book has buyers told, and no way to tell them is set up (crosslane serve --help)", "merchant", string(m.ID))
		}
	}
	var running sync.WaitGroup
	for _, run := range []func(context.Context) error{
		m.work(m.bookings(o.Carriers, o.Log), ledger.WorkOptions{MaxAttempts: mostAsked}),
		m.work(m.planner(), ledger.WorkOptions{}),
		m.work(m.rebooker(), ledger.WorkOptions{}),
		m.work(o.Messages, ledger.WorkOptions{MaxAttempts: o.MessageAttempts}),
		func(ctx context.Context) error {
			return o.Carriers.follow(ctx, o.Poll, o.Log.With("merchant", string(m.ID)))
		},
		m.again(o.Log, time.Second, "watch timers", m.sweep),
		m.again(o.Log, 200*time.Millisecond, "fill the read tables", m.Fill),
		m.again(o.Log, 2*time.Second, "load published Books", m.loadBooks),
		m.again(o.Log, 15*time.Minute, "assess the channels", func(ctx context.Context) error { return watch.Look(ctx, m.now()) }),
	} {
		running.Go(func() {
			if err := run(ctx); err != nil && ctx.Err() == nil {
				stop(err)
			}
		})
	}
	<-ctx.Done()
	running.Wait()
	if told.Err() != nil {
		return nil
	}
	return context.Cause(ctx)
}

// work performs the jobs of a worker.
func (m *Merchant) work(w fact.Worker, o ledger.WorkOptions) func(context.Context) error {
	return func(ctx context.Context) error { return m.Ledger.Work(ctx, m.ID, w, o) }
}

// Workers perform bookings and cancellations, plan the tours, and move parcels off a channel.
func (m *Merchant) Workers(c *Carriers) []fact.Worker {
	return []fact.Worker{m.bookings(c, nil), m.planner(), m.rebooker()}
}

func (m *Merchant) planner() fact.Worker { return &dispatch.Planner{Book: m.Book} }

func (m *Merchant) sweep(ctx context.Context) error {
	_, err := m.Ledger.Sweep(ctx, m.ID, m.now())
	return err
}

func (m *Merchant) again(log *slog.Logger, pause time.Duration, what string, do func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		return again(ctx, pause, log.With("merchant", string(m.ID)), what, do)
	}
}

// again does something again and again. A failure is tried again, for a carrier or a database that does not answer now may
// answer soon, and logged once for as long as it stays the same.
func again(ctx context.Context, pause time.Duration, log *slog.Logger, what string, do func(context.Context) error) error {
	told := ""
	for {
		err := do(ctx)
		switch {
		case err == nil || ctx.Err() != nil:
			told = ""
		case err.Error() != told:
			told = err.Error()
			log.Warn("could not "+what, "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
	}
}

// Ready tells why the business cannot be run: the Book in force cannot be read, or it books with carriers that are
// simulated though nobody asked for that.
func (m *Merchant) Ready(ctx context.Context, allowSimulated bool) error {
	if simulated, err := m.Simulated(ctx); err != nil || !simulated || allowSimulated {
		return err
	}
	return &shipping.Error{Code: shipping.Refused, Field: "merchant " + string(m.ID), Message: "its Book books with simulated carriers: no parcel would travel",
		Hint: "write a Book with your own carriers (crosslane init) and publish it (crosslane book publish FILE --merchant " + string(m.ID) + "), serve others meanwhile (crosslane serve --only NAME), or run crosslane serve --simulated to try the program"}
}

// Served opens the business of some merchants of the place; of all when none is named. The error tells of each that cannot
// be opened; the others are in the list all the same.
func (p *Place) Served(ctx context.Context, only []shipping.MerchantID) ([]*Merchant, error) {
	if len(only) == 0 {
		all, err := p.Merchants(ctx)
		if err != nil {
			return nil, err
		}
		only = all
	}
	var list []*Merchant
	var left []error
	for _, id := range only {
		m, err := p.Merchant(ctx, id)
		if err != nil {
			left = append(left, fmt.Errorf("%s is not served: %w", id, err))
			continue
		}
		list = append(list, m)
	}
	return list, errors.Join(left...)
}

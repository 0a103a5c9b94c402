package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"crosslane/cmd/crosslane/care"
	"crosslane/ledger"
	"crosslane/shipping"
	"crosslane/view"
)

// mostAsked is how often a carrier is asked to book or to cancel before somebody must look: hourly, for about two weeks. It
// may be down for days, and what nobody answered may have been done.
const mostAsked = 350

type serveCommand struct {
	Listen string        `default:"localhost:8080" help:"Where the page is served."`
	Poll   time.Duration `default:"1m" help:"How often carriers are asked for news."`
	Seed   uint64        `default:"1" help:"Chances of the simulated carriers that the Book names."`

	Messages messageFlags `embed:""`
}

// Help gives an example.
func (serveCommand) Help() string {
	return "Examples: crosslane serve\n          curl --json @order.json http://localhost:8080/api/orders    (while it runs: docs/import.md)\n          crosslane serve --db postgres://user@host/crosslane    (several nodes may share it)"
}

// Run performs bookings, polls carriers, watches timers, fills the read tables, serves the page and takes
// orders in, until it is told to stop.
func (v *serveCommand) Run(ctx context.Context, p *program, c *commands) error {
	s, err := c.open(ctx, p.now)
	if err != nil {
		return err
	}
	defer s.close()
	fleet, stop, err := s.connect(ctx, p.now, partners{seed: v.Seed, dir: c.Data, labels: true})
	defer stop()
	if err != nil {
		return err
	}
	messages, err := v.Messages.worker()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	failed := make(chan error, 1)
	n := &node{shop: s, fleet: fleet, log: slog.New(slog.NewTextHandler(p.stderr, nil))}
	var running sync.WaitGroup
	for _, run := range []func(context.Context) error{
		func(ctx context.Context) error {
			return s.ledger.Work(ctx, fleet.counter, ledger.WorkOptions{MaxAttempts: mostAsked})
		},
		func(ctx context.Context) error { return s.ledger.Work(ctx, fleet.planner, ledger.WorkOptions{}) },
		func(ctx context.Context) error { return s.ledger.Work(ctx, fleet.rebooker, ledger.WorkOptions{}) },
		n.tellBuyers(messages),
		n.every(v.Poll, "ask carriers for news", n.listen),
		n.every(time.Second, "watch timers", n.sweep),
		n.every(200*time.Millisecond, "fill the read tables", s.fillViews),
		n.every(2*time.Second, "load published Books", s.loadBooks),
		n.every(15*time.Minute, "assess the channels", n.assess(s.care(s.fillViews).Rounds(p.now()), p.now)),
	} {
		running.Go(func() {
			if err := run(ctx); err != nil && ctx.Err() == nil {
				select {
				case failed <- err:
				default:
				}
			}
		})
	}
	source := s.pages("Crosslane", s.care(s.fillViews), p.now)
	source.Take = s.counter().TakeOrders(p.now)
	err = p.serve(ctx, v.Listen, failed, source)
	cancel()
	running.Wait()
	return err
}

// node is a running server.
type node struct {
	shop  *shop
	fleet *fleet
	log   *slog.Logger
}

// every does something again and again. A failure is logged and tried again: a carrier or a
// database that does not answer now may answer soon.
func (n *node) every(pause time.Duration, what string, do func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		for {
			if err := do(ctx); err != nil && ctx.Err() == nil {
				n.log.Warn("could not "+what, "error", err)
			}
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(pause):
			}
		}
	}
}

// listen records what carriers report. What is known, or speaks of nothing we know, holds up nothing.
func (n *node) listen(ctx context.Context) error {
	news, recorded, err := n.fleet.News(ctx)
	if err != nil {
		return err
	}
	pending := make([]*ledger.Pending, len(news))
	for i, e := range news {
		pending[i] = n.shop.ledger.Submit(n.shop.tenant, e)
	}
	for _, p := range pending {
		_, err := p.Wait(ctx)
		var e *shipping.Error
		if err == nil || errors.As(err, &e) && e.Code != shipping.Unavailable && e.Code != shipping.Internal {
			continue
		}
		return err
	}
	return recorded(ctx)
}

// assess records how the channels fare, as of the last fact.
func (n *node) assess(rounds *care.Rounds, now func() time.Time) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := rounds.Follow(ctx, func([]view.Told, string, string) error { return nil }); err != nil {
			return err
		}
		return rounds.Assess(ctx, now())
	}
}

func (n *node) sweep(ctx context.Context) error {
	_, err := n.shop.ledger.Sweep(ctx, time.Now())
	return err
}

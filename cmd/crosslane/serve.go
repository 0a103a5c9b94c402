package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"crosslane/merchant"
	"crosslane/merchant/afresh"
	"crosslane/notify"
	"crosslane/shipping"
	"crosslane/terminal"
	"crosslane/terminal/beside"
	"crosslane/web"
	"crosslane/web/api"
)

type serveCommand struct {
	Only      []shipping.MerchantID `name:"only" help:"Only the business of these merchants; of all when not given." placeholder:"NAME"`
	Listen    terminal.Address      `default:"localhost:8080" help:"Where the pages are served."`
	Poll      time.Duration         `default:"1m" least:"1ms" help:"How often carriers are asked for news."`
	Simulated bool                  `help:"To try the program: the Book may name carriers that exist only in the computer, and no parcel travels."`
	Seed      uint64                `default:"1" help:"Chances of the simulated carriers."`

	terminal.Beginning
	Messages messageFlags `embed:""`
}

// Help gives an example.
func (serveCommand) Help() string {
	return "Examples: crosslane serve\n          crosslane serve --simulated    (with the Book that the program starts with, whose carriers are invented)\n" +
		"          curl --json @order.json http://localhost:8080/api/orders    (while it runs: docs/import.md)\n" +
		"          crosslane serve --db postgres://user@host/crosslane    (several nodes may share it)\n\n" +
		"Runs the business of every merchant of the place: performs bookings, polls carriers, watches timers, fills the read\ntables, serves the pages and takes orders in."
}

// Run runs the business until it is told to stop.
func (v *serveCommand) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	messages, err := v.Messages.worker()
	if err != nil {
		return err
	}
	place, done, err := c.Place(ctx, p, v.Beginning)
	if err != nil {
		return err
	}
	defer done()
	accounts, closed, err := terminal.OpenAccounts(ctx, c.At(), p.Now)
	if err != nil {
		return err
	}
	defer closed()
	served, err := v.served(ctx, p, place)
	if err != nil {
		return err
	}
	listener, err := p.Listen(ctx, v.Listen)
	if err != nil {
		return err
	}
	o := merchant.RunOptions{Poll: v.Poll, MessageAttempts: notify.Attempts, Log: slog.New(slog.NewTextHandler(p.Stderr, nil))}
	if messages != nil {
		o.Messages = messages
	}
	ctx, stop := context.WithCancelCause(ctx)
	at := &running{pages: map[shipping.MerchantID]http.Handler{}, merchants: map[shipping.MerchantID]*merchant.Merchant{}}
	defer func() {
		stop(nil)
		at.end()
	}()
	for _, m := range served {
		carriers := m.Carriers(merchant.CarrierOptions{Dir: filepath.Join(c.Data, "carriers"), AllowSimulated: v.Simulated, Labels: true, Seed: v.Seed})
		at.begin(ctx, stop, m, carriers, o, title(m.ID, len(served)))
	}
	if c.DB == "" {
		unheard, err := beside.Serve(ctx, c.Data, forOthers(p, c, place, accounts))
		if err != nil { // it serves all the same
			p.Report(err)
		} else {
			defer unheard()
		}
	}
	doors := http.NewServeMux()
	doors.Handle("/", web.Merchants(at.pages))
	doors.Handle("/v1/", api.Handler(api.Options{Merchants: at.merchants, Accounts: accounts, Now: p.Now}))
	web.Health(doors, func(ctx context.Context) error { _, err := place.Merchants(ctx); return err })
	err = p.Serve(ctx, "Serving", listener, web.Known(doors, string(v.Listen), v.Messages.Link))
	stop(nil)
	return err
}

// served are the merchants whose business is run, each of them ready for it.
func (v *serveCommand) served(ctx context.Context, p *terminal.Program, place *merchant.Place) ([]*merchant.Merchant, error) {
	served, err := place.Served(ctx, v.Only)
	if err != nil && (len(v.Only) > 0 || len(served) == 0) {
		return nil, terminal.AsTyped(err, "--merchant=--only")
	}
	if err != nil {
		fmt.Fprintln(p.Stderr, "crosslane:", err)
	}
	for _, m := range served {
		if err := m.Ready(ctx, v.Simulated); err != nil {
			return nil, err
		}
	}
	return served, nil
}

// running are the businesses that this process runs.
type running struct {
	sync.WaitGroup
	carriers  []*merchant.Carriers
	pages     map[shipping.MerchantID]http.Handler
	merchants map[shipping.MerchantID]*merchant.Merchant
}

// begin runs a merchant's business until the context ends; what it cannot go on without stops all.
func (r *running) begin(ctx context.Context, stop context.CancelCauseFunc, m *merchant.Merchant, carriers *merchant.Carriers, o merchant.RunOptions, title string) {
	o.Carriers = carriers
	r.carriers = append(r.carriers, carriers)
	r.Go(func() {
		if err := m.Run(ctx, o); err != nil {
			stop(err)
		}
	})
	r.Go(func() { afresh.Watch(ctx, m, o.Log) })
	r.pages[m.ID] = web.Handler(m, web.Options{Title: title, Carriers: carriers, Writing: true})
	r.merchants[m.ID] = m
}

// end waits until all have ended; carriers are closed when nobody works with them any more.
func (r *running) end() {
	r.Wait()
	for _, c := range r.carriers {
		c.Close()
	}
}

// title is what stands at the head of a merchant's pages.
func title(id shipping.MerchantID, merchants int) string {
	if merchants == 1 {
		return "Crosslane"
	}
	return "Crosslane, " + string(id)
}

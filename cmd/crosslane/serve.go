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
	o := merchant.RunOptions{Poll: v.Poll, MessageAttempts: notify.Attempts, Log: slog.New(slog.NewTextHandler(p.Stderr, nil))}
	if messages != nil {
		o.Messages = messages
	}
	served, err := place.Served(ctx, v.Only)
	if err != nil && (len(v.Only) > 0 || len(served) == 0) {
		return terminal.AsTyped(err, "--merchant=--only")
	}
	if err != nil {
		fmt.Fprintln(p.Stderr, "crosslane:", err)
	}
	for _, m := range served {
		if err := m.Ready(ctx, v.Simulated); err != nil {
			return err
		}
	}
	listener, err := p.Listen(ctx, v.Listen)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	var running sync.WaitGroup
	var opened []*merchant.Carriers
	defer func() { // carriers are closed when nobody works with them any more
		stop(nil)
		running.Wait()
		for _, c := range opened {
			c.Close()
		}
	}()
	pages, businesses := map[shipping.MerchantID]http.Handler{}, map[shipping.MerchantID]*merchant.Merchant{}
	for _, m := range served {
		run := o
		run.Carriers = m.Carriers(merchant.CarrierOptions{Dir: filepath.Join(c.Data, "carriers"), AllowSimulated: v.Simulated, Labels: true, Seed: v.Seed})
		opened = append(opened, run.Carriers)
		running.Go(func() {
			if err := m.Run(ctx, run); err != nil {
				stop(err)
			}
		})
		running.Go(func() { afresh.Watch(ctx, m, o.Log) })
		pages[m.ID] = web.Handler(m, web.Options{Title: title(m.ID, len(served)), Carriers: run.Carriers, Writing: true})
		businesses[m.ID] = m
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
	doors.Handle("/", web.Merchants(pages))
	doors.Handle("/v1/", api.Handler(api.Options{Merchants: businesses, Accounts: accounts, Now: p.Now}))
	err = p.Serve(ctx, "Serving", listener, web.Known(doors, string(v.Listen), v.Messages.Link))
	stop(nil)
	return err
}

// title is what stands at the head of a merchant's pages.
func title(id shipping.MerchantID, merchants int) string {
	if merchants == 1 {
		return "Crosslane"
	}
	return "Crosslane, " + string(id)
}

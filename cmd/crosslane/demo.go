package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"crosslane/book"
	"crosslane/ledger/upkeep"
	"crosslane/shipping"
	"crosslane/web"
	"crosslane/world"
)

type demoCommand struct {
	Headless bool          `help:"As fast as it can, without the page; print the summary and end."`
	Days     int           `default:"30" help:"Days on which orders come."`
	Seed     uint64        `default:"7" help:"The same seed gives the same world."`
	Orders   int           `default:"150" help:"Orders a day, on average."`
	Listen   string        `default:"localhost:8080" help:"Where the page is served."`
	Pace     time.Duration `default:"300ms" help:"How long a simulated hour takes with the page."`
}

// Help gives an example.
func (demoCommand) Help() string {
	return "Examples: crosslane demo\n          crosslane demo --headless --days 30 --seed 7 --json\n\n" +
		"The world keeps its data in a directory of its own below --data. A run that was broken off goes on\nwhere it stopped; one that came to its end begins anew."
}

// summary is what a run adds up to.
type summary struct {
	Orders          int64                       `json:"orders"`
	Parcels         int64                       `json:"parcels"`
	Delivered       int64                       `json:"delivered"`
	DeliveredOnTime int64                       `json:"delivered_on_time"`
	DeliveredLate   int64                       `json:"delivered_late"`
	LateShare       json.Number                 `json:"late_share"`
	Cost            map[shipping.Currency]int64 `json:"cost"`
	Refusals        int64                       `json:"refusals"`
	BackupsUsed     int64                       `json:"backups_used"`
	Laws            lawsSummary                 `json:"laws"`
}

type lawsSummary struct {
	Checked  int64 `json:"checked"` // balances folded again and held against every law
	Violated int64 `json:"violated"`
}

// demoStart is the first day of every world: a Monday.
var demoStart = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

// Run lets the simulated days pass.
func (d *demoCommand) Run(ctx context.Context, p *program, c *commands) error {
	if d.Days < 1 || d.Orders < 1 {
		return shipping.BadField("--days", "a world needs at least one day and one order a day", "")
	}
	inner, finished, err := d.place(c)
	if err != nil {
		return err
	}
	s, w, leave, err := d.enter(ctx, inner, nil)
	defer leave()
	if err != nil {
		return err
	}
	if !d.Headless {
		return d.show(ctx, p, s, w)
	}
	w.Passed = d.progress(p)
	if err := w.Run(ctx); err != nil {
		return err
	}
	sum, err := s.sumUp(ctx)
	if err != nil {
		return err
	}
	if err := os.WriteFile(finished, nil, 0o644); err != nil {
		return err
	}
	if c.JSON {
		return p.answer(sum)
	}
	p.tellWorld(d, sum)
	return nil
}

// enter opens the world in a place of data, by a Book's file; nil: the Book that is in force there. What it
// opened is to be left in any case.
func (d *demoCommand) enter(ctx context.Context, c *commands, file []byte) (s *shop, w *world.World, leave func(), err error) {
	clock := world.NewClock(demoStart)
	if s, err = c.open(ctx, clock.Now); err != nil {
		return nil, nil, func() {}, err
	}
	if file != nil {
		b, err := book.Read(file)
		if err == nil {
			err = s.publish(ctx, b, file, demoStart)
		}
		if err != nil && shipping.CodeOf(err) != shipping.Known {
			return nil, nil, s.close, err
		}
	}
	fleet, stop, err := s.connect(ctx, clock.Now, d.Seed, c.Data, !d.Headless)
	leave = func() { stop(); s.close() }
	if err != nil {
		return nil, nil, leave, err
	}
	inForce, err := s.book(clock.Now)(ctx)
	if err != nil {
		return nil, nil, leave, err
	}
	return s, &world.World{
		Config: world.Config{Seed: d.Seed, Days: d.Days, PerDay: d.Orders, Start: demoStart, Tenant: s.tenant},
		Clock:  clock, Ledger: s.ledger, Views: s.views, Carriers: fleet, CatchUp: s.fillViews, Depots: inForce.Depots,
	}, leave, nil
}

// place gives the world a directory of its own, so that it never touches anybody's orders. One in
// which a world came to its end is cleared.
func (d *demoCommand) place(c *commands) (*commands, string, error) {
	inner := *c
	inner.writers = 1 // orders are decided one after the other, so that a world repeats itself
	inner.Data = filepath.Join(c.Data, fmt.Sprintf("demo-seed%d-days%d-orders%d", d.Seed, d.Days, d.Orders))
	finished := filepath.Join(inner.Data, "finished")
	if _, err := os.Stat(finished); err == nil && c.DB == "" {
		if err := os.RemoveAll(inner.Data); err != nil {
			return nil, "", err
		}
	}
	return &inner, finished, os.MkdirAll(inner.Data, 0o755)
}

// progress shows the days passing, on a terminal only.
func (d *demoCommand) progress(p *program) func(time.Time) {
	f, ok := p.stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	bar := progressbar.NewOptions(d.Days, progressbar.OptionSetWriter(p.stderr), progressbar.OptionSetDescription("days"), progressbar.OptionClearOnFinish())
	return func(at time.Time) { _ = bar.Set(min(d.Days, int(at.Sub(demoStart).Hours()/24))) }
}

// sumUp audits the ledger, holds the read tables against a rebuild, and adds everything up.
func (s *shop) sumUp(ctx context.Context) (*summary, error) {
	found, err := upkeep.Audit(ctx, s.ledgerDB, upkeep.Options{Law: world.Laws})
	if err != nil {
		return nil, err
	}
	f, err := s.views.Figures(ctx, s.tenant)
	if err != nil {
		return nil, err
	}
	return &summary{f.Orders, f.Parcels, f.Delivered, f.DeliveredOnTime, f.DeliveredLate, f.LateShare, f.Cost, f.Refusals, f.BackupsUsed,
		lawsSummary{Checked: found.Streams}}, nil
}

func (p *program) tellWorld(d *demoCommand, s *summary) {
	fmt.Fprintf(p.stdout, "%d days of about %d orders, seed %d\n\n", d.Days, d.Orders, d.Seed)
	fmt.Fprintf(p.stdout, "orders              %8d\nparcels             %8d\ndelivered           %8d\n  on time           %8d\n  late              %8d  (%s of the delivered)\n",
		s.Orders, s.Parcels, s.Delivered, s.DeliveredOnTime, s.DeliveredLate, s.LateShare)
	fmt.Fprintf(p.stdout, "refused bookings    %8d\nparcels by a backup %8d\n", s.Refusals, s.BackupsUsed)
	for _, c := range sorted(s.Cost) {
		fmt.Fprintf(p.stdout, "carriers charge     %12s\n", shipping.Money{Amount: s.Cost[shipping.Currency(c)], Currency: shipping.Currency(c)})
	}
	fmt.Fprintf(p.stdout, "laws checked        %8d, violated %d\n", s.Laws.Checked, s.Laws.Violated)
}

// show serves the page while the days pass, and goes on serving it afterwards until the program is stopped.
func (d *demoCommand) show(ctx context.Context, p *program, s *shop, w *world.World) error {
	var day atomic.Value
	day.Store("beginning")
	w.Passed = func(at time.Time) {
		day.Store(at.Format("Monday, 2 January 2006, 15:04") + " in the simulated world")
		select {
		case <-ctx.Done():
		case <-time.After(d.Pace):
		}
	}
	ended := make(chan error, 1)
	go func() {
		err := w.Run(ctx)
		if err == nil {
			day.Store("the world has come to its end")
		}
		ended <- err
	}()
	return p.serve(ctx, d.Listen, ended, web.Source{
		Views: s.views, Tenant: s.tenant, Title: "Crosslane demo", State: func() string { return day.Load().(string) }, Explain: s.remarks,
	})
}

// remarks is the note about an order, for the page.
func (s *shop) remarks(ctx context.Context, order string) ([]web.Remark, error) {
	note, err := s.explain(ctx, order)
	if err != nil {
		return nil, err
	}
	list := make([]web.Remark, len(note))
	for i, e := range note {
		list[i] = web.Remark{At: e.At, Text: about(e.Stream) + e.Text, Why: e.Why}
	}
	return list, nil
}

// serve serves the pages until the context ends, or until what runs beside them fails.
func (p *program) serve(ctx context.Context, address string, failed <-chan error, source web.Source) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return &shipping.Error{Code: shipping.Unavailable, Field: "--listen", Message: "cannot listen on " + address, Hint: "choose another port", Cause: err}
	}
	fmt.Fprintf(p.stderr, "Serving http://%s (stop with Ctrl-C)\n", listener.Addr())
	return serveUntil(ctx, listener, web.Handler(source), failed)
}

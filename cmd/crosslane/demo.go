package main

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"crosslane/cmd/crosslane/desk"
	"crosslane/shipping"
	"crosslane/web"
	"crosslane/world"
	"crosslane/world/scenario"
)

type demoCommand struct {
	Headless bool          `help:"As fast as it can, without the page; print the summary and end."`
	Days     *int          `help:"Days on which orders come; the scenario's own number, or 30." placeholder:"N"`
	Seed     uint64        `default:"7" help:"The same seed gives the same world."`
	Orders   *int          `help:"Orders a day, on average; the scenario's own number, or 150." placeholder:"N"`
	Scenario string        `help:"What befalls the world: a name (see crosslane scenarios) or a file." placeholder:"NAME|FILE"`
	NoBackup bool          `help:"By a Book without backups and triggers: what is refused waits for somebody."`
	Listen   string        `default:"localhost:8080" help:"Where the page is served."`
	Pace     time.Duration `default:"300ms" help:"How long a simulated hour takes with the page."`
}

// Help gives an example.
func (demoCommand) Help() string {
	return "Examples: crosslane demo\n          crosslane demo --headless --days 30 --seed 7 --json\n" +
		"          crosslane demo --headless --scenario black-friday --no-backup\n\n" +
		"The world keeps its data in a directory of its own below --data. A run that was broken off goes on\nwhere it stopped; one that came to its end begins anew."
}

// demoStart is the first day of a world whose scenario names none: a Monday.
var demoStart = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

// play settles what the world is made of.
func (d *demoCommand) play() (play, error) {
	w := play{seed: d.Seed, days: 30, orders: 150, start: demoStart, noBackup: d.NoBackup, labels: !d.Headless}
	mark := ""
	if d.Scenario != "" {
		var err error
		if w.scenario, mark, err = scenario.Find(d.Scenario); err != nil {
			return w, err
		}
		mark = "-" + mark
		w.start = w.scenario.Begins(demoStart)
		w.days, w.orders = cmp.Or(w.scenario.Days, w.days), cmp.Or(w.scenario.Orders, w.orders)
	}
	if d.Days != nil {
		w.days = *d.Days
	}
	if d.Orders != nil {
		w.orders = *d.Orders
	}
	if w.days < 1 || w.orders < 1 {
		return w, shipping.BadField("--days", "a world needs at least one day and one order a day", "")
	}
	if d.NoBackup {
		mark += "-nobackup"
	}
	w.place = fmt.Sprintf("demo-seed%d-days%d-orders%d%s", w.seed, w.days, w.orders, mark)
	return w, nil
}

// Run lets the simulated days pass.
func (d *demoCommand) Run(ctx context.Context, p *program, c *commands) error {
	made, err := d.play()
	if err != nil {
		return err
	}
	inner, finished, err := made.room(c)
	if err != nil {
		return err
	}
	s := &stage{play: made, at: inner, clock: world.NewClock(made.start)}
	defer s.close()
	if err := s.open(ctx); err != nil {
		return err
	}
	w, err := s.world(ctx)
	if err != nil {
		return err
	}
	if !d.Headless {
		return d.show(ctx, p, s.shop, w)
	}
	w.Restart, w.Passed = s.restart(w), made.progress(p)
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // a world is small, and over in seconds
	if err := w.Run(ctx); err != nil {
		return err
	}
	sum, err := s.shop.sumUp(ctx)
	if err != nil {
		return err
	}
	if err := os.WriteFile(finished, nil, 0o644); err != nil {
		return err
	}
	if c.JSON {
		return p.answer(sum)
	}
	p.tellWorld(&made, sum)
	return nil
}

// room gives the world a directory of its own, so that it never touches anybody's orders. One in
// which a world came to its end is cleared.
func (w *play) room(c *commands) (*commands, string, error) {
	inner := *c
	inner.simulated = true
	inner.writers = 1 // orders are decided one after the other, so that a world repeats itself
	inner.Data = filepath.Join(c.Data, w.place)
	finished := filepath.Join(inner.Data, "finished")
	if _, err := os.Stat(finished); err == nil && c.DB == "" {
		if err := os.RemoveAll(inner.Data); err != nil {
			return nil, "", err
		}
	}
	return &inner, finished, os.MkdirAll(inner.Data, 0o755)
}

// progress shows the days passing, on a terminal only.
func (w *play) progress(p *program) func(time.Time) error {
	f, ok := p.stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	bar := progressbar.NewOptions(w.days, progressbar.OptionSetWriter(p.stderr), progressbar.OptionSetDescription("days"), progressbar.OptionClearOnFinish())
	return func(at time.Time) error {
		_ = bar.Set(min(w.days, int(at.Sub(w.start).Hours()/24))) // a bar that cannot be drawn ends no world
		return nil
	}
}

// show serves the page while the days pass, and goes on serving it afterwards until the program is stopped.
func (d *demoCommand) show(ctx context.Context, p *program, s *shop, w *world.World) error {
	var day atomic.Value
	day.Store("beginning")
	w.Passed = func(at time.Time) error {
		day.Store(at.Format("Monday, 2 January 2006, 15:04") + " in the simulated world")
		if err := w.CatchUp(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(d.Pace):
		}
		return nil
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
		Views: s.views, Tenant: s.tenant, Title: "Crosslane demo", State: func() string { return day.Load().(string) }, Explain: s.counter().Remarks,
	})
}

// serve serves the pages until the context ends, or until what runs beside them fails.
func (p *program) serve(ctx context.Context, address string, failed <-chan error, source web.Source) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return &shipping.Error{Code: shipping.Unavailable, Field: "--listen", Message: "cannot listen on " + address, Hint: "choose another port", Cause: err}
	}
	fmt.Fprintf(p.stderr, "Serving http://%s (stop with Ctrl-C)\n", listener.Addr())
	return desk.Serve(ctx, listener, web.Handler(source), failed)
}

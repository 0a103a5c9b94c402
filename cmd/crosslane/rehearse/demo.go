// Package rehearse is the commands that play: simulated worlds, and the record by another Book.
package rehearse

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"

	"crosslane/merchant"
	"crosslane/terminal"
	"crosslane/web"
	"crosslane/world"
)

// Demo plays the whole chain on a simulated world.
type Demo struct {
	Headless bool             `help:"As fast as it can, without the page; print the summary and end."`
	Days     *terminal.Count  `least:"1" most:"3660" help:"Days on which orders come, up to 3,660; the scenario's own number, or 30." placeholder:"N"`
	Seed     uint64           `default:"7" help:"The same seed gives the same world."`
	Orders   *terminal.Count  `least:"1" most:"1000000" help:"Orders a day, on average, up to 1,000,000; the scenario's own number, or 150." placeholder:"N"`
	Scenario string           `help:"What befalls the world: a name (see crosslane scenarios) or a file." placeholder:"NAME|FILE"`
	NoBackup bool             `help:"By a Book without backups and triggers: what is refused waits for somebody."`
	Listen   terminal.Address `default:"localhost:8080" help:"Where the page is served."`
	Pace     time.Duration    `default:"300ms" help:"How long a simulated hour takes with the page."`
}

// Help gives an example.
func (Demo) Help() string {
	return "Examples: crosslane demo\n          crosslane demo --headless --days 30 --seed 7 --json\n" +
		"          crosslane demo --headless --scenario black-friday --no-backup\n\n" +
		"The world keeps its data in a directory of its own below --data. A run that was broken off goes on\nwhere it stopped; one that came to its end begins anew."
}

// wish is the world that is asked for.
func (d *Demo) wish() world.Wish {
	return world.Wish{Seed: d.Seed, Days: (*int)(d.Days), Orders: (*int)(d.Orders), Scenario: d.Scenario, NoBackup: d.NoBackup}
}

// Run lets the simulated days pass.
func (d *Demo) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	config, name, err := d.wish().Config()
	if err != nil {
		return terminal.AsTyped(err, "--scenario")
	}
	at, finished, err := room(p, c, name)
	if err != nil {
		return err
	}
	play, err := world.Open(ctx, config, at, world.Rules{NoBackup: d.NoBackup}, !d.Headless)
	if err != nil {
		return err
	}
	defer play.Close()
	if !d.Headless {
		return d.show(ctx, p, play)
	}
	play.Passed = passing(p, &config)
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // a world is small, and over in seconds
	if err := play.Run(ctx); err != nil {
		return err
	}
	sum, err := play.Sum(ctx)
	if err != nil {
		return err
	}
	if err := os.WriteFile(finished, nil, 0o600); err != nil {
		return err
	}
	if p.JSON {
		return p.Answer(sum)
	}
	tellWorld(p, &config, sum)
	return nil
}

// room gives a world a directory of its own, so that it never touches anybody's orders. One in which a world came
// to its end is cleared.
func room(p *terminal.Program, c *terminal.Where, name string) (at merchant.At, finished string, err error) {
	at = merchant.At{Data: filepath.Join(c.Data, name), DB: c.DB}
	finished = filepath.Join(at.Data, "finished")
	if _, err := os.Stat(finished); err == nil && c.DB == "" {
		if err := os.RemoveAll(at.Data); err != nil {
			return at, "", err
		}
	}
	if _, err := os.Stat(at.Data); err != nil {
		p.Began(at)
	}
	return at, finished, os.MkdirAll(at.Data, 0o700)
}

// passing shows the days passing, on a terminal only.
func passing(p *terminal.Program, w *world.Config) func(time.Time) error {
	if !p.OnTerminal() {
		return nil
	}
	bar := progressbar.NewOptions(w.Days, progressbar.OptionSetWriter(p.Stderr), progressbar.OptionSetDescription("days"), progressbar.OptionClearOnFinish())
	return func(at time.Time) error {
		_ = bar.Set(min(w.Days, int(at.Sub(w.Start).Hours()/24))) // a bar that cannot be drawn ends no world
		return nil
	}
}

// show serves the pages while the days pass, and goes on serving them afterwards until the program is stopped.
func (d *Demo) show(ctx context.Context, p *terminal.Program, play *world.Play) error {
	listener, err := p.Listen(ctx, d.Listen)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var day atomic.Value
	day.Store("beginning")
	m := play.Merchant
	play.Restart = nil // the pages show what is open
	play.Passed = func(at time.Time) error {
		day.Store(at.Format("Monday, 2 January 2006, 15:04") + " in the simulated world")
		if err := m.Fill(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(d.Pace):
		}
		return nil
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := play.Run(ctx); err != nil {
			stop(err)
			return
		}
		day.Store("the world has come to its end")
	}()
	err = p.Serve(ctx, "Serving", listener, web.Known(web.Handler(m, web.Options{Title: "Crosslane demo", State: func() string { return day.Load().(string) }, Writing: true}), string(d.Listen)))
	stop(nil)
	<-ended
	return err
}

// tellWorld prints every figure with what it means.
func tellWorld(p *terminal.Program, w *world.Config, s *world.Summary) {
	fmt.Fprintf(p.Stdout, "%d days of about %d orders, seed %d\n", w.Days, w.PerDay, w.Seed)
	if w.Scenario != nil {
		fmt.Fprintf(p.Stdout, "%s: %s\n", w.Scenario.Title, strings.Join(strings.Fields(w.Scenario.Shows), " "))
	}
	fmt.Fprintln(p.Stdout)
	s.Tell(p.Stdout)
}

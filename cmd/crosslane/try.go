package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"crosslane/channel"
	"crosslane/db"
	"crosslane/rehearsal"
	"crosslane/shipping"
	"crosslane/view"
)

type bookTry struct {
	File string `arg:"" help:"Book file (YAML)."`
	period
}

// Help gives an example.
func (bookTry) Help() string {
	return "Example: crosslane book try book.yaml --since 2026-11-01\n\n" +
		"Lays the triggers of a Book against the recorded history, hour by hour: which would have been set off,\nwhen, by which figures, and for how many parcels. Nothing is recorded."
}

// Run tries the triggers on a copy of the read tables that grows with the record; the data may be in use meanwhile.
func (b *bookTry) Run(ctx context.Context, p *program, c *commands) error {
	since, until, err := b.instants()
	if err != nil {
		return err
	}
	rules, err := readBook(b.File)
	if err != nil {
		return err
	}
	s, err := c.look(ctx, p.now)
	if err != nil {
		return err
	}
	defer s.close()
	scratch, remove, err := scratchViews(ctx)
	if err != nil {
		return err
	}
	defer remove()
	trial, err := rehearsal.NewTrial(rules.Book, scratch, s.tenant, since, until)
	if err != nil {
		return err
	}
	err = rehearsal.Read(ctx, s.ledger, s.tenant, p.counted("facts"), func(f *shipping.Fact) error { return trial.Take(ctx, f) })
	if err != nil {
		return err
	}
	report, err := trial.End(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return p.answer(report)
	}
	tellTrial(p.stdout, report)
	return nil
}

// scratchViews opens empty read tables in a place of their own, and answers with what removes them.
func scratchViews(ctx context.Context) (*view.Store, func(), error) {
	dir, err := os.MkdirTemp("", "crosslane-try-")
	if err != nil {
		return nil, nil, &shipping.Error{Code: shipping.Unavailable, Message: "cannot make a directory to work in", Cause: err}
	}
	d, err := db.Open(ctx, filepath.Join(dir, "views.db"))
	if err != nil {
		_ = os.RemoveAll(dir) // the error before it counts
		return nil, nil, err
	}
	remove := func() { _ = d.Close(); _ = os.RemoveAll(dir) } // it is empty of anything that matters
	store, err := view.Open(ctx, d)
	if err != nil {
		remove()
		return nil, nil, err
	}
	return store, remove, nil
}

func tellTrial(out io.Writer, r *rehearsal.Report) {
	if r.Hours == 0 {
		fmt.Fprintln(out, "Nothing was recorded in this time.")
		return
	}
	fmt.Fprintf(out, "The triggers of %s (%s) on %d recorded hours, %s to %s\n\n", r.Name, r.Book, r.Hours, r.From.Format(time.RFC3339), r.Until.Format(time.RFC3339))
	for _, name := range sorted(r.Triggers) {
		fmt.Fprintf(out, "  %-24s set off %d times\n", name, r.Triggers[name])
	}
	if len(r.Triggers) == 0 {
		fmt.Fprintln(out, "  The Book has no triggers.")
	}
	if len(r.SetOff) > 0 {
		tellSetOff(out, r.SetOff)
	}
	fmt.Fprintln(out, "\nThe record goes on as it was: what the switches would have changed for the channels, and for the parcels\n"+
		"that came after, is not known here. A simulated world shows it: crosslane simulate --book FILE.")
}

func tellSetOff(out io.Writer, list []rehearsal.SetOff) {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "\nset off\tended\ttrigger\tlane\tchannel\taway\twaited\tmoved\tkept off\twhy\n")
	for _, s := range list {
		ended := "still on"
		if !s.Ended.IsZero() {
			ended = s.Ended.Format("2006-01-02 15:04")
		}
		away := fmt.Sprintf("%d%%", s.Share)
		if s.Stop {
			away += ", stopped"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%d\t%d\t%s\n", s.At.Format("2006-01-02 15:04"), ended, s.Trigger, s.Lane, s.Channel,
			away, s.Waiting, s.Moved, s.Kept, whySetOff(&s))
	}
	_ = t.Flush()
	fmt.Fprintln(out, "waited: booked at the warehouse when it was set off; moved: those of them booked anew; kept off: chosen for it later")
}

// whySetOff writes the reasons that the trigger gave, and the figures that it saw.
func whySetOff(s *rehearsal.SetOff) string {
	var list []string
	for _, r := range s.Why {
		text := channel.Explain(r)
		if text == "" {
			text = strings.TrimSpace(r.Rule + " " + r.Note)
		}
		list = append(list, text)
	}
	h := s.Health
	list = append(list, fmt.Sprintf("%d h late in the middle of %d, backlog %d, refused %d/1000", h.LateHours, h.Sample, h.Backlog, h.Refused))
	return strings.Join(list, "; ")
}

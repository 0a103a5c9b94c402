package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"time"

	"crosslane/account"
	"crosslane/document"
	"crosslane/merchant"
	"crosslane/merchant/source"
	"crosslane/shipping"
	"crosslane/terminal"
)

// explainCommand tells what was decided about an order.
type explainCommand struct {
	Order      string `arg:"" help:"The order's identifier (ord_...) or the storefront's number, with or without #; or a number under which a parcel of it travels."`
	Storefront string `help:"Whose number it is, where orders of several storefronts bear it." placeholder:"NAME"`
}

// Help gives an example.
func (explainCommand) Help() string { return "Example: crosslane explain 536365" }

// Run prints the note about an order.
func (e *explainCommand) Run(ctx context.Context, p *terminal.Program, m terminal.Looked) error {
	id, err := m.OrderOf(ctx, e.Order, e.Storefront)
	if err != nil {
		return err
	}
	note, err := m.Explain(ctx, string(id))
	if err != nil {
		return err
	}
	if p.JSON {
		return p.Answer(map[string]any{"order": id, "note": note})
	}
	for i := range note {
		tellRemark(p, &note[i])
	}
	return nil
}

// tellRemark prints one line of a note, with its reasons below it.
func tellRemark(p *terminal.Program, r *merchant.Remark) {
	text := r.About() + r.Text
	if r.Said != "" {
		text += ", " + r.By + ": " + r.Said
	}
	fmt.Fprintf(p.Stdout, "%s  %s\n", r.At.UTC().Format("2006-01-02 15:04Z"), text)
	for _, why := range r.Why {
		fmt.Fprintf(p.Stdout, "%19s- %s\n", "", why)
	}
}

// labelCommand hands out the label of a booked parcel.
type labelCommand struct {
	Parcel string `arg:"" help:"The parcel's identifier (par_...) or waybill, or the number of its order where that has one parcel."`
	Out    string `type:"path" out:"" help:"Write to this file instead of standard output." placeholder:"FILE"`
	Format string `help:"Drawn anew as PDF of this size: 4x6 (inches) or a6. Without it and --zpl, as it was drawn for the warehouse's printer." enum:"4x6,a6," default:"" placeholder:"SIZE"`
	ZPL    int    `help:"Drawn anew as ZPL for a label printer of so many dots per inch: 203 or 300." enum:"0,203,300" default:"0" placeholder:"DPI"`
}

// Help gives an example.
func (labelCommand) Help() string {
	return "Example: crosslane label 536365 --format a6 --out label.pdf"
}

// form is the form that was asked for; empty: as it is.
func (l *labelCommand) form() document.Form {
	if l.ZPL != 0 {
		return document.Form("zpl" + strconv.Itoa(l.ZPL))
	}
	return document.Form(l.Format)
}

// Run writes the label that the carrier gave, or that was drawn for it.
func (l *labelCommand) Run(ctx context.Context, p *terminal.Program, m terminal.Looked) error {
	if l.Format != "" && l.ZPL != 0 {
		return shipping.BadField("--zpl", "it does not go with --format", "name one of them")
	}
	label, err := m.Label(ctx, l.Parcel)
	if err != nil {
		return terminal.AsTyped(err, "<parcel>")
	}
	if form := l.form(); form != "" {
		if label.Body, label.Media, err = document.Again(label.Body, form); err != nil {
			return err
		}
	}
	switch {
	case (l.Out == "" || l.Out == "-") && p.JSON:
		return p.Answer(map[string]any{"named": l.Parcel, "media_type": label.Media, "label": label.Body}) // in base64
	case l.Out == "" || l.Out == "-":
		_, err = p.Stdout.Write(label.Body)
		return err
	}
	if err := os.WriteFile(l.Out, label.Body, 0o600); err != nil { // it names the addressee
		return source.Unwritable("--out", err)
	}
	return p.Tell(map[string]string{"named": l.Parcel, "media_type": label.Media, "file": p.Typed(l.Out)}, "The label of %s is in %s.\n", l.Parcel, p.Typed(l.Out))
}

// slotCommand records in which window a buyer wants a parcel.
type slotCommand struct {
	Parcel string    `arg:"" help:"Its identifier (par_...) or waybill, or the number of its order where that has one parcel."`
	From   time.Time `arg:"" help:"Begin of the window, 2026-03-04T14:00:00+01:00."`
	To     time.Time `arg:"" help:"End of the window."`
}

// Help gives an example.
func (slotCommand) Help() string {
	return "Example: crosslane slot par_06eanstf80r3nsvnfv0jo0sc-1 2026-03-04T14:00:00+01:00 2026-03-04T16:00:00+01:00"
}

// Run records in which window a buyer wants the parcel.
func (k *slotCommand) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	if err := m.ChangeSlot(ctx, k.Parcel, shipping.Window{From: k.From, To: k.To}, account.By(ctx, "clerk")); err != nil {
		return terminal.AsTyped(err, "slot=<to>", "<parcel>")
	}
	return p.Tell(map[string]string{"parcel": k.Parcel}, "Recorded; where the parcel is on a tour already, the tour is repaired.\n")
}

// toursCommand tells what lies at a depot, and its newest tours.
type toursCommand struct {
	Depot string `arg:"" help:"Its identifier in the Book."`
}

// Help gives an example.
func (toursCommand) Help() string { return "Example: crosslane tours dui --json" }

// Run tells what lies at a depot, and its newest tours.
func (k *toursCommand) Run(ctx context.Context, p *terminal.Program, m terminal.Looked) error {
	depot, err := m.Depot(ctx, shipping.DepotID(k.Depot))
	if err != nil {
		return err
	}
	if p.JSON {
		return p.Answer(depot)
	}
	for _, t := range depot.Tours {
		fmt.Fprintf(p.Stdout, "%s on %s: %s to %s, %d km\n", t.Vehicle, depot.Date, t.Leaves.Format("15:04"), t.Returns.Format("15:04"), t.Metres/1000)
		for _, v := range t.Visits {
			fmt.Fprintf(p.Stdout, "  %s  %s\n", v.Arrives.Format("15:04"), v.Parcel)
		}
	}
	for _, stop := range depot.Stops {
		fmt.Fprintf(p.Stdout, "%-8s %s %s\n", stop.Stage, stop.Parcel, stop.Locker)
	}
	return nil
}

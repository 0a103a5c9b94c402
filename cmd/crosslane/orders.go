package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"crosslane/account"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/terminal"
	"crosslane/view"
)

// ordersCommand lists orders, and calls one off.
type ordersCommand struct {
	List   ordersList   `cmd:"" default:"withargs" right:"read" help:"Orders, newest first."`
	Cancel ordersCancel `cmd:"" writes:"" right:"orders" help:"Call an order off: what was not handed over is undone."`
}

type ordersList struct {
	Stage  string         `enum:",received,held,accepted,waiting,shipping,completed,undelivered,rejected,cancelled" default:"" help:"Only those that are received, held, accepted, waiting (for stock), shipping, completed, undelivered (not every parcel reached the buyer), rejected or cancelled." placeholder:"STAGE"`
	Limit  terminal.Count `default:"50" least:"1" most:"1000" help:"At most so many, up to 1,000."`
	Before string         `help:"Go on behind this order, the last one of the list before." placeholder:"ORDER"`
}

// Help gives an example.
func (ordersList) Help() string {
	return "Example: crosslane orders --stage held\n\ncrosslane orders alone lists them."
}

// Run lists orders.
func (o *ordersList) Run(ctx context.Context, p *terminal.Program, m terminal.Looked) error {
	before := shipping.OrderID("")
	if o.Before != "" {
		var err error
		if before, err = m.Named(ctx, o.Before, ""); err != nil {
			return err
		}
	}
	list, err := m.Views.Orders(ctx, m.ID, view.Page{Limit: int64(o.Limit), Only: o.Stage, Before: string(before)})
	if err != nil || p.JSON {
		return cmp.Or(err, p.Answer(append([]view.OrderRow{}, list...)))
	}
	if len(list) == 0 {
		fmt.Fprintln(p.Stdout, "No such orders.")
		return nil
	}
	return p.Columns("order\tnumber\tstorefront\tplaced\tto\tworth\tparcels\tstage\tuntil this is put right", func(w io.Writer) {
		for i := range list {
			r := &list[i]
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\n", r.ID, r.Number, r.Storefront, minute(r.Placed), r.Country, worth(r), r.Parcels, r.Stage, r.Problem)
		}
	})
}

// worth is the value of an order, where it is known.
func worth(r *view.OrderRow) string {
	if m := r.Worth(); m != nil {
		return m.String()
	}
	return "unknown"
}

type ordersCancel struct {
	Order      string `arg:"" help:"The order's identifier (ord_...) or the storefront's number, with or without #."`
	Reason     string `required:"" enum:"buyer,fraud,stock,payment,mistake" help:"Why: buyer (changed his mind), fraud, stock (there is none), payment (none came) or mistake." placeholder:"WHY"`
	Storefront string `help:"Whose number it is, where orders of several storefronts bear it." placeholder:"NAME"`
	By         string `env:"USER" default:"clerk" help:"Who says so."`
}

// reasons are what stands in the note; facts name nobody, so that there are no others.
var reasons = map[string]string{"buyer": "the buyer does not want it any more", "fraud": "it may be a fraud", "stock": "there is no stock", "payment": "no payment came", "mistake": "it was a mistake"}

// Help gives an example.
func (ordersCancel) Help() string {
	return "Example: crosslane orders cancel 536365 --reason buyer\n\nA label is given back to its carrier; a parcel that has left goes on, and is a case."
}

// Run calls an order off.
func (o *ordersCancel) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	id, err := m.Named(ctx, o.Order, o.Storefront)
	if err != nil {
		return err
	}
	gone, err := m.CancelOrder(ctx, id, reasons[o.Reason], account.By(ctx, "clerk:"+o.By))
	if err != nil {
		return err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "The order %s is called off; crosslane explain %[1]s tells what becomes of its parcels.\n", id)
	for _, g := range gone {
		fmt.Fprintf(&text, "Parcel %s has left; case %s: have the carrier stop it, or the buyer return it.\n", g.Parcel, g.Case)
	}
	return p.Tell(called{id, gone}, "%s", text.String())
}

// called is what came of calling an order off.
type called struct {
	Order shipping.OrderID `json:"order"`
	Gone  []merchant.Gone  `json:"gone,omitempty"`
}

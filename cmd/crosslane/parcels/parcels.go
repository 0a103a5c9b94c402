// Package parcels holds the commands that list parcels, and record what somebody saw of one.
package parcels

import (
	"cmp"
	"context"
	"fmt"
	"io"

	"crosslane/account"
	"crosslane/merchant/looked"
	"crosslane/shipping"
	"crosslane/terminal"
	"crosslane/view"
)

// instant writes an instant in UTC; nothing for none.
func instant(m view.Millis) string {
	if m == 0 {
		return ""
	}
	return m.Time().Format("2006-01-02 15:04Z")
}

// handed is when a parcel left the warehouse; one that lies there with its label says so.
func handed(r *view.ParcelRow) string {
	if r.Handed == 0 && r.Booked > 0 && r.Ended == 0 {
		return "not yet"
	}
	return instant(r.Handed)
}

// Command lists parcels, and records what somebody saw of one.
type Command struct {
	List      list      `cmd:"" default:"withargs" right:"read" help:"The parcels, newest first."`
	NotBooked notBooked `cmd:"" writes:"" right:"parcels" help:"Record that a carrier which has not answered has no booking of a parcel, as you saw there."`
}

type notBooked struct {
	Parcel string `arg:"" help:"Its identifier (par_...), or the number of its order where that has one parcel."`
	By     string `env:"USER" default:"clerk" help:"Who has looked."`
}

// Help gives an example.
func (notBooked) Help() string {
	return "Example: crosslane parcels not-booked par_06eci1nc03m9h067tpr0gbo-1\n\nWhere a carrier's answer to a booking was lost and the carrier does not find it, a case asks to look there. Void there what is there,\n" +
		"then say so: the parcel is booked anew, and has one label."
}

// Run records it.
func (k *notBooked) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	id, err := looked.NotBooked(ctx, m.Merchant, k.Parcel, account.By(ctx, "clerk:"+k.By))
	if err != nil {
		return terminal.AsTyped(err, "<parcel>")
	}
	return p.Tell(map[string]any{"parcel": id}, "%s may be booked anew; crosslane serve asks the carrier again.\n", id)
}

// list lists parcels.
type list struct {
	Status string         `enum:",pending,info_received,accepted,in_transit,customs,out_for_delivery,ready_for_pickup,attempt_failed,exception,delivered,returning,returned,lost,cancelled,expired" default:"" help:"Only those that are pending, info_received, accepted, in_transit, customs, out_for_delivery, ready_for_pickup, attempt_failed, exception, delivered, returning, returned, lost, cancelled or expired." placeholder:"STATUS"`
	Limit  terminal.Count `default:"50" least:"1" most:"1000" help:"At most so many, up to 1,000."`
	Before string         `help:"Go on behind this parcel, the last one of the list before." placeholder:"PARCEL"`
}

// Help gives an example.
func (list) Help() string { return "Example: crosslane parcels --status in_transit --json" }

// Run lists parcels, newest first.
func (k *list) Run(ctx context.Context, p *terminal.Program, m terminal.Looked) error {
	before := shipping.ParcelID("")
	if k.Before != "" {
		var err error
		if before, err = m.Parcel(ctx, k.Before); err != nil {
			return err
		}
	}
	rows, err := m.Views.Parcels(ctx, m.ID, view.Page{Limit: int64(k.Limit), Only: k.Status, Before: string(before)})
	if err != nil || p.JSON {
		return cmp.Or(err, p.Answer(append([]view.ParcelRow{}, rows...)))
	}
	if len(rows) == 0 {
		fmt.Fprintln(p.Stdout, "No such parcels.")
		return nil
	}
	return p.Columns("parcel\torder\tfrom\tto\tchannel\twaybill\tstatus\thanded\tpromised", func(w io.Writer) {
		for i := range rows {
			r := &rows[i]
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.ID, r.Number, r.Warehouse, r.Country, r.Channel, r.Waybill, r.Status, handed(r), instant(r.Promised))
		}
	})
}

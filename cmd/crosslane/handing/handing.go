// Package handing holds the command that records what was handed to carriers, and has them close it.
package handing

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"time"

	"crosslane/account"
	"crosslane/merchant/handover"
	"crosslane/shipping"
	"crosslane/terminal"
)

// Command is the command.
type Command struct {
	Carrier   shipping.CarrierID   `arg:"" optional:"" help:"To whom, by the name in the Book."`
	Parcels   []string             `arg:"" optional:"" help:"Identifiers (par_...) or waybills, not numbers of orders; all that wait for the carrier when none is given."`
	Warehouse shipping.WarehouseID `help:"Only parcels that leave from there." placeholder:"NAME"`
	At        time.Time            `help:"When; now when not given." placeholder:"2026-12-01T17:00:00+01:00"`
	CSV       bool                 `name:"csv" help:"The manifest as CSV."`
	By        string               `env:"USER" default:"clerk" help:"Who says so."`
	Open      bool                 `help:"Only list what carriers have not closed: handed over, or booked more than a day ago."`
	Closed    string               `help:"Only record that the carrier closed these parcels, on its manifest of this number." placeholder:"NUMBER"`
}

// Help gives an example.
func (Command) Help() string {
	return "Examples: crosslane handed silkway --warehouse szx > manifest.txt\n          crosslane handed silkway RR123456785CN RR123456799CN --csv\n          crosslane handed --open\n\n" +
		"A carrier that closes what it is handed on a manifest of its own (GLS, USPS, ShipEngine, Canada Post) is asked to, for each warehouse;\n" +
		"run again, it is asked for what is still open. What it does not know is asked for again when it is named."
}

// Run records the hand-over, has the carrier close it, and prints the manifest.
func (h *Command) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	if h.Open {
		return h.open(ctx, p, m)
	}
	if h.Carrier == "" {
		return shipping.BadField("CARRIER", "is missing", "name it as the Book does, or list what is open with --open")
	}
	asked := handover.Handing{Carrier: h.Carrier, Warehouse: h.Warehouse, Named: h.Parcels, At: cmp.Or(h.At, p.Now()), Who: account.By(ctx, "clerk:"+h.By)}
	if h.Closed != "" {
		return h.settle(ctx, p, m, asked)
	}
	handed, failed := handover.Record(ctx, m.Merchant, asked)
	if handed == nil {
		return terminal.AsTyped(failed, "--at")
	}
	err := cmp.Or(failed, handed.Err(), h.missing(handed))
	switch {
	case p.JSON:
		return cmp.Or(p.Answer(handed), err)
	case h.CSV:
		return cmp.Or(handed.CSV(p.Stdout), err)
	}
	return cmp.Or(handed.Text(p.Stdout), err)
}

// missing is how a hand-over ends of which something is not on the manifest. A run that had what is left closed has nothing to hand over.
func (h *Command) missing(handed *handover.Handed) error {
	switch leftOut := len(handed.LeftOut); {
	case leftOut > 0 && len(h.Parcels) == 0:
		return shipping.Fault(shipping.Refused, fmt.Sprintf("%d of the parcels that wait for the carrier were not handed over", leftOut), "the manifest says why of each; take them out of the bag")
	case leftOut > 0:
		return shipping.Fault(shipping.Refused, fmt.Sprintf("%d of what was named was not handed over", leftOut), "the manifest says why; numbers of orders are not taken here: crosslane explain NUMBER names the parcels")
	case len(handed.Lines)+len(handed.Closings) == 0:
		return shipping.Fault(shipping.NotFound, "nothing waits for "+string(h.Carrier), "parcels wait once they are booked (crosslane parcels) and until they are handed over")
	}
	return nil
}

// open lists what carriers have not closed.
func (h *Command) open(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	list, err := handover.Unclosed(ctx, m.Merchant, h.Carrier, h.Warehouse)
	switch {
	case err != nil:
		return err
	case p.JSON:
		return p.Answer(list)
	case len(list) == 0:
		return p.Tell(nil, "Carriers have closed everything that is theirs to close.\n")
	}
	err = p.Columns("CARRIER\tFROM\tWAYBILL\tPARCEL\tHANDED OVER\tHOW IT STANDS\t", func(w io.Writer) {
		for i := range list {
			o := &list[i]
			handed := "-"
			if !o.Handed.IsZero() {
				handed = o.Handed.Format("2006-01-02 15:04 -07:00")
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t\n", o.Carrier, o.Warehouse, o.Waybill, o.Parcel, handed, o.Stands())
		}
	})
	return cmp.Or(err, p.Tell(nil, "crosslane handed CARRIER asks for what was handed over; what the carrier does not know is asked for by its WAYBILL, and recorded with --closed NUMBER where it was closed there.\n"))
}

// settle records what the carrier closed without being asked by the program.
func (h *Command) settle(ctx context.Context, p *terminal.Program, m terminal.Opened, asked handover.Handing) error {
	settled, err := handover.Settle(ctx, m.Merchant, asked, h.Closed)
	if err != nil {
		return terminal.AsTyped(err, "--closed")
	}
	err = p.Tell(settled, "%d parcels are closed on %s, as %s said.\n", len(settled.Closed), settled.Manifest, asked.Who)
	for _, l := range settled.LeftOut {
		if !p.JSON {
			fmt.Fprintf(p.Stdout, "  %s: %s\n", l.Named, l.Why)
		}
	}
	if err == nil && len(settled.LeftOut) > 0 {
		return terminal.ExitError(shipping.ExitFailed)
	}
	return err
}

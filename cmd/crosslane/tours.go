package main

import (
	"context"
	"fmt"
	"time"

	"crosslane/ledger"
	"crosslane/shipping"
)

type slotCommand struct {
	Parcel string    `arg:"" help:"Its identifier (par_...)."`
	From   time.Time `arg:"" help:"Begin of the window, 2026-03-04T14:00:00+01:00."`
	To     time.Time `arg:"" help:"End of the window."`
}

// Help gives an example.
func (slotCommand) Help() string {
	return "Example: crosslane slot par_06eanstf80r3nsvnfv0jo0sc-1 2026-03-04T14:00:00+01:00 2026-03-04T16:00:00+01:00"
}

// Run records in which window a buyer wants the parcel.
func (k *slotCommand) Run(ctx context.Context, p *program, c *commands) error {
	s, err := c.open(ctx, p.now)
	if err != nil {
		return err
	}
	defer s.close()
	f := &shipping.Fact{Stream: shipping.ParcelID(k.Parcel).Stream(), At: p.now(), By: "clerk",
		Body: &shipping.SlotChanged{Slot: shipping.Window{From: k.From, To: k.To}}}
	if _, err := s.ledger.Record(ctx, s.tenant, ledger.Entry{Facts: []*shipping.Fact{f}}); err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, "Recorded; where the parcel is on a tour already, the tour is repaired.")
	return nil
}

type toursCommand struct {
	Depot string `arg:"" help:"Its identifier in the Book."`
}

// Help gives an example.
func (toursCommand) Help() string { return "Example: crosslane tours dui --json" }

// Run tells what lies at a depot, and its newest tours.
func (k *toursCommand) Run(ctx context.Context, p *program, c *commands) error {
	s, err := c.look(ctx, p.now)
	if err != nil {
		return err
	}
	defer s.close()
	stream := shipping.DepotID(k.Depot).Stream()
	state, err := s.ledger.Read(ctx, s.tenant, stream)
	if err != nil {
		return err
	}
	balance := state.Balance(stream)
	if balance.Version == 0 {
		return shipping.Fault(shipping.NotFound, "nothing ever came to a depot "+k.Depot, "depots are named in the Book: crosslane book show")
	}
	d := balance.State.(*shipping.DepotState)
	if c.JSON {
		return p.answer(d)
	}
	for _, t := range d.Tours {
		fmt.Fprintf(p.stdout, "%s on %s: %s to %s, %d km\n", t.Vehicle, d.Date, t.Leaves.Format("15:04"), t.Returns.Format("15:04"), t.Metres/1000)
		for _, v := range t.Visits {
			fmt.Fprintf(p.stdout, "  %s  %s\n", v.Arrives.Format("15:04"), v.Parcel)
		}
	}
	for _, stop := range d.Stops {
		fmt.Fprintf(p.stdout, "%-8s %s %s\n", stop.Stage, stop.Parcel, stop.Locker)
	}
	return nil
}

package counter

import (
	"context"
	"fmt"
	"time"

	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

// SlotCommand records in which window a buyer wants a parcel.
type SlotCommand struct {
	Parcel string    `arg:"" help:"Its identifier (par_...)."`
	From   time.Time `arg:"" help:"Begin of the window, 2026-03-04T14:00:00+01:00."`
	To     time.Time `arg:"" help:"End of the window."`
}

// Help gives an example.
func (SlotCommand) Help() string {
	return "Example: crosslane slot par_06eanstf80r3nsvnfv0jo0sc-1 2026-03-04T14:00:00+01:00 2026-03-04T16:00:00+01:00"
}

// Run records in which window a buyer wants the parcel.
func (k *SlotCommand) Run(ctx context.Context, d *Desk) error {
	s, err := d.Open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	f := &fact.Fact{Stream: shipping.ParcelID(k.Parcel).Stream(), At: d.Now(), By: "clerk",
		Body: &fact.SlotChanged{Slot: shipping.Window{From: k.From, To: k.To}}}
	if _, err := s.Ledger.Record(ctx, s.Tenant, ledger.Entry{Facts: []*fact.Fact{f}}); err != nil {
		return err
	}
	fmt.Fprintln(d.Out, "Recorded; where the parcel is on a tour already, the tour is repaired.")
	return nil
}

// ToursCommand tells what lies at a depot, and its newest tours.
type ToursCommand struct {
	Depot string `arg:"" help:"Its identifier in the Book."`
}

// Help gives an example.
func (ToursCommand) Help() string { return "Example: crosslane tours dui --json" }

// Run tells what lies at a depot, and its newest tours.
func (k *ToursCommand) Run(ctx context.Context, d *Desk) error {
	s, err := d.Look(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	stream := shipping.DepotID(k.Depot).Stream()
	state, err := s.Ledger.Read(ctx, s.Tenant, stream)
	if err != nil {
		return err
	}
	balance := state.Balance(stream)
	if balance.Version == 0 {
		return shipping.Fault(shipping.NotFound, "nothing ever came to a depot "+k.Depot, "depots are named in the Book: crosslane book show")
	}
	depot := balance.State.(*fact.DepotState)
	if d.JSON {
		return d.Answer(depot)
	}
	for _, t := range depot.Tours {
		fmt.Fprintf(d.Out, "%s on %s: %s to %s, %d km\n", t.Vehicle, depot.Date, t.Leaves.Format("15:04"), t.Returns.Format("15:04"), t.Metres/1000)
		for _, v := range t.Visits {
			fmt.Fprintf(d.Out, "  %s  %s\n", v.Arrives.Format("15:04"), v.Parcel)
		}
	}
	for _, stop := range depot.Stops {
		fmt.Fprintf(d.Out, "%-8s %s %s\n", stop.Stage, stop.Parcel, stop.Locker)
	}
	return nil
}

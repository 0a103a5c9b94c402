package counter

import (
	"context"
	"os"

	"crosslane/fact"
	"crosslane/shipping"
)

// LabelCommand hands out the label of a booked parcel.
type LabelCommand struct {
	Parcel string `arg:"" help:"The parcel's identifier (par_...)."`
	Out    string `help:"Write to this file instead of standard output." placeholder:"FILE"`
}

// Help gives an example.
func (LabelCommand) Help() string { return "Example: crosslane label par_06gv...-1 --out label.pdf" }

// Run writes the label that the carrier gave, or that was drawn for it.
func (l *LabelCommand) Run(ctx context.Context, d *Desk) error {
	s, err := d.Look(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	id := shipping.ParcelID(l.Parcel)
	state, err := s.Ledger.Read(ctx, s.Tenant, id.Stream())
	if err != nil {
		return err
	}
	parcel := fact.ParcelIn(state, id)
	if parcel.Booking.Label == "" {
		return shipping.Fault(shipping.NotFound, "there is no valid label for "+l.Parcel, "crosslane explain ORDER tells whether it is booked, and whether its carrier sends labels")
	}
	paper, err := s.Ledger.Document(ctx, s.Tenant, parcel.Booking.Label)
	if err != nil {
		return err
	}
	if l.Out == "" {
		_, err = d.Out.Write(paper.Body)
		return err
	}
	if err := os.WriteFile(l.Out, paper.Body, 0o600); err != nil { // it names the addressee
		return &shipping.Error{Code: shipping.Unavailable, Field: "--out", Message: "cannot be written", Cause: err}
	}
	return nil
}

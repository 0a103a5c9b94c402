package main

import (
	"context"
	"os"

	"crosslane/shipping"
)

type labelCommand struct {
	Parcel string `arg:"" help:"The parcel's identifier (par_...)."`
	Out    string `help:"Write to this file instead of standard output." placeholder:"FILE"`
}

// Help gives an example.
func (labelCommand) Help() string { return "Example: crosslane label par_06gv...-1 --out label.pdf" }

// Run writes the label that the carrier gave, or that was drawn for it.
func (l *labelCommand) Run(ctx context.Context, p *program, c *commands) error {
	s, err := c.look(ctx, p.now)
	if err != nil {
		return err
	}
	defer s.close()
	id := shipping.ParcelID(l.Parcel)
	state, err := s.ledger.Read(ctx, s.tenant, id.Stream())
	if err != nil {
		return err
	}
	parcel := shipping.ParcelIn(state, id)
	if parcel.Booking.Label == "" {
		return shipping.Fault(shipping.NotFound, "there is no valid label for "+l.Parcel, "crosslane explain ORDER tells whether it is booked, and whether its carrier sends labels")
	}
	paper, err := s.ledger.Paper(ctx, s.tenant, parcel.Booking.Label)
	if err != nil {
		return err
	}
	if l.Out == "" {
		_, err = p.stdout.Write(paper.Body)
		return err
	}
	if err := os.WriteFile(l.Out, paper.Body, 0o600); err != nil { // it names the addressee
		return &shipping.Error{Code: shipping.Unavailable, Field: "--out", Message: "cannot be written", Cause: err}
	}
	return nil
}

package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"time"

	"crosslane/account"
	"crosslane/carrier"
	"crosslane/merchant/source"
	"crosslane/shipping"
	"crosslane/terminal"
)

type handedCommand struct {
	Carrier   shipping.CarrierID   `arg:"" help:"To whom, by the name in the Book."`
	Parcels   []string             `arg:"" optional:"" help:"Identifiers (par_...) or waybills, not numbers of orders; all that wait for the carrier when none is given."`
	Warehouse shipping.WarehouseID `help:"Only parcels that leave from there." placeholder:"NAME"`
	At        time.Time            `help:"When; now when not given." placeholder:"2026-12-01T17:00:00+01:00"`
	CSV       bool                 `name:"csv" help:"The manifest as CSV."`
	By        string               `env:"USER" default:"clerk" help:"Who says so."`
}

// Help gives an example.
func (handedCommand) Help() string {
	return "Examples: crosslane handed silkway --warehouse szx > manifest.txt\n          crosslane handed silkway RR123456785CN RR123456799CN --csv"
}

// Run records the hand-over and prints the manifest.
func (h *handedCommand) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	manifest, failed := m.HandOver(ctx, h.Carrier, h.Warehouse, h.Parcels, cmp.Or(h.At, p.Now()), account.By(ctx, "clerk:"+h.By))
	if manifest == nil {
		return terminal.AsTyped(failed, "--at")
	}
	err := cmp.Or(failed, h.missing(len(manifest.Lines), len(manifest.LeftOut)))
	switch {
	case p.JSON:
		return cmp.Or(p.Answer(manifest), err)
	case h.CSV:
		return cmp.Or(manifest.CSV(p.Stdout), err)
	case len(manifest.Lines)+len(manifest.LeftOut) == 0:
		return err // there is nothing to sign
	}
	return cmp.Or(manifest.Text(p.Stdout), err)
}

// missing is how a hand-over ends of which so many parcels are on the manifest, and so many are not.
func (h *handedCommand) missing(taken, leftOut int) error {
	switch {
	case leftOut > 0 && len(h.Parcels) == 0:
		return shipping.Fault(shipping.Refused, fmt.Sprintf("%d of the parcels that wait for the carrier were not handed over", leftOut), "the manifest says why of each; take them out of the bag")
	case leftOut > 0:
		return shipping.Fault(shipping.Refused, fmt.Sprintf("%d of what was named was not handed over", leftOut), "the manifest says why; numbers of orders are not taken here: crosslane explain NUMBER names the parcels")
	case taken == 0:
		return shipping.Fault(shipping.NotFound, "nothing waits for "+string(h.Carrier), "parcels wait once they are booked (crosslane parcels) and until they are handed over")
	}
	return nil
}

type scansCommand struct {
	File    string             `type:"path" arg:"" help:"CSV: waybill or parcel, time, milestone, and place, note as you have them; - reads standard input."`
	Carrier shipping.CarrierID `help:"Whose scans these are, where no column says so." placeholder:"NAME"`
	Zone    string             `help:"Where times without an offset were read off a clock." placeholder:"Europe/Berlin"`
	By      string             `env:"USER" default:"clerk" help:"Who hands them in."`
	Repairs string             `type:"path" out:"" help:"Write the rows that could not be recorded to this file, to mend and hand in again." placeholder:"FILE"`
}

// Help gives an example.
func (scansCommand) Help() string {
	return "Example: printf 'waybill,time,milestone\\nRR123456785CN,2026-12-03 14:10,delivered\\n' | crosslane scans - --carrier silkway --zone Europe/Berlin"
}

// Run records scans.
func (s *scansCommand) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	if s.Repairs == "-" {
		return shipping.BadField("--repairs", "names no file", "say where to write them")
	}
	src, err := source.Open(p.Stdin, s.File)
	if err != nil {
		return err
	}
	defer src.Close()
	sheet, err := m.ReadScans(src, s.Carrier, s.Zone)
	if err != nil {
		return terminal.AsTyped(err, "--zone", "--carrier")
	}
	taken, err := m.TakeScans(ctx, sheet, account.By(ctx, "clerk:"+s.By))
	if err != nil {
		return err
	}
	if s.Repairs != "" && taken.ToMend > 0 {
		if err := writeRepairs(s.Repairs, sheet); err != nil {
			return err
		}
	}
	err = p.Tell(taken,
		"%d scans recorded, %d recorded before, %d to mend\n", taken.Recorded, taken.Unchanged, taken.ToMend)
	for _, r := range sheet.Repairs {
		if !p.JSON {
			fmt.Fprintf(p.Stdout, "  line %d: %v\n", r.Line, r.Error)
		}
	}
	if err == nil && taken.ToMend > 0 {
		return terminal.ExitError(shipping.ExitFailed)
	}
	return err
}

// writeRepairs writes the rows that could not be recorded as they came, each with why.
func writeRepairs(file string, sheet *carrier.ScanSheet) error {
	var text bytes.Buffer
	err := sheet.WriteRepairs(&text)
	if err == nil {
		err = os.WriteFile(file, text.Bytes(), 0o600)
	}
	if err != nil {
		return source.Unwritable("--repairs", err)
	}
	return nil
}

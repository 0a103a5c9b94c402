package main

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"crosslane/account"
	"crosslane/carrier"
	"crosslane/merchant/source"
	"crosslane/shipping"
	"crosslane/terminal"
)

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

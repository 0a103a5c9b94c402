// Package partners holds the commands by which trading partners are told of parcels, and heard, in the form of EPCIS.
package partners

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"crosslane/account"
	"crosslane/epcis"
	"crosslane/merchant/source"
	"crosslane/merchant/visibility"
	"crosslane/shipping"
	"crosslane/terminal"
)

// Command tells and hears.
type Command struct {
	Export export     `cmd:"" right:"read" help:"Write what is recorded of parcels as an EPCIS document."`
	Import importFile `cmd:"" writes:"" right:"scans" help:"Take in what a carrier or a warehouse tells of parcels in an EPCIS document."`
}

type export struct {
	Named []string  `arg:"" optional:"" name:"parcel" help:"Parcels by identifier (par_...) or waybill, orders by identifier or number; all parcels when none is named."`
	Since time.Time `help:"Only what was recorded from then on." placeholder:"2026-12-01T00:00:00Z"`
	Out   string    `type:"path" out:"" help:"Write to this file instead of standard output, and tell how much was written." placeholder:"FILE"`
}

// Help gives an example.
func (export) Help() string {
	return "Example: crosslane epcis export 1001 --out 1001.jsonld\n\nAn EPCISDocument of EPCIS 2.0 in JSON-LD. What happened at a time that was told without an offset, or is not understood, is left out and counted."
}

// Run writes the document.
func (e *export) Run(ctx context.Context, p *terminal.Program, m terminal.Looked) error {
	wanted := visibility.Wanted{Named: e.Named, Since: e.Since}
	if e.Out == "" {
		told, err := buffered(p.Stdout, func(to io.Writer) (visibility.Told, error) { return visibility.Write(ctx, m.Merchant, to, wanted) })
		if err == nil && !p.JSON && told.LeftOut != (epcis.LeftOut{}) {
			fmt.Fprint(p.Stderr, leftOut(told.LeftOut))
		}
		return terminal.AsTyped(err, "<parcel>")
	}
	file, err := os.OpenFile(e.Out, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return source.Unwritable("--out", err)
	}
	told, err := buffered(file, func(to io.Writer) (visibility.Told, error) { return visibility.Write(ctx, m.Merchant, to, wanted) })
	if closed := file.Close(); err == nil && closed != nil {
		err = source.Unwritable("--out", closed)
	}
	if err != nil {
		_ = os.Remove(e.Out) // half a document is none
		return terminal.AsTyped(err, "<parcel>")
	}
	return p.Tell(told, "%d events of %d parcels written to %s\n%s", told.Events, told.Parcels, p.Typed(e.Out), leftOut(told.LeftOut))
}

// buffered writes in larger parts.
func buffered(to io.Writer, write func(io.Writer) (visibility.Told, error)) (visibility.Told, error) {
	b := bufio.NewWriterSize(to, 64<<10)
	told, err := write(b)
	if err == nil {
		err = b.Flush()
	}
	return told, err
}

// leftOut tells what was left out; nothing where that is nothing.
func leftOut(l epcis.LeftOut) (text string) {
	if l.NoInstant > 0 {
		text += fmt.Sprintf("left out: %d, told without an offset\n", l.NoInstant)
	}
	if l.Unmapped > 0 {
		text += fmt.Sprintf("left out: %d, not understood\n", l.Unmapped)
	}
	return text
}

type importFile struct {
	File    string             `type:"path" arg:"" help:"An EPCISDocument or EPCISQueryDocument in JSON; - reads standard input."`
	Carrier shipping.CarrierID `help:"Whose waybills they are, where the document does not say so." placeholder:"NAME"`
	By      string             `env:"USER" default:"clerk" help:"Who hands it in."`
}

// Help gives an example.
func (importFile) Help() string {
	return "Example: crosslane epcis import events.jsonld --carrier silkway\n\nEach event becomes a scan of the parcel whose waybill it names; what was recorded before is counted, and not recorded again. Exit status 1 where some of them could not be recorded."
}

// Run records what the document tells.
func (i *importFile) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	src, err := source.Open(p.Stdin, i.File)
	if err != nil {
		return err
	}
	defer src.Close()
	text, err := io.ReadAll(io.LimitReader(src, epcis.MostBytes+1))
	if err != nil {
		return source.Unreadable(i.File, err)
	}
	taken, err := visibility.Take(ctx, m.Merchant, text, i.Carrier, account.By(ctx, "clerk:"+i.By))
	if err != nil {
		return terminal.AsTyped(err, "--carrier")
	}
	err = p.Tell(taken, "%d events recorded, %d recorded before, %d to mend\n", taken.Recorded, taken.Unchanged, taken.ToMend)
	for _, r := range taken.Refused {
		if !p.JSON {
			fmt.Fprintf(p.Stdout, "  event %d: %v\n", r.Event, &r)
		}
	}
	if err == nil && taken.ToMend > 0 {
		return terminal.ExitError(shipping.ExitFailed)
	}
	return err
}

// Package folder holds the command that exchanges files with an ERP once.
package folder

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"crosslane/exchange"
	"crosslane/shipping"
	"crosslane/terminal"
)

// Command is the command.
type Command struct {
	Dir string `type:"path" arg:"" help:"The folder; in/, done/, failed/ and out/ are made in it."`
}

// Help gives an example.
func (Command) Help() string {
	return "Example: crosslane exchange /srv/erp\n\n" +
		"Takes in what lies in in/: orders*, products*, stock* or receipts*, counts*, as .csv or .json, and moves each file to done/,\n" +
		"or to failed/ where something of it is to be mended, with a .told file that says what came of its rows. Writes into out/\n" +
		"which parcels were booked, handed over and delivered since the last time, and the stock that changed. crosslane serve\n--exchange does so all the time (docs/exchange.md)."
}

// Run looks at the folder once.
func (k *Command) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	f, err := exchange.Open(k.Dir, m.Merchant, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	if _, err := f.Look(ctx); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(exchange.Every): // what stands still by then is whole
	}
	list, err := f.Look(ctx)
	if err != nil {
		return err
	}
	wrong := false
	for i := range list {
		wrong = wrong || list[i].Wrong > 0 || list[i].Why != ""
	}
	switch {
	case p.JSON:
		err = p.Answer(list)
	case len(list) == 0:
		err = p.Tell(nil, "No file lay there.\n")
	default:
		err = p.Columns("FILE\tROWS\tTO MEND\tWHY\t", func(w io.Writer) {
			for _, t := range list {
				fmt.Fprintf(w, "%s\t%d\t%d\t%s\t\n", t.File, t.Rows, t.Wrong, t.Why)
			}
		})
	}
	if err == nil && wrong {
		err = terminal.ExitError(shipping.ExitFailed)
	}
	return err
}

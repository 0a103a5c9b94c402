// Package doctor holds the command that looks whether a place of data, and what it needs around it, is as it should be.
package doctor

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/terminal"
)

// Verdict is what a look came to.
type Verdict string

// The verdicts, the worst last.
const (
	Good    Verdict = "good"
	Unknown Verdict = "unknown" // nobody can tell from here
	Minor   Verdict = "minor"   // it works, and somebody should look
	Bad     Verdict = "bad"     // it does not work, or will not for long
)

// Finding is one thing that was looked at.
type Finding struct {
	What     string              `json:"what"`
	Merchant shipping.MerchantID `json:"merchant,omitempty"`
	Verdict  Verdict             `json:"verdict"`
	Says     string              `json:"says"`
	Hint     string              `json:"hint,omitempty"` // what to do
}

// Command is the command.
type Command struct {
	Backup  string        `type:"path" help:"Your newest backup: is it whole, and how old is it?" placeholder:"FILE"`
	SMTP    string        `name:"smtp" env:"CROSSLANE_SMTP" help:"The mail server: does it answer?" placeholder:"HOST:PORT"`
	Timeout time.Duration `default:"5s" least:"100ms" help:"How long one look may take."`
}

// Help gives an example.
func (Command) Help() string {
	return "Examples: crosslane doctor\n          crosslane doctor --backup /srv/shop.backup --smtp smtp.shop.example:587 --json\n\n" +
		"Looks at the clock, the disk, who may read the files, the database, and for each merchant at its Book, its carriers,\nlate jobs and timers, and read tables; changes nothing, also beside a server. Ends with status 1 where something is bad."
}

// visit is one look at a place.
type visit struct {
	*Command
	p     *terminal.Program
	w     *terminal.Where
	found []Finding
}

func (v *visit) note(what string, verdict Verdict, says, hint string) {
	v.found = append(v.found, Finding{What: what, Verdict: verdict, Says: says, Hint: hint})
}

// of notes what was found of a merchant.
func (v *visit) of(m *merchant.Merchant, what string, verdict Verdict, says, hint string) {
	v.found = append(v.found, Finding{what, m.ID, verdict, says, hint})
}

// failed notes what could not be looked at.
func (v *visit) failed(what string, err error) {
	e := terminal.Plain(asError(err))
	v.note(what, Bad, strings.TrimPrefix(e.Message, e.Field+": "), e.Hint)
}

// Run looks at everything, and tells it.
func (c *Command) Run(ctx context.Context, p *terminal.Program, w *terminal.Where) error {
	v := &visit{Command: c, p: p, w: w}
	if err := w.At().There(); err != nil {
		return err
	}
	v.disk()
	v.database(ctx)
	place, err := merchant.Look(ctx, w.At(), merchant.Options{Now: p.Now})
	if err != nil {
		v.failed("place of data", err)
		return v.tell()
	}
	defer place.Close()
	v.files(place)
	v.merchants(ctx, place)
	v.accounts(ctx)
	v.mail(ctx)
	v.backup()
	return v.tell()
}

// tell prints what was found.
func (v *visit) tell() error {
	bad := slices.ContainsFunc(v.found, func(f Finding) bool { return f.Verdict == Bad })
	err := v.print()
	if err == nil && bad {
		err = terminal.ExitError(shipping.ExitFailed)
	}
	return err
}

func (v *visit) print() error {
	if v.p.JSON {
		return v.p.Answer(v.found)
	}
	return v.p.Columns("WHAT\tMERCHANT\tIS\tSAYS\t", func(w io.Writer) {
		for _, f := range v.found {
			says := f.Says
			if f.Hint != "" {
				says += " (" + f.Hint + ")"
			}
			of := string(f.Merchant)
			if of == "" {
				of = "-"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t\n", f.What, of, f.Verdict, says)
		}
	})
}

// Package accounts holds the commands about who may do what: tokens of programs, users, and the list of deeds.
package accounts

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"crosslane/account"
	"crosslane/terminal"
)

// granting says what somebody is to which merchants.
type granting struct {
	Role string `enum:"owner,operations,warehouse,customs,service,partner,read-only" default:"operations" help:"owner, operations, warehouse, customs, service, partner or read-only: what it is to the merchant." placeholder:"ROLE"`
	All  bool   `help:"To all merchants of the place, also those to come."`
}

func (g *granting) grants(c *terminal.Where) account.Grants {
	if g.All {
		return account.Grants{account.Everyone: account.Role(g.Role)}
	}
	return account.Grants{c.ID(): account.Role(g.Role)}
}

// Tokens are the commands about tokens of programs.
type Tokens struct {
	List tokensList `cmd:"" default:"1" writes:"" known:"" help:"The tokens, newest first."`
	Add  tokensAdd  `cmd:"" writes:"" secret:"" known:"" help:"Make one; its secret is shown once."`
	End  tokensEnd  `cmd:"" writes:"" known:"" help:"End one at once, for good."`
}

type tokensList struct{}

// Help gives an example.
func (tokensList) Help() string { return "Example: crosslane tokens --json" }

// Run lists the tokens.
func (tokensList) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	return with(ctx, p, c, func(s *account.Store) error {
		list, err := s.Tokens(ctx)
		if err != nil || p.JSON {
			return answer(p, list, err)
		}
		return p.Columns("TOKEN\tNAME\tIS\tMAY\tUSED\tEXPIRES\tENDED\t", func(w io.Writer) {
			for i := range list {
				t := &list[i]
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", t.ID, t.Name, is(t.Grants), may(t.Scopes), day(t.Used), day(t.Expires), day(t.Ended))
			}
		})
	})
}

type tokensAdd struct {
	granting
	Name   string          `arg:"" help:"What it is for, in a few words."`
	Scopes []account.Right `name:"only" enum:"read,orders,stock,parcels,scans,cases,book,erase,accounts" help:"Narrows the role to these rights: read, orders, stock, parcels, scans, cases, book, erase, accounts." placeholder:"RIGHT"`
	Days   terminal.Count  `help:"It expires after so many days; never where none are named." least:"1" most:"3650" placeholder:"N"`
}

// Help gives an example.
func (tokensAdd) Help() string {
	return "Example: crosslane tokens add ERP --role operations --only read,orders --days 365\n\nPrograms send it with every call: Authorization: Bearer cl_live_... (docs/api.md). Nobody can read it again; a lost one is ended, and another made."
}

// Run makes a token.
func (a *tokensAdd) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	return with(ctx, p, c, func(s *account.Store) error {
		t := account.Token{Name: a.Name, Grants: a.grants(c), Scopes: a.Scopes}
		if a.Days > 0 {
			t.Expires = p.Now().AddDate(0, 0, int(a.Days))
		}
		made, secret, err := s.MakeToken(ctx, t)
		if err != nil {
			return terminal.AsTyped(err, "<name>", "scopes=--only")
		}
		return p.Tell(map[string]any{"token": made, "secret": secret}, "%s\n", secret)
	})
}

type tokensEnd struct {
	Token string `arg:"" help:"tok_..., as crosslane tokens lists it."`
}

// Help gives an example.
func (tokensEnd) Help() string { return "Example: crosslane tokens end tok_2c6nyeyjjg9x9fj6" }

// Run ends a token.
func (e *tokensEnd) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	return with(ctx, p, c, func(s *account.Store) error {
		if err := s.EndToken(ctx, e.Token); err != nil {
			return terminal.AsTyped(err, "<token>")
		}
		return p.Tell(map[string]string{"ended": e.Token}, "It is ended.\n")
	})
}

// Deeds lists who did what to accounts.
type Deeds struct {
	Limit  terminal.Count `default:"50" least:"1" most:"1000" help:"At most so many, up to 1,000."`
	Before string         `help:"Go on behind this one, the last of the list before." placeholder:"DEED"`
}

// Help gives an example.
func (Deeds) Help() string { return "Example: crosslane deeds --limit 20" }

// Run lists them.
func (d *Deeds) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	return with(ctx, p, c, func(s *account.Store) error {
		list, err := s.Deeds(ctx, d.Before, int(d.Limit))
		if err != nil || p.JSON {
			return answer(p, list, err)
		}
		return p.Columns("WHEN\tWHO\tDID\tABOUT\tDEED\t", func(w io.Writer) {
			for _, l := range list {
				who := l.Actor
				if who == "" {
					who = "at the machine"
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t\n", l.At.Format(time.RFC3339), who, l.Did, l.About, l.ID)
			}
		})
	})
}

// with does something with the accounts of the place that is meant.
func with(ctx context.Context, p *terminal.Program, c *terminal.Where, do func(*account.Store) error) error {
	s, done, err := c.Accounts(ctx, p)
	if err != nil {
		return err
	}
	defer done()
	return do(s)
}

func answer(p *terminal.Program, list any, err error) error {
	if err != nil {
		return err
	}
	return p.Answer(list)
}

func is(g account.Grants) string {
	var b strings.Builder
	for _, m := range slices.Sorted(maps.Keys(g)) {
		role := g[m]
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		if m == account.Everyone {
			m = "all"
		}
		b.WriteString(string(role) + " (" + string(m) + ")")
	}
	return b.String()
}

func may(list []account.Right) string {
	if list == nil {
		return "all of it"
	}
	words := make([]string, len(list))
	for i, r := range list {
		words[i] = string(r)
	}
	return strings.Join(words, " ")
}

func day(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.DateOnly)
}

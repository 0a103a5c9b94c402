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
	"crosslane/shipping"
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
	List tokensList `cmd:"" default:"1" writes:"" help:"The tokens, newest first."`
	Add  tokensAdd  `cmd:"" writes:"" help:"Make one; its secret is shown once."`
	End  tokensEnd  `cmd:"" writes:"" help:"End one at once, for good."`
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

// Users are the commands about persons.
type Users struct {
	List   usersList   `cmd:"" default:"1" writes:"" help:"The users, by address."`
	Invite usersInvite `cmd:"" writes:"" help:"Make a user, who chooses a password by a secret that is shown once."`
	Grant  usersGrant  `cmd:"" writes:"" help:"Change what a user is to the merchant."`
	Again  usersAgain  `cmd:"" writes:"" help:"Let a user choose a password anew, also an owner who has lost it."`
	End    usersEnd    `cmd:"" writes:"" help:"End a user's account with every session of it."`
}

type usersList struct{}

// Help gives an example.
func (usersList) Help() string { return "Example: crosslane users --json" }

// Run lists the users.
func (usersList) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	return with(ctx, p, c, func(s *account.Store) error {
		list, err := s.Users(ctx)
		if err != nil || p.JSON {
			return answer(p, list, err)
		}
		return p.Columns("USER\tADDRESS\tNAME\tIS\tJOINED\tENDED\t", func(w io.Writer) {
			for i := range list {
				u := &list[i]
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%t\t%s\t\n", u.ID, u.Email, u.Name, is(u.Grants), u.Joined, day(u.Ended))
			}
		})
	})
}

type usersInvite struct {
	granting
	Email string `arg:"" help:"An e-mail address, by which the user signs in."`
	Name  string `required:"" help:"How the user is called." placeholder:"NAME"`
}

// Help gives an example.
func (usersInvite) Help() string {
	return "Example: crosslane users invite anna@shop.example --name Anna --role warehouse\n\nGive her the secret; within a week she chooses a password by it, once: POST /v1/join (docs/api.md)."
}

// Run invites a user.
func (i *usersInvite) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	return with(ctx, p, c, func(s *account.Store) error {
		u, secret, err := s.Invite(ctx, account.User{Email: i.Email, Name: i.Name, Grants: i.grants(c)})
		if err != nil {
			return terminal.AsTyped(err, "<email>", "--name")
		}
		return p.Tell(map[string]any{"user": u, "secret": secret}, "%s\n", secret)
	})
}

type oneUser struct {
	User string `arg:"" help:"usr_..., or the e-mail address."`
}

func (o *oneUser) find(ctx context.Context, s *account.Store) (*account.User, error) {
	list, err := s.Users(ctx)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if u := &list[i]; u.ID == o.User || strings.EqualFold(u.Email, o.User) {
			return u, nil
		}
	}
	return nil, &shipping.Error{Code: shipping.NotFound, Field: "<user>", Message: "there is no user " + shipping.Text(o.User), Hint: "crosslane users lists them"}
}

type usersGrant struct {
	oneUser
	granting
	None bool `help:"The user is nothing to the merchant any more."`
}

// Help gives an example.
func (usersGrant) Help() string {
	return "Example: crosslane users grant anna@shop.example --role service --merchant lumen"
}

// Run changes what a user is to a merchant.
func (g *usersGrant) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	return with(ctx, p, c, func(s *account.Store) error {
		u, err := g.find(ctx, s)
		if err != nil {
			return err
		}
		for m, role := range g.grants(c) {
			if u.Grants[m] = role; g.None {
				delete(u.Grants, m)
			}
		}
		if len(u.Grants) == 0 {
			return shipping.BadField("--none", "the user would be nothing to any merchant", "end the account: crosslane users end "+u.ID)
		}
		if err := s.Grant(ctx, u.ID, u.Grants); err != nil {
			return err
		}
		return p.Tell(map[string]any{"user": u.ID, "grants": u.Grants}, "%s is now: %s.\n", u.Name, is(u.Grants))
	})
}

type usersAgain struct{ oneUser }

// Help gives an example.
func (usersAgain) Help() string { return "Example: crosslane users again anna@shop.example" }

// Run lets a user choose a password anew.
func (a *usersAgain) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	return with(ctx, p, c, func(s *account.Store) error {
		u, err := a.find(ctx, s)
		if err != nil {
			return err
		}
		secret, err := s.LetJoin(ctx, u.ID)
		if err != nil {
			return err
		}
		return p.Tell(map[string]any{"user": u.ID, "secret": secret}, "%s\n", secret)
	})
}

type usersEnd struct{ oneUser }

// Help gives an example.
func (usersEnd) Help() string { return "Example: crosslane users end anna@shop.example" }

// Run ends a user's account.
func (e *usersEnd) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	return with(ctx, p, c, func(s *account.Store) error {
		u, err := e.find(ctx, s)
		if err != nil {
			return err
		}
		if err := s.EndUser(ctx, u.ID); err != nil {
			return err
		}
		return p.Tell(map[string]string{"ended": u.ID}, "The account of %s is ended.\n", u.Name)
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

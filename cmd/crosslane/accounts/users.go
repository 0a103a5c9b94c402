package accounts

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"

	"crosslane/account"
	"crosslane/shipping"
	"crosslane/terminal"
)

// Users are the commands about persons.
type Users struct {
	List    usersList    `cmd:"" default:"1" writes:"" known:"" help:"The users, by address."`
	Invite  usersInvite  `cmd:"" writes:"" secret:"" known:"" help:"Make a user, who chooses a password by a link that is shown once."`
	Grant   usersGrant   `cmd:"" writes:"" known:"" help:"Change what a user is to the merchant."`
	Again   usersAgain   `cmd:"" writes:"" secret:"" known:"" help:"Let a user choose a password anew, also an owner who has lost it."`
	Reset   usersReset   `cmd:"" name:"reset-factor" writes:"" known:"" help:"Take a user's second factors away, who has lost them."`
	Require usersRequire `cmd:"" name:"require-factor" writes:"" known:"" help:"Say whether who serves the merchant must have a second factor."`
	End     usersEnd     `cmd:"" writes:"" known:"" help:"End a user's account with every session of it."`
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
		return p.Columns("USER\tADDRESS\tNAME\tIS\tJOINED\tSECOND FACTOR\tENDED\t", func(w io.Writer) {
			for i := range list {
				u := &list[i]
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%t\t%t\t%s\t\n", u.ID, u.Email, u.Name, is(u.Grants), u.Joined, u.Factor, day(u.Ended))
			}
		})
	})
}

type usersInvite struct {
	granting
	linking
	Email string `arg:"" help:"An e-mail address, by which the user signs in."`
	Name  string `required:"" help:"How the user is called." placeholder:"NAME"`
}

// Help gives an example.
func (usersInvite) Help() string {
	return "Example: crosslane users invite anna@shop.example --name Anna --role warehouse\n\nSend her the link that it prints; within a week she chooses a password by it, once. It begins with --public-url, or with the\naddress of the server that runs beside."
}

// Run invites a user.
func (i *usersInvite) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	return with(ctx, p, c, func(s *account.Store) error {
		u, secret, err := s.Invite(ctx, account.User{Email: i.Email, Name: i.Name, Grants: i.grants(c)})
		if err != nil {
			return terminal.AsTyped(err, "<email>", "--name")
		}
		return i.tell(p, u, u, secret)
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

type usersAgain struct {
	oneUser
	linking
}

// Help gives an example.
func (usersAgain) Help() string {
	return "Example: crosslane users again anna@shop.example\n\nPrints a link by which she chooses a new password, once, within a week; that ends every session of hers."
}

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
		return a.tell(p, u, u.ID, secret)
	})
}

type usersReset struct{ oneUser }

// Help gives an example.
func (usersReset) Help() string {
	return "Example: crosslane users reset-factor anna@shop.example\n\nThe password alone signs in then, and every session ends. Make sure that it is really the user who asks."
}

// Run takes a user's second factors away.
func (r *usersReset) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	return with(ctx, p, c, func(s *account.Store) error {
		u, err := r.find(ctx, s)
		if err != nil {
			return err
		}
		if err := s.ResetFactors(ctx, u.ID); err != nil {
			return err
		}
		return p.Tell(map[string]string{"reset": u.ID}, "%s has no second factor any more, and every session of that account has ended.\n", u.Name)
	})
}

type usersRequire struct {
	On  string `arg:"" enum:"on,off" help:"on or off."`
	All bool   `help:"For all merchants of the place."`
}

// Help gives an example.
func (usersRequire) Help() string {
	return "Example: crosslane users require-factor on --merchant lumen\n\nWho signs in without one may then do nothing for the merchant but set one up (/account). Tokens of programs are not asked."
}

// Run says whether who serves a merchant must have a second factor.
func (r *usersRequire) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	return with(ctx, p, c, func(s *account.Store) error {
		m, on := c.ID(), r.On == "on"
		if r.All {
			m = account.Everyone
		}
		if err := s.RequireFactor(ctx, m, on); err != nil {
			return err
		}
		word := map[bool]string{true: "must", false: "need not"}[on]
		return p.Tell(map[string]any{"merchant": m, "required": on}, "Who serves %s %s have a second factor.\n", map[bool]string{true: "any merchant", false: string(m)}[r.All], word)
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

// linking says how the link begins by which a password is chosen.
type linking struct {
	Public terminal.Public `name:"public-url" env:"CROSSLANE_PUBLIC_URL" help:"By which address others reach the server: the link begins with it." placeholder:"URL"`
}

// tell prints the link by which a user chooses a password, and what to do with it; shown is the user as JSON has it.
func (l *linking) tell(p *terminal.Program, u *account.User, shown any, secret string) error {
	at, why := l.at(p)
	until := p.Now().Add(account.JoiningHolds).UTC()
	v := map[string]any{"user": shown, "secret": secret, "until": until}
	if at != "" {
		v["link"] = at + account.JoinPath(secret)
	}
	if why != "" {
		v["hint"] = why
		why = "\n" + why + "\n"
	}
	return p.Tell(v, "%s chooses a password by this link, once, until %s:\n  %s\nSend it to %s by a way that nobody else reads: whoever opens it first signs in as %s.\n%s",
		u.Name, until.Format("2006-01-02 15:04 UTC"), at+account.JoinPath(secret), u.Email, u.Name, why)
}

// at is how a link begins, and what is wrong with it; empty where nobody knows.
func (l *linking) at(p *terminal.Program) (at, why string) {
	if u := l.Public.URL(); u != nil {
		return u.String(), ""
	}
	if p.Held == nil || p.Held.At == "" {
		return "", "Put the server's address before it, which nobody says here. With --public-url https://HOST the link is whole."
	}
	if u, err := url.Parse(p.Held.At); err == nil && (u.Hostname() == "localhost" || strings.HasPrefix(u.Hostname(), "127.") || u.Hostname() == "::1") {
		why = "It opens on the machine of the server alone: where others reach the server by another address, say it by --public-url https://HOST."
	}
	return p.Held.At, why
}

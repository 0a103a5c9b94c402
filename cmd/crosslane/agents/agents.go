// Package agents holds the command by which an agent talks with the program over its standard input and output.
package agents

import (
	"context"

	"crosslane/account"
	"crosslane/idempotency"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/terminal"
	"crosslane/web/mcp"
)

// Command is the command.
type Command struct {
	MayChange bool   `name:"may-change" help:"Without a token: let the agent hand orders in, call them off and work on cases, each once you confirm it; else it only looks."`
	By        string `env:"USER" default:"clerk" help:"Without a token: who says so." placeholder:"NAME"`
}

// Help gives an example.
func (Command) Help() string {
	return "Example: crosslane mcp --data /srv/crosslane\n\n" + `In the settings of a program that runs agents: {"mcpServers": {"crosslane": {"command": "crosslane", "args": ["mcp", "--data", "/srv/crosslane"]}}}` + "\n\n" +
		"Talks the Model Context Protocol (docs/agents.md), a message on each line, until its input ends; also beside a running server.\nCROSSLANE_TOKEN names the token as which the agent acts; without one it is you, and only looks. Over HTTP: /mcp of crosslane serve."
}

// Run answers the agent until its messages end.
func (v *Command) Run(ctx context.Context, p *terminal.Program, w *terminal.Where) error {
	business := &place{p, w}
	if _, err := business.Merchants(ctx); err != nil {
		return err
	}
	who, done, err := v.who(ctx, p, w)
	if err != nil {
		return err
	}
	defer done()
	return mcp.New(mcp.Options{Business: business, Now: p.Now, Version: terminal.Version().Version}).Talk(ctx, who, p.Stdin, p.Stdout)
}

// who tells, whenever it is asked, as whom the agent acts.
func (v *Command) who(ctx context.Context, p *terminal.Program, w *terminal.Where) (func(context.Context) (account.Actor, error), func(), error) {
	if w.Token == "" {
		own := account.Actor{Name: "clerk:" + v.By, Grants: account.Grants{account.Everyone: account.Owner}, Scopes: []account.Right{account.Read}}
		if v.MayChange {
			own.Scopes = append(own.Scopes, account.Orders, account.Cases)
		}
		return func(context.Context) (account.Actor, error) { return own, nil }, func() {}, nil
	}
	if v.MayChange {
		return nil, nil, shipping.BadField("--may-change", "does not go with a token, which says itself what it may do", "leave it out, or make a token with the rights: crosslane tokens add NAME --only read,cases,orders")
	}
	if p.Held != nil {
		return func(ctx context.Context) (account.Actor, error) { return p.Held.Accounts.Who(ctx, w.Token) }, func() {}, nil
	}
	accounts, done, err := w.LookAtAccounts(ctx, p)
	if err != nil {
		return nil, nil, err
	}
	return func(ctx context.Context) (account.Actor, error) { return accounts.Who(ctx, w.Token) }, done, nil
}

// place is the business of the merchants of a place. Each call opens it anew, so that nobody else is kept from it.
type place struct {
	p *terminal.Program
	w *terminal.Where
}

// Merchants lists the merchant that is named, or all of the place.
func (a *place) Merchants(ctx context.Context) ([]shipping.MerchantID, error) {
	if a.p.Held != nil {
		return a.among(ctx, a.p.Held.Place)
	}
	seen, err := merchant.Look(ctx, a.w.At(), merchant.Options{Now: a.p.Now})
	if err != nil {
		return nil, err
	}
	defer seen.Close()
	return a.among(ctx, seen)
}

// among are the merchants of a place that are meant.
func (a *place) among(ctx context.Context, seen *merchant.Place) ([]shipping.MerchantID, error) {
	if a.w.Merchant == "" {
		return seen.Merchants(ctx)
	}
	_, err := seen.Merchant(ctx, a.w.ID())
	return []shipping.MerchantID{a.w.ID()}, err
}

// of is where a merchant's business lies.
func (a *place) of(id shipping.MerchantID) *terminal.Where {
	w := *a.w
	w.Merchant = string(id)
	return &w
}

// Look opens a merchant's business for reading.
func (a *place) Look(ctx context.Context, id shipping.MerchantID) (*merchant.Merchant, func(), error) {
	return a.of(id).Look(ctx, a.p)
}

// Change opens it for writing, with what was asked of it before.
func (a *place) Change(ctx context.Context, id shipping.MerchantID) (*merchant.Merchant, *idempotency.Store, func(), error) {
	m, done, err := a.of(id).Open(ctx, a.p, terminal.Beginning{})
	if err != nil {
		return nil, nil, nil, err
	}
	accounts, closed, err := a.w.Accounts(ctx, a.p)
	if err != nil {
		done()
		return nil, nil, nil, err
	}
	all := func() { closed(); done() }
	calls, err := idempotency.Open(ctx, accounts.DB(), a.p.Now)
	if err != nil {
		all()
		return nil, nil, nil, err
	}
	return m, calls, all, nil
}

package main

import (
	"context"
	"fmt"
	"time"

	"crosslane/shipping"
)

type wishesCommand struct {
	List   wishesList   `cmd:"" help:"Requests that could not be performed and will not be tried again."`
	Repeat wishesRepeat `cmd:"" help:"Try one again, with the same key towards the carrier."`
}

type wishesList struct{}

// Help gives an example.
func (wishesList) Help() string { return "Example: crosslane wishes list --json" }

// Run lists dead wishes.
func (wishesList) Run(ctx context.Context, p *program, c *commands) error {
	s, err := c.look(ctx, p.now)
	if err != nil {
		return err
	}
	defer s.close()
	dead, err := s.ledger.DeadWishes(ctx, s.tenant)
	if err != nil {
		return err
	}
	if c.JSON {
		return p.answer(dead)
	}
	if len(dead) == 0 {
		fmt.Fprintln(p.stdout, "No dead wishes: everything that was asked for was performed, or is being tried.")
	}
	for _, w := range dead {
		fmt.Fprintf(p.stdout, "%s  %s  %d attempts: %s\n", w.Fact.ID(), w.Fact.Body.Kind(), w.Attempt, w.Error)
	}
	return nil
}

type wishesRepeat struct {
	Wish string `arg:"" help:"Its name, as wishes list prints it."`
}

// Help gives an example.
func (wishesRepeat) Help() string { return "Example: crosslane wishes repeat 'parcel:par_...#3'" }

// Run makes a dead wish due again.
func (w *wishesRepeat) Run(ctx context.Context, p *program, c *commands) error {
	s, err := c.open(ctx, p.now)
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.ledger.Repeat(ctx, s.tenant, shipping.FactID(w.Wish)); err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, "It is due again; crosslane serve performs it.")
	return nil
}

type eraseCommand struct {
	Email    string `help:"E-mail address of the person." xor:"who" required:""`
	Phone    string `help:"Telephone number, for orders without an e-mail address." xor:"who" required:""`
	Name     string `help:"Name, with --postcode and --country, for orders with neither." xor:"who" required:""`
	Postcode string `help:"Postcode, with --name."`
	Country  string `help:"Country code, with --name."`
}

// Help gives an example.
func (eraseCommand) Help() string { return "Example: crosslane erase --email anna@example.com" }

// Run erases the papers about a person; facts, which name nobody, stay.
func (e *eraseCommand) Run(ctx context.Context, p *program, c *commands) error {
	s, err := c.open(ctx, p.now)
	if err != nil {
		return err
	}
	defer s.close()
	who := shipping.Address{Email: e.Email, Phone: e.Phone, Name: e.Name, Postcode: e.Postcode, Country: shipping.Country(e.Country)}
	n, err := s.ledger.Erase(ctx, s.tenant, who.Person())
	if err != nil {
		return err
	}
	if c.JSON {
		return p.answer(map[string]int64{"erased": n})
	}
	fmt.Fprintf(p.stdout, "Erased %d papers.\n", n)
	return nil
}

type migrateCommand struct{}

// Help gives an example.
func (migrateCommand) Help() string { return "Example: crosslane migrate --db postgres://..." }

// Run opens the data, which brings the tables to their newest form.
func (migrateCommand) Run(ctx context.Context, p *program, c *commands) error {
	began := p.now()
	s, err := c.open(ctx, p.now)
	if err != nil {
		return err
	}
	s.close()
	fmt.Fprintf(p.stdout, "The tables have their newest form (%s).\n", p.now().Sub(began).Round(time.Millisecond))
	return nil
}

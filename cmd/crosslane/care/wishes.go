package care

import (
	"context"
	"fmt"

	"crosslane/shipping"
)

// WishesCommand shows what could not be performed.
type WishesCommand struct {
	List   wishesList   `cmd:"" help:"Requests that could not be performed and will not be tried again."`
	Repeat wishesRepeat `cmd:"" help:"Try one again, with the same key towards the carrier."`
}

type wishesList struct{}

// Help gives an example.
func (wishesList) Help() string { return "Example: crosslane wishes list --json" }

// Run lists dead wishes.
func (wishesList) Run(ctx context.Context, d *Desk) error {
	s, err := d.Look(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	dead, err := s.Ledger.DeadJobs(ctx, s.Tenant)
	if err != nil {
		return err
	}
	if d.JSON {
		return d.answer(dead)
	}
	if len(dead) == 0 {
		fmt.Fprintln(d.Out, "No dead wishes: everything that was asked for was performed, or is being tried.")
	}
	for _, w := range dead {
		fmt.Fprintf(d.Out, "%s  %s  %d attempts: %s\n", w.Fact.ID(), w.Fact.Body.Kind(), w.Attempt, w.Error)
	}
	return nil
}

type wishesRepeat struct {
	Wish string `arg:"" help:"Its name, as wishes list prints it."`
}

// Help gives an example.
func (wishesRepeat) Help() string { return "Example: crosslane wishes repeat 'parcel:par_...#3'" }

// Run makes a dead wish due again.
func (w *wishesRepeat) Run(ctx context.Context, d *Desk) error {
	s, err := d.Open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.Ledger.Repeat(ctx, s.Tenant, shipping.FactID(w.Wish)); err != nil {
		return err
	}
	fmt.Fprintln(d.Out, "It is due again; crosslane serve performs it.")
	return nil
}

// EraseCommand erases what is known about a person.
type EraseCommand struct {
	Email    string `help:"E-mail address of the person." xor:"who" required:""`
	Phone    string `help:"Telephone number, for orders without an e-mail address." xor:"who" required:""`
	Name     string `help:"Name, with --postcode and --country, for orders with neither." xor:"who" required:""`
	Postcode string `help:"Postcode, with --name."`
	Country  string `help:"Country code, with --name."`
}

// Help gives an example.
func (EraseCommand) Help() string { return "Example: crosslane erase --email anna@example.com" }

// Run erases the papers about a person; facts, which name nobody, stay.
func (e *EraseCommand) Run(ctx context.Context, d *Desk) error {
	s, err := d.Open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	who := shipping.Address{Email: e.Email, Phone: e.Phone, Name: e.Name, Postcode: e.Postcode, Country: shipping.Country(e.Country)}
	n, err := s.Ledger.Erase(ctx, s.Tenant, who.Person())
	if err != nil {
		return err
	}
	if d.JSON {
		return d.answer(map[string]int64{"erased": n})
	}
	fmt.Fprintf(d.Out, "Erased %d papers.\n", n)
	return nil
}

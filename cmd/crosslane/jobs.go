package main

import (
	"context"
	"fmt"
	"strings"

	"crosslane/merchant/unsent"
	"crosslane/shipping"
	"crosslane/terminal"
)

// jobsCommand shows what could not be performed.
type jobsCommand struct {
	List   jobsList   `cmd:"" right:"read" help:"Requests that could not be performed and will not be tried again."`
	Repeat jobsRepeat `cmd:"" writes:"" right:"parcels" help:"Try one again, with the same key towards the carrier."`
}

type jobsList struct{}

// Help gives an example.
func (jobsList) Help() string { return "Example: crosslane jobs list --json" }

// Run lists dead jobs.
func (jobsList) Run(ctx context.Context, p *terminal.Program, m terminal.Looked) error {
	dead, err := m.Ledger.DeadJobs(ctx, m.ID)
	if err != nil {
		return err
	}
	if p.JSON {
		list := make([]map[string]any, len(dead))
		for i, w := range dead {
			list[i] = map[string]any{"job": w.Fact.ID(), "kind": w.Fact.Kind(), "attempts": w.Attempt, "error": w.Error}
		}
		return p.Answer(list)
	}
	if len(dead) == 0 {
		fmt.Fprintln(p.Stdout, "No dead jobs: everything that was asked for was performed, or is being tried.")
	}
	for _, w := range dead {
		fmt.Fprintf(p.Stdout, "%s  %s  %d attempts: %s\n", w.Fact.ID(), w.Fact.Kind(), w.Attempt, w.Error)
	}
	return nil
}

type jobsRepeat struct {
	Job string `arg:"" help:"Its name, as jobs list prints it."`
}

// Help gives an example.
func (jobsRepeat) Help() string { return "Example: crosslane jobs repeat 'parcel:par_...#3'" }

// Run makes a dead job due again.
func (w *jobsRepeat) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	if err := m.Ledger.Repeat(ctx, m.ID, shipping.FactID(w.Job)); err != nil {
		return err
	}
	return p.Tell(map[string]string{"job": w.Job}, "It is due again; crosslane serve performs it.\n")
}

// eraseCommand erases what is known about a person.
type eraseCommand struct {
	Email    string `help:"E-mail address of the person." xor:"who" required:""`
	Phone    string `help:"Telephone number, for orders without an e-mail address." xor:"who" required:""`
	Name     string `help:"Name, with --postcode and --country, for orders with neither." xor:"who" required:""`
	Postcode string `help:"Postcode, with --name."`
	Country  string `help:"Country code, with --name."`
	// AcceptUnsent is what the person who erases decides.
	AcceptUnsent bool `help:"Erase though something is still to be sent to the person. Otherwise nothing is erased then, and it is told what."`
}

// Help gives an example.
func (eraseCommand) Help() string {
	return "Example: crosslane erase --email anna@example.com\n\nWhere something is still to be sent to the person, nothing is erased before --accept-unsent says so: without the address no carrier can be\nasked any more, and a label that is not printed is gone; a carrier that has taken a parcel has the address, and delivers it.\n\nOf what carriers said and waits for its parcel, whatever bears a number of the person's parcels, the telephone number, a\n" +
		"name, company, street or e-mail address goes, too, in any case and form of Unicode, with other blanks, and where JSON, XML or\nHTML escapes it. What is not looked for in its words: numbers of fewer than three signs, names of one, other spellings\n" +
		"(Muller, Mueller), first and last name apart, and what is written in base64 or with % signs."
}

// Run erases the documents about a person, and what carriers said that waits for a parcel; facts, which name nobody, stay.
func (e *eraseCommand) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	who := shipping.Address{Email: e.Email, Phone: e.Phone, Name: e.Name, Postcode: e.Postcode, Country: shipping.Country(e.Country)}
	orders, err := unsent.To(ctx, m.Merchant, who)
	var n int64
	if err == nil && (len(orders) == 0 || e.AcceptUnsent) {
		n, err = m.Erase(ctx, who)
	}
	if err != nil {
		return terminal.AsTyped(err, "--email", "--phone", "--name", "--postcode", "--country")
	}
	if len(orders) > 0 && !e.AcceptUnsent {
		return shipping.Fault(shipping.Refused, "nothing is erased yet, since something is still to be sent to this person: "+unsentWords(orders, ". "),
			"hand over what is to go, or call the orders off (crosslane orders cancel NUMBER --reason buyer), and erase then; --accept-unsent erases now")
	}
	if n == 0 {
		return shipping.Fault(shipping.NotFound, "nothing is kept about such a person", "look at how it is written; what was erased before is gone")
	}
	return p.Tell(struct {
		Erased int64          `json:"erased"`
		Unsent []unsent.Order `json:"unsent,omitempty"`
	}{n, orders}, "Erased %d documents and waiting messages of carriers.\n%s", n, unsentWords(orders, "\n"))
}

// unsentWords tells what becomes of orders that have not left, each with what stands behind it.
func unsentWords(orders []unsent.Order, behind string) string {
	var b strings.Builder
	for i := range orders {
		b.WriteString(orders[i].Text() + behind)
	}
	return strings.TrimSuffix(b.String(), ". ")
}

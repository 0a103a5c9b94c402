// Package pickups holds the commands by which carriers are asked to come for parcels.
package pickups

import (
	"cmp"
	"context"
	"fmt"
	"io"

	"crosslane/account"
	"crosslane/carrier/collecting"
	"crosslane/merchant/pickup"
	"crosslane/shipping"
	"crosslane/terminal"
)

// Command are the commands about pick-ups.
type Command struct {
	List   list   `cmd:"" default:"withargs" right:"read" help:"Which carriers come, and when, and what they have not answered."`
	Ask    ask    `cmd:"" writes:"" right:"parcels" help:"Ask a carrier to come to a warehouse on a day."`
	Change change `cmd:"" writes:"" right:"parcels" help:"Ask it to come otherwise, on the same day."`
	Cancel cancel `cmd:"" writes:"" right:"parcels" help:"Ask it not to come."`
	Settle settle `cmd:"" writes:"" right:"parcels" help:"Say what you saw at the carrier, where its answer did not come."`
}

type list struct {
	Carrier   shipping.CarrierID   `help:"Only those of this carrier." placeholder:"NAME"`
	Warehouse shipping.WarehouseID `help:"Only those at this warehouse." placeholder:"NAME"`
	Day       shipping.Date        `help:"Only those of this day." placeholder:"2026-12-01"`
	All       bool                 `help:"Also those that are over, refused or cancelled, of the last month."`
}

// Help gives an example.
func (list) Help() string {
	return "Example: crosslane pickup list --warehouse leipzig\n\ncrosslane pickup alone lists those that come, or may."
}

// Run lists them.
func (l *list) Run(ctx context.Context, p *terminal.Program, m terminal.Looked) error {
	all, err := pickup.List(ctx, m.Merchant, pickup.Filter{Carrier: l.Carrier, Warehouse: l.Warehouse, Day: l.Day, Over: l.All})
	switch {
	case err != nil:
		return typed(err)
	case p.JSON:
		return p.Answer(all)
	case len(all) == 0:
		return p.Tell(nil, "No carrier comes, as far as it was asked by crosslane pickup ask.\n")
	}
	return p.Columns("PICK-UP\tCARRIER\tAT\tDAY\tFROM\tTO\tPARCELS\tWEIGHT\tNUMBER\tCOSTS\tHOW IT STANDS\t", func(w io.Writer) {
		for i := range all {
			c := &all[i]
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\t%s\t%s\t\n", c.ID, c.Carrier, c.Warehouse, c.Day, c.From.Format("15:04"), c.To.Format("15:04"), c.Parcels, c.Weight, cmp.Or(c.Number, "-"), costs(c), c.Stands)
		}
	})
}

// costs is what the carrier says that it takes; it may say nothing.
func costs(c *pickup.Pickup) string {
	if c.Cost == nil {
		return "not told"
	}
	return c.Cost.String()
}

// wanted is what a pick-up is asked for, or changed to.
type wanted struct {
	Parcels      terminal.Count `help:"How many parcels; what waits at the warehouse for the carrier when not given." least:"0" most:"100000" default:"0"`
	Weight       float64        `help:"What they weigh together, in kilograms; likewise." default:"0" placeholder:"KG"`
	Contact      string         `help:"Whom the driver asks for; the warehouse when not given." placeholder:"NAME"`
	Phone        string         `help:"A telephone number there; that of the warehouse when not given." placeholder:"NUMBER"`
	Email        string         `help:"A mail address, for carriers that ask for one." placeholder:"ADDRESS"`
	Instructions string         `help:"What the driver is told." placeholder:"TEXT"`
	By           string         `env:"USER" default:"clerk" help:"Who says so."`
}

// asking is the same as the business takes it.
func (w *wanted) asking(ctx context.Context, from, to string) (a pickup.Asking, err error) {
	if !(w.Weight >= 0 && w.Weight <= 40_000) || w.Weight > 0 && w.Weight < 0.001 { // what is no number is neither
		return a, shipping.BadField("weight", fmt.Sprintf("%g kg is out of bounds", w.Weight), "write kilograms, such as 12.5")
	}
	return pickup.Asking{From: from, To: to, Parcels: int64(w.Parcels), Weight: shipping.Grams(w.Weight*1000 + 0.5), Who: account.By(ctx, "clerk:"+w.By),
		Contact: collecting.Contact{Name: w.Contact, Phone: w.Phone, Email: w.Email, Instructions: w.Instructions}}, nil
}

type ask struct {
	Carrier   shipping.CarrierID   `arg:"" help:"By the name in the Book."`
	Warehouse shipping.WarehouseID `required:"" help:"Where it comes to." placeholder:"NAME"`
	Day       shipping.Date        `required:"" help:"On which day, by the clocks of the warehouse." placeholder:"2026-12-01"`
	From      string               `required:"" help:"From when the parcels are ready." placeholder:"14:00"`
	To        string               `required:"" help:"Until when somebody is there." placeholder:"17:00"`
	Service   string               `help:"Which of the carrier's services comes, where several do by themselves (FedEx: express, ground)." placeholder:"NAME"`
	wanted
}

// Help gives an example.
func (ask) Help() string {
	return "Example: crosslane pickup ask ups --warehouse leipzig --day 2026-12-01 --from 14:00 --to 17:00 --contact 'Eva Berg' --instructions 'Gate 3'\n\n" +
		"Typed again after an answer that did not come, it looks for what came of that, and asks for nothing twice."
}

// Run asks a carrier to come.
func (a *ask) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	asking, err := a.asking(ctx, a.From, a.To)
	if err != nil {
		return typed(err)
	}
	asking.Carrier, asking.Warehouse, asking.Day, asking.Service = a.Carrier, a.Warehouse, a.Day, a.Service
	c, err := pickup.Ask(ctx, m.Merchant, asking)
	return told(p, c, err)
}

type change struct {
	Pickup string `arg:"" help:"Its identifier (pck_...) or the carrier's number."`
	From   string `help:"From when the parcels are ready; as before when not given." placeholder:"14:00"`
	To     string `help:"Until when somebody is there; likewise." placeholder:"17:00"`
	wanted
}

// Help gives an example.
func (change) Help() string {
	return "Example: crosslane pickup change pck_06f84cj0 --to 18:00\n\nCarriers that change none are asked anew: cancel it first. Number and weight of the parcels go together."
}

// Run asks it to come otherwise.
func (c *change) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	asking, err := c.asking(ctx, c.From, c.To)
	if err != nil {
		return typed(err)
	}
	changed, err := pickup.Change(ctx, m.Merchant, c.Pickup, asking)
	return told(p, changed, err)
}

type cancel struct {
	Pickup string `arg:"" help:"Its identifier (pck_...) or the carrier's number."`
	Why    string `help:"What the carrier is told; it names nobody." default:"not needed" placeholder:"TEXT"`
	By     string `env:"USER" default:"clerk" help:"Who says so."`
}

// Help gives an example.
func (cancel) Help() string { return "Example: crosslane pickup cancel pck_06f84cj0" }

// Run asks it not to come.
func (c *cancel) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	gone, err := pickup.Cancel(ctx, m.Merchant, c.Pickup, c.Why, account.By(ctx, "clerk:"+c.By))
	return told(p, gone, err)
}

type settle struct {
	Pickup    string `arg:"" help:"Its identifier (pck_...)."`
	Confirmed string `help:"The carrier has it as it was asked for last, under this number." placeholder:"NUMBER" xor:"what" required:""`
	None      bool   `help:"The carrier has no such pick-up, or it was cancelled there." xor:"what" required:""`
	By        string `env:"USER" default:"clerk" help:"Who says so."`
}

// Help gives an example.
func (settle) Help() string {
	return "Example: crosslane pickup settle pck_06f84cj0 --confirmed 3001\n\nThe carrier is asked nothing."
}

// Run records what somebody saw there.
func (s *settle) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	c, err := pickup.Settle(ctx, m.Merchant, s.Pickup, s.Confirmed, account.By(ctx, "clerk:"+s.By))
	return told(p, c, err)
}

// told prints how a pick-up stands, and ends with why the carrier did not do what it was asked.
func told(p *terminal.Program, c *pickup.Pickup, err error) error {
	if err != nil {
		return typed(err)
	}
	text := fmt.Sprintf("Pick-up %s of %s at %s on %s, %s to %s: %s.\n", c.ID, c.Name, c.Warehouse, c.Day, c.From.Format("15:04"), c.To.Format("15:04"), c.Stands)
	text += fmt.Sprintf("  %d parcels, %s; the carrier's number: %s; it costs: %s\n", c.Parcels, c.Weight, cmp.Or(c.Number, "none"), costs(c))
	if w := c.Promised; w != nil {
		text += "  The carrier says: " + w.From.Format("2006-01-02 15:04") + " to " + w.To.Format("15:04 -07:00") + "\n"
	}
	err = p.Tell(c, "%s", text)
	if err == nil && c.Fault != nil {
		err = typed(c.Fault)
	}
	return err
}

// typed is an error with the flags that were typed.
func typed(err error) error {
	return terminal.AsTyped(err, "--warehouse", "--day", "--from", "--to", "--parcels", "--weight", "--service", "--contact", "--phone", "--email", "--confirmed", "--none", "--phone", "--email", "<carrier>", "<pickup>")
}

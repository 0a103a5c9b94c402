// Package merchants holds the commands about whose business a place keeps.
package merchants

import (
	"context"
	"fmt"
	"slices"

	"crosslane/account"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/terminal"
)

// Command lists merchants, and adds them.
type Command struct {
	List list `cmd:"" default:"1" known:"" help:"The merchants of the place."`
	Add  add  `cmd:"" writes:"" right:"accounts" everybody:"" help:"Add one."`
}

type list struct{}

// Help gives an example.
func (list) Help() string { return "Example: crosslane merchants --json" }

// Run lists the merchants.
func (list) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	place, err := merchant.Look(ctx, c.At(), merchant.Options{Now: p.Now})
	if err != nil {
		return err
	}
	defer place.Close()
	all, err := place.Merchants(ctx)
	if err != nil {
		return err
	}
	who, _ := account.Acting(ctx)
	all = slices.DeleteFunc(all, func(m shipping.MerchantID) bool { return !who.Knows(m) })
	if p.JSON {
		return p.Answer(all)
	}
	for _, id := range all {
		fmt.Fprintln(p.Stdout, id)
	}
	return nil
}

type add struct {
	terminal.Beginning
	Name string `arg:"" help:"Its name: a-z, 0-9 and -."`
}

// Help gives an example.
func (add) Help() string {
	return "Example: crosslane merchants add lumen\n\nIt begins with the Book that the program starts with: crosslane --merchant lumen book publish FILE puts its own in force.\nA server that runs serves it from then on."
}

// Run adds a merchant.
func (a *add) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	place, done, err := c.Place(ctx, p, a.Beginning)
	if err != nil {
		return err
	}
	defer done()
	if _, err := place.Add(ctx, shipping.MerchantID(a.Name)); err != nil {
		return terminal.AsTyped(err, "merchant=<name>")
	}
	return p.Tell(map[string]string{"merchant": a.Name}, "Added. Work for it with --merchant %[1]s. It is served once its Book is in force: crosslane book publish FILE --merchant %[1]s.\n", a.Name)
}

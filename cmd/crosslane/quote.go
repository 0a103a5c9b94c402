package main

import (
	"context"
	"fmt"
	"io"

	"crosslane/book"
	"crosslane/channel/quote"
	"crosslane/fulfillment"
	"crosslane/merchant/source"
	"crosslane/terminal"
)

type quoteCommand struct {
	Rates quoteRates `cmd:"" right:"read" stdin:"" help:"Every channel for a parcel: price, days, and why not."`
}

type quoteRates struct {
	Book string `type:"path" help:"A Book file instead of the one in force." placeholder:"FILE"`
}

// Help gives an example.
func (quoteRates) Help() string {
	return `Example: printf '{"from":"szx","to":{"country":"DE","postcode":"10115"},"weight_g":450,"value":{"amount":"49.90","currency":"EUR"}}' | crosslane quote rates`
}

// Run reads a question from standard input and answers it on standard output, both JSON.
func (q *quoteRates) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	in, err := io.ReadAll(io.LimitReader(p.Stdin, 10<<20))
	if err != nil {
		return err
	}
	rules, err := q.rules(ctx, p, c)
	if err != nil {
		return err
	}
	out, err := quote.Rates(rules.Channels, in, p.Now())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(p.Stdout, string(out))
	return err
}

func (q *quoteRates) rules(ctx context.Context, p *terminal.Program, c *terminal.Where) (*fulfillment.Rules, error) {
	if q.Book != "" {
		return source.Book(q.Book)
	}
	m, done, err := c.Look(ctx, p)
	if c.NothingYet(p, err) {
		return fulfillment.Prepare(book.Default())
	}
	if err != nil {
		return nil, err
	}
	defer done()
	return m.Rules(ctx)
}

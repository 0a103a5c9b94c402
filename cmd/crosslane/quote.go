package main

import (
	"context"
	"fmt"
	"io"

	"crosslane/book"
	"crosslane/channel"
	"crosslane/fulfillment"
)

type quoteCommand struct {
	Rates quoteRates `cmd:"" help:"Every channel for a parcel: price, days, and why not."`
}

type quoteRates struct {
	Book string `help:"A Book file instead of the one in force." placeholder:"FILE"`
}

// Help gives an example.
func (quoteRates) Help() string {
	return `Example: printf '{"from":"szx","to":{"country":"DE","postcode":"10115"},"weight_g":450,"value":{"amount":"49.90","currency":"EUR"}}' | crosslane quote rates`
}

// Run reads a question from standard input and answers it on standard output, both JSON.
func (q *quoteRates) Run(ctx context.Context, p *program, c *commands) error {
	in, err := io.ReadAll(io.LimitReader(p.stdin, 10<<20))
	if err != nil {
		return err
	}
	rules, err := q.rules(ctx, p, c)
	if err != nil {
		return err
	}
	out, err := channel.Rates(rules.Channels, in, p.now())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(p.stdout, string(out))
	return err
}

func (q *quoteRates) rules(ctx context.Context, p *program, c *commands) (*fulfillment.Rules, error) {
	if q.Book != "" {
		return readBook(q.Book)
	}
	m, done, err := c.look(ctx, p)
	if c.nothingYet(p, err) {
		return fulfillment.Prepare(book.Default())
	}
	if err != nil {
		return nil, err
	}
	defer done()
	return m.Rules(ctx)
}

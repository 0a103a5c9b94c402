// Package pushes holds the commands about what storefronts and carriers send by themselves: their doors, and what came in.
package pushes

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"crosslane/push"
	"crosslane/shipping"
	"crosslane/storefront"
	"crosslane/terminal"
)

// Pushes are the commands about the doors of a merchant.
type Pushes struct {
	List list `cmd:"" default:"1" writes:"" right:"read" help:"Which doors there are, and what could not be read."`
	Add  add  `cmd:"" writes:"" right:"accounts" stdin:"" help:"Make one; the secret by which is signed is read from standard input."`
	Log  log  `cmd:"" writes:"" right:"read" help:"What came in by one in the last 30 days, and what came of it."`
	End  end  `cmd:"" writes:"" right:"accounts" help:"End one: nothing comes in by it any more."`
}

// with does something with the doors of the place that is meant.
func with(ctx context.Context, p *terminal.Program, c *terminal.Where, do func(*push.Store) error) error {
	accounts, done, err := c.Accounts(ctx, p)
	if err != nil {
		return err
	}
	defer done()
	shops, err := storefront.Open(ctx, accounts.DB(), storefront.Options{Now: p.Now, Keys: c.Keys()})
	if err != nil {
		return err
	}
	s, err := push.Open(ctx, accounts.DB(), push.Options{Now: p.Now, Keys: c.Keys(), Storefronts: shops, Note: accounts.Note})
	if err != nil {
		return err
	}
	return do(s)
}

// one names a door.
type one struct {
	Name string `arg:"" help:"Of the storefront or the carrier, as crosslane pushes lists it."`
}

func named(err error) error { return terminal.AsTyped(err, "door=<name>") }

type list struct{}

// Help gives an example.
func (list) Help() string { return "Example: crosslane pushes --json" }

// Run lists them.
func (list) Run(ctx context.Context, p *terminal.Program, c *terminal.Where, m terminal.Looked) error {
	return with(ctx, p, c, func(s *push.Store) error {
		all, err := s.List(ctx, m.ID)
		if err != nil {
			return err
		}
		if p.JSON {
			return p.Answer(all)
		}
		return p.Columns("NAME\tSORT\tAT\tSIGNED IN\tFORM\tSINCE\tUNREAD\t", func(w io.Writer) {
			for i := range all {
				d := &all[i]
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t\n", d.Name, d.Sort, d.Path(m.ID), d.Header, d.Form, d.Made.Format(time.RFC3339), d.Unread)
			}
		})
	})
}

type add struct {
	one

	Sort   push.Sort `required:"" enum:"shopify,woocommerce,carrier,news" help:"shopify, woocommerce, carrier (scans in a table) or news (of a carrier that is then asked): who signs, and what is sent." placeholder:"SORT"`
	Header string    `help:"Of a carrier: the header in which the signature stands." placeholder:"X-NAME"`
	Form   push.Form `enum:",hex,base64,plain" default:"" help:"Of a carrier: how the signature is written, hex or base64; of news also plain, where the secret itself stands there." placeholder:"FORM"`
	Zone   string    `help:"Of a carrier: where times without an offset were read off a clock." placeholder:"Europe/Berlin"`
}

// Help gives an example.
func (add) Help() string {
	return "Examples: crosslane pushes add shop-de --sort woocommerce < secret.txt\n          crosslane pushes add silkway --sort carrier --header X-Signature --form base64 < secret.txt\n\n" +
		"The first line of standard input is the secret by which whoever sends signs. It is kept sealed, and nobody can read it again. What is printed is\nthe path behind the address of your server, to which they send. docs/pushes.md tells where a shop asks for it."
}

// Run makes a door.
func (a *add) Run(ctx context.Context, p *terminal.Program, c *terminal.Where, m terminal.Opened) error {
	secret, err := bufio.NewReader(io.LimitReader(p.Stdin, 1000)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if a.Sort != push.Carrier && a.Sort != push.News && a.Header+string(a.Form)+a.Zone != "" {
		return shipping.BadField("--sort", "--header, --form and --zone are of carriers alone", "leave them out: "+string(a.Sort)+" signs in a way of its own")
	}
	return with(ctx, p, c, func(s *push.Store) error {
		d, err := s.Make(ctx, m.Merchant, push.Door{Name: a.Name, Sort: a.Sort, Header: a.Header, Form: a.Form, Zone: a.Zone}, strings.TrimSpace(secret))
		if err != nil {
			return terminal.AsTyped(err, "name=<name>", "storefront=<name>", "carrier=<name>", "sort=--sort", "header=--header", "form=--form", "zone=--zone", "secret=standard input")
		}
		return p.Tell(map[string]any{"door": d, "path": d.Path(m.ID)}, "%s\n", d.Path(m.ID))
	})
}

type log struct {
	one

	Limit terminal.Count `default:"50" least:"1" most:"1000" help:"At most so many, up to 1,000."`
}

// Help gives an example.
func (log) Help() string { return "Example: crosslane pushes log shop-de --limit 20" }

// Run lists what came in.
func (l *log) Run(ctx context.Context, p *terminal.Program, c *terminal.Where, m terminal.Looked) error {
	return with(ctx, p, c, func(s *push.Store) error {
		all, err := s.Log(ctx, m.ID, l.Name, int(l.Limit))
		if err != nil {
			return named(err)
		}
		if p.JSON {
			return p.Answer(all)
		}
		return p.Columns("RECEIVED\tSTATE\tCAME OF IT\tNEXT\t", func(w io.Writer) {
			for i := range all {
				next := "-"
				if !all[i].Next.IsZero() {
					next = all[i].Next.Format(time.RFC3339)
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t\n", all[i].Received.Format(time.RFC3339), all[i].State, all[i].Told, next)
			}
		})
	})
}

type end struct{ one }

// Help gives an example.
func (end) Help() string { return "Example: crosslane pushes end shop-de" }

// Run ends a door.
func (e *end) Run(ctx context.Context, p *terminal.Program, c *terminal.Where, m terminal.Looked) error {
	return with(ctx, p, c, func(s *push.Store) error {
		if err := s.End(ctx, m.ID, e.Name); err != nil {
			return named(err)
		}
		return p.Tell(map[string]string{"ended": e.Name}, "It is ended.\n")
	})
}

// Package storefronts holds the commands about storefronts: which are connected, how they fare, and a visit at once.
package storefronts

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"crosslane/merchant/source"
	"crosslane/shipping"
	"crosslane/storefront"
	"crosslane/terminal"
)

// Storefronts are the commands about the storefronts of a merchant.
type Storefronts struct {
	List  list  `cmd:"" default:"1" writes:"" right:"read" help:"Which storefronts are connected, and how they fare."`
	Add   add   `cmd:"" writes:"" right:"accounts" stdin:"" help:"Connect one; its secret is read from standard input."`
	Check check `cmd:"" writes:"" right:"accounts" help:"Ask one whether it takes the credentials."`
	Sync  sync  `cmd:"" writes:"" right:"accounts" help:"Visit one at once, and tell what came of it."`
	End   end   `cmd:"" writes:"" right:"accounts" help:"End one; its orders stay."`
}

// private is whether shops of one's own networks may be visited. A server that visits them was started so.
type private struct {
	Private bool `name:"private-storefronts" env:"CROSSLANE_PRIVATE_STOREFRONTS" help:"The address may be of this machine or of a private network; the server must be started so, too."`
}

// with does something with the storefronts of the place that is meant.
func with(ctx context.Context, p *terminal.Program, c *terminal.Where, may private, do func(*storefront.Store) error) error {
	accounts, done, err := c.Accounts(ctx, p)
	if err != nil {
		return err
	}
	defer done()
	own := p.Allows(may.Private, p.Held != nil && p.Held.PrivateStorefronts, "--private-storefronts: it goes")
	s, err := storefront.Open(ctx, accounts.DB(), storefront.Options{Now: p.Now, Keys: c.Keys(), Private: own})
	if err != nil {
		return err
	}
	return do(s)
}

// one names a storefront.
type one struct {
	Storefront string `arg:"" help:"As crosslane storefronts lists it."`
}

type list struct{}

// Help gives an example.
func (list) Help() string { return "Example: crosslane storefronts --json" }

// Run lists them.
func (list) Run(ctx context.Context, p *terminal.Program, c *terminal.Where, m terminal.Looked) error {
	return with(ctx, p, c, private{}, func(s *storefront.Store) error {
		all, err := s.List(ctx, m.ID)
		if err != nil {
			return err
		}
		if p.JSON {
			return p.Answer(all)
		}
		return p.Columns("STOREFRONT\tSORT\tSTATE\tSINCE\tADDRESS\tLAST ORDERS\tTO TELL\tNOT TAKEN\tWHY\t", func(w io.Writer) {
			for i := range all {
				f := &all[i]
				pulled := "-"
				if !f.Pulled.IsZero() {
					pulled = f.Pulled.Format(time.RFC3339)
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%d\t%s\t\n", f.Name, f.Sort, f.State, f.Since.Format(time.RFC3339), f.URL, pulled, f.Open, f.GivenUp, f.Why)
			}
		})
	})
}

type add struct {
	private
	Name      string               `arg:"" help:"Of the storefront, as its orders bear it: shop-de."`
	URL       string               `arg:"" name:"url" help:"https://..., where the shop begins."`
	Sort      string               `required:"" enum:"woocommerce,shopify" help:"woocommerce or shopify." placeholder:"SORT"`
	Key       string               `help:"Consumer key of WooCommerce." placeholder:"KEY"`
	NoOrders  bool                 `help:"Its orders are not asked for."`
	From      time.Time            `help:"Orders that changed since then come in, too; otherwise those that change from now on." placeholder:"2026-11-30T00:00:00Z"`
	Mapping   string               `type:"path" help:"Mapping file (YAML) of one's own: product data, words of plug-ins." placeholder:"FILE"`
	Parcels   string               `enum:"never,booked,handed over" default:"never" help:"When it is told of parcels: never, booked, or 'handed over'." placeholder:"WHEN"`
	Complete  bool                 `help:"Orders of which all left are completed there."`
	Stock     bool                 `help:"It is told how many pieces are free."`
	Warehouse shipping.WarehouseID `help:"Of which warehouse; of all where none is named." placeholder:"NAME"`
	Location  string               `help:"Which of the shop's locations that is: gid://shopify/Location/NUMBER." placeholder:"NAME"`
}

// Help gives an example.
func (add) Help() string {
	return "Example: crosslane storefronts add shop-de https://shop.example --sort woocommerce --key ck_1a2b --parcels 'handed over' --complete < secret.txt\n\n" +
		"The first line of standard input is the consumer secret of WooCommerce, or the access token of Shopify. It is kept sealed, and\nnobody can read it again. docs/storefronts.md tells where a shop shows it."
}

// Run connects a storefront.
func (a *add) Run(ctx context.Context, p *terminal.Program, c *terminal.Where, m terminal.Opened) error {
	secret, err := bufio.NewReader(io.LimitReader(p.Stdin, 1000)).ReadString('\n')
	if err != nil && err != io.EOF {
		return err
	}
	made := storefront.New{Credentials: storefront.Credentials{Key: a.Key, Secret: strings.TrimSpace(secret)}, Connection: storefront.Connection{Name: a.Name, Asked: a.From, Sort: storefront.Sort(a.Sort), URL: a.URL, Warehouse: a.Warehouse, Location: a.Location,
		Does: storefront.Does{Orders: !a.NoOrders, Parcels: storefront.When(a.Parcels), Complete: a.Complete, Stock: a.Stock}}}
	if a.Mapping != "" {
		text, err := source.Read(a.Mapping)
		if err != nil {
			return err
		}
		made.Mapping = string(text)
	}
	return with(ctx, p, c, a.private, func(s *storefront.Store) error {
		f, err := s.Make(ctx, m.Merchant, made)
		if err != nil {
			return terminal.AsTyped(err, "name=<name>", "url=<url>", "sort=--sort", "parcels=--parcels", "location=--location", "mapping=--mapping", "secret=standard input")
		}
		return p.Tell(f, "%s is connected. A server that runs visits it; crosslane storefronts sync %s does so at once.\n", f.Name, f.Name)
	})
}

type check struct {
	private
	one
}

// Help gives an example.
func (check) Help() string { return "Example: crosslane storefronts check shop-de" }

// Run asks a storefront something small.
func (k *check) Run(ctx context.Context, p *terminal.Program, c *terminal.Where, m terminal.Opened) error {
	return with(ctx, p, c, k.private, func(s *storefront.Store) error {
		f, err := s.Check(ctx, m.Merchant, k.Storefront)
		if err != nil {
			return named(err)
		}
		return p.Tell(f, "%s answers, and takes the credentials.\n", f.Name)
	})
}

func named(err error) error { return terminal.AsTyped(err, "storefront=<storefront>") }

type sync struct {
	private
	one
}

// Help gives an example.
func (sync) Help() string { return "Example: crosslane storefronts sync shop-de" }

// Run visits a storefront.
func (y *sync) Run(ctx context.Context, p *terminal.Program, c *terminal.Where, m terminal.Opened) error {
	return with(ctx, p, c, y.private, func(s *storefront.Store) error {
		v, err := s.Sync(ctx, m.Merchant, y.Storefront)
		if err != nil {
			return named(err)
		}
		var words []string
		for _, verdict := range slices.Sorted(maps.Keys(v.Orders)) {
			words = append(words, fmt.Sprintf("%d %s", v.Orders[verdict], verdict))
		}
		if len(words) == 0 {
			words = append(words, "none changed")
		}
		return p.Tell(v, "Orders: %s. It was told of %d parcels, and how many are free of %d products.\n", strings.Join(words, ", "), v.Parcels, v.Levels)
	})
}

type end struct{ one }

// Help gives an example.
func (end) Help() string { return "Example: crosslane storefronts end shop-de" }

// Run ends a storefront.
func (e *end) Run(ctx context.Context, p *terminal.Program, c *terminal.Where, m terminal.Looked) error {
	return with(ctx, p, c, private{}, func(s *storefront.Store) error {
		if err := s.End(ctx, m.ID, e.Storefront); err != nil {
			return named(err)
		}
		return p.Tell(map[string]string{"ended": e.Storefront}, "It is ended; its orders stay.\n")
	})
}

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"crosslane/fact"
	"crosslane/merchant/listed"
	"crosslane/merchant/source"
	"crosslane/order"
	"crosslane/order/tally"
	"crosslane/shipping"
	"crosslane/terminal"
)

// importMapping prints mapping files, and tries them.
type importMapping struct {
	Show mappingShow `cmd:"" default:"withargs" alone:"" help:"Print the shipped mapping file of a format, to begin your own with."`
	Try  mappingTry  `cmd:"" right:"read" help:"Show the first orders of a file as they are understood, and what is lost; nothing is recorded."`
}

type mappingShow struct {
	Format string `arg:"" enum:"crosslane,shopify,woocommerce,amazon,ebay,etsy,tiktok,shopee,invoice-lines,shopify-json,woocommerce-json,magento-json" help:"crosslane, shopify, woocommerce, amazon, ebay, etsy, tiktok, shopee, invoice-lines, shopify-json, woocommerce-json or magento-json."`
}

// Help gives an example.
func (mappingShow) Help() string { return "Example: crosslane import mapping shopify > shop.yaml" }

// Run prints a shipped mapping.
func (i *mappingShow) Run(p *terminal.Program) error {
	text, err := order.ShippedMapping(order.Format(i.Format))
	if err != nil {
		return err
	}
	return p.File(text)
}

type mappingTry struct {
	reading
	Orders terminal.Count `default:"3" most:"1000" help:"How many orders to show, up to 1,000; all are read, and counted."`
}

// Help gives an example.
func (mappingTry) Help() string {
	return "Example: crosslane import mapping try export.csv --mapping shop.yaml\n\nWhere there is a place of data, listed products complete the goods, as they will at the import."
}

// tried is what a mapping makes of a file.
type tried struct {
	Format  order.Format        `json:"format"`
	Columns map[string][]string `json:"columns"` // that are read, by field
	Unread  []string            `json:"unread"`  // columns that are not
	First   []understood        `json:"first"`
	order.Summary
}

// understood is an order as it would be recorded.
type understood struct {
	Verdict  order.Verdict    `json:"verdict"`
	Order    *shipping.Order  `json:"order,omitempty"`
	Address  shipping.Address `json:"address"`
	LeftOut  []order.Charge   `json:"left_out,omitempty"`
	StoodIn  []string         `json:"stood_in,omitempty"` // fields for which the mapping speaks
	Problems []fact.Problem   `json:"problems,omitempty"`
	Warnings []fact.Problem   `json:"warnings,omitempty"`
}

// Run reads the file through and shows what it comes to.
func (i *mappingTry) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	src, err := source.Open(p.Stdin, i.File)
	if err != nil {
		return err
	}
	defer src.Close()
	options := order.Options{Merchant: c.ID(), Now: p.Now()}
	if m, done, err := c.Look(ctx, p); err == nil {
		defer done()
		options.Products = listed.New(m.Ledger, m.ID).Find(ctx)
	} else if shipping.CodeOf(err) != shipping.NotFound {
		return err
	}
	decoder, err := i.decoder(p, src, options)
	if err != nil {
		return err
	}
	t := tried{Format: decoder.Format(), Columns: map[string][]string{}, Unread: []string{}, First: []understood{}}
	if columns, unread := decoder.Columns(); columns != nil {
		t.Columns, t.Unread = columns, append(t.Unread, unread...)
	}
	for {
		in, err := decoder.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if len(t.First) < int(i.Orders) {
			u := understood{in.Verdict, in.Order, in.Address, in.Charges, in.StoodIn, in.Problems, in.Warnings}
			if in.LeftOut() {
				u.Problems = nil
			}
			t.First = append(t.First, u)
		}
		t.Became(in, in.Verdict, nil)
	}
	if p.JSON {
		return p.Answer(t)
	}
	t.tell(p.Stdout)
	return nil
}

func (t *tried) tell(w io.Writer) {
	for _, field := range slices.Sorted(maps.Keys(t.Columns)) {
		fmt.Fprintf(w, "%-12s %s\n", field, strings.Join(t.Columns[field], ", "))
	}
	if len(t.Unread) > 0 {
		fmt.Fprintf(w, "%-12s %s\n", "not read", strings.Join(t.Unread, ", "))
	}
	for i := range t.First {
		t.First[i].tell(w)
	}
	fmt.Fprintf(w, "\n%sThis is what the file says. Whether a channel goes there, and a label can show the address, the import looks at: it may hold more.\n", tally.Text(&t.Summary, t.Format))
}

func (u *understood) tell(w io.Writer) {
	if u.Order == nil {
		fmt.Fprintf(w, "\nA line of no order: %s\n", u.Verdict)
		return
	}
	o := u.Order
	fmt.Fprintf(w, "\n%s of %s, placed %s, worth %s: %s\n", o.Number, cmp.Or(o.Storefront, "no storefront"), o.Placed.Format("2006-01-02 15:04 -07:00"), o.ValueText(), u.Verdict)
	address := append([]string{u.Address.Name, u.Address.Company}, u.Address.Lines...)
	address = append(address, u.Address.Postcode, u.Address.City, u.Address.Region, string(u.Address.Country), u.Address.Phone, u.Address.Email)
	fmt.Fprintf(w, "  to %s\n", strings.Join(slices.DeleteFunc(address, func(s string) bool { return s == "" }), ", "))
	for i := range o.Lines {
		l := &o.Lines[i]
		fmt.Fprintf(w, "  %d x %s %s at %s, %s, HS %s, from %s\n", l.Quantity, l.SKU, l.Name, l.PriceText(), l.Weight, orUnknown(l.HS), orUnknown(string(l.Origin)))
	}
	if len(u.StoodIn) > 0 {
		fmt.Fprintf(w, "  said by the mapping, and not by the file: %s\n", strings.Join(u.StoodIn, ", "))
	}
	for _, c := range u.LeftOut {
		fmt.Fprintf(w, "  not sent: %d x %s %s (%s)\n", c.Quantity, c.Code, c.Name, c.Why)
	}
}

func orUnknown(text string) string {
	if text == "" {
		return "unknown"
	}
	return text
}

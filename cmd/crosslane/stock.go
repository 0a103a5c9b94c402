package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/shipping"
	"crosslane/terminal"
)

// stockCommand shows what lies where, and records what people find there and do with it.
type stockCommand struct {
	List   stockList   `cmd:"" right:"read" help:"What lies where, how much of it is promised, and who waits."`
	Count  stockCount  `cmd:"" writes:"" right:"stock" help:"Say how many lie of a lot in a place; the difference follows."`
	Move   stockMove   `cmd:"" writes:"" right:"stock" help:"Bring free goods from one place to another."`
	Scrap  stockScrap  `cmd:"" writes:"" right:"stock" help:"Take goods out that nobody can use any more."`
	Adjust stockAdjust `cmd:"" writes:"" right:"stock" help:"Correct what is known of a lot by so many, +3 or -2."`
}

type stockList struct {
	SKU string `arg:"" optional:"" help:"Of this product alone, with the orders that it is promised to."`
}

// Help gives an example.
func (stockList) Help() string {
	return "Examples: crosslane stock list\n          crosslane stock list SPK-1 --json"
}

// Run lists stock.
func (k *stockList) Run(ctx context.Context, p *terminal.Program, m terminal.Looked) error {
	list, err := k.shelves(ctx, m)
	if err != nil {
		return err
	}
	if p.JSON {
		return p.Answer(list)
	}
	if len(list) == 0 {
		return p.Tell(nil, "Nothing lies anywhere, and nobody waits.\n")
	}
	return p.Columns("sku\tplace\tlot\texpires\ton hand\tpromised\tfree\tfor", func(w io.Writer) {
		for i := range list {
			tellShelf(w, &list[i])
		}
	})
}

func (k *stockList) shelves(ctx context.Context, m terminal.Looked) ([]stock.Product, error) {
	if k.SKU == "" {
		return stock.Shelves(ctx, m.Merchant)
	}
	one, err := stock.Shelf(ctx, m.Merchant, order.SKU(k.SKU))
	if err != nil {
		return nil, err
	}
	return []stock.Product{*one}, nil
}

func tellShelf(w io.Writer, s *stock.Product) {
	for _, l := range s.Lots {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%d\t%d\t%s\n", s.SKU, l.Location, l.Lot, l.Expires, l.OnHand, l.Promised, l.Free, stock.Whom(l.To))
	}
	for _, who := range s.Waiting {
		fmt.Fprintf(w, "%s\t(waits)\t\t\t\t\t\t%s\n", s.SKU, stock.Whom([]stock.Who{who}))
	}
	if s.More > 0 {
		fmt.Fprintf(w, "%s\t(waits)\t\t\t\t\t\t%d more orders: crosslane stock list %s\n", s.SKU, s.More, s.SKU)
	}
}

// paper is who says that stock changed, of which lot, why, and by which document.
type paper struct {
	Lot       *string `help:"Which lot, where several lie there." placeholder:"NAME"`
	Reason    string  `help:"Why: broken, expired, typing error." placeholder:"TEXT"`
	Reference string  `help:"The document behind it; the same one is recorded once." placeholder:"NAME"`
	By        string  `env:"USER" default:"clerk" help:"Who says so."`
}

func (k *paper) paper(p *terminal.Program) stock.Paper {
	return stock.Paper{By: k.By, Why: k.Reason, Reference: cmp.Or(k.Reference, p.Reference()), Lot: k.Lot}
}

// reasoned refuses what is done to goods for no reason.
func (k *paper) reasoned() error {
	if strings.TrimSpace(k.Reason) == "" {
		return shipping.BadField("--reason", "is missing", "say why, such as --reason broken")
	}
	return nil
}

// tellChange tells what came of a change, and whose goods are gone.
func tellChange(p *terminal.Program, c *stock.Change, err error) error {
	if err != nil {
		return err
	}
	if p.JSON {
		return p.Answer(c)
	}
	for _, m := range c.Moves {
		lot := ""
		if m.Lot != "" {
			lot = " of lot " + m.Lot
		}
		fmt.Fprintf(p.Stdout, "%d x %s%s: %s to %s\n", m.Quantity, c.SKU, lot, m.From, m.To)
	}
	if len(c.Elsewhere) > 0 && len(c.Moves) > 0 {
		fmt.Fprintf(p.Stdout, "Nothing of it lay there before; it lies in %s. If that was a slip: crosslane stock adjust.\n", strings.Join(c.Elsewhere, "; "))
	}
	switch {
	case len(c.Moves) > 0:
	case len(c.Elsewhere) > 0:
		fmt.Fprintf(p.Stdout, "Nothing of it was known to lie there, and nothing changed; it lies in %s. If one of these is meant, count it by its name.\n", strings.Join(c.Elsewhere, "; "))
	default:
		fmt.Fprintln(p.Stdout, "As it was known: nothing changed.")
	}
	for i := range c.Short {
		fmt.Fprintln(p.Stdout, c.Short[i].Text())
	}
	return nil
}

type stockCount struct {
	paper
	SKU      string            `arg:"" help:"Of which product."`
	Quantity terminal.Count    `arg:"" help:"How many lie there; 0 where there are none."`
	At       shipping.Location `required:"" help:"Where: WAREHOUSE or WAREHOUSE/LOCATION." placeholder:"PLACE"`
}

// Help gives an example.
func (stockCount) Help() string {
	return "Example: crosslane stock count SPK-1 48 --at szx/A-01-3 --lot L1\n\nA whole stock-take comes from a file: crosslane import stock --count FILE."
}

// Run records a count.
func (k *stockCount) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	c, err := stock.CountLot(ctx, m.Merchant, order.SKU(k.SKU), int64(k.Quantity), k.At, k.paper.paper(p))
	return tellChange(p, c, err)
}

type stockMove struct {
	paper
	SKU      string            `arg:"" help:"Of which product."`
	Quantity terminal.Count    `arg:"" least:"1" help:"How many."`
	From     shipping.Location `required:"" help:"From where: WAREHOUSE or WAREHOUSE/LOCATION." placeholder:"PLACE"`
	To       shipping.Location `required:"" help:"To where." placeholder:"PLACE"`
}

// Help gives an example.
func (stockMove) Help() string {
	return "Example: crosslane stock move SPK-1 12 --from szx/A-01-3 --to dui/B-2"
}

// Run records a move.
func (k *stockMove) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	c, err := stock.Move(ctx, m.Merchant, order.SKU(k.SKU), int64(k.Quantity), k.From, k.To, k.paper.paper(p))
	return tellChange(p, c, err)
}

type stockScrap struct {
	paper
	SKU      string            `arg:"" help:"Of which product."`
	Quantity terminal.Count    `arg:"" least:"1" help:"How many."`
	At       shipping.Location `required:"" help:"Where: WAREHOUSE or WAREHOUSE/LOCATION." placeholder:"PLACE"`
}

// Help gives an example.
func (stockScrap) Help() string {
	return "Example: crosslane stock scrap SPK-1 2 --at szx/A-01-3 --reason 'water damage'"
}

// Validate wants a reason.
func (k *stockScrap) Validate() error { return k.reasoned() }

// Run records what was scrapped.
func (k *stockScrap) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	c, err := stock.Scrap(ctx, m.Merchant, order.SKU(k.SKU), int64(k.Quantity), k.At, k.paper.paper(p))
	return tellChange(p, c, err)
}

// differences writes the numbers below zero behind stock with their own sign, so that they are read as numbers: an
// adjustment means one, elsewhere it is refused.
func differences(args []string) []string {
	flagged := func(i int) bool { // a flag's own value
		return i > 0 && strings.HasPrefix(args[i-1], "--") && args[i-1] != "--json" && !strings.Contains(args[i-1], "=")
	}
	at := slices.Index(args, "stock")
	if at < 0 || flagged(at) {
		return args
	}
	args = slices.Clone(args)
	for i := at + 1; i < len(args); i++ {
		if n, err := strconv.ParseInt(args[i], 10, 64); err == nil && n < 0 && !flagged(i) {
			args[i] = terminal.Minus + args[i][1:]
		}
	}
	return args
}

type stockAdjust struct {
	paper
	SKU        string            `arg:"" help:"Of which product."`
	Difference string            `arg:"" help:"+3: three more lie there than is known; -2: two fewer."`
	At         shipping.Location `required:"" help:"Where: WAREHOUSE or WAREHOUSE/LOCATION." placeholder:"PLACE"`
}

// Help gives an example.
func (stockAdjust) Help() string {
	return "Example: crosslane stock adjust SPK-1 -2 --at szx/A-01-3 --reason 'typing error in GRN-7'"
}

// Validate wants a reason.
func (k *stockAdjust) Validate() error { return k.reasoned() }

// Run records a correction.
func (k *stockAdjust) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	text := strings.Replace(k.Difference, terminal.Minus, "-", 1)
	by, err := strconv.ParseInt(text, 10, 64)
	if err != nil || by == 0 || !strings.ContainsAny(text[:1], "+-") {
		return shipping.BadField("<difference>", strconv.Quote(text)+" is not a difference", "write +3 where three more lie there, -2 where two fewer do; how many lie there is told by crosslane stock count")
	}
	c, err := stock.Adjust(ctx, m.Merchant, order.SKU(k.SKU), by, k.At, k.paper.paper(p))
	return tellChange(p, c, err)
}

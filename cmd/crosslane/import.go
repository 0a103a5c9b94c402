package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/schollz/progressbar/v3"

	"crosslane/account"
	"crosslane/merchant"
	"crosslane/merchant/afresh"
	"crosslane/merchant/listed"
	"crosslane/merchant/source"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/order/tally"
	"crosslane/shipping"
	"crosslane/terminal"
	"crosslane/view"
)

// importCommand takes in orders, products and stock from files.
type importCommand struct {
	Orders   importOrders   `cmd:"" writes:"" right:"orders" help:"Orders: Crosslane CSV or JSON, exports of Shopify, WooCommerce, Amazon, eBay, Etsy, TikTok Shop and Shopee, invoice lines, JSON of Shopify, WooCommerce and Magento."`
	Products importProducts `cmd:"" writes:"" right:"stock" help:"Products: sku, name, weight_g, length_mm, width_mm, height_mm, hs, origin, ..."`
	Stock    importStock    `cmd:"" writes:"" right:"stock" help:"Goods received: sku, warehouse, location, lot, expires, quantity, reference."`
	Mapping  importMapping  `cmd:"" help:"Mapping files: print a shipped one, or try one on a file."`
}

// reading is which file is read, and how.
type reading struct {
	File       string `type:"path" arg:"" help:"The file; - reads standard input."`
	Format     string `enum:",crosslane,shopify,woocommerce,amazon,ebay,etsy,tiktok,shopee,invoice-lines,shopify-json,woocommerce-json,magento-json" default:"" help:"crosslane, shopify, woocommerce, amazon, ebay, etsy, tiktok, shopee, invoice-lines, shopify-json, woocommerce-json or magento-json; found out when not given." placeholder:"NAME"`
	Mapping    string `type:"path" help:"Mapping file (YAML): columns, defaults, product data." placeholder:"FILE"`
	Storefront string `help:"Where the orders came from." placeholder:"NAME"`
}

type importOrders struct {
	terminal.Beginning
	reading
	AsWritten bool `help:"Numbers, SKUs, recipients and streets that read like what a spreadsheet or a form writes in place of something (28-Nov, None, same as billing) are real. Otherwise they hold the order."`
}

// Help gives an example.
func (importOrders) Help() string {
	return "Examples: crosslane import orders export.csv\n          crosslane import orders export.csv --mapping shop.yaml --json\n\nThe same file again adds nothing; a run that was broken off is simply run again.\nBeside a running server the server does it."
}

// watched shows a progress bar while the source is read, on a terminal only.
func watched(p *terminal.Program, s *source.Source) io.Reader {
	if !p.OnTerminal() {
		return s
	}
	bar := progressbar.NewOptions64(s.Size, progressbar.OptionSetWriter(p.Stderr), progressbar.OptionShowBytes(true),
		progressbar.OptionSetDescription("importing"), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100_000_000))
	return io.TeeReader(s, bar)
}

// mostMemory is what an import asks the collector to keep to, so that with the pages of the database it stays below 300 MB.
const mostMemory = 132 << 20

// Run takes the orders of a file in.
func (i *importOrders) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	if p.Held == nil && os.Getenv("GOMEMLIMIT") == "" { // a server has other things to do meanwhile
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(mostMemory))
	}
	src, err := source.Open(p.Stdin, i.File)
	if err != nil {
		return err
	}
	defer src.Close()
	m, done, err := c.Open(ctx, p, i.Beginning)
	if err != nil {
		return err
	}
	defer done()
	goods := listed.New(m.Ledger, m.ID)
	decoder, err := i.decoder(p, src, order.Options{Merchant: m.ID, Products: goods.Find(ctx), Now: m.Now(), Meant: goods.Meant(ctx, stock.NewNames(m).Meant), AsWritten: i.AsWritten})
	if err != nil {
		return err
	}
	var sum order.Summary
	begun := m.Now()
	if err := m.Intake(account.By(ctx, "import"), src.Hash, goods, sum.Became).Run(ctx, decoder); err != nil {
		return err
	}
	if err := m.Fill(ctx); err != nil {
		return err
	}
	undone, err := m.Views.Undone(ctx, m.ID, begun)
	if err != nil {
		return err
	}
	answer := struct {
		order.Summary
		view.Undone
	}{sum, undone}
	if err := p.Tell(answer, "%s%s", tally.Text(&sum, decoder.Format()), undoneText(undone)); err != nil || sum.Lines > 0 || sum.Refused() > 0 {
		return cmp.Or(err, toMend(sum.Refused()+int(undone.Stuck)))
	}
	return shipping.Fault(shipping.Invalid, "the file holds no orders", "export it again, over the days that you mean")
}

// undoneText tells what was accepted and is not on its way.
func undoneText(u view.Undone) (text string) {
	if u.Waiting > 0 {
		text = fmt.Sprintf("  of those accepted, %d wait for stock: crosslane orders --stage waiting\n", u.Waiting)
	}
	if u.Stuck > 0 {
		text += fmt.Sprintf("  no channel takes %d of their parcels: crosslane cases tells which, and crosslane explain ORDER why\n", u.Stuck)
	}
	return text
}

// toMend is how an import ends of which so many rows were refused: what was in order is done.
func toMend(rows int) error {
	if rows > 0 {
		return terminal.ExitError(shipping.ExitFailed)
	}
	return nil
}

// decoder reads the file through once for orders whose lines stand apart, and makes ready to read it again.
func (i *reading) decoder(p *terminal.Program, src *source.Source, o order.Options) (*order.Decoder, error) {
	o.Format, o.Storefront = order.Format(i.Format), i.Storefront
	var err error
	if o.Mapping, err = i.mapping(); err != nil {
		return nil, err
	}
	if o.Apart, err = order.Apart(src, o); err != nil {
		return nil, err
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return nil, source.Unreadable(i.File, err)
	}
	return order.NewDecoder(watched(p, src), o)
}

func (i *reading) mapping() (*order.Mapping, error) { return mappingIn(i.Mapping) }

// mappingIn reads a mapping; nil where no file is named: the one that is shipped.
func mappingIn(file string) (*order.Mapping, error) {
	if file == "" {
		return nil, nil //nolint:nilnil // none is named
	}
	text, err := source.Read(file)
	if err != nil {
		return nil, err
	}
	m, err := order.ReadMapping(text)
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		e.Field = strings.TrimSuffix(file+", "+e.Field, ", ")
	}
	return m, err
}

// written is how a list of goods is written.
type written struct {
	Mapping string `type:"path" help:"Mapping file (YAML), as of orders: decimal, units, encoding, currency, countries, columns." placeholder:"FILE"`
}

type spelt struct {
	AsWritten bool `help:"A SKU that differs from a known one in capitals, blanks, dashes or the width of signs alone is another product, and one that reads like what a spreadsheet writes (28-Nov) is real. Otherwise its line is refused."`
}

func (s spelt) spelling() stock.Spelling {
	if s.AsWritten {
		return stock.AsWritten
	}
	return stock.AsKnown
}

type importProducts struct {
	terminal.Beginning
	spelt
	written
	File string `type:"path" arg:"" help:"The file (CSV or JSON); - reads standard input."`
}

// Help gives an example.
func (importProducts) Help() string {
	return "Examples: crosslane import products products.csv\n          crosslane import products produkte.csv --mapping shop.yaml"
}

// Run lists the merchant's products.
func (i *importProducts) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	m, err := mappingIn(i.Mapping)
	if err != nil {
		return err
	}
	read := order.NewProducts
	if m != nil {
		read = m.Products
	}
	return importList(ctx, p, c, i.File, i.Beginning, i.spelling(), read, afresh.Products)
}

type importStock struct {
	terminal.Beginning
	spelt
	written
	File  string `type:"path" arg:"" help:"The file (CSV or JSON); - reads standard input."`
	Count bool   `help:"It is a stock-take: what was found of each lot, instead of what came in."`
}

// Help gives an example.
func (importStock) Help() string {
	return "Examples: crosslane import stock received.csv\n          crosslane import stock found.csv --count\n\nThe same receipt counts once: by its reference, or by what it says where it has none. Orders that wait for the goods are served at once."
}

// Run records received goods.
func (i *importStock) Run(ctx context.Context, p *terminal.Program, c *terminal.Where) error {
	m, err := mappingIn(i.Mapping)
	if err != nil {
		return err
	}
	received, counted := order.NewStock, order.NewCount
	if m != nil {
		received, counted = m.Stock, m.Count
	}
	if i.Count {
		return importList(ctx, p, c, i.File, i.Beginning, i.spelling(), counted, stock.Count)
	}
	return importList(ctx, p, c, i.File, i.Beginning, i.spelling(), received, stock.Receive)
}

func importList[T any](ctx context.Context, p *terminal.Program, c *terminal.Where, file string, may terminal.Beginning, s stock.Spelling, read func(io.Reader) (*order.List[T], error),
	take func(context.Context, *merchant.Merchant, *order.List[T], stock.Spelling) (*stock.Summary, error)) error {
	src, err := source.Open(p.Stdin, file)
	if err != nil {
		return err
	}
	defer src.Close()
	list, err := read(watched(p, src))
	if err != nil {
		return err
	}
	m, done, err := c.Open(ctx, p, may)
	if err != nil {
		return err
	}
	defer done()
	sum, err := take(ctx, m, list, s)
	if err != nil {
		return err
	}
	return cmp.Or(p.Tell(sum, "%s", sum.Text()), toMend(sum.Rejected))
}

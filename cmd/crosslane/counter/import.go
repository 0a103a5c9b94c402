package counter

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"crosslane/cmd/crosslane/desk"
	"crosslane/cmd/crosslane/intake"
	"crosslane/fact"
	"crosslane/order"
	"crosslane/shipping"
)

// ImportCommand takes in orders, products and stock from files.
type ImportCommand struct {
	Orders   importOrders   `cmd:"" help:"Orders: Crosslane CSV or JSON, Shopify's order export, invoice lines."`
	Products importProducts `cmd:"" help:"Products: sku, name, weight_g, length_mm, width_mm, height_mm, hs, origin, ..."`
	Stock    importStock    `cmd:"" help:"Goods received: sku, warehouse, location, lot, expires, quantity, reference."`
	Mapping  importMapping  `cmd:"" help:"Print the shipped mapping file of a format, to begin your own with."`
}

type importMapping struct {
	Format string `arg:"" help:"crosslane, shopify or invoice-lines."`
}

// Help gives an example.
func (importMapping) Help() string { return "Example: crosslane import mapping shopify > shop.yaml" }

// Run prints a shipped mapping.
func (i *importMapping) Run(d *Desk) error {
	text, err := order.ShippedMapping(order.Format(i.Format))
	if err == nil {
		_, err = d.Out.Write(text)
	}
	return err
}

type importOrders struct {
	File       string `arg:"" help:"The file; - reads standard input."`
	Format     string `help:"crosslane, shopify or invoice-lines; found out when not given." placeholder:"NAME"`
	Mapping    string `help:"Mapping file (YAML): columns, defaults, product data." placeholder:"FILE"`
	Storefront string `help:"Where the orders came from." placeholder:"NAME"`
}

// Help gives an example.
func (importOrders) Help() string {
	return "Examples: crosslane import orders export.csv\n          crosslane import orders export.csv --mapping shop.yaml --json\n\nThe same file again adds nothing; a run that was broken off is simply run again.\nBeside a running server, hand orders to it over HTTP: docs/import.md."
}

// source is an opened file with its size and the hash of its content.
type source struct {
	io.Reader
	name, hash string
	size       int64
	close      func()
}

// openSource opens a file and names it by its content. Standard input is laid into a
// temporary file first, since it can be read only once.
func (d *Desk) openSource(name string) (*source, error) {
	f, remove := (*os.File)(nil), func() {}
	var err error
	if name == "-" {
		if f, err = os.CreateTemp("", "crosslane-import-*"); err == nil {
			remove = func() { _ = os.Remove(f.Name()) }
			_, err = io.Copy(f, d.In)
		}
	} else {
		f, err = os.Open(name)
	}
	if err != nil {
		return nil, &shipping.Error{Code: shipping.NotFound, Field: name, Message: "cannot be read", Cause: err}
	}
	sum := sha256.New()
	if _, err = f.Seek(0, io.SeekStart); err == nil {
		if _, err = io.Copy(sum, f); err == nil {
			_, err = f.Seek(0, io.SeekStart)
		}
	}
	if err != nil {
		return nil, &shipping.Error{Code: shipping.NotFound, Field: name, Message: "cannot be read as a file", Cause: err}
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return &source{f, name, hex.EncodeToString(sum.Sum(nil)[:16]), info.Size(), func() { _ = f.Close(); remove() }}, nil
}

// watched shows a progress bar while the source is read, on a terminal only.
func (d *Desk) watched(s *source) io.Reader {
	if f, ok := d.Err.(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		return s.Reader
	}
	bar := progressbar.NewOptions64(s.size, progressbar.OptionSetWriter(d.Err), progressbar.OptionShowBytes(true),
		progressbar.OptionSetDescription("importing"), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100_000_000))
	return io.TeeReader(s.Reader, bar)
}

// Run takes the orders of a file in.
func (i *importOrders) Run(ctx context.Context, d *Desk) error {
	src, err := d.openSource(i.File)
	if err != nil {
		return err
	}
	defer src.close()
	s, err := d.Open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	options, err := i.options(ctx, s)
	if err != nil {
		return err
	}
	decoder, err := order.NewDecoder(d.watched(src), options)
	if err != nil {
		return err
	}
	var sum order.Summary
	if err := s.intake("import", src.hash, d.Now, intake.Count(&sum)).Run(ctx, decoder); err != nil {
		return err
	}
	if err := s.CatchUp(ctx); err != nil {
		return err
	}
	if d.JSON {
		return d.Answer(sum)
	}
	d.tellSummary(&sum, string(decoder.Format()))
	return nil
}

func (i *importOrders) options(ctx context.Context, s *Shop) (order.Options, error) {
	o := order.Options{Tenant: s.Tenant, Format: order.Format(i.Format), Storefront: i.Storefront, Products: s.products(ctx)}
	if i.Mapping == "" {
		return o, nil
	}
	text, err := desk.ReadFile(i.Mapping)
	if err != nil {
		return o, err
	}
	o.Mapping, err = order.ReadMapping(text)
	var e *shipping.Error
	if errors.As(err, &e) {
		e.Field = i.Mapping + ", " + e.Field
	}
	return o, err
}

// products looks up what the seller has listed.
func (s *Shop) products(ctx context.Context) func(shipping.SKU) (shipping.Product, bool) {
	seen := map[shipping.SKU]shipping.Product{}
	return func(sku shipping.SKU) (shipping.Product, bool) {
		product, ok := seen[sku]
		if !ok {
			if state, err := s.Ledger.Read(ctx, s.Tenant, sku.Stream()); err == nil {
				product = fact.StockIn(state, sku).Product
			}
			if len(seen) > 100_000 { // bounded, whatever the file holds
				clear(seen)
			}
			seen[sku] = product
		}
		return product, product.SKU != ""
	}
}

const problemsShown = 20

func (d *Desk) tellSummary(s *order.Summary, format string) {
	fmt.Fprintf(d.Out, "Read as %s: %d lines, %d orders.\n", format, s.Lines, s.Orders)
	fmt.Fprintf(d.Out, "  accepted %d, held %d, rejected %d, cancelled %d, unchanged %d\n", s.Accepted, s.Held, s.Rejected, s.Cancelled, s.Unchanged)
	for i, problem := range s.Problems {
		if i == problemsShown {
			fmt.Fprintf(d.Out, "  ... and %d more problems; --json lists all\n", len(s.Problems)-problemsShown)
			break
		}
		fmt.Fprintf(d.Out, "  line %d", problem.Line)
		if problem.Order != "" {
			fmt.Fprintf(d.Out, ", order %s", problem.Order)
		}
		fmt.Fprintf(d.Out, ": %s: %s", problem.Field, problem.Message)
		if problem.Hint != "" {
			fmt.Fprintf(d.Out, " (%s)", problem.Hint)
		}
		fmt.Fprintln(d.Out)
	}
}

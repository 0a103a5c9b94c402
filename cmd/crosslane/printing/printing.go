// Package printing holds the command that has labels printed together.
package printing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"crosslane/account"
	"crosslane/carrier"
	"crosslane/merchant/printing"
	"crosslane/merchant/source"
	"crosslane/shipping"
	"crosslane/terminal"
)

// Command is the command.
type Command struct {
	Parcels   []string             `arg:"" optional:"" help:"Identifiers (par_...), waybills or numbers of orders, also of what was printed before; all that wait when none is given."`
	Carrier   shipping.CarrierID   `help:"Only parcels of this carrier." placeholder:"NAME"`
	Warehouse shipping.WarehouseID `help:"Only parcels that leave from there." placeholder:"NAME"`
	Most      terminal.Count       `default:"500" least:"1" most:"1000" help:"So many at most, up to 1,000."`
	Batch     string               `help:"The labels of this batch once more; nothing new is printed." placeholder:"BATCH"`
	PDF       string               `name:"pdf" type:"path" out:"" help:"The file for labels on paper." placeholder:"FILE"`
	ZPL       string               `name:"zpl" type:"path" out:"" help:"The file for labels in the language of label printers." placeholder:"FILE"`
	Format    string               `help:"Those that were drawn here, anew as PDF of this size: 4x6 (inches) or a6." enum:"4x6,a6," default:"" placeholder:"SIZE"`
	DPI       int                  `name:"dpi" help:"Those that were drawn here, anew as ZPL of so many dots per inch: 203 or 300." enum:"0,203,300" default:"0" placeholder:"DPI"`
	By        string               `env:"USER" default:"clerk" help:"Who says so."`
}

// Help gives an example.
func (Command) Help() string {
	return "Examples: crosslane labels --warehouse szx --pdf morning.pdf\n          crosslane labels 1001 1002 --dpi 203 --zpl two.zpl\n          crosslane labels --batch 20260504-120000-3f2a91 --pdf morning.pdf\n\n" +
		"One batch of labels that were not printed yet, in pick order: parcels with one product first, by product, then those with several. What is printed is recorded, so that the\n" +
		"next batch leaves it out; a batch whose file was lost is printed again by its name. Carriers' own labels stay as they are: some are PDF, some ZPL."
}

// answer is what the command tells.
type answer struct {
	*printing.Batch
	Files map[string]string `json:"files"` // "pdf", "zpl"
}

// Run makes the batch, and writes its files.
func (c *Command) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	form, err := c.form()
	if err != nil {
		return err
	}
	var b *printing.Batch
	if c.Batch != "" {
		b, err = printing.Again(ctx, m.Merchant, c.Batch)
	} else {
		b, err = printing.Print(ctx, m.Merchant, printing.Wanted{Carrier: c.Carrier, Warehouse: c.Warehouse, Named: c.Parcels, Most: int(c.Most), Who: account.By(ctx, "clerk:"+c.By), Form: form, Media: c.media()})
	}
	if err != nil {
		return terminal.AsTyped(err, "--most", "--carrier", "--warehouse")
	}
	files, err := b.Files(ctx, m.Merchant, form)
	if err != nil {
		return kept(b, err)
	}
	return c.tell(p, b, files)
}

// kept is an error that names the batch: its labels are recorded as printed, and no other batch has them.
func kept(b *printing.Batch, err error) error {
	if b.ID == "" {
		return err
	}
	e := &shipping.Error{Code: shipping.CodeOf(err), Message: err.Error(), Cause: err}
	if own, ok := errors.AsType[*shipping.Error](err); ok {
		copied := *own
		if e = &copied; e.Hint != "" {
			e.Hint += "; "
		}
	}
	e.Hint += "its labels are recorded as printed: crosslane labels --batch " + b.ID + " has them once more"
	return e
}

// form is the form that was asked for; empty: labels stay as they are.
func (c *Command) form() (string, error) {
	switch {
	case c.PDF == "-" || c.ZPL == "-":
		flag := map[bool]string{true: "--pdf", false: "--zpl"}[c.PDF == "-"]
		return "", shipping.BadField(flag, "is no file: a pipe or a device is not written", "name a file; crosslane label prints one label on standard output")
	case c.PDF != "" && c.PDF == c.ZPL:
		return "", shipping.BadField("--zpl", "is the same file as --pdf", "name two files")
	case c.PDF == "" && c.ZPL == "":
		return "", shipping.BadField("--pdf", "is missing", "name the file to be written, with --pdf, with --zpl, or both")
	case c.Batch != "" && (len(c.Parcels) > 0 || c.Carrier != "" || c.Warehouse != ""):
		return "", shipping.BadField("--batch", "does not go with other parcels", "name the batch alone")
	case c.Format != "" && c.DPI != 0:
		return "", shipping.BadField("--dpi", "it does not go with --format", "name one of them")
	case c.DPI != 0:
		return "zpl" + strconv.Itoa(c.DPI), nil
	}
	return c.Format, nil
}

// media are the kinds of files that are named.
func (c *Command) media() (list []string) {
	for _, to := range []struct{ file, media string }{{c.PDF, "application/pdf"}, {c.ZPL, "application/zpl"}} {
		if to.file != "" {
			list = append(list, to.media)
		}
	}
	return list
}

// tell writes the files, and says what is in them and what is not.
func (c *Command) tell(p *terminal.Program, b *printing.Batch, files []printing.File) error {
	out := answer{b, map[string]string{}}
	named := map[string]string{"application/pdf": c.PDF, "application/zpl": c.ZPL}
	var missing error
	text := ""
	for _, f := range files {
		to := named[f.Media]
		if to == "" {
			flag := map[string]string{"application/pdf": "--pdf", "application/zpl": "--zpl"}[f.Media]
			missing = cmp.Or(missing, error(shipping.BadField(flag, fmt.Sprintf("is missing: %d of the labels are %s", f.Labels, f.Media), "crosslane labels --batch "+b.ID+" "+flag+" FILE has them")))
			continue
		}
		if err := os.WriteFile(to, f.Body, 0o600); err != nil { // it names addressees
			return kept(b, source.Unwritable(map[string]string{c.PDF: "--pdf", c.ZPL: "--zpl"}[to], err))
		}
		out.Files[strings.TrimPrefix(f.Media, "application/")] = p.Typed(to)
		text += fmt.Sprintf("%d labels of batch %s are in %s, in pick order.\n", f.Labels, b.ID, p.Typed(to))
	}
	switch {
	case b.ID == "" && len(b.LeftOut) > 0:
		text = "No label was printed.\n"
	case b.ID == "":
		text = "No label waits to be printed.\n"
	}
	if b.Waiting > 0 {
		text += fmt.Sprintf("%d more wait: crosslane labels has the next batch.\n", b.Waiting)
	}
	for _, l := range b.LeftOut {
		text += "  " + l.Named + ": " + l.Why + "\n"
	}
	return cmp.Or(p.Tell(out, "%s", text), missing, leftOut(b.LeftOut))
}

// leftOut is how a batch ends of which something was not printed.
func leftOut(list []carrier.LeftOut) error {
	if len(list) > 0 {
		return terminal.ExitError(shipping.ExitFailed)
	}
	return nil
}

// Package proofs holds the command that tells what proves a delivery.
package proofs

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"crosslane/account"
	"crosslane/merchant/proof"
	"crosslane/merchant/source"
	"crosslane/shipping"
	"crosslane/terminal"
)

// Command is the command.
type Command struct {
	Parcel string `arg:"" help:"The parcel's identifier (par_...) or waybill, or the number of its order where that has one parcel."`
	Save   string `type:"path" out:"" help:"Write the carrier's document to this file; of several, the second and others beside it, with a number." placeholder:"FILE"`
	By     string `env:"USER" default:"clerk" help:"Who asks."`
}

// Help gives an example.
func (Command) Help() string {
	return "Example: crosslane proof 1001 --save proof.pdf\n\nThe carrier is asked once, when the parcel is delivered; what it has is kept, and found by crosslane erase. That it has none, or none yet, is said, and is no fault."
}

// Run tells what proves a delivery, and writes the carrier's documents.
func (c *Command) Run(ctx context.Context, p *terminal.Program, m terminal.Opened) error {
	found, err := proof.Of(ctx, m.Merchant, c.Parcel, account.By(ctx, "clerk:"+c.By))
	if err != nil {
		return terminal.AsTyped(err, "<parcel>")
	}
	if c.Save != "" {
		if err := save(c.Save, found.Papers); err != nil {
			return err
		}
	}
	return p.Tell(found, "%s", words(found, p.Typed(c.Save)))
}

// save writes documents to a file, and beside it.
func save(file string, papers []proof.Paper) error {
	if len(papers) == 0 {
		return shipping.Fault(shipping.NotFound, "there is no document to be written", "crosslane proof alone tells what there is")
	}
	for i, paper := range papers {
		if err := os.WriteFile(numbered(file, i, paper.Media), paper.Body, 0o600); err != nil { // it names the addressee
			return source.Unwritable("--save", err)
		}
	}
	return nil
}

// ends are those of the names of files of each kind.
var ends = map[string]string{"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}

// numbered is the name of the n-th document, from 0: the first bears the one that was typed.
func numbered(file string, n int, media string) string {
	if n == 0 {
		return file
	}
	return strings.TrimSuffix(file, filepath.Ext(file)) + "-" + strconv.Itoa(n+1) + ends[media]
}

// words tell a proof to a person.
func words(f *proof.Proof, file string) string {
	var text strings.Builder
	fmt.Fprintf(&text, "Parcel %s, waybill %s of %s:\n", f.Parcel, f.Waybill, f.Name)
	for i, paper := range f.Papers {
		fmt.Fprintf(&text, "  a document, %s, %d bytes", paper.Media, len(paper.Body))
		if file != "" {
			text.WriteString(", in " + numbered(file, i, paper.Media))
		}
		text.WriteString("\n")
	}
	if f.By != "" {
		text.WriteString("  taken by " + f.By + "\n")
	}
	if f.Place != "" {
		text.WriteString("  at: " + f.Place + "\n")
	}
	if f.At != nil {
		text.WriteString("  on " + f.At.Format("2006-01-02 15:04 -07:00") + "\n")
	}
	if f.None != "" {
		text.WriteString("  no proof: " + f.None + "\n")
	}
	return text.String()
}

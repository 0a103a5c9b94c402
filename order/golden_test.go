package order

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"crosslane/shipping"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden reads the files under testdata and compares what they come to with the text beside
// them, in which a person can check it.
func TestGolden(t *testing.T) {
	for _, name := range []string{"shopify.csv", "invoice-lines.csv", "crosslane.csv", "crosslane.json", "own.csv", "corners.csv", "corners-invoice.csv", "corners.json"} {
		t.Run(name, func(t *testing.T) {
			got := tell(t, name)
			golden := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Fatalf("it came to\n%s\nnot to\n%s", got, want)
			}
		})
	}
}

func tell(t *testing.T, name string) string {
	t.Helper()
	in, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	o := Options{Merchant: "test"}
	if own, err := os.ReadFile(filepath.Join("testdata", strings.TrimSuffix(name, ".csv")+".yaml")); err == nil {
		if o.Mapping, err = ReadMapping(own); err != nil {
			t.Fatal(err)
		}
	}
	d, err := NewDecoder(in, o)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var s Summary
	fmt.Fprintf(&b, "format %s\n", d.Format())
	for {
		in, err := d.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		s.Became(in, in.Verdict, nil)
		tellIntake(&b, in)
	}
	fmt.Fprintf(&b, "\nlines %d, orders %d, accepted %d, held %d, rejected %d, cancelled %d, problems %d\n",
		s.Lines, s.Orders, s.Accepted, s.Held, s.Rejected, s.Cancelled, len(s.Problems))
	return b.String()
}

func tellIntake(b *strings.Builder, in *Intake) {
	fmt.Fprintf(b, "\n%d-%d: %q %s, %d lines", in.First, in.Last, in.Number, in.Verdict, in.Lines)
	if in.Cancels != "" {
		fmt.Fprintf(b, ", calls off %q", in.Cancels)
	}
	b.WriteString("\n")
	if o := in.Order; o != nil {
		fmt.Fprintf(b, "  %s %s %s, %s to %s", o.Storefront, o.Seller, o.Placed.Format("2006-01-02T15:04:05Z07:00"), o.Currency, o.Ship)
		fmt.Fprintf(b, ", complete %t, cancelled %t, address known %t\n", o.Complete, o.Cancelled, o.To != "")
		a := in.Address
		fmt.Fprintf(b, "  %s\n", strings.Join(append([]string{a.Name, a.Company, a.City, a.Phone, a.Email}, a.Lines...), "|"))
		for i := range o.Lines {
			tellLine(b, &o.Lines[i])
		}
	}
	for _, c := range in.Charges {
		fmt.Fprintf(b, "  - %d: %s %q %d x %s (%s)\n", c.Line, c.Code, c.Name, c.Quantity, c.Price, c.Why)
	}
	for _, p := range in.Problems {
		fmt.Fprintf(b, "  ! %d %s: %s (%s)\n", p.Line, p.Field, p.Message, p.Hint)
	}
}

func tellLine(b *strings.Builder, l *shipping.Line) {
	fmt.Fprintf(b, "  * %d: %s %q %d x %s, %s, %s, HS %q, from %q", l.Source, l.SKU, l.Name, l.Quantity, l.PriceText(), l.Weight, l.Size, l.HS, l.Origin)
	fmt.Fprintf(b, ", %q %q %q %q %s\n", l.Battery, l.Dangerous, l.Class, l.Rotation, l.Value)
}

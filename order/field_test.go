package order

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fieldNow is the time at which the files of testdata/field come in.
var fieldNow = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// TestFields reads every NAME.csv and NAME.json under testdata/field, with NAME.yaml as its mapping where it has one, and compares what it comes to with
// NAME.want: a line for each order, and one for each of its problems. Two files are a case.
func TestFields(t *testing.T) {
	files, err := filepath.Glob("testdata/field/*.csv")
	more, again := filepath.Glob("testdata/field/*.json")
	if err != nil || again != nil || len(files) == 0 || len(more) == 0 {
		t.Fatal(files, more, err, again)
	}
	for _, path := range append(files, more...) {
		base := strings.TrimSuffix(path, filepath.Ext(path))
		t.Run(filepath.Base(base), func(t *testing.T) {
			got := tellField(t, path, base)
			if *update {
				if err := os.WriteFile(base+".want", []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(base + ".want")
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("it came to\n%s\nnot to\n%s", got, want)
			}
		})
	}
}

func tellField(t *testing.T, path, base string) string {
	t.Helper()
	in, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	o := Options{Merchant: "test", Now: fieldNow}
	if own, err := os.ReadFile(base + ".yaml"); err == nil {
		if o.Mapping, err = ReadMapping(own); err != nil {
			t.Fatal(err)
		}
	}
	if o.Apart, err = Apart(in, o); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	d, err := NewDecoder(in, o)
	if err != nil {
		return err.Error() + "\n"
	}
	var b strings.Builder
	for {
		in, err := d.Next()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s: %s", short(in.Number), in.Verdict)
		if o := in.Order; o != nil {
			fmt.Fprintf(&b, ", %s to %s", o.Value(), o.Ship)
			if in.Address.Name != "Ida Probe" {
				fmt.Fprintf(&b, " for %q", in.Address.Name)
			}
		}
		b.WriteString("\n")
		if strings.HasSuffix(path, ".json") {
			tellGoods(&b, in)
		} else if o := in.Order; o != nil {
			for _, l := range o.Lines {
				if l.Size.Length > 0 {
					fmt.Fprintf(&b, "  %d x %s at %s, %s, %s\n", l.Quantity, l.SKU, l.PriceText(), l.Weight, l.Size)
				}
			}
		}
		if len(in.StoodIn) > 0 {
			fmt.Fprintf(&b, "  the mapping says %s\n", strings.Join(in.StoodIn, ", "))
		}
		for _, p := range in.Problems {
			fmt.Fprintf(&b, "  %d %s: %s (%s)\n", p.Line, p.Field, p.Message, p.Hint)
		}
		for _, p := range in.Warnings {
			fmt.Fprintf(&b, "  a warning: %d %s: %s (%s)\n", p.Line, p.Field, p.Message, p.Hint)
		}
	}
}

func short(number string) string {
	if len(number) > 40 {
		return number[:40] + "..."
	}
	return number
}

// tellGoods tells what is sent of an order, and what is not.
func tellGoods(b *strings.Builder, in *Intake) {
	if o := in.Order; o != nil {
		fmt.Fprintf(b, "  placed %s, %q\n", o.Placed.Format(time.RFC3339), in.Address.Lines)
		for _, l := range o.Lines {
			fmt.Fprintf(b, "  %d x %s at %s, %s\n", l.Quantity, l.SKU, l.PriceText(), l.Weight)
		}
	}
	for _, c := range in.Charges {
		fmt.Fprintf(b, "  not sent: %d x %s, %s\n", c.Quantity, c.Code, c.Why)
	}
}

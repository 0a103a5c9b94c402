package report

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"

	"crosslane/rehearsal"
	"crosslane/shipping"
)

// Contest prints every measure under every Book, in a base currency, and what it means.
func Contest(out io.Writer, c *rehearsal.Contest, base shipping.Currency) {
	t := tabwriter.NewWriter(out, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "\t%s\t", c.Books[0])
	for _, name := range c.Books[1:] {
		fmt.Fprintf(t, "%s\tdifference\t\t", name)
	}
	fmt.Fprintln(t)
	for _, l := range c.Lines {
		fmt.Fprintf(t, "%s\t%s\t", strings.ReplaceAll(l.Name, "_", " "), written(&l.Measure, l.Mean[0], base))
		for i := 1; i < len(c.Books); i++ {
			fmt.Fprintf(t, "%s\t%s\t%s\t", written(&l.Measure, l.Mean[i], base), written(&l.Measure, l.Against[i], base), sureness(l.Against[i]))
		}
		fmt.Fprintln(t)
	}
	_ = t.Flush()
	fmt.Fprintln(out)
	for _, l := range c.Lines {
		fmt.Fprintf(out, "  %-16s %s\n", strings.ReplaceAll(l.Name, "_", " "), l.Means)
	}
}

// sureness says what a difference is worth.
func sureness(i rehearsal.Interval) string {
	switch {
	case i.Clear():
		return ""
	case i.Mean == 0 && i.Half == 0:
		return "the same"
	}
	return "may be chance"
}

// written is "12.34 ± 0.56 EUR", "97.1 ± 0.4 %" or "3.20 ± 0.85"; "-" where no world says anything.
func written(m *rehearsal.Measure, i rehearsal.Interval, base shipping.Currency) string {
	if i.N == 0 {
		return "-"
	}
	scale, unit := 1.0, ""
	switch {
	case m.Percent:
		scale, unit = 100, " %"
	case m.Money:
		scale, unit = 1/math.Pow10(base.Digits()), " "+string(base)
	}
	return fmt.Sprintf("%.2f ± %.2f%s", i.Mean*scale, i.Half*scale, unit)
}

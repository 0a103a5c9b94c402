// Package tally tells in words what became of a file of orders.
package tally

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"crosslane/fact"
	"crosslane/order"
)

// mostTold bounds how many problems a text lists.
const mostTold = 20

// Text tells what became of a file that was read as a format.
func Text(s *order.Summary, format order.Format) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Read as %s: %d lines, %d orders.\n  accepted %d, held %d, rejected %d, cancelled %d, unchanged %d\n",
		format, s.Lines, s.Orders, s.Accepted, s.Held, s.Rejected, s.Cancelled, s.Unchanged)
	if s.LeftOut > 0 {
		fmt.Fprintf(&b, "  of those rejected, %d need nothing: no goods of them are still to be sent (fulfilled already, called off, not shipped, or of quantity 0)\n", s.LeftOut)
	}
	if len(s.StoodIn) > 0 {
		fmt.Fprintf(&b, "  the mapping stands in where the file says nothing: %s; customs and carriers are told so\n", stoodIn(s.StoodIn))
	}
	for _, p := range s.Problems[:min(mostTold, len(s.Problems))] {
		Problem(&b, &p.Problem, p.Order)
	}
	if more := len(s.Problems) - mostTold; more > 0 {
		fmt.Fprintf(&b, "  ... and %d more problems; --json lists all\n", more)
	}
	if len(s.Warnings) > 0 {
		fmt.Fprintf(&b, "  warnings, for which nothing is held: %d\n", len(s.Warnings))
	}
	for _, p := range s.Warnings[:min(mostTold, len(s.Warnings))] {
		Problem(&b, &p.Problem, p.Order)
	}
	if more := len(s.Warnings) - mostTold; more > 0 {
		fmt.Fprintf(&b, "  ... and %d more warnings; --json lists all\n", more)
	}
	return b.String()
}

// stoodIn tells of how many orders a mapping says what: "hs, origin of 12 orders, weight_g of 3".
func stoodIn(counts map[string]int) string {
	fields := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	var parts []string
	for i, name := range fields {
		if i+1 < len(fields) && counts[fields[i+1]] == counts[name] {
			parts = append(parts, name)
			continue
		}
		orders := "orders"
		if counts[name] == 1 {
			orders = "order"
		}
		parts = append(parts, fmt.Sprintf("%s of %d %s", name, counts[name], orders))
	}
	return strings.Join(parts, ", ")
}

// Problem writes one problem on a line: where, what, and what to do about it.
func Problem(b *strings.Builder, p *fact.Problem, number string) {
	fmt.Fprintf(b, "  line %d", p.Line)
	if number != "" {
		fmt.Fprintf(b, ", order %s", number)
	}
	fmt.Fprintf(b, ": %s: %s", p.Field, p.Message)
	if p.Hint != "" {
		fmt.Fprintf(b, " (%s)", p.Hint)
	}
	b.WriteByte('\n')
}

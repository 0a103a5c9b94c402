// Package inuse finds what a Book that is to be published takes away though it is in use: warehouses in which stock lies, and
// channels that parcels ride on.
package inuse

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"crosslane/book"
	"crosslane/merchant"
	"crosslane/merchant/stock"
	"crosslane/shipping"
	"crosslane/view"
)

// Taken is something in use that a Book does not have.
type Taken struct {
	Field string // the section of the Book
	ID    string // the warehouse, or the channel
	What  string // what uses it: "where 5 x MUG lie"
}

// Text is the sentence: "the Book drops the warehouse dui, where 5 x MUG lie".
func (t *Taken) Text() string {
	return "the Book drops the " + strings.TrimSuffix(t.Field, "s") + " " + t.ID + ", " + t.What
}

// named is how many products and parcels a text names.
const named = 5

// By lists what a Book takes away from a merchant, warehouses first, by the newest facts; of a place that is only looked at, by what
// its read tables hold.
func By(ctx context.Context, m *merchant.Merchant, b *book.Book) ([]Taken, error) {
	if err := m.Fill(ctx); err != nil {
		return nil, err
	}
	warehouses, err := stockOutside(ctx, m, b)
	if err != nil {
		return nil, err
	}
	channels, err := parcelsOutside(ctx, m, b)
	return append(warehouses, channels...), err
}

// Refuse is why a Book is not published that takes away what is in use; nil: it takes nothing away, or all that it takes was
// dropped with a word.
func Refuse(taken []Taken, dropped []string) error {
	var words, ids []string
	for i := range taken {
		if t := &taken[i]; !slices.Contains(dropped, t.ID) {
			words, ids = append(words, t.Text()), append(ids, t.ID)
		}
	}
	if len(words) == 0 {
		return nil
	}
	return &shipping.Error{Code: shipping.Refused, Field: taken[0].Field, Message: strings.Join(words, "; "),
		Hint: "keep it in the Book until nothing uses it any more; where it is meant: --drop " + strings.Join(ids, ",")}
}

func stockOutside(ctx context.Context, m *merchant.Merchant, b *book.Book) (list []Taken, err error) {
	products, err := stock.Shelves(ctx, m)
	if err != nil {
		return nil, err
	}
	lies := map[shipping.WarehouseID][]string{}
	for _, p := range products {
		here := map[shipping.WarehouseID]int64{}
		for _, l := range p.Lots {
			if !slices.ContainsFunc(b.Warehouses, func(w book.Warehouse) bool { return w.ID == l.Warehouse }) {
				here[l.Warehouse] += l.OnHand
			}
		}
		for at, n := range here {
			if n > 0 {
				lies[at] = append(lies[at], fmt.Sprintf("%d x %s", n, p.SKU))
			}
		}
	}
	for at, goods := range lies {
		list = append(list, Taken{"warehouses", string(at), "where " + some(goods, "products") + " lie"})
	}
	slices.SortFunc(list, func(x, y Taken) int { return strings.Compare(x.ID, y.ID) })
	return list, nil
}

// parcelsOutside looks through the parcels that have not reached their end.
func parcelsOutside(ctx context.Context, m *merchant.Merchant, b *book.Book) (list []Taken, err error) {
	rides := map[shipping.ChannelID][]string{}
	for _, status := range shipping.Statuses() {
		for page := (view.Page{Limit: 1000, Only: string(status)}); !status.Final(); {
			rows, err := m.Views.Parcels(ctx, m.ID, page)
			if err != nil {
				return nil, err
			}
			for i := range rows {
				r := &rows[i]
				page.Before = string(r.ID)
				if r.Channel != "" && !slices.ContainsFunc(b.Channels, func(c book.Channel) bool { return c.ID == r.Channel }) {
					rides[r.Channel] = append(rides[r.Channel], string(r.ID))
				}
			}
			if len(rows) == 0 {
				break
			}
		}
	}
	for id, parcels := range rides {
		list = append(list, Taken{"channels", string(id), "which " + some(parcels, "parcels") + " ride on"})
	}
	slices.SortFunc(list, func(x, y Taken) int { return strings.Compare(x.ID, y.ID) })
	return list, nil
}

// some names the first of a list, and how many more there are.
func some(list []string, what string) string {
	text := strings.Join(list[:min(len(list), named)], ", ")
	if more := len(list) - named; more > 0 {
		if more == 1 {
			what = strings.TrimSuffix(what, "s")
		}
		text += fmt.Sprintf(" and %d more %s", more, what)
	}
	return text
}

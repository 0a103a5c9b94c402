package view

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"crosslane/fact"
	"crosslane/shipping"
)

// mostNamed is how many orders that go by one number are told.
const mostNamed = 20

// Find looks an order up by its identifier or by the storefront's number, with or without # in front, among those of one
// storefront ([shipping.NoStorefront]: those of none), or of all where that is empty; NotFound when there is none, Invalid, with every one that bears it, when there are
// several.
func (s *Store) Find(ctx context.Context, merchant shipping.MerchantID, name, storefront string) (OrderRow, error) {
	rows, err := s.Bearing(ctx, merchant, name)
	if storefront != "" {
		rows = slices.DeleteFunc(rows, func(r OrderRow) bool { return shipping.StorefrontName(r.Storefront) != storefront })
	}
	slices.SortFunc(rows, func(a, b OrderRow) int { return strings.Compare(string(b.ID), string(a.ID)) })
	rows = standing(rows)
	switch {
	case err != nil:
		return OrderRow{}, err
	case len(rows) == 0:
		at := ""
		if storefront != "" {
			at = " of storefront " + storefront
		}
		return OrderRow{}, shipping.Fault(shipping.NotFound, "no order "+name+at, "name it by its identifier (ord_...) or by the storefront's number")
	case len(rows) == 1:
		return rows[0], nil
	}
	told := make([]string, min(len(rows), mostNamed))
	for i := range told {
		r := &rows[i]
		told[i] = fmt.Sprintf("%s (%s of %s, %s, %s)", r.ID, r.Number, shipping.StorefrontName(r.Storefront), r.Placed.Time().Format("2006-01-02"), r.Stage)
	}
	return OrderRow{}, shipping.Fault(shipping.Invalid, fmt.Sprintf("%d orders go by %s", len(rows), name),
		"name one by its identifier, or say whose with the storefront: "+strings.Join(told, ", "))
}

// standing leaves out the orders that were called off where another of the storefront goes by the same name: one that came in again with
// another date took the place of the first.
func standing(rows []OrderRow) []OrderRow {
	live := map[string]bool{}
	for i := range rows {
		live[rows[i].Storefront] = live[rows[i].Storefront] || rows[i].Stage != fact.StageCancelled
	}
	return slices.DeleteFunc(rows, func(r OrderRow) bool { return live[r.Storefront] && r.Stage == fact.StageCancelled })
}

// Bearing lists the orders that go by a name, of whichever storefront: by their identifier or the storefront's number, with or without
// # in front; at most a thousand.
func (s *Store) Bearing(ctx context.Context, merchant shipping.MerchantID, name string) ([]OrderRow, error) {
	return s.orders.collect(ctx, s.db.Read, merchant, `AND id IN (SELECT id FROM view_order WHERE merchant = $1 AND id = $2
		UNION ALL SELECT id FROM view_order WHERE merchant = $1 AND number IN ($3, $4)) LIMIT 1000`, name, bare(name), "#"+bare(name))
}

// bare is an order's number without the sign that storefronts set in front of it.
func bare(number string) string { return strings.TrimPrefix(number, "#") }

// numberParcels writes the numbers of their orders into parcels.
func (s *Store) numberParcels(ctx context.Context, merchant shipping.MerchantID, list []ParcelRow) error {
	return fillNumbers(ctx, s, merchant, list, func(r *ParcelRow) (shipping.OrderID, *string) { return r.Order, &r.Number })
}

// numberCases writes the numbers of their orders into cases.
func (s *Store) numberCases(ctx context.Context, merchant shipping.MerchantID, list []CaseRow) error {
	return fillNumbers(ctx, s, merchant, list, func(r *CaseRow) (shipping.OrderID, *string) { return r.Order, &r.Number })
}

// fillNumbers reads what storefronts call the orders of some rows, and writes it into them.
func fillNumbers[R any](ctx context.Context, s *Store, merchant shipping.MerchantID, list []R, of func(*R) (shipping.OrderID, *string)) error {
	var ids []string
	for i := range list {
		if order, _ := of(&list[i]); order != "" {
			ids = append(ids, string(order))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	orders, err := s.orders.collect(ctx, s.db.Read, merchant, "AND id "+s.db.In(2, "text"), s.db.List(slices.Compact(slices.Sorted(slices.Values(ids)))))
	numbers := map[shipping.OrderID]string{}
	for i := range orders {
		numbers[orders[i].ID] = orders[i].Number
	}
	for i := range list {
		order, into := of(&list[i])
		*into = numbers[order]
	}
	return err
}

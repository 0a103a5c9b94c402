package view

import (
	"encoding/json"

	"crosslane/shipping"
)

// Worth is the value of the order's goods; nil where it is not known.
func (r *OrderRow) Worth() *shipping.Money { return known(r.Value, r.Currency) }

// Price is what the parcel's carrier charges, as booked; nil where it is not known.
func (r *ParcelRow) Price() *shipping.Money { return known(r.Cost.Amount, r.Cost.Currency) }

// known is an amount; nil where it has no currency, or lies below nothing.
func known(amount int64, c shipping.Currency) *shipping.Money {
	if c == "" || amount < 0 {
		return nil
	}
	return &shipping.Money{Amount: amount, Currency: c}
}

// MarshalJSON writes the row with the value as money, left out where it is not known.
func (r OrderRow) MarshalJSON() ([]byte, error) {
	type row OrderRow
	return json.Marshal(struct {
		row
		Value *shipping.Money `json:"value,omitempty"`
	}{row(r), r.Worth()})
}

// MarshalJSON writes the row with the cost as money, left out where it is not known.
func (r ParcelRow) MarshalJSON() ([]byte, error) {
	type row ParcelRow
	return json.Marshal(struct {
		row
		Cost *shipping.Money `json:"cost,omitempty"`
	}{row(r), r.Price()})
}

// MarshalJSON writes the row with what is yes or no as true or false.
func (r CaseRow) MarshalJSON() ([]byte, error) {
	type row CaseRow
	return json.Marshal(struct {
		row
		Overdue bool `json:"overdue"`
	}{row(r), r.Overdue > 0})
}

// MarshalJSON writes the row with what is yes or no as true or false.
func (r SwitchRow) MarshalJSON() ([]byte, error) {
	type row SwitchRow
	return json.Marshal(struct {
		row
		Stop bool `json:"stop"`
	}{row(r), r.Stop > 0})
}

package shipping

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// Order is what a buyer bought, as the storefront told it and intake normalised
// it. It names no person: the address lies in the document To.
type Order struct {
	ID         OrderID    `json:"id"`
	Storefront string     `json:"storefront"`
	Number     string     `json:"number"` // the storefront's own number
	Placed     time.Time  `json:"placed"`
	Seller     string     `json:"seller,omitempty"`
	Currency   Currency   `json:"currency"`
	Ship       Place      `json:"ship_to"`
	To         DocumentID `json:"address,omitempty"` // document that holds the Address
	Lines      []Line     `json:"lines"`
	// Complete asks for one shipment with everything in it; else an order may be split over warehouses.
	Complete bool `json:"complete,omitempty"`
	// Cancelled tells that the storefront calls the whole order off.
	Cancelled bool `json:"cancelled,omitempty"`
	// Hold is why the storefront's own word keeps the order from being sent.
	Hold Hold `json:"hold,omitzero"`
	// Raw is the document with the input as it came. Empty when it was not kept.
	Raw DocumentID `json:"raw,omitempty"`
}

// Line is one product of an order.
type Line struct {
	Product
	Quantity int64 `json:"quantity"`
	Price    Money `json:"price"` // one unit, as the buyer paid it; below zero: not readable; the zero value: not told
	// Assumed are the fields of the product, and price, that the line's own file does not say, by the names of columns with blanks between:
	// the list of products, or a mapping's defaults, spoke for them. Empty: it says all that is known, or it was recorded before this was.
	Assumed string `json:"assumed,omitempty"`
	// Source is the line of the file, counted from 1. Zero: not from a file.
	Source int `json:"source,omitempty"`
	// Hold is why the storefront's own word keeps the line from being sent.
	Hold Hold `json:"hold,omitzero"`
}

// Hold is a storefront's word by which something is not to be sent, or not yet; or why it cannot be. The zero value: it may go.
type Hold struct {
	Why  HoldWhy `json:"why"`
	Word string  `json:"word,omitempty"` // the storefront's own; empty: it says nothing
	Note string  `json:"note,omitempty"` // the number of the credit note that took a part; empty: none did
}

// NoStorefront is what a person types as the storefront of orders that have none.
const NoStorefront = "none"

// StorefrontName is what a person types as a storefront: its name, or [NoStorefront] where it is empty.
func StorefrontName(storefront string) string { return cmp.Or(storefront, NoStorefront) }

// HoldWhy is what a storefront's word comes to.
type HoldWhy string

// What keeps something from being sent.
const (
	Waits    HoldWhy = "waits"     // it is not paid, or on hold: a later word may let it go
	InPart   HoldWhy = "in_part"   // a part was sent, refunded or taken back, and how much is left is not said
	NotKnown HoldWhy = "not_known" // nobody said what the word means
	Asked    HoldWhy = "asked"     // the buyer asks that it be called off, and nobody has answered; the word is the buyer's reason
	// Contradicts: the storefront says of the order as a whole, in the word, what does not go with goods that are to be sent.
	Contradicts HoldWhy = "contradicts"
	// Unprintable: no label can show its address or its number. The word is ours, and says of which field, and why.
	Unprintable HoldWhy = "unprintable"
	// Unclear: the file says something of it that cannot be read, or that another row of the order contradicts. The word is ours: the field
	// with what is wrong.
	Unclear HoldWhy = "unclear"
	// Doubtful: it reads like what a spreadsheet or a form writes in place of something, and nobody said that it is real. The word
	// is ours: of the order the field with what is wrong, and of a line what is wrong with its SKU.
	Doubtful HoldWhy = "doubtful"
	// Misspelled: nothing is known of the product, and one is known that is called so but for capitals, blanks or the width of
	// signs. The word is how that one is called.
	Misspelled HoldWhy = "misspelled"
	// Unheard: as Misspelled, and of the other one nothing is known either but that it was ordered.
	Unheard HoldWhy = "unheard"
)

// Waiting counts the words of the storefront by which the order, or a line of it, is not to be sent yet.
func (o *Order) Waiting() (n int) {
	if o.Hold.Why == Waits {
		n++
	}
	for i := range o.Lines {
		if o.Lines[i].Hold.Why == Waits {
			n++
		}
	}
	return n
}

// Stopped reports whether a word of the storefront keeps the order, or a line of it, from being sent.
func (o *Order) Stopped() bool {
	return o.Hold.Why != "" || slices.ContainsFunc(o.Lines, func(l Line) bool { return l.Hold.Why != "" })
}

// Weight is the gross weight of all lines. A weight that could not be read is left out.
func (o *Order) Weight() Grams {
	var sum Grams
	for i := range o.Lines {
		sum += max(0, o.Lines[i].Weight) * Grams(o.Lines[i].Quantity)
	}
	return sum
}

// Value is the price of all lines in the order's currency. A price that could not be read is left out.
func (o *Order) Value() Money {
	sum := Money{Currency: o.Currency}
	for i := range o.Lines {
		sum.Amount += max(0, o.Lines[i].Price.Amount) * o.Lines[i].Quantity
	}
	return sum
}

// Worth is the price of all lines, where it is known: there are lines, and the order's currency and the price of each are told.
func (o *Order) Worth() (m Money, known bool) {
	untold := func(l Line) bool { return l.Price.Amount < 0 || l.Price == Money{} }
	return o.Value(), o.Currency != "" && len(o.Lines) > 0 && !slices.ContainsFunc(o.Lines, untold)
}

// ValueText writes the price of all lines, or that it is unknown.
func (o *Order) ValueText() string {
	if m, known := o.Worth(); known {
		return m.String()
	}
	return "unknown"
}

// PriceText writes the price of one unit, or that it is not readable.
func (l *Line) PriceText() string {
	switch {
	case l.Price.Amount < 0:
		return "not readable"
	case l.Price == Money{}:
		return "not told"
	}
	return l.Price.String()
}

func itoa(n int) string { return strconv.Itoa(n) }

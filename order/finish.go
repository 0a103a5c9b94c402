package order

import (
	"slices"

	"crosslane/fact"
	"crosslane/order/moment"
	"crosslane/order/remaining"
	"crosslane/order/state"
	"crosslane/shipping"
)

// close gives out the order that was being put together.
func (d *Decoder) close() {
	b := d.open
	if d.open = nil; b == nil {
		return
	}
	switch {
	case d.park(b):
	case b.late:
		d.refuse(b, finding{field: fNumber, item: -1, line: b.in.First, message: "lines of this order came before, and lines of others between", hint: "sort the file by the order's number, and mend the order that was taken without these lines"})
	case b.over:
		b.in.Whole = true
		d.refuse(b, finding{field: fNumber, item: -1, line: b.in.First, message: "the order has more than 10,000 lines, or is larger than 4 MB", hint: "split the order"})
	default:
		d.ready = append(d.ready, d.finish(b))
	}
}

func (d *Decoder) refuse(b *draft, f finding) {
	b.in.Number, b.in.Verdict = b.number, Rejected
	b.in.Charges, b.in.Bare = nil, 0
	b.in.Problems = d.words([]finding{f}, b)
	d.ready = append(d.ready, &b.in)
}

// finish makes the order and decides upon it.
func (d *Decoder) finish(b *draft) *Intake {
	if b.parent != nil && len(b.lines)+len(b.in.Charges) == 0 {
		b.goods(b.parent, d, false)
	} else if b.parent != nil {
		b.in.Bare++
	}
	in, v := &b.in, &b.values
	if m, _ := d.mapping.states.Meant(state.Orders, v[fPayment]); m == state.Sent {
		b.sent()
	}
	o := &shipping.Order{Number: b.number, Seller: v[fSeller], Currency: shipping.CurrencyWritten(v[fCurrency]), Lines: b.lines}
	fill(&o.Storefront, d.options.Storefront)
	fill(&o.Storefront, v[fStorefront])
	fill(&o.Storefront, d.mapping.Storefront)
	if o.Storefront == shipping.NoStorefront {
		o.Storefront = ""
	}
	fill(&o.Seller, d.mapping.seller)
	if o.Currency == "" && d.mapping.currency != "" {
		o.Currency = d.mapping.currency
		in.standIn(fCurrency.String())
	}
	if len(b.lines) > 0 {
		fill(&o.Currency, b.lines[0].Price.Currency) // as its price says
	}
	o.Complete = v[fComplete] != "" && !state.No(v[fComplete])
	d.callOff(b, o, v)
	if !o.Cancelled && len(b.lines) > 0 {
		d.unsettled(b, o)
	}
	d.date(b, o)
	o.ID = shipping.NewOrderID(d.options.Merchant, o.Storefront, o.Number, o.Placed)
	address, reachable := b.address(d)
	in.Address = address
	d.doubt(b, o, &address)
	o.Ship = in.Address.Place().Within(v[fRegion], o.Placed)
	in.Order, in.Number = o, b.number
	in.addPapers(d.media, reachable)
	d.decide(b)
	return in
}

// sent sets all goods aside: the storefront says of the whole order that it was sent.
func (b *draft) sent() {
	for i := range b.lines {
		l := &b.lines[i]
		b.in.Charges = append(b.in.Charges, Charge{Line: l.Source, Code: string(l.SKU), Name: l.Name, Quantity: l.Quantity, Price: l.Price, Why: "fulfilled"})
	}
	b.lines, b.items, b.found = nil, nil, nil
}

// callOff reads from number, date of cancellation and payment whether the order is called off.
func (d *Decoder) callOff(b *draft, o *shipping.Order, v *[firstItemField]string) {
	in := &b.in
	in.Cancels, in.Credited = remaining.CreditedNumber(d.mapping.cancelPrefix, o.Number), d.options.Apart.credited[o.Number]
	o.Cancelled = in.Cancels != "" || v[fCancelled] != "" && !state.No(v[fCancelled])
	if d.asks(fPayment, v[fPayment]) {
		m, _ := d.mapping.states.Meant(state.Orders, v[fPayment])
		o.Cancelled = o.Cancelled || m == state.Cancel
		o.Hold = d.mapping.states.Hold(state.Orders, v[fPayment])
		if o.Hold.Why == shipping.InPart && d.table != nil && d.table.places[fToShip] != nil { // each line says what is left
			o.Hold = shipping.Hold{}
		}
		for _, word := range b.payments {
			if other, _ := d.mapping.states.Meant(state.Orders, word); other != m { // rows contradict each other
				o.Cancelled = state.No(v[fCancelled]) && o.Cancelled
				o.Hold = shipping.Hold{Why: shipping.NotKnown, Word: v[fPayment] + " / " + word}
			}
		}
	}
	fill(&o.Hold, state.Request(v[fCancelRequested]))
	refunded, _, unclear := d.paid(b, fRefunded, v[fRefunded], -1, in.First)
	fill(&o.Hold, state.Refund(refunded))
	fill(&o.Hold, unclear)
	fill(&o.Hold, b.unclear)
}

func (d *Decoder) date(b *draft, o *shipping.Order) {
	text := b.values[fPlaced]
	if text == "" {
		return
	}
	at, err := d.dates.Read(text)
	if err != nil {
		b.found = append(b.found, finding{field: fPlaced, item: -1, line: b.in.First, message: err.Message, hint: err.Hint})
	}
	o.Placed = at
}

// undated tells why an order has no date, as far as the file says.
func (d *Decoder) undated(b *draft) {
	at := slices.IndexFunc(b.found, func(f finding) bool { return f.field == fPlaced })
	if !b.in.Order.Placed.IsZero() {
		return
	}
	f := finding{field: fPlaced, item: -1}
	if at >= 0 {
		f = b.found[at]
	} else {
		f.message, f.hint = moment.Misdated(b.in.Order.Placed, d.options.Now)
	}
	b.in.Undated = &d.words([]finding{f}, b)[0]
}

// decide asks for the verdict, and tells the reasons in the file's own words where they are known.
func (d *Decoder) decide(b *draft) {
	verdict, general := check(b.in.Order, d.options.Now)
	b.in.Verdict = verdict
	if d.undated(b); verdict == Cancelled {
		if b.in.Undated != nil {
			b.in.Problems = []fact.Problem{*b.in.Undated}
		}
		return
	}
	b.allSent()
	found := b.found
	for _, g := range general {
		if !slices.ContainsFunc(b.found, g.saidBy) {
			found = append(found, g)
		}
	}
	slices.SortStableFunc(found, func(x, y finding) int { return x.item - y.item })
	b.in.Problems, b.in.Warnings = d.words(found, b), d.words(b.warned, b)
	for i := range found {
		if found[i].doubt {
			b.in.doubts = append(b.in.doubts, b.in.Problems[i])
		}
	}
}

// allSent says it more clearly when the order holds no goods because they were sent before.
func (b *draft) allSent() {
	if len(b.lines) == 0 && slices.ContainsFunc(b.in.Charges, func(c Charge) bool { return c.Why == "fulfilled" }) {
		b.found = append(b.found, finding{field: fRow, item: -1, line: b.in.First, message: "everything in this order was fulfilled already", hint: "to send it all the same, name its word under states or item_states in the mapping: ship"})
	}
}

// saidBy reports whether another finding says the same, in more detail.
func (f finding) saidBy(other finding) bool {
	address := f.field == fAddress && other.item < 0 && other.field >= fName && other.field <= fEmail
	sizes := f.field == fLength && other.field >= fLength && other.field <= fHeight
	total := f.field == fPrice && other.field == fLineTotal
	return other.item == f.item && (other.field == f.field || total || other.broken || address || sizes)
}

package order

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"crosslane/order/addressee"
	"crosslane/order/amount"
	"crosslane/order/contact"
	"crosslane/order/file"
	"crosslane/order/goods"
	"crosslane/order/measure"
	"crosslane/order/own"
	"crosslane/order/state"
	"crosslane/order/value"
	"crosslane/shipping"
)

// Bounds of one order, so that a file of any kind is read in bounded memory.
const (
	maxLines = own.MostLines
	maxRaw   = 4 << 20
)

// draft is an order whose lines are still coming in.
type draft struct {
	number   string
	key      string // of storefront and number
	late     bool   // lines of the number came before, and others between
	torn     bool   // lines contradict each other about the address
	over     bool   // too many lines
	values   [firstItemField]string
	lines    []shipping.Line
	items    []int                // of the JSON object, parallel to lines
	said     map[own.Place]string // where the JSON object says a field, if not where it is mostly said
	found    []finding
	warned   []finding // what holds nothing
	unclear  shipping.Hold
	payments []string // words for the payment that other rows say than the first one
	parent   *record  // a row that sums up the rows of goods behind it; goods itself where none come
	in       Intake
}

// sameThroughout are the fields of an order that may not differ from line to line.
var sameThroughout = [firstItemField]bool{fName: true, fCompany: true, fAddress1: true, fCity: true, fRegion: true, fRegionName: true, fPostcode: true, fCountry: true}

// add takes a record in. The record's bytes are copied.
func (b *draft) add(r *record, d *Decoder) {
	b.in.Lines++
	b.in.Last = r.line
	if b.in.First == 0 {
		b.in.First, b.said = r.line, r.said
	}
	if b.in.Lines > maxLines || len(b.in.Raw)+len(r.raw) > maxRaw {
		b.over = true
		return
	}
	b.in.Raw = append(b.in.Raw, r.raw...)
	if b.late {
		return
	}
	if r.fault.message == "" {
		b.merge(r, d)
	}
	b.item(r, d)
}

// merge takes over what the line says of the order as a whole: the first word counts.
func (b *draft) merge(r *record, d *Decoder) {
	for f, old := range b.values {
		v := r.values[f]
		if v == "" || v == old {
			continue
		}
		switch {
		case old == "":
			b.values[f] = v
		case field(f) == fCancelRequested && state.Request(old).Why == "":
			b.values[f] = v // what is asked in any row
		case field(f) == fPlaced:
			b.another(r, d, fPlaced, old)
		case amounts[f]:
			if b.another(r, d, field(f), old); state.Refund(old).Why == "" {
				b.values[f] = v // what is paid back in any row
			}
		case field(f) == fPayment && !slices.Contains(b.payments, v):
			b.payments = append(b.payments, v)
		case sameThroughout[f]:
			b.torn = true
			// The words themselves stay out: problems lie in facts, and facts name nobody.
			b.found = append(b.found, finding{field: field(f), item: -1, line: r.line,
				message: "it contradicts an earlier line of the order", hint: "an order goes to one address"})
		}
	}
}

func (b *draft) item(r *record, d *Decoder) {
	broken := r.fault.message != ""
	if !broken && !r.says(fSKU, fPrice) {
		b.in.Bare++
		return
	}
	if !broken && d.mapping.parents && r.values[fSKU] == "" && len(b.lines) == 0 && b.parent == nil {
		parent := *r
		parent.raw, b.parent = nil, &parent
		return
	}
	why := d.aside(r)
	if why == "" || broken {
		b.goods(r, d, broken)
		return
	}
	c := Charge{Line: r.line, Code: r.values[fSKU], Name: r.values[fProduct], Why: why}
	c.Quantity, _ = measure.Whole(r.values[fQuantity])
	if currency := b.currency(r, d); currency.Valid() && r.values[fPrice] != "" {
		_ = d.reading.Money(&c.Price, r.values[fPrice], currency)
	}
	b.in.Charges = append(b.in.Charges, c)
}

// aside tells why a line holds nothing to send; empty: it does.
func (d *Decoder) aside(r *record) string {
	m := state.Ship
	if d.asks(fFulfilled, r.values[fFulfilled]) {
		m, _ = d.mapping.itemStates.Meant(state.Lines, r.values[fFulfilled])
	}
	switch {
	case goods.Charge(d.mapping.charges, r.values[fSKU]):
		return "charge"
	case r.values[fPartOf] != "" && !state.No(r.values[fPartOf]):
		return "part of another line"
	case state.No(r.values[fShips]) || state.Untouchable(r.values[fShips]):
		return "not shipped"
	case m == state.Sent:
		return "fulfilled"
	case m == state.Cancel:
		return "called off"
	case nothing(r.values[fQuantity]):
		return "none"
	}
	return r.gone()
}

func (b *draft) currency(r *record, d *Decoder) shipping.Currency {
	c := cmp.Or(shipping.CurrencyWritten(cmp.Or(r.values[fCurrency], b.values[fCurrency])), d.mapping.currency)
	if c == "" {
		c = cmp.Or(amount.Named(r.values[fPrice]), amount.Named(r.values[fLineTotal]))
	}
	return c
}

// goods adds a line of goods. A broken line stays, without its quantity, so that the order is held
// and does not leave incomplete.
func (b *draft) goods(r *record, d *Decoder, broken bool) {
	l := shipping.Line{Source: r.line}
	l.SKU = shipping.SKU(r.values[fSKU])
	i := len(b.lines)
	if broken {
		f := r.fault
		f.item, f.field, f.broken = i, fQuantity, true
		b.found = append(b.found, f)
	} else {
		b.read(&l, r, d, i)
	}
	if listed := d.known(&l); !listed && !d.asWritten(b) && l.Hold.Why == "" && ruined(string(l.SKU)) != "" {
		l.Hold = shipping.Hold{Why: shipping.Doubtful, Word: ruined(string(l.SKU))}
	}
	if meant := d.options.Meant; meant != nil && l.SKU != "" && l.Hold.Why == "" {
		l.Hold = meant(l.SKU)
	}
	goods.Complete(&l.Product, &d.mapping.defaults, func(name string) {
		b.in.standIn(name)
		d.unsaid.Assume(&l, name)
	})
	if !broken && !r.says(fLineTotal, fPrice) {
		d.unsaid.AssumePrice(&l)
	}
	for _, part := range b.priced(l, r, d, broken) {
		b.lines = append(b.lines, part)
		b.items = append(b.items, r.item)
	}
}

// priced gives a line its price where the file has the line's total alone, to the last minor unit: what the pieces do not share
// evenly makes some of them dearer by one, on a line of their own.
func (b *draft) priced(l shipping.Line, r *record, d *Decoder, broken bool) []shipping.Line {
	text, currency := r.values[fLineTotal], b.currency(r, d)
	if broken || text == "" || r.values[fPrice] != "" || l.Quantity <= 0 || !currency.Valid() {
		return []shipping.Line{l}
	}
	total := shipping.Money{}
	if w := d.reading.Money(&total, text, currency); w != nil {
		b.found = append(b.found, finding{field: fLineTotal, item: len(b.lines), line: r.line, message: w.Message, hint: w.Hint})
		return []shipping.Line{l}
	}
	ordered := l.Quantity // or more, of which some are not to be sent
	if n, ok := measure.Whole(r.values[fOrdered]); ok && n > ordered {
		ordered = n
	}
	l.Price = shipping.Money{Amount: total.Amount / ordered, Currency: total.Currency}
	dearer := l
	dearer.Quantity = min(total.Amount%ordered, l.Quantity)
	if dearer.Quantity <= 0 {
		return []shipping.Line{l}
	}
	dearer.Price.Amount++
	if l.Quantity -= dearer.Quantity; l.Quantity == 0 {
		return []shipping.Line{dearer}
	}
	return []shipping.Line{l, dearer}
}

// known completes a product by the mapping's table, and then by what the seller listed, and reports whether one of them has it.
func (d *Decoder) known(l *shipping.Line) bool {
	row, known := d.mapping.products[l.SKU]
	if known {
		goods.Complete(&l.Product, &row, nil)
	}
	if d.options.Products != nil {
		if listed, ok := d.options.Products(l.SKU); ok {
			goods.Complete(&l.Product, &listed, func(name string) { d.unsaid.Assume(l, name) })
			return true
		}
	}
	return known
}

// read takes over what the line says of its item.
func (b *draft) read(l *shipping.Line, r *record, d *Decoder, item int) {
	bad := func(f field, w *value.Wrong) {
		if w != nil {
			b.found = append(b.found, finding{field: f, item: item, line: r.line, message: w.Message, hint: w.Hint})
		}
	}
	if text := r.values[fQuantity]; text != "" {
		n, ok := measure.Whole(text)
		if l.Quantity = n; !ok {
			l.Quantity = 0
			bad(fQuantity, value.NotWhole(text))
		}
	}
	if d.asks(fFulfilled, r.values[fFulfilled]) {
		l.Hold = d.mapping.itemStates.Hold(state.Lines, r.values[fFulfilled])
	}
	if p, told, f, w := r.left(l.Quantity); told && l.Quantity > 0 {
		bad(f, w)
		fill(&r.values[fOrdered], r.values[fQuantity])
		var sure bool
		if l.Quantity, sure = p.Left(); w != nil {
			l.Quantity = 0
		} else if !sure {
			fill(&l.Hold, shipping.Hold{Why: shipping.InPart, Word: p.String()})
		}
	}
	if nothing(r.values[fRefundedQuantity]) || r.values[fRefundedQuantity] == "" { // paid back, and no pieces of it are counted
		some, _, unclear := d.paid(b, fLineRefunded, r.values[fLineRefunded], item, r.line)
		fill(&l.Hold, state.Refund(some))
		fill(&l.Hold, unclear)
	}
	if d.table != nil && d.table.places[fToShip] != nil && r.values[fToShip] == "" {
		l.Quantity = 0
		bad(fToShip, value.Saying("the file does not say how many are still to be sent", "put the number in; 0 where all were sent"))
	}
	currency := b.currency(r, d)
	l.Price.Currency = currency
	if text := r.values[fPrice]; text != "" && currency.Valid() {
		bad(fPrice, d.reading.Money(&l.Price, text, currency))
	} else if text == "" {
		l.Price.Amount = -1
	}
	for f := fProduct; f <= fRotation; f++ {
		if f == fWeight && d.mapping.written.json.Items != "" && nothing(r.values[f]) {
			continue // what a storefront answers where it does not know the weight
		}
		if text := r.values[f]; text != "" && f != fQuantity && f != fPrice && f != fLineTotal && f != fOrdered {
			bad(f, d.reading.Product(&l.Product, f.String(), text, currency))
		}
	}
}

// address puts the address together, and reports whether something can be sent to it.
func (b *draft) address(d *Decoder) (a shipping.Address, reachable bool) {
	v := &b.values
	a = shipping.Address{Name: v[fName], Company: v[fCompany], City: v[fCity], Phone: bareText(v[fPhone]), Email: v[fEmail]}
	for _, text := range []string{v[fAddress1], v[fAddress2]} {
		for line := range bytes.Lines([]byte(text)) {
			if line = bytes.TrimSpace(line); len(line) > 0 {
				a.Lines = append(a.Lines, string(line))
			}
		}
	}
	if v[fCountry] != "" {
		_ = d.reading.Country(&a.Country, v[fCountry]) // Check says what is wrong with it
	}
	a.Region = a.Country.Called(v[fRegion], v[fRegionName])
	a.Postcode = bareText(v[fPostcode])
	if normal, err := a.Country.NormalPostcode(a.Postcode); err == nil {
		a.Postcode = normal
	}
	b.contact(&a)
	if d.mapping.bare {
		return a, !b.torn
	}
	return a, b.reachable(&a, d) && !b.torn
}

// contact warns where nobody can be reached as the address says. Nothing is held for it: a parcel finds its way without.
func (b *draft) contact(a *shipping.Address) {
	warn := func(f field, message, hint string) {
		if message != "" {
			b.warned = append(b.warned, finding{field: f, item: -1, message: message, hint: hint})
		}
	}
	message, hint := contact.Phone(a.Phone)
	warn(fPhone, message, hint)
	message, hint = contact.Email(a.Email)
	warn(fEmail, message, hint)
}

// addressFields are the fields that carriers insist on.
var addressFields = map[string]field{"city": fCity, "region": fRegion}

// reachable wants recipient, street, and a postcode where the country has them.
func (b *draft) reachable(a *shipping.Address, d *Decoder) bool {
	before := len(b.found)
	miss := func(f field, what string) {
		b.found = append(b.found, finding{field: f, item: -1, message: "the address has no " + what, hint: d.unread(f)})
	}
	if a.Name == "" && a.Company == "" {
		miss(fName, "recipient")
	}
	if len(a.Lines) == 0 {
		miss(fAddress1, "street")
	}
	if info, known := a.Country.Info(); known && len(info.Postcode) > 0 && a.Postcode == "" {
		miss(fPostcode, "postcode")
	}
	tell := func(f field, w *value.Wrong) {
		b.found = append(b.found, finding{field: f, item: -1, message: w.Message, hint: w.Hint})
	}
	for _, e := range a.Insist() {
		tell(addressFields[e.Field], value.Saying(e.Message, e.Hint))
	}
	guessed := !utf8.Valid(b.in.Raw)
	for f := fName; f <= fRegionName; f++ {
		if f == fName && addressee.Name(a.Name) != "" {
			continue // it is told as that
		}
		if message, hint := file.Spoiled(b.values[f], guessed, string(a.Country)); message != "" {
			tell(f, value.Saying(message, hint))
		}
	}
	return len(b.found) == before
}

// bareText takes off the apostrophe, or the formula, by which exports keep a spreadsheet from reading a
// postcode or a telephone number as a number.
func bareText(s string) string { return strings.TrimPrefix(file.Formula(s), "'") }

// nothing reports whether a quantity is none.
func nothing(text string) bool {
	n, ok := measure.Whole(text)
	return ok && n == 0
}

package order

import (
	"strconv"
	"strings"

	"crosslane/order/file"
	"crosslane/shipping"
)

// jsonKeys are the keys of Crosslane's own JSON beside the names of the fields
// themselves: those under which the program writes orders and products.
var jsonKeys = map[string]field{
	"address.name": fName, "address.company": fCompany, "address.city": fCity, "address.region": fRegion,
	"address.postcode": fPostcode, "address.country": fCountry, "address.phone": fPhone, "address.email": fEmail,
	"ship_to.country": fCountry, "ship_to.region": fRegion, "ship_to.postcode": fPostcode,
	"address.address1": fAddress1, "address.address2": fAddress2,
}

var jsonItemKeys = map[string]field{
	"name": fProduct, "weight": fWeight, "size.length": fLength, "size.width": fWidth, "size.height": fHeight,
}

// unheard are keys that the program writes and that say nothing new when they come in.
var unheard = map[string]bool{"id": true, "raw": true, "source": true, "address": true}

// jsonOrders reads records from JSON objects: each order as many records as it has lines.
type jsonOrders struct {
	objects *file.Objects
	queue   []record
	known   []field
	flat    bool // an object is one item: a product, a receipt
}

func (j *jsonOrders) next() (*record, error) {
	for len(j.queue) == 0 {
		o, err := j.objects.Next()
		if err != nil {
			return nil, err
		}
		j.open(o)
	}
	r := &j.queue[0]
	j.queue = j.queue[1:]
	return r, nil
}

// open makes the records of one object.
func (j *jsonOrders) open(o file.Object) {
	b := jsonBuilder{known: j.known, flat: j.flat}
	name := ""
	all, fault := o.Leaves()
	if fault == "" {
		name, fault = b.fillIn(all)
	}
	if fault == "" && !j.flat && b.order[fNumber] == "" {
		name, fault = "number", "the order has no number"
	}
	if fault != "" {
		r := record{line: o.Line, raw: o.Raw, begins: true, whole: true, item: -1}
		r.values[fNumber] = b.order[fNumber]
		r.fault = finding{field: fRow, name: name, item: -1, line: o.Line, message: fault, hint: "compare with docs/import.md"}
		j.queue = append(j.queue[:0], r)
		return
	}
	j.queue = b.records(o, j.queue[:0])
}

// jsonBuilder sorts the values of an object into the fields of an order and its items.
type jsonBuilder struct {
	known []field
	flat  bool
	order [fields]string
	items [][fields]string
}

// fillIn answers with the key and what is wrong with it, or with nothing.
func (b *jsonBuilder) fillIn(all []file.Leaf) (key, fault string) {
	minor := map[string]string{}
	for _, l := range all {
		values, rest, ok := b.place(l.Path)
		if !ok {
			return l.Path, "the lines are not a list of at most " + strconv.Itoa(maxLines)
		}
		switch {
		case unheard[rest]:
		case strings.HasPrefix(rest, "address.lines["):
			addLine(values, l.Text)
		case rest == "price.amount" || rest == "value.amount":
			minor[strings.TrimSuffix(l.Path, ".amount")] = l.Text
		case rest == "price.currency" || rest == "value.currency":
		default:
			f, ok := b.field(rest, values == &b.order)
			if !ok {
				return l.Path, "there is no such key"
			}
			if values[f] != "" && values[f] != strings.TrimSpace(l.Text) {
				return l.Path, "it contradicts what the order says elsewhere"
			}
			values[f] = strings.TrimSpace(l.Text)
		}
	}
	return b.money(all, minor)
}

// place finds whose value a path is: the order's or that of one of its items.
func (b *jsonBuilder) place(path string) (values *[fields]string, rest string, ok bool) {
	if b.flat || !strings.HasPrefix(path, "lines") {
		return &b.order, path, true
	}
	index, rest, ok := strings.Cut(strings.TrimPrefix(path, "lines["), "].")
	i, err := strconv.Atoi(index)
	if !ok || err != nil || i < 0 || i >= maxLines {
		return nil, "", false
	}
	for len(b.items) <= i {
		b.items = append(b.items, [fields]string{})
	}
	return &b.items[i], rest, true
}

func (b *jsonBuilder) field(key string, ofOrder bool) (field, bool) {
	if ofOrder && !b.flat {
		if f, ok := jsonKeys[key]; ok {
			return f, true
		}
	} else if f, ok := jsonItemKeys[key]; ok {
		return f, true
	}
	for _, f := range b.known {
		if f.String() == key && (b.flat || (f < firstItemField) == ofOrder) {
			return f, true
		}
	}
	return 0, false
}

func addLine(values *[fields]string, text string) {
	switch {
	case values[fAddress1] == "":
		values[fAddress1] = text
	case values[fAddress2] == "":
		values[fAddress2] = text
	default:
		values[fAddress2] += "\n" + text
	}
}

// money writes {"amount": 1234, "currency": "EUR"} as "12.34 EUR".
func (b *jsonBuilder) money(all []file.Leaf, minor map[string]string) (key, fault string) {
	for _, l := range all {
		base, isCurrency := strings.CutSuffix(l.Path, ".currency")
		amount, have := minor[base]
		if !isCurrency || !have {
			continue
		}
		n, err := strconv.ParseInt(amount, 10, 64)
		if err != nil {
			return base + ".amount", quote(amount) + " is not a whole number of minor units"
		}
		values, rest, _ := b.place(base)
		f, _ := b.field(rest, values == &b.order)
		values[f] = shipping.Money{Amount: n, Currency: shipping.Currency(l.Text)}.String()
		delete(minor, base)
	}
	for _, l := range all {
		if base, ok := strings.CutSuffix(l.Path, ".amount"); ok && minor[base] != "" {
			return base + ".currency", "the amount has no currency"
		}
	}
	return "", ""
}

func (b *jsonBuilder) records(o file.Object, to []record) []record {
	if len(b.items) == 0 {
		b.items = append(b.items, [fields]string{})
	}
	for i, item := range b.items {
		r := record{line: o.Line, values: item, item: i, begins: i == 0}
		if i == 0 {
			r.raw = o.Raw
			for f, v := range b.order {
				fill(&r.values[f], v)
			}
		}
		r.values[fNumber] = b.order[fNumber]
		to = append(to, r)
	}
	return to
}

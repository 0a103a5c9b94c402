package order

import (
	"crosslane/order/file"
	"crosslane/order/own"
)

// orderForm, productForm and receiptForm are the forms of Crosslane's own JSON.
var (
	orderForm   = own.Form{Order: names(orderFields[:firstItemField]), Item: names(orderFields[firstItemField:])}
	productForm = own.Form{Item: names(listFields)}
	receiptForm = own.Form{Item: names(stockFields)}
)

func names(list []field) (names []string) {
	for _, f := range list {
		names = append(names, f.String())
	}
	return names
}

// jsonOrders reads records from JSON objects: each order as many records as it has lines.
type jsonOrders struct {
	objects *file.Objects
	form    *own.Form
	queue   []record
}

func (j *jsonOrders) next() (*record, error) {
	for len(j.queue) == 0 {
		o, err := j.objects.Next()
		if err != nil {
			return nil, err
		}
		j.open(&o)
	}
	r := &j.queue[0]
	j.queue = j.queue[1:]
	return r, nil
}

// open makes the records of one object.
func (j *jsonOrders) open(raw *file.Object) {
	o, key, wrong := j.form.Read(raw)
	if wrong != "" {
		r := record{line: raw.Line, raw: raw.Raw, begins: true, whole: true, item: -1}
		r.values[fNumber] = o.Whole[fNumber.String()]
		r.fault = finding{field: fRow, name: key, item: -1, line: raw.Line, message: wrong, hint: "compare with docs/import.md"}
		j.queue = append(j.queue[:0], r)
		return
	}
	if len(o.Items) == 0 {
		o.Items = append(o.Items, nil)
	}
	j.queue = j.queue[:0]
	for i, item := range o.Items {
		r := record{line: raw.Line, item: i, begins: i == 0, said: o.Said}
		r.fill(item)
		if i == 0 {
			r.raw = raw.Raw
			r.fill(o.Whole)
		}
		r.values[fNumber] = o.Whole[fNumber.String()]
		j.queue = append(j.queue, r)
	}
}

// fill takes values in, by the names of their fields.
func (r *record) fill(values map[string]string) {
	for f := range fields {
		if v := values[f.String()]; v != "" {
			r.values[f] = v
		}
	}
}

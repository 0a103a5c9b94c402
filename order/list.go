package order

import (
	"cmp"
	"io"
	"strings"
	"time"

	"crosslane/fact"
	"crosslane/order/file"
	"crosslane/order/goods"
	"crosslane/order/measure"
	"crosslane/order/own"
	"crosslane/order/value"
	"crosslane/shipping"
)

// Item is one row of a list with what it came to, or why it is rejected.
type Item[T any] struct {
	Line  int
	Value T
	// Problems are why the row is rejected; nil: it is taken. Doubt is why it is, unless somebody says that its SKU is real.
	Problems, Doubt []fact.Problem
}

// List reads a list of products or of received stock, from Crosslane's own CSV or JSON.
// It is not for use by several goroutines at once.
type List[T any] struct {
	source source
	table  *table
	by     *Mapping // how it is written
	read   func(r *record, bad func(field, *value.Wrong)) T
}

// plain is how a list is read that nobody said more of.
var plain = &Mapping{zone: time.UTC}

// NewProducts reads products: sku, name, weight_g, length_mm, width_mm, height_mm, hs, origin,
// value, currency, battery, dangerous, class, min_shelf_life_days, rotation. Only the SKU must be there.
// An unknown column is an Invalid error.
func NewProducts(r io.Reader) (*List[shipping.Product], error) { return plain.Products(r) }

// Products is NewProducts for a list that is written as the mapping says: how numbers are written, in which units and encoding, how its
// columns are called beside their own names, which currency its values are in, and its names of countries.
func (m *Mapping) Products(r io.Reader) (*List[shipping.Product], error) {
	source, table, err := m.list(r, listFields, &productForm)
	if err != nil {
		return nil, err
	}
	rd := m.reading()
	return &List[shipping.Product]{source, table, m, func(r *record, bad func(field, *value.Wrong)) shipping.Product { return m.readProductRow(rd, r, bad) }}, nil
}

// NewStock reads receipts of stock: sku, warehouse, location, lot, expires, quantity, reference.
// Each becomes a move from the supplier. The location may be empty (the warehouse as a whole). A receipt without
// a reference is known by what it says, and by how many like it came before it in the file.
func NewStock(r io.Reader) (*List[fact.StockMoved], error) { return plain.Stock(r) }

// Stock is NewStock for a list that is written as the mapping says, see [Mapping.Products].
func (m *Mapping) Stock(r io.Reader) (*List[fact.StockMoved], error) {
	source, table, err := m.list(r, stockFields, &receiptForm)
	if err != nil {
		return nil, err
	}
	alike := map[fact.StockMoved]int64{}
	return &List[fact.StockMoved]{source, table, m, func(r *record, bad func(field, *value.Wrong)) fact.StockMoved {
		got := readReceipt(r, bad)
		if got.Reference == "" {
			alike[got]++
			got.Copy = alike[got]
		}
		return got
	}}, nil
}

// NewCount reads a stock-take, which has the columns of NewStock: what was counted of each lot in each place.
func NewCount(r io.Reader) (*List[fact.StockCounted], error) { return plain.Count(r) }

// Count is NewCount for a list that is written as the mapping says, see [Mapping.Products].
func (m *Mapping) Count(r io.Reader) (*List[fact.StockCounted], error) {
	source, table, err := m.list(r, stockFields, &receiptForm)
	if err != nil {
		return nil, err
	}
	return &List[fact.StockCounted]{source, table, m, readCount}, nil
}

// list finds out whether a list is a table or JSON. The table is nil for JSON.
func (m *Mapping) list(r io.Reader, known []field, form *own.Form) (source, *table, error) {
	if m.written.encoding != "" {
		r = file.Decoded(r, m.written.encoding)
	}
	w, err := file.Open(r)
	if err != nil {
		return nil, nil, err
	}
	if isJSON, err := w.HoldsJSON(); err != nil || isJSON {
		return &jsonOrders{objects: file.NewObjects(w), form: form}, nil, err
	}
	columns := func(f field) []string { return append([]string{listName(f)}, m.columns[f]...) }
	rows, err := file.NewTable(w, func(h []string) bool { return holds(h, columns(fSKU)) })
	if err != nil {
		return nil, nil, err
	}
	t := &table{rows: rows, header: rows.Header}
	if err := t.choose(known, columns, nil, true); err != nil {
		return nil, nil, err
	}
	if t.places[fSKU] == nil {
		return nil, nil, shipping.BadField("sku", "the file has no such column", "the columns are "+strings.Join(columnNames(known, columns), ", ")+"; for others name them under columns in a mapping")
	}
	return t, t, nil
}

// listName is the column of a field in a list, where name is the product's.
func listName(f field) string {
	if f == fProduct {
		return "name"
	}
	return f.String()
}

// Next answers with the next row, and [io.EOF] behind the last. Any other error means that
// the file cannot be read on.
func (l *List[T]) Next() (Item[T], error) {
	r, err := l.source.next()
	if err != nil {
		return Item[T]{}, err
	}
	l.by.cleanRow(r)
	item := Item[T]{Line: r.line}
	bad := func(f field, w *value.Wrong) {
		if w != nil {
			item.Problems = append(item.Problems, fact.Problem{Line: r.line, Field: cmp.Or(r.said[own.Place{Item: -1, Field: f.String()}], l.name(f)), Message: w.Message, Hint: w.Hint})
		}
	}
	if r.fault.message != "" {
		bad(fRow, value.Saying(r.fault.message, r.fault.hint))
		if r.fault.name != "" {
			item.Problems[0].Field = r.fault.name
		}
		return item, nil
	}
	bad(fSKU, value.Saying(goods.SKU(r.values[fSKU])))
	if what := ruined(r.values[fSKU]); what != "" {
		item.Doubt = []fact.Problem{{Line: r.line, Field: l.name(fSKU), Message: what, Hint: "export again, and open the file with that column as text; where it is real, import it with --as-written"}}
	}
	bad(fReference, value.Reference(r.values[fReference]))
	item.Value = l.read(r, bad)
	return item, nil
}

func (l *List[T]) name(f field) string {
	if l.table != nil {
		return l.table.name(f, listName(f))
	}
	return listName(f)
}

// readProductRow reads a product. What the mapping's defaults would say of it is not taken: it is no product's own.
func (m *Mapping) readProductRow(rd *value.Reader, r *record, bad func(field, *value.Wrong)) shipping.Product {
	p := shipping.Product{SKU: shipping.SKU(r.values[fSKU])}
	currency := shipping.CurrencyWritten(r.values[fCurrency])
	fill(&currency, m.currency)
	for _, f := range listFields {
		if text := r.values[f]; text != "" && f != fSKU && f != fCurrency {
			bad(f, rd.Product(&p, f.String(), text, currency))
		}
	}
	return p
}

func readReceipt(r *record, bad func(field, *value.Wrong)) fact.StockMoved {
	n, ok := measure.Whole(r.values[fQuantity])
	if !ok || n <= 0 {
		hint := "write how many pieces came in"
		if ok {
			hint += "; what is not there any more is told by crosslane stock adjust, scrap or count"
		}
		bad(fQuantity, value.Saying(value.Quoted(r.values[fQuantity])+" is not a whole number above zero", hint))
	}
	at, expires := r.shelf(bad)
	return fact.StockMoved{SKU: shipping.SKU(r.values[fSKU]), Lot: r.values[fLot], Quantity: n, From: shipping.Supplier, To: at, Expires: expires, Reference: r.values[fReference]}
}

func readCount(r *record, bad func(field, *value.Wrong)) fact.StockCounted {
	n, ok := measure.Whole(r.values[fQuantity])
	if !ok || n < 0 {
		bad(fQuantity, value.Saying(value.Quoted(r.values[fQuantity])+" is not a whole number", "write how many pieces were found; 0 where there are none"))
	}
	at, expires := r.shelf(bad)
	return fact.StockCounted{SKU: shipping.SKU(r.values[fSKU]), Location: at, Lot: r.values[fLot], Quantity: n, Expires: expires, Reference: r.values[fReference]}
}

// shelf reads where goods lie, and until when they are good.
func (r *record) shelf(bad func(field, *value.Wrong)) (shipping.Location, shipping.Date) {
	at, wrong := value.Warehouse(r.values[fWarehouse])
	bad(fWarehouse, wrong)
	at, wrong = value.Shelf(at, r.values[fLocation])
	bad(fLocation, wrong)
	bad(fExpires, value.Day(r.values[fExpires]))
	return at, shipping.Date(r.values[fExpires])
}

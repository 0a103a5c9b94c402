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
	read   func(r *record, bad func(field, *value.Wrong)) T
}

// NewProducts reads products: sku, name, weight_g, length_mm, width_mm, height_mm, hs, origin,
// value, currency, battery, dangerous, class, min_shelf_life_days, rotation. Only the SKU must be there.
// An unknown column is an Invalid error.
func NewProducts(r io.Reader) (*List[shipping.Product], error) {
	source, table, err := newList(r, listFields, &productForm)
	if err != nil {
		return nil, err
	}
	return &List[shipping.Product]{source, table, readProduct}, nil
}

// NewStock reads receipts of stock: sku, warehouse, location, lot, expires, quantity, reference.
// Each becomes a move from the supplier. The location may be empty (the warehouse as a whole). A receipt without
// a reference is known by what it says, and by how many like it came before it in the file.
func NewStock(r io.Reader) (*List[fact.StockMoved], error) {
	source, table, err := newList(r, stockFields, &receiptForm)
	if err != nil {
		return nil, err
	}
	alike := map[fact.StockMoved]int64{}
	return &List[fact.StockMoved]{source, table, func(r *record, bad func(field, *value.Wrong)) fact.StockMoved {
		m := readReceipt(r, bad)
		if m.Reference == "" {
			alike[m]++
			m.Copy = alike[m]
		}
		return m
	}}, nil
}

// NewCount reads a stock-take, which has the columns of NewStock: what was counted of each lot in each place.
func NewCount(r io.Reader) (*List[fact.StockCounted], error) {
	source, table, err := newList(r, stockFields, &receiptForm)
	if err != nil {
		return nil, err
	}
	return &List[fact.StockCounted]{source, table, readCount}, nil
}

// newList finds out whether a list is a table or JSON. The table is nil for JSON.
func newList(r io.Reader, known []field, form *own.Form) (source, *table, error) {
	w, err := file.Open(r)
	if err != nil {
		return nil, nil, err
	}
	if isJSON, err := w.HoldsJSON(); err != nil || isJSON {
		return &jsonOrders{objects: file.NewObjects(w), form: form}, nil, err
	}
	rows, err := file.NewTable(w, func(h []string) bool { return holds(h, []string{listName(fSKU)}) })
	if err != nil {
		return nil, nil, err
	}
	t := &table{rows: rows, header: rows.Header}
	columns := func(f field) []string { return []string{listName(f)} }
	if err := t.choose(known, columns, nil, true); err != nil {
		return nil, nil, err
	}
	if t.places[fSKU] == nil {
		return nil, nil, shipping.BadField("sku", "the file has no such column", "the columns are "+strings.Join(columnNames(known, columns), ", "))
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
	for f := range r.values {
		if r.values[f] = file.Composed(file.Formula(r.values[f])); field(f) >= fQuantity && field(f) <= fHS || field(f) == fValue || field(f) == fShelfLife {
			r.values[f] = file.Narrow(r.values[f])
		}
	}
	r.values[fSKU], r.values[fReference] = bareText(r.values[fSKU]), bareText(r.values[fReference])
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
	bad(fReference, checkReference(r.values[fReference]))
	item.Value = l.read(r, bad)
	return item, nil
}

// checkReference refuses what is no name of a paper: whatever bears it would be known as the delivery that bore it first.
func checkReference(reference string) *value.Wrong {
	if what := file.Nameless(reference); what != "" {
		return value.Saying(value.Quoted(reference)+" "+what, "write the number of the delivery note or count sheet, or leave it empty")
	}
	return nil
}

func (l *List[T]) name(f field) string {
	if l.table != nil {
		return l.table.name(f, listName(f))
	}
	return listName(f)
}

func readProduct(r *record, bad func(field, *value.Wrong)) shipping.Product {
	p := shipping.Product{SKU: shipping.SKU(r.values[fSKU])}
	rd := value.Reader{Unsure: value.Pointed}
	currency := shipping.CurrencyWritten(r.values[fCurrency])
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
	at, expires := readShelf(r, bad)
	return fact.StockMoved{SKU: shipping.SKU(r.values[fSKU]), Lot: r.values[fLot], Quantity: n, From: shipping.Supplier, To: at, Expires: expires, Reference: r.values[fReference]}
}

func readCount(r *record, bad func(field, *value.Wrong)) fact.StockCounted {
	n, ok := measure.Whole(r.values[fQuantity])
	if !ok || n < 0 {
		bad(fQuantity, value.Saying(value.Quoted(r.values[fQuantity])+" is not a whole number", "write how many pieces were found; 0 where there are none"))
	}
	at, expires := readShelf(r, bad)
	return fact.StockCounted{SKU: shipping.SKU(r.values[fSKU]), Location: at, Lot: r.values[fLot], Quantity: n, Expires: expires, Reference: r.values[fReference]}
}

// readShelf reads where goods lie, and until when they are good.
func readShelf(r *record, bad func(field, *value.Wrong)) (at shipping.Location, expires shipping.Date) {
	v := &r.values
	if v[fWarehouse] == "" || strings.ContainsAny(v[fWarehouse], "/@") {
		bad(fWarehouse, value.Saying(value.Quoted(v[fWarehouse])+" is not the name of a warehouse", "write the short word by which the Book knows it"))
	}
	if strings.Contains(v[fLocation], "@") {
		bad(fLocation, value.Saying(value.Quoted(v[fLocation])+" is not the name of a place in a warehouse", "write it without @"))
	}
	if at = shipping.Location(v[fWarehouse]); v[fLocation] != "" {
		at += shipping.Location("/" + v[fLocation])
	}
	if _, err := time.ParseInLocation(time.DateOnly, v[fExpires], time.UTC); v[fExpires] != "" && err != nil {
		bad(fExpires, value.Saying(value.Quoted(v[fExpires])+" is not a day", "write it as 2026-12-31"))
	}
	return at, shipping.Date(v[fExpires])
}

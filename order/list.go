package order

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strconv"
	"strings"
	"time"

	"crosslane/fact"
	"crosslane/order/file"
	"crosslane/shipping"
)

// Item is one row of a list with what it came to, or why it is rejected.
type Item[T any] struct {
	Line  int
	Value T
	// Problems are why the row is rejected; nil: it is taken.
	Problems []fact.Problem
}

// List reads a list of products or of received stock, from Crosslane's own CSV or JSON.
// It is not for use by several goroutines at once.
type List[T any] struct {
	source source
	table  *table
	read   func(r *record, bad func(field, *wrong)) T
}

// NewProducts reads products: sku, name, weight_g, length_mm, width_mm, height_mm, hs, origin,
// value, currency, battery, dangerous, class, rotation. Only the SKU must be there.
// An unknown column is an Invalid error.
func NewProducts(r io.Reader) (*List[shipping.Product], error) {
	source, table, err := newList(r, listFields)
	if err != nil {
		return nil, err
	}
	return &List[shipping.Product]{source, table, readProduct}, nil
}

// NewStock reads receipts of stock: sku, warehouse, location, lot, expires, quantity, reference.
// Each becomes a move from the supplier. The location may be empty (the warehouse as a whole). A receipt without
// a reference gets one made from the line's number and text, so that the same file counts once.
func NewStock(r io.Reader) (*List[fact.StockMoved], error) {
	source, table, err := newList(r, stockFields)
	if err != nil {
		return nil, err
	}
	return &List[fact.StockMoved]{source, table, readReceipt}, nil
}

// newList finds out whether a list is a table or JSON. The table is nil for JSON.
func newList(r io.Reader, known []field) (source, *table, error) {
	w, err := file.Open(r)
	if err != nil {
		return nil, nil, err
	}
	if isJSON, err := w.HoldsJSON(); err != nil || isJSON {
		return &jsonOrders{objects: file.NewObjects(w), known: known, flat: true}, nil, err
	}
	rows, err := file.NewTable(w, func(h []string) bool { return holds(h, []string{listName(fSKU)}) })
	if err != nil {
		return nil, nil, err
	}
	t := &table{rows: rows}
	columns := func(f field) []string { return []string{listName(f)} }
	if err := t.choose(known, columns, true); err != nil {
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
	item := Item[T]{Line: r.line}
	bad := func(f field, w *wrong) {
		if w != nil {
			item.Problems = append(item.Problems, fact.Problem{Line: r.line, Field: l.name(f), Message: w.message, Hint: w.hint})
		}
	}
	if r.fault.message != "" {
		bad(fRow, &wrong{r.fault.message, r.fault.hint})
		if r.fault.name != "" {
			item.Problems[0].Field = r.fault.name
		}
		return item, nil
	}
	if r.values[fSKU] == "" {
		bad(fSKU, &wrong{"the line has no SKU", "write the seller's number of the product"})
	}
	item.Value = l.read(r, bad)
	return item, nil
}

func (l *List[T]) name(f field) string {
	if l.table != nil {
		return l.table.name(f, listName(f))
	}
	return listName(f)
}

func readProduct(r *record, bad func(field, *wrong)) shipping.Product {
	p := shipping.Product{SKU: shipping.SKU(r.values[fSKU])}
	rd := reading{}
	currency := shipping.Currency(strings.ToUpper(r.values[fCurrency]))
	for _, f := range listFields {
		if text := r.values[f]; text != "" && f != fSKU && f != fCurrency {
			bad(f, rd.setProduct(&p, f, text, currency))
		}
	}
	return p
}

func readReceipt(r *record, bad func(field, *wrong)) fact.StockMoved {
	v := &r.values
	m := fact.StockMoved{SKU: shipping.SKU(v[fSKU]), Lot: v[fLot], From: shipping.Supplier, Reference: v[fReference]}
	n, ok := wholeNumber(v[fQuantity])
	if m.Quantity = n; !ok || n <= 0 {
		bad(fQuantity, &wrong{quote(v[fQuantity]) + " is not a whole number above zero", "write how many pieces came in"})
	}
	if v[fWarehouse] == "" || strings.ContainsAny(v[fWarehouse], "/@") {
		bad(fWarehouse, &wrong{quote(v[fWarehouse]) + " is not the name of a warehouse", "write the short word by which the Book knows it"})
	}
	m.To = shipping.Location(v[fWarehouse])
	if v[fLocation] != "" {
		m.To += shipping.Location("/" + v[fLocation])
	}
	if text := v[fExpires]; text != "" {
		if _, err := time.ParseInLocation(time.DateOnly, text, time.UTC); err != nil {
			bad(fExpires, &wrong{quote(text) + " is not a day", "write it as 2026-12-31"})
		}
		m.Expires = shipping.Date(text)
	}
	if m.Reference == "" {
		sum := sha256.Sum256(r.raw)
		m.Reference = "line " + strconv.Itoa(r.line) + " " + hex.EncodeToString(sum[:6])
	}
	return m
}

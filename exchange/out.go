package exchange

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant/stock"
	"crosslane/shipping"
)

// bookmark is the name under which it is kept how far the record was written out: a place, or a place and to where it is being written.
const bookmark = "exchange"

// part is how many facts one look writes out.
const part = 5000

// write writes what was recorded since the last time. Before a file is written it is kept up to where it reaches: whatever ends the
// program, the same file is written again under its name.
func (f *Folder) write(ctx context.Context) error {
	if err := f.m.Fill(ctx); err != nil {
		return err
	}
	text, err := f.m.Views.Bookmark(ctx, f.m.ID, bookmark)
	if err != nil {
		return err
	}
	var from, to int64
	switch n, _ := fmt.Sscan(text, &from, &to); n {
	case 0:
		return f.begin(ctx)
	case 1:
		to = 0
	}
	facts, err := f.m.Ledger.Feed(ctx, f.m.ID, from, part)
	if err != nil || len(facts) == 0 {
		return err
	}
	if to == 0 {
		to = facts[len(facts)-1].Pos
		if err := f.keep(ctx, fmt.Sprint(from, " ", to)); err != nil {
			return err
		}
	}
	facts = slices.DeleteFunc(facts, func(r ledger.Recorded) bool { return r.Pos > to })
	if err := f.parcels(ctx, to, facts); err != nil {
		return err
	}
	skus := map[shipping.SKU]bool{}
	for _, r := range facts {
		switch r.Fact.Body.(type) {
		case *fact.StockMoved, *fact.StockReserved, *fact.StockReleased:
			skus[shipping.SKU(r.Fact.Stream.ID())] = true
		}
	}
	if err := f.levels(ctx, to, slices.Sorted(maps.Keys(skus))); err != nil {
		return err
	}
	return f.keep(ctx, strconv.FormatInt(to, 10))
}

// begin has the record written out from now on, and writes how many lie of every product.
func (f *Folder) begin(ctx context.Context) error {
	place, err := f.m.Views.Cursor(ctx, f.m.ID)
	if err != nil || place == "" {
		return err
	}
	at, err := strconv.ParseInt(place, 10, 64)
	if err != nil {
		return err
	}
	all, err := stock.Shelves(ctx, f.m)
	if err != nil {
		return err
	}
	var skus []shipping.SKU
	for i := range all {
		skus = append(skus, all[i].SKU)
	}
	if err := f.levels(ctx, at, skus); err != nil {
		return err
	}
	return f.keep(ctx, place)
}

func (f *Folder) keep(ctx context.Context, text string) error {
	return f.m.Views.KeepBookmarks(ctx, f.m.ID, map[string]string{bookmark: text})
}

// put writes rows under a header as a file that is named by how far the record reaches in it. Of no rows there is no file.
func (f *Folder) put(kind string, to int64, header []string, rows [][]string) error {
	if len(rows) == 0 {
		return nil
	}
	var b bytes.Buffer
	_ = csv.NewWriter(&b).WriteAll(append([][]string{header}, rows...)) // to memory
	name := fmt.Sprintf("%s-%012d.csv", kind, to)
	if err := whole(filepath.Join(f.dir, "out", name), b.Bytes()); err != nil {
		return failed("write "+name, err)
	}
	return nil
}

// parcels writes which parcels were booked, handed over and delivered.
func (f *Folder) parcels(ctx context.Context, to int64, facts []ledger.Recorded) error {
	var rows [][]string
	for _, r := range facts {
		event := ""
		switch b := r.Fact.Body.(type) {
		case *fact.Booked:
			event = "booked"
		case *fact.HandedOver:
			event = "handed over"
		case *fact.MilestoneReached:
			if b.Status == shipping.Delivered {
				event = "delivered"
			}
		}
		if event == "" {
			continue
		}
		id := shipping.ParcelID(r.Fact.Stream.ID())
		state, err := f.m.Ledger.Read(ctx, f.m.ID, r.Fact.Stream)
		if err != nil {
			return err
		}
		p := fact.ParcelIn(state, id)
		carrier, waybill := p.Booking.Carrier, p.Booking.Waybill
		if b, ok := r.Fact.Body.(*fact.Booked); ok {
			carrier, waybill = b.Carrier, b.Waybill
		}
		if state, err = f.m.Ledger.Read(ctx, f.m.ID, p.Plan.Order.Stream()); err != nil {
			return err
		}
		o := fact.OrderIn(state, p.Plan.Order).Order
		rows = append(rows, []string{string(r.Fact.ID()), r.Fact.At.UTC().Format(time.RFC3339), event, o.Number, o.Storefront, string(id), string(carrier), waybill, string(p.Plan.Warehouse)})
	}
	return f.put("parcels", to, []string{"event_id", "at", "event", "order", "storefront", "parcel", "carrier", "waybill", "warehouse"}, rows)
}

// levels writes how many pieces of products lie in each warehouse, and how many of them are free. One of which nothing lies has one row
// without a warehouse.
func (f *Folder) levels(ctx context.Context, to int64, skus []shipping.SKU) error {
	var rows [][]string
	for _, sku := range skus {
		state, err := f.m.Ledger.Read(ctx, f.m.ID, sku.Stream())
		if err != nil {
			return err
		}
		type level struct{ onHand, free int64 }
		at := map[shipping.WarehouseID]level{}
		for _, l := range fact.StockIn(state, sku).Lots {
			w := at[l.Location.Warehouse()]
			at[l.Location.Warehouse()] = level{w.onHand + l.OnHand, w.free + l.Free()}
		}
		if len(at) == 0 {
			at[""] = level{}
		}
		for _, w := range slices.Sorted(maps.Keys(at)) {
			rows = append(rows, []string{string(sku), string(w), strconv.FormatInt(at[w].onHand, 10), strconv.FormatInt(at[w].free, 10)})
		}
	}
	return f.put("stock", to, []string{"sku", "warehouse", "on_hand", "free"}, rows)
}

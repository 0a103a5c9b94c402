package storefront_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
	"crosslane/storefront"
	"crosslane/view"
)

// parcels are those of all orders, oldest first.
func (b *business) parcels(t testing.TB) []view.ParcelRow {
	t.Helper()
	if err := b.m.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	list, err := b.m.Views.Parcels(t.Context(), b.m.ID, view.Page{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// record records something of a parcel.
func (b *business) record(t testing.TB, p shipping.ParcelID, body fact.Body) {
	t.Helper()
	_, err := b.m.Ledger.Record(t.Context(), b.m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: p.Stream(), At: b.now(), By: "test", Body: body}}})
	if err != nil {
		t.Fatal(err)
	}
}

// book has the carrier that a parcel asks take it.
func (b *business) book(t testing.TB, p shipping.ParcelID, waybill string) {
	t.Helper()
	state, err := b.m.Ledger.Read(t.Context(), b.m.ID, p.Stream())
	if err != nil {
		t.Fatal(err)
	}
	k := fact.ParcelIn(state, p).Booking
	b.record(t, p, &fact.Booked{Channel: k.Channel, Carrier: k.Carrier, Waybill: waybill, Reference: waybill, Cost: shipping.Money{Amount: 500, Currency: "EUR"}})
}

// sold has a shop's order come in, whose goods lie there.
func sold(t *testing.T, dsn string, does storefront.Does) (*business, *wooShop) {
	t.Helper()
	b := begin(t, dsn)
	shop := shopOf(t, b.now)
	does.Orders = true
	b.connect(t, storefront.New{Connection: storefront.Connection{Name: "shop", URL: shop.URL, Does: does}})
	b.pass(time.Second)
	b.receive(t, "MUG,szx,50,GRN-1")
	shop.put(7, "processing", nil)
	if v, err := b.sync(t, "shop"); err != nil {
		t.Fatalf("%+v, %v", v, err)
	}
	if n := len(b.parcels(t)); n != 1 {
		t.Fatalf("%d parcels: %s", n, b.stages(t))
	}
	return b, shop
}

// TestParcelsAreTold: a parcel that was handed over is noted at its order, once, and the order completed; that it comes back so changes
// nothing here.
func TestParcelsAreTold(t *testing.T) {
	both(t, func(t *testing.T, dsn string) {
		b, shop := sold(t, dsn, storefront.Does{Parcels: storefront.Handed, Complete: true})
		p := b.parcels(t)[0].ID
		b.book(t, p, "WB-1")
		if v, err := b.sync(t, "shop"); err != nil || v.Parcels != 0 {
			t.Fatalf("it was told before it was handed over: %+v, %v", v, err)
		}
		b.record(t, p, &fact.HandedOver{})
		if v, err := b.sync(t, "shop"); err != nil || v.Parcels != 1 {
			t.Fatalf("%+v, %v", v, err)
		}
		notes := shop.notes["7"]
		if len(notes) != 1 || !strings.Contains(notes[0], "WB-1") || !strings.Contains(notes[0], "https://track.example/WB-1") || shop.orders[0]["status"] != "completed" || len(shop.orders[0]["meta_data"].([]any)) != 1 {
			t.Errorf("the order there: %v, %v", notes, shop.orders[0])
		}
		for range 3 {
			if v, err := b.sync(t, "shop"); err != nil || v.Parcels != 0 {
				t.Errorf("%+v, %v", v, err)
			}
		}
		if n := b.cases(t); n != 0 || !strings.Contains(b.stages(t), "shop 7 shipping") || len(shop.notes["7"]) != 1 {
			t.Errorf("%d cases, %s, notes %v", n, b.stages(t), shop.notes)
		}
	})
}

// TestParcelsAreToldOnce: whatever breaks off after the shop wrote, and before that is kept, the order has each parcel once.
func TestParcelsAreToldOnce(t *testing.T) {
	for name, at := range map[string]string{"the note": "POST", "the values": "PUT"} {
		t.Run(name, func(t *testing.T) {
			b, shop := sold(t, dbtest.SQLite(t), storefront.Does{Parcels: storefront.Booked})
			b.book(t, b.parcels(t)[0].ID, "WB-1")
			shop.mu.Lock()
			shop.after = func(r *http.Request) {
				if r.Method == at {
					shop.after = nil
					panic(http.ErrAbortHandler) // it is written, and nobody hears of it
				}
			}
			shop.mu.Unlock()
			if _, err := b.sync(t, "shop"); shipping.CodeOf(err) != shipping.Refused {
				t.Fatalf("the answer that broke off: %v", err)
			}
			b.again(t)
			b.pass(time.Hour)
			if v, err := b.sync(t, "shop"); err != nil || v.Parcels != 1 {
				t.Fatalf("%+v, %v", v, err)
			}
			if len(shop.notes["7"]) != 1 || len(shop.orders[0]["meta_data"].([]any)) != 1 || shop.orders[0]["status"] != "processing" {
				t.Errorf("notes %v, the order %v", shop.notes["7"], shop.orders[0])
			}
		})
	}
}

// TestParcelsThatAreNotTaken: what the shop refuses is tried again for days, told in the state of the connection, and holds up no other.
func TestParcelsThatAreNotTaken(t *testing.T) {
	b, shop := sold(t, dbtest.SQLite(t), storefront.Does{Parcels: storefront.Booked})
	shop.put(8, "processing", nil)
	if _, err := b.sync(t, "shop"); err != nil {
		t.Fatal(err)
	}
	for i, p := range b.parcels(t) {
		b.book(t, p.ID, "WB-"+string(rune('1'+i)))
	}
	shop.mu.Lock()
	shop.orders = shop.orders[1:] // order 7 is deleted there
	shop.mu.Unlock()
	v, err := b.sync(t, "shop")
	c, _ := b.shops.Get(t.Context(), b.m.ID, "shop")
	if err != nil || v.Parcels != 1 || c.Open != 1 || c.State != storefront.On || len(shop.notes["8"]) != 1 {
		t.Errorf("%+v, %v, %+v", v, err, c)
	}
	for range 10 {
		b.pass(25 * time.Hour)
		if _, err := b.sync(t, "shop"); err != nil {
			t.Fatal(err)
		}
	}
	if c, _ = b.shops.Get(t.Context(), b.m.ID, "shop"); c.Open != 0 || c.GivenUp != 1 || !strings.Contains(b.log.String(), "Invalid ID") {
		t.Errorf("%+v: %s", c, b.log.String())
	}
}

// TestLevelsAreTold: products and variations bear how many pieces are free, each only when that changed.
func TestLevelsAreTold(t *testing.T) {
	both(t, func(t *testing.T, dsn string) {
		b := begin(t, dsn)
		shop := shopOf(t, b.now)
		shop.product(1, 0, "MUG", 3)
		shop.product(11, 10, "TEE", nil)
		shop.product(12, 0, "CAP", 1)
		shop.product(13, 0, "CAP", 2)
		b.receive(t, "MUG,szx,50,GRN-1\nTEE,szx,8,GRN-1\nTEE,dui,4,GRN-1\nCAP,szx,9,GRN-1\nPIN,szx,2,GRN-1")
		b.connect(t, storefront.New{Connection: storefront.Connection{Name: "shop", URL: shop.URL, Warehouse: "szx", Does: storefront.Does{Orders: true, Stock: true}}})
		b.pass(time.Second)
		v, err := b.sync(t, "shop")
		if err != nil || v.Levels != 2 || shop.level(1) != "50" || shop.level(11) != "8" || shop.level(12) != "1" {
			t.Fatalf("%+v, %v: %s %s %s", v, err, shop.level(1), shop.level(11), shop.level(12))
		}
		shop.told("")
		if v, err := b.sync(t, "shop"); err != nil || v.Levels != 0 || shop.told("POST") != 0 {
			t.Errorf("nothing changed: %+v, %v", v, err)
		}
		shop.put(7, "processing", nil)
		if v, err := b.sync(t, "shop"); err != nil || v.Levels != 1 || shop.level(1) != "49" || shop.told("POST") != 1 {
			t.Errorf("one was sold: %+v, %v: %s", v, err, shop.level(1))
		}
		b.receive(t, "TEE,szx,5,GRN-2")
		shop.mu.Lock()
		shop.after = func(r *http.Request) {
			if r.Method == http.MethodPost {
				shop.after = nil
				panic(http.ErrAbortHandler)
			}
		}
		shop.mu.Unlock()
		if _, err := b.sync(t, "shop"); err == nil {
			t.Error("an answer that broke off is none")
		}
		b.again(t)
		b.pass(time.Hour)
		shop.told("")
		if v, err := b.sync(t, "shop"); err != nil || v.Levels != 1 || shop.level(11) != "13" || shop.told("POST") != 0 {
			t.Errorf("behind a kill: %+v, %v: %s", v, err, shop.level(11))
		}
	})
}

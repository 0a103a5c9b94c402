package ledger_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/ledger/upkeep"
	"crosslane/shipping"
)

// shop is a small story: an order takes stock if there is any, and its parcel is booked; a scan
// moves the parcel and sets a timer; a timer that elapses is a deviation.
type shop struct{}

func (shop) Needs(_ *fact.Balance, f *fact.Fact) []shipping.Stream {
	b, ok := f.Body.(*fact.OrderReceived)
	if !ok {
		return nil
	}
	streams := []shipping.Stream{b.Order.ID.Parcel(1).Stream(), shipping.BookStream}
	for _, line := range b.Order.Lines {
		streams = append(streams, line.SKU.Stream())
	}
	return streams
}

func (shop) Admit(s fact.State, f *fact.Fact) error {
	switch b := f.Body.(type) {
	case *fact.OrderReceived:
		if s.Balance(f.Stream).Version > 0 {
			return shipping.Fault(shipping.Known, "the order is known", "")
		}
	case *fact.StockMoved:
		if from := fact.StockIn(s, b.SKU).Lot(b.From, b.Lot); !b.From.Virtual() && (from == nil || from.Free() < b.Quantity) {
			return shipping.Fault(shipping.Refused, "there is not so much", "")
		}
	case *fact.Booked:
		if fact.ParcelIn(s, shipping.ParcelID(f.Stream.ID())).Booking.Stage == fact.BookingHeld {
			return shipping.Fault(shipping.Known, "the booking is known", "")
		}
	case *fact.ScanReceived:
		if fact.ParcelIn(s, shipping.ParcelID(f.Stream.ID())).Track.Seen(b.Scan.Print) {
			return shipping.Fault(shipping.Known, "the scan is known", "")
		}
	case *fact.CaseClosed:
		panic("nobody thought of closing cases")
	}
	return nil
}

func (shop) Decide(s fact.State, f *fact.Fact) []*fact.Fact {
	switch b := f.Body.(type) {
	case *fact.OrderReceived:
		return sell(s, f, &b.Order)
	case *fact.ScanReceived:
		return []*fact.Fact{{Stream: f.Stream, Body: &fact.MilestoneReached{Milestone: b.Scan.Milestone, Status: shipping.InTransit,
			Await: []fact.Timer{{Name: "arrive", Due: f.At.Add(48 * time.Hour)}}}}}
	case *fact.TimerElapsed:
		return []*fact.Fact{{Stream: f.Stream, Body: &fact.Deviated{What: b.Timer.Name}}}
	}
	return nil
}

// sell takes stock for an order and asks for a booking, or lets it wait.
func sell(s fact.State, f *fact.Fact, o *shipping.Order) []*fact.Fact {
	fact.BooksIn(s) // read, and never written
	var picks []shipping.Pick
	for _, line := range o.Lines {
		at := fact.StockIn(s, line.SKU)
		if at.Free("") < line.Quantity {
			return []*fact.Fact{{Stream: f.Stream, Body: &fact.Backordered{Missing: []fact.Shortage{{SKU: line.SKU, Quantity: line.Quantity}}}}}
		}
		picks = append(picks, shipping.Pick{SKU: line.SKU, Location: at.Lots[0].Location, Quantity: line.Quantity})
	}
	parcel := o.ID.Parcel(1)
	facts := []*fact.Fact{{Stream: f.Stream, Body: &fact.OrderAccepted{}}}
	for _, p := range picks {
		facts = append(facts, &fact.Fact{Stream: p.SKU.Stream(), Body: &fact.StockReserved{Order: o.ID, Pick: p}})
	}
	return append(facts,
		&fact.Fact{Stream: f.Stream, Body: &fact.Allocated{Shipment: o.ID.Shipment(1), Warehouse: "szx", Picks: picks, Parcels: []shipping.ParcelID{parcel}}},
		&fact.Fact{Stream: parcel.Stream(), Body: &fact.ParcelPlanned{Plan: fact.ParcelPlan{Order: o.ID, Shipment: o.ID.Shipment(1),
			Warehouse: "szx", Ship: o.Ship, Weight: o.Weight(), Value: o.Value(), Picks: picks}}},
		&fact.Fact{Stream: parcel.Stream(), Body: &fact.ChannelChosen{Primary: fact.Option{Channel: "air"}, Book: "v1"}},
		&fact.Fact{Stream: parcel.Stream(), Body: &fact.BookingRequested{Channel: "air", Carrier: "swift", Attempt: 1}})
}

const me shipping.MerchantID = "acme"

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func orderID(n int) shipping.OrderID {
	return shipping.NewOrderID(me, "web", fmt.Sprint(n), noon.Add(time.Duration(n)*time.Second))
}

func order(n int, sku shipping.SKU, quantity int64) *fact.Fact {
	id := orderID(n)
	return &fact.Fact{Stream: id.Stream(), At: noon, By: "import", Body: &fact.OrderReceived{Order: shipping.Order{
		ID: id, Storefront: "web", Number: fmt.Sprint(n), Placed: noon, Currency: "EUR", Ship: shipping.Place{Country: "DE", Postcode: "47051"},
		Lines: []shipping.Line{{Product: shipping.Product{SKU: sku, Name: "Mug with a handle", Weight: 350, HS: "691110", Origin: "CN"},
			Quantity: quantity, Price: shipping.Money{Amount: 1290, Currency: "EUR"}}}}}}
}

func receipt(sku shipping.SKU, quantity int64) *fact.Fact {
	return &fact.Fact{Stream: sku.Stream(), At: noon, By: "clerk:li", Body: &fact.StockMoved{SKU: sku, Quantity: quantity,
		From: shipping.Supplier, To: "szx/A-01"}}
}

func entry(facts ...*fact.Fact) ledger.Entry { return ledger.Entry{Facts: facts} }

// open opens a ledger on a database and closes both with the test.
func open(t testing.TB, dsn string, o ledger.Options) *ledger.Ledger {
	t.Helper()
	d, err := db.Open(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.Open(context.Background(), d, shop{}, o)
	if err != nil {
		d.Close()
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close(); d.Close() })
	return l
}

func put(t testing.TB, l *ledger.Ledger, facts ...*fact.Fact) []*fact.Fact {
	t.Helper()
	all, err := l.Record(context.Background(), me, entry(facts...))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func stock(t testing.TB, l *ledger.Ledger, sku shipping.SKU) *fact.StockState {
	t.Helper()
	s, err := l.Read(context.Background(), me, sku.Stream())
	if err != nil {
		t.Fatal(err)
	}
	return fact.StockIn(s, sku)
}

// audit checks everything that is stored, as another process would.
func audit(t testing.TB, dsn string) upkeep.Found {
	t.Helper()
	d, err := db.OpenReadOnly(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	found, err := upkeep.Audit(context.Background(), d, upkeep.Options{Law: neverOversold})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// neverOversold is the law of stock.
func neverOversold(merchant shipping.MerchantID, b *fact.Balance) error {
	s, ok := b.State.(*fact.StockState)
	if !ok {
		return nil
	}
	for _, lot := range s.Lots {
		if lot.Free() < 0 || lot.OnHand < 0 {
			return shipping.Fault(shipping.Corrupt, string(b.Stream)+" is oversold", "")
		}
	}
	if s.Sum() != 0 {
		return shipping.Fault(shipping.Corrupt, string(b.Stream)+" does not sum to zero", "")
	}
	return nil
}

package unsent_test

import (
	"strings"
	"testing"

	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/merchant/stock"
	"crosslane/merchant/unsent"
	"crosslane/order"
	"crosslane/shipping"
)

func mug(number, name, sku string) string {
	return `{"number":"` + number + `","placed":"2026-06-01T08:00:00Z","currency":"EUR","address":{"name":"` + name + `","lines":["Rue du Test 1"],"city":"Paris","postcode":"75011","country":"FR"},"lines":[{"sku":"` + sku + `","name":"Mug","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}`
}

// TestWhatIsStillToBeSent: of the orders to a person those are told that wait, and those whose parcels lie at the warehouse, with their
// labels; not what has left, what was called off, and what goes to others.
func TestWhatIsStillToBeSent(t *testing.T) {
	p, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	m, err := p.Merchant(t.Context(), merchant.First)
	if err != nil {
		t.Fatal(err)
	}
	list, err := order.NewStock(strings.NewReader("sku,warehouse,quantity\nMUG,szx,9\n"))
	if err == nil {
		_, err = stock.Receive(t.Context(), m, list, stock.AsKnown)
	}
	if err != nil {
		t.Fatal(err)
	}
	taken, err := m.TakeOrders(t.Context(), []byte("["+strings.Join([]string{mug("waits", "Anne Roux", "CUP"), mug("asked", "Anne Roux", "MUG"), mug("labelled", "Anne Roux", "MUG"), mug("left", "Anne Roux", "MUG"), mug("off", "Anne Roux", "MUG"), mug("another's", "Zoe Roux", "MUG")}, ",")+"]"), nil)
	if err != nil {
		t.Fatal(err)
	}
	tell := func(stream shipping.Stream, body fact.Body) {
		t.Helper()
		if _, err := m.Ledger.Record(t.Context(), m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: stream, At: m.Now(), By: "test", Body: body}}}); err != nil {
			t.Fatal(err)
		}
	}
	booked := func(at int) shipping.Stream {
		t.Helper()
		stream := taken[at].ID.Parcel(1).Stream()
		state, err := m.Ledger.Read(t.Context(), m.ID, stream)
		if err != nil {
			t.Fatal(err)
		}
		k := fact.ParcelIn(state, taken[at].ID.Parcel(1)).Booking
		tell(stream, &fact.Booked{Channel: k.Channel, Carrier: k.Carrier, Waybill: "W" + taken[at].Number, Label: "pap_label"})
		return stream
	}
	booked(2)
	tell(booked(3), &fact.HandedOver{})
	tell(taken[4].ID.Stream(), &fact.OrderCancelled{Why: "fraud"})
	orders, err := unsent.To(t.Context(), m, shipping.Address{Name: "Anne Roux", Postcode: "75011", Country: "FR"})
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for i := range orders {
		said[orders[i].Number] = orders[i].Text()
	}
	for number, want := range map[string]string{
		"waits":    "order waits (waiting): no carrier can be asked without an address: it stays here, and is a case once its goods are set aside",
		"asked":    "has no label: no carrier can be asked without an address: it stays here, and is a case, unless ",
		"labelled": "waybill Wlabelled, which has the address and takes the parcel all the same; what is not printed yet cannot be printed any more",
	} {
		if !strings.Contains(said[number], want) {
			t.Errorf("%s: %q", number, said[number])
		}
		delete(said, number)
	}
	if len(said) > 0 {
		t.Errorf("told, too: %q", said)
	}
	if orders, err := unsent.To(t.Context(), m, shipping.Address{Name: "Nobody Known", Postcode: "75011", Country: "FR"}); err != nil || len(orders) > 0 {
		t.Errorf("%+v, %v", orders, err)
	}
}

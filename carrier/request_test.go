package carrier

import (
	"fmt"
	"testing"

	"crosslane/fact"
	"crosslane/shipping"
)

func TestAParcelHoldsWhatWasPicked(t *testing.T) {
	line := func(sku shipping.SKU, n int64) shipping.Line {
		return shipping.Line{Product: shipping.Product{SKU: sku}, Quantity: n}
	}
	order := &shipping.Order{Lines: []shipping.Line{line("MUG", 3), line("CUP", 1), line("MUG", 2)}}
	for want, picks := range map[string][]shipping.Pick{
		"MUG 3, MUG 1, ": {{SKU: "MUG", Quantity: 4}},
		"MUG 2, CUP 1, ": {{SKU: "CUP", Quantity: 1}, {SKU: "MUG", Quantity: 1}, {SKU: "MUG", Quantity: 1}},
		"":               {{SKU: "JAR", Quantity: 1}},
	} {
		got := ""
		for _, l := range contents(order, picks) {
			got += fmt.Sprint(l.SKU, " ", l.Quantity, ", ")
		}
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// A parcel is counted among those of its own shipment: what leaves another warehouse, or later, is no piece of it.
func TestAParcelIsAPieceOfItsShipment(t *testing.T) {
	order := &fact.OrderState{Parcels: []fact.OrderParcel{{ID: "p1", Shipment: "s1"}, {ID: "p2", Shipment: "s2"}, {ID: "p3", Shipment: "s1"}}}
	for _, c := range []struct {
		id            shipping.ParcelID
		of            shipping.ShipmentID
		piece, pieces int
	}{{"p1", "s1", 1, 2}, {"p3", "s1", 2, 2}, {"p2", "s2", 1, 1}, {"p9", "s1", 0, 2}} {
		if piece, pieces := place(order, c.id, c.of); piece != c.piece || pieces != c.pieces {
			t.Errorf("%s is piece %d of %d, want %d of %d", c.id, piece, pieces, c.piece, c.pieces)
		}
	}
}

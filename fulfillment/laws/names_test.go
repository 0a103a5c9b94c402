package laws_test

import (
	"slices"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/fulfillment/laws"
	"crosslane/shipping"
)

func folded(stream shipping.Stream, bodies ...fact.Body) *fact.Balance {
	b := fact.NewBalance(stream)
	for _, body := range bodies {
		b.Apply(&fact.Fact{Stream: stream, Body: body})
	}
	return b
}

func TestNames(t *testing.T) {
	picks := []shipping.Pick{{SKU: "MUG"}, {SKU: "MUG", Lot: "b"}, {SKU: "CUP"}}
	for name, c := range map[string]struct {
		b    *fact.Balance
		want []shipping.Stream
	}{
		"order": {folded("order:o", &fact.Allocated{Shipment: "s", Picks: picks, Parcels: []shipping.ParcelID{"p-1", "p-2"}}),
			[]shipping.Stream{"parcel:p-1", "parcel:p-2", "stock:MUG", "stock:CUP"}},
		"parcel": {folded("parcel:p", &fact.ParcelPlanned{Plan: fact.ParcelPlan{Order: "o", Picks: picks}}, &fact.ParcelStuck{Case: "c"}),
			[]shipping.Stream{"order:o", "case:c", "stock:MUG", "stock:CUP"}},
		"case":        {folded("case:c", &fact.CaseOpened{Order: "o", Parcel: "p"}), []shipping.Stream{"order:o", "parcel:p"}},
		"case of all": {folded("case:c", &fact.CaseOpened{What: "no_way"}), nil},
		"stock":       {folded("stock:MUG", &fact.StockAwaited{Order: "o"}), []shipping.Stream{"order:o"}},
		"depot":       {folded("depot:d", &fact.StopChanged{Stop: fact.Stop{Parcel: "p"}}), []shipping.Stream{"parcel:p"}},
		"lane": {folded("lane:szx-DE", &fact.CauseGathered{What: "late", Case: "c"}, &fact.ChannelSwitched{Channel: "air", Case: "d"}),
			[]shipping.Stream{"case:c", "case:d"}},
	} {
		if got := laws.Names(c.b); !slices.Equal(got, c.want) {
			t.Errorf("%s: names %v, want %v", name, got, c.want)
		}
	}
}

func TestAwaits(t *testing.T) {
	asked := &fact.BookingRequested{Channel: "air", Attempt: 2}
	undo := &fact.CancelRequested{Waybill: "W1"}
	mail := &fact.MessageRequested{Message: "shipped", Way: "mail", Earliest: time.UnixMilli(5)}
	later := &fact.MessageRequested{Message: "shipped", Way: "mail", Earliest: time.UnixMilli(9)}
	tours := &fact.TourRequested{Date: "2026-03-02", Revision: 2}
	for name, c := range map[string]struct {
		b    *fact.Balance
		job  fact.Body
		want bool
	}{
		"a booking":                   {folded("parcel:p", asked), asked, true},
		"a booking that was answered": {folded("parcel:p", asked, &fact.Booked{Channel: "air", Waybill: "W1"}), asked, false},
		"a booking before another":    {folded("parcel:p", &fact.BookingRequested{Attempt: 1}, asked), &fact.BookingRequested{Attempt: 1}, false},
		"a cancellation":              {folded("parcel:p", asked, &fact.Booked{Waybill: "W1"}, undo), undo, true},
		"a cancellation of another":   {folded("parcel:p", asked, &fact.Booked{Waybill: "W1"}, undo), &fact.CancelRequested{Waybill: "W0"}, false},
		"a cancellation that is done": {folded("parcel:p", asked, undo, &fact.BookingCancelled{}), undo, false},
		"a message":                   {folded("parcel:p", mail), mail, true},
		"a message that was sent":     {folded("parcel:p", mail, &fact.MessageSent{Message: "shipped", Way: "mail"}), mail, false},
		"a message at another time":   {folded("parcel:p", mail, &fact.MessageSent{Message: "shipped", Way: "mail"}, later), mail, false},
		"a message of another kind":   {folded("parcel:p", mail), &fact.MessageRequested{Message: "late", Way: "mail", Earliest: time.UnixMilli(5)}, false},
		"a message by another way":    {folded("parcel:p", mail), &fact.MessageRequested{Message: "shipped", Way: "webhook", Earliest: time.UnixMilli(5)}, false},
		"tours":                       {folded("depot:d", tours), tours, true},
		"tours that were planned":     {folded("depot:d", tours, &fact.TourPlanned{}), tours, false},
		"tours of another day":        {folded("depot:d", tours), &fact.TourRequested{Date: "2026-03-01", Revision: 2}, false},
		"tours of another revision":   {folded("depot:d", tours), &fact.TourRequested{Date: "2026-03-02", Revision: 1}, false},
		"a move off a channel":        {folded("lane:szx-DE"), &fact.RebookRequested{Channel: "air"}, true},
	} {
		if got := laws.Awaits(c.b, &fact.Fact{Body: c.job}); got != c.want {
			t.Errorf("%s: awaited is %v", name, got)
		}
	}
}

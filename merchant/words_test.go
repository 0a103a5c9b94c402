package merchant

import (
	"errors"
	"strings"
	"testing"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/order"
	"crosslane/shipping"
)

// TestSecretsAreTheMerchantsOwn: a Book reaches the variables that bear its merchant's name, and no others.
func TestSecretsAreTheMerchantsOwn(t *testing.T) {
	t.Setenv("CROSSLANE_CARRIER_NORTH_SHOP__POST", "s3cret")
	t.Setenv("CROSSLANE_CARRIER_NORTH_SHOP__EMPTY", "")
	t.Setenv("CROSSLANE_CARRIER_NORTH__POST", "another's")
	for _, c := range []struct {
		named, secret string
		code          shipping.Code
	}{
		{"", "", ""},
		{"env:CROSSLANE_CARRIER_NORTH_SHOP__POST", "s3cret", ""},
		{"env:CROSSLANE_CARRIER_NORTH_SHOP__EMPTY", "", shipping.Unauthorized},
		{"env:CROSSLANE_CARRIER_NORTH__POST", "", shipping.Forbidden},
		{"env:CROSSLANE_CARRIER_NORTH_SHOP_EAST__POST", "", shipping.Forbidden}, // of north-shop-east
		{"env:HOME", "", shipping.Forbidden},
	} {
		secret, err := (&Merchant{ID: "north-shop"}).secretOf(book.Carrier{ID: "post", Secret: c.named})
		if secret != c.secret || shipping.CodeOf(err) != c.code {
			t.Errorf("%q: %q, %v", c.named, secret, err)
		}
	}
}

// TestWhatSomebodyMustLookAt: at a booking, beside the carrier's refusal.
func TestWhatSomebodyMustLookAt(t *testing.T) {
	for _, c := range []struct {
		err         error
		what, about string
	}{
		{nil, "", ""},
		{carrier.NoWayTo("post", nil), fact.CaseNoWay, "post"},
		{carrier.CannotUse("it has no waybill"), fact.CaseUnusableAnswer, ""},
		{&shipping.Error{Code: shipping.Conflict, Cause: &carrier.NumberTakenError{Carrier: "post", Waybill: "W1", Parcel: "par_1"}}, fact.CaseNumberTaken, "W1"},
		{shipping.Fault(shipping.Unauthorized, "who are you", ""), fact.CaseNoWay, ""},
		{carrier.Refuse("HEAVY", "over 2 kg"), "", ""},
		{carrier.Unavailable("no answer", nil), "", ""},
	} {
		if what, about := carrier.Hindrance(c.err, 1); what != c.what || about != c.about {
			t.Errorf("%v: %q about %q", c.err, what, about)
		}
	}
}

// TestWhatBecameOfAnOrder is what the ledger made of it, and else what the file says.
func TestWhatBecameOfAnOrder(t *testing.T) {
	in := &order.Intake{Verdict: order.Held, First: 7}
	for body, want := range map[fact.Body]order.Verdict{
		&fact.OrderAccepted{}: order.Accepted, &fact.OrderHeld{}: order.Held, &fact.OrderCancelled{}: order.Cancelled, &fact.OrderRejected{}: order.Rejected, &fact.Allocated{}: order.Held,
	} {
		if got := verdictOf(in, []*fact.Fact{{Body: &fact.OrderReceived{}}, {Body: body}}); got != want {
			t.Errorf("%s: %s, want %s", body.Kind(), got, want)
		}
	}
	if p := problemOf(in, &shipping.Error{Code: shipping.Refused, Message: "too late", Hint: "ask"}); p != (fact.Problem{Line: 7, Field: "order", Message: "too late", Hint: "ask"}) {
		t.Errorf("%+v", p)
	}
	if p := problemOf(in, errors.New("plain")); p.Message != "plain" || p.Hint != "" {
		t.Errorf("%+v", p)
	}
}

// TestPlacesInTheFeed: the beginning, a place, and what is none.
func TestPlacesInTheFeed(t *testing.T) {
	for cursor, want := range map[string]int64{"": 0, "12": 12} {
		if at, err := positionOf(cursor); at != want || err != nil {
			t.Errorf("%q: %d, %v", cursor, at, err)
		}
	}
	if _, err := positionOf("x"); shipping.CodeOf(err) != shipping.Corrupt || !strings.Contains(err.Error(), "no place in the feed") {
		t.Errorf("%v", err)
	}
}

// TestTheSameCarrier: a carrier stays connected while the Book says the same of it; what a carrier sells counts where it lives here.
func TestTheSameCarrier(t *testing.T) {
	b := &book.Book{Channels: []book.Channel{{ID: "a", Carrier: "one"}, {ID: "b", Carrier: "two"}, {ID: "c", Carrier: "one"}}}
	sold := soldBy(b, "one")
	if len(sold) != 2 || sold[0].ID != "a" || sold[1].ID != "c" {
		t.Errorf("%+v", sold)
	}
	for connector, same := range map[string]bool{"sim": false, "table": true} {
		w := &connected{entry: book.Carrier{ID: "one", Connector: connector}, sold: sold}
		if !w.same(&connected{entry: w.entry, sold: soldBy(b, "one")}) {
			t.Errorf("%s is another, and nothing changed", connector)
		}
		if got := w.same(&connected{entry: w.entry, sold: sold[:1]}); got != same {
			t.Errorf("%s sells less, and is the same: %t", connector, got)
		}
		if w.same(&connected{entry: book.Carrier{ID: "one", Connector: connector, Account: "x"}, sold: sold}) {
			t.Errorf("%s has another account, and is the same", connector)
		}
	}
}

// TestWhereDataLie: files of a directory, or a database, which is not shown as it is addressed.
func TestWhereDataLie(t *testing.T) {
	ledger, views := At{Data: "d"}.files()
	one, two := At{Data: "d", DB: "postgres://secret@host"}.files()
	if ledger != "d/ledger.db" || views != "d/views.db" || one != "postgres://secret@host" || two != one {
		t.Errorf("%s and %s, %s and %s", ledger, views, one, two)
	}
	if a, b := (At{Data: "d"}).String(), (At{DB: "postgres://secret@host"}).String(); a != "d" || b != "the database" {
		t.Errorf("%s, %s", a, b)
	}
}

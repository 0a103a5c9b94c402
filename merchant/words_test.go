package merchant

import (
	"errors"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/shipping"
)

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
		if what, about := carrier.Hindrance(c.err); what != c.what || about != c.about {
			t.Errorf("%v: %q about %q", c.err, what, about)
		}
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
	sold := b.SoldBy("one")
	if len(sold) != 2 || sold[0].ID != "a" || sold[1].ID != "c" {
		t.Errorf("%+v", sold)
	}
	for connector, same := range map[string]bool{"sim": false, "table": true} {
		w := &connected{entry: book.Carrier{ID: "one", Connector: connector}, sold: sold}
		if !w.same(&connected{entry: w.entry, sold: b.SoldBy("one")}) {
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

// TestAPollerKeepsNothingBehindAnErasure: looking whether somebody was erased, and keeping, are one step.
func TestAPollerKeepsNothingBehindAnErasure(t *testing.T) {
	p, err := Open(t.Context(), At{Data: t.TempDir()}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	m, err := p.Merchant(t.Context(), First)
	if err != nil {
		t.Fatal(err)
	}
	poller := m.Carriers(CarrierOptions{}).poller(book.Carrier{ID: "post", Account: "umbra"}, nil)
	erased := func() string {
		text, err := poller.Erased(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	before := erased()
	list := `{"list":[{"waybill":"W1","scan":{},"raw":"QW5uYSBMaW5k","since":"2026-03-02T08:00:00Z"}]}`
	if err := poller.Keep(t.Context(), "7", list, before); err != nil {
		t.Fatal(err)
	}
	if n, err := m.Erase(t.Context(), shipping.Address{Name: "Anna Lind", Country: "DE"}); n != 1 || err != nil {
		t.Errorf("%d messages are erased, %v", n, err)
	}
	if err := poller.Keep(t.Context(), "8", list, before); shipping.CodeOf(err) != shipping.Conflict {
		t.Errorf("kept what was read before: %v", err)
	}
	at, left, err := poller.Recall(t.Context())
	if at != "7" || left != "" || err != nil || erased() == before {
		t.Errorf("at %q, left %q, %v", at, left, err)
	}
	if err := poller.Keep(t.Context(), "8", "", erased()); err != nil {
		t.Error(err)
	}
	if told, err := m.Views.Bookmarks(t.Context(), m.ID, listened); err != nil || len(told) != 1 {
		t.Errorf("carriers are listened to under %q, %v", told, err)
	}
}

// TestTheFirstFieldIsTold: of several that are wrong, by their order on the page.
func TestTheFirstFieldIsTold(t *testing.T) {
	long := strings.Repeat("x", mostLine+1)
	for range 20 {
		for _, c := range []struct {
			by, why, text, field string
		}{{"a\x00", "b\x00", "c\x00", "by"}, {"a", "b\x00", "c\x00", "why"}, {"a", "b", "c\x00", "text"}, {long, long, "c", "by"}, {"a", long, "c", "why"}} {
			err := sayable(time.Now(), c.by, &fact.CaseClosed{Why: c.why}, []shipping.Document{shipping.NewDocument("text/plain", "", []byte(c.text))})
			if e, ok := errors.AsType[*shipping.Error](err); !ok || e.Field != c.field {
				t.Fatalf("%.5q, %.5q: %v, want %s", c.by, c.why, err, c.field)
			}
		}
	}
}

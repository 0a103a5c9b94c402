package fulfillment_test

import (
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/shipping"
)

// TestTimerWithoutBook: a timer that falls due before the Book in force is loaded is not admitted yet, whatever it is of.
func TestTimerWithoutBook(t *testing.T) {
	rules, err := fulfillment.Prepare(book.Default())
	if err != nil {
		t.Fatal(err)
	}
	state := fact.Balances{}
	state.Balance(shipping.BookStream).Apply(&fact.Fact{Stream: shipping.BookStream, At: rules.Book.From, Body: &fact.BookPublished{Version: rules.Book.Version}})
	timer := fact.Timer{Name: "depart", Due: rules.Book.From.Add(time.Hour)}
	for _, stream := range []shipping.Stream{"parcel:p", "case:c", "lane:szx-DE", "depot:d"} {
		f := &fact.Fact{Stream: stream, At: timer.Due, Recorded: timer.Due, Body: &fact.TimerElapsed{Timer: timer}}
		if err := fulfillment.New(fulfillment.NewShelf()).Admit(state, f); shipping.CodeOf(err) != shipping.Unavailable {
			t.Errorf("%s without its Book: %v", stream, err)
		}
		if err := fulfillment.New(fulfillment.NewShelf(rules)).Admit(state, f); shipping.CodeOf(err) == shipping.Unavailable || err == nil {
			t.Errorf("%s with its Book, and nobody waits: %v", stream, err)
		}
	}
}

// TestWhatAnErasureIs: the erasures of a merchant take in that documents were erased, and nothing else.
func TestWhatAnErasureIs(t *testing.T) {
	d, state := fulfillment.New(fulfillment.NewShelf()), fact.Balances{}
	if err := d.Admit(state, &fact.Fact{Stream: shipping.ErasureStream, By: "clerk", Body: &fact.DocumentsErased{Documents: []shipping.DocumentID{"pap_1"}}}); err != nil {
		t.Error(err)
	}
	for _, b := range []fact.Body{&fact.CaseClosed{}, &fact.DecisionsRevised{Version: 1}, &fact.Booked{}} {
		if err := d.Admit(state, &fact.Fact{Stream: shipping.ErasureStream, By: "clerk", Body: b}); err == nil {
			t.Errorf("%s was admitted among the erasures", b.Kind())
		}
	}
}

// TestErasuresAreListedOnce: from which moment erasures are facts is recorded once, also where the decisions stay as they are.
func TestErasuresAreListedOnce(t *testing.T) {
	d, state := fulfillment.New(fulfillment.NewShelf()), fact.Balances{}
	revised := func(erasures bool) *fact.Fact {
		return &fact.Fact{Stream: shipping.BookStream, By: "program", Body: &fact.DecisionsRevised{Version: fulfillment.Version, Erasures: erasures}}
	}
	for i, c := range []struct {
		erasures bool
		code     shipping.Code
	}{{false, ""}, {false, shipping.Known}, {true, ""}, {true, shipping.Known}, {false, shipping.Known}} {
		f := revised(c.erasures)
		if err := d.Admit(state, f); shipping.CodeOf(err) != c.code {
			t.Errorf("revision %d, erasures %t: %v, want %q", i, c.erasures, err, c.code)
		} else if err == nil {
			state.Balance(f.Stream).Apply(f)
		}
	}
}

// TestBooksPublished: a Book that was read is admitted unless it is the newest already; one of before may be published again.
func TestBooksPublished(t *testing.T) {
	first, err := fulfillment.Prepare(book.Default())
	if err != nil {
		t.Fatal(err)
	}
	other := *book.Default()
	other.Version = "another"
	second, err := fulfillment.Prepare(&other)
	if err != nil {
		t.Fatal(err)
	}
	d, state := fulfillment.New(fulfillment.NewShelf(first, second)), fact.Balances{}
	for i, c := range []struct {
		version string
		code    shipping.Code
	}{{"never read", shipping.Invalid}, {first.Book.Version, ""}, {first.Book.Version, shipping.Known}, {"another", ""}, {"another", shipping.Known}, {first.Book.Version, ""}} {
		f := &fact.Fact{Stream: shipping.BookStream, At: first.Book.From.Add(time.Duration(i) * time.Hour), By: "publish", Body: &fact.BookPublished{Version: c.version}}
		if err := d.Admit(state, f); shipping.CodeOf(err) != c.code {
			t.Errorf("Book %d, %s: %v, want %q", i, c.version, err, c.code)
		} else if err == nil {
			state.Balance(f.Stream).Apply(f)
		}
	}
}

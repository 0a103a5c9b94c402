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

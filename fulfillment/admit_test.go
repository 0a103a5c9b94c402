package fulfillment_test

import (
	"strings"
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
			t.Errorf("%s was admitted among the erasures", fact.KindOf(b))
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

// TestCancelledAtItsEnd: who calls off an order whose parcels have reached their end is told what became of them.
func TestCancelledAtItsEnd(t *testing.T) {
	for milestone, says := range map[shipping.Milestone]string{
		shipping.DeclaredLost: "parcel par_A-1: Declared lost", shipping.Destroyed: "parcel par_A-1: Destroyed",
		shipping.BackWithSender: "parcel par_A-1: Back with the sender", shipping.DeliveredMilestone: "the order has been delivered",
	} {
		s, err := parseStory(strings.ReplaceAll(atItsEnd, "END", string(milestone)) + "\n----\nnothing")
		if err != nil {
			t.Fatal(err)
		}
		decider, state := opened(t)
		for i, f := range append(s.given, s.when...) {
			_, err = record(decider, state, f)
			if last := i == len(s.given); !last && err != nil {
				t.Fatal(err)
			}
		}
		if shipping.CodeOf(err) != shipping.Refused || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", milestone, err)
		}
	}
}

const atItsEnd = `stock:MUG StockMoved quantity=10 from=@supplier to=dui
order:A OrderReceived ship_to="DE 10115" lines="1 MUG 400g 12.00 EUR"
parcel:A-1 Booked channel=home carrier=home waybill=H1
parcel:A-1 HandedOver
parcel:A-1 ScanReceived carrier=home waybill=H1 code=X milestone=END
order:A OrderCancelled why="refunded"`

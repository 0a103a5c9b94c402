package fulfillment_test

import (
	"os"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/shipping"
)

// A Book without the depot leaves no parcel alone there.
func TestDepotGone(t *testing.T) {
	file, err := os.ReadFile("testdata/book.yaml")
	if err != nil {
		t.Fatal(err)
	}
	b, err := book.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	b.Depots = nil
	rules, err := fulfillment.Prepare(b)
	if err != nil {
		t.Fatal(err)
	}
	story, state := fulfillment.New(fulfillment.NewShelf(rules)), fact.Balances{}
	depot, parcel, due := shipping.DepotID("dui").Stream(), shipping.ParcelID("par_A-1"), b.From.Add(time.Hour)
	for _, f := range []*fact.Fact{
		{Stream: shipping.BookStream, At: b.From, Body: &fact.BookPublished{Version: b.Version}},
		{Stream: parcel.Stream(), Body: &fact.ParcelPlanned{Plan: fact.ParcelPlan{Order: "ord_A"}}},
		{Stream: depot, Body: &fact.StopChanged{Stop: fact.Stop{Parcel: parcel, Stage: fact.StopWaiting}}},
		{Stream: depot, Body: &fact.Awaited{Await: []fact.Timer{{Name: "plan", Due: due}}}},
	} {
		state.Balance(f.Stream).Apply(f)
	}
	if _, err := record(story, state, &fact.Fact{Stream: depot, At: due, Recorded: due, Body: &fact.TimerElapsed{Timer: fact.Timer{Name: "plan", Due: due}}}); err != nil {
		t.Fatal(err)
	}
	if p := fact.ParcelIn(state, parcel); p.Case == "" || len(fact.DepotIn(state, "dui").Stops) != 0 {
		t.Errorf("case %q, depot %+v", p.Case, fact.DepotIn(state, "dui"))
	}
}

package fulfillment_test

import (
	"os"
	"testing"
	"time"

	"crosslane/book"
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
	story, state := fulfillment.New(fulfillment.NewShelf(rules)), shipping.Balances{}
	depot, parcel, due := shipping.DepotID("dui").Stream(), shipping.ParcelID("par_A-1"), b.From.Add(time.Hour)
	for _, f := range []*shipping.Fact{
		{Stream: shipping.BookStream, At: b.From, Body: &shipping.BookPublished{Version: b.Version}},
		{Stream: parcel.Stream(), Body: &shipping.ParcelPlanned{Plan: shipping.ParcelPlan{Order: "ord_A"}}},
		{Stream: depot, Body: &shipping.StopChanged{Stop: shipping.Stop{Parcel: parcel, Stage: shipping.StopWaiting}}},
		{Stream: depot, Body: &shipping.Awaited{Await: []shipping.Timer{{Name: "plan", Due: due}}}},
	} {
		state.Balance(f.Stream).Apply(f)
	}
	if _, err := record(story, state, &shipping.Fact{Stream: depot, At: due, Recorded: due, Body: &shipping.TimerElapsed{Timer: shipping.Timer{Name: "plan", Due: due}}}); err != nil {
		t.Fatal(err)
	}
	if p := shipping.ParcelIn(state, parcel); p.Case == "" || len(shipping.DepotIn(state, "dui").Stops) != 0 {
		t.Errorf("case %q, depot %+v", p.Case, shipping.DepotIn(state, "dui"))
	}
}

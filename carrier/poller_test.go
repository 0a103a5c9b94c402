package carrier_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/sim"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/tracking"
)

var alerts = book.Alerts{Depart: 48, Arrive: 168, Silence: 240, Pickup: 120}

// fleet is many parcels that are booked and tracked.
type fleet struct {
	*desk
	poller carrier.Poller
	owner  map[string]shipping.ParcelID
	states map[shipping.Stream]*fact.ParcelState
	papers map[shipping.DocumentID]bool
	cursor string
	scans  int
}

func launch(t *testing.T, n int, how sim.Behaviour, faults sim.Faults) *fleet {
	t.Helper()
	f := &fleet{desk: openDesk(t, how, faults), owner: map[string]shipping.ParcelID{}, states: map[shipping.Stream]*fact.ParcelState{}, papers: map[shipping.DocumentID]bool{}}
	f.poller = carrier.Poller{Carrier: "simpost", Tracker: f.client, Now: f.now, Owners: func(_ context.Context, _ shipping.CarrierID, waybills []string) ([]carrier.Owner, error) {
		owners := make([]carrier.Owner, len(waybills))
		for i, w := range waybills {
			owners[i] = carrier.Owner{Parcel: f.owner[w], Person: "per_x"}
		}
		return owners, nil
	}}
	for i := range n {
		id := shipping.ParcelID(fmt.Sprintf("par_%d", i))
		yes, err := f.client.Book(t.Context(), &carrier.Request{Key: string(id), Parcel: id, Channel: line, From: current.Warehouses[0], To: someone})
		if err != nil {
			t.Fatal(err)
		}
		f.owner[yes.Waybill] = id
		state := &fact.ParcelState{}
		state.Apply(&fact.Fact{At: f.now(), Body: &fact.BookingRequested{Channel: line.ID, Carrier: line.Carrier, Attempt: 1}})
		state.Apply(&fact.Fact{At: f.now(), Body: &fact.Booked{Channel: line.ID, Carrier: line.Carrier, Waybill: yes.Waybill}})
		f.states[id.Stream()] = state
	}
	return f
}

// poll takes all news in.
func (f *fleet) poll(t *testing.T) {
	t.Helper()
	for {
		news, err := f.poller.Poll(t.Context(), f.cursor)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range news.Documents {
			f.papers[p.ID] = true
		}
		for _, said := range news.Facts {
			f.take(t, said)
		}
		if len(news.Strays) > 0 {
			t.Errorf("%d strays", len(news.Strays))
		}
		if f.cursor = news.Next; !news.More {
			return
		}
	}
}

func (f *fleet) take(t *testing.T, said *fact.Fact) {
	t.Helper()
	p, scan := f.states[said.Stream], said.Body.(*fact.ScanReceived)
	if tracking.Admit(p, scan, said.At) != nil {
		return
	}
	f.scans++
	if scan.Scan.Milestone == shipping.Unmapped && !f.papers[scan.Scan.Raw] {
		t.Errorf("the raw message of %+v is not kept", scan.Scan)
	}
	p.Apply(said)
	if m := (&tracking.Watch{Channel: &line, Alerts: alerts}).Fold(p, scan, said.At); m != nil {
		p.Apply(&fact.Fact{At: said.At, Body: m})
	}
}

// Whatever the carrier's computer does to the feed, every parcel ends as the same parcel does
// when the feed is sound.
func TestFaultsOfTheFeedChangeNoEnd(t *testing.T) {
	how := sim.Behaviour{Hold: 100, Miss: 100, Damage: 50, Return: 50, Lose: 50}
	sound, faulty := launch(t, 150, how, sim.Faults{}), launch(t, 150, how, sim.Faults{Duplicate: 200, Late: 200, Unknown: 200})
	for range 90 {
		for _, f := range []*fleet{sound, faulty} {
			f.clock.Add(24 * 3600)
			f.poll(t)
		}
	}
	ends := map[shipping.Status]int{}
	for stream, p := range sound.states {
		q := faulty.states[stream]
		if p.Track.Status != q.Track.Status || p.Track.Milestone != q.Track.Milestone || !p.Track.At.Equal(q.Track.At) {
			t.Errorf("%s: %s %s, with faults %s %s", stream, p.Track.Milestone, p.Track.At, q.Track.Milestone, q.Track.At)
		}
		ends[p.Track.Status]++
	}
	if ends[shipping.Delivered] < 110 || ends[shipping.Returned] == 0 || faulty.scans <= sound.scans {
		t.Errorf("ends %v, %d scans and %d", ends, sound.scans, faulty.scans)
	}
}

func TestAMalformedEventBlocksNothing(t *testing.T) {
	f := launch(t, 40, sim.Behaviour{}, sim.Faults{Malformed: 300})
	f.clock.Add(60 * 24 * 3600)
	f.poll(t)
	again := f.scans
	f.cursor = ""
	f.poll(t)
	if f.scans != again {
		t.Errorf("the same news again added %d scans", f.scans-again)
	}
	if len(f.papers) < 50 || f.scans < 300 {
		t.Errorf("%d raw messages, %d scans", len(f.papers), f.scans)
	}
}

func TestMessagesOfNobodyAreStrays(t *testing.T) {
	f := launch(t, 1, sim.Behaviour{}, sim.Faults{})
	news, err := f.poller.Read(t.Context(), []carrier.Message{
		{Waybill: "UNKNOWN", Scan: fact.Scan{Milestone: shipping.PickedUp}, At: start},
		{Raw: []byte("rubbish"), Problem: fmt.Errorf("not an event")},
	})
	if err != nil || len(news.Strays) != 2 || len(news.Facts) != 0 {
		t.Errorf("%+v, %v", news, err)
	}
	for waybill, id := range f.owner {
		news, err = f.poller.Read(t.Context(), []carrier.Message{{Waybill: waybill, Raw: []byte("rubbish"), Problem: fmt.Errorf("not an event")}})
		if err != nil || len(news.Facts) != 1 || len(news.Documents) != 1 || news.Documents[0].Person != "per_x" {
			t.Fatalf("%+v, %v", news, err)
		}
		said := news.Facts[0]
		s := said.Body.(*fact.ScanReceived).Scan
		if said.Stream != id.Stream() || s.Milestone != shipping.Unmapped || s.Raw != news.Documents[0].ID || s.Print == 0 || !said.At.Equal(f.now()) {
			t.Errorf("got %+v at %s", s, said.At)
		}
	}
	var waybill string
	for waybill = range f.owner {
	}
	problem := fmt.Errorf("not an event")
	news, err = f.poller.Read(t.Context(), []carrier.Message{{Waybill: waybill, Raw: []byte("a"), Problem: problem}, {Waybill: waybill, Raw: []byte("b"), Problem: problem}})
	if err != nil || news.Facts[0].Body.(*fact.ScanReceived).Scan.Print == news.Facts[1].Body.(*fact.ScanReceived).Scan.Print {
		t.Errorf("two unreadable messages are not one: %v", err)
	}
	ahead := carrier.Message{Waybill: waybill, Raw: []byte("c"), Scan: fact.Scan{Milestone: shipping.Sorted}, At: f.now().Add(48 * time.Hour)}
	news, err = f.poller.Read(t.Context(), []carrier.Message{ahead})
	if err != nil || news.Facts[0].Body.(*fact.ScanReceived).Scan.Milestone != shipping.Unmapped || !news.Facts[0].At.Equal(f.now()) {
		t.Errorf("a scan from the future is not believed: %+v, %v", news.Facts[0], err)
	}
	f.poller.Tracker = sim.Connect("http://127.0.0.1:1", time.Second)
	if _, err := f.poller.Poll(t.Context(), ""); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("got %v", err)
	}
}

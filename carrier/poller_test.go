package carrier_test

import (
	"context"
	"fmt"
	"testing"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/sim"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/tracking"
)

var alerts = book.Alerts{Depart: 48, Arrive: 168, Silence: 240, Pickup: 120}

// network is many parcels that are booked and tracked.
type network struct {
	*office
	poller *carrier.Poller
	owner  map[string]shipping.ParcelID
	states map[shipping.Stream]*fact.ParcelState
	raw    map[shipping.DocumentID]bool
	scans  int
}

func launch(t *testing.T, n int, how sim.Behaviour, faults sim.Faults) *network {
	t.Helper()
	f := &network{office: openOffice(t, how, faults), owner: map[string]shipping.ParcelID{}, states: map[shipping.Stream]*fact.ParcelState{}, raw: map[shipping.DocumentID]bool{}}
	f.poller = f.newPoller(t)
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

func (f *network) newPoller(t *testing.T) *carrier.Poller {
	return &carrier.Poller{
		Reader: carrier.Reader{Carrier: "simpost", Now: f.now, Owners: func(_ context.Context, _ shipping.CarrierID, waybills []string) ([]carrier.Owner, error) {
			owners := make([]carrier.Owner, len(waybills))
			for i, w := range waybills {
				owners[i] = carrier.Owner{Parcel: f.owner[w], Person: "per_x", Booked: start}
			}
			return owners, nil
		}},
		Tracker: f.client,
		Record: func(_ context.Context, reports []carrier.Report) []error {
			for i := range reports {
				f.take(t, &reports[i])
			}
			return make([]error, len(reports))
		},
		Recall: func(context.Context) (string, string, error) { return "", "", nil },
		Keep:   func(context.Context, string, string, string) error { return nil },
	}
}

// poll takes all news in.
func (f *network) poll(t *testing.T) {
	t.Helper()
	if err := f.poller.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := f.poller.State(); s.Unmatched > 0 || s.Behind > 0 || s.LetGo > 0 {
		t.Errorf("got %+v", s)
	}
}

func (f *network) take(t *testing.T, r *carrier.Report) {
	t.Helper()
	p, scan := f.states[r.Fact.Stream], r.Fact.Body.(*fact.ScanReceived)
	for _, doc := range r.Documents() {
		f.raw[doc.ID] = true
	}
	if tracking.Admit(p, scan, r.Fact.At) != nil {
		return
	}
	f.scans++
	if scan.Scan.Milestone == shipping.Unmapped && !f.raw[scan.Scan.Raw] {
		t.Errorf("the raw message of %+v is not kept", scan.Scan)
	}
	p.Apply(r.Fact)
	if m := (&tracking.Watch{Channel: &line, Alerts: alerts}).Fold(p, scan, r.Fact.At); m != nil {
		p.Apply(&fact.Fact{At: r.Fact.At, Body: m})
	}
}

// Whatever the carrier's computer does to the feed, every parcel ends as the same parcel does
// when the feed is sound.
func TestFaultsOfTheFeedChangeNoEnd(t *testing.T) {
	how := sim.Behaviour{Hold: 100, Miss: 100, Damage: 50, Return: 50, Lose: 50}
	sound, faulty := launch(t, 150, how, sim.Faults{}), launch(t, 150, how, sim.Faults{Duplicate: 200, Late: 200, Unknown: 200})
	for range 90 {
		for _, f := range []*network{sound, faulty} {
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
	before := f.scans
	f.poller = f.newPoller(t) // it begins at the first event again
	f.poll(t)
	if f.scans != before {
		t.Errorf("the same news again added %d scans", f.scans-before)
	}
	if len(f.raw) < 50 || f.scans < 300 {
		t.Errorf("%d raw messages, %d scans", len(f.raw), f.scans)
	}
}

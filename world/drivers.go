package world

import (
	"context"
	"hash/fnv"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
	"crosslane/tracking"
)

// Chances at the door, in thousandths: that nobody takes a parcel, the first time and after that, and
// that a buyer asks for another window, before the driver leaves or when he is on his way.
const (
	nobodyHome      = 80
	nobodyHomeAgain = 300
	asksEarly       = 10
	asksLate        = 10
)

// drive lets the drivers of all depots do what their tours say up to now, and buyers job and collect.
// What happens depends on the seed, the parcel and the plan alone, and what was told before is not
// told again: so a run that was broken off goes on alike.
func (w *World) drive(ctx context.Context) error {
	var entries []ledger.Entry
	for i := range w.Depots {
		stream := w.Depots[i].ID.Stream()
		state, err := w.Merchant.Ledger.Read(ctx, w.Merchant.ID, stream)
		if err != nil {
			return err
		}
		d := drivers{w, &w.Depots[i], w.Clock.Now()}
		entries = append(entries, d.work(state.Balance(stream).State.(*fact.DepotState))...)
	}
	return w.record(ctx, entries)
}

// drivers are those of one depot, up to an instant.
type drivers struct {
	*World
	depot *book.Depot
	now   time.Time
}

func (d *drivers) work(s *fact.DepotState) (list []ledger.Entry) {
	for i := range s.Tours {
		t := &s.Tours[i]
		if t.Leaves.After(d.now) {
			continue
		}
		for _, v := range t.Visits { // all are loaded before the first is delivered
			if k, ok := s.Stop(v.Parcel); ok && k.Vehicle == t.Vehicle && k.Stage == fact.StopPlanned {
				list = append(list, d.scan(&k, t.Leaves, "LOADED", shipping.WithCourier))
			}
		}
		for _, v := range t.Visits {
			if k, ok := s.Stop(v.Parcel); ok && k.Vehicle == t.Vehicle && !v.Arrives.After(d.now) {
				list = append(list, d.call(&k, v.Arrives))
			}
		}
	}
	for i := range s.Stops {
		list = append(list, d.buyer(&s.Stops[i])...)
	}
	return list
}

// call is what happens at a stop.
func (d *drivers) call(k *fact.Stop, at time.Time) ledger.Entry {
	fails := uint64(nobodyHome)
	if k.Tries > 0 {
		fails = nobodyHomeAgain
	}
	switch {
	case k.Locker != "":
		return d.scan(k, at, "IN_LOCKER", shipping.AwaitingPickup)
	case d.draw(k, "door", k.Tries)%1000 < fails:
		return d.scan(k, at, "NOBODY_HOME", shipping.DeliveryFailed)
	}
	return d.scan(k, at, "DELIVERED", shipping.DeliveredMilestone)
}

// job is what the buyer does: collect from the locker, or ask for another window.
func (d *drivers) buyer(k *fact.Stop) []ledger.Entry {
	asks := d.draw(k, "slot", 0) % 1000
	passed := func(after time.Duration) bool { return !k.Since.Add(after).After(d.now) }
	hours := time.Duration(3+d.draw(k, "collect", 0)%40) * time.Hour
	switch {
	case k.Stage == fact.StopPickup && passed(hours):
		return []ledger.Entry{d.scan(k, k.Since.Add(hours), "COLLECTED", shipping.DeliveredMilestone)}
	case k.Slot != (shipping.Window{}) || k.Locker != "":
		return nil
	case k.Stage == fact.StopPlanned && asks < asksEarly && passed(time.Hour): // this afternoon
		return d.ask(k, 8*time.Hour, 10*time.Hour)
	case k.Stage == fact.StopOut && asks >= asksEarly && asks < asksEarly+asksLate && passed(2*time.Hour): // tomorrow
		return d.ask(k, 25*time.Hour, 29*time.Hour)
	}
	return nil
}

// ask asks for a window, counted from when the parcel was planned or loaded.
func (d *drivers) ask(k *fact.Stop, from, to time.Duration) []ledger.Entry {
	slot := shipping.Window{From: k.Since.Add(from), To: k.Since.Add(to)}
	return []ledger.Entry{tell(&fact.Fact{Stream: k.Parcel.Stream(), At: d.now, By: "buyer", Body: &fact.SlotChanged{Slot: slot}})}
}

func (d *drivers) scan(k *fact.Stop, at time.Time, code string, m shipping.Milestone) ledger.Entry {
	s := fact.Scan{Carrier: d.depot.Carrier, Waybill: k.Waybill, Code: code, Place: fact.ScanPlace{Facility: d.depot.Name}, Milestone: m}
	s.Print = tracking.Fingerprint(&s, at)
	return tell(&fact.Fact{Stream: k.Parcel.Stream(), At: at, By: "carrier:" + string(d.depot.Carrier), Body: &fact.ScanReceived{Scan: s}})
}

// draw is a number that depends on the seed, the parcel, what it is for and how often it was tried.
func (d *drivers) draw(k *fact.Stop, what string, tries int64) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(string(k.Parcel) + what)) // a hash never fails
	x := (h.Sum64() ^ d.Seed + uint64(tries)*0x9e3779b97f4a7c15) * 0xd6e8feb86659fd93
	return x >> 32
}

package epcis

import (
	"slices"
	"time"

	"crosslane/book"
	"crosslane/calendar"
	"crosslane/fact"
	"crosslane/shipping"
)

// Teller tells what is recorded of a merchant's parcels.
type Teller struct {
	// Domain is the merchant's own, below which names lie that GS1 has no key for.
	Domain string
	// Warehouses are those of the Book.
	Warehouses []book.Warehouse
	// Since is when what is told was recorded at the earliest. Zero: ever.
	Since time.Time
}

// LeftOut counts what is recorded of parcels and is no event.
type LeftOut struct {
	// NoInstant happened at a time that was told without an offset, in a place whose clocks are not known to be one, or on a day.
	NoInstant int `json:"no_instant"`
	// Unmapped are scans of which it is not known what they mean.
	Unmapped int `json:"unmapped"`
}

// Add adds what was left out elsewhere.
func (l *LeftOut) Add(o LeftOut) {
	l.NoInstant, l.Unmapped = l.NoInstant+o.NoInstant, l.Unmapped+o.Unmapped
}

// story is a parcel's, as far as it was told.
type story struct {
	*Teller
	id        shipping.ParcelID
	order     string
	warehouse *book.Warehouse // nil: the Book does not know it any more
	carrier   shipping.CarrierID
	waybill   string
	simulated bool
	labelled  []string // the names that the parcel had so far
	events    []Event
	left      LeftOut
}

// Tell makes the events of a parcel out of its stream, in the order in which they were recorded: its label, its hand-over, and what carriers
// told that has happened. Order is the number of its order, as partners know it; empty: none is told.
func (t *Teller) Tell(id shipping.ParcelID, order string, history []*fact.Fact) ([]Event, LeftOut) {
	s := &story{Teller: t, id: id, order: order}
	for _, f := range history {
		switch b := f.Body.(type) {
		case *fact.ParcelPlanned:
			if i := slices.IndexFunc(t.Warehouses, func(w book.Warehouse) bool { return w.ID == b.Plan.Warehouse }); i >= 0 {
				s.warehouse = &t.Warehouses[i]
			}
		case *fact.Booked:
			s.carrier, s.waybill, s.simulated = b.Carrier, b.Waybill, b.Simulated
			s.atWarehouse(f, shipping.LabelCreated)
		case *fact.BookingCancelled:
			s.atWarehouse(f, shipping.VoidedMilestone)
		case *fact.HandedOver:
			if f.Cause == "" { // else it was concluded from a scan, which tells it
				s.atWarehouse(f, shipping.DroppedOff)
			}
		case *fact.ScanReceived:
			s.scan(f, &b.Scan)
		}
	}
	return s.events, s.left
}

// atWarehouse tells what happened where the parcel leaves from, by the clocks there.
func (s *story) atWarehouse(f *fact.Fact, m shipping.Milestone) {
	zone := s.clocks()
	if zone == nil {
		s.miss(f, &s.left.NoInstant)
		return
	}
	e := Event{ReadPoint: &Place{s.Teller.warehouse(s.warehouse)}, Transactions: s.transactions(s.order, s.carrier, s.waybill)}
	s.tell(f, f.At.In(zone), m, s.waybill, e)
}

// clocks are those of the warehouse; nil where it is not known which.
func (s *story) clocks() *time.Location {
	if s.warehouse == nil {
		return nil
	}
	if s.warehouse.Zone != "" {
		zone, _ := calendar.Zone(s.warehouse.Zone)
		return zone
	}
	zone, _ := calendar.OneZoneOf(s.warehouse.Place)
	return zone
}

// scan tells what a carrier or a worker told. What is foreseen has not happened, and a number alone is no event.
func (s *story) scan(f *fact.Fact, scan *fact.Scan) {
	switch {
	case scan.NumberAlone() || scan.Classifier == fact.Estimated || scan.Classifier == fact.Planned || scan.Noted == fact.Silent:
		return
	case scan.Milestone == shipping.Unmapped || scan.Milestone == "":
		s.miss(f, &s.left.Unmapped)
		return
	case scan.Milestone == shipping.LabelCreated && slices.Contains(s.labelled, s.parcel(s.id, s.waybill)): // the booking has told it
		return
	}
	at, known := instant(f.At, scan)
	if !known {
		s.miss(f, &s.left.NoInstant)
		return
	}
	carrier, waybill := scan.Carrier, scan.Waybill
	if waybill == "" {
		carrier, waybill = s.carrier, s.waybill
	}
	e := Event{Transactions: s.transactions(s.order, carrier, waybill)}
	if scan.Said != "" {
		e.Found = byPlace
	}
	if id := s.place(&scan.Place); id != "" && !slices.Contains(doors, scan.Milestone) {
		e.ReadPoint = &Place{id}
	}
	s.tell(f, at, scan.Milestone, s.waybill, e)
}

// byPlace tells that an offset was not told, and that the place has it alone.
const byPlace = "by_place"

// saidForm is how a time is written that was told by the clocks of a place.
const saidForm = "2006-01-02T15:04:05"

// instant is when a scan was made, with its offset: as it was told, or by the clocks of a place that has one time alone.
func instant(at time.Time, scan *fact.Scan) (time.Time, bool) {
	if scan.Said == "" {
		_, offset := at.Zone()
		return at, offset%60 == 0
	}
	zone, one := calendar.OneZoneOf(shipping.Place{Country: scan.Place.Country, Region: scan.Place.Region, Postcode: scan.Place.Postcode})
	if !one {
		return at, false
	}
	at = at.In(zone)
	return at, at.Format(saidForm) == scan.Said
}

// miss counts what cannot be told, where it would be.
func (s *story) miss(f *fact.Fact, which *int) {
	if !f.Recorded.Before(s.Since) {
		*which++
	}
}

// tell fills an event in, and tells it.
func (s *story) tell(f *fact.Fact, at time.Time, m shipping.Milestone, waybill string, e Event) {
	step, disposition, ok := Words(m)
	if !ok {
		s.miss(f, &s.left.Unmapped)
		return
	}
	e.Type, e.Action, e.Step, e.Disposition, e.Milestone = "ObjectEvent", "OBSERVE", step, disposition, s.namespace()+string(m)
	name := s.parcel(s.id, waybill)
	switch again := slices.Contains(s.labelled, name); {
	case m == shipping.Destroyed:
		e.Action = "DELETE"
	case m == shipping.LabelCreated && again: // a thing comes into the world once
		e.Step, e.Disposition = "encoding", "encoded"
	case m == shipping.LabelCreated:
		e.Action = "ADD"
		s.labelled = append(s.labelled, name)
	}
	if f.Recorded.Before(s.Since) {
		return
	}
	if slices.Contains(stays, e.Step) {
		e.Location = e.ReadPoint
	}
	if s.simulated {
		e.Simulated = "yes"
	}
	at = at.Round(time.Millisecond)
	e.Things, e.Time, e.Offset = []string{name}, at.Format("2006-01-02T15:04:05.000Z07:00"), at.Format("-07:00")
	e.Recorded = f.Recorded.UTC().Format("2006-01-02T15:04:05.000Z07:00")
	e.ID = e.hash(at, s.namespace())
	s.events = append(s.events, e)
}

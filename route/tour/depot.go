// Package tour is the desk of the last-mile depots: which parcels a day's tours take, from where
// to where, what becomes of a parcel that nobody took; and the worker that lets route plan them.
package tour

import (
	"strconv"
	"time"

	"crosslane/book"
	"crosslane/calendar"
	"crosslane/shipping"
)

// Depot is a depot of the Book made ready to decide by.
type Depot struct {
	book.Depot
	currency shipping.Currency
	zone     *time.Location
}

// Open makes the depots of a Book ready. What does not fit together is an Invalid error that
// names the field.
func Open(b *book.Book) ([]*Depot, error) {
	var list []*Depot
	seen := map[shipping.DepotID]bool{}
	for i := range b.Depots {
		d := &Depot{Depot: b.Depots[i], currency: b.Base}
		at := "depots[" + strconv.Itoa(i) + "]."
		if d.ID == "" || seen[d.ID] {
			return nil, shipping.BadField(at+"id", "missing, or used twice", "give each depot a name of its own")
		}
		seen[d.ID] = true
		if err := d.check(at); err != nil {
			return nil, err
		}
		if err := d.settle(b, at); err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, nil
}

func (d *Depot) check(at string) error {
	switch {
	case d.Plans < 0 || d.Plans > d.Opens || d.Opens >= d.Closes || d.Closes > 24:
		return shipping.BadField(at+"opens", "the hours are not in order", "plans, opens and closes are hours of one day, in this order")
	case d.Service < 0 || d.Radius < 0 || d.Radius > mostRadius:
		return shipping.BadField(at+"radius", "service or radius is negative or beyond all measure", "seconds and metres")
	}
	names := map[string]bool{}
	for _, v := range d.Vehicles {
		if v.ID == "" || names[v.ID] || v.Parcels < 0 || v.Weight < 0 || v.Fixed < 0 || v.PerHour < 0 || v.PerKm < 0 {
			return shipping.BadField(at+"vehicles", "vehicle \""+v.ID+"\" has no name of its own, or a negative figure", "give each its own id, and figures from 0")
		}
		names[v.ID] = true
	}
	for _, l := range d.Lockers {
		if l.ID == "" || names[l.ID] || l.Opens < 0 || l.Opens >= l.Closes || l.Closes > 24 {
			return shipping.BadField(at+"lockers", "locker \""+l.ID+"\" has no name of its own, or never opens", "give each its own id, and opens before closes, within 0 to 24")
		}
		names[l.ID] = true
	}
	return nil
}

// mostRadius is 300 km: what a van can reach and come back from within a day.
const mostRadius = 300_000

// settle finds the depot's warehouse, and its clock.
func (d *Depot) settle(b *book.Book, at string) error {
	for i, w := range b.Warehouses {
		if w.ID != d.Warehouse {
			continue
		}
		var err error
		d.zone, err = calendar.ZoneAt("warehouses["+strconv.Itoa(i)+"].zone", w.Zone, w.Place)
		return err
	}
	return shipping.BadField(at+"warehouse", "\""+string(d.Warehouse)+"\" is no warehouse of the Book", "name one under warehouses")
}

// Date is the depot's calendar day at an instant.
func (d *Depot) Date(at time.Time) shipping.Date { return shipping.DateOf(at.In(d.zone)) }

// Hours is the shift of a day.
func (d *Depot) Hours(at time.Time) shipping.Window {
	return shipping.Window{From: d.hour(at, 0, d.Opens), To: d.hour(at, 0, d.Closes)}
}

// NextPlan is when the tours are planned the next time after an instant.
func (d *Depot) NextPlan(at time.Time) time.Time {
	var everyDay *calendar.Workdays
	return everyDay.CutOff(calendar.Site{Zone: d.zone}, at, int(d.Plans)*60)
}

// hour is an hour of the depot's local day, days after that of an instant.
func (d *Depot) hour(at time.Time, days int, hour int64) time.Time {
	y, m, day := at.In(d.zone).Date()
	return calendar.ClockIn(d.zone, y, m, day+days, int(hour)*60)
}

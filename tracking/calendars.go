package tracking

import (
	"strconv"
	"time"

	"crosslane/book"
	"crosslane/calendar"
	"crosslane/shipping"
)

// Calendars are the Book's, made ready: when which country works, and where its warehouses lie. They
// are safe for concurrent use. Of a nil value every day is worked everywhere.
type Calendars struct {
	days       *calendar.Workdays
	warehouses map[shipping.WarehouseID]calendar.Site
}

// OpenCalendars makes the Book's calendars ready. What cannot be read is an Invalid error that
// names the field, as "calendars[1].holidays[3]".
func OpenCalendars(b *book.Book) (*Calendars, error) {
	days, err := calendar.Open(b.Calendars)
	if err != nil {
		return nil, err
	}
	c := &Calendars{days, map[shipping.WarehouseID]calendar.Site{}}
	for i := range b.Warehouses {
		w := &b.Warehouses[i]
		zone, err := calendar.ZoneAt("warehouses["+strconv.Itoa(i)+"].zone", w.Zone, w.Place)
		if err != nil {
			return nil, err
		}
		c.warehouses[w.ID] = calendar.Site{Country: w.Place.Country, Zone: zone}
	}
	return c, nil
}

// add is so many hours later, as they count at a site.
// HandedOver is when a warehouse is to have handed over what was booked at an instant, in so many hours of its own days.
func (c *Calendars) HandedOver(from shipping.WarehouseID, booked time.Time, hours int64) time.Time {
	return c.add(c.warehouses[from], booked, hours)
}

func (c *Calendars) add(s calendar.Site, from time.Time, hours int64) time.Time {
	var days *calendar.Workdays
	if c != nil {
		days = c.days
	}
	return days.Add(s, from, hours)
}

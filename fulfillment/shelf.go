package fulfillment

import (
	"sync"

	"crosslane/book"
	"crosslane/channel"
	"crosslane/channel/trigger"
	"crosslane/fact"
	"crosslane/fulfillment/boxes"
	"crosslane/inventory"
	"crosslane/route/tour"
	"crosslane/shipping"
	"crosslane/tracking"
)

// Rules are a Book made ready to decide by.
type Rules struct {
	Book     *book.Book
	messages messages
	Channels *channel.Table
	ranks    map[shipping.Country]ranking // by destination
	packs    boxes.Packer
	depots   []*tour.Depot
	triggers *trigger.Set
	// calendars tell when which country works.
	calendars *tracking.Calendars
}

// ranking is the order in which warehouses are asked for a destination, and why.
type ranking struct {
	ids []shipping.WarehouseID
	why []fact.Reason
}

// Prepare compiles a Book. What does not fit together in it is an Invalid error
// that names the field.
func Prepare(b *book.Book) (*Rules, error) {
	table, err := channel.Compile(b)
	if err != nil {
		return nil, err
	}
	told, err := compileMessages(&b.Messages)
	if err != nil {
		return nil, err
	}
	r := &Rules{Book: b, Channels: table, ranks: map[shipping.Country]ranking{}, messages: told}
	for _, to := range shipping.Destinations() {
		ids, why := inventory.Rank(b, shipping.Place{Country: to})
		r.ranks[to] = ranking{ids, why}
	}
	if r.packs, err = boxes.NewPacker(b); err != nil {
		return nil, err
	}
	if r.depots, err = tour.Open(b); err != nil {
		return nil, err
	}
	if r.triggers, err = trigger.Compile(b); err != nil {
		return nil, err
	}
	if r.calendars, err = tracking.OpenCalendars(b); err != nil {
		return nil, err
	}
	return r, nil
}

func (r *Rules) warehouses(to shipping.Country) ranking { return r.ranks[to] }

// Channel finds a channel of the Book, nil when it has none of that name.
func (r *Rules) Channel(id shipping.ChannelID) *book.Channel { return r.Channels.Channel(id) }

// depotNamed finds a depot, nil when the Book has none of that name.
func (r *Rules) depotNamed(id shipping.DepotID) *tour.Depot {
	for _, d := range r.depots {
		if d.ID == id {
			return d
		}
	}
	return nil
}

// depotOf finds the depot that delivers a parcel, nil when another carrier than an own fleet does.
func (r *Rules) depotOf(p *fact.ParcelState) *tour.Depot {
	for _, d := range r.depots {
		if d.Carrier == p.Booking.Carrier && d.Warehouse == p.Plan.Warehouse {
			return d
		}
	}
	return nil
}

// carrierName is how buyers know a carrier; its identifier when the Book does not have it any more.
func (r *Rules) carrierName(id shipping.CarrierID) string {
	for i := range r.Book.Carriers {
		if c := &r.Book.Carriers[i]; c.ID == id && c.Name != "" {
			return c.Name
		}
	}
	return string(id)
}

// Shelf holds the prepared Books by version. It is safe for concurrent use; a Book
// that was put on it stays.
type Shelf struct {
	// Fetch is asked to put a published Book on the shelf that is to decide and is not there; nil: there are no others.
	Fetch func(v fact.BookVersion)

	mu    sync.RWMutex
	rules map[string]*Rules
}

// NewShelf makes a shelf with these Books on it.
func NewShelf(rules ...*Rules) *Shelf {
	s := &Shelf{rules: map[string]*Rules{}}
	for _, r := range rules {
		s.Put(r)
	}
	return s
}

// Put adds a Book.
func (s *Shelf) Put(r *Rules) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules[r.Book.Version] = r
}

// Get finds a Book by version, nil when it is not on the shelf.
func (s *Shelf) Get(version string) *Rules {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.rules[version]
}

package sim

import (
	"cmp"
	"strings"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/tracking"
)

// numbers is the pattern of the carrier's waybills. Of its 10¹⁵ numbers two bookings hardly ever
// get one; if they do, the later one gets the next.
const numbers = "SX###############C"

// booking is a parcel that the carrier was asked to take.
type booking struct {
	Key      string             `json:"key"`
	Waybill  string             `json:"waybill,omitempty"` // empty when refused
	Parcel   shipping.ParcelID  `json:"parcel"`
	Channel  shipping.ChannelID `json:"channel"`
	At       time.Time          `json:"at"`
	From     shipping.Country   `json:"from"`
	To       shipping.Country   `json:"to"`
	City     string             `json:"city,omitempty"`
	Postcode string             `json:"postcode,omitempty"`
	Cost     shipping.Money     `json:"cost,omitzero"`
	How      Behaviour          `json:"how"`
	Refused  *no                `json:"refused,omitempty"`

	journey journey `json:"-"`
}

// journey is how far a booking has come.
type journey struct {
	network   *network
	touched   []*Condition // those whose parcels it is among, at whatever time
	fate      fate
	plan      []step // its life, as it will be if nothing stands in its way any more
	next      int    // the first step of the plan that has not happened
	passed    int    // the steps before this one need no leave any more
	stretch   int64  // of the leg in which it is, in per cent
	faults    *draw
	echoes    *draw
	number    string // under which another carrier has it
	pending   []step // what has happened and is not reported yet, in the order of report
	told      []step // what was reported
	collected bool
	inHub     bool // it takes room there
	cancelled bool
	waits     bool // in the queue of its network
	index     int  // in the server's queue; -1 when nothing more comes
}

// decide answers a booking that was not asked for before.
func (s *Server) decide(a *ask, now time.Time) *booking {
	b := &booking{Key: a.Key, Parcel: a.Parcel, Channel: a.Channel, At: now, From: a.From.Country, To: a.To.Country,
		City: a.To.City, Postcode: strings.TrimSpace(a.To.Postcode), journey: journey{index: -1}}
	channel, ok := s.channels[a.Channel]
	if !ok {
		b.Refused = &no{"NO_SERVICE", "service " + string(a.Channel) + " is not offered"}
		return b
	}
	b.How = s.behaviour(a.Channel)
	touched := s.touching(b.Channel, b.Key, b.From, b.To)
	if forbidden(touched, now.Unix(), (*Condition).embargoes) {
		b.Refused = &no{"EMBARGO", "no parcels are taken to " + string(b.To)}
		return b
	}
	if newDraw(s.seed, "refuse", a.Key).chance(rate(touched, now.Unix(), b.How.Refuse, func(c *Condition) int64 { return c.Refuse })) {
		b.Refused = &no{"NO_CAPACITY", "no capacity on " + string(a.Channel)}
		return b
	}
	cost, err := s.cost(a, channel, b.At)
	if err != nil {
		b.Refused = &no{"NO_PRICE", err.Error()}
		return b
	}
	b.Cost, b.Waybill = cost, s.number(a.Key)
	return b
}

// cost prices a parcel by the rate sheet; without one, five units and eight more a kilogram.
func (s *Server) cost(a *ask, channel *book.Channel, at time.Time) (shipping.Money, error) {
	if s.price == nil {
		return shipping.Money{Amount: 500 + 8*int64(a.Weight)/10, Currency: cmp.Or(a.Value.Currency, "EUR")}, nil
	}
	plan := fact.ParcelPlan{Ship: a.To.Place(), Weight: a.Weight, Size: a.Size, Value: a.Value, Warehouse: a.Warehouse}
	return s.price(&plan, channel, at)
}

func (s *Server) number(key string) string {
	for serial := newDraw(s.seed, "number", key).random.Uint64(); ; serial++ {
		n, err := tracking.Number(numbers, serial)
		if err != nil {
			panic("sim: the pattern of its own numbers is wrong: " + err.Error())
		}
		if s.byWaybill[n] == nil {
			return n
		}
	}
}

// enter puts a booking into the carrier's books and its life into the queue of what will be reported.
func (s *Server) enter(b *booking) {
	s.byKey[b.Key] = b
	if b.Refused != nil {
		s.stats.Refused++
		if s.channels[b.Channel] != nil {
			s.network(b.Channel).count.Refused++
		}
		return
	}
	s.stats.Booked++
	s.byWaybill[b.Waybill] = b
	if s.live[b.Parcel]++; s.live[b.Parcel] > 1 {
		s.stats.Doubles++
	}
	b.journey.network = s.network(b.Channel)
	b.journey.network.count.Booked++
	s.passNumber(b)
	b.journey.touched = s.touching(b.Channel, b.Key, b.From, b.To)
	b.journey.plan, b.journey.fate = imagine(s.seed, b.Key, b.journey.network.channel, b.How, b.At)
	b.journey.stretch = 100
	s.traffic.queue.schedule(b)
}

// sold is a channel of a booking, though it may not be sold any more since the carrier started again.
func (s *Server) sold(id shipping.ChannelID) *book.Channel {
	if channel := s.channels[id]; channel != nil {
		return channel
	}
	return &book.Channel{ID: id}
}

// keeps tells why a booking cannot be cancelled; nil when it can be.
func (s *Server) keeps(b *booking) *no {
	if b.journey.collected {
		return &no{"IN_TRANSIT", "the parcel is on its way"}
	}
	if newDraw(s.seed, "cancel", b.Key).chance(b.How.RefuseCancel) {
		return &no{"NOT_NOW", "the booking cannot be cancelled"}
	}
	return nil
}

// void ends the life of a booking with the word that it was voided.
func (s *Server) void(b *booking, now time.Time) {
	b.journey.cancelled = true
	s.stats.Cancelled++
	b.journey.network.count.Cancelled++
	s.live[b.Parcel]--
	b.journey.network.uncount(b)
	at := now.Unix() + 1
	b.journey.plan, b.journey.pending = nil, []step{{at: at, reported: at, code: indexes[shipping.VoidedMilestone], seq: 99}}
	s.traffic.queue.schedule(b)
}

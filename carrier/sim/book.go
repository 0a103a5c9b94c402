package sim

import (
	"cmp"
	"container/heap"
	"strings"
	"time"

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

	cancelled bool
	steps     []step // in the order of report
	next      int    // the first step that is not reported yet
	index     int    // in the queue; -1 when nothing more is to be reported
}

// decide answers a booking that was not asked for before.
func (s *Server) decide(a *ask) *booking {
	b := &booking{Key: a.Key, Parcel: a.Parcel, Channel: a.Channel, At: s.now(), From: a.From.Country, To: a.To.Country,
		City: a.To.City, Postcode: strings.TrimSpace(a.To.Postcode), index: -1}
	channel, ok := s.channels[a.Channel]
	if !ok {
		b.Refused = &no{"NO_SERVICE", "service " + string(a.Channel) + " is not offered"}
		return b
	}
	b.How = s.behaviour(a.Channel)
	if newDraw(s.seed, "refuse", a.Key).chance(b.How.Refuse) {
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
func (s *Server) cost(a *ask, channel *shipping.Channel, at time.Time) (shipping.Money, error) {
	if s.price == nil {
		return shipping.Money{Amount: 500 + 8*int64(a.Weight)/10, Currency: cmp.Or(a.Value.Currency, "EUR")}, nil
	}
	plan := shipping.ParcelPlan{Ship: a.To.Place(), Weight: a.Weight, Size: a.Size, Value: a.Value, Warehouse: a.Warehouse}
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
		return
	}
	s.stats.Booked++
	s.byWaybill[b.Waybill] = b
	if s.live[b.Parcel]++; s.live[b.Parcel] > 1 {
		s.stats.Doubles++
	}
	b.steps = imagine(s.seed, b.Key, s.sold(b.Channel), b.How, s.faults, b.At)
	heap.Push(&s.queue, b)
}

// sold is a channel of a booking, though it may not be sold any more since the carrier started again.
func (s *Server) sold(id shipping.ChannelID) *shipping.Channel {
	if channel := s.channels[id]; channel != nil {
		return channel
	}
	return &shipping.Channel{ID: id}
}

// keeps tells why a booking cannot be cancelled; nil when it can be, or was.
func (s *Server) keeps(b *booking, now time.Time) *no {
	if b.cancelled {
		return nil
	}
	for _, st := range b.steps {
		if codes[st.code].milestone == shipping.PickedUp && st.at <= now.Unix() {
			return &no{"IN_TRANSIT", "the parcel is on its way"}
		}
	}
	if newDraw(s.seed, "cancel", b.Key).chance(b.How.RefuseCancel) {
		return &no{"NOT_NOW", "the booking cannot be cancelled"}
	}
	return nil
}

// void ends the life of a booking with the word that it was voided.
func (s *Server) void(b *booking, now time.Time) {
	b.cancelled = true
	s.stats.Cancelled++
	s.live[b.Parcel]--
	at := now.Unix() + 1
	b.steps = append(b.steps[:b.next:b.next], step{at: at, reported: at, code: indexes[shipping.VoidedMilestone], seq: 99})
	if b.index >= 0 {
		heap.Fix(&s.queue, b.index)
	} else {
		heap.Push(&s.queue, b)
	}
}

// advance reports everything that has happened until now.
func (s *Server) advance(now time.Time) {
	for len(s.queue) > 0 && s.queue[0].due() <= now.Unix() {
		b := s.queue[0]
		s.log = append(s.log, said{b, int32(b.next)})
		if b.next++; b.next < len(b.steps) {
			heap.Fix(&s.queue, 0)
		} else {
			heap.Pop(&s.queue)
		}
	}
}

// said is one report in the order of the feed.
type said struct {
	booking *booking
	step    int32
}

func (b *booking) due() int64 { return b.steps[b.next].reported }

// queue orders bookings by what they report next; of one instant, by number.
type queue []*booking

// Len is how many bookings wait; it and the next four are what container/heap asks for.
func (q queue) Len() int { return len(q) }

// Less puts what is reported first before.
func (q queue) Less(i, j int) bool {
	if a, b := q[i].due(), q[j].due(); a != b {
		return a < b
	}
	return q[i].Waybill < q[j].Waybill
}

// Swap changes two bookings' places.
func (q queue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].index, q[j].index = i, j
}

// Push adds a booking.
func (q *queue) Push(x any) {
	b := x.(*booking)
	b.index = len(*q)
	*q = append(*q, b)
}

// Pop takes the last booking out.
func (q *queue) Pop() any {
	b := (*q)[len(*q)-1]
	*q, b.index = (*q)[:len(*q)-1], -1
	return b
}

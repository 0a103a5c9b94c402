package sim

import (
	"cmp"
	"slices"
	"time"

	"crosslane/book"
	"crosslane/shipping"
)

// meets reports whether a list names one, or nobody.
func meets[T comparable](list []T, one T) bool { return len(list) == 0 || slices.Contains(list, one) }

// overlap reports whether two lists have one in common, or one of them is empty.
func overlap[T comparable](a, b []T) bool {
	return len(a) == 0 || len(b) == 0 || slices.ContainsFunc(a, func(one T) bool { return slices.Contains(b, one) })
}

// sells reports whether a channel meets what is said of channels.
func (w *Where) sells(ch *book.Channel) bool {
	return meets(w.Carriers, ch.Carrier) && meets(w.Channels, ch.ID) && meets(w.Kinds, ch.Kind) && meets(w.Capacity, ch.Capacity)
}

// concerns reports whether some parcels of a channel are touched.
func (w *Where) concerns(ch *book.Channel) bool {
	origin := len(w.Origins) == 0 || len(ch.Legs) == 0 || slices.Contains(w.Origins, ch.Legs[0].From)
	return w.sells(ch) && origin && overlap(w.Countries, ch.To) && (len(w.Ports) == 0 || len(ch.Ports) > 0 && overlap(w.Ports, ch.Ports))
}

// touching lists the conditions whose parcels the parcel of a key is among, at whatever time.
func (s *Server) touching(channel shipping.ChannelID, key string, from, to shipping.Country) []*Condition {
	var list []*Condition
	ch := s.sold(channel)
	for i := range s.conditions {
		w := &s.conditions[i].Where
		if w.sells(ch) && meets(w.Origins, from) && meets(w.Countries, to) && meets(w.Ports, s.port(w, ch, key)) {
			list = append(list, &s.conditions[i])
		}
	}
	return list
}

// port is the one of its channel's ports that a parcel goes through; empty when nobody asks, or there is none.
func (s *Server) port(w *Where, ch *book.Channel, key string) string {
	if len(w.Ports) == 0 || len(ch.Ports) == 0 {
		return ""
	}
	return ch.Ports[newDraw(s.seed, "port", key).random.IntN(len(ch.Ports))]
}

// holds reports whether a condition holds at an instant.
func (c *Condition) holds(at int64) bool { return c.From.Unix() <= at && at < c.Until.Unix() }

// What a condition forbids.
func (c *Condition) embargoes() bool      { return c.Embargo }
func (c *Condition) stopsDeparture() bool { return c.NoDeparture || c.Embargo }
func (c *Condition) stopsArrival() bool   { return c.NoArrival }
func (c *Condition) stopsClearance() bool { return c.NoClearance }

// forbidden reports whether some condition forbids a thing at an instant.
func forbidden(touched []*Condition, at int64, what func(*Condition) bool) bool {
	return slices.ContainsFunc(touched, func(c *Condition) bool { return what(c) && c.holds(at) })
}

// catchUp is how much faster than it came a jam is worked off when what caused it is over.
const catchUp = 5

// permit tells when that may happen which is due at an instant. What waited while it was forbidden, and what joins
// the queue behind, happens in the order in which it was due.
func permit(touched []*Condition, at int64, what func(*Condition) bool) int64 {
	for _, c := range touched {
		if from := c.From.Unix(); what(c) && at >= from {
			at = max(at, c.Until.Unix()+(at-from)/catchUp)
		}
	}
	return at
}

// rate is how often something happens, in thousandths: as the condition says that began last, or as usual.
func rate(touched []*Condition, at, usual int64, of func(*Condition) int64) int64 {
	for _, c := range touched {
		if c.holds(at) {
			usual = cmp.Or(of(c), usual)
		}
	}
	return usual
}

// percent multiplies what the conditions of an instant say of something, in per cent.
func percent(touched []*Condition, at int64, of func(*Condition) int64) int64 {
	all := int64(100)
	for _, c := range touched {
		if c.holds(at) {
			all = all * cmp.Or(of(c), 100) / 100
		}
	}
	return all
}

// skew is by how many seconds the times in reports are wrong.
func skew(touched []*Condition, at int64) int64 {
	sum := int64(0)
	for _, c := range touched {
		if c.holds(at) {
			sum += 60 * c.Skew
		}
	}
	return sum
}

// faultsOf are the faults at an instant: of each the greater of the carrier's own and the conditions'.
func (s *Server) faultsOf(touched []*Condition, at int64) Faults {
	f := s.faults
	for _, c := range touched {
		if c.holds(at) {
			g := c.Faults
			f = Faults{max(f.DropAnswer, g.DropAnswer), max(f.Busy, g.Busy), max(f.Duplicate, g.Duplicate),
				max(f.Late, g.Late), max(f.Malformed, g.Malformed), max(f.Unknown, g.Unknown)}
		}
	}
	return f
}

// upAt is the first instant, from one on, at which the carrier answers.
func (s *Server) upAt(at time.Time) time.Time {
	for _, c := range s.outages {
		if c.holds(at.Unix()) {
			at = c.Until
		}
	}
	return at
}

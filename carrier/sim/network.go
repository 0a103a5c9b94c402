package sim

import (
	"slices"
	"strings"

	"crosslane/book"
	"crosslane/shipping"
	"crosslane/tracking"
)

// network is what moves the parcels of a channel: a hub, and a linehaul that goes each full hour.
type network struct {
	channel     *book.Channel
	capacity    Capacity
	room        int64              // how many parcels the hub holds; 0: all
	door        []*booking         // due for collection, and the hub is full
	hub         []*booking         // ready for the linehaul
	inside      int64              // parcels that were collected and have not departed
	credit      int64              // of the linehaul, in parcels / (24 * 100)
	conditions  []*Condition       // that concern the channel
	partner     shipping.CarrierID // to whom its parcels are handed on; empty: to nobody
	passes      uint8              // with which leg
	partnerName string
	count       ChannelStats
}

// unit is one parcel of the linehaul's credit: capacities are per day, shares of them in per cent.
const unit = 24 * 100

// hour is an hour in seconds.
const hour = 3600

// network finds or opens the network of a channel.
func (s *Server) network(id shipping.ChannelID) *network {
	i, known := slices.BinarySearchFunc(s.traffic.networks, id, func(n *network, id shipping.ChannelID) int {
		return strings.Compare(string(n.channel.ID), string(id))
	})
	if known {
		return s.traffic.networks[i]
	}
	n := &network{channel: s.sold(id), capacity: s.capacity[id]}
	if n.capacity.PerDay > 0 && n.capacity.Hub > 0 {
		n.room = n.capacity.Hub + (n.capacity.PerDay*handling(n.channel)+23)/24
	}
	n.partner, n.passes = s.partners.of(n.channel)
	n.partnerName = s.partners.names[n.partner]
	for i := range s.conditions {
		if c := &s.conditions[i]; c.Where.concerns(n.channel) {
			n.conditions = append(n.conditions, c)
		}
	}
	s.traffic.networks = slices.Insert(s.traffic.networks, i, n)
	return n
}

// departure is the milestone with which the parcels of a channel leave the origin hub for good.
func departure(ch *book.Channel) shipping.Milestone {
	if tracking.Crosses(ch) {
		return shipping.HandedToLinehaul
	}
	return shipping.OriginHubOut
}

// handling is how many hours it usually takes from collection until a parcel is ready to depart.
func handling(ch *book.Channel) int64 {
	marks, sum, goes := marksOf(ch)[1:], int64(0), departure(ch)
	for _, leg := range legs(ch) {
		n := within(&leg, marks)
		if k := slices.IndexFunc(marks[:n], func(m mark) bool { return m.milestone == goes }); k >= 0 {
			return sum + (leg.Usual*int64(k+1)+int64(n)-1)/int64(n)
		}
		sum, marks = sum+leg.Usual, marks[n:]
	}
	return sum
}

func (n *network) full() bool { return n.room > 0 && n.inside >= n.room }

// admit gives a parcel its room in the hub.
func (n *network) admit(b *booking) {
	b.journey.inHub = true
	n.inside++
}

// dismiss frees the room of a parcel that has departed, or is gone otherwise.
func (n *network) dismiss(b *booking) {
	if b.journey.inHub {
		b.journey.inHub = false
		n.inside--
	}
}

// wait puts a parcel at the end of one of the network's queues.
func (s *Server) wait(b *booking, queue *[]*booking, at int64) {
	c := &b.journey.network.count
	*queue, b.journey.waits = append(*queue, b), true
	if !b.journey.collected {
		c.Uncollected++
	}
	c.Waiting++
	c.MostWaited = max(c.MostWaited, c.Waiting)
	if s.traffic.tick == 0 {
		s.traffic.tick = at - at%hour + hour
	}
}

// uncount takes a parcel out of the count of those that wait. Its place in the queue closes when the queue is gone through.
func (n *network) uncount(b *booking) {
	if !b.journey.waits {
		return
	}
	b.journey.waits = false
	n.count.Waiting--
	if !b.journey.collected {
		n.count.Uncollected--
	}
}

// haul lets all linehauls go at a full hour, and fills the hubs from the sellers' doors.
func (s *Server) haul(at int64) {
	s.traffic.tick = 0
	for _, n := range s.traffic.networks {
		if len(n.hub)+len(n.door) == 0 {
			continue
		}
		n.credit += n.capacity.PerDay * percent(n.conditions, at, func(c *Condition) int64 { return c.CapacityShare })
		gone := s.release(&n.hub, n.credit/unit, at, (*Condition).stopsDeparture, n.dismiss)
		if n.credit -= gone * unit; n.credit >= unit {
			n.credit = unit - 1 // room on a linehaul that has gone is no use to anybody
		}
		free := int64(len(n.door))
		if n.room > 0 {
			free = max(0, n.room-n.inside)
		}
		s.release(&n.door, free, at, (*Condition).embargoes, n.admit)
		if len(n.hub)+len(n.door) > 0 {
			s.traffic.tick = at + hour
		}
	}
}

// release lets up to so many of a queue go on, the first first, and answers with how many did.
// Those for which it is forbidden stay in their places.
func (s *Server) release(queue *[]*booking, most, at int64, what func(*Condition) bool, then func(*booking)) int64 {
	var stay []*booking
	i, gone := 0, int64(0)
	for ; i < len(*queue) && gone < most; i++ {
		b := (*queue)[i]
		switch {
		case b.journey.cancelled:
		case forbidden(b.journey.touched, at, what):
			stay = append(stay, b)
		default:
			b.journey.network.uncount(b)
			then(b)
			b.putOff(at)
			s.traffic.queue.schedule(b)
			gone++
		}
	}
	if *queue = (*queue)[i:]; len(stay) > 0 {
		*queue = append(stay, *queue...)
	}
	return gone
}

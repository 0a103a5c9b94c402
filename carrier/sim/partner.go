package sim

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"crosslane/book"
	"crosslane/shipping"
	"crosslane/tracking"
)

// Round is the simulated carriers of one business, of which one hands parcels on to another: those of a channel a leg of which the other does. The zero
// value has none.
type Round struct {
	mu      sync.Mutex
	servers map[shipping.CarrierID]*Server
}

func (r *Round) enter(s *Server) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.servers == nil {
		r.servers = map[shipping.CarrierID]*Server{}
	}
	r.servers[s.partners.id] = s
}

func (r *Round) leave(s *Server) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.servers[s.partners.id] == s {
		delete(r.servers, s.partners.id)
	}
}

// lines are those who hand parcels on to a carrier, in the order of their names.
func (r *Round) lines(to shipping.CarrierID) (list []*Server) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.servers {
		if s.partners.id != to && slices.Contains(s.partners.to, to) {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b *Server) int { return cmp.Compare(a.partners.id, b.partners.id) })
	return list
}

// partners is which of a round's carriers a server is, and to whom it hands parcels on.
type partners struct {
	round *Round
	id    shipping.CarrierID
	names map[shipping.CarrierID]string
	to    []shipping.CarrierID
}

func partnersOf(c *Config) partners {
	p := partners{round: c.Round, id: c.ID, names: map[shipping.CarrierID]string{}}
	for i := range c.Carriers {
		p.names[c.Carriers[i].ID] = cmp.Or(c.Carriers[i].Name, string(c.Carriers[i].ID))
	}
	for i := range c.Channels {
		if to, _ := p.of(&c.Channels[i]); to != "" && !slices.Contains(p.to, to) {
			p.to = append(p.to, to)
		}
	}
	return p
}

// of is to whom the parcels of a channel are handed on, and from which of its legs, counted from 1. Empty: to nobody.
func (p *partners) of(channel *book.Channel) (to shipping.CarrierID, leg uint8) {
	for i := range channel.Legs {
		if by := channel.Legs[i].Carrier; by != "" && by != channel.Carrier && p.round != nil && p.names[by] != "" {
			return by, uint8(i + 1)
		}
	}
	return "", 0
}

// partnerNumbers is the pattern of the numbers under which parcels are handed on.
const partnerNumbers = "LM############C"

// passNumber gives a booking the number under which another carrier has its parcel.
func (s *Server) passNumber(b *booking) {
	if b.journey.network.partner == "" {
		return
	}
	for serial := newDraw(s.seed, "partner", b.Key).random.Uint64(); ; serial++ {
		n, err := tracking.Number(partnerNumbers, serial)
		if err != nil {
			panic("sim: the pattern of its partners' numbers is wrong: " + err.Error())
		}
		if s.byPartner[n] == nil {
			b.journey.number, s.byPartner[n] = n, b
			return
		}
	}
}

// passOn has the carrier to whom a parcel is handed on report what happens to it; its own carrier repeats that hours later, and dates it as it heard of it. False: the
// parcel's own carrier alone tells it.
func (s *Server) passOn(b *booking, st step) bool {
	n := b.journey.network
	if n.partner == "" || st.leg < n.passes {
		return false
	}
	if b.journey.echoes == nil {
		b.journey.echoes = newDraw(s.seed, "echo", b.Key)
	}
	d := b.journey.echoes
	theirs := st
	theirs.seq, theirs.partner = uint8(b.journey.next), true
	switch m := codes[st.code].milestone; {
	case m == shipping.HandedToLastMile:
		theirs.code = indexes[shipping.PickedUp]
		theirs.at += seconds(d.between(0.2, 1))
		theirs.reported = theirs.at + seconds(d.between(1, 2)) // the line has told the number by then
		b.journey.pending = append(b.journey.pending, theirs)
		return false
	case tracking.Rank(m) < tracking.Rank(shipping.HandedToLastMile), m == shipping.DeclaredLost, m == shipping.ReturnTransit, m == shipping.BackWithSender:
		return false
	}
	theirs.reported = theirs.at
	echo := st
	echo.seq = theirs.seq
	echo.at += seconds(d.between(0.5, 3))
	echo.reported = echo.at + seconds(d.between(2, 14))
	b.journey.pending = append(b.journey.pending, theirs, echo)
	slices.SortStableFunc(b.journey.pending, func(a, b step) int { return cmp.Compare(a.reported, b.reported) })
	return true
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }

// handed tells what was reported since a place about parcels that were handed on to a carrier.
func (s *Server) handed(to shipping.CarrierID, after, limit int) ([]report, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.advance(s.now())
	return told(s.traffic.handed[to], after, limit)
}

// told is a part of a log.
func told(log []said, after, limit int) ([]report, bool) {
	after = min(after, len(log))
	end := min(after+limit, len(log))
	part := make([]report, 0, end-after)
	for _, e := range log[after:end] {
		part = append(part, report{e.booking, e.booking.journey.told[e.step]})
	}
	return part, end < len(log)
}

// places is how far a feed was read: of what the carrier reports of its own parcels, and of those that each line has handed on to it.
type places struct {
	own  int
	line map[shipping.CarrierID]int
}

// readPlaces reads a cursor, such as "12" or "12+silkway=7"; false when it is none.
func readPlaces(cursor string) (p places, ok bool) {
	p.line = map[shipping.CarrierID]int{}
	own, rest, more := strings.Cut(cmp.Or(cursor, "0"), "+")
	p.own, ok = count(own)
	for ok && more {
		var one string
		one, rest, more = strings.Cut(rest, "+")
		id, n, _ := strings.Cut(one, "=")
		p.line[shipping.CarrierID(id)], ok = count(n)
	}
	return p, ok
}

func count(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0
}

// cursor writes the places.
func (p *places) cursor() string {
	var text strings.Builder
	text.WriteString(strconv.Itoa(p.own))
	var ids []shipping.CarrierID
	for id, n := range p.line {
		if n > 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		text.WriteString("+" + string(id) + "=" + strconv.Itoa(p.line[id]))
	}
	return text.String()
}

// news tells what was reported behind some places, of its own parcels and of those that were handed on to it, and moves them on.
func (s *Server) news(p *places, limit int) (part []report, more bool) {
	part, more = s.since(p.own, limit)
	p.own += len(part)
	if s.partners.round == nil {
		return part, more
	}
	for _, line := range s.partners.round.lines(s.partners.id) {
		some, rest := line.handed(s.partners.id, p.line[line.partners.id], max(0, limit-len(part)))
		part, more = append(part, some...), more || rest
		p.line[line.partners.id] += len(some)
	}
	return part, more
}

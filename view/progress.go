package view

import (
	"strings"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view/trail"
)

// Progress is how a booked parcel fares, for the health of its channel.
type Progress struct {
	Departed Millis `json:"departed,omitzero" column:"departed"` // from the origin country; of a channel that stays in one, from the origin hub
	Customs  Millis `json:"customs,omitzero" column:"customs"`   // when it came to the import customs where it is now
	// Due is when the leg that it is in, or the hand-over, should end at the latest, Awaits the name of
	// that timer. Late is by how many milliseconds the last one ended too late.
	Due    Millis `json:"due,omitzero" column:"due"`
	Awaits string `json:"awaits" column:"awaits"`
	Late   int64  `json:"late_ms" column:"late"`
	// Trail keeps when it reached the milestones of a trail, and what was estimated then, until it is delivered.
	Trail string `json:"-" column:"trail"`
}

// await takes in what is awaited now. A leg that was overdue stays so, however often it is awaited again.
func (p *Progress) await(timers []fact.Timer, at Millis) {
	var next fact.Timer
	for _, t := range timers {
		if (t.Name == fact.TimerHandover || strings.HasPrefix(t.Name, fact.TimerLeg)) && (next.Name == "" || t.Due.Before(next.Due)) {
			next = t
		}
	}
	if next.Name == "" || next.Name == p.Awaits && millis(next.Due) >= p.Due {
		return
	}
	if next.Name != p.Awaits {
		p.passed(at)
	}
	p.Due, p.Awaits = millis(next.Due), next.Name
}

// passed ends the leg or the wait for the hand-over.
func (p *Progress) passed(at Millis) {
	if p.Due > 0 {
		p.Late = int64(max(0, at-p.Due))
	}
	p.Due, p.Awaits = 0, ""
}

// reached takes a milestone in.
func (p *Progress) reached(b *fact.MilestoneReached, at Millis) {
	p.Trail = trail.With(p.Trail, b.Milestone, at, b.Estimate)
	if p.Awaits == fact.TimerLeg+string(b.Milestone) {
		p.passed(at)
	}
	p.await(b.Await, at)
	if p.Departed == 0 && (abroad[b.Milestone] || leavesHub[b.Milestone] && p.staysHome(b.Await)) {
		p.Departed = at
	}
	if b.Status == shipping.Returning || b.Status.Final() {
		p.Due, p.Awaits, p.Customs = 0, "", 0
	}
}

// cleared takes a milestone in that has to do with import customs, and answers with when the parcel
// came there if it is released by it; else 0.
func (p *Progress) cleared(m shipping.Milestone, at Millis) (since Millis) {
	switch {
	case m == shipping.ArrivedDestination, m == shipping.ImportSubmitted && p.Customs == 0 && p.Departed > 0:
		p.Customs = at
	case m == shipping.ImportReleased:
		since, p.Customs = p.Customs, 0
	case behindCustoms[m]: // nobody said that it was released
		p.Customs = 0
	}
	return since
}

// staysHome reports whether nothing is awaited that happens at a border.
func (p *Progress) staysHome(timers []fact.Timer) bool {
	for _, t := range timers {
		if t.Name == fact.TimerDepart || t.Name == fact.TimerArrive {
			return false
		}
	}
	return p.Awaits == "" || atHome[p.Awaits]
}

func among[T comparable](list ...T) map[T]bool {
	set := make(map[T]bool, len(list))
	for _, m := range list {
		set[m] = true
	}
	return set
}

var (
	// abroad are the milestones of a parcel that has left the country it came from.
	abroad = among(shipping.DepartedOrigin, shipping.TransitIn, shipping.TransitOut, shipping.ArrivedDestination, shipping.ImportHeld,
		shipping.ImportReleased, shipping.CustomsRefused, shipping.LeftImportOffice, shipping.HandedToLastMile, shipping.Sorted,
		shipping.AtDeliveryOffice, shipping.WithCourier, shipping.DeliveryFailed, shipping.AwaitingPickup, shipping.PickupExpired, shipping.DeliveredMilestone)
	behindCustoms = among(shipping.LeftImportOffice, shipping.HandedToLastMile, shipping.Sorted, shipping.AtDeliveryOffice, shipping.WithCourier,
		shipping.DeliveryFailed, shipping.AwaitingPickup, shipping.PickupExpired, shipping.DeliveredMilestone)
	leavesHub = among(shipping.OriginHubOut, shipping.HandedToLinehaul)
	// atHome are the legs that a channel has which crosses no border.
	atHome = legsTo(shipping.OriginHubIn, shipping.OriginHubOut, shipping.Sorted, shipping.AtDeliveryOffice, shipping.WithCourier, shipping.DeliveredMilestone)
)

// legsTo are the names of the timers of the legs that end so.
func legsTo(ends ...shipping.Milestone) map[string]bool {
	set := map[string]bool{}
	for _, m := range ends {
		set[fact.TimerLeg+string(m)] = true
	}
	return set
}

// behind is by how much the parcel runs behind at an instant.
func (p *Progress) behind(now Millis) time.Duration {
	late := Millis(p.Late)
	if p.Due > 0 && now > p.Due {
		late = max(late, now-p.Due)
	}
	return time.Duration(late) * time.Millisecond
}

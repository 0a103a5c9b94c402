package view

import (
	"strings"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// Way is how a booked parcel fares, for the health of its channel.
type Way struct {
	Asked    Millis `json:"asked"`    // when the booking was asked for that is not answered yet
	Departed Millis `json:"departed"` // from the origin country; of a channel that stays in one, from the origin hub
	Customs  Millis `json:"customs"`  // when it came to the import customs where it is now
	// Due is when the leg that it is in, or the hand-over, should end at the latest, Awaits the name of
	// that timer. Late is by how many milliseconds the last one ended too late.
	Due    Millis `json:"due"`
	Awaits string `json:"awaits"`
	Late   Millis `json:"late"`
	// Diverted is 1 while it is to leave its channel, and 2 when that booking is undone.
	Diverted int64           `json:"diverted"`
	Told     Millis          `json:"told"` // when its buyer was first told of a delay or a switch
	Case     shipping.CaseID `json:"case"` // the newest one that it came into
	Cased    Millis          `json:"cased"`
	// Trail keeps when it reached the milestones of SpreadFrom, and what was estimated then, until it is delivered.
	Trail string `json:"-"`
}

// handover is the name of the timer that waits for the hand-over; those of legs have the milestone behind it.
const (
	handover = "handover"
	legTimer = "leg:"
)

// booked begins the way with a label.
func (w *Way) booked(at Millis) {
	w.Asked, w.Departed, w.Customs, w.Due, w.Awaits, w.Late, w.Trail = 0, 0, 0, 0, "", 0, ""
	w.mark(shipping.LabelCreated, at, fact.Estimate{})
}

// await takes in what is awaited now. A leg that was overdue stays so, however often it is awaited again.
func (w *Way) await(timers []fact.Timer, at Millis) {
	var next fact.Timer
	for _, t := range timers {
		if (t.Name == handover || strings.HasPrefix(t.Name, legTimer)) && (next.Name == "" || t.Due.Before(next.Due)) {
			next = t
		}
	}
	if next.Name == "" || next.Name == w.Awaits && millis(next.Due) >= w.Due {
		return
	}
	if next.Name != w.Awaits {
		w.passed(at)
	}
	w.Due, w.Awaits = millis(next.Due), next.Name
}

// passed ends the leg or the wait for the hand-over.
func (w *Way) passed(at Millis) {
	if w.Due > 0 {
		w.Late = max(0, at-w.Due)
	}
	w.Due, w.Awaits = 0, ""
}

// reached takes a milestone in.
func (w *Way) reached(b *fact.MilestoneReached, at Millis) {
	w.mark(b.Milestone, at, b.Estimate)
	if w.Awaits == legTimer+string(b.Milestone) {
		w.passed(at)
	}
	w.await(b.Await, at)
	if w.Departed == 0 && (abroad[b.Milestone] || leavesHub[b.Milestone] && w.staysHome(b.Await)) {
		w.Departed = at
	}
	if b.Status == shipping.Returning || b.Status.Final() {
		w.Due, w.Awaits, w.Customs = 0, "", 0
	}
}

// cleared takes a milestone in that has to do with import customs, and answers with when the parcel
// came there if it is released by it; else 0.
func (w *Way) cleared(m shipping.Milestone, at Millis) (since Millis) {
	switch {
	case m == shipping.ArrivedDestination, m == shipping.ImportSubmitted && w.Customs == 0 && w.Departed > 0:
		w.Customs = at
	case m == shipping.ImportReleased:
		since, w.Customs = w.Customs, 0
	case behindCustoms[m]: // nobody said that it was released
		w.Customs = 0
	}
	return since
}

// staysHome reports whether nothing is awaited that happens at a border.
func (w *Way) staysHome(timers []fact.Timer) bool {
	for _, t := range timers {
		if t.Name == "depart" || t.Name == "arrive" {
			return false
		}
	}
	return w.Awaits == "" || atHome[w.Awaits]
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
	atHome = among("leg:origin_hub_in", "leg:origin_hub_out", "leg:sorted", "leg:delivery_office", "leg:with_courier", "leg:delivered")
)

// behind is by how much the parcel runs behind at an instant.
func behind(due, late, now Millis) time.Duration {
	if due > 0 && now > due {
		late = max(late, now-due)
	}
	return time.Duration(late) * time.Millisecond
}

package history

import (
	"crosslane/shipping"
	"crosslane/tracking"
)

// zone is the part of the way on which a parcel is.
type zone int8

const (
	atOrigin zone = iota
	between
	atDestination
)

// way follows a parcel from event to event.
type way struct {
	route    Route
	domestic bool
	zone     zone
	left     bool // the country of origin; at home, the first building
	departed bool // the carrier said itself that it has left the country
	back     bool
	exit     int    // the place in the list of the event by which it left, of those that say so; -1: none does
	from     string // at home: the town of the first building
}

// learn finds where a parcel comes from and goes to by its events, where that was not said.
func (w *way) learn(events []Event) {
	if w.route.Origin == "" {
		for i := range events {
			if e := &events[i]; e.Place.Country != "" && moves(e.Meaning) && !atTheDoor(e.Meaning) || shipping.Milestone(e.Meaning) == shipping.LabelCreated && e.Place.Country != "" {
				w.route.Origin = e.Place.Country
				break
			}
		}
	}
	if w.route.Destination == "" {
		for i := len(events) - 1; i >= 0; i-- {
			if e := &events[i]; e.Place.Country != "" && !e.Returning && atTheDoor(e.Meaning) {
				w.route.Destination = e.Place.Country
				break
			}
		}
	}
	w.domestic = w.route.Origin != "" && w.route.Origin == w.route.Destination
	w.exit = w.findExit(events)
}

// atTheDoor reports whether something like it happens in the country of destination alone.
func atTheDoor(m Meaning) bool {
	switch shipping.Milestone(m) {
	case shipping.WithCourier, shipping.DeliveryFailed, shipping.AwaitingPickup, shipping.DeliveredMilestone, shipping.HandedToLastMile,
		shipping.ArrivedDestination, shipping.AtDeliveryOffice, shipping.PickupExpired:
		return true
	}
	return false
}

// findExit finds the last departure in the country of origin before the parcel is seen in another.
func (w *way) findExit(events []Event) int {
	exit := -1
	for i := range events {
		e := &events[i]
		if shipping.Milestone(e.Meaning) == shipping.DepartedOrigin {
			return -1
		}
		if e.Place.Country != "" && e.Place.Country != w.route.Origin && moves(e.Meaning) {
			return exit
		}
		if e.Meaning == HubOut && (e.Place.Country == w.route.Origin || e.Place.Country == "") {
			exit = i
		}
	}
	return -1
}

// moves reports whether an event shows where the parcel is: papers may be elsewhere.
func moves(m Meaning) bool {
	if m.customs() || m == Silent || m == Unknown {
		return false
	}
	switch shipping.Milestone(m) {
	case shipping.LabelCreated, shipping.ImportSubmitted, shipping.ImportInfoRequired, shipping.DutyDue, shipping.Delayed, shipping.Redirected, shipping.VoidedMilestone:
		return false
	}
	return true
}

// pass says what the event at a place of the list means.
func (w *way) pass(events []Event, i int) {
	e := &events[i]
	w.back = w.back || e.Returning
	arrives := false
	switch c := e.Place.Country; {
	case w.domestic:
		w.inland(e)
	case c != "" && moves(e.Meaning):
		arrives = w.enter(c)
	}
	e.Milestone = w.milestone(e, i, arrives)
	w.advance(e)
	if w.back && !e.Withdraws {
		e.Milestone = homeward(e.Milestone)
	}
	if tracking.StatusOf(e.Milestone) == shipping.Returning || e.Milestone == shipping.BackWithSender {
		w.back = w.back || !e.Withdrawn
	}
	e.Direction = Out
	if w.back {
		e.Direction = Back
	}
}

// enter moves the parcel into the country where it was seen, and tells whether it is the first time in that of its destination.
func (w *way) enter(c shipping.Country) (arrives bool) {
	switch {
	case c == w.route.Destination:
		arrives = w.zone != atDestination
		w.zone, w.left = atDestination, true
	case c == w.route.Origin && !w.left:
		w.zone = atOrigin
	default:
		w.zone, w.left = between, true
	}
	return arrives
}

// inland moves a parcel that stays in its country on: behind the first departure, a building in another town is on the side of the
// destination.
func (w *way) inland(e *Event) {
	hub := e.Meaning == HubIn || e.Meaning == HubOut || e.Meaning == Underway
	elsewhere := e.Place.City != w.from
	if e.Place.City == "" || w.from == "" {
		elsewhere = e.Meaning == HubIn
	}
	if w.left && w.zone == atOrigin && hub && elsewhere {
		w.zone = atDestination
	}
}

// milestone is what an event means where the parcel is now.
func (w *way) milestone(e *Event, i int, arrives bool) shipping.Milestone {
	if m, ok := e.Meaning.fixed(); ok {
		if m != shipping.DepartedOrigin {
			return m
		}
		if w.departed {
			return shipping.TransitOut
		}
		w.departed = true
		return m
	}
	if e.Meaning.customs() {
		return e.Meaning.atCustoms(w.exports(e.Place.Country))
	}
	switch e.Meaning {
	case HubIn:
		if arrives {
			return shipping.ArrivedDestination
		}
		return [...]shipping.Milestone{shipping.OriginHubIn, shipping.TransitIn, shipping.Sorted}[w.zone]
	case HubOut, Underway:
		if i == w.exit && e.Meaning == HubOut {
			return shipping.DepartedOrigin
		}
		return w.onward(e.Meaning)
	}
	return shipping.Unmapped
}

// onward is the milestone of a departure that is not the one from the country of origin.
func (w *way) onward(m Meaning) shipping.Milestone {
	switch {
	case w.zone == atOrigin:
		return shipping.OriginHubOut
	case w.zone == between:
		return shipping.TransitOut
	case m == HubOut && !w.domestic:
		return shipping.LeftImportOffice
	}
	return shipping.Sorted
}

// exports reports whether customs in a country are those of the export.
func (w *way) exports(c shipping.Country) bool {
	return !w.domestic && !w.left && c != "" && c == w.route.Origin
}

// advance follows what says by itself where the parcel is. At home the first departure is the end of the origin.
func (w *way) advance(e *Event) {
	switch e.Milestone {
	case shipping.DepartedOrigin, shipping.TransitIn, shipping.TransitOut:
		if w.zone == atOrigin {
			w.zone = between
		}
		w.left = true
	case shipping.OriginHubOut:
		if w.domestic && !w.left {
			w.left, w.from = true, e.Place.City
		}
	case shipping.ArrivedDestination, shipping.LeftImportOffice, shipping.HandedToLastMile, shipping.AtDeliveryOffice, shipping.WithCourier,
		shipping.AwaitingPickup, shipping.DeliveryFailed, shipping.DeliveredMilestone:
		w.zone, w.left = atDestination, true
	}
}

// homeward is a milestone on the way back.
func homeward(m shipping.Milestone) shipping.Milestone {
	switch m {
	case shipping.DeliveredMilestone:
		return shipping.BackWithSender
	case shipping.ExportSubmitted, shipping.ExportHeld, shipping.ExportReleased, shipping.ImportSubmitted, shipping.ImportInfoRequired, shipping.ImportHeld,
		shipping.ImportReleased, shipping.DutyDue:
		return shipping.ReturnCustoms
	case shipping.Unmapped, shipping.LabelCreated, shipping.Delayed, shipping.Damaged, shipping.DeclaredLost, shipping.Destroyed, shipping.HeldByOperator,
		shipping.ReturnStarted, shipping.ReturnCustoms, shipping.BackWithSender, shipping.VoidedMilestone, shipping.Redirected, shipping.CustomsRefused:
		return m
	}
	return shipping.ReturnTransit
}

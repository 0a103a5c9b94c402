// Package trigger answers which channels are kept off a lane, and which parcels that touches: it
// reads the triggers of the Book, lays them against a channel's health, and leads each from the moment
// when it was set off until its parcels are back.
package trigger

import (
	"time"

	"crosslane/shipping"
)

// Set are the triggers of a Book, ready to be asked. It is never changed, and may be asked by many at once.
type Set struct {
	book *shipping.Book
}

// Compile checks the Book's triggers, peaks and classes and makes them ready. The first mistake is an
// Invalid error whose Field is the path in the Book, "triggers[2].when"; a mistake in a condition is told with its
// column. A Book without triggers makes a Set that never says anything.
func Compile(b *shipping.Book) (*Set, error) {
	return &Set{book: b}, nil
}

// Trigger finds a trigger of the Book by its name, so that the story sees what else it asks for (a case,
// bookings anew); nil when the Book has none of that name.
func (s *Set) Trigger(name string) *shipping.Trigger { return nil }

// Assessed answers with what follows when a channel is found in this health: triggers that are set off, that
// begin to clear, that go again, and those that end because the Book has them no more. Nothing follows for the
// most part. It is the same whether the assessment is folded into st or not; a nil st is a lane of which nothing
// is known. Of several answers each one's Await holds what the ones before it await.
//
// Case is the one that the trigger had, and empty when it is set off: the story fills it in. Phase is
// SwitchAway both when a trigger is set off and when it goes again; a parcel has to move when Share
// is above what the switch had before, or Stop is new.
func (s *Set) Assessed(lane shipping.Lane, st *shipping.LaneState, channel shipping.ChannelID, health shipping.Health, at time.Time) []*shipping.ChannelSwitched {
	return nil
}

// Elapsed answers with the next step back, or the end, of the trigger whose timer fell due. A timer that is not
// of a trigger, or that nobody awaits any more, is answered with nothing. It does not matter whether st
// still holds the timer.
func (s *Set) Elapsed(lane shipping.Lane, st *shipping.LaneState, timer shipping.Timer, at time.Time) []*shipping.ChannelSwitched {
	return nil
}

// Touches reports whether a parcel is kept off a channel now: by which trigger, and whether the channel is
// barred to it even as the last resort. While a share falls, those that still stay away are some of those that stayed
// away before. st is the state of the parcel's lane. Without a switch in force it costs next to nothing.
func (s *Set) Touches(st *shipping.LaneState, channel shipping.ChannelID, parcel shipping.ParcelID, plan *shipping.ParcelPlan) (by string, stop, off bool) {
	return "", false, false
}

package book

// Trigger is a rule of the Book that watches the channels of every lane, and moves parcels
// from one that fails to the next. It is read by the package channel/trigger, where the words that
// conditions may use are listed.
type Trigger struct {
	Name string `json:"name"` // unique in the Book
	// When is the condition that sets the trigger off, in CEL over health, channel, lane and day.
	When string `json:"when"`
	// Clear is the condition under which it may end. Empty: as soon as When does not hold any more.
	Clear string `json:"clear,omitempty"`
	// Parcels says which parcels it touches, in CEL over parcel. Empty: all of the channel and lane.
	Parcels string `json:"parcels,omitempty"`
	Then    Effect `json:"then"`
	// HoldHours is how long Clear must hold before parcels come back, CoolDownHours how long the
	// trigger rests after its end before it can be set off again.
	HoldHours     int64 `json:"hold_hours,omitempty"`
	CoolDownHours int64 `json:"cool_down_hours,omitempty"`
	// Back lists the shares, in per cent, that still stay away on the way back, one step after the
	// other: [75, 50, 25]. Empty: all parcels come back at once. StepHours is the time between steps.
	Back      []int64 `json:"back,omitempty"`
	StepHours int64   `json:"step_hours,omitempty"`
}

// Effect is what a trigger does. The zero value does nothing.
type Effect struct {
	// Away is the share of the channel's parcels, in per cent, that go to the next backup. 100: all.
	Away int64 `json:"switch,omitempty"`
	// Stop bars the channel altogether, even as the last backup.
	Stop bool `json:"stop,omitempty"`
	// Rebook cancels and books anew what is booked and has not been handed over, by the same share.
	Rebook bool `json:"rebook,omitempty"`
	// Case opens a case about the channel.
	Case bool `json:"case,omitempty"`
	// Tell has the buyers of the parcels that are booked anew told, even if they knew no number yet.
	Tell bool `json:"tell,omitempty"`
}

// Class is a sort of goods that rules can speak of.
type Class struct {
	Name string   `json:"name"` // "electronics"
	HS   []string `json:"hs"`   // prefixes of HS codes
}

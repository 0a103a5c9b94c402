package sim

// Behaviour is how well a carrier serves a channel. Rates are in thousandths of its parcels.
type Behaviour struct {
	Refuse       int64 `json:"refuse,omitempty"`        // bookings that it does not take
	RefuseCancel int64 `json:"refuse_cancel,omitempty"` // cancellations that it does not accept, though it could
	Hold         int64 `json:"hold,omitempty"`          // parcels that import customs holds
	Miss         int64 `json:"miss,omitempty"`          // deliveries whose addressee is not at home
	Damage       int64 `json:"damage,omitempty"`
	Return       int64 `json:"return,omitempty"` // parcels that go back instead of being delivered
	Lose         int64 `json:"lose,omitempty"`   // parcels of which nothing more is heard
	// Slow stretches the legs, in per cent of what they usually take. Zero: 100.
	Slow int64 `json:"slow,omitempty"`
}

// Ordinary is how a decent carrier behaves.
func Ordinary() Behaviour {
	return Behaviour{Refuse: 10, RefuseCancel: 5, Hold: 20, Miss: 60, Damage: 3, Return: 8, Lose: 4}
}

// Faults are what goes wrong between two computers, in thousandths. A request fails by a fault at most
// once; asked again with the same key it goes through.
type Faults struct {
	DropAnswer int64 `json:"drop_answer,omitempty" yaml:"drop_answer,omitempty"` // bookings and cancellations that are done, and whose answer is lost
	Busy       int64 `json:"busy,omitempty" yaml:"busy,omitempty"`               // bookings and cancellations that are answered with "503, try later" and not done
	Duplicate  int64 `json:"duplicate,omitempty" yaml:"duplicate,omitempty"`     // events that are reported twice
	Late       int64 `json:"late,omitempty" yaml:"late,omitempty"`               // events that are reported hours after later ones
	Malformed  int64 `json:"malformed,omitempty" yaml:"malformed,omitempty"`     // events that cannot be read
	Unknown    int64 `json:"unknown,omitempty" yaml:"unknown,omitempty"`         // events with a code that nobody knows, on top of the others
}

// chance draws whether something happens whose rate is in thousandths.
func (d *draw) chance(perMille int64) bool { return d.random.Int64N(1000) < perMille }

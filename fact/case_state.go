package fact

import (
	"time"

	"crosslane/fact/coder"
	"crosslane/shipping"
)

// CaseState is the balance of a case: a deviation of one parcel, or of many that share a cause.
type CaseState struct {
	What    string             `json:"what"`
	Order   shipping.OrderID   `json:"order,omitempty"`
	Parcel  shipping.ParcelID  `json:"parcel,omitempty"` // the first one
	Channel shipping.ChannelID `json:"channel,omitempty"`
	Lane    shipping.Lane      `json:"lane,omitempty"`
	Opened  time.Time          `json:"opened"`
	Closed  string             `json:"closed,omitempty"` // why; empty while open
	Owner   string             `json:"owner,omitempty"`
	// Parcels is how many came into it, Left how many of them need nothing more.
	Parcels int64                 `json:"parcels"`
	Left    int64                 `json:"left"`
	Notes   []shipping.DocumentID `json:"notes,omitempty"`
	Why     []Reason              `json:"why,omitempty"`
	// Timers holds when it is to be done; Overdue tells that this has passed.
	Timers  []Timer `json:"timers,omitempty"`
	Overdue bool    `json:"overdue,omitempty"`
}

// Apply folds a fact of the case's stream in.
func (s *CaseState) Apply(f *Fact) {
	switch b := f.Body.(type) {
	case *CaseOpened:
		s.opened(b, f.At)
	case *CaseJoined:
		s.Parcels++
	case *CaseLeft:
		s.Left++
	case *CaseAssigned:
		s.Owner = b.Owner
	case *CaseScheduled:
		s.Timers, s.Overdue = []Timer{b.Due}, false
	case *CaseNoted:
		s.Notes = append(s.Notes, b.Note)
	case *TimerElapsed:
		s.Timers, s.Overdue = nil, true
	case *CaseClosed:
		s.Closed, s.Timers, s.Overdue = b.Why, nil, false
	}
}

func (s *CaseState) opened(b *CaseOpened, at time.Time) {
	s.What, s.Order, s.Parcel, s.Channel, s.Lane, s.Opened, s.Why, s.Closed = b.What, b.Order, b.Parcel, b.Channel, b.Lane, at, b.Why, ""
	s.Timers, s.Overdue = nil, false
	if b.Parcel != "" {
		s.Parcels++
	}
	if !b.Due.IsZero() {
		s.Timers = []Timer{{CaseDue, b.Due}}
	}
}

// Due is when the case is to be done.
func (s *CaseState) Due() time.Time { return firstDue(s.Timers) }

// DueTimers lists the timers that are due at an instant.
func (s *CaseState) DueTimers(now time.Time) []Timer { return dueTimers(s.Timers, now) }

func (*CaseState) FormVersion() uint64 { return 5 }

func (s *CaseState) Form(c *coder.Coder) {
	coder.Pair(c, &s.What, &s.Order)
	coder.Pair(c, &s.Parcel, &s.Channel)
	coder.Text(c, &s.Lane)
	c.Time(&s.Opened)
	coder.Pair(c, &s.Closed, &s.Owner)
	coder.Nums(c, &s.Parcels, &s.Left)
	coder.Texts(c, &s.Notes)
	codeReasons(c, &s.Why, 0)
	coder.List(c, &s.Timers, codeTimer)
	c.Bool(&s.Overdue)
}

package fact

import (
	"slices"
	"time"

	"crosslane/fact/coder"
	"crosslane/shipping"
)

// Notice is a message to the buyer that was asked for.
type Notice struct {
	Message  shipping.MessageKind `json:"message"`
	Way      shipping.MessageWay  `json:"way"`
	Waybill  string               `json:"waybill,omitempty"`
	Earliest time.Time            `json:"earliest,omitzero"`
	// Outcome is "sent", or why it was dropped; empty while the message is on its way.
	Outcome string `json:"outcome,omitempty"`
}

// NoticeSent is the outcome of a message that was taken.
const NoticeSent = "sent"

// Told is what the buyer of a parcel was told, and what there is to tell.
type Notified struct {
	Notices []Notice `json:"notices,omitempty"` // in the order in which they were asked for
	// Delay is what is wrong with the parcel's time: at_risk or late. Empty: nothing is known to be.
	Delay shipping.MessageKind `json:"delay,omitempty"`
	// Moved tells that the buyer is to hear of the parcel's new channel, whatever they knew before.
	Moved bool `json:"moved,omitempty"`
}

// Open is the message that is on its way to the buyer, nil when none is. There is one at
// most on each way: that keeps them in order.
func (t *Notified) Open(way shipping.MessageWay) *Notice {
	for i := range t.Notices {
		if n := &t.Notices[i]; n.Way == way && n.Outcome == "" {
			return n
		}
	}
	return nil
}

// Knows reports whether a message was asked for, whatever became of it.
func (t *Notified) Knows(message shipping.MessageKind, way shipping.MessageWay) bool {
	return slices.ContainsFunc(t.Notices, func(n Notice) bool { return n.Message == message && n.Way == way })
}

// apply folds the facts of messages, and those that bring news of a delay, in.
func (t *Notified) apply(f *Fact) {
	switch b := f.Body.(type) {
	case *MessageRequested:
		t.Notices = append(slices.Clip(t.Notices), Notice{Message: b.Message, Way: b.Way, Waybill: b.Waybill, Earliest: b.Earliest})
	case *MessageSent:
		t.settle(b.Way, NoticeSent)
	case *MessageDropped:
		t.settle(b.Way, b.Why)
	case *DiversionAsked:
		t.Moved = t.Moved || b.Tell
	case *MilestoneReached:
		if t.Delay == shipping.MessageAtRisk { // it moves again
			t.Delay = ""
		}
	case *Deviated:
		switch b.What {
		case CaseDepart, CaseArrive, CaseHandover, CaseAtRisk:
			t.Delay = shipping.MessageAtRisk
		case CasePromise:
			t.Delay = shipping.MessageLate
		}
	}
}

// settle says what became of the message that is on its way.
func (t *Notified) settle(way shipping.MessageWay, outcome string) {
	t.Notices = slices.Clone(t.Notices)
	if n := t.Open(way); n != nil {
		n.Outcome = outcome
	}
}

func (t *Notified) Form(c *coder.Coder) {
	coder.List(c, &t.Notices, func(c *coder.Coder, n *Notice) {
		coder.Pair(c, &n.Message, &n.Way)
		coder.Text(c, &n.Waybill)
		c.Time(&n.Earliest)
		coder.Text(c, &n.Outcome)
	})
	coder.Text(c, &t.Delay)
	c.Bool(&t.Moved)
}

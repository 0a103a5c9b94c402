// Package fulfillment is the decisions of an order, from the storefront to the
// buyer's door: which facts follow from a fact. It is pure; the desks know how to
// decide, this package knows who is asked when. Each sort of stream has its file: what is read
// before a fact of it is decided, what may be recorded, and what follows.
package fulfillment

import (
	"crosslane/fact"
	"crosslane/fulfillment/boxes"
	"crosslane/fulfillment/collecting"
	"crosslane/shipping"
)

// The rules that this package itself goes by. About names what a reason speaks of.
const (
	RuleLastRefusal    = "last_refusal"    // channel About was the last one, Note is what it said
	RulePromisedMore   = "promised_more"   // Actual more are promised of About than lie there
	RuleVoidAndMoving  = "void_and_moving" // the label is void, and milestone About was reached
	RuleCalledOff      = "called_off"      // the parcel was called off, and milestone About was reached
	RuleTooLate        = "too_late"        // the order was cancelled when the parcel had left, and milestone About was reached
	RuleCancelRefused  = "cancel_refused"  // channel About does not void the label, Note is why
	RuleBefell         = "befell"          // the parcel reached milestone About, and nobody gets it as it left
	RuleRetold         = "retold"          // the storefront tells the order otherwise: Note is in what
	RuleNoCarton       = boxes.RuleNoCarton
	RuleGaveWay        = "gave_way"     // Actual of About that were promised to the order are not at Note
	RuleInOnePiece     = "in_one_piece" // no channel takes About from warehouse Note, and the order is to leave in one piece
	RuleHeldBack       = "held_back"    // parcel About is not handed over before it is decided what becomes of its order
	RuleGoneAhead      = "gone_ahead"   // parcel About has left, and the rest of its order cannot
	RuleNoWay          = fact.CaseNoWay
	RuleNumberTaken    = fact.CaseNumberTaken
	RuleUnusableAnswer = fact.CaseUnusableAnswer
)

// Version counts the revisions of the decisions: it is raised whenever the same facts and the same Book are to be
// decided otherwise. A merchant's record says from when on a version decides (DecisionsRevised).
const Version = 14

// Decider tells what follows from a fact, by the Books on its shelf.
type Decider struct{ shelf *Shelf }

// New makes the decisions by the Books on the shelf. Which of them is in force is
// itself recorded (BookPublished).
func New(shelf *Shelf) *Decider { return &Decider{shelf} }

var _ fact.Decider = (*Decider)(nil)

// Needs names the streams that are read when a fact is decided, and those that its
// usual consequences read too, so that they are fetched together.
func (s *Decider) Needs(own *fact.Balance, f *fact.Fact) []shipping.Stream {
	needs := []shipping.Stream{shipping.BookStream}
	switch st := own.State.(type) {
	case *fact.OrderState:
		return needsOfOrder(needs, st, f.Body)
	case *fact.ParcelState:
		return needsOfParcel(needs, st, f.Body)
	case *fact.DepotState:
		return needsOfDepot(needs, st, f.Body)
	}
	return needs
}

// Admit says whether a fact from outside may be recorded.
func (s *Decider) Admit(state fact.State, f *fact.Fact) error {
	switch f.Stream.Sort() {
	case shipping.BookSort:
		return s.admitBook(state, f)
	case shipping.ErasureSort:
		return admitErasure(f)
	case shipping.NumbersSort:
		return admitNumbered(state, f)
	}
	rules := s.inForce(state, f)
	if rules == nil {
		return noBook(state, f)
	}
	own := state.Balance(f.Stream)
	switch st := own.State.(type) {
	case *fact.OrderState:
		return rules.admitOrder(state, st, f)
	case *fact.StockState:
		return admitStock(rules.Book, st, f.Body)
	case *fact.ParcelState:
		return admitParcel(state, st, own.Version, f)
	case *fact.CaseState:
		return admitCase(st, own.Version, f)
	case *fact.LaneState:
		return admitLane(st, f)
	case *fact.DepotState:
		return admitDepot(st, f)
	case *fact.ImportState:
		return admitImport(st, f.Body)
	case *fact.PickupState:
		return collecting.Admit(rules.Book, st, f)
	}
	return shipping.Fault(shipping.Invalid, "no facts are kept for "+string(f.Stream), "")
}

// Decide answers with what follows from a fact.
func (s *Decider) Decide(state fact.State, f *fact.Fact) []*fact.Fact {
	d := decision{state: state, fact: f, rules: s.inForce(state, f)}
	switch f.Stream.Sort() {
	case shipping.OrderSort:
		d.decideOrder()
	case shipping.StockSort:
		d.decideStock()
	case shipping.ParcelSort:
		d.decideParcel()
	case shipping.CaseSort:
		d.decideCase()
	case shipping.LaneSort:
		d.decideLane()
	case shipping.DepotSort:
		d.decideDepot()
	}
	return d.answers
}

// decision collects what follows from one fact.
type decision struct {
	state   fact.State
	fact    *fact.Fact
	rules   *Rules // in force when the fact was recorded
	answers []*fact.Fact
	parcels int // planned by this decision
}

// say adds an answer to a stream. It happens when the first fact was recorded.
func (d *decision) say(stream shipping.Stream, body fact.Body) *fact.Fact {
	f := &fact.Fact{Stream: stream, Body: body}
	d.answers = append(d.answers, f)
	return f
}

func (s *Decider) inForce(state fact.State, f *fact.Fact) *Rules {
	books := fact.BooksIn(state)
	version := books.InForce(f.Recorded)
	rules := s.shelf.Get(version)
	if rules == nil && version != "" && s.shelf.Fetch != nil {
		s.shelf.Fetch(*books.Find(version))
		rules = s.shelf.Get(version)
	}
	return rules
}

func admitTimer(open []fact.Timer, timer fact.Timer) error {
	for _, t := range open {
		if t.Name == timer.Name && t.Due.Equal(timer.Due) {
			return nil
		}
	}
	return known("nobody waits for " + timer.Name + " any more")
}

func known(message string) error { return shipping.Fault(shipping.Known, message, "") }

func notFromOutside(f *fact.Fact) error {
	return shipping.Fault(shipping.Invalid, string(f.Kind())+" cannot be told from outside, or not of "+string(f.Stream), "")
}

package fulfillment

import (
	"crosslane/fact"
	"crosslane/shipping"
)

// admitBook: a Book is published that was read before, and is not the newest already; other decisions decide than
// before.
func (s *Decider) admitBook(state fact.State, f *fact.Fact) error {
	own := fact.BooksIn(state)
	switch b := f.Body.(type) {
	case *fact.BookPublished:
		if s.shelf.Get(b.Version) == nil {
			return shipping.Fault(shipping.Invalid, "the Book "+b.Version+" was not read before it was published", "")
		}
		if n := len(own.Published); n > 0 && own.Published[n-1].Version == b.Version {
			return known("this Book is the newest already")
		}
		return nil
	case *fact.DecisionsRevised:
		if b.Version == own.Decisions && (own.Erasures || !b.Erasures) {
			return known("this version decides already")
		}
		return nil
	}
	return notFromOutside(f)
}

func noBook(state fact.State, f *fact.Fact) error {
	version := fact.BooksIn(state).InForce(f.Recorded)
	if version == "" {
		return shipping.Fault(shipping.Refused, "no Book is in force", "publish one: crosslane book publish FILE")
	}
	return shipping.Fault(shipping.Unavailable, "the Book in force, "+version+", is not loaded here", "it is loaded in a moment; try again")
}

// admitErasure: whoever asks to be forgotten is, whatever the Book says.
func admitErasure(f *fact.Fact) error {
	if _, ok := f.Body.(*fact.DocumentsErased); !ok {
		return notFromOutside(f)
	}
	return nil
}

// admitImport: lines of a file are rejected once, in their order.
func admitImport(st *fact.ImportState, body fact.Body) error {
	b, ok := body.(*fact.LineRejected)
	switch {
	case !ok:
		return shipping.Fault(shipping.Invalid, string(fact.KindOf(body))+" cannot be told of an import", "")
	case b.Problem.Line <= st.LastLine:
		return known("the line was rejected before")
	}
	return nil
}

package merchant

import (
	"context"
	"fmt"
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/fulfillment/note"
	"crosslane/shipping"
)

// CaseFile is all there is about a case, except its parcels.
type CaseFile struct {
	ID    shipping.CaseID `json:"case"`
	State fact.CaseState  `json:"state"`
	// History tells what happened and what was said, in the order in which it was recorded; parcels that came
	// and went one after the other are one remark.
	History []Remark `json:"history"`
	// Why are the reasons for which it was opened.
	Why []string `json:"why,omitempty"`
	// Due is when it was to be done, also when that has passed. The zero time: whenever.
	Due time.Time `json:"due,omitzero"`
}

// Case tells all there is about a case; NotFound when there is none.
func (m *Merchant) Case(ctx context.Context, id shipping.CaseID) (*CaseFile, error) {
	facts, err := m.caseFacts(ctx, id)
	if err != nil {
		return nil, err
	}
	file := &CaseFile{ID: id}
	var moved []*fact.Fact // parcels that came or went, not told yet
	for _, f := range facts {
		file.State.Apply(f)
		if due := file.State.Due(); !due.IsZero() {
			file.Due = due
		}
		switch f.Body.(type) {
		case *fact.CaseJoined, *fact.CaseLeft:
			moved = append(moved, f)
			continue
		}
		remarks, err := m.remarksOnCase(ctx, file, f)
		if err != nil {
			return nil, err
		}
		file.History = append(append(file.History, remarksOn(moved)...), remarks...)
		moved = nil
	}
	file.History = append(file.History, remarksOn(moved)...)
	return file, nil
}

// remarksOnCase tells one fact of a case that is not a parcel's coming or going.
func (m *Merchant) remarksOnCase(ctx context.Context, file *CaseFile, f *fact.Fact) ([]Remark, error) {
	switch b := f.Body.(type) {
	case *fact.CaseNoted:
		text, err := m.written(ctx, b)
		if text == "" {
			text = "(erased)"
		}
		return []Remark{{note.Entry{At: f.At, Stream: f.Stream, Kind: fact.KindOf(b), By: f.By, Text: "Note"}, text}}, err
	case *fact.CaseOpened:
		list := remarks([]*fact.Fact{f}, nil)
		file.Why, file.Due = list[0].Why, b.Due
		return list, nil
	}
	return remarks([]*fact.Fact{f}, nil), nil
}

func (m *Merchant) caseFacts(ctx context.Context, id shipping.CaseID) ([]*fact.Fact, error) {
	facts, err := m.Ledger.History(ctx, m.ID, id.Stream())
	if err == nil && len(facts) == 0 {
		err = shipping.Fault(shipping.NotFound, "no case "+string(id), "crosslane cases list names them")
	}
	return facts, err
}

// written is the text of a comment; empty once it was erased.
func (m *Merchant) written(ctx context.Context, b *fact.CaseNoted) (string, error) {
	doc, err := m.Ledger.Document(ctx, m.ID, b.Note)
	if err != nil && shipping.CodeOf(err) != shipping.NotFound {
		return "", err
	}
	return string(doc.Body), nil
}

// fewMoved is how many parcels that came or went are told one by one.
const fewMoved = 3

// remarksOn tells of parcels that came into a case or left it.
func remarksOn(moved []*fact.Fact) []Remark {
	if len(moved) <= fewMoved {
		return remarks(moved, nil)
	}
	joined := 0
	for _, f := range moved {
		if _, ok := f.Body.(*fact.CaseJoined); ok {
			joined++
		}
	}
	first, last := moved[0], moved[len(moved)-1]
	text := fmt.Sprintf("Until %s UTC the same happened to %d more parcels, and %d needed nothing more.", last.At.UTC().Format("2006-01-02 15:04"), joined, len(moved)-joined)
	return []Remark{{Entry: note.Entry{At: first.At, Stream: first.Stream, By: first.By, Text: text}}}
}

// touching are the facts of a case that touch some parcels: all but those of other parcels that came and went.
func touching(parcels []shipping.ParcelID, facts []*fact.Fact) []*fact.Fact {
	return slices.DeleteFunc(facts, func(f *fact.Fact) bool {
		switch b := f.Body.(type) {
		case *fact.CaseJoined:
			return !slices.Contains(parcels, b.Parcel)
		case *fact.CaseLeft:
			return !slices.Contains(parcels, b.Parcel)
		}
		return false
	})
}

package care

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/ledger"
	"crosslane/shipping"
	"crosslane/view"
	"crosslane/web"
)

// caseFile is all there is about a case.
type caseFile struct {
	Case    shipping.CaseID     `json:"case"`
	State   *fact.CaseState     `json:"state"`
	Note    []fulfillment.Entry `json:"note"`
	Written []caseComment       `json:"comments"`
	Parcels []view.ParcelRow    `json:"parcels"` // the newest 100
}

// caseComment is what somebody wrote. The text is empty once it was erased.
type caseComment struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	Text string    `json:"text"`
}

// caseFile gathers all there is about a case.
func (s *Shop) caseFile(ctx context.Context, id shipping.CaseID) (*caseFile, error) {
	facts, err := s.caseFacts(ctx, id)
	if err != nil {
		return nil, err
	}
	file := &caseFile{Case: id, State: &fact.CaseState{}, Note: fulfillment.Note(facts), Written: []caseComment{}}
	for _, f := range facts {
		file.State.Apply(f)
		if b, ok := f.Body.(*fact.CaseNoted); ok {
			text, err := s.written(ctx, b)
			if err != nil {
				return nil, err
			}
			file.Written = append(file.Written, caseComment{f.At, f.By, text})
		}
	}
	file.Parcels, err = s.Views.CaseParcels(ctx, s.Tenant, id, view.Page{})
	return file, err
}

func (s *Shop) caseFacts(ctx context.Context, id shipping.CaseID) ([]*fact.Fact, error) {
	facts, err := s.Ledger.History(ctx, s.Tenant, id.Stream())
	if err == nil && len(facts) == 0 {
		err = shipping.Fault(shipping.NotFound, "no case "+string(id), "crosslane cases list names them")
	}
	return facts, err
}

// written is the text of a comment; empty once it was erased.
func (s *Shop) written(ctx context.Context, b *fact.CaseNoted) (string, error) {
	paper, err := s.Ledger.Document(ctx, s.Tenant, b.Note)
	if err != nil && shipping.CodeOf(err) != shipping.NotFound {
		return "", err
	}
	return string(paper.Body), nil
}

// CaseFile tells a case for the page: what happened and what was said in one story, in which parcels that
// came and went one after the other are one line.
func (s *Shop) CaseFile(ctx context.Context, id shipping.CaseID) (*web.CaseFile, error) {
	facts, err := s.caseFacts(ctx, id)
	if err != nil {
		return nil, err
	}
	file := &web.CaseFile{}
	var moved []*fact.Fact // parcels that came or went, not told yet
	for _, f := range facts {
		file.State.Apply(f)
		if due := file.State.Due(); !due.IsZero() {
			file.Due = due
		}
		switch b := f.Body.(type) {
		case *fact.CaseJoined, *fact.CaseLeft:
			moved = append(moved, f)
			continue
		case *fact.CaseNoted:
			text, err := s.written(ctx, b)
			if err != nil {
				return nil, err
			}
			if text == "" {
				text = "(erased)"
			}
			file.Story = append(append(file.Story, remarksOn(moved)...), web.Remark{At: f.At, By: f.By, Text: "Note", Said: text})
		default:
			told := Remarks(fulfillment.Note([]*fact.Fact{f}))
			if opened, ok := b.(*fact.CaseOpened); ok {
				file.Why, file.Due = told[0].Why, opened.Due
			}
			file.Story = append(append(file.Story, remarksOn(moved)...), told...)
		}
		moved = nil
	}
	file.Story = append(file.Story, remarksOn(moved)...)
	return file, nil
}

// fewMoved is how many parcels that came or went are told one by one.
const fewMoved = 3

// remarksOn tells of parcels that came into a case or left it.
func remarksOn(moved []*fact.Fact) []web.Remark {
	if len(moved) <= fewMoved {
		return Remarks(fulfillment.Note(moved))
	}
	joined := 0
	for _, f := range moved {
		if _, ok := f.Body.(*fact.CaseJoined); ok {
			joined++
		}
	}
	first, last := moved[0], moved[len(moved)-1]
	text := fmt.Sprintf("Until %s UTC the same happened to %d more parcels, and %d needed nothing more.", last.At.UTC().Format("2006-01-02 15:04"), joined, len(moved)-joined)
	return []web.Remark{{At: first.At, By: first.By, Text: text}}
}

// Touching are the facts of a case that touch a parcel: all but those of other parcels that came and went.
func Touching(id shipping.ParcelID, facts []*fact.Fact) []*fact.Fact {
	return slices.DeleteFunc(facts, func(f *fact.Fact) bool {
		switch b := f.Body.(type) {
		case *fact.CaseJoined:
			return b.Parcel != id
		case *fact.CaseLeft:
			return b.Parcel != id
		}
		return false
	})
}

// Remarks puts a note into the words of the page.
func Remarks(note []fulfillment.Entry) []web.Remark {
	list := make([]web.Remark, len(note))
	for i, e := range note {
		list[i] = web.Remark{At: e.At, By: e.By, Text: e.Text, Why: e.Why}
	}
	return list
}

// Say makes what records, durably, what somebody says about a case, with the papers that it names; the read
// tables hold it afterwards.
func (s *Shop) Say(now func() time.Time) func(context.Context, shipping.CaseID, string, fact.Body, ...shipping.Document) error {
	return func(ctx context.Context, id shipping.CaseID, by string, body fact.Body, papers ...shipping.Document) error {
		if err := sayable(by, body, papers); err != nil {
			return err
		}
		f := &fact.Fact{Stream: id.Stream(), At: now(), By: "clerk:" + by, Body: body}
		if _, err := s.Ledger.Record(ctx, s.Tenant, ledger.Entry{Facts: []*fact.Fact{f}, Documents: papers}); err != nil {
			return err
		}
		return s.CatchUp(ctx)
	}
}

// mostLine is how many bytes a name or a reason may have.
const mostLine = 500

// sayable checks what the story does not: that somebody says something, and that names and reasons are short.
func sayable(by string, body fact.Body, papers []shipping.Document) error {
	if by == "" {
		return shipping.BadField("by", "nobody says so", "write your name")
	}
	for _, p := range papers {
		if len(p.Body) == 0 {
			return shipping.BadField("text", "is empty", "write the comment")
		}
	}
	lines := map[string]string{"by": by}
	switch b := body.(type) {
	case *fact.CaseAssigned:
		lines["owner"] = b.Owner
	case *fact.CaseClosed:
		lines["why"] = b.Why
	}
	for field, text := range lines {
		if len(text) > mostLine || strings.ContainsFunc(text, unicode.IsControl) {
			return shipping.BadField(field, "is longer than one line", "write more in a note")
		}
	}
	return nil
}

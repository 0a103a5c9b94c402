package shipping

import (
	"sort"
	"time"
)

// CaseState is the balance of a case.
type CaseState struct {
	What   string    `json:"what"`
	Order  OrderID   `json:"order,omitempty"`
	Parcel ParcelID  `json:"parcel,omitempty"`
	Opened time.Time `json:"opened"`
	Closed string    `json:"closed,omitempty"` // why; empty while open
	Notes  []PaperID `json:"notes,omitempty"`
	Why    []Reason  `json:"why,omitempty"`
}

// Apply folds a fact of the case's stream in.
func (s *CaseState) Apply(f *Fact) {
	switch b := f.Body.(type) {
	case *CaseOpened:
		s.What, s.Order, s.Parcel, s.Opened, s.Why, s.Closed = b.What, b.Order, b.Parcel, f.At, b.Why, ""
	case *CaseNoted:
		s.Notes = append(s.Notes, b.Note)
	case *CaseClosed:
		s.Closed = b.Why
	}
}

// Due is zero: a case has no timers yet.
func (s *CaseState) Due() time.Time { return time.Time{} }

func (s *CaseState) code(c *Coder) {
	Text(c, &s.What)
	Text(c, &s.Order)
	Text(c, &s.Parcel)
	c.Time(&s.Opened)
	Text(c, &s.Closed)
	Texts(c, &s.Notes)
	List(c, &s.Why, codeReason)
}

// BookState is the balance of the Book's stream: which versions hold from when.
type BookState struct {
	Published []BookVersion `json:"published"` // ascending by From
}

// BookVersion is one published Book.
type BookVersion struct {
	Version string    `json:"version"`
	Name    string    `json:"name"`
	File    PaperID   `json:"file"`
	From    time.Time `json:"from"`
}

// InForce answers with the version that holds at an instant; empty when none does.
func (s *BookState) InForce(at time.Time) string {
	for i := len(s.Published) - 1; i >= 0; i-- {
		if !s.Published[i].From.After(at) {
			return s.Published[i].Version
		}
	}
	return ""
}

// Apply folds a fact of the Book's stream in. The fact's At is the moment from which the Book holds.
func (s *BookState) Apply(f *Fact) {
	b, ok := f.Body.(*BookPublished)
	if !ok {
		return
	}
	s.Published = append(s.Published, BookVersion{b.Version, b.Name, b.File, f.At})
	sort.SliceStable(s.Published, func(i, j int) bool { return s.Published[i].From.Before(s.Published[j].From) })
}

// Due is zero: a Book takes effect by its date.
func (s *BookState) Due() time.Time { return time.Time{} }

func (s *BookState) code(c *Coder) {
	List(c, &s.Published, func(c *Coder, v *BookVersion) {
		Text(c, &v.Version)
		Text(c, &v.Name)
		Text(c, &v.File)
		c.Time(&v.From)
	})
}

// ImportState is the balance of one imported file.
type ImportState struct {
	// LastLine is the last rejected line; lines are rejected in ascending order.
	LastLine int   `json:"last_line"`
	Rejected int64 `json:"rejected"`
}

// Apply folds a fact of the file's stream in.
func (s *ImportState) Apply(f *Fact) {
	if b, ok := f.Body.(*LineRejected); ok {
		s.LastLine = b.Problem.Line
		s.Rejected++
	}
}

// Due is zero.
func (s *ImportState) Due() time.Time { return time.Time{} }

func (s *ImportState) code(c *Coder) {
	Num(c, &s.LastLine)
	Num(c, &s.Rejected)
}

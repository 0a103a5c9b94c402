package fact

import (
	"sort"
	"time"

	"crosslane/shipping"
)

// BookState is the balance of the Book's stream: which versions hold from when.
type BookState struct {
	Published []BookVersion `json:"published"` // ascending by From
}

// BookVersion is one published Book.
type BookVersion struct {
	Version string              `json:"version"`
	Name    string              `json:"name"`
	File    shipping.DocumentID `json:"file"`
	From    time.Time           `json:"from"`
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

func (s *BookState) Form(c *Coder) {
	List(c, &s.Published, func(c *Coder, v *BookVersion) {
		Text(c, &v.Version)
		Text(c, &v.Name)
		Text(c, &v.File)
		c.Time(&v.From)
	})
}

func (s *ImportState) Form(c *Coder) {
	Num(c, &s.LastLine)
	Num(c, &s.Rejected)
}

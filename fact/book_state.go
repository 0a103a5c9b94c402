package fact

import (
	"slices"
	"sort"
	"time"

	"crosslane/fact/coder"
	"crosslane/shipping"
)

// BookState is the balance of the Book's stream: which versions hold from when.
type BookState struct {
	Published []BookVersion `json:"published"` // ascending by From
	// Decisions is the version of the program's decisions that decides now; 0: none was recorded.
	Decisions int64 `json:"decisions,omitempty"`
	// Erasures tells that every erasure since is a fact.
	Erasures bool `json:"erasures,omitempty"`
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
	if i := s.Current(at); i >= 0 {
		return s.Published[i].Version
	}
	return ""
}

// Current is the place in Published of what holds at an instant; -1 when nothing does. A version that was published again
// stands there more than once.
func (s *BookState) Current(at time.Time) int {
	for i, v := range slices.Backward(s.Published) {
		if !v.From.After(at) {
			return i
		}
	}
	return -1
}

// Find finds a version that was published; nil when it never was.
func (s *BookState) Find(version string) *BookVersion {
	for i := range s.Published {
		if s.Published[i].Version == version {
			return &s.Published[i]
		}
	}
	return nil
}

// Apply folds a fact of the Book's stream in. The fact's At is the moment from which the Book holds.
func (s *BookState) Apply(f *Fact) {
	switch b := f.Body.(type) {
	case *BookPublished:
		s.Published = append(s.Published, BookVersion{b.Version, b.Name, b.File, f.At})
		sort.SliceStable(s.Published, func(i, j int) bool { return s.Published[i].From.Before(s.Published[j].From) })
	case *DecisionsRevised:
		s.Decisions, s.Erasures = b.Version, s.Erasures || b.Erasures
	}
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

func (*BookState) FormVersion() uint64 { return 7 }

func (s *BookState) Form(c *coder.Coder) {
	coder.List(c, &s.Published, func(c *coder.Coder, v *BookVersion) {
		coder.Pair(c, &v.Version, &v.Name)
		coder.Text(c, &v.File)
		c.Time(&v.From)
	})
	coder.Num(c, &s.Decisions)
	c.Bool(&s.Erasures)
}

func (*ImportState) FormVersion() uint64 { return 5 }

func (s *ImportState) Form(c *coder.Coder) { coder.Num(c, &s.LastLine); coder.Num(c, &s.Rejected) }

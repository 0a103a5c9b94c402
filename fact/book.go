package fact

import (
	"crosslane/fact/coder"
	"crosslane/shipping"
)

// Facts of the stream of Books, and of imported files.
type (
	// BookPublished: a Book is in force from a moment on.
	BookPublished struct {
		Version string              `json:"version"`
		Name    string              `json:"name"`
		File    shipping.DocumentID `json:"file"`
	}
	// DecisionsRevised: from here on this version of the program's decisions decides.
	DecisionsRevised struct {
		Version int64 `json:"version"`
		// Erasures: from here on every erasure is a fact. Erased are the documents that were erased before.
		Erasures bool                  `json:"erasures,omitempty"`
		Erased   []shipping.DocumentID `json:"erased,omitempty"`
	}
	// LineRejected: a line of an imported file that says nothing usable.
	LineRejected struct {
		Problem Problem `json:"problem"`
	}
)

func (b *BookPublished) Form(c *coder.Coder) {
	coder.Pair(c, &b.Version, &b.Name)
	coder.Text(c, &b.File)
}

func (b *DecisionsRevised) Form(c *coder.Coder) {
	coder.Num(c, &b.Version)
	if c.Since(2) {
		c.Bool(&b.Erasures)
		coder.List(c, &b.Erased, coder.Text)
	}
}

func (b *LineRejected) Form(c *coder.Coder) { codeProblem(c, &b.Problem) }

package fact

import (
	"crosslane/fact/coder"
	"crosslane/shipping"
)

// DocumentsErased: somebody asked to be forgotten, and the documents about that person are gone. It names nobody.
type DocumentsErased struct {
	Documents []shipping.DocumentID `json:"documents"`
}

func (b *DocumentsErased) Form(c *coder.Coder) { coder.List(c, &b.Documents, coder.Text) }

package fact

import "crosslane/shipping"

// DocumentsErased: somebody asked to be forgotten, and the documents about that person are gone. It names nobody.
type DocumentsErased struct {
	Documents []shipping.DocumentID `json:"documents"`
}

func (b *DocumentsErased) Form(c *Coder) { List(c, &b.Documents, Text) }

func (DocumentsErased) Kind() Kind { return "DocumentsErased" }

package fact

import "crosslane/shipping"

// Facts about documents that are there no more.
type (
	// DocumentsErased: somebody asked to be forgotten, and the documents about that person are gone. It names nobody.
	DocumentsErased struct {
		Documents []shipping.DocumentID `json:"documents"`
	}
)

func (b *DocumentsErased) Form(c *Coder) { List(c, &b.Documents, Text) }

func (DocumentsErased) Kind() Kind { return "DocumentsErased" }

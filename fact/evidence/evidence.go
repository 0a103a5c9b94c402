// Package evidence answers the question: what can be recorded of what proves that a parcel was delivered?
package evidence

import (
	"crosslane/fact/coder"
	"crosslane/shipping"
)

// Kept: what the carrier has as proof of a delivery lies here now. It stands in the parcel's stream, once for each document; nothing follows from it.
type Kept struct {
	Waybill string `json:"waybill"`
	// Media is the kind of the document: "application/pdf", "image/png", "image/jpeg", or Words.
	Media    string              `json:"media"`
	Document shipping.DocumentID `json:"document"`
}

// Words is the kind of a document with what the carrier says in words: who took the parcel, where and when.
const Words = "application/json"

func (b *Kept) Form(c *coder.Coder) {
	coder.Pair(c, &b.Waybill, &b.Media)
	coder.Text(c, &b.Document)
}

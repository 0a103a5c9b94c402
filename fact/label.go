package fact

import "crosslane/fact/coder"

// LabelPrinted: the parcel's label went to a printer with others. Nothing follows from it but that the next batch leaves it out.
type LabelPrinted struct {
	Waybill string `json:"waybill"`
	Batch   string `json:"batch"` // of labels that were printed together
	Place   int64  `json:"place"` // among them, from 1
	// Again: it was asked for by name, and is printed although it was before.
	Again bool `json:"again,omitempty"`
}

// Printed is with which batch, and as which of it, a label was printed last. The zero value: it was not.
type Printed struct {
	Batch string `json:"batch"`
	Place int64  `json:"place"`
}

func (b *LabelPrinted) Form(c *coder.Coder) {
	coder.Pair(c, &b.Waybill, &b.Batch)
	coder.Num(c, &b.Place)
	if c.Since(2) {
		c.Bool(&b.Again)
	}
}

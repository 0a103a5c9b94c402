// Package printing answers the question: may a parcel's label be printed?
package printing

import (
	"crosslane/fact"
	"crosslane/shipping"
)

// Admit refuses the printing of a label that is not the parcel's valid one, or that somebody else has printed and nobody wants again; nil: it may be printed. Known means that it was printed with the same batch before.
func Admit(st *fact.ParcelState, b *fact.LabelPrinted) error {
	k := &st.Booking
	switch {
	case k.Stage != fact.BookingHeld || k.Waybill != b.Waybill || k.Label == "":
		return shipping.Fault(shipping.Refused, "waybill "+b.Waybill+" is not the parcel's valid label", "do not print it")
	case k.Printed.Batch == b.Batch:
		return shipping.Fault(shipping.Known, "it was printed with this batch before", "")
	case k.Printed.Batch != "" && !b.Again:
		return shipping.Fault(shipping.Refused, "it was printed meanwhile, with batch "+k.Printed.Batch, "name it to have it printed again")
	}
	return nil
}

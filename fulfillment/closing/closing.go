// Package closing answers the question: may a carrier be asked to close a parcel on its manifest, and may what it answered be recorded, of that or of the delivery?
package closing

import (
	"crosslane/fact"
	"crosslane/fact/evidence"
	"crosslane/shipping"
)

// Admit refuses what may not be recorded about a parcel and its carrier's manifest, or its proof of delivery; nil: it may. Known means that it was recorded before.
func Admit(st *fact.ParcelState, body fact.Body) error {
	switch b := body.(type) {
	case *fact.ManifestAsked:
		return asked(st, b)
	case *fact.ManifestAnswered:
		return answered(&st.Booking, b)
	case *evidence.Kept:
		return delivered(st, b)
	}
	return nil
}

// delivered: what was delivered, and under its own number.
func delivered(st *fact.ParcelState, b *evidence.Kept) error {
	if st.Booking.Waybill == "" || st.Booking.Waybill != b.Waybill || st.Track.Status != shipping.Delivered {
		return shipping.Fault(shipping.Refused, "waybill "+b.Waybill+" is not that of a parcel that was delivered", "ask for its proof once it is")
	}
	return nil
}

// asked: nothing that has no valid label is put on a manifest, and nothing on two lists at once.
func asked(st *fact.ParcelState, b *fact.ManifestAsked) error {
	k := &st.Booking
	switch {
	case k.Stage != fact.BookingHeld || k.Waybill != b.Waybill:
		return shipping.Fault(shipping.Refused, "waybill "+b.Waybill+" is not the parcel's valid label", "do not have it closed")
	case st.Track.Handed.IsZero():
		return shipping.Fault(shipping.Refused, "the parcel was not handed over", "record that first: crosslane handed "+string(k.Carrier))
	case k.Closing.Manifest != "":
		return shipping.Fault(shipping.Refused, "the carrier closed it on its manifest "+k.Closing.Manifest, "")
	case k.Closing.List == b.List:
		return shipping.Fault(shipping.Known, "the carrier was asked for this list before", "")
	case k.Closing.List != "":
		return shipping.Fault(shipping.Refused, "the carrier was asked to close it on another list, and has not answered", "ask again: crosslane handed "+string(k.Carrier))
	}
	return nil
}

// answered: of a label that is void by now, or closed, nothing is new.
func answered(k *fact.Booking, b *fact.ManifestAnswered) error {
	if k.Waybill == "" || k.Waybill != b.Waybill || k.Closing.Manifest != "" {
		return shipping.Fault(shipping.Known, "waybill "+b.Waybill+" is void, or the carrier closed it before", "")
	}
	return nil
}

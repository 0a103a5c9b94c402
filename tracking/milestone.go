package tracking

import "crosslane/shipping"

// phase orders a parcel's life where clocks cannot: whatever the instants say, a later
// phase stands, so that a late report of an earlier phase changes nothing.
type phase int8

const (
	unknown   phase = iota // the milestone says nothing about where the parcel is
	announced              // a label exists, nobody has the parcel
	moving
	ended     // delivered, lost, destroyed or cancelled on the way out
	returning // on the way back
	returned
)

// row is what the trade means by one milestone.
type row struct {
	milestone shipping.Milestone
	status    shipping.Status
	phase     phase
	// departed tells that the parcel has left the country that it came from. Import documents
	// do not: they are often filed before.
	departed bool
	arrived  bool // the parcel is in the country that it goes to
	wanders  bool // says nothing about how far the parcel is
	name     string
}

// rows is the one table of milestones, in the order of travel.
var rows = [...]row{
	{shipping.LabelCreated, shipping.InfoReceived, announced, false, false, false, "Label created"},
	{shipping.PickedUp, shipping.Accepted, moving, false, false, false, "Picked up by the carrier"},
	{shipping.DroppedOff, shipping.Accepted, moving, false, false, false, "Handed in at the carrier's counter"},
	{shipping.OriginHubIn, shipping.InTransit, moving, false, false, false, "Arrived at the origin hub"},
	{shipping.OriginHubOut, shipping.InTransit, moving, false, false, false, "Left the origin hub"},
	{shipping.ExportSubmitted, shipping.InCustoms, moving, false, false, false, "Export declaration submitted"},
	{shipping.ExportHeld, shipping.InCustoms, moving, false, false, false, "Held by export customs"},
	{shipping.ExportReleased, shipping.InCustoms, moving, false, false, false, "Released by export customs"},
	{shipping.ExportCancelled, shipping.Cancelled, ended, false, false, false, "Export cancelled"},
	{shipping.HandedToLinehaul, shipping.InTransit, moving, false, false, false, "Handed to the airline, ship or truck"},
	{shipping.DepartedOrigin, shipping.InTransit, moving, true, false, false, "Departed from the origin country"},
	{shipping.TransitIn, shipping.InTransit, moving, true, false, false, "Arrived at a transit office"},
	{shipping.TransitOut, shipping.InTransit, moving, true, false, false, "Left a transit office"},
	{shipping.ArrivedDestination, shipping.InTransit, moving, true, true, false, "Arrived in the destination country"},
	{shipping.HeldByOperator, shipping.Exception, moving, false, false, true, "Held by the carrier"},
	{shipping.ImportSubmitted, shipping.InCustoms, moving, false, false, false, "Import declaration submitted"},
	{shipping.ImportInfoRequired, shipping.InCustoms, moving, false, false, false, "Import customs asks for information"},
	{shipping.DutyDue, shipping.InCustoms, moving, false, false, false, "Duty or tax is to be paid"},
	{shipping.ImportHeld, shipping.InCustoms, moving, true, false, false, "Held by import customs"},
	{shipping.ImportReleased, shipping.InCustoms, moving, true, false, false, "Released by import customs"},
	{shipping.CustomsRefused, shipping.Exception, moving, true, false, false, "Refused by customs"},
	{shipping.LeftImportOffice, shipping.InTransit, moving, true, true, false, "Left the import office"},
	{shipping.HandedToLastMile, shipping.InTransit, moving, true, true, false, "Handed to the last-mile carrier"},
	{shipping.Sorted, shipping.InTransit, moving, true, true, false, "Sorted in the destination country"},
	{shipping.AtDeliveryOffice, shipping.InTransit, moving, true, true, false, "At the local delivery office"},
	{shipping.WithCourier, shipping.OutForDelivery, moving, true, true, false, "Out for delivery"},
	{shipping.DeliveryFailed, shipping.AttemptFailed, moving, true, true, false, "Delivery failed"},
	{shipping.AwaitingPickup, shipping.ReadyForPickup, moving, true, true, false, "Ready for pickup"},
	{shipping.PickupExpired, shipping.Exception, moving, true, true, false, "Not picked up in time"},
	{shipping.DeliveredMilestone, shipping.Delivered, ended, true, true, false, "Delivered"},
	{shipping.Delayed, shipping.Exception, moving, false, false, true, "Delayed"},
	{shipping.Redirected, shipping.InTransit, moving, false, false, true, "Sent on to another address"},
	{shipping.Damaged, shipping.Exception, moving, false, false, true, "Damaged"},
	{shipping.DeclaredLost, shipping.Lost, ended, false, false, true, "Declared lost"},
	{shipping.Destroyed, shipping.Lost, ended, false, false, true, "Destroyed"},
	{shipping.ReturnStarted, shipping.Returning, returning, false, false, true, "Return started"},
	{shipping.ReturnTransit, shipping.Returning, returning, false, false, true, "On the way back"},
	{shipping.ReturnCustoms, shipping.Returning, returning, false, false, true, "In customs on the way back"},
	{shipping.BackWithSender, shipping.Returned, returned, false, false, true, "Back with the sender"},
	{shipping.VoidedMilestone, shipping.Cancelled, ended, false, false, true, "Shipment voided"},
}

// documents reports whether a milestone speaks of import documents: they are often filed before the
// parcel arrives, even before it departs.
func (r *row) papers() bool {
	switch r.milestone {
	case shipping.ImportSubmitted, shipping.ImportInfoRequired, shipping.DutyDue:
		return true
	}
	return false
}

// waits reports whether the addressee is to come for the parcel: the carrier has done its part.
func (r *row) waits() bool {
	return r.milestone == shipping.AwaitingPickup || r.milestone == shipping.PickupExpired
}

var rowIndex = indexRows()

func indexRows() map[shipping.Milestone]int {
	index := make(map[shipping.Milestone]int, len(rows))
	for i := range rows {
		index[rows[i].milestone] = i
	}
	return index
}

// rowOf answers with a milestone's row, nil for unmapped and unknown ones.
func rowOf(m shipping.Milestone) *row {
	if i, ok := rowIndex[m]; ok {
		return &rows[i]
	}
	return nil
}

// Milestones lists every milestone that means something, in the order of travel.
func Milestones() []shipping.Milestone {
	list := make([]shipping.Milestone, len(rows))
	for i := range rows {
		list[i] = rows[i].milestone
	}
	return list
}

// StatusOf answers with the status of a parcel that reached a milestone. Unmapped and
// unknown milestones say nothing: the answer is empty.
func StatusOf(m shipping.Milestone) shipping.Status {
	if r := rowOf(m); r != nil {
		return r.status
	}
	return ""
}

// Rank is the place of a milestone in the order of travel, from 1; 0 for unmapped
// and unknown ones. Of two scans of one instant the higher rank stands.
func Rank(m shipping.Milestone) int {
	if i, ok := rowIndex[m]; ok {
		return i + 1
	}
	return 0
}

// InHand reports whether a parcel that reached a milestone is or was in the hands of its
// carrier: so it was handed over, even if no scan said so.
func InHand(m shipping.Milestone) bool {
	r := rowOf(m)
	return r != nil && r.phase >= moving && r.status != shipping.Cancelled
}

// MilestoneName tells a milestone in words for people, in English.
func MilestoneName(m shipping.Milestone) string {
	if r := rowOf(m); r != nil {
		return r.name
	}
	return "Reported by the carrier"
}

// Stands reports whether a milestone that is told after another (empty: none) takes its place: not where it is of an earlier phase of
// life, so that a parcel which was delivered stays so until it is on its way back. Unmapped and unknown ones never do.
func Stands(now, next shipping.Milestone) bool {
	r, was := rowOf(next), rowOf(now)
	return r != nil && (was == nil || r.phase >= was.phase)
}

package sim

import "crosslane/shipping"

// Mapping is the version of the table from this carrier's codes to milestones. It is kept in
// every scan, so that a scan can be read again by a better table.
const Mapping = 1

// code is one word of the carrier's own vocabulary.
type code struct {
	code, text string
	milestone  shipping.Milestone
}

// codes is what the carrier says, and what it means. The last one means nothing to anybody.
var codes = [...]code{
	{"LB01", "Shipment information received", shipping.LabelCreated},
	{"PU01", "Parcel picked up", shipping.PickedUp},
	{"HB01", "Arrived at facility", shipping.OriginHubIn},
	{"HB02", "Departed from facility", shipping.OriginHubOut},
	{"EX01", "Export declaration lodged", shipping.ExportSubmitted},
	{"EX09", "Export clearance completed", shipping.ExportReleased},
	{"LH01", "Handed over to line haul", shipping.HandedToLinehaul},
	{"LH02", "Departed from country of origin", shipping.DepartedOrigin},
	{"LH09", "Arrived in destination country", shipping.ArrivedDestination},
	{"IM01", "Import declaration lodged", shipping.ImportSubmitted},
	{"IM05", "Held by customs for inspection", shipping.ImportHeld},
	{"IM09", "Import clearance completed", shipping.ImportReleased},
	{"IM10", "Left office of exchange", shipping.LeftImportOffice},
	{"LM01", "Handed over to delivery partner", shipping.HandedToLastMile},
	{"LM02", "Sorted", shipping.Sorted},
	{"LM03", "Arrived at delivery office", shipping.AtDeliveryOffice},
	{"LM04", "Out for delivery", shipping.WithCourier},
	{"LM05", "Delivery attempted, addressee absent", shipping.DeliveryFailed},
	{"LM06", "Ready for collection", shipping.AwaitingPickup},
	{"LM09", "Delivered", shipping.DeliveredMilestone},
	{"NO01", "Parcel damaged", shipping.Damaged},
	{"NO09", "Parcel declared lost", shipping.DeclaredLost},
	{"RT01", "Return to sender started", shipping.ReturnStarted},
	{"RT02", "Return in transit", shipping.ReturnTransit},
	{"RT09", "Returned to sender", shipping.BackWithSender},
	{"VD01", "Shipment voided", shipping.VoidedMilestone},
	{"ZZ77", "Internal scan", shipping.Unmapped},
}

// MilestoneOf tells what a code of this carrier means; Unmapped for one that is not in the table.
func MilestoneOf(code string) shipping.Milestone {
	if m, ok := meanings[code]; ok {
		return m
	}
	return shipping.Unmapped
}

// meanings finds a milestone by the carrier's code, indexes a code's place by its milestone.
var meanings, indexes = index()

func index() (map[string]shipping.Milestone, map[shipping.Milestone]uint8) {
	byCode, byMilestone := map[string]shipping.Milestone{}, map[shipping.Milestone]uint8{}
	for i, c := range codes {
		byCode[c.code], byMilestone[c.milestone] = c.milestone, uint8(i)
	}
	return byCode, byMilestone
}

package carrier

import (
	"time"

	"crosslane/shipping"
)

// plainWords are what people write for a milestone, besides its own word.
var plainWords = map[string]shipping.Milestone{
	"announced": shipping.LabelCreated, "label_printed": shipping.LabelCreated,
	"handed_over": shipping.PickedUp, "collected": shipping.PickedUp, "pickup": shipping.PickedUp, "accepted": shipping.PickedUp,
	"handed_in": shipping.DroppedOff, "posted": shipping.DroppedOff,
	"departed": shipping.DepartedOrigin, "departed_origin_country": shipping.DepartedOrigin, "shipped": shipping.DepartedOrigin,
	"arrived": shipping.ArrivedDestination, "arrived_destination_country": shipping.ArrivedDestination,
	"transit": shipping.TransitIn, "export_customs": shipping.ExportSubmitted, "export_cleared": shipping.ExportReleased,
	"customs": shipping.ImportSubmitted, "import_customs": shipping.ImportSubmitted, "in_customs": shipping.ImportSubmitted,
	"customs_held": shipping.ImportHeld, "held_by_customs": shipping.ImportHeld,
	"customs_cleared": shipping.ImportReleased, "customs_released": shipping.ImportReleased, "cleared": shipping.ImportReleased,
	"refused_by_customs": shipping.CustomsRefused, "out_for_delivery": shipping.WithCourier,
	"at_delivery_office": shipping.AtDeliveryOffice, "delivery_attempted": shipping.DeliveryFailed, "attempt_failed": shipping.DeliveryFailed,
	"ready_for_pickup": shipping.AwaitingPickup, "not_picked_up": shipping.PickupExpired,
	"lost": shipping.DeclaredLost, "damage": shipping.Damaged, "delay": shipping.Delayed,
	"returning": shipping.ReturnStarted, "return": shipping.ReturnStarted, "returned": shipping.BackWithSender, "returned_to_sender": shipping.BackWithSender,
	"cancelled": shipping.VoidedMilestone,
}

// scanColumns are the columns that a sheet may have, by what people call them.
var scanColumns = map[string]string{
	"waybill": "waybill", "tracking": "waybill", "tracking_number": "waybill", "tracking_no": "waybill", "awb": "waybill", "number": "waybill",
	"parcel": "parcel", "parcel_id": "parcel",
	"time": "time", "date": "time", "date_time": "time", "datetime": "time", "at": "time", "when": "time", "timestamp": "time", "event_time": "time",
	"milestone": "milestone", "status": "milestone", "event": "milestone", "what": "milestone", "code": "milestone",
	"country": "country", "place": "place", "city": "place", "location": "place", "facility": "facility",
	"note": "note", "text": "note", "description": "note", "remark": "note", "remarks": "note", "carrier": "carrier",
	"last_mile": "last_mile", "last_mile_carrier": "last_mile", "delivered_by": "last_mile", "onward_carrier": "last_mile",
	"last_mile_number": "last_mile_number", "last_mile_tracking_number": "last_mile_number", "last_mile_waybill": "last_mile_number", "onward_number": "last_mile_number",
}

// clocks are how people write an instant; those without an offset need a zone.
var clocks = []struct {
	form   string
	offset bool
}{
	{time.RFC3339, true}, {"2006-01-02T15:04Z07:00", true}, {"2006-01-02 15:04:05Z07:00", true}, {"2006-01-02 15:04:05 Z07:00", true},
	{"2006-01-02 15:04Z07:00", true}, {"2006-01-02 15:04 Z07:00", true}, {"2006-01-02 15:04:05 -0700", true},
	{"2006-01-02T15:04:05", false}, {"2006-01-02T15:04", false}, {"2006-01-02 15:04:05", false}, {"2006-01-02 15:04", false},
}

package tracking

import (
	"cmp"

	"crosslane/shipping"
)

// Words are one status in the vocabularies of others.
type Words struct {
	Karrio    string // TrackerStatus of karrio, 12 words
	AfterShip string // delivery status "tag", 9 words
	Track17   string // 17TRACK main status, 9 words
	Shopify   string // FulfillmentEventStatus, 11 words
}

// statusRow is a status in words for people and for others.
type statusRow struct {
	name  string
	words Words
}

var statusRows = map[shipping.Status]statusRow{
	shipping.Pending:        {"Not with a carrier yet", Words{"pending", "Pending", "NotFound", "CONFIRMED"}},
	shipping.InfoReceived:   {"Announced to the carrier", Words{"pending", "InfoReceived", "InfoReceived", "LABEL_PURCHASED"}},
	shipping.Accepted:       {"With the carrier", Words{"picked_up", "InTransit", "InTransit", "CARRIER_PICKED_UP"}},
	shipping.InTransit:      {"On its way", Words{"in_transit", "InTransit", "InTransit", "IN_TRANSIT"}},
	shipping.InCustoms:      {"In customs", Words{"in_transit", "InTransit", "InTransit", "IN_TRANSIT"}},
	shipping.OutForDelivery: {"Out for delivery", Words{"out_for_delivery", "OutForDelivery", "OutForDelivery", "OUT_FOR_DELIVERY"}},
	shipping.ReadyForPickup: {"Ready for pickup", Words{"ready_for_pickup", "AvailableForPickup", "AvailableForPickup", "READY_FOR_PICKUP"}},
	shipping.AttemptFailed:  {"Delivery attempt failed", Words{"delivery_failed", "AttemptFail", "DeliveryFailure", "ATTEMPTED_DELIVERY"}},
	shipping.Exception:      {"Something is wrong", Words{"on_hold", "Exception", "Exception", "DELAYED"}},
	shipping.Delivered:      {"Delivered", Words{"delivered", "Delivered", "Delivered", "DELIVERED"}},
	shipping.Returning:      {"On its way back", Words{"return_to_sender", "Exception", "Exception", "FAILURE"}},
	shipping.Returned:       {"Back with the sender", Words{"return_to_sender", "Exception", "Exception", "FAILURE"}},
	shipping.Lost:           {"Lost", Words{"delivery_failed", "Exception", "Exception", "FAILURE"}},
	shipping.Cancelled:      {"Cancelled", Words{"cancelled", "Exception", "Exception", "FAILURE"}},
	shipping.Expired:        {"No news for too long", Words{"unknown", "Expired", "Expired", "FAILURE"}},
}

// milestoneWords are the milestones that others tell more finely than by status; a
// field that is empty here follows the status.
var milestoneWords = map[shipping.Milestone]Words{
	shipping.ExportHeld:         {"on_hold", "Exception", "Exception", "DELAYED"},
	shipping.ImportHeld:         {"on_hold", "Exception", "Exception", "DELAYED"},
	shipping.ImportInfoRequired: {"on_hold", "Exception", "", "DELAYED"},
	shipping.DutyDue:            {"on_hold", "Exception", "", "DELAYED"},
	shipping.CustomsRefused:     {"delivery_failed", "", "", "FAILURE"},
	shipping.Delayed:            {"delivery_delayed", "", "", ""},
	shipping.Damaged:            {"delivery_failed", "", "", "FAILURE"},
	shipping.PickupExpired:      {"delivery_failed", "", "DeliveryFailure", "ATTEMPTED_DELIVERY"},
}

// ToOthers tells a status, and the milestone that brought it, in the words of others.
// It is total: a status that is not known is one that they do not know either.
func ToOthers(s shipping.Status, m shipping.Milestone) Words {
	r, ok := statusRows[s]
	if !ok {
		return Words{"unknown", "Pending", "NotFound", "CONFIRMED"}
	}
	w := r.words
	if StatusOf(m) != s {
		return w
	}
	fine := milestoneWords[m]
	return Words{cmp.Or(fine.Karrio, w.Karrio), cmp.Or(fine.AfterShip, w.AfterShip), cmp.Or(fine.Track17, w.Track17), cmp.Or(fine.Shopify, w.Shopify)}
}

// StatusName tells a status in words for people, in English.
func StatusName(s shipping.Status) string {
	if r, ok := statusRows[s]; ok {
		return r.name
	}
	return "Unknown"
}

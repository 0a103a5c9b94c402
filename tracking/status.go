package tracking

import "crosslane/shipping"

// statusNames are the statuses in words for people.
var statusNames = map[shipping.Status]string{
	shipping.Pending:        "Not with a carrier yet",
	shipping.InfoReceived:   "Announced to the carrier",
	shipping.Accepted:       "With the carrier",
	shipping.InTransit:      "On its way",
	shipping.InCustoms:      "In customs",
	shipping.OutForDelivery: "Out for delivery",
	shipping.ReadyForPickup: "Ready for pickup",
	shipping.AttemptFailed:  "Delivery attempt failed",
	shipping.Exception:      "Something is wrong",
	shipping.Delivered:      "Delivered",
	shipping.Returning:      "On its way back",
	shipping.Returned:       "Back with the sender",
	shipping.Lost:           "Lost",
	shipping.Cancelled:      "Cancelled",
	shipping.Expired:        "No news for too long",
}

// StatusName tells a status in words for people, in English.
func StatusName(s shipping.Status) string {
	if name, ok := statusNames[s]; ok {
		return name
	}
	return "Unknown"
}

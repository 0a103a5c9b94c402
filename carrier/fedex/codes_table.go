package fedex

import (
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// row is what a code means.
type row struct {
	meaning history.Meaning
	reason  string
}

// codes are FedEx's tracking status codes (its page "Tracking Status Codes": movement, regulatory).
var codes = map[string]row{
	"AA": {history.Silent, ""}, // on the way, and no more
	"AC": {history.Of(shipping.HandedToLastMile), ""},
	"AD": {history.Of(shipping.AtDeliveryOffice), ""},
	"AE": {history.Silent, ""}, // arrives early: a forecast
	"AF": {history.Of(shipping.AtDeliveryOffice), ""},
	"AO": {history.Silent, ""}, // arrives on time: a forecast
	"AP": {history.Silent, ""}, // the courier is at the pick-up
	"AR": {history.HubIn, ""},
	"AX": {history.Of(shipping.HandedToLastMile), ""},
	"CA": {history.Of(shipping.VoidedMilestone), ""},
	"CC": {history.CustomsReleased, ""},
	"CD": {history.CustomsQuestion, history.Documents},
	"CH": {history.Of(shipping.Redirected), ""},
	"CP": {history.CustomsSubmitted, ""},
	"DD": {history.Of(shipping.Delayed), ""},
	"DE": {history.Of(shipping.DeliveryFailed), ""},
	"DL": {history.Of(shipping.DeliveredMilestone), ""},
	"DP": {history.HubOut, ""},
	"DR": {history.Silent, ""},
	"DS": {history.Silent, ""},
	"DY": {history.Of(shipping.Delayed), ""},
	"EA": {history.Of(shipping.HandedToLinehaul), ""},
	"ED": {history.Of(shipping.WithCourier), ""},
	"EO": {history.Of(shipping.HandedToLinehaul), ""},
	"EP": {history.Silent, ""},
	"FD": {history.Of(shipping.AtDeliveryOffice), ""},
	"HA": {history.Of(shipping.AwaitingPickup), history.Depot},
	"HL": {history.Of(shipping.AwaitingPickup), history.Depot},
	"HP": {history.Of(shipping.AwaitingPickup), ""},
	"IN": {history.Of(shipping.LabelCreated), ""},
	"IT": {history.Silent, ""}, // on the way, and no more
	"IX": {history.Silent, ""}, // on the way, and no more
	"LO": {history.HubOut, ""},
	"LP": {history.Silent, ""},
	"OC": {history.Of(shipping.LabelCreated), ""},
	"OD": {history.Of(shipping.WithCourier), ""},
	"OF": {history.HubIn, ""},
	"OW": {history.Silent, ""}, // on the way, and no more
	"OX": {history.Of(shipping.LabelCreated), ""},
	"PD": {history.Of(shipping.Delayed), ""},
	"PF": {history.HubOut, ""},
	"PL": {history.HubIn, ""},
	"PM": {history.Silent, ""}, // on the way, and no more
	"PU": {history.Of(shipping.PickedUp), ""},
	"PX": {history.Of(shipping.PickedUp), ""},
	"RC": {history.Of(shipping.Redirected), ""},
	"RD": {history.Silent, ""}, // a return label has expired: no return
	"RG": {history.Silent, ""},
	"RM": {history.Of(shipping.Redirected), ""},
	"RP": {history.Silent, ""},
	"RR": {history.Silent, ""},
	"RS": {history.Of(shipping.ReturnStarted), ""},
	"RT": {history.Of(shipping.ReturnStarted), ""},
	"SE": {history.Of(shipping.HeldByOperator), ""},
	"SF": {history.HubIn, ""},
	"SP": {history.Silent, ""},
	"TR": {history.Of(shipping.HandedToLastMile), ""},
}

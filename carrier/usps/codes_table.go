package usps

import (
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// row is what a code or a phrase means.
type row struct {
	meaning history.Meaning
	reason  string
}

// codes are USPS's event codes (Publication 199, appendix: event codes).
var codes = map[string]row{
	"01": {history.Of(shipping.DeliveredMilestone), ""},
	"02": {history.Of(shipping.DeliveryFailed), history.Absent},
	"03": {history.Of(shipping.PickedUp), ""},
	"04": {history.Of(shipping.DeliveryFailed), history.RefusedBy},
	"05": {history.Of(shipping.DeliveryFailed), history.BadAddress},
	"06": {history.Of(shipping.Redirected), ""},
	"07": {history.Of(shipping.AtDeliveryOffice), ""},
	"08": {history.Of(shipping.HeldByOperator), ""}, // missent
	"09": {history.Of(shipping.ReturnStarted), ""},
	"10": {history.HubIn, ""},
	"11": {history.HubIn, ""},
	"14": {history.Of(shipping.AwaitingPickup), history.PostOffice},
	"16": {history.Of(shipping.AwaitingPickup), history.PostOffice},
	"17": {history.Of(shipping.Delayed), ""},
	"21": {history.Of(shipping.DeliveryFailed), history.BadAddress},
	"22": {history.Of(shipping.DeliveryFailed), history.BadAddress},
	"23": {history.Of(shipping.DeliveryFailed), history.BadAddress},
	"24": {history.Of(shipping.DeliveryFailed), history.BadAddress},
	"25": {history.Of(shipping.DeliveryFailed), history.BadAddress},
	"26": {history.Of(shipping.DeliveryFailed), history.BadAddress},
	"27": {history.Of(shipping.DeliveryFailed), history.BadAddress},
	"28": {history.Of(shipping.ReturnStarted), ""},
	"29": {history.Of(shipping.ReturnStarted), ""},
	"51": {history.Of(shipping.WithCourier), ""},
	"52": {history.Of(shipping.DeliveryFailed), history.Closed},
	"53": {history.Of(shipping.DeliveryFailed), history.Absent},
	"54": {history.Of(shipping.DeliveryFailed), ""},
	"55": {history.Of(shipping.DeliveryFailed), ""},
	"56": {history.Of(shipping.DeliveryFailed), history.NoAccess},
	"57": {history.Of(shipping.AwaitingPickup), history.PostOffice},
	"59": {history.Of(shipping.AtDeliveryOffice), ""},
	"80": {history.Unknown, ""}, // of a partner: the words say what
	"81": {history.HubIn, ""},
	"82": {history.Unknown, ""},
	"A1": {history.Of(shipping.Sorted), ""},
	"AD": {history.Of(shipping.HandedToLastMile), ""},
	"GX": {history.Of(shipping.LabelCreated), ""},
	"L1": {history.HubOut, ""},
	"MA": {history.Of(shipping.LabelCreated), ""},
	"NT": {history.Silent, ""}, // in transit, and no more
	"OA": {history.Of(shipping.PickedUp), ""},
	"OF": {history.Of(shipping.WithCourier), ""},
	"PC": {history.Of(shipping.AtDeliveryOffice), ""},
	"SF": {history.HubOut, ""},
	"T1": {history.Of(shipping.Sorted), ""},
	"UA": {history.HubIn, ""},
	"VC": {history.Of(shipping.Delayed), history.Weather},
	"DG": {history.Of(shipping.DeliveryFailed), ""},
}

// phrases are the words of events without a code of their own, the longer before the shorter.
var phrases = []struct {
	words string
	row   row
}{
	{"inbound out of customs", row{history.Of(shipping.ImportReleased), ""}},
	{"cleared customs", row{history.CustomsReleased, ""}},
	{"customs clearance processing complete", row{history.Of(shipping.ImportReleased), ""}},
	{"held in customs", row{history.Of(shipping.ImportHeld), history.Inspection}},
	{"inbound into customs", row{history.Of(shipping.ImportSubmitted), ""}},
	{"customs clearance", row{history.CustomsSubmitted, ""}},
	{"origin post is preparing shipment", row{history.Of(shipping.LabelCreated), ""}},
	{"pre-shipment info sent", row{history.Of(shipping.LabelCreated), ""}},
	{"label created", row{history.Of(shipping.LabelCreated), ""}},
	{"label cancelled", row{history.Of(shipping.VoidedMilestone), ""}},
	{"label canceled", row{history.Of(shipping.VoidedMilestone), ""}},
	{"available for pickup", row{history.Of(shipping.AwaitingPickup), history.PostOffice}},
	{"out for delivery", row{history.Of(shipping.WithCourier), ""}},
	{"return to sender", row{history.Of(shipping.ReturnStarted), ""}},
	{"addressee unknown", row{history.Of(shipping.DeliveryFailed), history.BadAddress}},
	{"processed through facility", row{history.HubIn, ""}},
	{"processed through", row{history.HubIn, ""}},
	{"picked up by shipping partner", row{history.Of(shipping.PickedUp), ""}},
	{"arrived shipping partner facility", row{history.HubIn, ""}},
	{"departed shipping partner facility", row{history.HubOut, ""}},
	{"accepted at", row{history.Of(shipping.PickedUp), ""}},
	{"acceptance", row{history.Of(shipping.PickedUp), ""}},
	{"in transit to next facility", row{history.Silent, ""}},
	{"arrived at", row{history.HubIn, ""}},
	{"arrived", row{history.HubIn, ""}},
	{"departed", row{history.HubOut, ""}},
	{"delivered", row{history.Of(shipping.DeliveredMilestone), ""}},
}

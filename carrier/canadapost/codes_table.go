package canadapost

import (
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// row is what an event's number means.
type row struct {
	meaning history.Meaning
	reason  string
}

// numbers are single events (Canada Post, Tracking: event identifiers).
var numbers = map[int]row{
	20:   {history.Silent, ""}, // a signature was recorded
	100:  {history.HubIn, ""},
	102:  {history.HubIn, ""},
	113:  {history.Of(shipping.TransitIn), ""},
	114:  {history.Of(shipping.TransitOut), ""},
	115:  {history.Of(shipping.HandedToLastMile), ""},
	116:  {history.Of(shipping.HandedToLastMile), ""},
	117:  {history.CustomsQuestion, history.Documents},
	127:  {history.CustomsHeld, history.Inspection},
	130:  {history.CustomsReleased, ""},
	150:  {history.Of(shipping.Destroyed), ""},
	156:  {history.Of(shipping.AwaitingPickup), history.PostOffice},
	167:  {history.Of(shipping.ReturnStarted), ""},
	170:  {history.HubIn, ""},
	173:  {history.Of(shipping.Delayed), history.BadAddress},
	174:  {history.Of(shipping.WithCourier), ""},
	500:  {history.Of(shipping.WithCourier), ""},
	1100: {history.Of(shipping.CustomsRefused), ""},
	1300: {history.Of(shipping.DroppedOff), history.PostOffice},
	1301: {history.Of(shipping.DroppedOff), history.PostOffice},
	1405: {history.Of(shipping.AwaitingPickup), history.PostOffice},
	1406: {history.Of(shipping.DeliveredMilestone), ""},
	1407: {history.Of(shipping.AwaitingPickup), history.PostOffice},
	1411: {history.Of(shipping.DeliveryFailed), ""},
	1412: {history.Of(shipping.Delayed), ""},
	1441: {history.Of(shipping.DeliveredMilestone), ""},
	1442: {history.Of(shipping.DeliveredMilestone), ""},
	1443: {history.Of(shipping.DeliveryFailed), ""},
	1450: {history.Of(shipping.HeldByOperator), ""},
	1479: {history.Of(shipping.AwaitingPickup), history.PostOffice},
	1480: {history.Of(shipping.Redirected), ""},
	1481: {history.Of(shipping.ReturnStarted), ""},
	1482: {history.Of(shipping.ReturnStarted), ""},
	1484: {history.Of(shipping.HeldByOperator), ""},
	1490: {history.Of(shipping.Redirected), ""},
	1491: {history.Of(shipping.ReturnStarted), ""},
	1492: {history.Of(shipping.ReturnStarted), ""},
	1494: {history.Of(shipping.HeldByOperator), ""},
	1496: {history.Of(shipping.DeliveredMilestone), ""},
	1498: {history.Of(shipping.DeliveredMilestone), ""},
	1701: {history.Of(shipping.AwaitingPickup), history.PostOffice},
	2300: {history.Of(shipping.PickedUp), ""},
	3000: {history.Of(shipping.LabelCreated), ""},
}

// ranges are events that follow one another in number.
var ranges = []struct {
	from, to int
	row
}{
	{159, 163, row{history.Of(shipping.Delayed), ""}},
	{1210, 1225, row{history.Silent, ""}}, // payments
	{1415, 1420, row{history.Of(shipping.ReturnStarted), ""}},
	{1435, 1438, row{history.Of(shipping.AwaitingPickup), history.PostOffice}},
	{1408, 1434, row{history.Of(shipping.DeliveredMilestone), ""}},
	{1461, 1476, row{history.Of(shipping.DeliveredMilestone), ""}},
}

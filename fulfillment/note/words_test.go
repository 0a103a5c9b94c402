package note

import (
	"slices"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/fact/evidence"
	"crosslane/fact/pickup"
	"crosslane/shipping"
)

// TestWords: what a clerk reads of each fact, and of what differs from case to case.
func TestWords(t *testing.T) {
	at := time.Date(2026, 3, 12, 8, 0, 0, 0, time.UTC)
	eur := func(amount int64) shipping.Money { return shipping.Money{Amount: amount, Currency: "EUR"} }
	option := func(id shipping.ChannelID, price int64) fact.Option {
		return fact.Option{Channel: id, Price: eur(price), Days: shipping.Days{Least: 3, Most: 5}, Score: price + 60}
	}
	pick := []shipping.Pick{{SKU: "MUG", Quantity: 2, Location: "dui"}, {SKU: "PEN", Quantity: 1, Lot: "L7", Location: "dui"}}
	missing := []fact.Shortage{{SKU: "MUG", Quantity: 2}, {SKU: "PEN", Quantity: 1}}
	plan := fact.ParcelPlan{Weight: 900, Value: eur(2400), Warehouse: "dui", Ship: shipping.Place{Country: "DE", Postcode: "10115"}, Picks: pick[:1]}
	measured := plan
	measured.Size, measured.Batteries, measured.Dangerous = shipping.Dimensions{Length: 210, Width: 160, Height: 110}, []shipping.Battery{shipping.BatteryInside}, true
	order := shipping.Order{Number: "7", Storefront: "web", Placed: at, Currency: "EUR", Ship: plan.Ship,
		Lines: []shipping.Line{{Product: shipping.Product{SKU: "MUG", Name: " Mug ", Weight: 400}, Quantity: 2, Price: eur(1200)}}}
	resold := order
	resold.Seller = "Anna"
	customs, posted := order, plan
	customs.Lines = []shipping.Line{{Product: shipping.Product{SKU: "MUG", Name: "Mug", Weight: 400, HS: "691200", Origin: "CN"}, Quantity: 2, Price: eur(1200)}}
	posted.HS, posted.Origins = []string{"691200", "392640"}, []shipping.Country{"CN"}
	apart, own := order, order
	apart.Ship, own.Ship = shipping.Place{Country: "FR", Postcode: "97400"}, shipping.Place{Country: "RE", Postcode: "97400"}
	scan := func(city string, m shipping.Milestone) fact.Body {
		return &fact.ScanReceived{Scan: fact.Scan{Carrier: "post", Code: "PU", Place: fact.ScanPlace{City: city}, Milestone: m}}
	}
	collected := pickup.Plan{Day: "2026-03-12", Window: shipping.Window{From: at.Add(6 * time.Hour), To: at.Add(9 * time.Hour)}, Parcels: 5, Weight: 12_500}
	slot := shipping.Window{From: at, To: at.Add(2 * time.Hour)}
	lithium := []fact.Reason{{Desk: fact.ChannelDesk, Rule: "batteries", About: "dpd", Note: "alone"}, {Desk: fact.ChannelDesk, Rule: "weight", About: "post", Limit: 2000, Actual: 3500}, {Rule: "batteries", About: "ups", Note: "alone"}}
	noLithium := []string{`not dpd, ups: the channel does not take lithium cells carried as "alone" (by limits.batteries of the channel in the Book)`,
		"not post: parcel weighs 3.5 kg, the channel takes at most 2 kg (by limits.weight of the channel in the Book)"}
	for _, c := range []struct {
		stream shipping.Stream
		body   fact.Body
		text   string
		why    []string
	}{
		{"order:o", &fact.OrderReceived{Order: order}, "Received: order 7 of web, placed 2026-03-12 08:00, to DE 10115, worth 24.00 EUR.", []string{"2 x MUG Mug at 12.00 EUR, 400 g each"}},
		{"order:o", &fact.OrderReceived{Order: resold}, "Received: order 7 of web for Anna, placed 2026-03-12 08:00, to DE 10115, worth 24.00 EUR.", []string{"2 x MUG Mug at 12.00 EUR, 400 g each"}},
		{"order:o", &fact.OrderReceived{Order: apart}, "Received: order 7 of web, placed 2026-03-12 08:00, to FR 97400 (Réunion), worth 24.00 EUR.", []string{"2 x MUG Mug at 12.00 EUR, 400 g each"}},
		{"order:o", &fact.OrderReceived{Order: own}, "Received: order 7 of web, placed 2026-03-12 08:00, to RE 97400, worth 24.00 EUR.", []string{"2 x MUG Mug at 12.00 EUR, 400 g each"}},
		{"order:o", &fact.Allocated{Warehouse: "dui", Picks: pick, Why: []fact.Reason{{Desk: fact.FulfillmentDesk, Rule: "no_carton", About: "MUG", Note: "900 x 800 x 4 mm", Limit: 60, Actual: 2}, {Desk: fact.FulfillmentDesk, Rule: "no_carton", About: "PEN", Note: "900 x 8 x 4 mm", Limit: 1, Actual: 1}}},
			"Set aside in warehouse dui: 2 x MUG, 1 x PEN of lot L7.", []string{"no carton of the Book takes MUG (900 x 800 x 4 mm): 60 of it leave as they are, in 2 parcels", "no carton of the Book takes PEN (900 x 8 x 4 mm): it travels as it is"}},
		{"order:o", &fact.OrderReceived{Order: customs}, "Received: order 7 of web, placed 2026-03-12 08:00, to DE 10115, worth 24.00 EUR.", []string{"2 x MUG Mug at 12.00 EUR, 400 g each, HS 691200, made in CN"}},
		{"order:o", &fact.GoodsRenewed{Goods: []fact.RenewedGoods{{Product: customs.Lines[0].Product}}}, "Listed anew since it came in, in what its file does not say:", []string{"MUG Mug, 400 g each, HS 691200, made in CN"}},
		{"order:o", &fact.OrderAccepted{}, "Accepted: nothing is missing.", nil},
		{"order:o", &fact.OrderAccepted{Worth: []shipping.Money{eur(100), eur(250)}}, "Accepted: nothing is missing.", []string{"line 1 is worth 1.00 EUR by the exchange rates of the day", "line 2 is worth 2.50 EUR by the exchange rates of the day"}},
		{"order:o", &fact.OrderHeld{Problems: []fact.Problem{{Field: "postcode", Message: "is missing"}, {Line: 3, Field: "hs", Message: "is none", Hint: "six digits"}}}, "Held until this is put right:", []string{"postcode: is missing", "line 3, hs: is none (six digits)"}},
		{"order:o", &fact.OrderRejected{Problems: []fact.Problem{{Field: "lines", Message: "are missing"}}}, "Rejected; it cannot be served as it is:", []string{"lines: are missing"}},
		{"order:o", &fact.OrderCancelled{Why: "fraud"}, "Cancelled: fraud.", nil},
		{"order:o", &fact.Allocated{Warehouse: "dui", Picks: []shipping.Pick{{SKU: "MUG", Location: "dui/A-01-3", Quantity: 1}, {SKU: "MUG", Location: "dui/B-02", Lot: "L7", Quantity: 1}}}, "Set aside in warehouse dui: 1 x MUG at A-01-3, 1 x MUG at B-02 of lot L7.", nil},
		{"order:o", &fact.Allocated{Warehouse: "dui", Picks: pick}, "Set aside in warehouse dui: 2 x MUG, 1 x PEN of lot L7.", nil},
		{"order:o", &fact.Backordered{Missing: missing}, "Waits for stock: 2 x MUG, 1 x PEN.", nil},
		{"order:o", &fact.StockArrivedFor{SKU: "MUG"}, "Looked again whether stock of MUG is there.", nil},
		{"order:o", &fact.ParcelClosed{Parcel: "par_1", Status: shipping.Delivered}, "Parcel par_1 has reached its end: Delivered.", nil},
		{"order:o", &fact.OrderCompleted{}, "Completed: every parcel has reached its end.", nil},
		{"order:o", &fact.OrderCompleted{Undelivered: []shipping.ParcelID{"par_o-1"}}, "Not delivered as a whole: every parcel has reached its end, and this did not reach the buyer: par_o-1.", nil},
		{"case:c", &fact.CaseOpened{What: fact.CaseLost, Why: []fact.Reason{{Desk: fact.FulfillmentDesk, Rule: "befell", About: "declared_lost"}}}, "Case opened: lost.", []string{"Declared lost: claim it from the carrier, and refund the buyer or send it again"}},
		{"parcel:p", &fact.ParcelPlanned{Plan: plan}, "Parcel of 900 g, goods worth 24.00 EUR, from dui to DE 10115: 2 x MUG.", nil},
		{"parcel:p", &fact.ParcelPlanned{Plan: posted}, "Parcel of 900 g, goods worth 24.00 EUR, from dui to DE 10115, HS 691200 and 392640, made in CN: 2 x MUG.", nil},
		{"parcel:p", &fact.ParcelPlanned{Plan: measured}, "Parcel of 900 g, 210 x 160 x 110 mm, goods worth 24.00 EUR, from dui to DE 10115, with lithium cells, dangerous goods: 2 x MUG.", nil},
		{"parcel:p", &fact.ChannelChosen{Book: "v1", Primary: option("truck", 500)}, "Channel truck (5.00 EUR, 3 to 5 days, score 560) by Book v1. Nothing stands by.", nil},
		{"parcel:p", &fact.ChannelChosen{Book: "v1", Primary: option("truck", 500), Backups: []fact.Option{option("air", 900)}}, "Channel truck (5.00 EUR, 3 to 5 days, score 560) by Book v1. Standing by: air (9.00 EUR, 3 to 5 days, score 960).", nil},
		{"parcel:p", &fact.ChannelChosen{Book: "v1", Primary: option("truck", 500), Backups: []fact.Option{option("air", 900), option("post", 700)},
			Refused: []fact.Reason{{Rule: "odd", About: "sea"}, {Rule: "other", About: "van"}}}, "Channel truck (5.00 EUR, 3 to 5 days, score 560) by Book v1. Standing by: air (9.00 EUR, 3 to 5 days, score 960); post (7.00 EUR, 3 to 5 days, score 760).", []string{"not sea: odd sea", "not van: other van"}},
		{"parcel:p", &fact.BookingRequested{Carrier: "line", Channel: "truck", Attempt: 2}, "Asked line to take it by channel truck (attempt 2).", nil},
		{"parcel:p", &fact.Booked{Channel: "truck", Waybill: "W1", Cost: eur(500)}, "Booked with truck, waybill W1, for 5.00 EUR.", nil},
		{"parcel:p", &fact.Booked{Channel: "truck", Waybill: "W1", Cost: eur(500), Simulated: true}, "Booked with truck, waybill W1, for 5.00 EUR. SIMULATED: no parcel travels.", nil},
		{"parcel:p", &fact.BookingHindered{Why: []fact.Reason{{Desk: fact.FulfillmentDesk, Rule: "no_way", About: "line", Note: "dark"}}}, "The booking is held up, and asked for again.", []string{"line: dark"}},
		{"case:c", &fact.CaseOpened{What: fact.CaseCalledOff, Why: []fact.Reason{{Desk: fact.FulfillmentDesk, Rule: "too_late", About: "with_courier"}}}, "Case opened: moves though called off.", []string{"the order was cancelled, and the parcel has left (Out for delivery): have the carrier stop it, or the buyer return it"}},
		{"case:c", &fact.CaseOpened{What: fact.CaseCalledOff, Why: []fact.Reason{{Desk: fact.FulfillmentDesk, Rule: "too_late", About: "label_created"}}}, "Case opened: moves though called off.", []string{"the order was cancelled, and the parcel has left: have the carrier stop it, or the buyer return it"}},
		{"parcel:p", &fact.BookingRejected{Channel: "truck", Message: "full"}, "truck does not take it: full.", nil},
		{"parcel:p", &fact.BookingRejected{Channel: "truck", Code: "FULL", Message: "come tomorrow"}, "truck does not take it: FULL: come tomorrow.", nil},
		{"parcel:p", &fact.CancelRequested{Carrier: "line", Waybill: "W1", Why: "fraud"}, "Asked line to void waybill W1: fraud.", nil},
		{"parcel:p", &fact.BookingCancelled{Waybill: "W1"}, "Waybill W1 is void.", nil},
		{"parcel:p", &fact.ManifestAsked{Waybill: "W1", List: "L"}, "Asked the carrier to close waybill W1 on its manifest.", nil},
		{"parcel:p", &fact.ManifestAnswered{Waybill: "W1", Manifest: "P7"}, "Waybill W1 is closed, on the carrier's manifest P7.", nil},
		{"parcel:p", &fact.ManifestAnswered{Waybill: "W1", Code: "C", Message: "no"}, "Waybill W1 is not closed: C: no.", nil},
		{"pickup:ups/w", &pickup.Asked{Carrier: "ups", Warehouse: "w", Plan: collected}, "Asked ups to come to w on 2026-03-12, 14:00 to 17:00 +0000 for 5 parcels, 12500 g.", nil},
		{"pickup:ups/w", &pickup.ChangeAsked{Plan: pickup.Plan{Day: "2026-03-12", Window: collected.Window, Parcels: 1, Weight: 1000}}, "Asked the carrier to come on 2026-03-12, 14:00 to 17:00 +0000 for 1 parcel, 1 kg.", nil},
		{"pickup:ups/w", &pickup.CancelAsked{Why: "no parcels"}, "Asked the carrier not to come: no parcels.", nil},
		{"pickup:ups/w", &pickup.Answered{Answer: pickup.Answer{To: pickup.ToCome, Done: true, Number: "N1", Cost: shipping.Money{Amount: 635, Currency: "EUR"}}}, "The carrier comes, its number is N1, for 6.35 EUR.", nil},
		{"pickup:ups/w", &pickup.Answered{Answer: pickup.Answer{To: pickup.ToCome, Code: "E1", Message: "no"}}, "The carrier does not come: E1: no.", nil},
		{"pickup:ups/w", &pickup.Answered{Answer: pickup.Answer{To: pickup.ToChange, Message: "E1"}}, "The pick-up is not changed: E1.", nil},
		{"pickup:ups/w", &pickup.Answered{Answer: pickup.Answer{To: pickup.ToCancel, Done: true}}, "The carrier does not come any more.", nil},
		{"parcel:p", &evidence.Kept{Waybill: "W1", Media: "application/pdf", Document: "pap_x"}, "The carrier's proof of delivery of waybill W1 lies here: a letter (PDF).", nil},
		{"parcel:p", &evidence.Kept{Waybill: "W1", Media: evidence.Words, Document: "pap_y"}, "The carrier's proof of delivery of waybill W1 lies here: who took it, where and when.", nil},
		{"parcel:p", &fact.CancelRejected{Waybill: "W1", Why: "it is on its way"}, "Waybill W1 stays valid: it is on its way.", nil},
		{"parcel:p", &fact.HandedOver{}, "Handed over to the carrier.", nil},
		{"parcel:p", &fact.Awaited{Promise: slot, Await: []fact.Timer{{Name: fact.TimerPromise, Due: at}}}, "Promised between 12 March and 12 March 2026. Awaited: delivery by 2026-03-12 08:00.", nil},
		{"parcel:p", &fact.Awaited{Await: []fact.Timer{{Name: fact.TimerDepart, Due: at}, {Name: "odd", Due: at.Add(time.Hour)}}}, "Awaited: departure by 2026-03-12 08:00, odd by 2026-03-12 09:00.", nil},
		{"parcel:p", &fact.Awaited{}, "", nil},
		{"parcel:p", &fact.ParcelStuck{Case: "cas_1", Why: []fact.Reason{{Desk: fact.FulfillmentDesk, Rule: "last_refusal", About: "air", Note: "full"}}}, "No channel is left; case cas_1 is open.", []string{"air was the last channel, and does not take it: full"}},
		{"parcel:p", &fact.ParcelStuck{Case: "cas_1", Why: []fact.Reason{{Desk: fact.FulfillmentDesk, Rule: "last_refusal", About: "air", Note: "full"}, {Desk: fact.FulfillmentDesk, Rule: "last_refusal", About: "sea", Note: "full"}, {Desk: fact.FulfillmentDesk, Rule: "last_refusal", About: "air", Note: "full"}}}, "No channel is left; case cas_1 is open.",
			[]string{"air was the last channel, and does not take it: full (2 times)", "sea was the last channel, and does not take it: full"}},
		{"parcel:p", &fact.ParcelCalledOff{Why: "fraud"}, "Called off: fraud.", nil},
		{"parcel:p", &fact.TourScheduled{Depot: "dui", Date: "2026-03-12"}, "On no tour of dui on 2026-03-12:", nil},
		{"parcel:p", &fact.TourScheduled{Depot: "dui", Date: "2026-03-12", Vehicle: "van-1", Slot: slot}, "On the tour of van-1 from dui on 2026-03-12, expected 2026-03-12 08:00 to 10:00 +0000.", nil},
		{"parcel:p", &fact.DiversionAsked{Channel: "truck"}, "To leave channel truck, if another takes it.", nil},
		{"parcel:p", &fact.SlotChanged{Slot: slot}, "The addressee asks for 2026-03-12 08:00 to 10:00 +0000.", nil},
		{"parcel:p", &fact.LockerChosen{Tries: 2, Locker: "station"}, "After 2 failed attempts it goes to locker station.", nil},
		{"parcel:p", scan("", shipping.PickedUp), "post reported PU.", nil},
		{"parcel:p", scan("Lille", shipping.PickedUp), "post reported PU in Lille.", nil},
		{"parcel:p", &fact.ScanReceived{Scan: fact.Scan{Carrier: "post", Code: "ND", Milestone: shipping.PickedUp, Said: "2026-05-01T10:00:00", Reason: "recipient_absent", Back: true, Leg: fact.ScanLeg{Carrier: "usps", Number: "94001"}}},
			"post reported ND, under the number 94001 of usps (recipient absent), dated 2026-05-01 at 10:00:00 there, on the way back.", nil},
		{"parcel:p", scan("Lille", shipping.Unmapped), "post reported PU in Lille; nobody knows what that means, so it is kept as it is.", nil},
		{"parcel:p", &fact.MilestoneReached{Milestone: shipping.PickedUp, Status: shipping.InTransit}, "Picked up by the carrier (On its way).", nil},
		{"parcel:p", &fact.TimerElapsed{Timer: fact.Timer{Name: fact.TimerSilence}}, "Not in time: a sign of life.", nil},
		{"parcel:p", &fact.Deviated{Why: []fact.Reason{{Rule: "odd", About: "a", Note: "b"}}}, "Not where it should be.", []string{"odd a b"}},
		{"lane:szx-FR", &fact.ChannelAssessed{Channel: "truck", Health: fact.Health{Open: 9, Backlog: 4, LateHours: 61, Refused: 125, OnTime: 875, Ended: 40}}, "truck: 9 open, 4 not departed, 61 h behind in the middle; refused 12.5 %, on time 87.5 % of 40.", nil},
		{"lane:szx-FR", &fact.ChannelSwitched{Channel: "truck", Phase: fact.SwitchAway, Share: 40}, "40 % of the parcels leave truck.", nil},
		{"lane:szx-FR", &fact.ChannelSwitched{Channel: "truck", Phase: fact.SwitchAway, Share: 100, Stop: true}, "100 % of the parcels leave truck, which takes no more bookings.", nil},
		{"lane:szx-FR", &fact.ChannelSwitched{Channel: "truck", Phase: fact.SwitchClearing}, "truck has recovered; parcels stay away until it has held.", nil},
		{"lane:szx-FR", &fact.ChannelSwitched{Channel: "truck", Phase: fact.SwitchReturning, Share: 50}, "Parcels come back to truck; 50 % still stay away.", nil},
		{"lane:szx-FR", &fact.ChannelSwitched{Channel: "truck", Phase: fact.SwitchOver}, "All parcels are back on truck.", nil},
		{"lane:szx-FR", &fact.RebookRequested{Channel: "truck"}, "Parcels that wait for truck are looked for.", nil},
		{"lane:szx-FR", &fact.RebookAdvanced{Channel: "truck", Asked: 500}, "500 parcels are asked to leave truck.", nil},
		{"lane:szx-FR", &fact.TimerElapsed{}, "The next step of a switch is due.", nil},
		{"case:c", &fact.CaseOpened{What: "stuck"}, "Case opened: no channel left.", nil},
		{"case:c", &fact.CaseOpened{What: "stuck", Why: lithium}, "Case opened: no channel left.", noLithium},
		{"parcel:p", &fact.ParcelStuck{Case: "cas_1", Why: lithium}, "No channel is left; case cas_1 is open.", noLithium},
		{"case:c", &fact.CaseOpened{What: "switch", Why: []fact.Reason{{Desk: fact.ChannelDesk, Rule: "trigger", About: "late", Note: "x > 1"}}}, "Case opened: channel switched.", []string{`trigger "late": x > 1`}},
		{"case:c", &fact.CaseJoined{Parcel: "par_2"}, "The same happened to parcel par_2.", nil},
		{"case:c", &fact.CaseLeft{Parcel: "par_2", Why: "it is booked"}, "Parcel par_2 needs nothing more: it is booked.", nil},
		{"case:c", &fact.CaseAssigned{Owner: "anna"}, "Taken on by anna.", nil},
		{"case:c", &fact.CaseAssigned{}, "Nobody has it any more.", nil},
		{"case:c", &fact.CaseScheduled{Due: fact.Timer{Due: at}}, "To be done by 2026-03-12 08:00 +0000.", nil},
		{"case:c", &fact.TimerElapsed{}, "Overdue.", nil},
		{"case:c", &fact.CaseClosed{Why: "done"}, "Case closed: done.", nil},
		{"erasure:main", &fact.DocumentsErased{}, "Erased, as was asked: name, address, and what else was kept about this person.", nil},
		{"stock:MUG", &fact.StockMoved{SKU: "MUG"}, "", nil},
	} {
		list := Of([]*fact.Fact{{Stream: c.stream, At: at, By: "desk", Body: c.body}})
		if c.text == "" {
			if len(list) != 0 {
				t.Errorf("%s in %s says %q %q", fact.KindOf(c.body), c.stream, list[0].Text, list[0].Why)
			}
			continue
		}
		if len(list) != 1 || list[0].Text != c.text || !slices.Equal(list[0].Why, c.why) || list[0].Kind != fact.KindOf(c.body) || !list[0].At.Equal(at) || list[0].By != "desk" {
			t.Errorf("%s in %s says %+v, want %q %q", fact.KindOf(c.body), c.stream, list, c.text, c.why)
		}
	}
}

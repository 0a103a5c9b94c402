package closing

import (
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/fact/evidence"
	"crosslane/shipping"
)

// TestOnlyAValidLabelIsPutOnAManifest, once, of what was handed over.
func TestOnlyAValidLabelIsPutOnAManifest(t *testing.T) {
	noon := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	booked := &fact.Booked{Carrier: "gls", Waybill: "W1", ToClose: true}
	handed, ask := &fact.HandedOver{}, &fact.ManifestAsked{Waybill: "W1", List: "L1"}
	closed, no := &fact.ManifestAnswered{Waybill: "W1", Manifest: "M1"}, &fact.ManifestAnswered{Waybill: "W1", Code: fact.NotOnManifest}
	asked := &fact.BookingRequested{Carrier: "gls"}
	for name, c := range map[string]struct {
		given []fact.Body
		body  fact.Body
		code  shipping.Code
	}{
		"handed over":             {[]fact.Body{asked, booked, handed}, ask, ""},
		"not handed over":         {[]fact.Body{asked, booked}, ask, shipping.Refused},
		"another number":          {[]fact.Body{asked, booked, handed}, &fact.ManifestAsked{Waybill: "W2", List: "L1"}, shipping.Refused},
		"being voided":            {[]fact.Body{asked, booked, handed, &fact.CancelRequested{Waybill: "W1"}}, ask, shipping.Refused},
		"void":                    {[]fact.Body{asked, booked, handed, &fact.BookingCancelled{Waybill: "W1"}}, ask, shipping.Refused},
		"asked before":            {[]fact.Body{asked, booked, handed, ask}, ask, shipping.Known},
		"asked on another list":   {[]fact.Body{asked, booked, handed, ask}, &fact.ManifestAsked{Waybill: "W1", List: "L2"}, shipping.Refused},
		"asked again after a no":  {[]fact.Body{asked, booked, handed, ask, no}, &fact.ManifestAsked{Waybill: "W1", List: "L2"}, ""},
		"closed":                  {[]fact.Body{asked, booked, handed, ask, closed}, ask, shipping.Refused},
		"an answer":               {[]fact.Body{asked, booked, handed, ask}, closed, ""},
		"an answer while voiding": {[]fact.Body{asked, booked, handed, ask, &fact.CancelRequested{Waybill: "W1"}}, closed, ""},
		"the answer again":        {[]fact.Body{asked, booked, handed, ask, closed}, closed, shipping.Known},
		"a no after that":         {[]fact.Body{asked, booked, handed, ask, closed}, no, shipping.Known},
		"an answer about nothing": {[]fact.Body{asked, booked, handed, ask, &fact.BookingCancelled{Waybill: "W1"}}, closed, shipping.Known},
	} {
		st := &fact.ParcelState{}
		for _, b := range c.given {
			st.Apply(&fact.Fact{At: noon, Body: b})
		}
		if err := Admit(st, c.body); shipping.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOnlyWhatWasDeliveredIsProved, under its own number.
func TestOnlyWhatWasDeliveredIsProved(t *testing.T) {
	booked, kept := &fact.Booked{Carrier: "gls", Waybill: "W1"}, &evidence.Kept{Waybill: "W1", Media: "application/pdf", Document: "pap_x"}
	there, back := &fact.MilestoneReached{Milestone: shipping.DeliveredMilestone, Status: shipping.Delivered}, &fact.MilestoneReached{Milestone: shipping.WithCourier, Status: shipping.OutForDelivery}
	for name, c := range map[string]struct {
		given []fact.Body
		body  fact.Body
		code  shipping.Code
	}{
		"delivered":        {[]fact.Body{booked, there}, kept, ""},
		"on its way":       {[]fact.Body{booked, back}, kept, shipping.Refused},
		"another's number": {[]fact.Body{booked, there}, &evidence.Kept{Waybill: "W2"}, shipping.Refused},
		"not booked":       {nil, &evidence.Kept{}, shipping.Refused},
	} {
		st := &fact.ParcelState{}
		for _, b := range c.given {
			st.Apply(&fact.Fact{Body: b})
		}
		if err := Admit(st, c.body); shipping.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

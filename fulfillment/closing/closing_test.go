package closing

import (
	"testing"
	"time"

	"crosslane/fact"
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

package printing

import (
	"testing"

	"crosslane/fact"
	"crosslane/shipping"
)

// TestOnlyAValidLabelIsPrinted, and once: in as many batches as somebody wants by name, and in each of them once.
func TestOnlyAValidLabelIsPrinted(t *testing.T) {
	asked, booked := &fact.BookingRequested{Carrier: "gls"}, &fact.Booked{Carrier: "gls", Waybill: "W1", Label: "doc"}
	printed := &fact.LabelPrinted{Waybill: "W1", Batch: "B1"}
	for name, c := range map[string]struct {
		given []fact.Body
		body  *fact.LabelPrinted
		code  shipping.Code
	}{
		"booked":           {[]fact.Body{asked, booked}, printed, ""},
		"another number":   {[]fact.Body{asked, booked}, &fact.LabelPrinted{Waybill: "W2", Batch: "B1"}, shipping.Refused},
		"without a label":  {[]fact.Body{asked, &fact.Booked{Carrier: "gls", Waybill: "W1"}}, printed, shipping.Refused},
		"not booked yet":   {[]fact.Body{asked}, printed, shipping.Refused},
		"being voided":     {[]fact.Body{asked, booked, &fact.CancelRequested{Waybill: "W1"}}, printed, shipping.Refused},
		"handed over":      {[]fact.Body{asked, booked, &fact.HandedOver{}}, printed, ""},
		"again":            {[]fact.Body{asked, booked, printed}, printed, shipping.Known},
		"in another batch": {[]fact.Body{asked, booked, printed}, &fact.LabelPrinted{Waybill: "W1", Batch: "B2", Again: true}, ""},
		"by somebody else": {[]fact.Body{asked, booked, printed}, &fact.LabelPrinted{Waybill: "W1", Batch: "B2"}, shipping.Refused},
		"booked straight":  {[]fact.Body{asked, booked, printed, booked}, &fact.LabelPrinted{Waybill: "W1", Batch: "B2"}, ""},
		"booked anew":      {[]fact.Body{asked, booked, printed, &fact.BookingCancelled{Waybill: "W1"}, asked, &fact.Booked{Carrier: "gls", Waybill: "W1", Label: "doc"}}, printed, ""},
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

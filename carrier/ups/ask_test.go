package ups

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/carrier/again"
	"crosslane/carrier/carriertest"
	"crosslane/carrier/ups/mock"
	"crosslane/shipping"
)

func TestWhatIsAsked(t *testing.T) {
	for name, c := range map[string]struct {
		change    func(*carrier.Request)
		says, not []string
	}{
		"beyond customs": {func(a *carrier.Request) { a.Channel.Service, a.From.Labels = "65 DDP", "zpl203" }, []string{"POST " + bookings + " Bearer t ", `{"ShipmentRequest":{"Request":{"RequestOption":"validate"}`,
			`"Shipper":{"Name":"Leipzig","AttentionName":"Leipzig","Phone":{"Number":"493415550100"},"ShipperNumber":"A1B2C3","Address":{"AddressLine":["Lindenweg 5"],"City":"Leipzig","PostalCode":"04109","CountryCode":"DE"}}`,
			`"ShipTo":{"Name":"Ana Berg","AttentionName":"Ana Berg","Phone":{"Number":"2085550100"},"EMailAddress":"ana@example.org","Address":{"AddressLine":["1 Elm St","Apt 2"],"City":"Boise","StateProvinceCode":"ID","PostalCode":"837011234","CountryCode":"US","ResidentialAddressIndicator":"Y"}}`,
			`"Service":{"Code":"65"},"ShipmentRatingOptions":{"NegotiatedRatesIndicator":"X"},"Description":"Mug"`, `{"Type":"01","BillShipper":{"AccountNumber":"A1B2C3"}},{"Type":"02","BillShipper":{"AccountNumber":"A1B2C3"}}`,
			`"Packaging":{"Code":"02"},"Dimensions":{"UnitOfMeasurement":{"Code":"CM"},"Length":"21","Width":"15","Height":"8"},"PackageWeight":{"UnitOfMeasurement":{"Code":"KGS"},"Weight":"0.5"}}]`,
			`"ReferenceNumber":[{"Value":"` + again.Reference(ask(1).Key) + `"},{"Value":"#1001"}]`, `"FormType":["01"]`, `"SoldTo":{"Name":"Ana Berg"`, `"Product":[{"Description":["Mug"],"Unit":{"Number":"2","UnitOfMeasurement":{"Code":"PCS"},"Value":"14.90"},"CommodityCode":"691200","PartNumber":"MUG","OriginCountryCode":"CN"}]`,
			`"InvoiceNumber":"#1001","InvoiceDate":"20260504","TermsOfShipment":"DDP","ReasonForExport":"SALE","CurrencyCode":"EUR"`, `"LabelImageFormat":{"Code":"ZPL"},"LabelStockSize":{"Height":"6","Width":"4"}`}, []string{"InvoiceLineTotal", "ShipperType"}},
		"within the Union": {func(a *carrier.Request) {
			a.To = shipping.Address{Name: "Ana Berg", Company: "Berg SA", Lines: []string{"Rue 1"}, City: "Lyon", Region: "Auvergne", Postcode: "69001", Country: "FR", Phone: "0033 4 72 00 00 00"}
			a.Lines, a.Plan.Size = nil, shipping.Dimensions{}
		}, []string{`"Name":"Berg SA","AttentionName":"Ana Berg","Phone":{"Number":"33472000000"}`, `"Description":"Goods"`, `"LabelImageFormat":{"Code":"GIF"}`}, []string{"InternationalForms", `"02","BillShipper"`, "Auvergne", "Residential", "Dimensions"}},
		"within a country": {func(a *carrier.Request) {
			a.From.Place, a.From.Phone = shipping.Place{Country: "US", Region: "TX", Postcode: "78701"}, ""
			a.To.Phone, a.Lines[0].Name = "", strings.Repeat("a", 99)
		}, []string{`"UnitOfMeasurement":{"Code":"IN"},"Length":"9","Width":"6","Height":"4"},"PackageWeight":{"UnitOfMeasurement":{"Code":"LBS"},"Weight":"1.0"},"ReferenceNumber":[{"Value":"CL-`}, []string{"InternationalForms", "Phone", `"Description"`}},
		"to Canada": {func(a *carrier.Request) {
			a.From.Place, a.From.Phone = shipping.Place{Country: "US", Region: "TX", Postcode: "78701"}, "512 555 0100"
			a.To.Country, a.To.Region, a.To.Postcode = "CA", "ON", "k1a 0b1"
		}, []string{`"InvoiceLineTotal":{"CurrencyCode":"EUR","MonetaryValue":"29.80"}`, `"StateProvinceCode":"ON","PostalCode":"K1A0B1","CountryCode":"CA"`, `"TermsOfShipment":"DAP"`}, []string{`{"Type":"02"`}},
		"to Puerto Rico": {func(a *carrier.Request) {
			a.From.Place, a.From.Phone = shipping.Place{Country: "US", Region: "TX", Postcode: "78701"}, "512 555 0100"
			a.To.Region, a.To.Postcode = "PR", "00907"
		}, []string{`"InvoiceLineTotal":{"CurrencyCode":"EUR","MonetaryValue":"29.80"}`, `"CountryCode":"PR"`}, []string{"InternationalForms"}},
		"to the Virgin Islands": {func(a *carrier.Request) {
			a.From.Place, a.From.Phone = shipping.Place{Country: "US", Region: "TX", Postcode: "78701"}, "512 555 0100"
			a.To.Region, a.To.Postcode = "VI", "00802"
		}, []string{`"CountryCode":"VI"`, "InternationalForms", `"Description":"Mug"`}, []string{`"StateProvinceCode":"VI"`, "InvoiceLineTotal"}},
		"to the Canary Islands": {func(a *carrier.Request) {
			a.From.Place, a.From.Phone = shipping.Place{Country: "ES", Postcode: "28001"}, "+34 910 000 000"
			a.To.Country, a.To.Region, a.To.Postcode, a.To.Phone = "ES", "", "35001", "+34 928 000 000"
		}, []string{"InternationalForms", `"Description":"Mug"`, `"Phone":{"Number":"34928000000"}`}, []string{"ShipperType"}},
		"into the Union": {func(a *carrier.Request) {
			a.From.Place = shipping.Place{Country: "GB", Postcode: "SW1A 1AA"}
			a.To.Country, a.To.Region, a.To.Postcode, a.To.Phone = "DE", "", "53113", "+49 228 1"
			long := a.Lines[0]
			long.Name = "Mug of stoneware with a handle, glazed in the blue of the sea"
			a.Lines = append(a.Lines, long)
		}, []string{`"ShipperType":"01","ConsigneeType":"02"`, `"ProductIdentifier":{"ProductID":"MUG","ProductIDTypeCode":"0100"},"CommodityFieldSpecialConditionCode":"01"`, `"PostalCode":"SW1A1AA"`,
			`"Description":["Mug of stoneware with a handle,","glazed in the blue of the sea"]`}, nil},
	} {
		got := asks(t, c.change)
		for _, want := range c.says {
			if !strings.Contains(got, want) {
				t.Errorf("%s: not asked: %s\nin %s", name, want, got)
			}
		}
		for _, no := range c.not {
			if strings.Contains(got, no) {
				t.Errorf("%s: asked: %s\nin %s", name, no, got)
			}
		}
	}
}

func TestPricesThatCannotBe(t *testing.T) {
	const label = `"PackageResults":[{"TrackingNumber":"1Z1","ShippingLabel":{"ImageFormat":{"Code":"PDF"},"GraphicImage":"JVBERi0xLjQK"}}]`
	for cost, says := range map[string]string{
		`{"CurrencyCode":"EUR","MonetaryValue":"1.234"}`: "cannot be read", `{"CurrencyCode":"ZZZ","MonetaryValue":"1"}`: "not known", `{"CurrencyCode":"EUR","MonetaryValue":"-1"}`: "below zero",
	} {
		c, end := saying(func(*http.Request) string {
			return `{"ShipmentResponse":{"ShipmentResults":{` + label + `,"ShipmentCharges":{"TotalCharges":` + cost + `}}}}`
		})
		_, err := c.Book(t.Context(), ask(1))
		if unusable, ok := errors.AsType[*carrier.UnusableError](err); !ok || !strings.Contains(unusable.Why, says) {
			t.Errorf("%s: %v", cost, err)
		}
		end()
	}
	r := start(t, &mock.Server{Free: true})
	if yes, err := r.Book(t.Context(), ask(1)); err != nil || !yes.BySheet || yes.Cost != (shipping.Money{}) {
		t.Errorf("an account without prices: %+v, %v", yes, err)
	}
	if yes, err := r.Book(t.Context(), ask(1)); err != nil || !yes.BySheet {
		t.Errorf("found again: %+v, %v", yes, err)
	}
	if _, err := r.Rate(t.Context(), ask(1)); shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != "no_rate" {
		t.Errorf("%v", err)
	}
}

func TestTheLabelIsAsThePrinterTakesIt(t *testing.T) {
	r := start(t, &mock.Server{})
	for n, c := range []struct{ printer, media string }{{"", "application/pdf"}, {"a6", "application/pdf"}, {"zpl203", "application/zpl"}, {"zpl300", "application/pdf"}} {
		a := ask(n)
		a.From.Labels = c.printer
		first, err := r.Book(t.Context(), a)
		if err != nil || first.Media != c.media {
			t.Fatalf("%s: %+v, %v", c.printer, first, err)
		}
		if second, err := r.Book(t.Context(), a); err != nil || second.Media != c.media || second.Waybill != first.Waybill {
			t.Errorf("%s, found again: %+v, %v", c.printer, second, err)
		}
	}
}

// TestTheLabelOfAnotherParcelIsNoneOfThis: the picture of the booking stays.
func TestTheLabelOfAnotherParcelIsNoneOfThis(t *testing.T) {
	r := start(t, &mock.Server{})
	r.url = carriertest.At(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Path == recovery {
			fmt.Fprint(w, `{"LabelRecoveryResponse":{"LabelResults":[{"TrackingNumber":"1Z2","LabelImage":{"LabelImageFormat":{"Code":"PDF"},"GraphicImage":"JVBERi0xLjQK"}}]}}`)
			return
		}
		r.ServeHTTP(w, q)
	}))
	if yes, err := r.opened().Book(t.Context(), ask(1)); err != nil || yes.Media != "image/png" {
		t.Errorf("%+v, %v", yes, err)
	}
}

// TestAParcelIsBookedThoughItsPDFIsLate: the picture of the booking stays.
func TestAParcelIsBookedThoughItsPDFIsLate(t *testing.T) {
	r := start(t, &mock.Server{Late: 1})
	yes, err := r.Book(t.Context(), ask(1))
	if err != nil || yes.Media != "image/png" {
		t.Fatalf("%+v, %v", yes, err)
	}
	r = start(t, &mock.Server{Late: 1, Lose: 1})
	_, _ = r.Book(t.Context(), ask(1))
	_, err = r.Book(t.Context(), ask(1))
	if busy, ok := errors.AsType[*carrier.BusyError](err); !ok || busy.For != 2*time.Second {
		t.Errorf("a label that is late: %v", err)
	}
	if yes, err = r.Book(t.Context(), ask(1)); err != nil || yes.Media != "application/pdf" {
		t.Errorf("%+v, %v", yes, err)
	}
	r = start(t, &mock.Server{Late: 1, Lose: 1})
	_, _ = r.Book(t.Context(), ask(1))
	r.Pass(drawing)
	if yes, err = r.Book(t.Context(), ask(1)); err != nil || len(yes.Label) != 0 || yes.Waybill == "" {
		t.Errorf("a label that never comes: %+v, %v", yes, err)
	}
}

func TestALabelThatCannotBeUsed(t *testing.T) {
	const bomb = "R0lGODlh/////wAAACw=" // a picture of 65535 by 65535 dots
	for parcel, says := range map[string]string{
		`{"TrackingNumber":"1Z1"}`: "does not stand", `{"TrackingNumber":"1Z1"},{"TrackingNumber":"1Z2"}`: "more than one", `{}`: "no waybill",
		`{"TrackingNumber":"1Z1","ShippingLabel":{"ImageFormat":{"Code":"ZPL"},"GraphicImage":"?"}}`: "cannot be read", `{"TrackingNumber":"1Z1","ShippingLabel":{"ImageFormat":{"Code":"ZPL"},"GraphicImage":"JVBERi0xLjQK"}}`: "no file of the kind",
		`{"TrackingNumber":"1Z1","ShippingLabel":{"ImageFormat":{"Code":"EPL"},"GraphicImage":"JVBERi0xLjQK"}}`: "form EPL", `{"TrackingNumber":"1Z1","ShippingLabel":{"ImageFormat":{"Code":"GIF"},"GraphicImage":"` + bomb + `"}}`: "cannot be read",
		`{"TrackingNumber":"1Z1","ShippingLabel":{"ImageFormat":{"Code":"GIF"},"GraphicImage":"JVBERi0xLjQK"}}`: "cannot be read",
	} {
		c, end := saying(func(*http.Request) string {
			return `{"ShipmentResponse":{"ShipmentResults":{"PackageResults":[` + parcel + `]}}}`
		})
		_, err := c.Book(t.Context(), ask(1))
		if unusable, ok := errors.AsType[*carrier.UnusableError](err); !ok || !strings.Contains(unusable.Why, says) {
			t.Errorf("%s: %v", parcel, err)
		}
		end()
	}
}

func TestTimesAreInstants(t *testing.T) {
	r := start(t, &mock.Server{})
	yes, err := r.Book(t.Context(), ask(1))
	if err != nil {
		t.Fatal(err)
	}
	r.Pass(100 * time.Hour)
	list, err := r.Track(t.Context(), []string{yes.Waybill})
	if err != nil || len(list) != 5 {
		t.Fatalf("%d messages, %v", len(list), err)
	}
	if last := list[4]; !last.At.Equal(carriertest.Begun.Add(96*time.Hour)) || last.Scan.Milestone != shipping.DeliveredMilestone || last.Scan.Place.Country != "US" {
		t.Errorf("%+v", last)
	}
}

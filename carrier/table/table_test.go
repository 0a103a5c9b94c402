package table

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/carriertest"
	"crosslane/document"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/tracking"
)

// price asks 3 EUR and one cent a gram, and takes nothing over 2 kg.
func price(plan *fact.ParcelPlan, _ *book.Channel, _ time.Time) (shipping.Money, error) {
	if plan.Weight > 2000 {
		return shipping.Money{}, carrier.Refuse("weight", "the rate sheet ends at 2 kg")
	}
	return shipping.Money{Amount: 300 + int64(plan.Weight), Currency: "EUR"}, nil
}

func request(n int) *carrier.Request {
	return &carrier.Request{
		Key: fmt.Sprintf("parcel:par_%d#4", n), Parcel: shipping.ParcelID(fmt.Sprintf("par_%d", n)), At: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC),
		Plan:    fact.ParcelPlan{Weight: 500, Size: shipping.Dimensions{Length: 200, Width: 100, Height: 50}, Batteries: []shipping.Battery{shipping.BatteryInside}},
		Channel: book.Channel{ID: "cn-packet", Service: "ePacket", Waybill: "S10:LX:CN"},
		From:    book.Warehouse{ID: "szx", Name: "Shenzhen", Place: shipping.Place{Country: "CN"}},
		To:      shipping.Address{Name: "Ann Example", City: "Köln", Postcode: "50667", Country: "DE"},
	}
}

func open() *Carrier {
	return &Carrier{Who: book.Carrier{ID: "post", Name: "China Post"}, Price: price}
}

func TestConformance(t *testing.T) {
	carriertest.Run(t, func(*testing.T) *carriertest.Subject {
		heavy := request(99)
		heavy.Plan.Weight = 2001
		return &carriertest.Subject{Connector: open(), Request: request, Refused: heavy}
	})
}

func TestABookingHasANumberOfThePatternAndALabel(t *testing.T) {
	yes, err := open().Book(t.Context(), request(1))
	if err != nil {
		t.Fatal(err)
	}
	best := tracking.Identify(yes.Waybill)
	if len(best) == 0 || best[0].Courier != "China Post" || best[0].Check != tracking.CheckRight {
		t.Errorf("%s is %+v", yes.Waybill, best)
	}
	if !bytes.HasPrefix(yes.Label, []byte("%PDF-")) || yes.Media != "application/pdf" {
		t.Errorf("the label is %.10q of %s", yes.Label, yes.Media)
	}
	c := open()
	c.NoLabel = true
	if yes, err := c.Book(t.Context(), request(1)); err != nil || yes.Label != nil {
		t.Errorf("no label was wanted: %v, %v", yes, err)
	}
}

func TestNumbersCanBeCounted(t *testing.T) {
	c := open()
	c.NoLabel = true
	counts := map[string]uint64{}
	c.Serial = func(_ context.Context, _, key string) (uint64, error) {
		if _, ok := counts[key]; !ok {
			counts[key] = uint64(len(counts))
		}
		return counts[key], nil
	}
	seen := map[string]bool{}
	for n := range 2000 {
		yes, err := c.Book(t.Context(), request(n%1000))
		if err != nil {
			t.Fatal(err)
		}
		seen[yes.Waybill] = true
	}
	if len(seen) != 1000 {
		t.Errorf("1000 parcels got %d numbers", len(seen))
	}
}

func TestAChannelWithoutPatternIsInvalid(t *testing.T) {
	for _, pattern := range []string{"", "S10", "lowercase#"} {
		r := request(1)
		r.Channel.Waybill = pattern
		if _, err := open().Book(t.Context(), r); shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%q: %v", pattern, err)
		}
	}
}

// A number that another parcel bears is passed over; the parcel's own is given again.
func TestANumberOfAnotherParcelIsPassedOver(t *testing.T) {
	c := open()
	c.NoLabel = true
	holders := map[string]shipping.ParcelID{}
	c.Taken = func(_ context.Context, waybill string) (shipping.ParcelID, error) { return holders[waybill], nil }
	first, err := c.Book(t.Context(), request(1))
	if err != nil {
		t.Fatal(err)
	}
	holders[first.Waybill] = "par_other"
	second, err := c.Book(t.Context(), request(1))
	if err != nil || second.Waybill == first.Waybill || !tracking.Fits("S10:LX:CN", second.Waybill) {
		t.Errorf("%+v, %v", second, err)
	}
	holders[second.Waybill] = request(1).Parcel
	if again, err := c.Book(t.Context(), request(1)); err != nil || again.Waybill != second.Waybill {
		t.Errorf("%+v, %v", again, err)
	}
	asked := 0
	c.Taken = func(context.Context, string) (shipping.ParcelID, error) {
		asked++
		return "par_other", nil
	}
	if _, err := c.Book(t.Context(), request(1)); shipping.CodeOf(err) != shipping.Unavailable || asked != 100 {
		t.Errorf("asked %d times, %v", asked, err)
	}
	c.Taken = func(context.Context, string) (shipping.ParcelID, error) {
		return "", shipping.Fault(shipping.Corrupt, "x", "")
	}
	if _, err := c.Book(t.Context(), request(1)); shipping.CodeOf(err) != shipping.Unavailable || !strings.Contains(err.Error(), "cannot look who bears a number") {
		t.Errorf("got %v", err) // the program's own, which is tried again
	}
}

// A label says what handlers must know, and where the parcel is sorted to.
func TestTheLabel(t *testing.T) {
	r := request(1)
	r.Plan.Batteries, r.Plan.Dangerous = []shipping.Battery{shipping.BatteryInside, shipping.BatteryWith, shipping.BatteryAlone}, true
	r.To.Postcode = "5 0667"
	r.Order, r.Piece, r.Pieces = "A-1", 2, 3
	l := open().label(r, "W1")
	want := []string{"Lithium cells in equipment", "Lithium cells with equipment", "Lithium cells", "Dangerous goods"}
	if !slices.Equal(l.Notes, want) || l.Routing != "DE 50" || l.Service != "ePacket" || l.Carrier != "China Post" || l.Waybill != "W1" || l.Reference != "par_1" || l.Shipped != "2026-03-02" || l.From.Name != "Shenzhen" || l.Order != "A-1" || l.Piece != 2 || l.Pieces != 3 || l.Phone {
		t.Errorf("got %+v", l)
	}
	r.From.Sender, r.From.Street, r.From.City, r.Channel.Phone, r.To.Postcode = "Lantern Trading", "88 Bao'an Avenue", "Shenzhen", true, "１５0"
	from := shipping.Address{Name: "Lantern Trading", Lines: []string{"88 Bao'an Avenue"}, City: "Shenzhen", Country: "CN"}
	if l := open().label(r, "W1"); !reflect.DeepEqual(l.From, from) || !l.Phone || l.Routing != "DE １５" {
		t.Errorf("got %+v", l)
	}
	r.Channel.Service, r.To.Postcode, r.Plan.Batteries, r.Plan.Dangerous = "", "", nil, false
	if l := open().label(r, "W1"); l.Service != "cn-packet" || l.Routing != "DE" || len(l.Notes) != 0 {
		t.Errorf("got %+v", l)
	}
}

func TestNothingIsDoneThatWasBrokenOff(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := open().Manifest(ctx, &carrier.Handover{Key: "m"}); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("got %v", err)
	}
	c := open()
	c.Serial = func(context.Context, string, string) (uint64, error) {
		return 0, shipping.Fault(shipping.Unavailable, "away", "")
	}
	if _, err := c.Book(t.Context(), request(1)); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("got %v", err)
	}
}

// The warehouse's printer takes what its labels are drawn as. What cannot be drawn is the carrier's no, which names nobody.
func TestTheFormOfALabel(t *testing.T) {
	for form, want := range map[string]string{"": "%PDF-", "a6": "%PDF-", "zpl203": "^PW812", "zpl300": "^PW1200"} {
		r := request(1)
		r.From.Labels = form
		yes, err := open().Book(t.Context(), r)
		if err != nil || !bytes.Contains(yes.Label, []byte(want)) || yes.Check() != nil {
			t.Errorf("%q: %v", form, err)
		}
	}
	r := request(1)
	r.Parcel, r.Order, r.Channel.Phone, r.To.Phone = "par_06eariapk013c001plqh598c-12", strings.Repeat("A1-", 20), true, "+49 (0) 221 / 123 456 78 90 ext. 12"
	r.Plan.Batteries, r.Plan.Dangerous = []shipping.Battery{shipping.BatteryInside, shipping.BatteryWith, shipping.BatteryAlone}, true
	r.Plan.Size, r.Plan.Weight = shipping.Dimensions{Length: 1200, Width: 1000, Height: 1000}, 1_999
	r.From.Sender, r.From.Street, r.From.City = strings.Repeat("Lantern ", 7), strings.Repeat("Avenue ", 8), strings.Repeat("Sea ", 14)
	if _, err := open().Book(t.Context(), r); err != nil {
		t.Errorf("a full label: %v", err)
	}
	r = request(1)
	r.To.Name = "Ann 🎁"
	if _, err := open().Book(t.Context(), r); shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != document.Unprintable || strings.Contains(err.Error(), "🎁") || !strings.Contains(err.Error(), "name: ") {
		t.Errorf("got %v", err)
	}
}

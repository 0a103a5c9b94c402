package starter_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"crosslane/book"
	"crosslane/book/starter"
	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/shipping"
)

func euro(n int64) shipping.Money { return shipping.Money{Amount: n, Currency: "EUR"} }

func parcel(grams shipping.Grams) *fact.ParcelPlan {
	return &fact.ParcelPlan{Warehouse: "leipzig", Ship: shipping.Place{Country: "AT", Postcode: "1010"}, Weight: grams, Size: shipping.Dimensions{Length: 200, Width: 150, Height: 100}, Value: euro(2000), HS: []string{"392690"}}
}

func seller() *starter.Seller {
	return &starter.Seller{Name: "Sonne", Currency: "EUR", Warehouse: "Leipzig", Street: "Lindenweg 5", City: "Leipzig", Place: shipping.Place{Country: "DE", Postcode: "04109"}, Ways: []starter.Way{
		{Carrier: "Post", Kind: book.Postal, To: []shipping.Country{"DE", "AT"}, Days: shipping.Days{Least: 2, Most: 5}, First: euro(549), Further: euro(100), Most: 31500},
		{Carrier: "Kurier", Kind: book.Express, To: []shipping.Country{"DE", "AT", "NO"}, Days: shipping.Days{Least: 1, Most: 2}, First: euro(1249), Further: euro(150), Most: 20000},
	}}
}

// TestTheBookIsInOrder: what is written passes the checks of every Book, without a way of its own.
func TestTheBookIsInOrder(t *testing.T) {
	s := seller()
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	rules, remarks, err := fulfillment.Accept(s.File(), []string{"table"})
	if err != nil {
		t.Fatalf("%v\n%s", err, s.File())
	}
	b := rules.Book
	if len(b.Channels) != 2 || len(b.Carriers) != 2 || b.Warehouses[0].Zone != "Europe/Berlin" || b.Policy.Backups != 1 || b.Channels[1].To[2] != "NO" || b.Channels[0].Waybill == b.Channels[1].Waybill {
		t.Errorf("%+v", b)
	}
	for _, r := range remarks {
		if !strings.Contains(r.String(), "cartons") {
			t.Errorf("minds %s", r)
		}
	}
}

// TestPrices: the first kilogram, each begun above it, and nothing beyond the most, to the gram.
func TestPrices(t *testing.T) {
	s := seller()
	rules, _, err := fulfillment.Accept(s.File(), []string{"table"})
	if err != nil {
		t.Fatal(err)
	}
	for grams, want := range map[shipping.Grams]int64{1: 549, 1000: 549, 1001: 649, 2000: 649, 2001: 749, 31500: 549 + 31*100} {
		option, why := rules.Channels.Quote("post-postal", parcel(grams), rules.Book.From.AddDate(2, 0, 0))
		if why.Rule != "" || option.Price != euro(want) {
			t.Errorf("%d g: %v %v, want %d", grams, option.Price, why, want)
		}
	}
	if _, why := rules.Channels.Quote("post-postal", parcel(31501), rules.Book.From.AddDate(2, 0, 0)); why.Rule == "" {
		t.Error("a parcel above the most has a price")
	}
}

// TestItsOwnWords: the sender is the business with its street, the weekend is the country's, and amounts are told in the Book's currency.
func TestItsOwnWords(t *testing.T) {
	for currency, want := range map[shipping.Currency]string{"EUR": "549 is 5.49", "JPY": "549 is 549", "KWD": "549 is 0.549"} {
		for country, rests := range map[shipping.Country]string{"DE": "[sat sun] with holidays", "KW": "[fri sat]", "AT": "[sat sun] with holidays", "HU": "[sat sun]"} {
			s := seller()
			s.Currency, s.Place = currency, shipping.Place{Country: country, Postcode: map[shipping.Country]string{"DE": "04109", "KW": "13001", "AT": "1010", "HU": "1051"}[country]}
			for i := range s.Ways {
				s.Ways[i].First.Currency, s.Ways[i].Further.Currency = currency, currency
			}
			if err := s.Check(); err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(string(s.File()), want); n != 2 {
				t.Errorf("%s: %d times %q", currency, n, want)
			}
			rules, remarks, err := fulfillment.Accept(s.File(), []string{"table"})
			if err != nil || strings.Contains(remarks.String(), "calendar") || strings.Contains(remarks.String(), "sender") {
				t.Fatalf("%v, %v\n%s", err, remarks, s.File())
			}
			c := rules.Book.Calendars[0]
			got := fmt.Sprint(c.Weekend)
			if len(c.Holidays) > 0 {
				got += " with holidays"
			}
			if from := rules.Book.Warehouses[0].Address(); got != rests || from.Name != "Sonne" || from.Lines[0] != "Lindenweg 5" || from.City != "Leipzig" {
				t.Errorf("%s: %s, from %+v", country, got, from)
			}
		}
	}
}

// TestWhatCannotBeWritten is told by the field that it was asked by.
func TestWhatCannotBeWritten(t *testing.T) {
	for field, change := range map[string]func(*starter.Seller){
		"name": func(s *starter.Seller) { s.Name = " " }, "warehouse": func(s *starter.Seller) { s.Warehouse = "\n" }, "country": func(s *starter.Seller) { s.Place.Country = "XX" },
		"street": func(s *starter.Seller) { s.Street = "" }, "city": func(s *starter.Seller) { s.City = " " }, "currency": func(s *starter.Seller) { s.Currency = "EURO" }, "postcode": func(s *starter.Seller) { s.Place.Postcode = "4109" }, "way": func(s *starter.Seller) { s.Ways = nil },
		"way, carrier": func(s *starter.Seller) { s.Ways[0].Carrier = "123" }, "way, kind": func(s *starter.Seller) { s.Ways[0].Kind = "slow" }, "way, to": func(s *starter.Seller) { s.Ways[1].To = nil },
		"way, days": func(s *starter.Seller) { s.Ways[0].Days.Most = 1 }, "way, price": func(s *starter.Seller) { s.Ways[0].First = shipping.Money{} },
		"way, kg": func(s *starter.Seller) { s.Ways[0].Further.Amount = 550 }, "way, most": func(s *starter.Seller) { s.Ways[0].Most = 0 },
	} {
		s := seller()
		change(s)
		if err := s.Check(); shipping.CodeOf(err) != shipping.Invalid || !strings.HasPrefix(err.Error(), field+":") {
			t.Errorf("%s: %v", field, err)
		}
	}
	s := seller()
	s.Place.Postcode = ""
	if err := s.Check(); err == nil {
		t.Error("a warehouse without a postcode")
	}
}

// TestWhateverIsSaid: names of any script and prices of any currency make a Book that is in order.
func TestWhateverIsSaid(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	names := []string{"Sonne", `O'Neil "&" Sons`, "山田物流", "no", "Null: #1", "Пошта", "a - b", "DHL", "x\\y", "- A", "1A"}
	places := []shipping.Place{{Country: "DE", Postcode: "04109"}, {Country: "HK"}, {Country: "JP", Region: "Tokyo", Postcode: "100-0001"}, {Country: "US", Region: "NY", Postcode: "10001"}, {Country: "NO", Postcode: "0150"}, {Country: "GB", Postcode: "M1 1AE"}}
	currencies := []shipping.Currency{"EUR", "JPY", "KWD", "USD"}
	kinds := []book.ChannelKind{book.Express, book.DedicatedLine, book.Postal, book.LastMile}
	for range 60 {
		currency := currencies[rng.IntN(len(currencies))]
		s := &starter.Seller{Name: names[rng.IntN(len(names))], Currency: currency, Warehouse: names[rng.IntN(len(names))], Street: names[rng.IntN(len(names))], City: names[rng.IntN(len(names))], Place: places[rng.IntN(len(places))]}
		for range 1 + rng.IntN(5) {
			first := 1 + rng.Int64N(10_000)
			least := rng.Int64N(20)
			s.Ways = append(s.Ways, starter.Way{Carrier: names[rng.IntN(len(names))], Kind: kinds[rng.IntN(4)], To: [][]shipping.Country{{"DE"}, {"NO", "SE"}, {"HK", "US", "GB"}}[rng.IntN(3)],
				Days: shipping.Days{Least: least, Most: max(1, least+rng.Int64N(10))}, First: shipping.Money{Amount: first, Currency: currency}, Further: shipping.Money{Amount: rng.Int64N(first + 1), Currency: currency},
				Most: shipping.Grams(1 + rng.IntN(40_000))})
		}
		if err := s.Check(); err != nil {
			t.Fatal(err)
		}
		if _, _, err := fulfillment.Accept(s.File(), []string{"table"}); err != nil {
			t.Fatalf("%v\n%s", err, fmt.Sprint(string(s.File())))
		}
	}
}

// TestTheWarehousesState: carriers in some countries want it on the label, and it stands in the Book.
func TestTheWarehousesState(t *testing.T) {
	s := seller()
	s.Currency, s.City, s.Place = "EUR", "Austin", shipping.Place{Country: "US", Postcode: "78701"}
	for region, want := range map[string]bool{"": false, "TX": true, "CA": false} {
		s.Place.Region = region
		if err := s.Check(); (err == nil) != want || s.WantsRegion() == want {
			t.Errorf("%q: %v", region, err)
		}
	}
	s.Place.Region = "TX"
	rules, _, err := fulfillment.Accept(s.File(), []string{"table"})
	if err != nil || rules.Book.Warehouses[0].Place.Region != "TX" || rules.Book.Warehouses[0].Zone != "America/Chicago" {
		t.Errorf("%v, %+v", err, rules)
	}
}

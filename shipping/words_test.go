package shipping_test

import (
	"math"
	"sort"
	"strings"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

func TestParseMoney(t *testing.T) {
	for _, c := range []struct {
		text     string
		currency shipping.Currency
		want     int64
		fault    string
	}{
		{"12.34", "EUR", 1234, ""},
		{" -5 ", "EUR", -500, ""},
		{"1,234.50", "USD", 123450, ""},
		{"0.1", "EUR", 10, ""},
		{"980", "JPY", 980, ""},
		{"980.00", "JPY", 980, ""},
		{"1.234", "KWD", 1234, ""},
		{"1.2340", "KWD", 1234, ""},
		{"1.234", "EUR", 0, "decimals"},
		{"980.5", "JPY", 0, "decimals"},
		{"12,34", "EUR", 0, "not an amount"},
		{"", "EUR", 0, "not an amount"},
		{".", "EUR", 0, "not an amount"},
		{"1.2.3", "EUR", 0, "not an amount"},
		{"--5", "EUR", 0, "not an amount"},
		{"99999999999999999999", "EUR", 0, "too large"},
		{"5", "euro", 0, "currency"},
	} {
		got, err := shipping.ParseMoney(c.text, c.currency)
		if c.fault == "" && (err != nil || got.Amount != c.want) {
			t.Errorf("%q %s: %v, %v", c.text, c.currency, got, err)
		}
		if c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)) {
			t.Errorf("%q %s: error %v, want one about %q", c.text, c.currency, err, c.fault)
		}
	}
}

func TestMoneyAsTextReadsBack(t *testing.T) {
	for _, m := range []shipping.Money{{0, "EUR"}, {5, "EUR"}, {-5, "EUR"}, {123456, "USD"}, {980, "JPY"}, {-1, "KWD"}, {math.MaxInt64, "EUR"}} {
		amount, _, _ := strings.Cut(m.String(), " ")
		if back, err := shipping.ParseMoney(amount, m.Currency); err != nil || back != m {
			t.Errorf("%v reads back as %v, %v", m, back, err)
		}
	}
}

func TestMoneyArithmetic(t *testing.T) {
	euro := func(n int64) shipping.Money { return shipping.Money{Amount: n, Currency: "EUR"} }
	if sum, err := euro(5).Plus(euro(-7)); err != nil || sum != euro(-2) {
		t.Errorf("5 - 7 = %v, %v", sum, err)
	}
	if sum, err := (shipping.Money{}).Plus(euro(7)); err != nil || sum != euro(7) {
		t.Errorf("nothing + 7 = %v, %v", sum, err)
	}
	if _, err := euro(5).Plus(shipping.Money{Amount: 1, Currency: "USD"}); shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), "cannot add USD to EUR") {
		t.Errorf("EUR and USD were added: %v", err)
	}
	for _, over := range []func() (shipping.Money, error){
		func() (shipping.Money, error) { return euro(math.MaxInt64).Plus(euro(1)) },
		func() (shipping.Money, error) { return euro(math.MinInt64).Plus(euro(-1)) },
		func() (shipping.Money, error) { return euro(math.MaxInt64 / 2).Times(3) },
		func() (shipping.Money, error) { return euro(math.MinInt64).Times(-1) },
	} {
		if got, err := over(); got != (shipping.Money{}) || shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), "too large") {
			t.Errorf("overflow gave %v, %v", got, err)
		}
	}
	if product, err := euro(-3).Times(4); err != nil || product != euro(-12) {
		t.Errorf("-3 x 4 = %v, %v", product, err)
	}
}

func TestDimensions(t *testing.T) {
	d := shipping.Dimensions{Length: 100, Width: 400, Height: 250}
	if got := d.Sorted(); got != (shipping.Dimensions{Length: 400, Width: 250, Height: 100}) {
		t.Errorf("sorted: %v", got)
	}
	if got := d.Girth(); got != 400+2*(250+100) {
		t.Errorf("length plus girth: %d", got)
	}
	if got := d.Volumetric(5000); got != 2000 { // 10,000 cm³ / 5000 = 2 kg
		t.Errorf("volumetric: %v", got)
	}
	if got := d.Volumetric(6000); got != 1667 { // rounded up to the gram
		t.Errorf("volumetric: %v", got)
	}
	if got := d.Volumetric(0); got != 0 {
		t.Errorf("without a divisor: %v", got)
	}
}

func TestCountries(t *testing.T) {
	for name, want := range map[string]shipping.Country{
		"de": "DE", "Germany": "DE", "united kingdom": "GB", "EIRE": "IE", "RSA": "ZA", "USA": "US", " Hong Kong ": "HK",
		"Czech Republic": "CZ", "South Korea": "KR", "Turkey": "TR", "Türkiye": "TR", "Trinidad and Tobago": "TT",
	} {
		if got, ok := shipping.CountryNamed(name); !ok || got != want {
			t.Errorf("%q is %q, %v", name, got, ok)
		}
	}
	for _, nobody := range []string{"", "Unspecified", "European Community", "ZZ"} {
		if got, ok := shipping.CountryNamed(nobody); ok {
			t.Errorf("%q was taken for %s", nobody, got)
		}
	}
	if n := len(shipping.Countries()); n < 249 {
		t.Errorf("%d countries", n)
	}
	for _, c := range shipping.Countries() {
		info, _ := c.Info()
		if info.Name == "" || info.Area == "" || info.Currency != "" && !info.Currency.Valid() {
			t.Errorf("%s is not whole: %+v", c, info)
		}
	}
}

func TestPostcodes(t *testing.T) {
	for _, c := range []struct {
		country    shipping.Country
		code, want string
	}{
		{"DE", "10115", "10115"}, {"GB", "sw1a1aa", "SW1A 1AA"}, {"GB", "M1 1AE", "M1 1AE"}, {"NL", "1012ab", "1012 AB"}, {"CA", "k1a0b1", "K1A 0B1"},
		{"US", "90210", "90210"}, {"US", "902101234", "90210-1234"}, {"PL", "00950", "00-950"}, {"PT", "1000-001", "1000-001"}, {"JP", "1000001", "100-0001"},
		{"BR", "01310100", "01310-100"}, {"SE", "11122", "111 22"}, {"IE", "d02x285", "D02 X285"}, {"HK", "anything", "ANYTHING"}, {"AE", "", ""}, {"CH", "8001", "8001"},
	} {
		if got, err := c.country.NormalPostcode(c.code); err != nil || got != c.want {
			t.Errorf("%s %q: %q, %v", c.country, c.code, got, err)
		}
	}
	for country, wrong := range map[shipping.Country]string{"DE": "1011", "GB": "12345", "US": "9021", "NL": "AB1012", "CA": "K1A 0B"} {
		_, err := country.NormalPostcode(wrong)
		if shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%s took %q: %v", country, wrong, err)
		}
	}
}

func TestIdentifiersSortByTimeAndRepeat(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	var ids []string
	for i := range 50 {
		ids = append(ids, string(shipping.NewOrderID("main", "shop", "1", at.Add(time.Duration(i)*time.Hour))))
	}
	if !sort.StringsAreSorted(ids) {
		t.Error("later orders do not sort behind earlier ones")
	}
	one := shipping.NewOrderID("main", "shop", "1", at)
	if again := shipping.NewOrderID("main", "shop", "1", at); again != one {
		t.Errorf("the same order has two names: %s, %s", one, again)
	}
	for _, other := range []shipping.OrderID{shipping.NewOrderID("other", "shop", "1", at), shipping.NewOrderID("main", "shop", "2", at), shipping.NewOrderID("mains", "hop", "1", at)} {
		if other == one {
			t.Error("two orders have one name")
		}
	}
	if p := one.Parcel(2); p.Stream().Sort() != shipping.ParcelSort || p.Stream().ID() != string(p) || !strings.HasSuffix(string(p), "-2") {
		t.Errorf("parcel %s", p)
	}
	if id := shipping.NewFactID("order:ord_1", 3); id != "order:ord_1#3" || id.Stream() != "order:ord_1" {
		t.Errorf("fact %s of %s", id, id.Stream())
	}
}

func TestEveryCodeHasItsOutcome(t *testing.T) {
	for code, want := range map[shipping.Code][2]int{
		shipping.Invalid: {422, 1}, shipping.NotFound: {404, 1}, shipping.Known: {200, 0}, shipping.Conflict: {409, 1}, shipping.Refused: {403, 1},
		shipping.Unsupported: {501, 1}, shipping.Unauthorized: {401, 1}, shipping.Forbidden: {403, 1}, shipping.Unavailable: {503, 1},
		shipping.Corrupt: {500, 1}, shipping.Internal: {500, 1}, "new": {500, 1},
	} {
		if code.HTTPStatus() != want[0] || code.ExitStatus() != want[1] {
			t.Errorf("%s: %d, %d", code, code.HTTPStatus(), code.ExitStatus())
		}
	}
}

func TestBookInForce(t *testing.T) {
	var s fact.BookState
	day := func(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }
	for _, v := range []struct {
		version string
		from    int
	}{{"a", 1}, {"c", 20}, {"b", 10}} { // c was announced before b
		s.Apply(&fact.Fact{At: day(v.from), Body: &fact.BookPublished{Version: v.version}})
	}
	for n, want := range map[int]string{1: "a", 9: "a", 10: "b", 19: "b", 20: "c", 28: "c"} {
		if got := s.InForce(day(n)); got != want {
			t.Errorf("on the %dth %q is in force, want %q", n, got, want)
		}
	}
	if got := s.InForce(day(1).Add(-time.Second)); got != "" {
		t.Errorf("before the first Book %q is in force", got)
	}
}

// TestUnfoldNeverPromisesTwice: two answers to one fact both want the last piece; the second decision
// must see what the first one promised.
func TestUnfoldNeverPromisesTwice(t *testing.T) {
	state := fact.Balances{}
	state.Balance("stock:MUG").Apply(&fact.Fact{Body: &fact.StockMoved{SKU: "MUG", Quantity: 1, From: shipping.Supplier, To: "dui"}})
	facts, err := fact.Unfold(greedy{}, state, &fact.Fact{Stream: "stock:MUG", Body: &fact.StockAwaitEnded{}})
	if err != nil {
		t.Fatal(err)
	}
	if free := fact.StockIn(state, "MUG").Free(""); free != 0 || len(facts) != 4 {
		t.Errorf("%d free after %d facts", free, len(facts))
	}
	if facts[1].Cause != facts[0].ID() || facts[3].Cause != facts[1].ID() {
		t.Errorf("causes: %q, %q", facts[1].Cause, facts[3].Cause)
	}
}

// greedy sends two orders for the stock at once.
type greedy struct{}

func (greedy) Needs(*fact.Balance, *fact.Fact) []shipping.Stream { return nil }
func (greedy) Admit(fact.State, *fact.Fact) error                { return nil }
func (greedy) Decide(s fact.State, f *fact.Fact) []*fact.Fact {
	switch f.Body.(type) {
	case *fact.StockAwaitEnded:
		return []*fact.Fact{{Stream: "order:a", Body: &fact.StockArrivedFor{SKU: "MUG"}}, {Stream: "order:b", Body: &fact.StockArrivedFor{SKU: "MUG"}}}
	case *fact.StockArrivedFor:
		if fact.StockIn(s, "MUG").Free("") > 0 {
			return []*fact.Fact{{Stream: "stock:MUG", Body: &fact.StockReserved{Pick: shipping.Pick{SKU: "MUG", Location: "dui", Quantity: 1}}}}
		}
	}
	return nil
}

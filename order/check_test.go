package order

import (
	"slices"
	"strings"
	"testing"
	"time"

	"crosslane/order/goods"
	"crosslane/shipping"
)

func goodOrder() shipping.Order {
	return shipping.Order{
		Number: "1", Placed: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC), Currency: "EUR", To: "pap_x",
		Ship: shipping.Place{Country: "DE", Postcode: "10115"},
		Lines: []shipping.Line{{
			Product:  shipping.Product{SKU: "A", Weight: 100, HS: "610910", Origin: "CN"},
			Quantity: 1, Price: shipping.Money{Amount: 500, Currency: "EUR"}, Source: 7,
		}},
	}
}

func TestCheck(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*shipping.Order)
		verdict Verdict
		fields  string
	}{
		"good":              {func(o *shipping.Order) {}, Accepted, ""},
		"no postcode forms": {func(o *shipping.Order) { o.Ship = shipping.Place{Country: "HK"} }, Accepted, ""},
		"gift with value": {func(o *shipping.Order) {
			o.Lines[0].Price.Amount, o.Lines[0].Value = 0, shipping.Money{Amount: 100, Currency: "EUR"}
		}, Accepted, ""},
		"home goods need no HS": {func(o *shipping.Order) { o.Lines[0].HS, o.Lines[0].Origin = "", "DE" }, Accepted, ""},
		"called off":            {func(o *shipping.Order) { o.Cancelled, o.Lines = true, nil }, Cancelled, ""},
		"no date":               {func(o *shipping.Order) { o.Placed = time.Time{} }, Held, "placed"},
		"no number":             {func(o *shipping.Order) { o.Number = "" }, Rejected, "number"},
		"called off undated":    {func(o *shipping.Order) { o.Cancelled, o.Placed = true, time.Time{} }, Cancelled, ""},
		"no goods":              {func(o *shipping.Order) { o.Lines = nil }, Rejected, "lines"},
		"only returns":          {func(o *shipping.Order) { o.Lines[0].Quantity = -2 }, Rejected, "quantity"},
		"a return among goods": {func(o *shipping.Order) {
			o.Lines = append(o.Lines, o.Lines[0])
			o.Lines[1].Quantity = -1
		}, Held, "lines[1].quantity"},
		"no quantity":      {func(o *shipping.Order) { o.Lines[0].Quantity = 0 }, Held, "lines[0].quantity"},
		"huge quantity":    {func(o *shipping.Order) { o.Lines[0].Quantity = goods.MostPieces + 1 }, Held, "lines[0].quantity"},
		"no country":       {func(o *shipping.Order) { o.Ship.Country = "" }, Held, "ship_to.country"},
		"unknown country":  {func(o *shipping.Order) { o.Ship.Country = "Unspecified" }, Held, "ship_to.country"},
		"bad postcode":     {func(o *shipping.Order) { o.Ship.Postcode = "1011" }, Held, "ship_to.postcode"},
		"no address":       {func(o *shipping.Order) { o.To = "" }, Held, "address"},
		"no currency":      {func(o *shipping.Order) { o.Currency, o.Lines[0].Price = "", shipping.Money{} }, Held, "currency"},
		"no weight":        {func(o *shipping.Order) { o.Lines[0].Weight = 0 }, Held, "lines[0].weight"},
		"bad measures":     {func(o *shipping.Order) { o.Lines[0].Size.Height = -1 }, Held, "lines[0].size"},
		"no HS":            {func(o *shipping.Order) { o.Lines[0].HS = "" }, Held, "lines[0].hs"},
		"no HS, no origin": {func(o *shipping.Order) { o.Lines[0].HS, o.Lines[0].Origin = "", "" }, Held, "lines[0].hs"},
		"bad HS":           {func(o *shipping.Order) { o.Lines[0].HS = "61.09" }, Held, "lines[0].hs"},
		"bad origin":       {func(o *shipping.Order) { o.Lines[0].Origin = "Chine" }, Held, "lines[0].origin"},
		"zero price":       {func(o *shipping.Order) { o.Lines[0].Price.Amount = 0 }, Held, "lines[0].price"},
		"no price":         {func(o *shipping.Order) { o.Lines[0].Price.Amount = -1 }, Held, "lines[0].price"},
		"two currencies":   {func(o *shipping.Order) { o.Lines[0].Price.Currency = "USD" }, Held, "lines[0].price"},
		"value unread":     {func(o *shipping.Order) { o.Lines[0].Value.Amount = -1 }, Held, "lines[0].value"},
		"too much money":   {func(o *shipping.Order) { o.Lines[0].Price.Amount, o.Lines[0].Quantity = 1<<62, 4 }, Held, "price"},
		"no SKU":           {func(o *shipping.Order) { o.Lines[0].SKU = "" }, Held, "lines[0].sku"},
		"words": {func(o *shipping.Order) {
			o.Lines[0].Battery, o.Lines[0].Dangerous, o.Lines[0].Rotation = "some", "yes", "any"
		}, Held, "lines[0].battery lines[0].dangerous lines[0].rotation"},
		"in order": {func(o *shipping.Order) {
			o.Lines = append(o.Lines, o.Lines[0])
			o.Lines[1].HS, o.Lines[0].Weight, o.To = "", 0, ""
		}, Held, "address lines[0].weight lines[1].hs"},
	} {
		t.Run(name, func(t *testing.T) {
			o := goodOrder()
			c.change(&o)
			verdict, problems := Check(&o, time.Time{})
			var names []string
			for _, p := range problems {
				names = append(names, p.Field)
				if p.Message == "" || p.Hint == "" {
					t.Errorf("%s is told without reason or hint: %+v", p.Field, p)
				}
				if strings.HasPrefix(p.Field, "lines[") && p.Line != 7 {
					t.Errorf("%s is not told with its line: %+v", p.Field, p)
				}
			}
			if got := strings.Join(names, " "); verdict != c.verdict || got != c.fields {
				t.Fatalf("%s for %q, want %s for %q", verdict, got, c.verdict, c.fields)
			}
			again, same := Check(&o, time.Time{})
			if again != verdict || !slices.Equal(same, problems) {
				t.Fatal("asked again, it answers otherwise")
			}
		})
	}
}

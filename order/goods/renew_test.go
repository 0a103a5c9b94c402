package goods_test

import (
	"testing"

	"crosslane/order/goods"
	"crosslane/shipping"
)

// TestRenewed: what the file of an order does not say is as the list of products has it now; what it says stays, and so does what stood in
// where the list says nothing.
func TestRenewed(t *testing.T) {
	eur := func(n int64) shipping.Money { return shipping.Money{Amount: n, Currency: "EUR"} }
	list := shipping.Product{SKU: "MUG", Name: "Mug", Weight: 400, Size: shipping.Dimensions{Length: 1, Width: 2, Height: 3}, HS: "691200", Origin: "DE", Value: eur(900), Battery: shipping.BatteryWith,
		Dangerous: "UN1266", Class: "cups", Rotation: shipping.FEFO, MinShelfLife: 9}
	const all = "name weight_g length_mm width_mm height_mm hs origin value battery dangerous class rotation min_shelf_life_days price"
	stood := shipping.Product{SKU: "MUG", Name: "mug", Weight: 500, Size: shipping.Dimensions{Length: 7}, HS: "392690", Origin: "CN", Value: eur(100), Battery: shipping.BatteryInside,
		Dangerous: "UN1993", Class: "things", Rotation: shipping.LIFO, MinShelfLife: 1}
	free := shipping.Money{}
	for name, c := range map[string]struct {
		line, want shipping.Line
		list       shipping.Product
	}{
		"all of it stood in":      {shipping.Line{Product: stood, Assumed: all, Price: free}, shipping.Line{Product: list, Assumed: all, Price: free}, list},
		"its file says all":       {shipping.Line{Product: stood, Price: eur(1200)}, shipping.Line{Product: stood, Price: eur(1200)}, list},
		"nothing was known":       {shipping.Line{Product: shipping.Product{SKU: "MUG"}, Assumed: "price", Price: eur(-1)}, shipping.Line{Product: list, Assumed: "price name weight_g length_mm width_mm height_mm hs origin value battery dangerous class rotation min_shelf_life_days", Price: free}, list},
		"the price is unreadable": {shipping.Line{Product: list, Price: eur(-1)}, shipping.Line{Product: list, Price: eur(-1)}, list},
		"the list says no more":   {shipping.Line{Product: stood, Assumed: all}, shipping.Line{Product: stood, Assumed: all}, shipping.Product{SKU: "MUG"}},
		"the weight alone":        {shipping.Line{Product: stood, Assumed: "weight_g"}, shipping.Line{Product: func() shipping.Product { p := stood; p.Weight = 400; return p }(), Assumed: "weight_g"}, list},
	} {
		if got := goods.Renewed(c.line, &c.list); got != c.want {
			t.Errorf("%s:\n%+v, want\n%+v", name, got, c.want)
		}
		if again := goods.Renewed(c.want, &c.list); again != c.want {
			t.Errorf("%s, again: %+v", name, again)
		}
	}
}

package world

import (
	"fmt"
	"math/rand/v2"

	"crosslane/shipping"
)

// assortment is a group of products that are alike.
type assortment struct {
	name, class, hs string
	least, most     shipping.Grams // weight of one
	side            int64          // mm, longest side of a middling one
	cheap, dear     int64          // price of one, EUR cents
	battery         shipping.Battery
	flat            bool // one side is thin
}

var assortments = []assortment{
	{"Desk lamp", "home", "940521", 500, 1400, 320, 1900, 5900, shipping.NoBattery, false},
	{"Bluetooth earphones", "electronics", "851830", 60, 180, 120, 1500, 9900, shipping.BatteryInside, false},
	{"Phone case", "accessories", "392690", 30, 90, 170, 500, 1900, shipping.NoBattery, true},
	{"Smart watch", "electronics", "910212", 90, 220, 110, 3900, 24900, shipping.BatteryInside, false},
	{"Knitted pullover", "apparel", "611030", 250, 600, 330, 1900, 6900, shipping.NoBattery, true},
	{"Running shoes", "apparel", "640411", 600, 1100, 330, 2900, 9900, shipping.NoBattery, false},
	{"Porcelain mug", "home", "691110", 280, 450, 120, 600, 1800, shipping.NoBattery, false},
	{"Building blocks", "toys", "950300", 300, 1600, 300, 1200, 7900, shipping.NoBattery, false},
	{"Power bank", "electronics", "850760", 150, 420, 140, 1500, 4900, shipping.BatteryAlone, false},
	{"Yoga mat", "sports", "950691", 900, 1800, 650, 1500, 4500, shipping.NoBattery, false},
	{"Digital camera", "electronics", "852589", 300, 900, 180, 19900, 89900, shipping.BatteryInside, false},
	{"Garden tool set", "home", "820190", 1500, 5200, 450, 1900, 7900, shipping.NoBattery, false},
}

var variants = []string{"Alba", "Birk", "Cora", "Duna", "Elm", "Fjord", "Gala", "Halo", "Iris", "Juno", "Kite", "Luna", "Moss",
	"Nova", "Opal", "Pine", "Quay", "Reed", "Silk", "Tide", "Umbra", "Vale", "Wren", "Yarn", "Zest"}

// ware is a product with how well it sells.
type ware struct {
	shipping.Product
	share float64
	// overseas tells that it is stocked in Duisburg and Los Angeles too.
	overseas bool
}

// catalogue makes the 300 products of the sample sellers; the same seed gives the same ones.
func catalogue(seed uint64) []ware {
	rng := rand.New(rand.NewPCG(seed, 1))
	var list []ware
	for s := range assortments {
		for v := range variants {
			list = append(list, makeWare(&assortments[s], variants[v], s, v, rng))
		}
	}
	return list
}

func makeWare(s *assortment, variant string, i, v int, rng *rand.Rand) ware {
	between := func(least, most int64) int64 { return least + rng.Int64N(most-least+1) }
	long := s.side * between(80, 130) / 100
	size := shipping.Dimensions{Length: shipping.Millimetres(long), Width: shipping.Millimetres(long * between(45, 80) / 100),
		Height: shipping.Millimetres(long * between(25, 50) / 100)}
	if s.flat {
		size.Height = shipping.Millimetres(between(12, 40))
	}
	price := between(s.cheap, s.dear)/10*10 + 9
	w := ware{Product: shipping.Product{
		SKU: shipping.SKU(fmt.Sprintf("%s-%02d-%s", s.class[:3], i+1, variant)), Name: s.name + " " + variant, Size: size,
		Weight: shipping.Grams(between(int64(s.least), int64(s.most))), HS: s.hs, Origin: "CN",
		Value: shipping.Money{Amount: price, Currency: "EUR"}, Battery: s.battery, Class: s.class,
	}}
	w.share = 1 / float64(1+(v*7+i*3)%len(variants)) // some sell well, most sell little
	w.overseas = w.share > 0.08 && s.battery != shipping.BatteryAlone
	return w
}

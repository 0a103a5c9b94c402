package world

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
	"crosslane/world/scenario"
)

// purchase is an order as a storefront takes it, with the buyer's address.
type purchase struct {
	order   shipping.Order
	address shipping.Address
}

// demand makes up what buyers buy. What is bought in an hour depends on the seed, the scenario and the
// hour alone, so that a run that was broken off goes on with the same orders.
type demand struct {
	seed     uint64
	merchant shipping.MerchantID
	perDay   float64
	wares    []ware

	start time.Time         // from which the factors' days count
	bends []scenario.Demand // of the scenario
	mixes map[uint64]*mix   // by the factors that hold
}

func newDemand(seed uint64, merchant shipping.MerchantID, perDay int) *demand {
	return &demand{seed: seed, merchant: merchant, perDay: float64(perDay), wares: catalogue(seed), mixes: map[uint64]*mix{}}
}

// evenings is how the orders of a day fall on its hours (UTC), in thousandths.
var evenings = [24]float64{38, 36, 34, 30, 26, 24, 24, 26, 32, 38, 44, 46, 48, 46, 44, 46, 50, 54, 58, 62, 60, 54, 46, 40}

// hour makes up the orders placed in the hour that begins at t.
func (d *demand) hour(t time.Time) []purchase {
	rng := rand.New(rand.NewPCG(d.seed, uint64(t.Unix())))
	mix := d.mix(d.holding(t, false))
	n := poisson(d.perDay*season(t)*mix.rate*evenings[t.UTC().Hour()]/1006, rng)
	list := make([]purchase, n)
	for i := range list {
		placed := t.Add(time.Duration(i) * time.Hour / time.Duration(n+1)).Truncate(time.Second)
		list[i] = d.purchase(fmt.Sprintf("%s-%03d", t.UTC().Format("060102-15"), i+1), placed, mix, rng)
	}
	return list
}

var shops = []struct{ storefront, seller string }{
	{"lumen.example", "Lumen Goods"}, {"kestrel.example", "Kestrel Home"}, {"panda.example", "Panda Outlet"},
}

func (d *demand) purchase(number string, placed time.Time, mix *mix, rng *rand.Rand) purchase {
	at := drawn(mix.markets, rng)
	m := &markets[at]
	shop := shops[rng.IntN(len(shops))]
	p := purchase{address: buyer(m, rng)}
	p.order = shipping.Order{
		ID: shipping.NewOrderID(d.merchant, shop.storefront, number, placed), Storefront: shop.storefront, Number: number,
		Placed: placed, Seller: shop.seller, Currency: m.currency, Complete: rng.IntN(10) == 0,
	}
	for n := 1 + rng.IntN(8)/6 + rng.IntN(12)/11; n > 0; n-- {
		w := &d.wares[drawn(mix.wares[at], rng)]
		price := w.Value
		price.Currency = m.currency
		p.order.Lines = append(p.order.Lines, shipping.Line{Product: w.Product, Quantity: int64(1 + rng.IntN(10)/8), Price: price})
	}
	if rng.IntN(200) == 0 {
		p.address.Postcode = "?" // as people type it
	}
	p.order.Ship = p.address.Place()
	return p
}

// poisson draws how many events fall into an interval in which mean are expected:
// Knuth's product for small means, the normal approximation above 60.
func poisson(mean float64, rng *rand.Rand) int {
	if mean > 60 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*rng.NormFloat64())))
	}
	limit, product := math.Exp(-mean), rng.Float64()
	n := 0
	for product > limit {
		n++
		product *= rng.Float64()
	}
	return n
}

// entry is the purchase as intake hands it to the ledger: the order, and the buyer's address as a document.
func (p *purchase) entry() ledger.Entry {
	body, err := json.Marshal(p.address)
	if err != nil {
		panic("world: an address cannot be written: " + err.Error()) // it is strings alone
	}
	doc := shipping.NewDocument("application/json", p.address.Person(), body)
	o := p.order
	o.To = doc.ID
	return ledger.Entry{
		Facts:     []*fact.Fact{{Stream: o.ID.Stream(), At: o.Placed, By: "storefront:" + o.Storefront, Body: &fact.OrderReceived{Order: o}}},
		Documents: []shipping.Document{doc},
	}
}

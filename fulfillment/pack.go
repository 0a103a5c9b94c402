package fulfillment

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/packing"
	"crosslane/shipping"
)

// box is a parcel in the making: what is in it, and what it weighs and measures outside.
type box struct {
	carton string
	weight shipping.Grams
	size   shipping.Dimensions
	picks  []shipping.Pick
	value  int64            // of the goods, in minor units of the order's currency
	holds  []*shipping.Line // the lines that it has something of
}

// put takes pieces of a good in.
func (b *box) put(g *good, from, to int64) {
	b.value += g.value(from, to)
	b.holds = append(b.holds, g.Line)
}

// packer packs shipments into the Book's cartons. Shops sell the same things again and again, so
// it remembers how a set of goods was packed; the same set is packed the same way in any case.
type packer struct {
	cartons []packing.Carton
	freight *packing.Freight
	known   *memory
}

type memory struct {
	mu   sync.Mutex
	sets map[string][]content
}

// mostKnown bounds the memory; when it is full it begins anew.
const mostKnown = 50_000

// content is a packed box: how many of which goods, by their place in the list of goods.
type content struct {
	carton string
	weight shipping.Grams
	size   shipping.Dimensions
	counts []int64
}

// newPacker makes the Book's cartons ready. A carton that makes no sense is an Invalid error.
func newPacker(b *book.Book) (packer, error) {
	k := packer{known: &memory{sets: map[string][]content{}}}
	for _, c := range b.Packing.Cartons {
		k.cartons = append(k.cartons, packing.Carton{ID: c.Name, Inner: measure(c.Inner), Outer: measure(c.Outer),
			EmptyWeightG: int64(c.Weight), MaxWeightG: int64(c.Most), PriceMinor: c.Price})
	}
	k.freight = &packing.Freight{VolumetricDivisor: b.Packing.Divisor, Breaks: []packing.Break{{UpToG: 1, PriceMinor: b.Packing.PerParcel}},
		StepG: 100, StepMinor: b.Packing.PerKilogram / 10}
	if len(k.cartons) == 0 {
		return k, nil
	}
	r := k.request([]packing.Item{{ID: "1", Quantity: 1, Size: packing.Size{WidthMM: 1, LengthMM: 1, DepthMM: 1}}}, b.Base)
	if err := r.Check(); err != nil {
		return k, &shipping.Error{Code: shipping.Invalid, Field: "packing.cartons", Message: "the cartons make no sense", Cause: err,
			Hint: "each has a name of its own, and its inner measures within the outer ones"}
	}
	return k, nil
}

func (k *packer) request(items []packing.Item, base shipping.Currency) packing.Request {
	return packing.Request{Items: items, Cartons: k.cartons, Freight: k.freight, Currency: string(base)}
}

func measure(d shipping.Dimensions) packing.Size {
	return packing.Size{LengthMM: int64(d.Length), WidthMM: int64(d.Width), DepthMM: int64(d.Height)}
}

// pack lays what leaves a warehouse into boxes, and tells what fits into no carton. Where a product was not measured, or the Book
// has no cartons, everything is one parcel as heavy as it is.
func (r *Rules) pack(l *lot) ([]box, []fact.Reason) {
	if !measured(l.goods) || len(r.packs.cartons) == 0 {
		return []box{loose(l.goods, l.picks)}, nil
	}
	contents, err := r.packs.contents(l.goods, r.Book.Base)
	if err != nil { // more pieces than a packer can lay
		return []box{loose(l.goods, l.picks)}, nil
	}
	contents, why := r.bundled(contents, l)
	return share(contents, l.goods, l.picks), why
}

func measured(goods []good) bool {
	return !slices.ContainsFunc(goods, func(g good) bool { return g.Size.Length <= 0 || g.Size.Width <= 0 || g.Size.Height <= 0 })
}

// loose is everything in one parcel, without a carton: as long and as wide as the largest piece, and
// high enough for the volume.
func loose(goods []good, picks []shipping.Pick) box {
	b := box{picks: picks}
	var volume int64
	for i := range goods {
		g := &goods[i]
		b.put(g, 0, g.quantity)
		b.weight += g.Weight * shipping.Grams(g.quantity)
		s := g.Size.Sorted()
		volume += int64(s.Length) * int64(s.Width) * int64(s.Height) * g.quantity
		b.size.Length, b.size.Width, b.size.Height = max(b.size.Length, s.Length), max(b.size.Width, s.Width), max(b.size.Height, s.Height)
	}
	if base := int64(b.size.Length) * int64(b.size.Width); base > 0 {
		b.size.Height = max(b.size.Height, shipping.Millimetres((volume+base-1)/base))
	}
	return b
}

// contents packs goods, or remembers how they were packed.
func (k *packer) contents(goods []good, base shipping.Currency) ([]content, error) {
	key := keyOf(goods)
	k.known.mu.Lock()
	known, ok := k.known.sets[key]
	k.known.mu.Unlock()
	if ok {
		return known, nil
	}
	items := make([]packing.Item, len(goods))
	for i, g := range goods {
		items[i] = packing.Item{ID: strconv.Itoa(i), Quantity: g.quantity, Size: measure(g.Size), WeightG: int64(g.Weight), DangerClass: g.Dangerous}
	}
	answer, err := packing.Pack(k.request(items, base))
	if err != nil {
		return nil, err
	}
	list := read(&answer, goods)
	k.known.mu.Lock()
	defer k.known.mu.Unlock()
	if len(k.known.sets) >= mostKnown {
		clear(k.known.sets)
	}
	k.known.sets[key] = list
	return list, nil
}

// keyOf tells sets of goods apart that are to be packed differently.
func keyOf(goods []good) string {
	var b strings.Builder
	for _, g := range goods {
		for _, n := range []int64{g.quantity, int64(g.Size.Length), int64(g.Size.Width), int64(g.Size.Height), int64(g.Weight)} {
			b.WriteString(strconv.FormatInt(n, 36))
			b.WriteByte('.')
		}
		b.WriteString(g.Dangerous)
		b.WriteByte(';')
	}
	return b.String()
}

// read turns a packing into contents. What fits into no carton stands there piece by piece.
func read(answer *packing.Answer, goods []good) []content {
	var list []content
	for _, p := range answer.Parcels {
		c := content{carton: p.Carton, weight: shipping.Grams(p.GrossWeightG), counts: make([]int64, len(goods)), size: shipping.Dimensions{
			Length: shipping.Millimetres(p.Outer.LengthMM), Width: shipping.Millimetres(p.Outer.WidthMM), Height: shipping.Millimetres(p.Outer.DepthMM)}}
		for _, piece := range p.Contents {
			c.counts[place(piece.Item)]++
		}
		list = append(list, c)
	}
	for _, u := range answer.Unpacked {
		i := place(u.Item)
		for range u.Quantity {
			c := content{weight: goods[i].Weight, size: goods[i].Size, counts: make([]int64, len(goods))}
			c.counts[i] = 1
			list = append(list, c)
		}
	}
	return list
}

func place(item string) int {
	i, err := strconv.Atoi(item)
	if err != nil {
		panic("fulfillment: the packing names goods that it was not given: " + item)
	}
	return i
}

// share gives each box its part of the picks, in their order.
func share(contents []content, goods []good, picks []shipping.Pick) []box {
	left := append([]shipping.Pick(nil), picks...)
	laid := make([]int64, len(goods))
	boxes := make([]box, len(contents))
	for n, c := range contents {
		boxes[n] = box{carton: c.carton, weight: c.weight, size: c.size}
		for i, count := range c.counts {
			if count > 0 {
				boxes[n].put(&goods[i], laid[i], laid[i]+count)
				laid[i] += count
			}
			for k := range left {
				if q := min(count, left[k].Quantity); q > 0 && left[k].SKU == goods[i].SKU {
					part := left[k]
					part.Quantity = q
					boxes[n].picks = append(boxes[n].picks, part)
					left[k].Quantity -= q
					count -= q
				}
			}
		}
	}
	return boxes
}

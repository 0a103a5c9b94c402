// Package boxes says in which parcels goods leave a warehouse: what goes into which carton, what goes without one, and what is
// in each parcel worth.
package boxes

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

// Box is a parcel in the making: what is in it, and what it weighs and measures outside.
type Box struct {
	Carton string // empty: it goes without one
	Weight shipping.Grams
	Size   shipping.Dimensions
	Picks  []shipping.Pick
	Value  int64            // of the goods, in minor units of the order's currency
	Holds  []*shipping.Line // the lines that it has something of
}

// put takes pieces of a good in.
func (b *Box) put(g *Good, from, to int64) {
	b.Value += g.value(from, to)
	b.Holds = append(b.Holds, g.Line)
}

// Packer packs shipments into the Book's cartons. Shops sell the same things again and again, so
// it remembers how a set of goods was packed; the same set is packed the same way in any case. It may be used by many at once.
type Packer struct {
	base    shipping.Currency
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

// NewPacker makes the Book's cartons ready. A carton that makes no sense is an Invalid error.
func NewPacker(b *book.Book) (Packer, error) {
	k := Packer{base: b.Base, known: &memory{sets: map[string][]content{}}}
	for _, c := range b.Packing.Cartons {
		k.cartons = append(k.cartons, packing.Carton{ID: c.Name, Inner: measure(c.Inner), Outer: measure(c.Outer),
			EmptyWeightG: int64(c.Weight), MaxWeightG: int64(c.Most), PriceMinor: c.Price})
	}
	k.freight = &packing.Freight{VolumetricDivisor: b.Packing.Divisor, Breaks: []packing.Break{{UpToG: 1, PriceMinor: b.Packing.PerParcel}},
		StepG: 100, StepMinor: b.Packing.PerKilogram / 10}
	if len(k.cartons) == 0 {
		return k, nil
	}
	r := k.request([]packing.Item{{ID: "1", Quantity: 1, Size: packing.Size{WidthMM: 1, LengthMM: 1, DepthMM: 1}}})
	if err := r.Check(); err != nil {
		return k, &shipping.Error{Code: shipping.Invalid, Field: "packing.cartons", Message: "the cartons make no sense", Cause: err,
			Hint: "each has a name of its own, and its inner measures within the outer ones"}
	}
	return k, nil
}

func (k *Packer) request(items []packing.Item) packing.Request {
	return packing.Request{Items: items, Cartons: k.cartons, Freight: k.freight, Currency: string(k.base)}
}

func measure(d shipping.Dimensions) packing.Size {
	return packing.Size{LengthMM: int64(d.Length), WidthMM: int64(d.Width), DepthMM: int64(d.Height)}
}

// Pack lays what leaves a warehouse into boxes, and tells what fits into no carton. Where a product was not measured, or the Book
// has no cartons, everything is one parcel as heavy as it is.
func (k *Packer) Pack(l *Lot) ([]Box, []fact.Reason) {
	if !measured(l.Goods) || len(k.cartons) == 0 {
		return []Box{loose(l.Goods, l.Picks)}, nil
	}
	contents, err := k.contents(l.Goods)
	if err != nil { // more pieces than a packer can lay
		return []Box{loose(l.Goods, l.Picks)}, nil
	}
	contents, why := l.bundled(contents)
	return share(contents, l.Goods, l.Picks), why
}

func measured(goods []Good) bool {
	return !slices.ContainsFunc(goods, func(g Good) bool { return g.Size.Length <= 0 || g.Size.Width <= 0 || g.Size.Height <= 0 })
}

// loose is everything in one parcel, without a carton: as long and as wide as the largest piece, and
// high enough for the volume.
func loose(goods []Good, picks []shipping.Pick) Box {
	b := Box{Picks: picks}
	var volume int64
	for i := range goods {
		g := &goods[i]
		b.put(g, 0, g.Quantity)
		b.Weight += g.Weight * shipping.Grams(g.Quantity)
		s := g.Size.Sorted()
		volume += int64(s.Length) * int64(s.Width) * int64(s.Height) * g.Quantity
		b.Size.Length, b.Size.Width, b.Size.Height = max(b.Size.Length, s.Length), max(b.Size.Width, s.Width), max(b.Size.Height, s.Height)
	}
	if base := int64(b.Size.Length) * int64(b.Size.Width); base > 0 {
		b.Size.Height = max(b.Size.Height, shipping.Millimetres((volume+base-1)/base))
	}
	return b
}

// contents packs goods, or remembers how they were packed.
func (k *Packer) contents(goods []Good) ([]content, error) {
	key := keyOf(goods)
	k.known.mu.Lock()
	known, ok := k.known.sets[key]
	k.known.mu.Unlock()
	if ok {
		return known, nil
	}
	items := make([]packing.Item, len(goods))
	for i, g := range goods {
		items[i] = packing.Item{ID: strconv.Itoa(i), Quantity: g.Quantity, Size: measure(g.Size), WeightG: int64(g.Weight), DangerClass: g.Dangerous}
	}
	answer, err := packing.Pack(k.request(items))
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
func keyOf(goods []Good) string {
	var b strings.Builder
	for _, g := range goods {
		for _, n := range []int64{g.Quantity, int64(g.Size.Length), int64(g.Size.Width), int64(g.Size.Height), int64(g.Weight)} {
			b.WriteString(strconv.FormatInt(n, 36))
			b.WriteByte('.')
		}
		b.WriteString(g.Dangerous)
		b.WriteByte(';')
	}
	return b.String()
}

// read turns a packing into contents. What fits into no carton stands there piece by piece.
func read(answer *packing.Answer, goods []Good) []content {
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
func share(contents []content, goods []Good, picks []shipping.Pick) []Box {
	left := append([]shipping.Pick(nil), picks...)
	laid := make([]int64, len(goods))
	boxes := make([]Box, len(contents))
	for n, c := range contents {
		boxes[n] = Box{Carton: c.carton, Weight: c.weight, Size: c.size}
		for i, count := range c.counts {
			if count > 0 {
				boxes[n].put(&goods[i], laid[i], laid[i]+count)
				laid[i] += count
			}
			for k := range left {
				if q := min(count, left[k].Quantity); q > 0 && left[k].SKU == goods[i].SKU {
					part := left[k]
					part.Quantity = q
					boxes[n].Picks = append(boxes[n].Picks, part)
					left[k].Quantity -= q
					count -= q
				}
			}
		}
	}
	return boxes
}

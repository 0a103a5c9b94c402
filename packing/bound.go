package packing

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// bound is a cost that no way to pack these pieces can be below.
func (s *search) bound(pieces []int32) cost {
	volume, weight := s.volume(pieces), s.weight(pieces)
	if volume == 0 {
		return cost{}
	}
	one, several := s.boundOne(volume, weight), s.boundSeveral(pieces)
	if one != (cost{}) && one.below(several) {
		return one
	}
	return several
}

// boundSeveral is the same for two cartons or more.
func (s *search) boundSeveral(pieces []int32) cost {
	volume, weight := s.volume(pieces), s.weight(pieces)
	byRate := max(int64(s.perMM3*float64(volume)), int64(s.perG*float64(weight)))
	if s.request.Objective == FewestCartons {
		n := max(2, s.boundCount(volume, weight))
		return cost{0, n, max(n*s.least, byRate)}
	}
	return cost{0, max(2*s.least, byRate), 2}
}

// floorSeveral is boundSeveral for everything there is to pack, looked at closer: two
// parcels cost at least as much as the cheapest two that could take it all by
// weight and volume, and more of them at least three times the least.
func (s *search) floorSeveral() cost {
	floor := s.boundSeveral(s.count)
	if !s.request.minimisesPrice() {
		return floor
	}
	volume, weight := s.volume(s.count), s.weight(s.count)
	two, three := int64(math.MaxInt64), max(floor[1], 3*s.least)
	parcels := s.largestParcels()
	for i, a := range parcels {
		for _, b := range parcels[i:] {
			if a.price+b.price >= min(two, three) {
				break
			}
			if a.volume+b.volume >= volume && a.weightG+b.weightG >= weight {
				two = a.price + b.price
				break
			}
		}
	}
	floor[1] = max(floor[1], min(two, three))
	return floor
}

// room is what a parcel can hold for its price.
type room struct{ price, volume, weightG int64 }

// largestParcels lists the fullest parcel of each carton for each price, the
// cheapest first. One that is priced above the last break counts as if it were just
// above, but as full as can be: no dearer than it is.
func (s *search) largestParcels() (out []room) {
	table := s.request.Freight
	for c := range s.fillers {
		f := &s.fillers[c]
		if f.payloadG < 0 || s.stock[c] == 0 {
			continue
		}
		volume, below := f.carton.Inner.VolumeMM3(), int64(-1)
		if table != nil {
			for _, b := range table.Breaks {
				g := min(roundDown(b.UpToG, table.RoundWeightG)-f.carton.EmptyWeightG, f.payloadG)
				if g > below {
					out, below = append(out, room{s.priceOf(c, g)[1], volume, g}), g
				}
			}
		}
		if below < f.payloadG {
			out = append(out, room{s.priceOf(c, below+1)[1], volume, f.payloadG})
		}
	}
	slices.SortFunc(out, func(a, b room) int { return cmp.Compare(a.price, b.price) })
	return out
}

// boundOne is the cost of the cheapest single carton that might take everything;
// nothing if there is none.
func (s *search) boundOne(volume, weight int64) (best cost) {
	for c := range s.fillers {
		f := &s.fillers[c]
		if s.stock[c] == 0 || volume > f.carton.Inner.VolumeMM3() || weight > f.payloadG {
			continue
		}
		if now := s.priceOf(c, weight); best == (cost{}) || now.below(best) {
			best = now
		}
	}
	return best
}

// boundCount is the number of cartons needed by volume and by weight.
func (s *search) boundCount(volume, weight int64) int64 {
	var room, payload int64 = 1, 1
	for c := range s.fillers {
		if f := &s.fillers[c]; s.stock[c] > 0 && f.payloadG >= 0 {
			room, payload = max(room, f.carton.Inner.VolumeMM3()), max(payload, f.payloadG)
		}
	}
	return max((volume+room-1)/room, (weight+payload-1)/payload)
}

// findRates finds the least that any carton costs, per parcel, per volume and per
// weight of goods: in money, or in outer volume where cartons are counted first.
func (s *search) findRates() {
	s.least, s.perMM3, s.perG = math.MaxInt64, math.Inf(1), math.Inf(1)
	for i := range s.fillers {
		f := &s.fillers[i]
		if f.payloadG < 0 || s.stock[i] == 0 {
			continue
		}
		least := f.carton.Outer.VolumeMM3()
		if s.request.minimisesPrice() {
			least = s.priceOf(i, 0)[1]
		}
		perG := float64(least) / float64(max(f.payloadG, 1))
		if s.request.minimisesPrice() && s.request.Freight != nil {
			perG = s.ratePerG(i)
		}
		s.least = min(s.least, least)
		s.perMM3 = min(s.perMM3, float64(least)/float64(f.carton.Inner.VolumeMM3()))
		s.perG = min(s.perG, perG)
	}
}

// ratePerG is the lowest price per gram of goods in a carton: at a break of the
// table or on the slope above it.
func (s *search) ratePerG(carton int) float64 {
	f, fl := s.request.Freight, &s.fillers[carton]
	rate := float64(s.priceOf(carton, fl.payloadG)[1]) / float64(max(fl.payloadG, 1))
	for _, b := range f.Breaks {
		if g := min(b.UpToG-fl.carton.EmptyWeightG, fl.payloadG); g > 0 {
			rate = min(rate, float64(s.priceOf(carton, g)[1])/float64(g))
		}
	}
	if f.StepG > 0 {
		rate = min(rate, float64(f.StepMinor)/float64(f.StepG))
	}
	return rate
}

// fits says whether a piece fits into a room in one of the ways in which it may stand.
func (it *Item) fits(room Size) bool {
	edges, may := it.edges(), it.upright()
	for up := range edges {
		a, b := int64(edges[(up+1)%3]), int64(edges[(up+2)%3])
		level := a <= room.WidthMM && b <= room.LengthMM || b <= room.WidthMM && a <= room.LengthMM
		if may[up] && int64(edges[up]) <= room.DepthMM && level {
			return true
		}
	}
	return false
}

// refuse says why an item cannot be packed at all, or nothing.
func (s *search) refuse(it *Item) Why {
	why := TooLarge
	for c := range s.fillers {
		f := &s.fillers[c]
		switch {
		case !it.fits(f.carton.Inner):
		case it.WeightG > f.payloadG:
			if why == TooLarge {
				why = TooHeavy
			}
		case s.stock[c] == 0:
			why = NoCarton
		default:
			return ""
		}
	}
	return why
}

// reason tells a refusal in a sentence.
func (s *search) reason(it *Item, why Why) string {
	size := fmt.Sprintf("%d x %d x %d mm", it.WidthMM, it.LengthMM, it.DepthMM)
	switch why {
	case TooLarge:
		turned := *it
		turned.ThisSideUp, turned.UprightEdges = false, nil
		if slices.ContainsFunc(s.request.Cartons, func(c Carton) bool { return turned.fits(c.Inner) }) {
			return size + " fits into no carton as it must stand, though it would if it were turned"
		}
		return size + " is larger than every carton"
	case TooHeavy:
		return fmt.Sprintf("with its %d g every carton into which it fits is heavier than the carton or the freight table allows", it.WeightG)
	}
	return "no carton into which it fits is available"
}

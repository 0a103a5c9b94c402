package packing

import (
	"slices"

	"crosslane/packing/load"
)

// Pack packs the items of a request into its cartons. What cannot be packed is
// listed in the answer with its reason. The error is a *shipping.Error about the
// request, and then there is no answer.
func Pack(r Request) (Answer, error) {
	if err := r.Check(); err != nil {
		return Answer{}, err
	}
	answer := Answer{Parcels: []Parcel{}, Unpacked: []Unpacked{}, Currency: r.Currency}
	stock := make([]int64, len(r.Cartons))
	for i := range r.Cartons {
		stock[i] = maxUnits
		if a := r.Cartons[i].Available; a != nil {
			stock[i] = *a
		}
	}
	for _, class := range r.classes() {
		s := newSearch(&r, class, stock)
		answer.Unpacked = append(answer.Unpacked, s.refused...)
		s.solve()
		s.answer(&answer)
	}
	for i := range answer.Parcels {
		answer.TotalMinor += answer.Parcels[i].CartonMinor + answer.Parcels[i].FreightMinor
	}
	answer.Verdict = verdict(&r, &answer)
	return answer, nil
}

// classes groups the numbers of the items by class of dangerous goods, in the order
// in which the classes first appear.
func (r *Request) classes() (groups [][]int) {
	var names []string
	for i := range r.Items {
		at := slices.Index(names, r.Items[i].DangerClass)
		if at < 0 {
			at, names, groups = len(names), append(names, r.Items[i].DangerClass), append(groups, nil)
		}
		groups[at] = append(groups[at], i)
	}
	return groups
}

// kind is an item as the loader sees it.
func (it *Item) kind() load.Kind {
	k := load.Kind{
		Edge: it.edges(), Upright: it.upright(), WeightG: it.WeightG, Count: int32(it.Quantity),
		MaxLoadG: load.NoLimit, TopOnly: it.LoadOnTop, Stop: int32(it.Stop),
	}
	switch {
	case it.NoStacking:
		k.MaxLoadG = 0
	case it.MaxLoadG > 0:
		k.MaxLoadG = it.MaxLoadG
	}
	return k
}

// upright says which of the edges may stand upright.
func (it *Item) upright() [3]bool {
	if it.ThisSideUp {
		return [3]bool{2: true}
	}
	if len(it.UprightEdges) == 0 {
		return [3]bool{true, true, true}
	}
	var may [3]bool
	for i, e := range edgeOrder {
		may[i] = slices.Contains(it.UprightEdges, e)
	}
	return may
}

// answer adds the parcels found, and what they leave over, to the answer.
func (s *search) answer(a *Answer) {
	left := slices.Clone(s.count)
	for _, p := range s.best.parcels {
		for k, n := range p.plan.Used {
			left[k] -= n
		}
		s.stock[p.carton]--
		a.Parcels = append(a.Parcels, s.parcel(p))
	}
	for k, n := range left {
		if n > 0 {
			it := &s.request.Items[s.items[k]]
			reason := "every carton into which it would fit is used up, or has no room left"
			a.Unpacked = append(a.Unpacked, Unpacked{it.ID, int64(n), NoCarton, reason})
		}
	}
}

func (s *search) parcel(p packed) Parcel {
	c := &s.request.Cartons[p.carton]
	gross := c.EmptyWeightG + s.weight(p.plan.Used)
	f := s.request.Freight
	billable := f.BillableG(c.Outer, gross)
	freight, _ := f.PriceMinor(billable)
	return Parcel{
		Carton: c.ID, Outer: c.Outer, Inner: c.Inner,
		GrossWeightG: gross, VolumetricWeightG: f.VolumetricG(c.Outer), BillableWeightG: billable,
		CartonMinor: c.PriceMinor, FreightMinor: freight,
		VolumeUsedPermille: p.plan.Volume * 1000 / c.Inner.VolumeMM3(),
		Contents:           s.contents(p),
	}
}

// contents lists the pieces of a parcel in an order in which they can be put in:
// goods of later stops first, then from the bottom up.
func (s *search) contents(p packed) []Placement {
	pieces := p.plan.Pieces()
	slices.SortFunc(pieces, func(a, b load.Piece) int {
		if s.request.UnloadByStop && s.kinds[a.Kind].Stop != s.kinds[b.Kind].Stop {
			return int(s.kinds[b.Kind].Stop - s.kinds[a.Kind].Stop)
		}
		return slices.Compare([]int32{a.At[2], a.At[1], a.At[0]}, []int32{b.At[2], b.At[1], b.At[0]})
	})
	out := make([]Placement, len(pieces))
	for i, piece := range pieces {
		out[i] = Placement{
			Item: s.request.Items[s.items[piece.Kind]].ID,
			XMM:  int64(piece.At[0]), YMM: int64(piece.At[1]), ZMM: int64(piece.At[2]),
			Size: Size{int64(piece.Size[0]), int64(piece.Size[1]), int64(piece.Size[2])},
		}
	}
	return out
}

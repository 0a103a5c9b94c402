package packing

import (
	"slices"

	"crosslane/packing/load"
)

// How many steps the search over cartons may make before it takes the best found
// so far: first with greedy loading, then with a beam. Where price decides, the beam
// finds little that is left to find. volumeSteps, about a second's work, is for
// filling by volume without a stop criterion.
const (
	quickSteps      = 500_000
	thoroughByCount = 2_000_000
	thoroughByPrice = 1_000_000
	volumeSteps     = 300_000_000
)

// maxBlocks is how many composed blocks are built for the longest searches.
const maxBlocks = 2000

// search chooses cartons for the items of one class of dangerous goods.
type search struct {
	request *Request
	stock   []int64 // cartons still there
	items   []int   // numbers in the request, per kind
	kinds   []load.Kind
	volumes []int64 // of one piece, per kind
	count   []int32 // pieces to pack, per kind
	refused []Unpacked
	fillers []filler // per carton

	least  int64   // what the cheapest parcel costs, see findRates
	perMM3 float64 // the lowest rate per volume of goods
	perG   float64 // and per gram of them

	ones  []packed // cartons that might take everything, the cheapest first
	floor cost     // no solution with more than one carton is below this

	effort load.Effort
	budget int64 // steps that may still be made
	best   solution
}

// filler loads one size of carton.
type filler struct {
	carton   *Carton
	payloadG int64 // what the goods in it may weigh; negative if it cannot be used
	loader   *load.Loader
	composed int
}

// packed is a carton and what is in it.
type packed struct {
	carton int
	plan   load.Plan
}

// solution is a way to pack everything, or as much as there are cartons for.
type solution struct {
	parcels []packed
	cost    cost
	found   bool
}

// cost compares solutions, the first figure that differs deciding: volume left
// over, then what the objective names.
type cost [4]int64

func (c cost) plus(o cost) cost {
	for i := range c {
		c[i] += o[i]
	}
	return c
}

func (c cost) minus(o cost) cost {
	for i := range c {
		c[i] -= o[i]
	}
	return c
}

func (c cost) compare(o cost) int { return slices.Compare(c[:], o[:]) }

func (c cost) below(o cost) bool { return slices.Compare(c[:], o[:]) < 0 }

func newSearch(r *Request, items []int, stock []int64) *search {
	s := &search{request: r, stock: stock, fillers: make([]filler, len(r.Cartons))}
	for i := range r.Cartons {
		s.fillers[i] = newFiller(r, &r.Cartons[i])
	}
	for _, i := range items {
		it := &r.Items[i]
		if why := s.refuse(it); why != "" {
			s.refused = append(s.refused, Unpacked{it.ID, it.Quantity, why, s.reason(it, why)})
			continue
		}
		s.items = append(s.items, i)
		s.kinds = append(s.kinds, it.kind())
		s.volumes = append(s.volumes, it.VolumeMM3())
		s.count = append(s.count, int32(it.Quantity))
	}
	s.findRates()
	return s
}

func newFiller(r *Request, c *Carton) filler {
	f := filler{carton: c, payloadG: maxWeightG}
	if c.MaxWeightG > 0 {
		f.payloadG = c.MaxWeightG - c.EmptyWeightG
	}
	f.payloadG = min(f.payloadG, r.Freight.limitG(c.Outer)-c.EmptyWeightG)
	return f
}

// caps are the weights of goods worth trying in a carton when weightG is left: all it
// takes and, where that is not the cheapest, what the best break of the freight
// table takes.
func (s *search) caps(carton int, weightG int64) []int64 {
	f, table := &s.fillers[carton], s.request.Freight
	most := min(f.payloadG, weightG)
	if table == nil || !s.request.minimisesPrice() || most < 1 {
		return []int64{f.payloadG}
	}
	best, least := most, s.inParcelsOf(carton, most, weightG)
	for _, b := range table.Breaks {
		g := roundDown(b.UpToG, table.RoundWeightG) - f.carton.EmptyWeightG
		if g < 1 || g >= most {
			continue
		}
		if price := s.inParcelsOf(carton, g, weightG); price < least {
			best, least = g, price
		}
	}
	if best == most {
		return []int64{f.payloadG}
	}
	return []int64{f.payloadG, best}
}

// inParcelsOf is about what goods cost in parcels of so much each, were weight all.
func (s *search) inParcelsOf(carton int, eachG, weightG int64) float64 {
	return float64((weightG+eachG-1)/eachG) * float64(s.priceOf(carton, eachG)[1])
}

func (r *Request) minimisesPrice() bool { return r.Objective == "" || r.Objective == LeastPrice }

// price is the cost of one parcel.
func (s *search) price(p packed) cost { return s.priceOf(p.carton, s.weight(p.plan.Used)) }

// priceOf is the cost of a carton with goods of this weight in it.
func (s *search) priceOf(carton int, weightG int64) cost {
	c, f := &s.request.Cartons[carton], s.request.Freight
	freight, _ := f.PriceMinor(f.BillableG(c.Outer, c.EmptyWeightG+weightG))
	if s.request.Objective == FewestCartons {
		return cost{0, 1, c.Outer.VolumeMM3(), c.PriceMinor + freight}
	}
	return cost{0, c.PriceMinor + freight, 1, c.Outer.VolumeMM3()}
}

func (s *search) weight(pieces []int32) (g int64) {
	for k, n := range pieces {
		g += int64(n) * s.kinds[k].WeightG
	}
	return g
}

func (s *search) volume(pieces []int32) (mm3 int64) {
	for k, n := range pieces {
		mm3 += int64(n) * s.volumes[k]
	}
	return mm3
}

// fill loads one carton with as much of left as goes in within a weight.
func (s *search) fill(carton int, left []int32, capG int64) packed {
	f := &s.fillers[carton]
	if f.loader == nil || f.composed < s.effort.Blocks {
		rules := load.Rules{SupportPercent: int32(s.request.support()), LIFO: s.request.UnloadByStop}
		hold := load.Hold{Size: f.carton.Inner.edges(), MaxG: f.payloadG}
		f.loader, f.composed = load.New(hold, s.kinds, rules, s.effort.Blocks), s.effort.Blocks
	}
	return packed{carton, f.loader.Fill(left, capG, s.effort)}
}

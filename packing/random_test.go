package packing_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"crosslane/packing"
)

// randomRequest makes a request of every kind: some items too large or too heavy,
// some cartons scarce, with and without freight and rules.
func randomRequest(seed uint64) packing.Request {
	rnd := rand.New(rand.NewPCG(seed, 1))
	edge := func(n int64) int64 { return 1 + rnd.Int64N(n) }
	often := func(of int64) bool { return rnd.Int64N(of) == 0 }
	r := packing.Request{Currency: "EUR"}
	r.Objective = []packing.Objective{"", packing.LeastPrice, packing.FewestCartons}[rnd.IntN(3)]
	if often(10) {
		r.Objective = packing.MostVolume
	}
	r.UnloadByStop = often(5)
	if often(2) {
		r.SupportPercent = new([]int64{0, 50, 80, 100}[rnd.IntN(4)])
	}
	if r.Objective == packing.MostVolume {
		r.BeamWidth = 1 + rnd.Int64N(2)
	}
	for i := range 1 + rnd.IntN(6) {
		it := packing.Item{ID: fmt.Sprintf("item %d", i), Quantity: edge(6), Size: mm(edge(220), edge(260), edge(160)), WeightG: rnd.Int64N(2500)}
		it.ThisSideUp = often(4)
		it.LoadOnTop = often(8)
		it.NoStacking = often(8)
		if !it.NoStacking && often(5) {
			it.MaxLoadG = edge(4000)
		}
		if often(10) {
			it.DangerClass = "3"
		}
		if !it.ThisSideUp && often(6) {
			it.UprightEdges = []packing.Edge{packing.EdgeWidth, packing.EdgeLength}
		}
		it.Stop = rnd.Int64N(3)
		r.Items = append(r.Items, it)
	}
	for i := range 1 + rnd.IntN(4) {
		c := carton(fmt.Sprintf("carton %d", i), mm(100+edge(200), 100+edge(250), 50+edge(200)), rnd.Int64N(200))
		if often(2) {
			c.MaxWeightG = 100 + edge(9000)
		}
		if r.Objective == packing.MostVolume || often(5) {
			c.Available = new(rnd.Int64N(4))
		}
		r.Cartons = append(r.Cartons, c)
	}
	if often(2) {
		r.Freight = &packing.Freight{VolumetricDivisor: 5000, RoundSideMM: 10, RoundWeightG: edge(500), Breaks: []packing.Break{{UpToG: edge(1000), PriceMinor: edge(500)}, {UpToG: 1000 + edge(9000), PriceMinor: 500 + edge(900)}}}
		if often(2) {
			r.Freight.StepG, r.Freight.StepMinor = 1000, edge(200)
		}
	}
	return r
}

// Every random request is answered validly by the checker's word, prices add up, what
// is left over says why, and the same request has the same answer.
func TestRandomRequests(t *testing.T) {
	n := uint64(10_000)
	if testing.Short() {
		n = 500
	}
	for seed := range n {
		r := randomRequest(seed)
		a := pack(t, r)
		total := int64(0)
		for _, p := range a.Parcels {
			total += p.CartonMinor + p.FreightMinor
			if len(p.Contents) == 0 {
				t.Fatalf("seed %d: an empty parcel", seed)
			}
			if limit := freightLimit(r.Freight); p.BillableWeightG > limit {
				t.Fatalf("seed %d: a parcel of %d g, the carrier takes %d g", seed, p.BillableWeightG, limit)
			}
		}
		if total != a.TotalMinor {
			t.Fatalf("seed %d: parcels cost %d, total says %d", seed, total, a.TotalMinor)
		}
		if err := togetherCheaper(&r, &a); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if err := stockKept(&r, &a); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if err := refusalsHold(&r, &a); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if seed%10 == 0 && !bytes.Equal(encode(t, a), encode(t, pack(t, randomRequest(seed)))) {
			t.Fatalf("seed %d: two answers to one request", seed)
		}
	}
}

// togetherCheaper checks that packing all costs no more than each piece for itself.
func togetherCheaper(r *packing.Request, a *packing.Answer) error {
	scarce := slices.ContainsFunc(r.Cartons, func(c packing.Carton) bool { return c.Available != nil })
	if r.Objective == packing.FewestCartons || r.Objective == packing.MostVolume || len(a.Unpacked) > 0 || scarce {
		return nil
	}
	var apart int64
	for i := range r.Items {
		alone := *r
		alone.Items = []packing.Item{r.Items[i]}
		alone.Items[0].Quantity = 1
		one, err := packing.Pack(alone)
		if err != nil {
			return err
		}
		apart += one.TotalMinor * r.Items[i].Quantity
	}
	if a.TotalMinor > apart {
		return fmt.Errorf("packed for %d, each piece for itself costs %d", a.TotalMinor, apart)
	}
	return nil
}

func freightLimit(f *packing.Freight) int64 {
	if f == nil || f.StepG > 0 {
		return 1 << 40
	}
	return f.Breaks[len(f.Breaks)-1].UpToG
}

func stockKept(r *packing.Request, a *packing.Answer) error {
	taken := map[string]int64{}
	for _, p := range a.Parcels {
		taken[p.Carton]++
	}
	for _, c := range r.Cartons {
		if c.Available != nil && taken[c.ID] > *c.Available {
			return fmt.Errorf("%d of %s are used, there are %d", taken[c.ID], c.ID, *c.Available)
		}
	}
	return nil
}

// refusalsHold checks that goods were not left while an unlimited carton takes them.
func refusalsHold(r *packing.Request, a *packing.Answer) error {
	for _, u := range a.Unpacked {
		if u.Reason == "" {
			return fmt.Errorf("%s is left without a reason", u.Item)
		}
		alone := *r
		for i := range r.Items {
			if r.Items[i].ID == u.Item {
				alone.Items = []packing.Item{r.Items[i]}
			}
		}
		alone.Items[0].Quantity = 1
		alone.Cartons = nil
		for _, c := range r.Cartons {
			if c.Available == nil {
				alone.Cartons = append(alone.Cartons, c)
			}
		}
		if len(alone.Cartons) == 0 {
			continue
		}
		one, err := packing.Pack(alone)
		if err != nil {
			return err
		}
		if len(one.Parcels) > 0 {
			return fmt.Errorf("%s is left (%s), but fits alone into %v", u.Item, u.Why, one.Parcels)
		}
	}
	return nil
}

func encode(t *testing.T, a packing.Answer) []byte {
	raw, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

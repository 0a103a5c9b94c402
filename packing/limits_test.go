package packing_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"crosslane/packing"
	"crosslane/shipping"
)

// faultOf is the field that an error of a bad request names, "" for a good one.
func faultOf(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	bad, ok := errors.AsType[*shipping.Error](err)
	if !ok || bad.Code != shipping.Invalid || bad.Field == "" {
		t.Fatalf("no fault of a field: %v", err)
	}
	return bad.Field
}

// Each figure of a request may be as small and as large as said, and no further.
func TestLimitsOfARequest(t *testing.T) {
	const edge, weight, pieces, price = 30_000, 1_000_000_000, 20_000, 1_000_000_000_000
	for field, c := range map[string]struct {
		low, high int64
		set       func(r *packing.Request, n int64)
	}{
		"items[0].width_mm":             {1, edge, func(r *packing.Request, n int64) { r.Items[0].WidthMM = n }},
		"items[0].length_mm":            {1, edge, func(r *packing.Request, n int64) { r.Items[0].LengthMM = n }},
		"items[0].depth_mm":             {1, edge, func(r *packing.Request, n int64) { r.Items[0].DepthMM = n }},
		"items[0].quantity":             {1, pieces, func(r *packing.Request, n int64) { r.Items[0].Quantity = n }},
		"items[0].weight_g":             {0, weight, func(r *packing.Request, n int64) { r.Items[0].WeightG = n }},
		"items[0].max_load_g":           {0, weight, func(r *packing.Request, n int64) { r.Items[0].MaxLoadG = n }},
		"items[0].stop":                 {0, pieces, func(r *packing.Request, n int64) { r.Items[0].Stop = n }},
		"cartons[0].outer.width_mm":     {1, edge, func(r *packing.Request, n int64) { r.Cartons[0].Outer = mm(n, edge, edge) }},
		"cartons[0].outer.length_mm":    {1, edge, func(r *packing.Request, n int64) { r.Cartons[0].Outer = mm(edge, n, edge) }},
		"cartons[0].outer.depth_mm":     {1, edge, func(r *packing.Request, n int64) { r.Cartons[0].Outer = mm(edge, edge, n) }},
		"cartons[0].inner.width_mm":     {1, edge, func(r *packing.Request, n int64) { r.Cartons[0].Inner.WidthMM = n }},
		"cartons[0].inner.length_mm":    {1, edge, func(r *packing.Request, n int64) { r.Cartons[0].Inner.LengthMM = n }},
		"cartons[0].inner.depth_mm":     {1, edge, func(r *packing.Request, n int64) { r.Cartons[0].Inner.DepthMM = n }},
		"cartons[0].empty_weight_g":     {0, weight, func(r *packing.Request, n int64) { r.Cartons[0].EmptyWeightG = n }},
		"cartons[0].max_weight_g":       {0, weight, func(r *packing.Request, n int64) { r.Cartons[0].MaxWeightG = n }},
		"cartons[0].price_minor":        {0, price, func(r *packing.Request, n int64) { r.Cartons[0].PriceMinor = n }},
		"cartons[0].available":          {0, weight, func(r *packing.Request, n int64) { r.Cartons[0].Available = &n }},
		"freight.breaks[0].up_to_g":     {1, 4999, func(r *packing.Request, n int64) { r.Freight.Breaks[0].UpToG = n }},
		"freight.breaks[1].up_to_g":     {1001, weight, func(r *packing.Request, n int64) { r.Freight.Breaks[1].UpToG = n }},
		"freight.breaks[1].price_minor": {0, price, func(r *packing.Request, n int64) { r.Freight.Breaks[1].PriceMinor = n }},
		"freight.volumetric_divisor":    {0, weight, func(r *packing.Request, n int64) { r.Freight.VolumetricDivisor = n }},
		"freight.round_side_mm":         {0, edge, func(r *packing.Request, n int64) { r.Freight.RoundSideMM = n }},
		"freight.round_weight_g":        {0, weight, func(r *packing.Request, n int64) { r.Freight.RoundWeightG = n }},
		"freight.step_g":                {0, weight, func(r *packing.Request, n int64) { r.Freight.StepG = n }},
		"support_percent":               {0, 100, func(r *packing.Request, n int64) { r.SupportPercent = &n }},
		"beam_width":                    {0, 1000, func(r *packing.Request, n int64) { r.BeamWidth = n }},
	} {
		t.Run(field, func(t *testing.T) {
			at := func(n int64) string {
				r := packing.Request{
					Currency: "EUR", Items: []packing.Item{item("a", 1, mm(10, 10, 10), 5)},
					Cartons: []packing.Carton{{ID: "box", Outer: mm(edge, edge, edge), Inner: mm(1, 1, 1)}},
					Freight: &packing.Freight{Breaks: []packing.Break{{UpToG: 1000, PriceMinor: 1}, {UpToG: 5000, PriceMinor: 2}}},
				}
				c.set(&r, n)
				return faultOf(t, r.Check())
			}
			beyond := field
			if field == "freight.breaks[0].up_to_g" {
				beyond = "freight.breaks[1].up_to_g" // which is then no further than the first
			}
			if low, high := at(c.low), at(c.high); low != "" || high != "" {
				t.Errorf("%d and %d are refused: %q, %q", c.low, c.high, low, high)
			}
			if low, high := at(c.low-1), at(c.high+1); low != field || high != beyond {
				t.Errorf("%d and %d are taken, or refused for something else: %q, %q", c.low-1, c.high+1, low, high)
			}
		})
	}
}

// What each line may hold, all of them together may not exceed either.
func TestLimitsOfAllGoods(t *testing.T) {
	for name, c := range map[string]struct {
		change func(r *packing.Request)
		field  string
	}{
		"as many pieces as can be":    {func(r *packing.Request) { r.Items[0].Quantity = 19_999 }, ""},
		"one piece more":              {func(r *packing.Request) { r.Items[0].Quantity = 20_000 }, "items[1].quantity"},
		"as heavy as can be":          {func(r *packing.Request) { r.Items[0].WeightG = 1_000_000_000 - 5 }, ""},
		"one gram more":               {func(r *packing.Request) { r.Items[0].WeightG = 1_000_000_000 - 4 }, "items[1].weight_g"},
		"nothing":                     {func(r *packing.Request) { r.Items = nil }, "items"},
		"two of one name":             {func(r *packing.Request) { r.Items[1].ID = "a" }, "items[1].id"},
		"nothing to pack into":        {func(r *packing.Request) { r.Cartons = nil }, "cartons"},
		"as many cartons as can be":   {func(r *packing.Request) { r.Cartons = cartonsNamed(1000) }, ""},
		"one carton more":             {func(r *packing.Request) { r.Cartons = cartonsNamed(1001) }, "cartons"},
		"two cartons of one name":     {func(r *packing.Request) { r.Cartons = append(r.Cartons, r.Cartons[0]) }, "cartons[1].id"},
		"a carton without a name":     {func(r *packing.Request) { r.Cartons[0].ID = "" }, "cartons[0].id"},
		"walls of no thickness":       {func(r *packing.Request) { r.Cartons[0].Outer = r.Cartons[0].Inner }, ""},
		"more room than outside":      {func(r *packing.Request) { r.Cartons[0].Outer = mm(200, 200, 199) }, "cartons[0].inner"},
		"full when empty":             {func(r *packing.Request) { r.Cartons[0].MaxWeightG = 100 }, ""},
		"too heavy when empty":        {func(r *packing.Request) { r.Cartons[0].MaxWeightG = 99 }, "cartons[0].max_weight_g"},
		"a table of steps alone":      {func(r *packing.Request) { r.Freight = &packing.Freight{StepG: 1000, StepMinor: 5} }, ""},
		"a table of nothing":          {func(r *packing.Request) { r.Freight = &packing.Freight{} }, "freight.breaks"},
		"no price, no currency":       {func(r *packing.Request) { r.Currency = "" }, ""},
		"no price, half a currency":   {func(r *packing.Request) { r.Currency = "EU" }, "currency"},
		"a price without a currency":  {func(r *packing.Request) { r.Currency, r.Cartons[0].PriceMinor = "", 1 }, "currency"},
		"freight without a currency":  {func(r *packing.Request) { r.Currency, r.Freight = "", &packing.Freight{StepG: 1} }, "currency"},
		"a load on what may bear any": {func(r *packing.Request) { r.Items[0].NoStacking = true }, ""},
		"neither load nor none":       {func(r *packing.Request) { r.Items[0].NoStacking, r.Items[0].MaxLoadG = true, 1 }, "items[0].max_load_g"},
		"this side, and another": {func(r *packing.Request) {
			r.Items[0].ThisSideUp, r.Items[0].UprightEdges = true, []packing.Edge{packing.EdgeDepth}
		}, "items[0].upright_edges"},
		"a step as dear as can be": {func(r *packing.Request) {
			r.Freight = &packing.Freight{StepG: 1_000_000, StepMinor: 1_000_000_000_000 / 1001}
		}, ""},
		"one that no sum could hold": {func(r *packing.Request) {
			r.Freight = &packing.Freight{StepG: 1_000_000, StepMinor: 1_000_000_000_000/1001 + 1}
		}, "freight.step_minor"},
	} {
		t.Run(name, func(t *testing.T) {
			r := packing.Request{
				Currency: "EUR", Items: []packing.Item{item("a", 1, mm(10, 10, 10), 0), item("b", 1, mm(10, 10, 10), 5)},
				Cartons: []packing.Carton{carton("box", mm(200, 200, 200), 0)},
			}
			c.change(&r)
			if got := faultOf(t, r.Check()); got != c.field {
				t.Errorf("refused for %q, want %q", got, c.field)
			}
		})
	}
}

func cartonsNamed(n int) (all []packing.Carton) {
	for i := range n {
		all = append(all, carton(fmt.Sprint(i), mm(200, 200, 200), 0))
	}
	return all
}

func TestHowARequestIsRead(t *testing.T) {
	const most = 16 << 20
	if _, err := packing.ReadRequest(strings.NewReader("{}" + strings.Repeat(" ", most-2))); err != nil {
		t.Errorf("as long as can be: %v", err)
	}
	if _, err := packing.ReadRequest(strings.NewReader("{}" + strings.Repeat(" ", most-1))); shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("one byte more: %v", err)
	}
	if _, err := packing.ReadRequest(iotest.ErrReader(errors.New("torn off"))); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("a torn line: %v", err)
	}
	forty := strings.Repeat("x", 38)
	for raw, words := range map[string]string{
		`{"support_percent": "` + forty + `"}`:                     `"` + forty + `" is not a whole number`,
		`{"support_percent": "` + forty + `y"}`:                    `"` + forty + `y... is not a whole number`,
		`{"freight": {"breaks": [{}, {"up_to_g": 1.5}]}}`:          "freight.breaks[1].up_to_g",
		`{"cartons": [{"outer": {"width_mm": 1, "width_mm": 1}}]}`: "cartons[0].outer.width_mm",
		`[]`: "[] is not an object",
	} {
		if _, err := packing.ReadRequest(strings.NewReader(raw)); shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v, want ...%s...", raw, err, words)
		}
	}
	r, err := packing.ReadRequest(strings.NewReader(`{"freight": null, "support_percent": null, "items": [{"id": "a", "upright_edges": ["width", "depth"]}], "cartons": [{"available": 0}]}`))
	if err != nil || r.Freight != nil || r.SupportPercent != nil || len(r.Items[0].UprightEdges) != 2 || r.Cartons[0].Available == nil {
		t.Errorf("%+v, %v: null stands for what is absent, 0 does not", r, err)
	}
}

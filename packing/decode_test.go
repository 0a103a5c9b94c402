package packing_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"crosslane/packing"
	"crosslane/shipping"
)

const plainRequest = `{
	"items": [{"id": "mug", "quantity": 2, "width_mm": 120, "length_mm": 95, "depth_mm": 110, "weight_g": 380}],
	"cartons": [{"id": "S", "empty_weight_g": 120, "price_minor": 45, "available": 3,
		"outer": {"width_mm": 210, "length_mm": 310, "depth_mm": 160},
		"inner": {"width_mm": 200, "length_mm": 300, "depth_mm": 150}}],
	"freight": {"volumetric_divisor": 5000, "breaks": [{"up_to_g": 1000, "price_minor": 490}], "step_g": 500, "step_minor": 90},
	"currency": "EUR"
}`

// packed reads a request and packs it, as the command does.
func packed(raw string) (packing.Answer, error) {
	r, err := packing.ReadRequest(strings.NewReader(raw))
	if err != nil {
		return packing.Answer{}, err
	}
	return packing.Pack(r)
}

func TestARequestIsPacked(t *testing.T) {
	a, err := packed(plainRequest)
	if err != nil {
		t.Fatal(err)
	}
	// 210 x 310 x 160 mm over 5000 are 2083.2 g: two breaks' worth and three steps.
	if len(a.Parcels) != 1 || a.Parcels[0].BillableWeightG != 2084 || a.TotalMinor != 45+490+3*90 || !a.Verdict.Valid {
		t.Errorf("answer %+v", a)
	}
}

// Each bad request is one change to a good one, and the error names the place.
func TestBadRequestsNameTheField(t *testing.T) {
	for _, c := range []struct{ from, to, field, words string }{
		{`"id": "mug"`, `"id": ""`, "items[0].id", "missing"},
		{`"quantity": 2`, `"quantity": 0`, "items[0].quantity", "not between"},
		{`"quantity": 2`, `"quantity": 2, "colour": "red"`, "items[0].colour", "unknown key"},
		{`"quantity": 2`, `"quantity": 2, "quantity": 3`, "items[0].quantity", "given twice"},
		{`"quantity": 2`, `"quantity": 2.5`, "items[0].quantity", "whole number"},
		{`"quantity": 2`, `"quantity": "2"`, "items[0].quantity", "whole number"},
		{`"quantity": 2`, `"Quantity": 2`, "items[0].Quantity", "unknown key"},
		{`"weight_g": 380`, `"weight_g": -1`, "items[0].weight_g", "not between"},
		{`"weight_g": 380`, `"weight_g": null`, "items[0].weight_g", "null"},
		{`"weight_g": 380`, `"upright_edges": ["height"]`, "items[0].upright_edges[0]", "not an edge"},
		{`"weight_g": 380`, `"this_side_up": true, "upright_edges": ["width"]`, "items[0].upright_edges", "this_side_up"},
		{`"weight_g": 380`, `"no_stacking": true, "max_load_g": 5`, "items[0].max_load_g", "no_stacking"},
		{`"weight_g": 380`, `"no_stacking": "yes"`, "items[0].no_stacking", "true or false"},
		{`"depth_mm": 110`, `"depth_mm": 40000`, "items[0].depth_mm", "not between"},
		{`"items": [`, `"items": [7, `, "items[0]", "not an object"},
		{`"items": [{"id"`, `"items": [{"id":"mug","quantity":1,"width_mm":1,"length_mm":1,"depth_mm":1},{"id"`, "items[1].id", "number 0"},
		{`"length_mm": 300`, `"length_mm": 3000`, "cartons[0].inner", "larger than outer"},
		{`"available": 3`, `"available": -3`, "cartons[0].available", "not between"},
		{`"available": 3`, `"max_weight_g": 100`, "cartons[0].max_weight_g", "empty weight"},
		{`"up_to_g": 1000`, `"up_to_g": 0`, "freight.breaks[0].up_to_g", "not between"},
		{`"breaks": [{"up_to_g": 1000, "price_minor": 490}], "step_g": 500`, `"breaks": []`, "freight.breaks", "needs breaks"},
		{`"breaks": [`, `"breaks": {}, "x": [`, "freight.breaks", "not a list"},
		{`"currency": "EUR"`, `"currency": ""`, "currency", "three letters"},
		{`"currency": "EUR"`, `"currency": "EUR", "objective": "best"`, "objective", "not an objective"},
		{`"currency": "EUR"`, `"currency": "EUR", "support_percent": 101`, "support_percent", "not between"},
		{`"currency": "EUR"`, `"currency": "EUR", "Stop": 1`, "Stop", "unknown key"},
		{`"currency": "EUR"`, `"currency": "EUR",`, "", "this is no JSON"},
		{"\"currency\": \"EUR\"\n}", `"currency": "EUR"} {}`, "", "this is no JSON"},
	} {
		raw := strings.Replace(plainRequest, c.from, c.to, 1)
		if raw == plainRequest {
			t.Fatalf("%q is not in the request", c.from)
		}
		a, err := packed(raw)
		bad, ok := errors.AsType[*shipping.Error](err)
		if !ok {
			t.Errorf("%s: no error", c.to)
			continue
		}
		if bad.Code != shipping.Invalid || bad.Field != c.field || !strings.Contains(bad.Error(), c.words) || a.Parcels != nil {
			t.Errorf("%s: %v, want %s: ...%s...", c.to, err, c.field, c.words)
		}
	}
}

func FuzzReadRequest(f *testing.F) {
	f.Add([]byte(plainRequest))
	for _, s := range []string{``, `{}`, `[]`, `null`, `{"items":null}`, `{"freight":null}`, `{"items":[{"stop":1e3}]}`, `{"a":{"b":[1,{"c":2}]}}`, "{\"\\ud800\":1}", `{"items":[{"id":"\u0000"}],"cartons":[{}]}`} {
		f.Add([]byte(s))
	}
	for seed := range uint64(20) {
		raw, err := json.Marshal(randomRequest(seed))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := packing.ReadRequest(bytes.NewReader(raw))
		if err != nil {
			if shipping.CodeOf(err) != shipping.Invalid {
				t.Fatalf("not a fault of the request: %v", err)
			}
			return
		}
		if err := r.Check(); err != nil {
			var bad *shipping.Error
			if !errors.As(err, &bad) || bad.Field == "" {
				t.Fatalf("no field is named: %v", err)
			}
			return
		}
		again, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := packing.ReadRequest(bytes.NewReader(again)); err != nil {
			t.Fatalf("what was read is refused when written again: %v\n%s", err, again)
		}
	})
}

func ExamplePack() {
	a, err := packing.Pack(packing.Request{
		Items: []packing.Item{{ID: "mug", Quantity: 2, Size: packing.Size{WidthMM: 120, LengthMM: 95, DepthMM: 110}, WeightG: 380}},
		Cartons: []packing.Carton{{
			ID: "S", EmptyWeightG: 120, PriceMinor: 45,
			Outer: packing.Size{WidthMM: 210, LengthMM: 310, DepthMM: 160},
			Inner: packing.Size{WidthMM: 200, LengthMM: 300, DepthMM: 150},
		}},
		Freight:  &packing.Freight{VolumetricDivisor: 5000, Breaks: []packing.Break{{UpToG: 5000, PriceMinor: 790}}},
		Currency: "EUR",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range a.Parcels {
		fmt.Println(p.Carton, p.GrossWeightG, p.BillableWeightG, p.CartonMinor+p.FreightMinor, a.Verdict.Valid)
	}
	// Output: S 880 2084 835 true
}

package draw_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"crosslane/packing"
	"crosslane/packing/draw"
)

func parcel(t *testing.T, ids ...string) *packing.Parcel {
	t.Helper()
	inner := packing.Size{WidthMM: 400, LengthMM: 600, DepthMM: 400}
	r := packing.Request{Cartons: []packing.Carton{{ID: "L <& big>", Inner: inner, Outer: inner}}}
	for i, id := range ids {
		r.Items = append(r.Items, packing.Item{ID: id, Quantity: int64(1 + i%3), Size: packing.Size{WidthMM: 100, LengthMM: 120, DepthMM: int64(30 + 7*(i%5))}})
	}
	a, err := packing.Pack(r)
	if err != nil || len(a.Parcels) != 1 {
		t.Fatal(err, a.Unpacked)
	}
	return &a.Parcels[0]
}

// words reads the document and answers with all text in it.
func words(t *testing.T, svg []byte) string {
	t.Helper()
	var text strings.Builder
	dec := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return text.String()
		}
		if err != nil {
			t.Fatalf("not well formed: %v", err)
		}
		if data, ok := token.(xml.CharData); ok {
			text.Write(data)
			text.WriteByte('\n')
		}
	}
}

func TestEveryItemIsListed(t *testing.T) {
	var ids []string
	for i := range 30 {
		ids = append(ids, fmt.Sprintf("item %d", i))
	}
	p := parcel(t, ids...)
	svg := draw.SVG(p)
	text := words(t, svg)
	for _, want := range append(ids, "L <& big>", "AD", "Layer 1", "width 400") {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the sheet", want)
		}
	}
	if !bytes.Equal(svg, draw.SVG(p)) {
		t.Error("two drawings of one parcel")
	}
}

func TestNamesDoNoHarm(t *testing.T) {
	text := words(t, draw.SVG(parcel(t, `<script>"&'`, "\x00\x1b\uFFFE", strings.Repeat("long ", 50), "包裹")))
	for _, want := range []string{`<script>"&'`, "???", "…", "包裹"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the sheet", want)
		}
	}
}

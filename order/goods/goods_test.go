package goods_test

import (
	"slices"
	"testing"

	"crosslane/order/goods"
	"crosslane/shipping"
)

// TestDangerous: UN numbers begin above zero.
func TestDangerous(t *testing.T) {
	for un, fine := range map[string]bool{"": true, "UN1266": true, "UN0004": true, "UN0000": false, "UN12": false} {
		if message, _ := goods.Dangerous(un); (message == "") != fine {
			t.Errorf("%q: %q", un, message)
		}
	}
}

// TestComplete: what a source says stays, measures are one thing, and each field that was filled is told.
func TestComplete(t *testing.T) {
	p := shipping.Product{Weight: 120, Size: shipping.Dimensions{Length: 10}}
	var told []string
	from := shipping.Product{Name: "Mug", Weight: 400, Size: shipping.Dimensions{Length: 1, Width: 2, Height: 3}, HS: "392640", Origin: "CN"}
	goods.Complete(&p, &from, func(name string) { told = append(told, name) })
	want := shipping.Product{Name: "Mug", Weight: 120, Size: shipping.Dimensions{Length: 10}, HS: "392640", Origin: "CN"}
	if p != want || !slices.Equal(told, []string{"name", "hs", "origin"}) {
		t.Errorf("%+v, %q", p, told)
	}
	goods.Complete(&p, &from, nil)
	if p != want {
		t.Errorf("%+v", p)
	}
}

package goods_test

import (
	"slices"
	"strings"
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

// TestHS: a code is known however its digits are grouped; one that lacks a digit, or lies in no chapter of goods, is not taken for another.
func TestHS(t *testing.T) {
	for text, want := range map[string]string{
		"851822": "851822", "8518.22": "851822", "8518.22.00": "85182200", "8518 22": "851822", "8518\u00a022": "851822", "8518-22": "851822", "851822.0": "851822", "851822.00": "851822", "8518220000.0": "8518220000",
		"040510": "040510", "0405.10": "040510", "970110": "970110", "010121": "010121", "660110999": "660110999", "8518.00": "851800",
		"40510": "", "40510.0": "", "8518.2": "", "4051010": "", "8518220": "", "85": "", "85182200001": "", "851822A": "", "8.51822E+05": "", "8518,22": "", "HS 851822": "",
		"000000": "", "000112": "", "770110": "", "77011000": "", "981100": "", "990500": "", "9905000000": "",
	} {
		code := goods.HSWritten(text)
		wrong, hint := goods.HS(code)
		if (wrong == "") != (want != "") || want != "" && code != want || (wrong == "") != (hint == "") {
			t.Errorf("%q is %s: %q (%s), want %q", text, code, wrong, hint, want)
		}
	}
	for text, may := range map[string]string{"40510": "040510 or 405100", "85182": "085182 or 851820", "77011": "077011", "8518220": "08518220 or 85182200", "00011": ""} {
		if _, hint := goods.HS(text); !strings.HasSuffix(hint, may) || may == "" && strings.Contains(hint, "may be") {
			t.Errorf("%s: %s, want %s", text, hint, may)
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

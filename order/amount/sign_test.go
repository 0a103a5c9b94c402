package amount_test

import (
	"testing"

	"crosslane/order/amount"
)

// TestDoubt: three digits behind the only sign of a number may be decimals or a thousand, where nobody said which sign is which; all
// else tells itself.
func TestDoubt(t *testing.T) {
	for text, want := range map[string]string{
		"1,234": "may be 1234 or 1.234", "12,500": "may be 12500 or 12.500", "-1,234": "may be 1234 or 1.234", "€1,234": "may be 1234 or 1.234", "999.999": "may be 999999 or 999.999",
		"1.234 EUR": "may be 1234 or 1.234", "1.250 kg": "may be 1250 or 1.250",
		"12.50": "", "1,234.50": "", "1.234,50": "", "12,5": "", "1234,567": "", "0,234": "", "0.250": "", ",234": "", "1,234,567": "", "1.234.567": "", "1234": "", "": "", "1 234": "", "1'234": "", "ten,234": "", "1,23a": "",
	} {
		wrong, hint := amount.Doubt(text, ".,")
		if wrong != want || (hint == "") != (want == "") {
			t.Errorf("%q: %q (%s), want %q", text, wrong, hint, want)
		}
		if wrong, _ := amount.Doubt(text, ""); wrong != "" {
			t.Errorf("%q is in doubt though its signs are sure: %s", text, wrong)
		}
	}
	if wrong, _ := amount.Doubt("1.234", ","); wrong != "" {
		t.Errorf("a point that is sure is in doubt: %s", wrong)
	}
}

// TestSigns: numbers have a point before decimals only where some tell so, and none tells otherwise.
func TestSigns(t *testing.T) {
	for _, c := range []struct {
		numbers []string
		points  bool
	}{
		{nil, false}, {[]string{"1,234", "5"}, false}, {[]string{"12.50"}, true}, {[]string{"1,234,567"}, true}, {[]string{"1,234.567"}, true}, {[]string{"0.250"}, true}, {[]string{"1234.567"}, true}, {[]string{"$1,234.50"}, true},
		{[]string{"12,50"}, false}, {[]string{"12.50", "12,50"}, false}, {[]string{"12.50", "1.234.567"}, false}, {[]string{"12.50", "1.234,5"}, false}, {[]string{"12.50", "1.234"}, true}, {[]string{"12.50", "n.a."}, true}, {[]string{"1.2.,3"}, false},
	} {
		var s amount.Signs
		for _, n := range c.numbers {
			s.See(n)
		}
		if s.Points() != c.points {
			t.Errorf("%q: %t", c.numbers, s.Points())
		}
	}
}

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

// TestSigns: what stands before decimals is known only where some numbers tell so, and none tells otherwise.
func TestSigns(t *testing.T) {
	for _, c := range []struct {
		numbers []string
		before  string
	}{
		{nil, ""}, {[]string{"1,234", "5"}, ""}, {[]string{"12.50"}, "point"}, {[]string{"1,234,567"}, "point"}, {[]string{"1,234.567"}, "point"}, {[]string{"0.250"}, "point"}, {[]string{"1234.567"}, "point"}, {[]string{"$1,234.50"}, "point"},
		{[]string{"12,50"}, "comma"}, {[]string{"12.50", "12,50"}, ""}, {[]string{"12.50", "1.234.567"}, ""}, {[]string{"12.50", "1.234,5"}, ""}, {[]string{"12.50", "1.234"}, "point"}, {[]string{"12.50", "n.a."}, "point"}, {[]string{"1.2.,3"}, ""},
		{[]string{"EUR 14,90", "1.234"}, "comma"}, {[]string{"1.234,50"}, "comma"}, {[]string{"0,250"}, "comma"},
	} {
		var s amount.Signs
		for _, n := range c.numbers {
			s.See(n)
		}
		if s.Before() != c.before {
			t.Errorf("%q: %q, want %q", c.numbers, s.Before(), c.before)
		}
	}
}

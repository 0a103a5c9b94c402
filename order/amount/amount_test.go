package amount_test

import (
	"testing"

	"crosslane/order/amount"
	"crosslane/shipping"
)

// TestRead: amounts as storefronts write them, to the minor unit.
func TestRead(t *testing.T) {
	for _, c := range []struct {
		form     amount.Form
		text     string
		currency shipping.Currency
		want     string // empty: it is none
	}{
		{amount.Form{}, "12.34", "EUR", "12.34 EUR"}, {amount.Form{}, "1,234.50", "EUR", "1234.50 EUR"}, {amount.Form{}, "$5.00", "USD", "5.00 USD"}, {amount.Form{}, "$5.00", "EUR", ""},
		{amount.Form{}, "12.34 USD", "EUR", "12.34 USD"}, {amount.Form{}, "12.345", "EUR", ""}, {amount.Form{Round: true}, "12.345", "EUR", "12.35 EUR"}, {amount.Form{Round: true}, "-9.995", "EUR", "-10.00 EUR"},
		{amount.Form{Comma: true}, "1.234,50", "EUR", "1234.50 EUR"}, {amount.Form{}, "1.234,50", "EUR", ""}, {amount.Form{}, "1'234.50", "CHF", "1234.50 CHF"}, {amount.Form{}, "100", "JPY", "100 JPY"},
		{amount.Form{}, "999999999.99", "EUR", "999999999.99 EUR"}, {amount.Form{}, "1000000000.00", "EUR", ""}, {amount.Form{}, "ten", "EUR", ""}, {amount.Form{}, "", "EUR", ""},
	} {
		m, wrong, hint := c.form.Read(c.text, c.currency)
		if c.want == "" && (wrong == "" || hint == "") || c.want != "" && (wrong != "" || m.String() != c.want) {
			t.Errorf("%q in %s is %s %s, want %s", c.text, c.currency, m, wrong, c.want)
		}
	}
}

// TestNamed: a code beside an amount names its currency; a sign may be of several.
func TestNamed(t *testing.T) {
	for text, want := range map[string]shipping.Currency{"EUR 14,90": "EUR", "14.90 USD": "USD", "14,90": "", "$5": "", "EUR": "", "ten EUR": "", "": ""} {
		if got := amount.Named(text); got != want {
			t.Errorf("%q names %q, want %q", text, got, want)
		}
	}
}

package amount_test

import (
	"testing"

	"crosslane/order/amount"
)

// TestPaid: an amount but zero was paid back, or asks; zero in any writing is none; and what is no amount is never taken for none.
func TestPaid(t *testing.T) {
	for _, text := range []string{"5.00", "-5", "1.2.3", "0.01", "EUR 5,00", "id:77|amount:5.00", "-0,50"} {
		if some, wrong := amount.Paid(text); !some || wrong != "" {
			t.Errorf("%q: %t, %q", text, some, wrong)
		}
	}
	for _, text := range []string{"", "0", "0.00", "0,00", "-0.00", "€0.00", "0.00 EUR", "EUR 0", "[]", "{}", "-", "—", "0.", ".00", "000"} {
		if some, wrong := amount.Paid(text); some || wrong != "" {
			t.Errorf("%q: %t, %q", text, some, wrong)
		}
	}
	for _, text := range []string{"abc", "EUR", "five", "٥", "0.00 abc", "O.00", "0x0", "½"} {
		if some, wrong := amount.Paid(text); some || wrong == "" {
			t.Errorf("%q: %t, %q", text, some, wrong)
		}
	}
}

package shipping

import (
	"testing"
	"time"
)

// TestDashes: text programs make other dashes of the one on the keyboard, and the number stays the same.
func TestDashes(t *testing.T) {
	for _, dash := range []string{"‐", "‑", "‒", "–", "—", "−", "﹣", "－"} {
		number := "ID" + dash + "1007"
		if Alike(number) != Alike("ID-1007") || NumbersStream("x", number) != NumbersStream("x", "id-1007") || Reading(number) != Reading("ID-1007") {
			t.Errorf("%s is another number than ID-1007", number)
		}
	}
	for _, other := range []string{"ID1007", "ID_1007", "ID/1007", "ID~1007"} {
		if Alike(other) == Alike("ID-1007") {
			t.Errorf("%s is the same as ID-1007", other)
		}
	}
}

// TestSmallUnits: a code whose last letter alone is small is none of a currency.
func TestSmallUnits(t *testing.T) {
	for text, want := range map[string]Currency{"eur": "EUR", "Eur": "EUR", "gbp": "GBP", "GBP": "GBP", "GBp": "GBp", "ZAc": "ZAc", "ILa": "ILa", "KWf": "KWf", "usd": "USD", "USd": "USd", "USc": "USc", "EUc": "EUc", "": ""} {
		if got := CurrencyWritten(text); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
		if c := CurrencyWritten(text); c.small() && (c.LivesOn(time.Time{}) == nil || c.Valid()) {
			t.Errorf("%q is a currency", text)
		}
	}
}

package shipping

import (
	"strings"
	"time"
)

// LivesOn tells why prices cannot be told in the currency on a day; nil: they can. A currency that was withdrawn before is named
// with its last day and its successor. Without a day (the zero time) every currency that ever lived is one.
func (c Currency) LivesOn(day time.Time) error {
	code := string(c)
	bad := func(message, hint string) error {
		return BadField("currency", "\""+shortened(code)+"\" "+message, hint)
	}
	if w, ok := currencyWords[c]; ok {
		return bad(w.what, "ISO 4217 calls it "+string(w.code)+": write that in the file, or under currency in the mapping")
	}
	if c.Valid() && (strings.Contains(unitsOfAccount, code) || code == strings.Repeat("X", 3)) {
		return bad("is a unit of account, a metal or a test, in which nobody pays", "write the currency of the prices, such as EUR")
	}
	on := Date("")
	if !day.IsZero() {
		on = Date(day.UTC().Format(time.DateOnly))
	}
	if end, ok := currencyEnds[c]; ok {
		if on <= end.last {
			return nil
		}
		return bad("was withdrawn: its last day was "+string(end.last), "write "+string(end.next)+", its successor, and amounts in it")
	}
	if !c.Valid() || !strings.Contains(livingCurrencies, code) {
		return bad("is not a currency code", "use three letters of ISO 4217, such as EUR")
	}
	if first := currencyFrom[c]; on != "" && on < first {
		return bad("is not a currency before "+string(first), "write the currency of that day")
	}
	return nil
}

func shortened(s string) string {
	if len(s) > 80 {
		s = strings.ToValidUTF8(s[:80], "") + "..."
	}
	return s
}

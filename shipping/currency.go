package shipping

import (
	"strings"
	"time"
)

// CurrencyWritten is the currency that a text names, in small letters or in capitals. A code whose last letter alone is small (GBp,
// ZAc) is what stock exchanges write for a hundredth of the currency, and stays as it is: no currency is called so.
func CurrencyWritten(text string) Currency {
	if c := Currency(text); c.small() {
		return c
	}
	return Currency(strings.ToUpper(text))
}

// cents are the letters that stand for a hundredth: of the currency's own name (GBp), cents (ZAc), agorot (ILa), fils (KWf).
const cents = "caf"

// small reports whether a code names a small unit of a currency.
func (c Currency) small() bool {
	if len(c) != 3 || c[2] < 'a' || c[2] > 'z' {
		return false
	}
	for code := range strings.FieldsSeq(livingCurrencies) {
		if code[:2] == string(c[:2]) && (code[2]+'a'-'A' == c[2] || strings.IndexByte(cents, c[2]) >= 0) {
			return true
		}
	}
	return false
}

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
	if c.small() {
		return bad("is a small unit, such as pence or cents, and no currency: amounts must be divided", "write the amounts in the whole unit, and its code in capitals")
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

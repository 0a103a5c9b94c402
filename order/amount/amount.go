// Package amount answers the question: how much money is what a storefront's file writes?
package amount

import (
	"slices"
	"strings"
	"unicode"

	"crosslane/shipping"
)

// Form is how a file writes amounts.
type Form struct {
	Comma bool // 1.234,50
	Round bool // more decimals than the currency has are rounded, half away from zero
	// Unsure are the signs, of point and comma, of which nobody said whether they stand before decimals or between thousands.
	Unsure string
}

// most bounds a price in minor units, so that quantity times price fits.
const most = 100_000_000_000

// currencySigns are the signs that storefronts write beside amounts, and the currencies that each may mean.
var currencySigns = map[string][]shipping.Currency{
	"€": {"EUR"}, "£": {"GBP", "GIP", "FKP", "SHP", "SSP", "SYP", "EGP", "LBP"}, "¥": {"JPY", "CNY"}, "₩": {"KRW"}, "₹": {"INR"}, "₺": {"TRY"}, "₪": {"ILS"}, "฿": {"THB"}, "₫": {"VND"}, "₱": {"PHP"},
	"₴": {"UAH"}, "₽": {"RUB"}, "₦": {"NGN"}, "₸": {"KZT"}, "₾": {"GEL"}, "₼": {"AZN"},
	"$":   {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD", "CLP", "COP", "ARS", "BBD", "BMD", "BND", "BSD", "BZD", "FJD", "GYD", "JMD", "KYD", "LRD", "NAD", "SBD", "SRD", "TTD", "XCD"},
	"US$": {"USD"}, "C$": {"CAD"}, "CA$": {"CAD"}, "A$": {"AUD"}, "AU$": {"AUD"}, "NZ$": {"NZD"}, "S$": {"SGD"}, "HK$": {"HKD"}, "NT$": {"TWD"}, "MX$": {"MXN"}, "R$": {"BRL"},
	"kr": {"SEK", "NOK", "DKK", "ISK"}, "kr.": {"DKK", "SEK", "NOK", "ISK"}, "zł": {"PLN"}, "Kč": {"CZK"}, "Ft": {"HUF"}, "lei": {"RON", "MDL"}, "лв": {"BGN"}, "лв.": {"BGN"}, "Fr.": {"CHF"}, "SFr.": {"CHF"},
	"R": {"ZAR"}, "RM": {"MYR"}, "Rp": {"IDR"}, "₲": {"PYG"}, "元": {"CNY", "TWD"}, "円": {"JPY"},
}

// Read reads "12.34", or "12.34 EUR" with its own currency, and amounts as storefronts write them: with the sign of the order's own
// currency, narrow blanks, and apostrophes between thousands. More decimals than the currency has are rounded where the mapping says so.
// What is none is said, with what to write.
func (f Form) Read(text string, currency shipping.Currency) (m shipping.Money, wrong, hint string) {
	amount, sign := apart(text)
	if c := shipping.Currency(sign); c.Valid() {
		currency = c
	} else if sign != "" && !slices.Contains(currencySigns[sign], currency) {
		return m, "has a sign that is not the order's currency, " + string(currency), "write the amount in " + string(currency) + ", without a sign or with its own"
	}
	if wrong, hint = Doubt(amount, f.Unsure); wrong != "" && currency.Digits() > 0 {
		return m, wrong, hint
	}
	amount = f.plain(amount)
	if f.Round {
		amount = roundTo(amount, currency.Digits())
	}
	m, err := shipping.ParseMoney(amount, currency)
	if whole, _, _ := strings.Cut(strings.TrimLeft(amount, "+-"), "."); err == nil && (m.Amount >= most || m.Amount <= -most) || err != nil && len(whole) > 15 && strings.Trim(whole, "0123456789") == "" {
		return shipping.Money{}, "is more than one piece may cost", "less than " + shipping.Money{Amount: most, Currency: currency}.String() + " is taken: correct it"
	}
	if err != nil {
		return shipping.Money{}, noAmount, f.hint(amount, currency)
	}
	return m, "", ""
}

func (f Form) hint(amount string, currency shipping.Currency) string {
	hint := "write digits with a point, such as 12.34, and no more decimals than the currency has"
	if f.Comma {
		hint = "the mapping reads decimals behind a comma: write 12,34, and no more decimals than the currency has"
	} else if _, err := shipping.ParseMoney(Swapped.Replace(amount), currency); err == nil && strings.Contains(amount, ",") {
		hint += "; write decimal: comma in the mapping where the comma stands before decimals"
	}
	if short := roundTo(amount, currency.Digits()); short != amount && !f.Round {
		hint += "; write more_decimals: round in the mapping to round it"
	}
	return hint
}

// Named is the currency whose code stands beside an amount; empty: none does.
func Named(text string) shipping.Currency {
	if _, sign := apart(text); shipping.Currency(sign).Valid() {
		return shipping.Currency(sign)
	}
	return ""
}

// Swapped changes points and commas for one another.
var Swapped = strings.NewReplacer(".", ",", ",", ".")

// apart takes the sign or code of a currency off an amount, before or behind it.
func apart(text string) (amount, sign string) {
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == '￥':
			return '¥'
		case r == '−':
			return '-'
		}
		return r
	}, text))
	number := func(r rune) bool { return r >= '0' && r <= '9' || r == '-' || r == '+' }
	from, to := strings.IndexFunc(text, number), strings.LastIndexFunc(text, number)
	if from < 0 {
		return text, ""
	}
	if from > 0 && text[from-1] == '.' && strings.TrimSpace(text[:from]) == "." {
		from-- // .50
	}
	before, behind := strings.TrimSpace(text[:from]), strings.TrimSpace(text[to+1:])
	if behind == "." || behind == "," {
		to, behind = len(text)-1, ""
	}
	switch amount = text[from : to+1]; {
	case behind == "":
		return amount, before
	case before == "":
		return amount, behind
	}
	return text, ""
}

// plain writes an amount with a point before the decimals and commas between thousands, as far as its signs stand where they belong.
func (f Form) plain(amount string) string {
	if f.Comma {
		amount = Swapped.Replace(amount)
	}
	if strings.ContainsAny(amount, " '’") && !strings.Contains(amount, ",") {
		amount = strings.NewReplacer(" ", ",", "'", ",", "’", ",").Replace(amount)
	}
	return amount
}

// roundTo rounds a decimal half away from zero to a number of digits behind the point; what is none stays as it is.
func roundTo(amount string, digits int) string {
	whole, fraction, _ := strings.Cut(amount, ".")
	if len(fraction) <= digits || strings.Trim(fraction, "0123456789") != "" || strings.Trim(whole, "+-0123456789,") != "" {
		return amount
	}
	up, kept := fraction[digits] >= '5', []byte(whole+"."+fraction[:digits])
	for i := len(kept) - 1; up; i-- {
		switch {
		case i < 0 || kept[i] == '-' || kept[i] == '+':
			kept, up = slices.Insert(kept, i+1, '1'), false
		case kept[i] == '9':
			kept[i] = '0'
		case kept[i] >= '0' && kept[i] <= '8':
			kept[i]++
			up = false
		}
	}
	return strings.TrimSuffix(string(kept), ".")
}

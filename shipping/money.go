package shipping

import (
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Currency is an ISO 4217 alphabetic code in capitals, such as "EUR".
type Currency string

// currencyDigits lists the currencies whose minor unit is not a hundredth
// (ISO 4217:2015, list one, exponent column).
var currencyDigits = map[Currency]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0,
	"PYG": 0, "RWF": 0, "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
	"CLF": 4, "UYW": 4,
	"BYR": 0, "BEF": 0, "ESP": 0, "ITL": 0, "LUF": 0, "MGF": 0, "TRL": 0, // withdrawn (list three)
}

// Digits answers with the number of decimals of the currency's minor unit:
// 2 for EUR, 0 for JPY, 3 for KWD.
func (c Currency) Digits() int {
	if d, ok := currencyDigits[c]; ok {
		return d
	}
	return 2
}

// Valid reports whether the code has the form of ISO 4217: three capital letters.
func (c Currency) Valid() bool {
	if len(c) != 3 {
		return false
	}
	for _, r := range c {
		if r < 'A' || r > 'Z' {
			return false
		}
	}
	return true
}

// Money is an amount in the minor units of its currency: {1234, "EUR"} is 12.34 EUR.
// The zero value is no money in no currency.
type Money struct {
	Amount   int64    `json:"amount"`
	Currency Currency `json:"currency"`
}

// IsZero reports whether the amount is zero, in whichever currency.
func (m Money) IsZero() bool { return m.Amount == 0 }

// Plus adds an amount of the same currency; an empty currency on either side
// takes the other's. Different currencies and overflow are Invalid errors.
func (m Money) Plus(other Money) (Money, error) {
	if m.Currency == "" {
		m.Currency = other.Currency
	}
	if other.Currency != "" && other.Currency != m.Currency {
		return Money{}, Fault(Invalid, "cannot add "+string(other.Currency)+" to "+string(m.Currency), "convert one of them first")
	}
	sum := m.Amount + other.Amount
	if (sum > m.Amount) != (other.Amount > 0) && other.Amount != 0 {
		return Money{}, Fault(Invalid, "amount is too large", "")
	}
	return Money{sum, m.Currency}, nil
}

// Times multiplies by a count. Overflow is an Invalid error.
func (m Money) Times(n int64) (Money, error) {
	neg := (m.Amount < 0) != (n < 0)
	hi, lo := bits.Mul64(magnitude(m.Amount), magnitude(n))
	if hi != 0 || lo > math.MaxInt64 {
		return Money{}, Fault(Invalid, "amount is too large", "")
	}
	product := int64(lo)
	if neg {
		product = -product
	}
	return Money{product, m.Currency}, nil
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return uint64(-(n + 1)) + 1
	}
	return uint64(n)
}

// String writes the amount with its decimals and its currency: "12.34 EUR".
func (m Money) String() string {
	return formatDecimal(m.Amount, m.Currency.Digits()) + " " + string(m.Currency)
}

func formatDecimal(amount int64, digits int) string {
	s := strconv.FormatUint(magnitude(amount), 10)
	if digits > 0 {
		if len(s) <= digits {
			s = strings.Repeat("0", digits-len(s)+1) + s
		}
		s = s[:len(s)-digits] + "." + s[len(s)-digits:]
	}
	if amount < 0 {
		s = "-" + s
	}
	return s
}

// ParseMoney reads a decimal such as "12.34", "-5", "1,234.50" or "2.5" in the given
// currency. A comma is read only as a mark of thousands. More decimals than the
// currency has are accepted when they are zeros, and are an error otherwise.
func ParseMoney(text string, currency Currency) (Money, error) {
	if !currency.Valid() {
		return Money{}, BadField("currency", "\""+string(currency)+"\" is not a currency code", "use three letters of ISO 4217, such as EUR")
	}
	s := strings.TrimSpace(text)
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(strings.TrimPrefix(s, "-"), "+")
	whole, fraction, _ := strings.Cut(s, ".")
	whole, ok := dropThousands(whole)
	digits := currency.Digits()
	if trimmed := strings.TrimRight(fraction, "0"); len(fraction) > digits && len(trimmed) <= digits {
		fraction = fraction[:digits]
	}
	if !ok || whole+fraction == "" || !allDigits(whole) || !allDigits(fraction) {
		return Money{}, Fault(Invalid, "\""+text+"\" is not an amount", "write digits with a point, such as 12.34")
	}
	if len(fraction) > digits {
		return Money{}, Fault(Invalid, "\""+text+"\" has more decimals than "+string(currency)+" has", "round it to "+strconv.Itoa(digits)+" decimals")
	}
	fraction += strings.Repeat("0", digits-len(fraction))
	amount, err := strconv.ParseInt(whole+fraction, 10, 64)
	if err != nil {
		return Money{}, Fault(Invalid, "amount \""+text+"\" is too large", "")
	}
	if neg {
		amount = -amount
	}
	return Money{amount, currency}, nil
}

// dropThousands takes the commas out of "1,234,567"; it is not ok when they
// stand anywhere else than before groups of three digits.
func dropThousands(whole string) (string, bool) {
	groups := strings.Split(whole, ",")
	for i, g := range groups {
		if len(groups) > 1 && (i > 0 && len(g) != 3 || i == 0 && (len(g) == 0 || len(g) > 3)) {
			return whole, false
		}
	}
	return strings.Join(groups, ""), true
}

func allDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

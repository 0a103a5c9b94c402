package channel

import (
	"cmp"
	"math/bits"
	"slices"

	"crosslane/book"
	"crosslane/shipping"
)

// mostAmount bounds every amount, in minor units: sums of them stay far below overflow.
const mostAmount = 1_000_000_000_000_000

// rate turns minor units of a currency into minor units of the base currency, from a day on.
type rate struct {
	from     day
	num, den int64
}

// exchange is every currency's rates, newest first.
type exchange map[shipping.Currency][]rate

func newExchange(current *book.Book) (exchange, error) {
	if !current.Base.Valid() {
		return nil, shipping.BadField("base", "\""+string(current.Base)+"\" is not a currency code", "use three letters of ISO 4217, such as EUR")
	}
	fx := exchange{}
	for i, e := range current.FX {
		r, err := newRate(e, current.Base, path("fx", i, ""))
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(fx[e.Currency], func(o rate) bool { return o.from == r.from }) {
			return nil, shipping.BadField(path("fx", i, ""), string(e.Currency)+" has two rates from the same day", "keep one of them")
		}
		fx[e.Currency] = append(fx[e.Currency], r)
	}
	for _, rates := range fx {
		slices.SortFunc(rates, func(a, b rate) int { return cmp.Compare(b.from, a.from) })
	}
	fx[current.Base] = []rate{{num: 1, den: 1}}
	return fx, nil
}

func newRate(e book.Exchange, base shipping.Currency, at string) (rate, error) {
	if !e.Currency.Valid() {
		return rate{}, shipping.BadField(at+".currency", "\""+string(e.Currency)+"\" is not a currency code", "use three letters of ISO 4217, such as USD")
	}
	if e.Currency == base {
		return rate{}, shipping.BadField(at+".currency", "the base currency has no rate against itself", "leave it out")
	}
	if e.Micro <= 0 || e.Micro > 1_000_000_000_000 {
		return rate{}, shipping.BadField(at+".micro", "the rate must be above zero and below a million", "write millionths: 1 USD = 0.92 EUR is 920000")
	}
	from, err := parseDay(at+".from", e.From)
	num, den := e.Micro, int64(1_000_000)
	for d := base.Digits() - e.Currency.Digits(); d > 0; d-- {
		num *= 10
	}
	for d := e.Currency.Digits() - base.Digits(); d > 0; d-- {
		den *= 10
	}
	return rate{from: from, num: num, den: den}, err
}

// of answers with the rates of a currency that something in the Book is priced in.
func (fx exchange) of(c shipping.Currency, field string) ([]rate, error) {
	if rates, ok := fx[c]; ok {
		return rates, nil
	}
	return nil, shipping.BadField(field, "no exchange rate for \""+string(c)+"\"", "add it under fx")
}

// convert answers with an amount in the base currency, rounded half up, at the
// newest rate of a day; it is not ok when no rate holds yet.
func convert(rates []rate, amount int64, on day) (int64, bool) {
	r, ok := rateOn(rates, on)
	if !ok {
		return 0, false
	}
	return r.convert(amount), true
}

// rateOn is the newest rate of a day.
func rateOn(rates []rate, on day) (rate, bool) {
	for i := range rates {
		if rates[i].from <= on {
			return rates[i], true
		}
	}
	return rate{}, false
}

func (r *rate) convert(amount int64) int64 { return mulDiv(amount, r.num, r.den) }

// mulDiv is a*num/den rounded half up, for a not below zero. It stops at mostAmount.
func mulDiv(a, num, den int64) int64 {
	if num == den {
		return min(a, mostAmount)
	}
	hi, lo := bits.Mul64(uint64(a), uint64(num))
	lo, carry := bits.Add64(lo, uint64(den/2), 0)
	if hi+carry >= uint64(den) {
		return mostAmount
	}
	if hi+carry == 0 {
		return int64(min(quotient(lo, uint64(den)), mostAmount))
	}
	q, _ := bits.Div64(hi+carry, lo, uint64(den))
	return int64(min(q, mostAmount))
}

// quotient is a/b, in the short division where the numbers are short: a long one takes several times as long.
func quotient(a, b uint64) uint64 {
	if (a|b)>>32 == 0 {
		return uint64(uint32(a) / uint32(b))
	}
	return a / b
}

package channel

import (
	"math/big"
	"time"

	"crosslane/shipping"
)

// Convert writes an amount in another currency, at the Book's newest rates of a day (in the zone of the instant):
// exact, and rounded half up to the minor unit once. A currency without a rate on that day, and an amount
// that is too large, are Invalid errors. The amount must not be below zero.
func (t *Table) Convert(m shipping.Money, to shipping.Currency, on time.Time) (shipping.Money, error) {
	if m.Currency == to {
		return m, nil
	}
	into, err := t.rateOf(to, on)
	if err != nil {
		return shipping.Money{}, err
	}
	from, err := t.rateOf(m.Currency, on)
	if err != nil {
		return shipping.Money{}, err
	}
	amount := product(m.Amount, from.num, into.den)
	whole := product(from.den, into.num)
	amount.Lsh(amount, 1).Add(amount, whole).Quo(amount, whole.Lsh(whole, 1)) // half up
	if !amount.IsInt64() || amount.Int64() > mostAmount {
		return shipping.Money{}, shipping.Fault(shipping.Invalid, m.String()+" is too large in "+string(to), "")
	}
	return shipping.Money{Amount: amount.Int64(), Currency: to}, nil
}

// rateOf finds the newest rate of a day.
func (t *Table) rateOf(c shipping.Currency, on time.Time) (rate, error) {
	d := dayOf(on)
	for _, r := range t.fx[c] {
		if r.from <= d {
			return r, nil
		}
	}
	return rate{}, shipping.Fault(shipping.Invalid, "the Book has no exchange rate for "+string(c)+" that holds on "+writtenDay(d),
		"add "+string(c)+" under fx and publish the Book: then the order goes on")
}

func product(factors ...int64) *big.Int {
	p := big.NewInt(1)
	for _, f := range factors {
		p.Mul(p, big.NewInt(f))
	}
	return p
}

package channel

import (
	"time"

	"crosslane/book"
	"crosslane/shipping"
)

// Worth tells what amounts are worth in the Book's base currency, as prices and values are compared.
type Worth struct{ fx exchange }

// NewWorth reads the Book's exchange rates; a mistake in them is an Invalid error with its path.
func NewWorth(current *book.Book) (*Worth, error) {
	fx, err := newExchange(current)
	return &Worth{fx}, err
}

// Of answers with an amount in minor units of the base currency, rounded half up, at the newest rate of a
// day (in the zone of the instant). It is not ok when the Book has no rate that holds by then.
func (w *Worth) Of(m shipping.Money, on time.Time) (int64, bool) {
	if m.Amount <= 0 {
		return 0, true
	}
	return convert(w.fx[m.Currency], m.Amount, dayOf(on))
}

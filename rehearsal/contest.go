package rehearsal

import (
	"maps"
	"math"
	"math/big"
	"slices"

	"crosslane/book"
	"crosslane/shipping"
	"crosslane/view"
)

// Measure is a figure by which simulated worlds are compared.
type Measure struct {
	Name string `json:"name"`
	// Means says what the figure is, and in which unit.
	Means string `json:"means"`
	// Percent tells that it is a share, from 0 to 1; Money that it is in minor units of the base currency.
	Percent bool `json:"percent,omitempty"`
	Money   bool `json:"money,omitempty"`
	of      func(f *view.Figures, cost int64) float64
}

// Measures lists what is compared, in the order in which it is shown.
func Measures() []Measure {
	return []Measure{
		{Name: "cost_per_parcel", Means: "what carriers charge for a parcel", Money: true,
			of: func(f *view.Figures, cost int64) float64 { return ratio(cost, f.Parcels) }},
		{Name: "on_time", Means: "share of the parcels that came within their promise, of those that came or should have", Percent: true,
			of: func(f *view.Figures, _ int64) float64 { return ratio(f.DeliveredOnTime, f.DeliveredOnTime+f.Late) }},
		{Name: "late_parcels", Means: "parcels that were not there at the end of their promise",
			of: func(f *view.Figures, _ int64) float64 { return float64(f.Late) }},
		{Name: "days_late", Means: "begun days late, over all parcels",
			of: func(f *view.Figures, _ int64) float64 { return ratio(f.DaysLate, f.Parcels) }},
		{Name: "cases", Means: "cases opened for people to work on",
			of: func(f *view.Figures, _ int64) float64 { return float64(f.CasesOpened) }},
		{Name: "switches", Means: "times that a trigger was set off",
			of: func(f *view.Figures, _ int64) float64 { return float64(f.Switches) }},
		{Name: "rebooked", Means: "parcels booked anew because their channel was switched",
			of: func(f *view.Figures, _ int64) float64 { return float64(f.Rebooked) }},
		{Name: "told_in_time", Means: "share of the late parcels whose buyers were told before the promise ended", Percent: true,
			of: func(f *view.Figures, _ int64) float64 { return ratio(f.Warned, f.Late) }},
		{Name: "stuck", Means: "parcels for which no channel was left",
			of: func(f *view.Figures, _ int64) float64 { return float64(f.Stuck) }},
		{Name: "lost", Means: "parcels lost",
			of: func(f *view.Figures, _ int64) float64 { return float64(f.Lost) }},
	}
}

// ratio is not a number (NaN) when there is nothing to divide by: such a world says nothing about it.
func ratio(part, whole int64) float64 {
	if whole == 0 {
		return math.NaN()
	}
	return float64(part) / float64(whole)
}

// Contest gathers what the same simulated worlds came to under several Books.
type Contest struct {
	Books []string `json:"books"` // names; the first is what the others are held against
	Seeds []uint64 `json:"seeds"`
	// Lines are the measures, in the order of Measures.
	Lines   []Line `json:"measures"`
	figures [][]*entrant
}

// entrant is one world under one Book.
type entrant struct {
	figures view.Figures
	cost    int64
}

// Line is one measure under every Book.
type Line struct {
	Measure
	Mean []Interval `json:"mean"` // by Book
	// Against are the differences from the first Book, paired by seed: the first is zero.
	Against []Interval `json:"against_first"`
}

// NewContest makes a contest of Books over worlds with these seeds.
func NewContest(books []string, seeds []uint64) *Contest {
	c := &Contest{Books: books, Seeds: seeds, figures: make([][]*entrant, len(books))}
	for i := range c.figures {
		c.figures[i] = make([]*entrant, len(seeds))
	}
	return c
}

// Put keeps what a world came to: under the how many-th Book, with the how many-th seed, counted from
// 0. Different ones may be put at once. A currency without a rate in the Book is an Invalid error.
func (c *Contest) Put(current, seed int, b *book.Book, f view.Figures) error {
	cost, err := InBase(b, f.Cost)
	if err != nil {
		return err
	}
	c.figures[current][seed] = &entrant{f, cost}
	return nil
}

// Sum works the measures out over the worlds that were put under every Book.
func (c *Contest) Sum() {
	c.Lines = nil
	for _, m := range Measures() {
		line := Line{Measure: m}
		samples := make([][]float64, len(c.Books))
		for i := range c.Books {
			for _, e := range c.figures[i] {
				value := math.NaN()
				if e != nil {
					value = m.of(&e.figures, e.cost)
				}
				samples[i] = append(samples[i], value)
			}
			line.Mean = append(line.Mean, Mean(samples[i]))
			line.Against = append(line.Against, Paired(samples[0], samples[i]))
		}
		c.Lines = append(c.Lines, line)
	}
}

// InBase adds amounts up in the Book's base currency, by its newest rates, rounded half up.
func InBase(b *book.Book, cost map[shipping.Currency]int64) (int64, error) {
	var sum int64
	for _, currency := range slices.Sorted(maps.Keys(cost)) {
		rate := newestRate(b, currency)
		if rate == 0 {
			return 0, shipping.BadField("fx", "the Book has no exchange rate for "+string(currency), "add it under fx")
		}
		n, d := big.NewInt(cost[currency]), big.NewInt(1_000_000)
		n.Mul(n, big.NewInt(rate))
		for range b.Base.Digits() {
			n.Mul(n, big.NewInt(10))
		}
		for range currency.Digits() {
			d.Mul(d, big.NewInt(10))
		}
		half := new(big.Int).Rsh(d, 1)
		sum += n.Add(n, half).Div(n, d).Int64()
	}
	return sum, nil
}

// newestRate is a currency in millionths of the base currency; 0 when the Book has no rate for it.
func newestRate(b *book.Book, c shipping.Currency) int64 {
	if c == b.Base {
		return 1_000_000
	}
	var newest book.Exchange
	for _, e := range b.FX {
		if e.Currency == c && (newest.Micro == 0 || e.From > newest.From) {
			newest = e
		}
	}
	return newest.Micro
}

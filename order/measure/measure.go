// Package measure answers the question: how heavy or long is what a file writes of a product, in whole grams or millimetres?
package measure

import (
	"maps"
	"math/big"
	"slices"
	"strings"
)

// Units are what a quantity may be written in, each in its base unit.
type Units struct {
	Base  string // "grams", "millimetres"
	such  string // an example
	worth map[string]*big.Rat
}

// The units of weights and of lengths (International Yard and Pound Agreement, 1959: the pound is 0.45359237 kg, the inch 25.4 mm).
var (
	Weights = &Units{"grams", "0.35 kg", map[string]*big.Rat{"g": big.NewRat(1, 1), "kg": big.NewRat(1000, 1), "lb": big.NewRat(45_359_237, 100_000), "oz": big.NewRat(45_359_237, 1_600_000)}}
	Lengths = &Units{"millimetres", "35 cm", map[string]*big.Rat{"mm": big.NewRat(1, 1), "cm": big.NewRat(10, 1), "m": big.NewRat(1000, 1), "in": big.NewRat(254, 10)}}
)

// Has reports whether there is such a unit.
func (u *Units) Has(unit string) bool { return u.worth[unit] != nil }

// Names lists the units.
func (u *Units) Names() string { return strings.Join(slices.Sorted(maps.Keys(u.worth)), ", ") }

// Most bounds weights and lengths, so that they fit with quantities.
const Most = 100_000_000

// Read reads a number above zero, in a unit or in one that stands behind it ("0.45 kg"), with a point before decimals, and rounds it
// up to whole base units: carriers do, and nothing weighs nothing. Without any unit it is a whole number of base units; 350.0 is
// one. What is none is said, with what to write.
func (u *Units) Read(text, unit string) (n int64, wrong, hint string) {
	number := text
	if i := strings.LastIndexAny(text, "0123456789"); i >= 0 {
		if behind := strings.ToLower(strings.TrimSpace(text[i+1:])); u.Has(behind) {
			number, unit = text[:i+1], behind
		}
	}
	value, ok := new(big.Rat).SetString(number)
	if !ok || strings.ContainsAny(number, "/eEpPxXbBoO_") || unit == "" && !value.IsInt() || value.Sign() <= 0 {
		return u.none(unit)
	}
	if unit != "" {
		value.Mul(value, u.worth[unit])
	}
	whole, rest := new(big.Int).QuoRem(value.Num(), value.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		whole.Add(whole, big.NewInt(1))
	}
	if !whole.IsInt64() || whole.Int64() >= Most {
		return u.none(unit)
	}
	return whole.Int64(), "", ""
}

func (u *Units) none(unit string) (n int64, wrong, hint string) {
	if unit == "" {
		return 0, "is not a whole number of " + u.Base + " above zero", "write digits alone, such as 350, or a unit behind them, such as " + u.such
	}
	return 0, "is not a number above zero", "write digits with a point, such as 0.45"
}

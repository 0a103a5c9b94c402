package measure_test

import (
	"testing"

	"crosslane/order/measure"
)

// TestRead: whole base units, exactly, and rounded up.
func TestRead(t *testing.T) {
	for _, c := range []struct {
		units      *measure.Units
		text, unit string
		want       int64 // 0: it is none
	}{
		{measure.Weights, "350", "", 350}, {measure.Weights, "350.0", "", 350}, {measure.Weights, "0.45", "", 0}, {measure.Weights, "350.5", "", 0},
		{measure.Weights, "0.45", "kg", 450}, {measure.Weights, "0.45", "g", 1}, {measure.Weights, "1", "g", 1}, {measure.Weights, "1.0001", "g", 2},
		{measure.Weights, "1", "lb", 454}, {measure.Weights, "16", "oz", 454}, {measure.Weights, "1 oz", "kg", 29}, {measure.Weights, "2KG", "", 2000},
		{measure.Weights, "1000 lb", "", 453_593}, {measure.Weights, "100000", "lb", 45_359_237},
		{measure.Weights, "99999999", "", 99_999_999}, {measure.Weights, "100000000", "", 0}, {measure.Weights, "99999.9999", "kg", 0}, {measure.Weights, "99999.999", "kg", 99_999_999},
		{measure.Weights, "0", "", 0}, {measure.Weights, "-1", "kg", 0}, {measure.Weights, "", "kg", 0}, {measure.Weights, "kg", "", 0}, {measure.Weights, "1 cm", "", 0}, {measure.Weights, "1e3", "g", 0},
		{measure.Weights, "1/2", "kg", 0}, {measure.Weights, "0x10", "g", 0}, {measure.Weights, "1_000", "g", 0}, {measure.Weights, "1,5", "kg", 0}, {measure.Weights, "0b11", "g", 0}, {measure.Weights, "0o7", "", 0},
		{measure.Lengths, "4 in", "", 102}, {measure.Lengths, "10", "in", 254}, {measure.Lengths, "20.01", "cm", 201}, {measure.Lengths, "1.2 m", "mm", 1200}, {measure.Lengths, "1 kg", "", 0},
	} {
		n, wrong, hint := c.units.Read(c.text, c.unit)
		if n != c.want || (wrong == "") != (c.want > 0) || (hint == "") != (c.want > 0) {
			t.Errorf("%q in %q is %d %s, want %d: %s", c.text, c.unit, n, c.units.Base, c.want, wrong)
		}
	}
}

// TestNames are what a mapping may name.
func TestNames(t *testing.T) {
	if got := measure.Weights.Names() + "; " + measure.Lengths.Names(); got != "g, kg, lb, oz; cm, in, m, mm" {
		t.Error(got)
	}
	if !measure.Weights.Has("kg") || measure.Weights.Has("cm") || measure.Lengths.Has("") {
		t.Error("units are mixed up")
	}
}

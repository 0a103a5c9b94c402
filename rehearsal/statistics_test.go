package rehearsal

import (
	"math"
	"testing"
)

// The quantiles are those of the printed tables (Abramowitz and Stegun, table 26.10), to their digits.
func TestStudentT(t *testing.T) {
	for _, c := range []struct{ p, freedom, want float64 }{
		{0.975, 1, 12.706}, {0.975, 2, 4.303}, {0.975, 3, 3.182}, {0.975, 4, 2.776}, {0.975, 9, 2.262}, {0.975, 19, 2.093},
		{0.975, 30, 2.042}, {0.975, 120, 1.980}, {0.975, 1e6, 1.960}, {0.95, 10, 1.812}, {0.995, 5, 4.032}, {0.9, 19, 1.328},
	} {
		if got := studentT(c.p, c.freedom); math.Abs(got-c.want) > 0.0006 {
			t.Errorf("t(%v; %v) is %.4f, want %.3f", c.p, c.freedom, got, c.want)
		}
	}
}

func TestMean(t *testing.T) {
	// Deviations -2, -1, 0, 1, 2: variance 2.5, standard error sqrt(0.5).
	got := Mean([]float64{8, 9, math.NaN(), 10, 11, 12})
	if want := 2.77645 * math.Sqrt(0.5); got.N != 5 || got.Mean != 10 || math.Abs(got.Half-want) > 1e-4 {
		t.Errorf("got %+v, want 5 values, mean 10, half %.4f", got, want)
	}
	if one := Mean([]float64{3}); one.N != 1 || one.Mean != 3 || one.Half != 0 || one.Clear() {
		t.Errorf("one value: %+v", one)
	}
	if none := Mean(nil); none != (Interval{}) {
		t.Errorf("no value: %+v", none)
	}
	if even := Mean([]float64{1e9 + 1, 1e9 + 1, 1e9 + 1}); even.Mean != 1e9+1 || even.Half != 0 {
		t.Errorf("equal values: %+v", even)
	}
}

// What all seeds share does not widen the interval of a difference.
func TestPaired(t *testing.T) {
	a := []float64{10, 200, 3000, 40}
	b := []float64{11, 201, 3001, 41}
	if got := Paired(a, b); got.N != 4 || got.Mean != 1 || got.Half > 1e-9 || !got.Clear() {
		t.Errorf("one more each: %+v", got)
	}
	if got := Paired([]float64{1, 2}, []float64{2, 1}); got.Mean != 0 || got.Clear() {
		t.Errorf("one up, one down: %+v", got)
	}
}

package rehearsal

import "math"

// Interval is a mean and how far it may be off: in 95 of 100 samples the true mean lies within Half of it,
// by Student's t with N-1 degrees of freedom. With N below 2 Half is zero and says nothing.
type Interval struct {
	N    int     `json:"n"`
	Mean float64 `json:"mean"`
	Half float64 `json:"half"`
}

// Clear tells that zero lies outside the interval: the difference is not chance alone, in 95 of 100 cases.
func (i Interval) Clear() bool { return i.N > 1 && math.Abs(i.Mean) > i.Half }

// Mean is the mean of a sample with its interval. Values that are not numbers (NaN) do not count.
func Mean(sample []float64) Interval {
	var n, mean, squares float64
	for _, x := range sample { // Welford, 1962: no cancellation
		if math.IsNaN(x) {
			continue
		}
		n++
		d := x - mean
		mean += d / n
		squares += d * (x - mean)
	}
	i := Interval{N: int(n), Mean: mean}
	if n > 1 {
		i.Half = studentT(0.975, n-1) * math.Sqrt(squares/(n-1)/n)
	}
	return i
}

// Paired is the mean of b less a, pair by pair, with its interval: what the seeds share falls out.
func Paired(a, b []float64) Interval {
	differences := make([]float64, min(len(a), len(b)))
	for i := range differences {
		differences[i] = b[i] - a[i]
	}
	return Mean(differences)
}

// studentT is the quantile p (above one half) of Student's t distribution.
func studentT(p, freedom float64) float64 {
	low, high := 0.0, 1.0
	for studentCDF(high, freedom) < p {
		high *= 2
	}
	for range 100 { // halves the interval down to the last bit
		mid := (low + high) / 2
		if studentCDF(mid, freedom) < p {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

// studentCDF is the share of Student's t distribution up to t, for t not below zero:
// 1 - I(v/(v+t²); v/2, 1/2) / 2 (Abramowitz and Stegun, 26.7.1 and 26.5.27).
func studentCDF(t, v float64) float64 { return 1 - betaShare(v/(v+t*t), v/2, 0.5)/2 }

// betaShare is the regularised incomplete beta function I(x; a, b), by its continued fraction
// (Abramowitz and Stegun, 26.5.8, summed by Lentz's method), which converges fast left of the mean.
func betaShare(x, a, b float64) float64 {
	if x <= 0 || x >= 1 {
		return min(max(x, 0), 1)
	}
	if x > (a+1)/(a+b+2) {
		return 1 - betaShare(1-x, b, a)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab-la-lb+a*math.Log(x)+b*math.Log1p(-x)) / a
	c, d := 1.0, 1/(1-(a+b)*x/(a+1))
	sum := d
	for m := 1.0; m < 1000; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		for _, term := range []float64{even, odd} {
			c, d = 1+term/c, 1/(1+term*d)
			sum *= c * d
		}
		if math.Abs(c*d-1) < 1e-15 {
			break
		}
	}
	return front * sum
}

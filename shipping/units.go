package shipping

import "strconv"

// Grams is a weight.
type Grams int64

// String writes whole kilograms as "2 kg", else "350 g"; a weight below zero is one that was "not readable".
func (g Grams) String() string {
	if g < 0 {
		return "not readable"
	}
	if g != 0 && g%1000 == 0 {
		return strconv.FormatInt(int64(g/1000), 10) + " kg"
	}
	return strconv.FormatInt(int64(g), 10) + " g"
}

// Millimetres is a length.
type Millimetres int64

// Dimensions are the outer measures of a thing. The zero value means not measured.
type Dimensions struct {
	Length Millimetres `json:"length"`
	Width  Millimetres `json:"width"`
	Height Millimetres `json:"height"`
}

// IsZero reports whether the thing was not measured.
func (d Dimensions) IsZero() bool { return d == Dimensions{} }

// Sorted answers with the measures, longest first.
func (d Dimensions) Sorted() Dimensions {
	l, w, h := d.Length, d.Width, d.Height
	if l < w {
		l, w = w, l
	}
	if w < h {
		w, h = h, w
	}
	if l < w {
		l, w = w, l
	}
	return Dimensions{l, w, h}
}

// Girth is the longest side plus twice the sum of the two others, as carriers
// measure "length plus girth".
func (d Dimensions) Girth() Millimetres {
	s := d.Sorted()
	return s.Length + 2*(s.Width+s.Height)
}

// Volumetric answers with the dimensional weight: volume in cubic centimetres over
// the divisor gives kilograms (IATA's usual divisor is 6000, express carriers use
// 5000), rounded up to whole grams. A divisor of zero means weight alone counts.
func (d Dimensions) Volumetric(divisor int64) Grams {
	if divisor <= 0 {
		return 0
	}
	// mm³ / 1000 = cm³; cm³ / divisor = kg; kg * 1000 = g: the thousands cancel.
	volume := int64(d.Length) * int64(d.Width) * int64(d.Height)
	return Grams((volume + divisor - 1) / divisor)
}

// String writes "300 x 200 x 100 mm".
func (d Dimensions) String() string {
	return strconv.FormatInt(int64(d.Length), 10) + " x " + strconv.FormatInt(int64(d.Width), 10) +
		" x " + strconv.FormatInt(int64(d.Height), 10) + " mm"
}
